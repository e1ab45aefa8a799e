#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <stdlib.h>

#include "host_process.hpp"

namespace maelstrom::tests {
namespace {

// Every refusal has its own exit code, names the plugin and the cause, and leaves stdout empty.
void expect_refused(const std::string& plugin, int exit_code, const std::vector<std::string>& parts,
                    const std::vector<std::string>& arguments = {}) {
  std::vector<std::string> all = {"--plugin", plugin};
  all.insert(all.end(), arguments.begin(), arguments.end());
  const auto result = run(host_with(all), kInit);
  EXPECT_EQ(result.exit_code, exit_code) << result.err;
  EXPECT_EQ(result.out, "");
  EXPECT_TRUE(contains(result.err, "host: ")) << result.err;
  EXPECT_TRUE(contains(result.err, plugin)) << result.err;
  for (const std::string& part : parts) {
    EXPECT_TRUE(contains(result.err, part)) << "without: " << part << '\n' << result.err;
  }
}

TEST(Refusal, OfAPluginThatIsNotThereListsEveryPlace) {
  const std::string file = std::string("no-such-plugin") + MAELSTROM_LIBRARY_SUFFIX;
  expect_refused("no-such-plugin", 10,
                 {" not found", "Searched:", (kHost.parent_path() / file).string(),
                  (std::filesystem::path(kEcho).parent_path() / file).string(), "MAELSTROM_PLUGIN_PATH", "--list"});
  expect_refused("/nowhere/at-all.so", 10, {"plugin /nowhere/at-all.so not found"});
}

TEST(Refusal, OfATextFileHasTheLoadersWords) {
  std::string folder = (std::filesystem::temp_directory_path() / "maelstrom-test-XXXXXX").string();
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  const std::string path = folder + "/text" + MAELSTROM_LIBRARY_SUFFIX;
  std::ofstream(path) << "this is no library\n";
  expect_refused(path, 11, {"not a shared library", "Loader message: "});
  std::filesystem::remove_all(folder);
}

// A file that was cut off at any position; the loader would map missing pages.
TEST(Refusal, OfALibraryThatIsCutShortIsNoCrash) {
  std::string folder = (std::filesystem::temp_directory_path() / "maelstrom-test-XXXXXX").string();
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  const std::string path = folder + "/short" + MAELSTROM_LIBRARY_SUFFIX;
  for (const std::uintmax_t size : {0U, 10U, 64U, 100U, 3000U}) {
    std::filesystem::copy_file(kEcho, path, std::filesystem::copy_options::overwrite_existing);
    std::filesystem::resize_file(path, size);
    expect_refused(path, 11, {"not a shared library", "Loader message: "});
  }
  std::filesystem::remove_all(folder);
}

TEST(Refusal, OfAPluginThatNeedsAMissingLibraryNamesTheLibrary) {
  expect_refused(fixture("missing_dependency"), 11, {"Loader message: ", "maelstrom_test_dependency"});
}

TEST(Refusal, OfAnUnresolvedSymbolNamesTheSymbol) {
  expect_refused(fixture("unresolved"), 12, {"unresolved symbol maelstrom_test_nobody_has_this", "-Wl,--no-undefined"});
}

TEST(Refusal, OfALibraryWithoutEntryNamesTheEntry) {
  expect_refused(fixture("no_entry"), 13, {"does not export maelstrom_plugin_v1", "MAELSTROM_PLUGIN("});
}

TEST(Refusal, OfAnotherMajorVersionNamesBoth) {
  expect_refused(fixture("wrong_major"), 14, {"uses version 2 of the plugin ABI", "this host "});
}

TEST(Refusal, OfAPluginForANewerHostNamesTheVersions) {
  expect_refused(fixture("newer_minor"), 15, {"1.0.0", "version 1.7", "this host ", "newer host"});
}

TEST(Refusal, OfANullDescriptor) {
  expect_refused(fixture("null_descriptor"), 16, {"maelstrom_plugin_v1 returned a null pointer"});
}

TEST(Refusal, OfAMalformedDescriptorNamesTheFault) {
  expect_refused(fixture("nameless"), 16, {"its name is missing"});
}

TEST(Refusal, ByThePluginHasItsOwnReason) {
  expect_refused(fixture("refuses"), 17, {"refuses 1.0.0", "the moon is in the wrong quarter"});
}

TEST(Refusal, OfACreateThatThrowsHasTheExceptionsText) {
  expect_refused(fixture("throws"), 17, {"thrown in create"}, {"--set", "where=create"});
}

TEST(Refusal, OfAnOptionThatThePluginDoesNotHave) {
  expect_refused(kEcho, 17, {"unknown option \"loud\": this plugin takes no options"}, {"--set", "loud=1"});
  expect_refused(kUniqueIds, 17, {"unknown option \"skheme\"; its options: scheme; did you mean scheme?"},
                 {"--set", "skheme=uuid"});
  expect_refused(kUniqueIds, 17, {"scheme is counter or uuid, not snowflake"}, {"--set", "scheme=snowflake"});
}

TEST(Refusal, AlsoHoldsForDescribe) {
  const auto result = run(host_with({"--plugin", fixture("wrong_major"), "--describe"}));
  EXPECT_EQ(result.exit_code, 14) << result.err;
  EXPECT_EQ(result.out, "");
}

}  // namespace
}  // namespace maelstrom::tests
