#!/usr/bin/env bash
# `make install` into a prefix with a space in its name, and `make uninstall`: other files stay.
source "$(dirname "$0")/environment.sh"
preset=${BUILD##*/}
[ "$BUILD" = "$SOURCE/build/$preset" ] || skip "the build folder is not that of a preset: make does not know it"
command -v make >/dev/null || skip "make is not installed"
target="$work/a prefix"

quiet_make() {
  make -C "$SOURCE" "$@" PRESET="$preset" PREFIX="$target" >"$work/log" 2>&1 || { cat "$work/log"; fail "make $*"; }
}

mkdir -p "$target/bin"
echo mine >"$target/bin/other"
quiet_make install
"$target/bin/maelstrom-host" --plugin echo --describe >/dev/null || fail "the installed host does not run"
[ -s "$target/lib/maelstrom/plugins/unique_ids.so" ] || fail "the plugins are missing"

quiet_make uninstall
expect "only the other file stays" "$target/bin/other" "$(find "$target" -mindepth 1 -not -type d)"
expect "no empty folder stays" "$target/bin" "$(find "$target" -mindepth 1 -type d)"
if make -C "$SOURCE" uninstall PRESET="$preset" PREFIX="$target" >"$work/log" 2>&1; then
  fail "uninstalling twice must fail"
fi
grep -q "Nothing was installed" "$work/log" || { cat "$work/log"; fail "the reason is missing"; }
