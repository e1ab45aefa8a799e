#!/usr/bin/env bash
# The repository as part of another project: it adds its targets, but no tests, benchmarks, installation or package.
source "$(dirname "$0")/environment.sh"
cp -R "$SOURCE/tests/install/subproject" "$work/project"
cd "$work/project"

cmake -B build -DSOURCE="$SOURCE" >log 2>&1 || { cat log; fail "it cannot be configured"; }
[ ! -e build/CPackConfig.cmake ] || fail "a subproject must not configure CPack"
expect "the tests are those of the project" "1" "$(ctest --test-dir build -N | sed -n 's/^Total Tests: //p')"
cmake --build build --target my_echo >log 2>&1 || { cat log; fail "the plugin does not build"; }
maelstrom-conformance check build/plugins/my_echo.so >log || { cat log; fail "the plugin"; }
cmake --install build --prefix "$work/prefix" >log || { cat log; fail "it cannot be installed"; }
expect "the installed files are those of the project" "./lib/plugins/my_echo.so" "$(cd "$work/prefix" && find . -type f)"
