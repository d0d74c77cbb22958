# Installing, uninstalling and the Debian package: `make help` tells of the targets. Included by the Makefile above.

PREFIX ?= /usr/local
SYSCONFDIR ?= /etc
UNITDIR ?= $(PREFIX)/lib/systemd/system
ZSHDIR ?= $(PREFIX)/share/zsh/site-functions
DOCDIR ?= $(PREFIX)/share/doc/leadkeeper

BINARY = .build/release/leadkeeper
# What the binary becomes, in programs of their own; it looks for them beside itself and in ../libexec/leadkeeper.
INNER = leadkeeper-daemon leadkeeper-keyring
LIBEXECDIR = $(PREFIX)/libexec/leadkeeper
VERSION = $(shell sed -n 's/.*version = "\(.*\)"/\1/p' Sources/Basics/Release.swift)

PAGES = leadkeeper.1 leadkeeper.conf.5 leadkeeper-connection.5 leadkeeper-rotation.7
# Where the pages of one section, or all of them, are installed.
section = $(addprefix $(PREFIX)/share/man/man$(1)/, $(filter %.$(1), $(PAGES)))
INSTALLED_PAGES = $(foreach number, 1 5 7, $(call section,$(number)))
UNITS = leadkeeper.service leadkeeper-bus.service leadkeeper-keyring.service leadkeeper-keyring.socket \
	leadkeeper-master.service leadkeeper-secrets.service
CATALOGS = leadkeeper.catalog leadkeeper.fr.catalog leadkeeper.nl.catalog leadkeeper.sv.catalog
SAMPLES = azure-ad.conf.sample office365.conf.sample

# What is installed, but for the configuration, which is the administrator's.
INSTALLED = $(PREFIX)/bin/leadkeeper $(addprefix $(LIBEXECDIR)/, $(INNER)) $(PREFIX)/lib/leadkeeper/bus.conf \
	$(PREFIX)/lib/sysusers.d/leadkeeper.conf $(PREFIX)/lib/tmpfiles.d/leadkeeper.conf \
	$(addprefix $(UNITDIR)/, $(UNITS)) $(addprefix $(PREFIX)/lib/systemd/catalog/, $(CATALOGS)) \
	$(INSTALLED_PAGES) \
	$(PREFIX)/share/bash-completion/completions/leadkeeper $(PREFIX)/share/fish/vendor_completions.d/leadkeeper.fish \
	$(ZSHDIR)/_leadkeeper $(addprefix $(DOCDIR)/, LICENSE README.md) $(addprefix $(DOCDIR)/examples/, $(SAMPLES))

# The directories among which it stands and that nobody else may need, the inner ones first; zsh has its own where it is installed.
EMPTIED = $(LIBEXECDIR) $(addprefix $(PREFIX)/, libexec lib/leadkeeper lib/sysusers.d lib/systemd/catalog lib/systemd/system lib/systemd lib/tmpfiles.d \
	share/bash-completion/completions share/bash-completion share/fish/vendor_completions.d share/fish share/man/man1 share/man/man5 share/man/man7) \
	$(if $(shell command -v zsh),, $(ZSHDIR) $(patsubst %/,%,$(dir $(ZSHDIR)))) \
	$(DOCDIR)/examples $(DOCDIR) $(patsubst %/,%,$(dir $(DOCDIR)))

# On a running systemd, and not into a staging directory.
is_live = test -z "$(DESTDIR)" && test -d /run/systemd/system

.PHONY: deb install man uninstall

man: $(addprefix .build/man/, $(PAGES)) ## the manual pages

# A page bears the date of its last change. No command or path is hyphenated: groff's .TH takes back the .nh before it.
.build/man/%: systemd/man/%.scd systemd/packaging.mk Sources/Basics/Release.swift
	@mkdir -p $(@D)
	sed 's/@VERSION@/$(VERSION)/' $< | SOURCE_DATE_EPOCH=$(or $(shell git log -1 --format=%at -- $< 2>&-), \
		$(shell stat --format=%Y $<)) scdoc >$@.$$$$ && sed -i '/^\.TH /a .nh' $@.$$$$ && mv $@.$$$$ $@

# Without prerequisites: what is built is installed as it is, so that root builds nothing after `make build`.
$(BINARY):
	$(MAKE) build

install: $(BINARY) man ## install into PREFIX (/usr/local), below DESTDIR
	install -D $(BINARY) $(DESTDIR)$(PREFIX)/bin/leadkeeper
	install -d $(DESTDIR)$(LIBEXECDIR) $(DESTDIR)$(PREFIX)/lib/leadkeeper $(addprefix $(DESTDIR), $(sort $(dir $(INSTALLED_PAGES)))) \
		$(DESTDIR)$(UNITDIR) $(DESTDIR)$(PREFIX)/lib/systemd/catalog $(DESTDIR)$(PREFIX)/share/bash-completion/completions \
		$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d $(DESTDIR)$(ZSHDIR) $(DESTDIR)$(DOCDIR)/examples
	install $(addprefix $(dir $(BINARY)), $(INNER)) $(DESTDIR)$(LIBEXECDIR)
	install -D -m 644 systemd/leadkeeper.sysusers $(DESTDIR)$(PREFIX)/lib/sysusers.d/leadkeeper.conf
	install -D -m 644 systemd/leadkeeper.tmpfiles $(DESTDIR)$(PREFIX)/lib/tmpfiles.d/leadkeeper.conf
	install -m 644 systemd/bus.conf $(DESTDIR)$(PREFIX)/lib/leadkeeper/bus.conf
	install -m 644 $(addprefix systemd/, $(UNITS)) $(DESTDIR)$(UNITDIR)
	sed -i 's,/usr/lib/leadkeeper/bus\.conf,$(PREFIX)/lib/leadkeeper/bus.conf,' $(DESTDIR)$(UNITDIR)/leadkeeper-bus.service
	install -m 644 $(addprefix systemd/, $(CATALOGS)) $(DESTDIR)$(PREFIX)/lib/systemd/catalog
	$(foreach page, $(INSTALLED_PAGES), install -m 644 .build/man/$(notdir $(page)) $(DESTDIR)$(page) &&) true
	sed -i 's,/usr/share/doc/leadkeeper,$(DOCDIR),' $(addprefix $(DESTDIR), $(INSTALLED_PAGES))
	$(BINARY) completions bash >$(DESTDIR)$(PREFIX)/share/bash-completion/completions/leadkeeper
	$(BINARY) completions fish >$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/leadkeeper.fish
	$(BINARY) completions zsh >$(DESTDIR)$(ZSHDIR)/_leadkeeper
	chmod 644 $(addprefix $(DESTDIR), $(PREFIX)/share/bash-completion/completions/leadkeeper \
		$(PREFIX)/share/fish/vendor_completions.d/leadkeeper.fish $(ZSHDIR)/_leadkeeper)
	install -m 644 README.md LICENSE $(DESTDIR)$(DOCDIR)
	install -m 644 $(addprefix systemd/connections/, $(SAMPLES)) $(DESTDIR)$(DOCDIR)/examples
	install -d $(addprefix $(DESTDIR)$(SYSCONFDIR)/leadkeeper/, connections leadkeeper.conf.d)
	test -e $(DESTDIR)$(SYSCONFDIR)/leadkeeper/leadkeeper.conf || \
		install -m 644 systemd/leadkeeper.conf $(DESTDIR)$(SYSCONFDIR)/leadkeeper/leadkeeper.conf
	@if $(is_live); then \
		systemd-sysusers $(PREFIX)/lib/sysusers.d/leadkeeper.conf && \
		systemd-tmpfiles --create $(PREFIX)/lib/tmpfiles.d/leadkeeper.conf && systemctl daemon-reload && journalctl --update-catalog && \
		if systemctl --quiet is-active leadkeeper; then \
			echo 'leadkeeper is installed; `systemctl try-restart "leadkeeper*"` puts it to use'; \
		else \
			echo 'leadkeeper is installed; `systemctl enable --now leadkeeper` starts it'; \
		fi; \
	fi

uninstall: ## remove what `install` installed; PURGE=1 removes configuration, secrets and ledger too
	@if $(is_live); then systemctl disable --now $(filter-out leadkeeper-master.service, $(UNITS)) 2>/dev/null || true; fi
	rm -f $(addprefix $(DESTDIR), $(INSTALLED))
	@for directory in $(addprefix $(DESTDIR), $(EMPTIED)); do \
		test ! -d "$$directory" || rmdir --ignore-fail-on-non-empty "$$directory"; done
ifeq ($(PURGE), 1)
	rm -rf $(addprefix $(DESTDIR), $(SYSCONFDIR)/leadkeeper /var/lib/leadkeeper /var/lib/leadkeeper-keyring)
	rm -f $(addprefix $(DESTDIR)$(SYSCONFDIR)/credstore.encrypted/, leadkeeper.keyring-master leadkeeper.keyring-master.new)
	@test ! -d $(DESTDIR)$(SYSCONFDIR)/credstore.encrypted || \
		rmdir --ignore-fail-on-non-empty $(DESTDIR)$(SYSCONFDIR)/credstore.encrypted
endif
	@if $(is_live); then rm -rf /run/leadkeeper-keyring; systemctl daemon-reload && journalctl --update-catalog; fi

# The package is made of what `build` made, outside of the sources, and of nothing else. The same commit gives the same package.
DEB = .build/deb/leadkeeper-$(VERSION)
SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct)
MAINTAINER ?= $(shell git log -1 --format='%an <%ae>')

deb: build man ## the Debian package, in .build/deb
	rm -rf .build/deb
	mkdir -p $(DEB)
	cp -R systemd/debian $(DEB)
	sed -i 's/@MAINTAINER@/$(MAINTAINER)/' $(DEB)/debian/control
	printf 'leadkeeper ($(VERSION)) stable; urgency=medium\n\n  * Release $(VERSION).\n\n -- $(MAINTAINER)  %s\n' \
		"$$(date --utc --rfc-email --date=@$(SOURCE_DATE_EPOCH))" >$(DEB)/debian/changelog
	cd $(DEB) && SOURCE_DATE_EPOCH=$(SOURCE_DATE_EPOCH) LEADKEEPER=$(CURDIR) \
		dpkg-buildpackage --build=binary --no-sign --no-check-builddeps
	@stat --format='%n: %s bytes' .build/deb/*.deb
