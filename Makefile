# leadkeeper: `make deps build test` on Debian 12 with Swift 6.3.

SWIFT ?= swift
SOURCES = Package.swift Sources Tests

# What the build needs, then what the tests need beside it.
BUILD_PACKAGES = libcurl4-openssl-dev libglib2.0-dev libgmime-3.0-dev libmicrohttpd-dev libsecret-1-dev \
	libsqlite3-dev libsystemd-dev pkg-config
TEST_PACKAGES = curl dbus gnome-keyring libsecret-tools openssl python3-aiosmtpd python3-venv strace

# So many tests at once: all 500 at once starve each other of the processor, and what is to end in time then does not.
TEST_WIDTH = --experimental-maximum-parallelization-width 12

.PHONY: build clean deps format help lint test test-sanitize

help: ## what can be made
	@sed -n 's/^\([a-z-]*\):.*## /  make \1	/p' $(MAKEFILE_LIST)

deps: ## install the Debian packages that the build and the tests need (root)
	apt-get update -qq
	DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends $(BUILD_PACKAGES) $(TEST_PACKAGES)

build: ## the release binary, which runs where no Swift is installed
	$(SWIFT) build -c release --static-swift-stdlib --product leadkeeper

test: lint ## everything that shows that it works
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build $(TEST_WIDTH)

test-sanitize: ## the tests again, under the thread and the address sanitizer
	$(SWIFT) test --sanitize=thread --scratch-path .build/thread $(TEST_WIDTH)
	$(SWIFT) test --sanitize=address --scratch-path .build/address $(TEST_WIDTH)

lint: ## the style of the code
	$(SWIFT) format lint --strict --recursive $(SOURCES)

format: ## bring the code into that style
	$(SWIFT) format --in-place --recursive $(SOURCES)

clean: ## remove what was built
	rm -rf .build
