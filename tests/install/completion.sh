#!/usr/bin/env bash
# Completes command lines as bash would. A '|' marks where the user presses the tab key.
source "$(dirname "$0")/environment.sh"
cd "$work"
touch mine.so notes.txt
mkdir folder

for program in maelstrom-host maelstrom-conformance; do
  # shellcheck disable=SC1090
  source "$PREFIX/share/bash-completion/completions/$program"
done

# The offered words, sorted, on one line.
offered() { # line
  local line=$1 function
  read -ra COMP_WORDS <<<"${line//=/ = }"  # split as with COMP_WORDBREAKS
  [[ $line == *[\ =] ]] && COMP_WORDS+=("")
  [[ $line == *= ]] && unset 'COMP_WORDS[-1]'
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
  function=$(complete -p "${COMP_WORDS[0]}" | sed -E 's/.*-F ([^ ]+).*/\1/')
  "$function" "${COMP_WORDS[0]}" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}" 2>/dev/null
  printf '%s\n' "${COMPREPLY[@]}" | sort | paste -sd ' '
}

expect_offer() { # line words
  expect "$1|" "$2" "$(offered "$1")"
}

expect_offer "maelstrom-host --pl" "--plugin"
expect_offer "maelstrom-host --l" "--list --log-level"
expect_offer "maelstrom-host --plugin " "broadcast echo folder g_counter g_set kafka lin_kv mine.so pn_counter raft \
txn_list_append txn_rw_register unique_ids"
expect_offer "maelstrom-host --plugin u" "unique_ids"
expect_offer "maelstrom-host --plugin=e" "echo"
expect_offer "maelstrom-host -p mi" "mine.so"
expect_offer "maelstrom-host --log-level " "debug error info off trace warn"
expect_offer "maelstrom-host --log-level=de" "debug"
expect_offer "maelstrom-host --reply-deadline " ""
expect_offer "maelstrom-host --record f" "folder"

expect_offer "maelstrom-conformance s" "simulate"
expect_offer "maelstrom-conformance --" "--help --version"
for command in check replay simulate test verify; do
  [[ " $(offered "maelstrom-conformance ") " == *" $command "* ]] || fail "the command $command is not offered"
done
expect_offer "maelstrom-conformance test --lat" "--latency --latency-dist"
expect_offer "maelstrom-conformance test --latency-dist " "constant exponential uniform"
expect_offer "maelstrom-conformance test --rate " ""
expect_offer "maelstrom-conformance test --plugin e" "echo"
expect_offer "maelstrom-conformance test -w uni" "unique-ids"
expect_offer "maelstrom-conformance check echo --workload=lin" "lin-kv"
expect_offer "maelstrom-conformance test --nemesis par" "partition"
expect_offer "maelstrom-conformance test --nemesis clo" ""
expect_offer "maelstrom-conformance simulate --nemesis kill,clo" "kill,clock"
expect_offer "maelstrom-conformance simulate --availability " "total"
expect_offer "maelstrom-conformance simulate --see" "--seed --seeds"
expect_offer "maelstrom-conformance replay not" "notes.txt"
expect_offer "maelstrom-conformance replay notes.txt --st" "--stop-at"
expect_offer "maelstrom-conformance verify not" "notes.txt"
expect_offer "maelstrom-conformance check u" "unique_ids"
expect_offer "maelstrom-conformance check echo --only version" "version-rule"
expect_offer "maelstrom-conformance check echo --except version" "version-rule="
expect_offer "maelstrom-conformance check echo --in" "--in-process"

# All are offered: every option of every help text, every rule, every workload.
for command in $(offered "maelstrom-conformance " | tr ' ' '\n' | grep -v '^-'); do
  help=$(maelstrom-conformance "$command" --help)
  for option in $(grep -oE '^ +(-[a-z], )?--[a-z-]+' <<<"$help" | grep -oE -- '--[a-z-]+'); do
    [[ " $(offered "maelstrom-conformance $command $option") " == *" $option "* ]] || fail "$command $option is not offered"
  done
done
expect "all rules" "$(maelstrom-conformance check --list | cut -d ' ' -f 1 | sort | paste -sd ' ')" \
  "$(offered "maelstrom-conformance check echo --only ")"
workloads=$({ maelstrom-conformance test -w none 2>&1 || true; } | sed -n 's/.*one of \([^.]*\).*/\1/p' | tr -d , | tr ' ' '\n' | sort | paste -sd ' ')
[ -n "$workloads" ] || fail "which workloads are there?"
expect "all workloads" "$workloads" "$(offered "maelstrom-conformance test -w ")"
