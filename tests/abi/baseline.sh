#!/usr/bin/env bash
# baseline.sh SOURCE_DIRECTORY
#
# Compares maelstrom/abi.h with the recorded ABI of its own version, which must be identical, and with that of every
# earlier minor version, which must be contained completely. Then checks that it detects each kind of change.
set -euo pipefail
source=$1
header=$source/sdk/include/maelstrom/abi.h
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

[ "$(getconf LONG_BIT)" = 64 ] || { echo "skipped: the baseline holds for systems of 64 bits"; exit 77; }

# The parts of an earlier version that must still exist: all except its version number and the sizes of tables, which
# grow.
lasting() {
  grep -vE '^macro MAELSTROM_ABI_MINOR |^struct maelstrom_(message|host|plugin) ' "$1"
}

# Whether a header keeps the promises of an earlier version's baseline.
keeps() { # baseline description
  local gone
  gone=$(lasting "$1" | grep -vxFf "$2") || return 0
  printf '%s\n' "$gone"
  return 1
}

"$source/scripts/describe-abi.sh" "$header" >"$work/now"
major=$(awk '/^macro MAELSTROM_ABI_MAJOR/ {print $3}' "$work/now")
minor=$(awk '/^macro MAELSTROM_ABI_MINOR/ {print $3}' "$work/now")

diff -u "$source/sdk/abi/v$major.$minor.txt" "$work/now" || {
  echo "abi.h is not what sdk/abi/v$major.$minor.txt says; docs/abi-policy.md tells what may change, and how"
  exit 1
}
for ((earlier = 0; earlier < minor; ++earlier)); do
  keeps "$source/sdk/abi/v$major.$earlier.txt" "$work/now" || {
    echo "abi.h lacks the above, which version $major.$earlier promises"
    exit 1
  }
done

# A later minor version adds a function and a constant: everything else must still exist.
sed -e 's/\(MAELSTROM_ABI_MINOR\) [0-9]*/\1 99/' \
  -e 's/^  const void\* (\*extension).*/&\n  void (*added)(const maelstrom_host* host);/' \
  -e 's/\(MAELSTROM_E_FAILED = -13\)/\1, MAELSTROM_E_ADDED = -14/' "$header" >"$work/later.h"
"$source/scripts/describe-abi.sh" "$work/later.h" >"$work/later"
grep -q '^member maelstrom_host.added ' "$work/later" || { echo "an added member is not described"; exit 1; }
keeps "$source/sdk/abi/v$major.0.txt" "$work/later" || { echo "the above is taken for a loss"; exit 1; }

notices() { # what sed-script
  sed -e "$2" "$header" >"$work/changed.h"
  cmp -s "$header" "$work/changed.h" && { echo "nothing was changed: $1"; exit 1; }
  "$source/scripts/describe-abi.sh" "$work/changed.h" >"$work/changed"
  ! keeps "$source/sdk/abi/v$major.0.txt" "$work/changed" >"$work/gone" || { echo "not noticed: $1"; exit 1; }
}
notices "a member in the middle" 's/^  int64_t in_reply_to;/  int64_t added;\n&/'
notices "a member that is gone" 's/^  void (\*stop)(void\* instance);//'
notices "a member with another name" 's/(\*raw_field)/(*field)/'
notices "a member with another type" 's/^  uint32_t flags;/  int32_t flags;/'
notices "a function with another argument" 's/size_t index);/uint32_t index);/'
notices "a constant with another value" 's/MAELSTROM_E_STATE = -7/MAELSTROM_E_STATE = -70/'
notices "a constant that is gone" 's/^  MAELSTROM_LOG_WARN = 3,//'
notices "a type that is narrower" 's/^typedef uint64_t maelstrom_timer;/typedef uint32_t maelstrom_timer;/'
notices "an entry with another name" 's/^#define MAELSTROM_ENTRY .*/#define MAELSTROM_ENTRY maelstrom_plugin_v2/'
