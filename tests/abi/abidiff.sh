#!/usr/bin/env bash
# abidiff.sh SOURCE_DIRECTORY
#
# Compares today's abi.h with the recorded one of the same version, by libabigail: the frozen plugin, compiled with
# each, must have the same types in its debug information, recursively from its entry function.
set -euo pipefail
command -v abidiff >/dev/null || { echo "skipped: abidiff (package abigail-tools) is not installed"; exit 77; }
source=$1
header=$source/sdk/include/maelstrom/abi.h
recorded=$source/tests/abi/v$(sed -nE 's/^#define MAELSTROM_ABI_MAJOR ([0-9]+).*/\1/p' "$header").$(
  sed -nE 's/^#define MAELSTROM_ABI_MINOR ([0-9]+).*/\1/p' "$header")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

compile() { # include-directory output
  "${CC:-cc}" -std=c99 -g -shared -fPIC -fvisibility=hidden -I"$1" "$source/tests/abi/v1.0/plugin.c" -o "$2"
}
compile "$recorded" "$work/recorded.so"
compile "$source/sdk/include" "$work/now.so"
abidiff "$work/recorded.so" "$work/now.so"

mkdir -p "$work/changed/maelstrom"
sed 's/^  int64_t in_reply_to;/  int64_t added;\n&/' "$header" >"$work/changed/maelstrom/abi.h"
compile "$work/changed" "$work/changed.so"
abidiff "$work/recorded.so" "$work/changed.so" >"$work/report" && { echo "abidiff does not notice a new member"; exit 1; }
grep -q "'int64_t added', at offset 128" "$work/report"
