#!/usr/bin/env bash
# An external project's test with the installed simulation library.
source "$(dirname "$0")/environment.sh"
cp -R "$SOURCE/tests/install/simulation" "$work/test"
cd "$work/test"
cmake -B build -DCMAKE_CXX_FLAGS=-O0 -DPLUGIN="$PREFIX/lib/maelstrom/plugins/unique_ids.so" >/dev/null
cmake --build build >build.log || { cat build.log; fail "it does not build"; }
build/plugin_test >test.log || { cat test.log; fail "its test"; }
