# Turns the plain comments of the SDK's headers into those that Doxygen reads. The first comment of a file describes the file; one
# above several declarations without an empty line between them describes each; what is indented in a comment is code.

function indent(line) { match(line, /^ */); return RLENGTH }

# A comment of its own lines ends: the next declaration is its subject.
function print_comment() { printf "%s", comment }

FNR == 1 && /^\/\*/ { sub(/^\/\*/, "/** @file") }
FNR == 1 && /^\/\// { print "/// @file" }

# C: a comment in front of something, and one behind it.
!/\/\// {
  if ($0 ~ /^ *\/\* [^-]/) sub(/\/\* /, "/** ")
  else if (match($0, /[;,"0-9] *\/\* .* \*\/$/)) sub(/\/\* /, "/**< ")
}

/^ *\/\/( |$)/ {
  if (!in_comment) { comment = ""; level = indent($0) }
  in_comment = 1
  sub(/\/\/   /, "//     ")
  sub(/\/\//, "///")
  comment = comment $0 "\n"
  print
  next
}

{
  sub(/[;{,] *\/\/ /, "& ")
  if (match($0, /[;{,"0-9] *\/\/ /)) sub(/\/\/ +/, "///< ")
}

# What the compiler writes needs no description.
!in_comment && comment == "" && /= (default|delete);$/ { print ""; next }

# The next declaration under the same comment.
!in_comment && comment != "" && !fresh && indent($0) == level && /^ *[A-Za-z~]/ && !/^ *(public|private|protected|namespace)/ { print_comment() }

/^ *$/ || /^ *(public|private|protected):/ || indent($0) < level { if (!in_comment) comment = "" }

{
  # What follows "template <...>" still belongs to the same declaration.
  fresh = $0 ~ /^ *template / && indent($0) == level
  in_comment = 0
  print
}
