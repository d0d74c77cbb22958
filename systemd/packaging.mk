# Installing, uninstalling and the Debian package: `make help` tells of the targets. Included by the Makefile above.

PREFIX ?= /usr/local
SYSCONFDIR ?= /etc
UNITDIR ?= $(PREFIX)/lib/systemd/system
ZSHDIR ?= $(PREFIX)/share/zsh/site-functions
DOCDIR ?= $(PREFIX)/share/doc/leadkeeper
# Where Nagios, Icinga and Checkmk look for plug-ins.
PLUGINDIR ?= $(PREFIX)/lib/nagios/plugins

BINARY = $(PROGRAMS)/release/leadkeeper
# What the binary becomes or its worker starts, in programs of their own; they are looked for beside it and in ../libexec/leadkeeper.
INNER = leadkeeper-daemon leadkeeper-keyring leadkeeper-keyring-sign leadkeeper-keyring-store
LIBEXECDIR = $(PREFIX)/libexec/leadkeeper
VERSION = $(shell sed -n 's/.*version = "\(.*\)"/\1/p' Sources/Basics/Release.swift)

PAGES = leadkeeper.1 leadkeeper.conf.5 leadkeeper-connection.5 leadkeeper-rotation.7
# Where the pages of one section, or all of them, are installed.
section = $(addprefix $(PREFIX)/share/man/man$(1)/, $(filter %.$(1), $(PAGES)))
INSTALLED_PAGES = $(foreach number, 1 5 7, $(call section,$(number)))
# The languages of the manual, and what of a page has to be translated for it to be shown, in per cent.
MAN_LANGUAGES = $(sort $(patsubst systemd/man/po/%.po,%,$(wildcard systemd/man/po/*.po)))
MAN_THRESHOLD ?= 80
MAN_MASTERS = $(addprefix .build/man/master/, $(PAGES))
# Where translated pages are installed, as far as they are shown.
TRANSLATED_PAGES = $(foreach language, $(MAN_LANGUAGES), $(subst share/man/,share/man/$(language)/,$(INSTALLED_PAGES)))
UNITS = leadkeeper.service leadkeeper-alert.socket leadkeeper-alert@.service leadkeeper-bus.service leadkeeper-hook.socket \
	leadkeeper-hook@.service leadkeeper-keyring.service leadkeeper-keyring.socket leadkeeper-master.service leadkeeper-secrets.service
# The journal's catalogs: the English one, and one for each translation of it.
TRANSLATIONS = $(sort $(wildcard systemd/catalog/*.po))
CATALOGS = leadkeeper.catalog $(patsubst systemd/catalog/%.po,leadkeeper.%.catalog,$(TRANSLATIONS))
# What Prometheus and Grafana take, below monitoring/; its links lead to a page among the documents.
MONITORING = prometheus/leadkeeper.rules.yml prometheus/leadkeeper.test.yml grafana/leadkeeper.json
MONITORINGDIR = $(PREFIX)/share/leadkeeper/monitoring
DOCUMENTS = BeforeYouStart.md Demo.md Figures.md Glossary.md Monitoring.md Network.md Requirements.md Settings.md Silence.md Troubleshooting.md
PICTURES = mail.png page.png
SAMPLES = azure-ad.conf.sample office365.conf.sample https-endpoint.conf.sample azure-table.conf.sample

# What is installed, but for the configuration, which is the administrator's.
INSTALLED = $(PREFIX)/bin/leadkeeper $(addprefix $(LIBEXECDIR)/, $(INNER)) $(PREFIX)/lib/leadkeeper/bus.conf \
	$(PREFIX)/lib/sysusers.d/leadkeeper.conf $(PREFIX)/lib/tmpfiles.d/leadkeeper.conf \
	$(addprefix $(UNITDIR)/, $(UNITS)) $(addprefix $(PREFIX)/lib/systemd/catalog/, $(CATALOGS)) \
	$(INSTALLED_PAGES) $(TRANSLATED_PAGES) \
	$(PREFIX)/share/bash-completion/completions/leadkeeper $(PREFIX)/share/fish/vendor_completions.d/leadkeeper.fish \
	$(PLUGINDIR)/check_leadkeeper $(DOCDIR)/examples/icinga-leadkeeper.conf \
	$(ZSHDIR)/_leadkeeper $(addprefix $(DOCDIR)/, LICENSE README.md $(DOCUMENTS) $(addprefix Pictures/, $(PICTURES))) $(addprefix $(MONITORINGDIR)/, $(MONITORING)) $(addprefix $(DOCDIR)/examples/, $(SAMPLES))

# The directories among which it stands and that nobody else may need, the inner ones first; zsh has its own where it is installed.
EMPTIED = $(LIBEXECDIR) $(addprefix $(PREFIX)/, libexec lib/leadkeeper lib/sysusers.d lib/systemd/catalog lib/systemd/system lib/systemd lib/tmpfiles.d \
	share/bash-completion/completions share/bash-completion share/fish/vendor_completions.d share/fish share/man/man1 share/man/man5 share/man/man7) \
	$(sort $(patsubst %/,%,$(dir $(TRANSLATED_PAGES)))) $(addprefix $(PREFIX)/share/man/, $(MAN_LANGUAGES)) \
	$(if $(shell command -v zsh),, $(ZSHDIR) $(patsubst %/,%,$(dir $(ZSHDIR)))) \
	$(PLUGINDIR) $(patsubst %/,%,$(dir $(PLUGINDIR))) $(DOCDIR)/examples $(DOCDIR)/Pictures $(DOCDIR) $(patsubst %/,%,$(dir $(DOCDIR))) \
	$(sort $(patsubst %/,%,$(dir $(addprefix $(MONITORINGDIR)/, $(MONITORING))))) $(MONITORINGDIR) $(PREFIX)/share/leadkeeper

# On a running systemd, and not into a staging directory.
is_live = test -z "$(DESTDIR)" && test -d /run/systemd/system

.PHONY: committed deb install journal journal-update man man-update release uninstall

man: $(addprefix .build/man/, $(PAGES)) .build/man/translated/made ## the manual pages, in each language

# A page bears the date of its last change. No command or path is hyphenated: groff's .TH takes back the .nh before it.
.build/man/%: systemd/man/%.scd systemd/packaging.mk Sources/Basics/Release.swift
	@mkdir -p $(@D)
	sed 's/@VERSION@/$(VERSION)/' $< | SOURCE_DATE_EPOCH=$(or $(shell git log -1 --format=%at -- $< 2>&-), \
		$(shell stat --format=%Y $<)) scdoc >$@.$$$$ && sed -i '/^\.TH /a .nh' $@.$$$$ && mv $@.$$$$ $@

# A page as po4a reads it: without what changes by itself, and without scdoc's zero-width marks, of which po4a makes its own.
.build/man/master/%: systemd/man/%.scd systemd/packaging.mk
	@mkdir -p $(@D)
	SOURCE_DATE_EPOCH=0 scdoc <$< >$@.$$$$ && \
		sed -i '/^\.TH /s/"1970-01-01"/"@DATE@"/; /^\.\\" /d; s/\(.\)\\&/\1/g' $@.$$$$ && mv $@.$$$$ $@

# po4a writes a page where enough of it is translated; it bears the date and the version of the English one.
.build/man/translated/made: $(MAN_MASTERS) $(addprefix .build/man/, $(PAGES)) systemd/man/po4a.cfg \
		$(wildcard systemd/man/po/*.po)
	@mkdir -p $(@D)
	out=$$(mktemp --directory .build/man/po4a.XXXXXX) && trap 'rm -rf "$$out"' EXIT && \
	po4a --quiet --no-update --keep $(MAN_THRESHOLD) --variable out=$$out systemd/man/po4a.cfg && \
	for page in $(foreach language, $(MAN_LANGUAGES), $(addprefix $(language)/, $(PAGES))); do \
		name=$${page##*/}; to=.build/man/$${page%%/*}/man$${name##*.}/$$name; \
		if test -e $$out/$$page; then \
			date=$$(sed -n '/^\.TH /s/.*"\([0-9]*-[0-9]*-[0-9]*\)".*/\1/p' .build/man/$$name) && mkdir -p $${to%/*} && \
			sed "s/@DATE@/$$date/; s/@VERSION@/$(VERSION)/; /^\.TH /a .nh" $$out/$$page >$$to.$$$$ && mv $$to.$$$$ $$to || exit 1; \
		else rm -f $$to; fi; done
	touch $@

man-update: $(MAN_MASTERS) ## bring the translations of the manual up to date with the English, for whoever translates
	po4a --no-translations --variable out=.build/man/po4a systemd/man/po4a.cfg

journal: $(addprefix .build/journal/, $(CATALOGS)) ## what `journalctl -x` says, in each language

.build/journal/leadkeeper.catalog: systemd/leadkeeper.catalog
	@mkdir -p $(@D)
	cp $< $@.$$$$ && mv $@.$$$$ $@

.build/journal/leadkeeper.%.catalog: systemd/catalog/%.po systemd/leadkeeper.catalog systemd/catalog/catalog.awk
	@mkdir -p $(@D)
	msgfmt --check --output-file=/dev/null $<
	msgattrib --translated --no-fuzzy --no-obsolete --no-wrap $< | \
		awk -f systemd/catalog/catalog.awk - systemd/leadkeeper.catalog >$@.$$$$ && mv $@.$$$$ $@

journal-update: ## bring the translations of the journal's catalogs up to date with the English, for whoever translates
	@mkdir -p .build/journal
	awk -f systemd/catalog/catalog.awk -v template=1 systemd/leadkeeper.catalog >.build/journal/leadkeeper.pot
	$(foreach file, $(TRANSLATIONS), msgmerge --quiet --update --backup=none --no-wrap --previous $(file) .build/journal/leadkeeper.pot &&) true

# Without prerequisites: what is built is installed as it is, so that root builds nothing after `make build`.
$(BINARY):
	$(MAKE) build

install: $(BINARY) man journal ## install into PREFIX (/usr/local), below DESTDIR
	install -D $(BINARY) $(DESTDIR)$(PREFIX)/bin/leadkeeper
	install -d $(DESTDIR)$(LIBEXECDIR) $(DESTDIR)$(PREFIX)/lib/leadkeeper $(addprefix $(DESTDIR), $(sort $(dir $(INSTALLED_PAGES)))) \
		$(DESTDIR)$(UNITDIR) $(DESTDIR)$(PREFIX)/lib/systemd/catalog $(DESTDIR)$(PREFIX)/share/bash-completion/completions \
		$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d $(DESTDIR)$(ZSHDIR) $(DESTDIR)$(DOCDIR)/examples $(DESTDIR)$(PLUGINDIR)
	install $(addprefix $(dir $(BINARY)), $(INNER)) $(DESTDIR)$(LIBEXECDIR)
	install -D -m 644 systemd/leadkeeper.sysusers $(DESTDIR)$(PREFIX)/lib/sysusers.d/leadkeeper.conf
	install -D -m 644 systemd/leadkeeper.tmpfiles $(DESTDIR)$(PREFIX)/lib/tmpfiles.d/leadkeeper.conf
	install -m 644 systemd/bus.conf $(DESTDIR)$(PREFIX)/lib/leadkeeper/bus.conf
	install -m 644 $(addprefix systemd/, $(UNITS)) $(DESTDIR)$(UNITDIR)
	sed -i 's,/usr/lib/leadkeeper/bus\.conf,$(PREFIX)/lib/leadkeeper/bus.conf,' $(DESTDIR)$(UNITDIR)/leadkeeper-bus.service
	install -m 644 $(addprefix .build/journal/, $(CATALOGS)) $(DESTDIR)$(PREFIX)/lib/systemd/catalog
	$(foreach page, $(INSTALLED_PAGES), install -m 644 .build/man/$(notdir $(page)) $(DESTDIR)$(page) &&) true
	cd .build/man && for page in $$(find $(MAN_LANGUAGES) -type f -name "leadkeeper*[157]" 2>&-); do \
		install -D -m 644 $$page $(DESTDIR)$(PREFIX)/share/man/$$page || exit 1; done
	sed -i 's,/usr/share/doc/leadkeeper,$(DOCDIR),' $(addprefix $(DESTDIR), $(INSTALLED_PAGES)) \
		$$(find $(addprefix $(DESTDIR)$(PREFIX)/share/man/, $(MAN_LANGUAGES)) -name 'leadkeeper*' 2>&-)
	$(BINARY) completions bash >$(DESTDIR)$(PREFIX)/share/bash-completion/completions/leadkeeper
	$(BINARY) completions fish >$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/leadkeeper.fish
	$(BINARY) completions zsh >$(DESTDIR)$(ZSHDIR)/_leadkeeper
	chmod 644 $(addprefix $(DESTDIR), $(PREFIX)/share/bash-completion/completions/leadkeeper \
		$(PREFIX)/share/fish/vendor_completions.d/leadkeeper.fish $(ZSHDIR)/_leadkeeper)
	install -m 644 README.md LICENSE $(addprefix Documentation/, $(DOCUMENTS)) $(DESTDIR)$(DOCDIR)
	install -m 644 -D --target-directory=$(DESTDIR)$(DOCDIR)/Pictures $(addprefix Documentation/Pictures/, $(PICTURES))
	# Links lead to what is installed beside it, and the others are none.
	sed -i -E 's,\[([^]]*)\]\(((\.\./)?systemd|Documentation/Mails|[A-Z]+\.md)[^)]*\),\1,g; s,\]\(Documentation/,](,g' \
		$(addprefix $(DESTDIR)$(DOCDIR)/, README.md $(DOCUMENTS))
	for file in $(MONITORING); do install -D -m 644 monitoring/$$file $(DESTDIR)$(MONITORINGDIR)/$$file || exit 1; done
	sed -i 's,/usr/share/doc/leadkeeper,$(DOCDIR),' $(addprefix $(DESTDIR)$(MONITORINGDIR)/, $(MONITORING))
	install -m 644 $(addprefix systemd/connections/, $(SAMPLES)) $(DESTDIR)$(DOCDIR)/examples
	install -m 644 monitoring/icinga/leadkeeper.conf $(DESTDIR)$(DOCDIR)/examples/icinga-leadkeeper.conf
	# The program under another name.
	ln -sfr $(DESTDIR)$(PREFIX)/bin/leadkeeper $(DESTDIR)$(PLUGINDIR)/check_leadkeeper
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
	@if $(is_live); then systemctl disable --now $(filter-out leadkeeper-master.service %@.service, $(UNITS)) 2>/dev/null || true; fi
	rm -f $(addprefix $(DESTDIR), $(INSTALLED))
	@for directory in $(addprefix $(DESTDIR), $(EMPTIED)); do \
		test ! -d "$$directory" || rmdir --ignore-fail-on-non-empty "$$directory"; done
ifeq ($(PURGE), 1)
	rm -rf $(addprefix $(DESTDIR), $(SYSCONFDIR)/leadkeeper /var/cache/leadkeeper /var/lib/leadkeeper /var/lib/leadkeeper-keyring)
	rm -f $(addprefix $(DESTDIR)$(SYSCONFDIR)/credstore.encrypted/, leadkeeper.keyring-master leadkeeper.keyring-master.new)
	@test ! -d $(DESTDIR)$(SYSCONFDIR)/credstore.encrypted || dpkg-query --search /etc/credstore.encrypted >/dev/null 2>&1 || \
		rmdir --ignore-fail-on-non-empty $(DESTDIR)$(SYSCONFDIR)/credstore.encrypted
endif
	@if $(is_live); then rm -rf /run/leadkeeper-hooks /run/leadkeeper-keyring; systemctl daemon-reload && journalctl --update-catalog; fi

# The package is made of what `build` made, outside of the sources, and of nothing else. The same commit gives the same package.
DEB = .build/deb/leadkeeper-$(VERSION)
SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct)
MAINTAINER ?= $(shell git log -1 --format='%an <%ae>')

deb: build man journal ## the Debian package, in .build/deb
	rm -rf .build/deb
	mkdir -p $(DEB)
	cp -R systemd/debian $(DEB)
	sed -i 's/@MAINTAINER@/$(MAINTAINER)/' $(DEB)/debian/control
	printf 'leadkeeper ($(VERSION)) stable; urgency=medium\n\n  * Release $(VERSION).\n\n -- $(MAINTAINER)  %s\n' \
		"$$(date --utc --rfc-email --date=@$(SOURCE_DATE_EPOCH))" >$(DEB)/debian/changelog
	cd $(DEB) && SOURCE_DATE_EPOCH=$(SOURCE_DATE_EPOCH) LEADKEEPER=$(CURDIR) \
		dpkg-buildpackage --build=binary --no-sign --no-check-builddeps
	@stat --format='%n: %s bytes' .build/deb/*.deb

# KEY is a secret key of GnuPG's, and URL where the repository will be; without KEY there is no repository.
DIST ?= .build/dist

release: committed deb ## what is released, in .build/dist; with KEY=FINGERPRINT a signed apt repository too, for URL=ADDRESS
	systemd/release.sh $(DIST) .build/deb/leadkeeper_$(VERSION)_*.deb HEAD '$(KEY)' $(URL)

committed:
	@test -z "$$(git status --porcelain)" || { echo 'release: commit your changes first, since what is released is a commit' >&2; exit 1; }
