// The table of features names a test for each claim: these tests must exist.
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

// A constructor parameter of this name hides host(), the first function that an author calls in handlers.
TEST(Examples, NameNoParameterThatHidesTheHostOfANode) {
  const std::filesystem::path source = std::filesystem::path(MAELSTROM_DOCS).parent_path();
  for (const char* const file :
       {"README.md", "docs/plugin-guide.md", "templates/plugin/new_plugin.cpp", "examples/kv_plugin/kv_store.cpp",
        "plugins/echo/echo.cpp", "plugins/unique_ids/unique_ids.cpp", "sdk/include/maelstrom/workload.hpp"}) {
    const std::string text = contents(source / file);
    EXPECT_FALSE(text.empty());
    EXPECT_EQ(text.find("Workload(host)"), std::string::npos) << file;
  }
}

}  // namespace
}  // namespace maelstrom::tests
