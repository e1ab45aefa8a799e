# What the tests here have in common, sourced: SOURCE, BUILD and PREFIX come from CMake. Each test works in a folder of its own,
# which is removed, and finds the programs of the installed prefix as a user would: in the PATH.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset MAKEFLAGS MAKELEVEL  # of a make that runs the tests
export PATH="$PREFIX/bin:$PATH"
export PKG_CONFIG_PATH="$PREFIX/share/pkgconfig"

fail() {
  echo "FAILED: $*"
  exit 1
}

skip() {
  echo "skipped: $*"
  exit 77
}

# Whether two texts are the same; shows where they differ.
expect() { # what expected actual
  [ "$2" = "$3" ] || { diff <(echo "$2") <(echo "$3") || true; fail "$1"; }
}
