#include "conformance/commands/target.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "conformance/run/cluster.hpp"
#include "platform/paths.hpp"
#include "temporary_folder.hpp"

namespace maelstrom::conformance {
namespace {

namespace fs = std::filesystem;

class NodeProgramTest : public ::testing::Test {
 protected:
  fs::path make_file(const std::string& name, fs::perms permissions = fs::perms::owner_all) {
    const fs::path path = folder_.path() / name;
    std::ofstream(path) << "x";
    fs::permissions(path, permissions);
    return path;
  }

  TemporaryFolder folder_;
  TestOptions options_;
};

TEST_F(NodeProgramTest, RunsTheHostBesideWithThePlugin) {
  const fs::path host = make_file("host");
  const fs::path plugin = make_file("plugin.so");
  options_.plugin = plugin.string();
  options_.node_arguments = {"--set", "a=b"};
  const NodeProgram program = node_program(options_, folder_.path());
  EXPECT_EQ(program.path, host);
  EXPECT_EQ(program.arguments, (std::vector<std::string>{"--plugin", plugin.string(), "--set", "a=b"}));
}

TEST_F(NodeProgramTest, FindsAnInstalledHost) {
  const fs::path host = make_file("maelstrom-host");
  options_.plugin = "echo";
  EXPECT_EQ(node_program(options_, folder_.path()).path, host);
}

TEST_F(NodeProgramTest, MakesTheRelativePathOfAPluginAbsolute) {
  make_file("host");
  make_file("plugin.so");
  options_.plugin = fs::relative(folder_.path() / "plugin.so").string();
  ASSERT_TRUE(fs::path(options_.plugin).is_relative());
  const fs::path plugin = node_program(options_, folder_.path()).arguments.at(1);
  EXPECT_TRUE(plugin.is_absolute());
  EXPECT_TRUE(fs::equivalent(plugin, folder_.path() / "plugin.so"));
}

TEST_F(NodeProgramTest, LeavesTheNameOfAPluginToTheHost) {
  make_file("host");
  const fs::path here = fs::current_path();
  fs::current_path(folder_.path());
  make_file("unique_ids");  // has that name, but is not a plugin
  options_.plugin = "unique_ids";
  EXPECT_EQ(node_program(options_, folder_.path()).arguments.at(1), "unique_ids");
  fs::current_path(here);
}

TEST_F(NodeProgramTest, RunsAnyProgramWithItsArguments) {
  options_.bin = make_file("node").string();
  options_.node_arguments = {"-v"};
  const NodeProgram program = node_program(options_, "/nowhere");
  EXPECT_EQ(program.path, options_.bin);
  EXPECT_EQ(program.arguments, std::vector<std::string>{"-v"});
}

TEST_F(NodeProgramTest, RefusesAProgramThatIsNone) {
  options_.bin = "/no/such/program";
  EXPECT_THROW(node_program(options_, "/"), CannotRun);
  options_.bin = folder_.path().string();
  EXPECT_THROW(node_program(options_, "/"), CannotRun);
  options_.bin.clear();
  options_.plugin = "echo";
  EXPECT_THROW(node_program(options_, folder_.path()), CannotRun);
}

TEST_F(NodeProgramTest, KnowsTheFolderOfTheRunningProgram) {
  EXPECT_TRUE(fs::is_directory(platform::program_folder("")));
}

}  // namespace
}  // namespace maelstrom::conformance
