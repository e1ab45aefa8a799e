#!/usr/bin/env bash
# The output of `maelstrom-host --new-plugin` builds unchanged, and its tests pass.
source "$(dirname "$0")/environment.sh"
cd "$work"

maelstrom-host --new-plugin my-plugin >written
expect "what was written" ".gitignore CMakeLists.txt README.md my_plugin.cpp" "$(LC_ALL=C ls -A my-plugin | paste -sd ' ')"
"$BUILD/bin/host" --new-plugin other-plugin >/dev/null
for file in .gitignore CMakeLists.txt README.md; do
  cmp -s <(sed 's/my\([-_]\)plugin/other\1plugin/g' "my-plugin/$file") "other-plugin/$file" ||
    fail "the host of the build writes another $file"
done
! maelstrom-host --new-plugin my-plugin 2>refusal || fail "it was overwritten"

cd my-plugin
cmake -B build -DCMAKE_CXX_FLAGS_RELEASE=-O1 >/dev/null
cmake --build build >../build.log || { cat ../build.log; fail "it does not build"; }
ctest --test-dir build --output-on-failure >../ctest.log || { cat ../ctest.log; fail "its tests"; }
grep -q '100% tests passed, 0 tests failed out of 2' ../ctest.log || fail "it has two tests"

cmake --install build --prefix "$work/prefix" >/dev/null
MAELSTROM_PLUGIN_PATH="$work/prefix/lib/maelstrom/plugins" maelstrom-host --plugin my-plugin --describe >/dev/null
