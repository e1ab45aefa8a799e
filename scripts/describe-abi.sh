#!/bin/sh
# describe-abi.sh HEADER
#
# Prints the plugin ABI in HEADER (maelstrom/abi.h, of any version) on this system: every struct with its size, every
# member with its offset and type, every constant with its value, every type, macro and function. The names and types
# are read from the header's text, the numbers are from the compiler ($CC, by default cc).
set -eu
header=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The header has one declaration for each ';' outside of braces. Each becomes a line of C that prints it.
awk '
  function trim(s) { gsub(/[ \t\n]+/, " ", s); sub(/^ /, "", s); sub(/ $/, "", s); return s }
  function quoted(s) { gsub(/\\/, "\\\\", s); gsub(/"/, "\\\"", s); gsub(/%/, "%%", s); return s }
  function without_comments(s,    from) {
    while ((from = index(s, "/*")) > 0) {
      s = substr(s, 1, from - 1) " " substr(s, from + index(substr(s, from + 2), "*/") + 3)
    }
    return s
  }
  function name_of(declaration) {  # of a member or a typedef
    if (match(declaration, /\(\*[a-z_0-9]+\)/)) return substr(declaration, RSTART + 2, RLENGTH - 3)
    match(declaration, /[A-Za-z_0-9]+$/)
    return substr(declaration, RSTART)
  }
  function type_of(declaration, name) {
    if (declaration ~ /\(\*/) { sub("[*]" name "[)]", "*)", declaration); return declaration }
    return trim(substr(declaration, 1, length(declaration) - length(name)))
  }
  function print_struct(name, members,    n, list, i, member) {
    printf "  printf(\"struct %s size %%zu align %%zu\\n\", sizeof(%s), _Alignof(%s));\n", name, name, name
    n = split(members, list, ";")
    for (i = 1; i <= n; ++i) {
      if ((list[i] = trim(list[i])) == "") continue
      member = name_of(list[i])
      printf "  printf(\"member %s.%s offset %%zu size %%zu type %s\\n\", offsetof(%s, %s), sizeof(((%s*)0)->%s));\n",
             name, member, quoted(type_of(list[i], member)), name, member, name, member
    }
  }
  function print_constants(constants,    n, list, i) {
    n = split(constants, list, ",")
    for (i = 1; i <= n; ++i) {
      sub(/=.*/, "", list[i])
      if ((list[i] = trim(list[i])) != "") printf "  printf(\"constant %s %%lld\\n\", (long long)%s);\n", list[i], list[i]
    }
  }
  function print_declaration(s,    name, inside) {
    inside = s
    if (sub(/^[^{]*[{]/, "", inside)) sub(/[}][^}]*$/, "", inside)
    if (match(s, /^(typedef )?struct [a-z_]+ [{]/)) {
      name = substr(s, RSTART, RLENGTH - 2)
      sub(/.* /, "", name)
      print_struct(name, inside)
    } else if (s ~ /^enum [{]/) {
      print_constants(inside)
    } else if (s ~ /^typedef struct [a-z_]+ [a-z_]+$/) {
      return
    } else if (sub(/^typedef /, "", s)) {
      name = name_of(s)
      printf "  printf(\"typedef %s size %%zu type %s\\n\", sizeof(%s));\n", name, quoted(type_of(s, name)), name
    } else if (s != "") {
      printf "  printf(\"function %s\\n\");\n", quoted(s)
    }
  }
  { text = text $0 "\n" }
  END {
    print "#include <stdio.h>\n#include \"" header "\"\nint main(void) {"
    text = without_comments(text)
    gsub(/\\\n/, "", text)
    count = split(text, lines, "\n")
    code = ""
    for (i = 1; i <= count; ++i) {
      line = lines[i]
      if (line ~ /^#define MAELSTROM_/ && line !~ /MAELSTROM_ABI_H$|MAELSTROM_EXPORT/) {
        sub(/^#define /, "", line)
        printf "  printf(\"macro %s\\n\");\n", quoted(trim(line))
      } else if (line !~ /^#/ && line !~ /^extern "C"|^}$/) {
        code = code line " "
      }
    }
    sub(/MAELSTROM_EXPORT /, "", code)
    depth = 0
    declaration = ""
    for (i = 1; i <= length(code); ++i) {
      c = substr(code, i, 1)
      depth += (c == "{") - (c == "}")
      if (c == ";" && depth == 0) { print_declaration(trim(declaration)); declaration = "" } else declaration = declaration c
    }
    print "  return 0;\n}"
  }' header="$header" "$header" >"$work/describe.c"

"${CC:-cc}" -std=c11 -o "$work/describe" "$work/describe.c"
"$work/describe"
