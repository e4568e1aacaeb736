# Takes the fenced blocks out of README.md (awk -v out=DIR -f extract.awk README.md) into
#   DIR/first.cpp, CMakeLists.txt   the C++ block with a main, the CMake block
#   DIR/fragments.cpp               a test for each other C++ block
#   DIR/shell                       the shell blocks but that of the two commands, one script
# A text block states what the C++ block before it prints.
function finish() {
  if (language == "cpp" && body ~ /int main/) {
    printf "%s", body > (out "/first.cpp")
    whole = 1
  } else if (language == "cpp") {
    close_fragment()
    printf "\nTEST(Readme, Line%d) {\n  Printed printed;\n", start > fragments
    printf "#line %d \"README.md\"\n%s", start + 1, body > fragments
    open = 1
    whole = 0
  } else if (language == "text" && whole) {
    printf "%s", body > (out "/first.txt")
  } else if (language == "text") {
    printf "  EXPECT_EQ(printed.text(), R\"text(%s)text\");\n", body > fragments
  } else if (language == "cmake") {
    printf "%s", body > (out "/CMakeLists.txt")
  } else if (language == "sh" && body !~ /cmake\/test.sh/) {
    printf "%s", body > (out "/shell")
  } else if (language != "sh") {
    printf "README.md:%d: a block of language '%s'\n", start, language > "/dev/stderr"
    exit 1
  }
}
function close_fragment() { if (open) printf "}\n" > fragments }

BEGIN {
  fragments = out "/fragments.cpp"
  print "#include \"fragment.hpp\"" > fragments
  print "set -eux" > (out "/shell")
}
/^```/ {
  if (inside) finish()
  inside = !inside
  language = substr($0, 4)
  start = NR
  body = ""
  next
}
inside { body = body $0 "\n" }
END { close_fragment() }
