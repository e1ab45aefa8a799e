#!/usr/bin/env bash
# Checks that every relative link of a document leads to a file, and to a heading if it names one: in the repository,
# and where it is installed.
source "$(dirname "$0")/environment.sh"

# The relative links of a document, one per line; text in a code block is not a link.
links_of() { # document
  awk '/^ *```/ { code = !code } !code' "$1" | sed -E 's/`[^`]*`//g' | grep -oE '\]\([^) ]+' | cut -c 3- |
    grep -vE '^(https?|mailto):' || true
}

# The headings of a document, in the form used by links.
headings_of() { # document
  awk '/^ *```/ { code = !code } !code && /^#+ /' "$1" | sed -E 's/^#+ //; s/[^[:alnum:] _-]//g; s/ /-/g' | tr '[:upper:]' '[:lower:]'
}

dead_links() { # folder...
  local document link path target
  find "$@" -name '*.md' -not -path '*/templates/*' | sort | while IFS= read -r document; do
    links_of "$document" | while IFS= read -r link; do
      path=${link%%#*}
      target=$document
      [ -z "$path" ] || target=$(dirname "$document")/$path
      [ -e "$target" ] || echo "$document: $link"
      if [[ $link == *'#'* && $target == *.md && -f $target ]]; then
        headings_of "$target" | grep -qxF -- "${link#*#}" || echo "$document: $link"
      fi
    done
  done
}

cd "$SOURCE"
expect "dead links in the repository" "" "$(dead_links README.md docs plugins examples tests/traces)"
cd "$PREFIX/share/doc/maelstrom-node"
[ -n "$(links_of plugin-guide.md)" ] || fail "the installed guide has no links any more"
expect "dead links of an installation" "" "$(dead_links .)"
