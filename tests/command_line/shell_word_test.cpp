#include "command_line/shell_word.hpp"

#include <cstdio>
#include <string>

#include <gtest/gtest.h>

namespace maelstrom::conformance {
namespace {

// How /bin/sh interprets a word.
std::string read_by_shell(const std::string& word) {
  std::string text;
  if (FILE* const shell = ::popen(("printf %s " + word).c_str(), "r")) {
    for (int c = std::fgetc(shell); c != EOF; c = std::fgetc(shell)) {
      text += static_cast<char>(c);
    }
    ::pclose(shell);
  }
  return text;
}

TEST(ShellWord, LeavesAPlainWordAlone) {
  EXPECT_EQ(shell_word("./unique_ids.so"), "./unique_ids.so");
  EXPECT_EQ(shell_word("scheme=uuid"), "scheme=uuid");
}

TEST(ShellWord, IsReadBackByAShell) {
  for (const std::string word : {"a b", "it's", "$HOME", "`id`", "a\nb", "*", "~", "\\", "!", "\xc3\xa9", "'\"'"}) {
    EXPECT_EQ(read_by_shell(shell_word(word)), word);
  }
  EXPECT_EQ(shell_word(""), "''");
}

}  // namespace
}  // namespace maelstrom::conformance
