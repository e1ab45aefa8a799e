// The table of features says of each of its claims which test shows it: these tests must exist.
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

TEST(Features, AreShownByTestsThatExist) {
  const std::filesystem::path docs = MAELSTROM_DOCS;
  const std::string table = contents(docs / "features.md");
  const std::regex link(R"re(\]\((\.\./tests/[a-z0-9_/]+\.cpp) "([A-Za-z0-9]+)\.([A-Za-z0-9]+)"\))re");
  int tests = 0;
  for (auto found = std::sregex_iterator(table.begin(), table.end(), link); found != std::sregex_iterator(); ++found) {
    const std::string suite = (*found)[2];
    const std::string test = (*found)[3];
    EXPECT_NE(contents(docs / (*found)[1].str()).find("(" + suite + ", " + test + ")"), std::string::npos)
        << suite << "." << test << " is not in " << (*found)[1];
    ++tests;
  }
  EXPECT_GT(tests, 40) << "the links are not written as this test expects";
}

}  // namespace
}  // namespace maelstrom::tests
