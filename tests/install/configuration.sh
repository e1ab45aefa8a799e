#!/usr/bin/env bash
# Configuration: warnings are not errors by default; each part requires only its own packages; a package that is too old
# is not reported as missing.
source "$(dirname "$0")/environment.sh"

configure() { # argument...: into a fresh folder; the output is in $work/log
  rm -rf "$work/build"
  cmake -S "$SOURCE" -B "$work/build" "$@" >"$work/log" 2>&1
}

demand() { # text: must be in the output
  grep -qF -- "$1" "$work/log" || { cat "$work/log"; fail "not in the output: $1"; }
}

# Only their own parts require GoogleTest and Google Benchmark.
without=(-DCMAKE_DISABLE_FIND_PACKAGE_GTest=ON -DCMAKE_DISABLE_FIND_PACKAGE_benchmark=ON)
configure "${without[@]}" || { cat "$work/log"; fail "it cannot be configured without GoogleTest and Google Benchmark"; }
demand "MAELSTROM_BUILD_TESTS is off"
demand "MAELSTROM_BUILD_BENCH is off"
grep -q '^MAELSTROM_WERROR:BOOL=OFF$' "$work/build/CMakeCache.txt" || fail "warnings are errors for everybody"
! configure "${without[@]}" -DMAELSTROM_BUILD_TESTS=ON || fail "tests without GoogleTest"
demand "apt-get install libgtest-dev"
! configure "${without[@]}" -DMAELSTROM_BUILD_BENCH=ON || fail "benchmarks without Google Benchmark"
demand "apt-get install libbenchmark-dev"

# A folder with only nlohmann/json 3.1: the system's packages are not searched.
old=$work/old/lib/cmake/nlohmann_json
mkdir -p "$old"
echo 'set(PACKAGE_VERSION 3.1.0)' >"$old/nlohmann_jsonConfigVersion.cmake"
: >"$old/nlohmann_jsonConfig.cmake"
! configure -DCMAKE_FIND_ROOT_PATH="$work/old" -DCMAKE_FIND_ROOT_PATH_MODE_PACKAGE=ONLY || fail "an old nlohmann/json is taken"
demand "nlohmann_json 3.1.0: 3.9 or newer is needed"
demand "libcxxopts-dev"
! grep -q 'apt-get install.*nlohmann-json3-dev' "$work/log" || fail "installing the package again would not help"
