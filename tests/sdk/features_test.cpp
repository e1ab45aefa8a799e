// The table of features names a test for each of its claims: these tests must exist.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <string>

#include <gtest/gtest.h>

namespace maelstrom::tests {
namespace {

std::string contents(const std::filesystem::path& path) {
  std::ifstream file(path);
  EXPECT_TRUE(file) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

// How many tests the page links to; its links are relative to its directory.
int expect_tests_exist(const std::filesystem::path& page) {
  const std::string text = contents(page);
  const std::regex link(R"re(\]\(((\.\./)?tests/[a-z0-9_/]+\.cpp) "([A-Za-z0-9]+)\.([A-Za-z0-9]+)"\))re");
  int tests = 0;
  for (auto found = std::sregex_iterator(text.begin(), text.end(), link); found != std::sregex_iterator(); ++found) {
    const std::string suite = (*found)[3];
    const std::string test = (*found)[4];
    EXPECT_NE(contents(page.parent_path() / (*found)[1].str()).find("(" + suite + ", " + test + ")"), std::string::npos)
        << suite << "." << test << " is not in " << (*found)[1];
    ++tests;
  }
  return tests;
}

TEST(Features, AreShownByTestsThatExist) {
  const std::filesystem::path docs = MAELSTROM_DOCS;
  EXPECT_GT(expect_tests_exist(docs / "features.md"), 40) << "the links are not written as this test expects";
}

}  // namespace
}  // namespace maelstrom::tests
