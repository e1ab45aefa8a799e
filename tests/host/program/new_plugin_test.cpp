#include "host/program/new_plugin.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "file_size_limit.hpp"
#include "host/program/options.hpp"

namespace maelstrom::host {
namespace {

namespace fs = std::filesystem;

// A separate folder for each test.
class NewPlugin : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "maelstrom-test-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { fs::remove_all(folder_); }

  static std::string text_of(const fs::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  fs::path folder_;
};

TEST_F(NewPlugin, WritesAProjectThatIsCalledByItsNameEverywhere) {
  std::set<fs::path> names;
  for (const fs::path& path : write_new_plugin("kv-store_2", folder_)) {
    names.insert(path.lexically_relative(folder_));
    const std::string text = text_of(path);
    EXPECT_FALSE(text.empty()) << path;
    for (const char* const placeholder : {"new_plugin", "new-plugin", "NewPlugin"}) {
      EXPECT_EQ(text.find(placeholder), std::string::npos) << path;
    }
  }
  EXPECT_EQ(names, (std::set<fs::path>{"kv-store_2/.gitignore", "kv-store_2/CMakeLists.txt", "kv-store_2/README.md",
                                       "kv-store_2/kv_store_2.cpp"}));
  const std::string source = text_of(folder_ / "kv-store_2/kv_store_2.cpp");
  EXPECT_NE(source.find("class KvStore2 : public"), std::string::npos) << source;
  EXPECT_NE(source.find(R"(MAELSTROM_PLUGIN(KvStore2, "kv-store-2",)"), std::string::npos) << source;
  EXPECT_NE(text_of(folder_ / "kv-store_2/CMakeLists.txt").find("maelstrom_add_plugin(kv_store_2 kv_store_2.cpp)"),
            std::string::npos);
}

TEST_F(NewPlugin, OverwritesNothing) {
  write_new_plugin("mine", folder_);
  std::ofstream(folder_ / "mine/mine.cpp") << "a day's work";
  EXPECT_THROW(write_new_plugin("mine", folder_), std::runtime_error);
  EXPECT_EQ(text_of(folder_ / "mine/mine.cpp"), "a day's work");
  std::ofstream(folder_ / "file") << "a file";
  EXPECT_THROW(write_new_plugin("file", folder_), std::runtime_error);
  EXPECT_EQ(text_of(folder_ / "file"), "a file");
}

TEST_F(NewPlugin, SaysWhichFolderCannotBeMade) {
  try {
    write_new_plugin("mine", folder_ / "not-there");
    ADD_FAILURE() << "it was written";
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find((folder_ / "not-there/mine").string()), std::string::npos) << error.what();
  }
}

TEST_F(NewPlugin, RefusesNamesThatAreNotFitForAFileATargetAndAClass) {
  for (const char* const name : {"",
                                 "A",
                                 "Plugin",
                                 "2nd",
                                 "-a",
                                 "_a",
                                 "a-",
                                 "a_",
                                 "a--b",
                                 "a-_b",
                                 "a b",
                                 "a.b",
                                 "a/b",
                                 "../a",
                                 "/a",
                                 "\u00e4",
                                 "a\n",
                                 "all",
                                 "test",
                                 "package-source",
                                 "a2345678901234567890123456789012345678901234567890123456789012345"}) {
    EXPECT_THROW(write_new_plugin(name, folder_), UsageError) << name;
  }
  EXPECT_TRUE(fs::is_empty(folder_));
  for (const char* const name : {"a", "a1-b2_c3", "class", "workload", "testing"}) {
    EXPECT_NO_THROW(write_new_plugin(name, folder_)) << name;
  }
}

TEST_F(NewPlugin, ThrowsWhereTheDiskIsFull) {
  const tests::FileSizeLimit full(0);
  try {
    write_new_plugin("my-plugin", folder_);
    ADD_FAILURE() << "there is no room for it";
  } catch (const std::runtime_error& e) {
    EXPECT_NE(std::string(e.what()).find("cannot write " + folder_.string()), std::string::npos) << e.what();
  }
}

}  // namespace
}  // namespace maelstrom::host
