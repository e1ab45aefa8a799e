#!/usr/bin/env bash
# The man pages have exactly the options of --help.
source "$(dirname "$0")/environment.sh"
host_page=$PREFIX/share/man/man1/maelstrom-host.1
conformance_page=$PREFIX/share/man/man1/maelstrom-conformance.1

helped() { # command...
  "$@" --help | sed -nE 's/^ +((-[a-z]), )?(--[a-z-]+).*/\2 \3/p' | tr -s ' ' '\n' | sed '/^$/d' | sort -u
}

# The options in the list items of a page, or of those of its subsections whose title has a word in it.
explained() { # page [word]
  awk -v word="${2:-}" '
    /^\.S[hs] / { inside = word == "" || $0 ~ ("[ ]" word "( |$)") }
    /^\.It Fl / && inside {
      for (i = 3; i <= NF && ($i ~ /^-?[a-z][a-z-]*$/ || $i == "," || $i == "Fl"); ++i) if ($i ~ /[a-z]/ && $i != "Fl") print "-" $i
    }' "$1" | sort -u
}

expect "maelstrom-host" "$(helped maelstrom-host)" "$(explained "$host_page")"
for command in $(maelstrom-conformance --help | sed -nE '/^Commands:/,/^$/s/^  ([a-z]+) .*/\1/p'); do
  expect "maelstrom-conformance "$command"" "$(helped maelstrom-conformance "$command" | grep -vxE -- '-h|--help')" \
    "$(explained "$conformance_page" "$command")"
done
for code in $(maelstrom-host --help | sed -n '/^Exit codes/,$p' | grep -oE '(^ | )[0-9]+  ' | tr -d ' '); do
  grep -qx ".It $code" "$host_page" || fail "exit code $code is missing"
done

# groff formats them without warnings.
if command -v groff >/dev/null; then
  complaints=$(groff -mandoc -Tutf8 -ww -z "$host_page" "$conformance_page" 2>&1)
  expect "groff" "" "$complaints"
fi
