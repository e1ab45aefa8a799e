#include "host/loading/plugin_library.hpp"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include "temporary_folder.hpp"

namespace maelstrom::host {
namespace {

namespace fs = std::filesystem;

#ifdef __APPLE__
const std::string kSuffix = ".dylib";
#else
const std::string kSuffix = ".so";
#endif

// A host in /opt/m/build/release/bin that was started in /tmp/run.
PluginSearch search_of_a_build() {
  return {"/tmp/run", "/opt/m/build/release/bin", {"/opt/m/build/release/bin", "/opt/m/build/release/plugins"}};
}

std::vector<std::string> candidates(std::string_view name, const PluginSearch& search = search_of_a_build()) {
  std::vector<std::string> texts;
  for (const fs::path& path : plugin_candidates(name, search)) {
    texts.push_back(path.string());
  }
  return texts;
}

using Texts = std::vector<std::string>;

TEST(PluginLibrary, LooksForABareNameInThePluginFolders) {
  EXPECT_EQ(candidates("echo"),
            (Texts{"/opt/m/build/release/bin/echo" + kSuffix, "/opt/m/build/release/plugins/echo" + kSuffix}));
}

TEST(PluginLibrary, LooksForANameWithDashesWithUnderscoresToo) {
  EXPECT_EQ(candidates("unique-ids", {"/tmp", "/b", {"/p"}}),
            (Texts{"/p/unique-ids" + kSuffix, "/p/unique_ids" + kSuffix}));
}

TEST(PluginLibrary, LeavesTheDashesOfFoldersAlone) {
  EXPECT_EQ(candidates("/a-b/x-y"), (Texts{"/a-b/x-y", "/a-b/x-y" + kSuffix, "/a-b/x_y" + kSuffix}));
}

TEST(PluginLibrary, TakesAnAbsolutePathAsItIs) {
  EXPECT_EQ(candidates("/x/echo.so"), Texts{"/x/echo.so"});
  EXPECT_EQ(candidates("/x/echo"), (Texts{"/x/echo", "/x/echo" + kSuffix}));
}

TEST(PluginLibrary, LooksForARelativePathBesideTheExecutableAndItsParents) {
  EXPECT_EQ(candidates("build/release/plugins/echo.so"),
            (Texts{"/tmp/run/build/release/plugins/echo.so", "/opt/m/build/release/bin/build/release/plugins/echo.so",
                   "/opt/m/build/release/build/release/plugins/echo.so", "/opt/m/build/build/release/plugins/echo.so",
                   "/opt/m/build/release/plugins/echo.so", "/opt/build/release/plugins/echo.so",
                   "/build/release/plugins/echo.so"}));
}

TEST(PluginLibrary, LooksForAFileNameInBothKindsOfPlaces) {
  EXPECT_EQ(candidates("echo.so", {"/w", "/b", {"/p"}}), (Texts{"/w/echo.so", "/b/echo.so", "/echo.so", "/p/echo.so"}));
}

TEST(PluginLibrary, WarnsOfWhatEverybodyMayWriteTo) {
  const TemporaryFolder folder;
  const fs::path file = folder.path() / "plugin.so";
  std::ofstream(file) << "code";
  using fs::perms;
  fs::permissions(file, perms::owner_all | perms::others_read);
  fs::permissions(folder.path(), perms::owner_all);
  EXPECT_TRUE(open_to_everybody(file).empty());
  fs::permissions(file, perms::all);
  EXPECT_EQ(open_to_everybody(file).size(), 1U);
  fs::permissions(folder.path(), perms::all);
  EXPECT_EQ(open_to_everybody(file).size(), 2U);
  fs::permissions(folder.path(), perms::all | perms::sticky_bit);
  EXPECT_EQ(open_to_everybody(file).size(), 1U);
}

// x may be a symbolic link: then x/../echo.so is not echo.so.
TEST(PluginLibrary, LeavesPathsAsTheyAreAndTriesEachOnce) {
  EXPECT_EQ(candidates("./x/../echo.so", {"/w", "/w", {"/p"}}), (Texts{"/w/x/../echo.so", "/x/../echo.so"}));
  EXPECT_EQ(candidates(".//./echo.so", {"/w", "/w", {"/p"}}), (Texts{"/w/echo.so", "/echo.so"}));
}

// A separate folder for each test.
class PluginFolder : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "maelstrom-test-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = fs::canonical(pattern);
  }
  void TearDown() override { fs::remove_all(folder_); }

  fs::path write(const fs::path& name, std::string_view text = "") const {
    const fs::path path = folder_ / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path) << text;
    return path;
  }

  fs::path folder_;
};

TEST_F(PluginFolder, FindsTheFirstCandidateThatIsAFile) {
  fs::create_directories(folder_ / "first" / ("echo" + kSuffix));  // a folder is not a plugin
  const fs::path expected = write("second/echo" + kSuffix);
  write("third/echo" + kSuffix);
  const PluginSearch search = {folder_, folder_ / "bin", {folder_ / "first", folder_ / "second", folder_ / "third"}};
  EXPECT_EQ(find_plugin("echo", search), expected);
}

TEST_F(PluginFolder, ListsEveryPlaceLookedAt) {
  const PluginSearch search = {folder_, folder_ / "bin", {folder_ / "plugins"}};
  for (const char* name : {"no-such", "sub/none.so", "none.so", "/nowhere/none.so"}) {
    try {
      find_plugin(name, search);
      ADD_FAILURE() << name << " was found";
    } catch (const PluginRefused& refused) {
      EXPECT_EQ(refused.code(), kExitNoSuchFile);
      const std::string text = refused.what();
      EXPECT_EQ(text.find("plugin " + std::string(name) + " not found"), 0U) << text;
      for (const fs::path& candidate : plugin_candidates(name, search)) {
        EXPECT_NE(text.find("\n  " + candidate.string() + "\n"), std::string::npos) << candidate << text;
      }
      EXPECT_NE(text.find("MAELSTROM_PLUGIN_PATH"), std::string::npos);
    }
  }
}

TEST_F(PluginFolder, SuggestsASimilarName) {
  write("plugins/unique_ids" + kSuffix);
  const PluginSearch search = {folder_, folder_ / "bin", {folder_ / "plugins"}};
  try {
    find_plugin("uniqe-ids", search);
    ADD_FAILURE() << "it was found";
  } catch (const PluginRefused& refused) {
    EXPECT_EQ(std::string(refused.what()).find("plugin uniqe-ids not found; did you mean unique_ids?\n"), 0U)
        << refused.what();
  }
}

TEST_F(PluginFolder, ListsLibrariesSortedAndTheFirstOfOneName) {
  const fs::path a = write("one/b" + kSuffix);
  const fs::path b = write("one/a" + kSuffix);
  write("one/notes.txt");
  write("two/a" + kSuffix);
  const fs::path c = write("two/c" + kSuffix);
  const PluginSearch search = {folder_, folder_, {folder_ / "one", folder_ / "none", folder_ / "two"}};
  EXPECT_EQ(list_plugins(search), (std::vector<fs::path>{b, a, c}));
}

TEST_F(PluginFolder, RefusesATextFileWithTheLoadersWords) {
  const fs::path text = write("text" + kSuffix, "no library");
  try {
    load_plugin(text);
    ADD_FAILURE() << "it was loaded";
  } catch (const PluginRefused& refused) {
    EXPECT_EQ(refused.code(), kExitNotALibrary);
    const std::string reason = refused.what();
    EXPECT_NE(reason.find(text.string() + " is not a shared library"), std::string::npos) << reason;
    EXPECT_NE(reason.find("Loader message: "), std::string::npos) << reason;
  }
}

TEST_F(PluginFolder, SearchesTheFoldersOfTheEnvironmentFirst) {
  const std::string value = (folder_ / "x").string() + "::" + (folder_ / "y").string();
  ASSERT_EQ(setenv("MAELSTROM_PLUGIN_PATH", value.c_str(), 1), 0);  // NOLINT(concurrency-mt-unsafe): one thread
  const PluginSearch search = PluginSearch::from_environment();
  unsetenv("MAELSTROM_PLUGIN_PATH");  // NOLINT(concurrency-mt-unsafe): one thread
  ASSERT_GT(search.plugin_directories.size(), 2U);
  EXPECT_EQ(search.plugin_directories[0], folder_ / "x");
  EXPECT_EQ(search.plugin_directories[1], folder_ / "y");
  EXPECT_EQ(search.plugin_directories[2], search.executable_directory);
  EXPECT_EQ(search.plugin_directories[3], search.executable_directory.parent_path() / "plugins");
  EXPECT_EQ(search.working_directory, fs::current_path());
  EXPECT_EQ(std::set<fs::path>(search.plugin_directories.begin(), search.plugin_directories.end()).size(),
            search.plugin_directories.size());
}

// A valid descriptor, which each test damages.
class PluginDescriptor : public ::testing::Test {
 protected:
  // The error message; empty if the descriptor is valid. `code` is the exit code of the process.
  std::string fault(ExitCode expected = kExitBadDescriptor) const {
    try {
      check_descriptor(&descriptor, "/p/x.so");
      return "";
    } catch (const PluginRefused& refused) {
      EXPECT_EQ(refused.code(), expected) << refused.what();
      EXPECT_NE(std::string_view(refused.what()).find("/p/x.so"), std::string_view::npos) << refused.what();
      return refused.what();
    }
  }

  bool says(std::string_view part) const {
    const std::string text = fault();
    const bool found = text.find(part) != std::string::npos;
    EXPECT_TRUE(found) << text;
    return found;
  }

  static void* create(const maelstrom_host* /*host*/) { return nullptr; }
  static maelstrom_status start(void* /*instance*/) { return MAELSTROM_OK; }
  static maelstrom_status message(void* /*instance*/, const maelstrom_message* /*message*/) { return MAELSTROM_OK; }
  static void end(void* /*instance*/) {}

  const char* types[3] = {"a", "b", "c"};
  maelstrom_plugin descriptor = {sizeof(maelstrom_plugin),
                                 MAELSTROM_ABI_MINOR,
                                 0,
                                 3,
                                 "x",
                                 "1.0.0",
                                 "An x",
                                 types,
                                 create,
                                 start,
                                 message,
                                 end,
                                 end};
};

TEST_F(PluginDescriptor, IsAcceptedWhenItIsRight) {
  EXPECT_EQ(fault(), "");
}

TEST_F(PluginDescriptor, IsAcceptedFromALaterMinorWithATail) {
  descriptor.struct_size += 64;
  descriptor.abi_minor = 9;
  EXPECT_EQ(fault(), "");
}

TEST_F(PluginDescriptor, MustNotBeNull) {
  try {
    check_descriptor(nullptr, "/p/x.so");
    ADD_FAILURE() << "it was accepted";
  } catch (const PluginRefused& refused) {
    EXPECT_EQ(refused.code(), kExitBadDescriptor);
    EXPECT_NE(std::string_view(refused.what()).find("maelstrom_plugin_v1 returned a null pointer"),
              std::string_view::npos)
        << refused.what();
  }
}

TEST_F(PluginDescriptor, MustNotBeShort) {
  descriptor.struct_size = sizeof(maelstrom_plugin) - 1;
  EXPECT_TRUE(says("its struct_size is " + std::to_string(descriptor.struct_size)));
}

TEST_F(PluginDescriptor, MustNotNeedANewerHost) {
  descriptor.min_host_minor = MAELSTROM_ABI_MINOR + 1;
  const std::string text = fault(kExitNeedsNewerHost);
  EXPECT_NE(text.find("needs a host with version 1." + std::to_string(MAELSTROM_ABI_MINOR + 1)), std::string::npos)
      << text;
  EXPECT_NE(text.find("x.so 1.0.0"), std::string::npos) << text;
}

TEST_F(PluginDescriptor, MustHaveItsTexts) {
  for (const char* blank : {static_cast<const char*>(nullptr), ""}) {
    for (auto [member, name] : {std::pair(&maelstrom_plugin::name, "name"),
                                {&maelstrom_plugin::version, "version"},
                                {&maelstrom_plugin::summary, "summary"}}) {
      const char* const kept = descriptor.*member;
      descriptor.*member = blank;
      EXPECT_TRUE(says("its " + std::string(name) + " is missing"));
      descriptor.*member = kept;
    }
  }
}

TEST_F(PluginDescriptor, MustHandleSomething) {
  descriptor.message_type_count = 0;
  EXPECT_TRUE(says("it handles no message types"));
  descriptor.message_type_count = 3;
  descriptor.message_types = nullptr;
  EXPECT_TRUE(says("it handles no message types"));
}

TEST_F(PluginDescriptor, MustNameItsTypesOnceAndLeaveInitToTheHost) {
  types[1] = nullptr;
  EXPECT_TRUE(says("message type 1 is missing"));
  types[1] = "";
  EXPECT_TRUE(says("message type 1 is missing"));
  types[1] = "init";
  EXPECT_TRUE(says("it declares the message type init"));
  types[1] = "a";
  EXPECT_TRUE(says("it lists the message type a twice"));
}

TEST_F(PluginDescriptor, MustHaveItsFunctions) {
  const maelstrom_plugin right = descriptor;
  descriptor.create = nullptr;
  EXPECT_TRUE(says("its function create is a null pointer"));
  descriptor = right;
  descriptor.start = nullptr;
  EXPECT_TRUE(says("its function start is a null pointer"));
  descriptor = right;
  descriptor.message = nullptr;
  EXPECT_TRUE(says("its function message is a null pointer"));
  descriptor = right;
  descriptor.stop = nullptr;
  EXPECT_TRUE(says("its function stop is a null pointer"));
  descriptor = right;
  descriptor.destroy = nullptr;
  EXPECT_TRUE(says("its function destroy is a null pointer"));
}

}  // namespace
}  // namespace maelstrom::host
