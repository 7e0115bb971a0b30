# The short way to everything. Each rule is a thin cover over CMakePresets.json; `make` lists them.

JOBS ?= $(shell getconf _NPROCESSORS_ONLN)
FUZZ_SECONDS ?= 20
CRASH_ROUNDS ?= 200
ARGS ?=

SETUP = sh packaging/setup.sh
BIN = build/release/bin

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup build run server example demo test soak bench package package-test asan tsan \
	fuzz lint coverage clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install every package that building, running and testing need (Debian 12 and 13)
	@$(SETUP) build web desktop test

build: ## build the release programs into build/release/bin
	@$(SETUP) build web desktop
	cmake --preset release
	cmake --build --preset release --parallel $(JOBS)

run: build ## build, then start the desktop app, or the server where there is no display
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then exec $(BIN)/tinyobs $(ARGS); fi; \
	echo "No display here: starting the server instead of the desktop app."; \
	exec $(BIN)/tinyobsd $(ARGS)

server: build ## build, then start the server without a window (ARGS="--port 9090" adds options)
	@exec $(BIN)/tinyobsd $(ARGS)

example: build ## build, then start the demo service on port 3000; it sends to port 8080
	@exec $(BIN)/tinyobs-example $(ARGS)

demo: build ## build, then start the app and the demo service together; they end together
	@exec sh packaging/demo.sh $(BIN)

test: ## install what is missing, build the developer preset and run every test
	@$(SETUP) build web desktop test
	cmake --preset dev
	cmake --build --preset dev --parallel $(JOBS)
	@ctest --preset dev --parallel $(JOBS)

soak: ## kill the server CRASH_ROUNDS times (default 200), then load the store with 53 days
	@$(SETUP) build web desktop test bench
	cmake --preset dev
	cmake --build --preset dev --parallel $(JOBS) --target tst_crash
	TINYOBS_CRASH_ROUNDS=$(CRASH_ROUNDS) TINYOBS_BIN_DIR=$(CURDIR)/build/dev/bin \
		build/dev/tests/tst_crash
	cmake --preset bench
	cmake --build --preset bench --parallel $(JOBS) --target soak_days
	build/bench/bin/soak_days

bench: ## build and run the benchmarks
	@$(SETUP) build web desktop bench
	cmake --preset bench
	cmake --build --preset bench --parallel $(JOBS)
	@for bench in build/bench/bin/bench_*; do echo "== $${bench##*/}"; \
		TINYOBS_BIN_DIR=$(CURDIR)/build/bench/bin $$bench || exit 1; done

package: ## build the Debian packages into build/release/packages
	@$(SETUP) build web desktop package
	cmake --preset release
	cmake --build --preset release --parallel $(JOBS)
	@sh packaging/makepackages.sh build/release

package-test: package ## install the packages in a fresh Debian chroot and use them there (needs root)
	@$(SETUP) package-test
	@sh packaging/testpackages.sh build/release/packages

asan: ## run the tests under AddressSanitizer and UndefinedBehaviorSanitizer
	@$(SETUP) build web desktop test
	cmake --workflow --preset asan

tsan: ## run the tests under ThreadSanitizer
	@$(SETUP) build web desktop test
	cmake --workflow --preset tsan

fuzz: ## run every fuzzer for FUZZ_SECONDS (default 20)
	@$(SETUP) build fuzz
	cmake --workflow --preset fuzz
	@sh tests/fuzz/run.sh build/fuzz $(FUZZ_SECONDS)

lint: ## check formatting, layering, QML and run clang-tidy
	@$(SETUP) build web desktop test lint
	cmake --preset dev
	cmake --build --preset dev --parallel $(JOBS)
	ctest --preset dev --label-regex lint
	cmake --build --preset dev --target all_qmllint
	cmake --workflow --preset clang-tidy

coverage: ## run the tests with counters and write build/coverage/report/index.html
	@$(SETUP) build web desktop test coverage
	cmake --workflow --preset coverage
	@mkdir -p build/coverage/report
	gcovr --root . --object-directory build/coverage --filter '(core|app|ui|example)/' \
		--exclude-throw-branches --print-summary --html-details build/coverage/report/index.html \
		--txt build/coverage/report/summary.txt
	@echo "report: build/coverage/report/index.html"

clean: ## remove everything that was built
	rm -rf build
