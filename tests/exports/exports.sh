#!/usr/bin/env bash
# exports.sh FILE [ALLOWED]: fails if FILE exports a symbol whose demangled name the regular expression ALLOWED does not
# match. Without ALLOWED, no symbol may be exported.
set -euo pipefail

command -v nm >/dev/null || { echo "nm is not installed: skipped"; exit 77; }
exported=$(nm --dynamic --defined-only --demangle "$1" | cut -d ' ' -f 3-)
if [ -n "${2:-}" ]; then
  [ -n "$exported" ] || { echo "$1 exports nothing at all"; exit 1; }
  exported=$(grep --invert-match --extended-regexp "$2" <<<"$exported" || true)
fi
if [ -n "$exported" ]; then
  echo "$1 exports symbols, which a plugin's libraries may take for their own:"
  echo "$exported"
  exit 1
fi

# A library that it is linked with must not export them either: one with another Boost would get this Boost's errors.
for library in $(ldd "$1" | awk '$2 == "=>" && $3 ~ /^\// { print $3 }'); do
  if nm --dynamic --defined-only --demangle "$library" | grep -m 1 ' boost::system::'; then
    echo "$1 is linked with $library, whose Boost.System a plugin's libraries may take for their own"
    exit 1
  fi
done
