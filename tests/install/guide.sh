#!/usr/bin/env bash
# Follows docs/plugin-guide.md: writes its files, runs its commands in one shell, compares their output with the output
# it shows.
source "$(dirname "$0")/environment.sh"
export CMAKE_BUILD_TYPE=None  # compiles faster
guide=$SOURCE/docs/plugin-guide.md

# Converts the guide to a script, and the outputs it shows to files expected.N.
awk -v work="$work" '
  function quoted(s) { gsub(/\047/, "\047\\\047\047", s); return "\047" s "\047" }
  function end_command() { if (command != "") print "step " n " " quoted(command); command = "" }
  /^<!-- file: / { file = $3; next }
  /^```/ && block == "" { block = substr($0, 4); if (file != "") { block = "file"; print "write " quoted(file) " <<\"END OF FILE\"" } next }
  /^```/ { if (block == "file") print "END OF FILE"; end_command(); block = file = ""; next }
  block == "file" { print }
  block == "console" && /^\$ / { end_command(); command = substr($0, 3); shown = work "/expected." ++n; printf "" >shown; next }
  block == "console" { print >shown }
' "$guide" >"$work/script"
[ "$(grep -c '^step' "$work/script")" -ge 10 ] || fail "the guide has fewer commands than it had"

# How many rules pass depends on the machine: a slow handler is a warning.
without_numbers() {
  sed -E 's/ +[0-9.]+ (sec|ms)/ N \1/; s/"msg_id":[0-9]+/"msg_id":N/; s/^[0-9]+ passed(, [0-9]+ warnings?)?, [0-9]+ skipped(, )?([0-9]+ failed)? in [0-9.]+ s/N passed, N skipped in N s/'
}

# Whether the actual lines match the expected ones, in which "..." stands for any lines.
matches() { # expected actual
  awk -v actual="$2" '
    { expected[++n] = $0 }
    END {
      at = 1
      while ((getline line < actual) > 0) {
        if (expected[at] == "..." && at < n && expected[at + 1] == line) at += 2
        else if (expected[at] == line && at <= n) ++at
        else if (expected[at] != "...") { print "expected: " expected[at] "\nprinted:  " line; exit 1 }
      }
      if (expected[at] == "...") ++at
      if (at <= n) { print "not printed: " expected[at]; exit 1 }
    }' "$1"
}

write() { # path: relative to where the guide began
  mkdir -p "$work/begin/$(dirname "$1")"
  cat >"$work/begin/$1"
}

# A command may fail if the guide shows more of its output than "...", because that failure is then shown.
step() { # number command
  local status=0
  eval "$2" >"$work/printed" 2>&1 || status=$?
  if grep -qvx '\.\.\.' "$work/expected.$1"; then
    matches <(without_numbers <"$work/expected.$1") <(without_numbers <"$work/printed") || {
      cat "$work/printed"
      fail "$2"
    }
  else
    [ $status = 0 ] || { cat "$work/printed"; fail "$2"; }
  fi
}

mkdir "$work/begin"
cd "$work/begin"
source "$work/script"
