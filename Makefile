# A front end for CMake: every target installs its packages, configures, builds and runs. `make help` lists the targets.
PRESET ?= release
PREFIX ?= /usr/local
BUILD := build/$(PRESET)
WERROR ?=
OPTIONS := $(if $(WERROR),-DMAELSTROM_WERROR=$(WERROR))

PACKAGES := g++ cmake ninja-build nlohmann-json3-dev libcxxopts-dev libboost-dev libboost-stacktrace-dev \
	libsimdjson-dev libspdlog-dev
TEST_PACKAGES := libgtest-dev python3
BENCH_PACKAGES := libbenchmark-dev
LINT_PACKAGES := clang-format clang-tidy git
DEB_PACKAGES := dpkg-dev file
TEST_INSTALL_PACKAGES := pkg-config cargo rustc abigail-tools lintian groff-base $(DEB_PACKAGES)
DOCS_PACKAGES := doxygen
FUZZ_PACKAGES := clang libclang-rt-dev
SECONDS ?= 60
MINUTES ?= 30
# The tests that run under valgrind: not those that measure time, would take hours, have no stderr or too few
# descriptors (which valgrind needs), or corrupt the heap on purpose.
MEMCHECKED := -Input.MayBeAHundredThousandMessagesAtOnce:Traces.*:Stdout.*Stopped:Stdout.*SlowHandler:Shutdown.*WithoutALog:Shutdown.*FewDescriptors*:LastWordsBySignal.*Malloc*

# The folders of the product.
PRODUCT := protocol|platform|command_line|host|plugins|history|checkers|conformance|plugin_check|simulation
# The test programs that start no others.
IN_PROCESS := protocol_tests history_tests checkers_tests host_tests sdk_tests conformance_tests
# The test suites that use threads: the loop, the watchdog and the log, plugins with their own threads, and simulate.
THREADED := ^(NodeThread|FailureOnAnyThread|Watchdog|LongCalls|Deferred|Serve|Shutdown|Signals|Simulation|SimulationLibrary|SimulateCommand|ReplayTest|Shrink)\.|/Agreement\.

.DEFAULT_GOAL := help
.PHONY: deep help demo test test-memory test-threads test-install build compile-alone check-flakes bench plot instructions lint format fuzz challenges sweeps storms soak memcheck coverage \
	docs install uninstall package test-clean-root clean packages lint-packages configure configure-tests configure-bench

help:             ## list the targets
	@echo "make TARGET [PRESET=release|debug|asan|tsan]"
	@sed -n 's/^\([a-z-]*\): .*## \(.*\)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

demo: configure   ## run unique-ids: 3 nodes, 1000 requests/s for 30 s, partitions, total availability
	cmake --build --preset $(PRESET) --target host conformance echo unique_ids
	$(BUILD)/bin/conformance test -w unique-ids --plugin unique_ids --node-count 3 --rate 1000 --time-limit 30 \
		--nemesis partition --availability total

test: build       ## run all tests except those of the targets below
	ctest --preset $(PRESET) -LE install -j $$((4 * $$(getconf _NPROCESSORS_ONLN)))

test-threads:     ## run the tests that use threads, with ThreadSanitizer
	$(MAKE) configure-tests PRESET=tsan
	cmake --build --preset tsan --target e2e_tests host_tests simulation_library_tests simulation_tests
	ctest --preset tsan -R '$(THREADED)' -j $$((2 * $$(getconf _NPROCESSORS_ONLN)))

test-memory:      ## the tests that start no programs, with AddressSanitizer and UndefinedBehaviorSanitizer
	$(MAKE) configure-tests PRESET=asan
	cmake --build --preset asan --target $(IN_PROCESS)
	@for tests in $(IN_PROCESS); do \
		MAELSTROM_MODEL_LIVES=1..300 build/asan/tests/$$tests --gtest_brief=1 --gtest_filter=-CompilerError.* || exit 1; done

test-install: configure-tests ## install, build the examples and the guide's plugin with the installation, build and test the Debian package
	@scripts/install-packages.sh $(TEST_INSTALL_PACKAGES)
	cmake --build --preset $(PRESET) --target maelstrom_product
	ctest --preset $(PRESET) -L install -j $$(getconf _NPROCESSORS_ONLN)
	@sed -n 's/^skipped: /  skipped: /p' $(BUILD)/Testing/Temporary/LastTest.log

build: configure-tests ## compile everything into build/<preset>; WERROR=ON treats warnings as errors
	cmake --build --preset $(PRESET)

deep:             ## run the checks that are too slow for CI: lint, other compilers, sanitizers, fuzzing
	$(MAKE) lint
	$(MAKE) build PRESET=debug WERROR=ON
	$(MAKE) compile-alone
	$(MAKE) test PRESET=asan
	$(MAKE) test-threads
	$(MAKE) fuzz SECONDS=30

compile-alone: packages ## check every file, or with ONLY=product those of the product, separately with Clang, without unity builds
	@scripts/install-packages.sh $(TEST_PACKAGES) $(BENCH_PACKAGES) clang
	cmake --preset debug -B build/clang -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++ -DMAELSTROM_WERROR=ON \
		-DMAELSTROM_BUILD_TESTS=ON -DMAELSTROM_BUILD_BENCH=ON
	scripts/compile-each-file.sh build/clang $(if $(ONLY),'-c $(CURDIR)/($(PRODUCT))/')

check-flakes: build ## run conformance check RUNS times (200) on every correct plugin, to find flaky rules
	scripts/check-flakes.sh $(BUILD) $(or $(RUNS),200)

bench: configure-bench ## measure nodes, the steps of a message, and the simulator
	cmake --build --preset $(PRESET) --target benchmarks
	$(BUILD)/bin/node_bench --json $(BUILD)/node_bench.json --columns $(BUILD)/node_bench.dat
	$(BUILD)/bin/micro_bench
	$(BUILD)/bin/simulation_bench

plot: configure-bench ## measure nodes and draw docs/performance.svg
	@scripts/install-packages.sh gnuplot-nox
	cmake --build --preset $(PRESET) --target benchmarks
	$(BUILD)/bin/node_bench --json $(BUILD)/node_bench.json --columns $(BUILD)/node_bench.dat
	gnuplot -e "columns='$(BUILD)/node_bench.dat'" bench/performance.gnuplot >docs/performance.svg

instructions: configure-bench ## compare the instructions per message with bench/instructions.json
	@scripts/install-packages.sh valgrind
	cmake --build --preset $(PRESET) --target benchmarks
	bench/instructions.sh $(BUILD)

lint: lint-packages packages ## check the formatting, then the code with clang-tidy
	git ls-files '*.c' '*.h' '*.cpp' '*.hpp' | xargs clang-format --dry-run --Werror
	cmake --preset release -B build/lint -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON >/dev/null
	run-clang-tidy -quiet -p build/lint "/build/lint/($(PRODUCT)|bench)/.*\.cxx$$" \
		>build/clang-tidy.log 2>&1 || { grep -E 'error:|warning:' build/clang-tidy.log | sort -u || tail -20 build/clang-tidy.log; exit 1; }

format: lint-packages ## format the code
	git ls-files '*.c' '*.h' '*.cpp' '*.hpp' | xargs clang-format -i

docs:             ## build the API reference in build/docs/html; a missing description is an error
	@scripts/install-packages.sh $(DOCS_PACKAGES)
	mkdir -p build/docs
	doxygen docs/Doxyfile
	@grep -q 'href="md_docs_plugin_guide.html"' build/docs/html/index.html || { echo "The main page has no link to the guide."; exit 1; }

fuzz: packages    ## run every fuzz target for SECONDS=60, with Clang's sanitizers
	@scripts/install-packages.sh $(FUZZ_PACKAGES)
	cmake --preset fuzz
	cmake --build --preset fuzz
	fuzz/run.sh build/fuzz $(SECONDS)

challenges: configure ## run the challenges with the plugins of plugins/, and print a table; takes 8 minutes
	@scripts/install-packages.sh python3
	cmake --build --preset $(PRESET) --target host conformance maelstrom_plugins
	scripts/challenges.py $(BUILD)

sweeps: configure ## simulate every plugin of plugins/ under all faults that it claims, SEEDS (2000) seeds each
	cmake --build --preset $(PRESET) --target host conformance maelstrom_plugins
	JOBS=$$(getconf _NPROCESSORS_ONLN) scripts/sweep-plugins.sh $(BUILD) $(or $(SEEDS),2000)

storms: configure-tests ## test the host with hostile input, traffic and plugins, in full size; prints tried, survived, lost
	cmake --build --preset $(PRESET) --target storm_tests
	MAELSTROM_STORMS=whole $(BUILD)/tests/storm_tests --gtest_brief=1

soak: configure   ## run 5 nodes under faults for MINUTES=30; writes memory and descriptors of the hosts to store/soak.csv and .svg
	@scripts/install-packages.sh gnuplot-nox
	cmake --build --preset $(PRESET) --target host conformance unique_ids
	scripts/soak.sh $(BUILD) $(MINUTES)

memcheck: configure-tests ## run the end-to-end tests under valgrind, except those that would take hours
	@scripts/install-packages.sh valgrind
	cmake --build --preset $(PRESET) --target e2e_tests
	valgrind -q --trace-children=yes --child-silent-after-fork=yes --error-exitcode=99 --leak-check=full \
		--errors-for-leak-kinds=definite $(BUILD)/tests/e2e_tests --gtest_brief=1 --gtest_filter='$(MEMCHECKED)'

coverage:         ## measure the line coverage of host/ and sdk/: build/coverage/report
	@scripts/install-packages.sh gcovr
	$(MAKE) build PRESET=coverage
	find build/coverage -name '*.gcda' -delete
	MAELSTROM_MODEL_LIVES=1..500 ctest --preset coverage -j $$((2 * $$(getconf _NPROCESSORS_ONLN))) -LE install
	mkdir -p build/coverage/report
	gcovr --root . --filter host/ --filter protocol/ --filter platform/ --filter sdk/include/ --exclude-unreachable-branches --exclude-throw-branches \
		--gcov-ignore-parse-errors --print-summary --txt build/coverage/report/lines.txt \
		--html-details build/coverage/report/index.html build/coverage

install: configure ## install into PREFIX, by default /usr/local
	cmake --build --preset $(PRESET) --target maelstrom_product
	cmake --install $(BUILD) --prefix "$(PREFIX)"

uninstall:        ## remove the files that `make install` installed into PREFIX
	scripts/uninstall.sh $(BUILD) "$(PREFIX)"

package: configure ## build the Debian package
	@scripts/install-packages.sh $(DEB_PACKAGES)
	cmake --build --preset $(PRESET) --target maelstrom_product
	cpack --config $(BUILD)/CPackConfig.cmake -B $(BUILD)

test-clean-root:  ## run each of TARGETS="demo test package ..." in a fresh Debian, as root
	scripts/test-clean-root.sh $(TARGETS)

clean:            ## remove the build folder
	rm -rf build

configure: packages
	cmake --preset $(PRESET) $(OPTIONS)

configure-tests: packages
	@scripts/install-packages.sh $(TEST_PACKAGES)
	cmake --preset $(PRESET) $(OPTIONS) -DMAELSTROM_BUILD_TESTS=ON

configure-bench: packages
	@scripts/install-packages.sh $(BENCH_PACKAGES)
	cmake --preset $(PRESET) $(OPTIONS) -DMAELSTROM_BUILD_BENCH=ON

packages:
	@scripts/install-packages.sh $(PACKAGES)

lint-packages:
	@scripts/install-packages.sh $(LINT_PACKAGES)
