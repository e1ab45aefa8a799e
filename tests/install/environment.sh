# Sourced by the tests in this folder; SOURCE, BUILD and PREFIX come from CMake. Each test works in its own folder,
# which is removed, and finds the programs of the installed prefix in the PATH, as a user would.
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

# Compares two texts; prints the differences.
expect() { # what expected actual
  [ "$2" = "$3" ] || { diff <(echo "$2") <(echo "$3") || true; fail "$1"; }
}
