#!/usr/bin/env bash
# compile-each-file.sh BUILD [REGEX]
#
# Checks every source file, or those that match REGEX, separately with the compiler of the configured build folder
# BUILD: syntax and warnings, without code generation, unity builds and precompiled headers. BUILD must use the preset
# debug.
set -euo pipefail
commands=$1/compile_commands.json

# The compile commands, one per line, without the options that write files.
sed -n 's/^ *"command": "\(.*\)",\{0,1\}$/\1/p' "$commands" | sed 's/\\\(.\)/\1/g; s/ -o [^ ]* / -fsyntax-only /' |
  { grep -E -- "${2:-.}" || true; } | tee >(wc -l | sed 's/$/ files/' >&2) | tr '\n' '\0' |
  xargs -0 -r -P "${JOBS:-$(getconf _NPROCESSORS_ONLN)}" -n 1 bash -c 'eval "$1" || { echo "FAILED: ${1##* }" >&2; exit 1; }' bash
