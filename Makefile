# leadkeeper, for Debian 12 with Swift 6.3; `make help` says what can be made.

SWIFT ?= swift
SUDO ?= $(shell test "$$(id -u)" = 0 || echo sudo)
SOURCES = Package.swift Sources Tests
# Where the release programs are built: a place of its own, so that the tests can be built meanwhile.
PROGRAMS = .build/programs
# No library is looked for beside a program, its relocations are read-only, and it is the same wherever it is built.
RELEASE = $(SWIFT) build -c release --scratch-path $(PROGRAMS) --static-swift-stdlib --disable-local-rpath \
	-Xlinker --build-id=none -Xlinker -z -Xlinker now --product

# What the build needs, then what the tests need beside it.
BUILD_PACKAGES = gettext libcsv-dev libcurl4-openssl-dev libgcrypt20-dev libglib2.0-dev libgmime-3.0-dev libical-dev libmicrohttpd-dev libsecret-1-dev \
	libsqlite3-dev libssl-dev libsystemd-dev libzstd-dev pkg-config po4a scdoc zlib1g-dev
TEST_PACKAGES = binutils curl dbus debhelper dovecot-submissiond fish gnome-keyring gpg gpg-agent icinga2-bin iproute2 libglib2.0-bin \
	libsecret-tools lintian locales man-db mmdebstrap nagios4-core openssl postfix prometheus prometheus-alertmanager \
	prometheus-node-exporter python3-aiosmtpd python3-venv shellcheck strace \
	systemd-container tmux zsh
PACKAGES = $(BUILD_PACKAGES) $(TEST_PACKAGES)
# What the benchmark compares with; unpacked under .build and not installed, so that no web server is started.
BENCH_PACKAGES = nginx
ROUNDS ?= 3
WAKE_UPS ?= 200000
RELOADS ?= 500

# So many tests at once: all 500 at once starve each other of the processor, and what is to end in time then does not.
TEST_WIDTH = --experimental-maximum-parallelization-width 12

# The words: translations and the English that they are made of, compiled to what the programs have in them.
WORDS = Sources/Wording/Catalogs
COMPILED_WORDS = $(WORDS)/en.mo $(patsubst %.po,%.mo,$(wildcard $(WORDS)/*.po))

.DELETE_ON_ERROR:
.PHONY: bare bench build catalogs clean demo deps format help judge-mails judge-pages lint pictures prove prove-forecast simulate soak test test-sanitize words

help: ## what can be made: this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# SIZES=250,1000 and PARTS=probes,engine,years,looks,idle choose; Tests/Bench/thresholds is what it has to keep to.
bench: deps build ## what it costs, beside curl and a Python script; ROUNDS=1 for a quick look
	$(RELEASE) leadkeeper-bench
	@Tests/Bench/prepare .build/bench $(BENCH_PACKAGES)
	@$(PROGRAMS)/release/leadkeeper-bench $(ROUNDS) .build/bench $(if $(SIZES),--sizes $(SIZES)) $(if $(PARTS),--parts $(PARTS))

# ARGUMENTS="--connections 1000 --seed 7"; `.build/programs/release/leadkeeper-simulate --help` says what there is.
simulate: deps catalogs ## three years of 200 connections on a virtual clock, everything but the engine simulated; some minutes
	$(RELEASE) leadkeeper-simulate
	@$(PROGRAMS)/release/leadkeeper-simulate $(ARGUMENTS)

demo: deps build ## leadkeeper at work, with all that it lives with, on this machine alone; KEEP=1 stays up
	$(RELEASE) leadkeeper-simulator
	@KEEP=$(KEEP) Tests/Demo/demo.sh

judge-mails: deps catalogs ## every mail before judges of its own: Python's email package, and axe-core in Debian's chromium
	rm -rf .build/mails
	LEADKEEPER_EXPORT_NOTICES=$(CURDIR)/.build/mails swift test --filter NoticeExport
	@python3 -m pip install --quiet --upgrade --target .build/axe --no-deps axe-playwright-python==0.1.8
	@python3 Tests/Judges/mail_judge.py .build/mails .build/axe/axe_playwright_python/axe.min.js $(ARGUMENTS)

judge-pages: deps catalogs ## the status page before axe-core in Debian's chromium, three widths, light and dark, with 3 to 3,000 connections
	rm -rf .build/pages
	LEADKEEPER_EXPORT_PAGES=$(CURDIR)/.build/pages swift test --filter PageExport
	@python3 -m pip install --quiet --upgrade --target .build/axe --no-deps axe-playwright-python==0.1.8
	@python3 Tests/Judges/page_judge.py .build/pages .build/axe/axe_playwright_python/axe.min.js $(ARGUMENTS)

# Of what the demo writes, in Debian's chromium.
pictures: deps build ## the README's pictures anew: a mail and the status page, as the demo has written them
	$(RELEASE) leadkeeper-simulator
	@mkdir -p .build/pictures
	@PICTURES=$(CURDIR)/.build/pictures Tests/Demo/demo.sh >.build/pictures/demo.log
	@python3 -m pip install --quiet --upgrade --target .build/pillow --no-deps pillow==13.0.0
	@PYTHONPATH=.build/pillow python3 Tests/Demo/pictures.py .build/pictures Documentation/Pictures

# Tests run a Postfix, a Dovecot, a Nagios, an Icinga and what belongs to Prometheus of their own; the packages are to start none.
deps: ## the Debian packages that all of it needs; asks for nothing where they are installed
	@dpkg-query -W -f '$${db:Status-Status}\n' $(PACKAGES) 2>&1 | grep -qvx installed || exit 0; set -x; \
	echo 'postfix postfix/main_mailer_type select No configuration' | $(SUDO) debconf-set-selections && \
	{ dpkg-query -W dovecot-core >/dev/null 2>&1 || $(SUDO) ln -sf /dev/null /etc/systemd/system/dovecot.service; } && \
	for part in prometheus prometheus-alertmanager prometheus-node-exporter; do \
		dpkg-query -W $$part >/dev/null 2>&1 || $(SUDO) ln -sf /dev/null /etc/systemd/system/$$part.service || exit 1; done && \
	{ dpkg-query -W nagios4-core >/dev/null 2>&1 || $(SUDO) ln -sf /dev/null /etc/systemd/system/nagios4.service; } && \
	$(SUDO) apt-get update -qq && \
	$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends $(PACKAGES)

catalogs: $(COMPILED_WORDS) journal ## what mails, steps and the journal say, compiled; before `swift build` and `swift test` in a new clone, and after each change of it

words: ## brings the translations up to date with the English; what is new is empty, what has changed is fuzzy
	for file in $(WORDS)/*.po; do msgmerge --quiet --update --backup=none --no-wrap "$$file" $(WORDS)/leadkeeper.pot; done

$(WORDS)/en.mo: $(WORDS)/leadkeeper.pot
	msgen $< | msgfmt --check --no-hash --output-file=$@ -

$(WORDS)/%.mo: $(WORDS)/%.po
	msgfmt --check --no-hash --output-file=$@ $<

build: catalogs man ## the release programs, .build/programs/release/leadkeeper*, which run where no Swift is installed, and the manual pages
	$(RELEASE) leadkeeper
	$(RELEASE) leadkeeper-daemon
	$(RELEASE) leadkeeper-keyring
	$(RELEASE) leadkeeper-keyring-sign
	$(RELEASE) leadkeeper-keyring-store

# FLAGS='-Xswiftc -gnone' builds the tests in four fifths of the time; what crashes then tells no line.
# The package is made and its Debian loaded while the tests are compiled: each of the two leaves a processor idle at times.
test: lint catalogs man journal ## everything that shows that it works: lint, build, all tests
	@mkdir -p .build
	@{ $(MAKE) --no-print-directory deb >.build/deb.log 2>&1 && { $(BARE); }; } & package=$$!; \
		$(SWIFT) build --build-tests $(FLAGS); code=$$?; \
		wait $$package || { cat .build/deb.log; exit 1; }; tail -n 1 .build/deb.log; exit $$code
	@Tests/run.sh .build/tests.log $(SWIFT) test --skip-build $(TEST_WIDTH)

# For the tests of the package; they are skipped where it cannot be made.
BARE = Tests/SystemdTests/bare.sh .build/bare .build/deb/*.deb bookworm trixie || echo 'a bare Debian is missing; tests that need it are skipped'

bare: deb ## a Debian 12 and a Debian 13 with nothing in them, in .build/bare; needs root and the network, once
	@$(BARE)

# 200,000 wake-ups and 500 reloads; the tests do the same in small.
soak: catalogs ## whether the built program stays as it is over a long life: stack, memory, time of a probe; some ten minutes
	$(SWIFT) build --build-tests
	LEADKEEPER_WAKE_UPS=$(WAKE_UPS) LEADKEEPER_RELOADS=$(RELOADS) $(SWIFT) test --skip-build --filter SoakTests

# The tests built as fast as programs are, at a place of their own: it takes longer, and what is long takes a third.
PROOF = $(SWIFT) build --build-tests --scratch-path .build/proof -Xswiftc -O -Xswiftc -gnone

# Each of them has a small form among the tests.
prove: catalogs ## the long forms of what the tests do in small: a thousand kills and restarts, years of rotations; half an hour
	$(PROOF)
	LEADKEEPER_KILLS=1000 LEADKEEPER_CONNECTIONS=50 LEADKEEPER_CELLS=1000 LEADKEEPER_WRITES=10000 LEADKEEPER_FORECAST=100 LEADKEEPER_PAIRS=1 \
		$(SWIFT) test --skip-build --scratch-path .build/proof \
		--filter 'TornFileTests|EnduranceTests|KeyringWorkerTests.TroubleTests|RotationYears|CrashMatrix|ForecastTruth|MatrixTests'

prove-forecast: catalogs ## a forecast of 1,000 connections over a year, event by event beside what then happens; two hours of two processors
	$(PROOF)
	LEADKEEPER_FORECAST=1000 $(SWIFT) test --skip-build --scratch-path .build/proof --filter ForecastTruth

# The address sanitizer takes for a leak what an optimised program has no further use for when it exits.
test-sanitize: catalogs ## the tests again, under the thread and the address sanitizer
	TSAN_OPTIONS=suppressions=$(CURDIR)/Tests/races.supp \
		$(SWIFT) test --sanitize=thread --scratch-path .build/thread -Xswiftc -O $(TEST_WIDTH)
	LSAN_OPTIONS=suppressions=$(CURDIR)/Tests/leaks.supp \
		$(SWIFT) test --sanitize=address --scratch-path .build/address $(TEST_WIDTH)

lint: ## whether the code has its style
	$(SWIFT) format lint --strict --recursive $(SOURCES)
	shellcheck --external-sources --source-path=SCRIPTDIR .ci/run Tests/run.sh Tests/Bench/prepare Tests/Demo/*.sh Tests/SystemdTests/*.sh systemd/release.sh

format: ## give the code its style
	$(SWIFT) format --in-place --recursive $(SOURCES)

clean: ## remove all that was built
	rm -rf .build $(COMPILED_WORDS)

include systemd/packaging.mk
