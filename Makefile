# smsocket's front door: each target says what it is for behind its `##`, and `make` prints that.
# SPDX-License-Identifier: Apache-2.0
.DEFAULT_GOAL := help
.PHONY: help setup build run test sanitize check coverage doc faults fuzz cuts wear mutants explore planted bench footprint budget firmware firmware-play firmware-test deb deb-test test-vm test-panel screenshots fresh clean

help: ## this help
	@echo 'smsocket: a smart power socket commanded by SMS. Begin with `make run`.'
	@echo
	@sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | awk -F '\t' '{ printf "  make %-13s %s\n", $$1, $$2 }'

setup: ## install the Debian packages that building needs (the other targets do it by themselves)
	@tools/setup build

build: setup ## build the program: build/smsocket
	@tools/configure build
	@ninja -C build smsocket </dev/null

run: build ## play with a simulated socket: needs no hardware
	@build/smsocket sim

test: ## every test, with gcc and with clang's sanitizers; closes with "N passed, N failed"
	@tools/setup build test
	@tools/test

sanitize: ## the end-to-end tests once more, on the build with the sanitizers
	@tools/setup build test
	@tools/test unit
	@SMSOCKET=$(CURDIR)/build-clang/smsocket /usr/bin/python3 tests/e2e/tap.py tests/e2e

check: ## only the checks that run nothing: layers, names, symbols, words
	@tools/setup build test
	@tools/test check

coverage: ## how much of core/ the tests reach; fails unless it is every branch
	@tools/setup build test coverage
	@tools/coverage

doc: build ## write what is drawn from the table of commands: doc/commands.md, its manual page, words for fuzzers and shells
	@build/smsocket commands --markdown >doc/commands.md
	@build/smsocket commands --man >doc/man/smsocket-commands.7.scd
	@build/smsocket commands --dictionary >tests/fuzz/commands.dict
	@for shell in bash zsh; do build/smsocket commands --completion $$shell >dist/completion.$$shell; done

budget: ## what device and firmware take of a microcontroller, and how long that takes; written to doc/budget.txt
	@tools/setup build test firmware
	@tools/firmware build-firmware
	@/usr/bin/python3 bench/firmware.py build-firmware --json >build-firmware/times.json
	@tools/budget build/budget --image build-firmware --times build-firmware/times.json --write doc/budget.txt

firmware: ## the firmware for microcontrollers, and what each image takes of its part, the stack too: build-firmware/smsocket-*
	@tools/setup firmware
	@tools/firmware build-firmware
	@tools/budget build-firmware/budget --image build-firmware --check doc/budget.txt

firmware-play: build firmware ## every scenario on the firmware's image in QEMU as well: phones must get the same, to the millisecond (4 minutes; SCENARIOS for some)
	@tools/firmware-play build/smsocket build-firmware/smsocket-ast1030.elf $(or $(SCENARIOS),tests/scenarios/*.scn)

firmware-test: build firmware ## the firmware's image in QEMU hangs, faults, loses its power, and leads a busy life on its stack (2 minutes)
	@tools/setup build test firmware
	@PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 -m pytest -q -rP -p no:cacheprovider tests/firmware

faults: ## every fault of a modem, with SEEDS=2 seeds of chance and every family; written to doc/faults.md
	@tools/setup build test
	@tools/faults --seeds $(or $(SEEDS),2)

cuts: ## power cuts at every flash operation, and again while recovering; a broken promise fails, and tells how to replay it
	@tools/setup build test
	@tools/configure build -Dtests=enabled -Dwerror=true
	@ninja --quiet -C build tests/cuts </dev/null
	@build/tests/cuts

wear: ## how long the flash lasts: two years of a normal life
	@tools/setup build test
	@tools/configure build -Dtests=enabled -Dwerror=true
	@ninja --quiet -C build tests/wear </dev/null
	@build/tests/wear

mutants: ## small faults, planted one at a time: do the tests notice? MUTANTS='store core' for some folders
	@tools/setup build test
	@tools/mutants $(MUTANTS)

explore: setup ## random worlds in which everything fails, SEEDS=1..500 for HOURS=720 hours each; a failure prints its replay
	@tools/configure build-explore -Dbuildtype=release -Db_lto=true -Dtests=disabled
	@ninja --quiet -C build-explore smsocket </dev/null
	@build-explore/smsocket explore --seeds $(or $(SEEDS),1..500) --hours $(or $(HOURS),720)

planted: ## bugs worth finding, planted one at a time: does exploring find each? PLANTED='NAME...' for some
	@tools/setup build test
	@/usr/bin/python3 tests/planted.py $(PLANTED)

bench: ## how fast it is, and others of its kind on the same modem (5 minutes; QUICK=--quick: 3); written to doc/bench.md
	@tools/setup build
	@tools/setup bench || echo 'bench: goes on without those' >&2
	@tools/configure build-bench -Dbuildtype=release -Dtests=disabled
	@ninja --quiet -C build-bench measuring </dev/null
	@build-bench/bench/bench >build-bench/parts.txt; result=$$?; cat build-bench/parts.txt; exit $$result
	@echo
	@/usr/bin/python3 bench/latency.py build-bench --parts build-bench/parts.txt --write doc/bench.md $(QUICK)

footprint: build ## what the daemon takes while nothing happens: memory, wake-ups, its start (2 minutes)
	@/usr/bin/python3 bench/footprint.py build/smsocket

fuzz: ## every fuzzer for FUZZ_SECONDS=60 seconds, with sanitizers; a finding fails, and stays in build-fuzz/
	@tools/setup build test
	@tools/fuzz

deb: ## build the Debian package in a clean copy of the tree: build-deb/smsocket_*.deb; lintian must find nothing
	@tools/setup build deb
	@tools/deb

deb-test: ## install that package in a new, empty Debian 12, start it there in its sandbox, purge it (as root; some minutes)
	@tools/setup build deb
	@tools/deb-test

test-vm: build ## the daemon on lines of a real kernel, in a virtual machine (two minutes; the first time fetches 225 MB)
	@tools/setup build test vm || echo 'test-vm: goes on without those' >&2
	@PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 -m pytest -q -s -rs -p no:cacheprovider tests/vm

test-panel: build ## the panel in a headless Chromium: what it shows, who may command, access for all, how quick (3 minutes)
	@tools/setup build test panel
	@PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 -m pytest -q -rP -p no:cacheprovider tests/panel

screenshots: build ## pictures of the panel, light, dark and on a phone: doc/images/panel-*.png
	@tools/setup build test panel
	@tools/screenshots build/smsocket doc/images

fresh: ## make run and make test in a new, empty Debian 12 (as root; some minutes)
	@tools/fresh

clean: ## remove what was built
	@rm -rf build build-clang build-bench build-coverage build-deb build-explore build-firmware build-fuzz build-vm
