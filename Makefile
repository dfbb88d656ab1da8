# wiredesk: every target installs the Debian packages it lacks, then builds what it needs.

# The live page is tested in a browser, its API by schemathesis, the clients of deploy/clients as they are.
PAGE_PACKAGES  := chromium fonts-noto-cjk python3-zmq python3-venv nodejs curl
# Libraries to build with; python3-jsonschema validates records in the tests, independently of our own code, python3-zmq
# runs the clients of deploy/clients, faketime sets a daemon's clock, and poppler-utils reads PDFs.
BUILD_PACKAGES := libzmq3-dev libsqlite3-dev libssl-dev libgumbo-dev libexpat1-dev zlib1g-dev
TEST_PACKAGES  := $(BUILD_PACKAGES) python3 python3-jsonschema python3-zmq faketime poppler-utils $(PAGE_PACKAGES)

# The package: its pages of the manual, its bill of materials, itself, and the machine that it is booted in.
MAN_PACKAGES   := python3 mandoc
SBOM_PACKAGES  := python3 binutils dpkg-dev
DEB_PACKAGES   := build-essential chrpath debhelper dpkg-dev lintian
BOOT_PACKAGES  := systemd-container

SWIFT ?= swift
ROOT  := $(if $(filter 0,$(shell id -u)),,sudo)

.DEFAULT_GOAL := help

.PHONY: help
help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-13s %s\n", $$1, $$2}'

# install(packages): installs those that are missing.
define install
	@missing=""; for package in $(1); do \
	  dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then \
	  echo "installing$$missing"; \
	  $(ROOT) apt-get update -qq && \
	  $(ROOT) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	fi
endef

# All that the gate installs, so that targets which run beside each other find it there: Debian's package manager takes one
# at a time.
.PHONY: packages
packages:
	$(call install,$(TEST_PACKAGES) prometheus $(MAN_PACKAGES) $(SBOM_PACKAGES) $(DEB_PACKAGES) $(BOOT_PACKAGES))

.PHONY: demo
demo: ## Build, then watch the daemon classify sample copy until Ctrl-C
	$(call install,$(BUILD_PACKAGES))
	$(SWIFT) build --product wiredesk
	@exec .build/debug/wiredesk demo

.PHONY: test
test: test-unit test-monitor test-operations test-attack ## Build, lint and run all tests

.PHONY: lint
lint: ## Check the form of the sources, and what CONTRIBUTING asks for and a script can see
	$(call install,python3)
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests Fuzz
	python3 tools/lint.py
	python3 tools/circles.py

.PHONY: test-unit
test-unit: lint
	$(call install,$(TEST_PACKAGES))
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build

# The program as tests run it, once for all that a make is asked for.
.PHONY: program
program:
	$(call install,$(BUILD_PACKAGES))
	$(SWIFT) build --product wiredesk

# From PyPI: a checker of APIs against their description, and axe-core, a checker of accessibility, in a package of it.
.build/venv: Makefile
	$(call install,python3-venv)
	rm -rf $@ && python3 -m venv $@
	$@/bin/pip install --quiet schemathesis==4.32.5
	$@/bin/pip install --quiet --no-deps axe-playwright-python==0.1.8

.PHONY: test-monitor
test-monitor: program .build/venv ## Run the tests of HTTP only: API, clients, the page in a browser
	$(call install,$(PAGE_PACKAGES))
	/usr/bin/python3 Tests/API/api_test.py .build/debug/wiredesk .build/venv/bin/schemathesis
	/usr/bin/python3 Tests/Clients/clients_test.py .build/debug/wiredesk
	/usr/bin/python3 Tests/Browser/page_test.py .build/debug/wiredesk \
	  .build/venv/lib/python3*/site-packages/axe_playwright_python/axe.min.js

# Scripts of faults seen in the field, where there are any: run by hand, since they take half an hour.
CASES ?=

.PHONY: test-operations
test-operations: program ## Run the tests of what goes wrong around the daemon only
	$(call install,python3-zmq)
	/usr/bin/python3 Tests/Operations/operations_test.py .build/debug/wiredesk $(if $(CASES),--cases $(CASES))

.PHONY: test-attack
test-attack: program ## Run the tests with bad peers only; MEASURE=--measure asks for nine tenths of the rate too
	$(call install,python3-zmq)
	/usr/bin/python3 Tests/Attack/attack_test.py .build/debug/wiredesk $(MEASURE)

.PHONY: test-prometheus
test-prometheus: program ## Check alert rules and dashboard with a Prometheus that watches a daemon
	$(call install,python3-zmq prometheus)
	/usr/bin/python3 Tests/Prometheus/prometheus_test.py .build/debug/wiredesk

# How long each fuzz target runs.
SECONDS ?= 60

.PHONY: fuzz
fuzz: ## Fuzz all that reads foreign bytes, SECONDS=60 for each target
	$(call install,$(BUILD_PACKAGES))
	SWIFT=$(SWIFT) Fuzz/run.sh $(SECONDS)

# Those that start the program are left out: the thread sanitizer's runtime now and then locks up before its main.
PROGRAM_TESTS := PromiseTests|wiredeskTests

.PHONY: sanitize
sanitize: ## Run the unit tests under the thread and the address sanitizer
	$(call install,$(TEST_PACKAGES))
	$(call sanitized,thread)
	$(call sanitized,address)

# sanitized(sanitizer): builds and runs the tests, and the program that they start, under a sanitizer.
define sanitized
	$(SWIFT) build --build-tests --sanitize=$(1) --scratch-path .build-$(1)
	$(SWIFT) test --skip-build --sanitize=$(1) --scratch-path .build-$(1) --skip '$(PROGRAM_TESTS)'
endef

# Swift's own backtrace of a crash hangs under a sanitizer. Leaks are not looked for: the leak checker reports a few hundred
# bytes that XCTest, Foundation's Process, ArgumentParser and GRDB's cached statements still hold at the end; the daemon's
# did not grow with the number of stories (60, 300, 1,500).
sanitize: export SWIFT_BACKTRACE := enable=no
sanitize: export ASAN_OPTIONS := detect_leaks=0

.PHONY: build
build: ## Build the release binary, .build/release/wiredesk
	$(call install,$(BUILD_PACKAGES))
	$(SWIFT) build -c release --static-swift-stdlib --product wiredesk -Xlinker -z -Xlinker now

# The version stands in Versions.swift; the changelog of the package must name the same, and dates what is built.
VERSION  := $(shell sed -n 's/.*static let wiredesk = "\(.*\)"/\1/p' Sources/Daemon/Versions.swift)
PACKAGED := $(shell sed -n '1s/.*(\(.*\)).*/\1/p' debian/changelog)
RELEASED := $(shell date -u -d "$$(sed -n '/^ -- /{s/.*>  //p;q}' debian/changelog)" +%s)

.PHONY: same-version
same-version:
	@[ "$(VERSION)" = "$(PACKAGED)" ] || \
	  { echo "Versions.swift says version $(VERSION), debian/changelog $(PACKAGED)"; exit 1; }

.PHONY: man
man: build ## Make the manual pages, .build/man
	$(call install,$(MAN_PACKAGES))
	rm -rf .build/man
	python3 deploy/package/man.py --date $$(date -u -d @$(RELEASED) +%F) .build/release/wiredesk .build/man
	cp docs/man/*.[57] .build/man
	mandoc -Tlint -Wwarning .build/man/*

.PHONY: sbom
sbom: build ## List what is in the binary: .build/wiredesk.cdx.json (CycloneDX), .build/NOTICE
	$(call install,$(SBOM_PACKAGES))
	python3 deploy/package/sbom.py --version $(VERSION) --time $(RELEASED) --swift $(SWIFT) \
	  --bill .build/wiredesk.cdx.json --notices .build/NOTICE

# What debian/ packages, beside what is built. It works in a copy, since its tools write beside the folder they are in.
DEB_SOURCES  := LICENSE README.md CHANGELOG.md config debian deploy docs systemd

.PHONY: deb
deb: same-version build man sbom ## Build and check the Debian package, .build/deb/wiredesk_*.deb
	$(call install,$(DEB_PACKAGES))
	rm -rf .build/deb
	mkdir -p .build/deb/src/built
	cp -a $(DEB_SOURCES) .build/deb/src
	cp -a .build/release/wiredesk .build/man .build/wiredesk.cdx.json .build/NOTICE .build/deb/src/built
	cd .build/deb/src && dpkg-buildpackage -b -us -uc
	rm -rf .build/deb/src
	lintian --allow-root --fail-on error,warning .build/deb/wiredesk_*.changes

.PHONY: test-deb
test-deb: deb ## Install, upgrade, remove and purge the package in a bare Debian 12
	$(call install,mmdebstrap)
	$(ROOT) Tests/Package/package_test.sh .build/deb/wiredesk_*.deb

.PHONY: test-container
test-container: deb ## Build the container from the package, and let it work; needs root
	$(call install,podman crun netavark aardvark-dns mmdebstrap)
	$(ROOT) Tests/Container/container_test.sh

.PHONY: test-boot
test-boot: deb ## Take the package through its life in a booted systemd; needs root
	$(call install,$(BOOT_PACKAGES))
	for unit in systemd/*.service; do \
	  systemd-analyze security --offline=yes --threshold=12 --no-pager $$unit > .build/exposure || fail=1; \
	  tail -1 .build/exposure; [ -z "$$fail" ] || exit 1; \
	done
	$(ROOT) Tests/Boot/boot_test.sh .build/deb/wiredesk_*.deb

.PHONY: lexicon
lexicon: build ## Learn config/lexicon anew from the labelled news in $WIREDESK_DATA
	.build/release/wiredesk lexicon train --output config/lexicon "$${WIREDESK_DATA:-../shared/data}"/*.jsonl

.PHONY: format
format: ## Format all sources
	$(SWIFT) format --in-place --recursive Package.swift Sources Tests Fuzz

.PHONY: install
install: build ## Install binary, units, lexicon and example configuration under $DESTDIR
	install -D -m 755 .build/release/wiredesk $(DESTDIR)/usr/bin/wiredesk
	install -D -m 644 -t $(DESTDIR)/lib/systemd/system systemd/*.service
	install -D -m 644 -t $(DESTDIR)/etc/wiredesk/lexicon config/lexicon/*
	[ -e $(DESTDIR)/etc/wiredesk/wiredesk.yaml ] || \
	  install -D -m 644 config/wiredesk.yaml $(DESTDIR)/etc/wiredesk/wiredesk.yaml

.PHONY: clean
clean: ## Remove what was built
	rm -rf .build .build-*
