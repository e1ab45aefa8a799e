#include "conformance/processes/node_log.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <fcntl.h>
#include <gtest/gtest.h>

#include "conformance/processes/process_cluster.hpp"
#include "temporary_folder.hpp"

namespace maelstrom::conformance {
namespace {

std::string content(const std::filesystem::path& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

TEST(NodeLog, WritesEverythingToItsFile) {
  const TemporaryFolder folder;
  NodeLog log(folder.path() / "n1.log", {});
  log.append("one\ntw");
  log.append("o\n");
  EXPECT_EQ(content(folder.path() / "n1.log"), "one\ntwo\n");
}

TEST(NodeLog, IsNotPassedOnToAnotherProgram) {
  const TemporaryFolder folder;
  const NodeLog log(folder.path() / "n1.log", {});
  bool found = false;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code error;
    if (std::filesystem::read_symlink(entry.path(), error) == folder.path() / "n1.log") {
      found = true;
      EXPECT_NE(fcntl(std::stoi(entry.path().filename().string()), F_GETFD) & FD_CLOEXEC, 0);
    }
  }
  EXPECT_TRUE(found);
}

TEST(NodeLog, NeedsNoFile) {
  NodeLog log("/nowhere/n1.log", {});
  log.append("line\n");
  EXPECT_EQ(log.tail(), "line");
}

TEST(NodeLog, KeepsTheLastLines) {
  const TemporaryFolder folder;
  NodeLog log(folder.path() / "n1.log", {});
  EXPECT_EQ(log.tail(), "");
  log.append("\n");
  EXPECT_EQ(log.tail(), "");
  log.append("first\nsecond\n");
  EXPECT_EQ(log.tail(), "first\nsecond");
  for (int i = 0; i < 5000; ++i) {
    log.append("line " + std::to_string(i) + '\n');
  }
  EXPECT_TRUE(log.tail().starts_with("line 4984\n")) << log.tail();
  EXPECT_TRUE(log.tail().ends_with("\nline 4999")) << log.tail();
}

TEST(NodeLog, ShowsTheBeginningOfTheHostsLastWords) {
  NodeLog log("/nowhere/n1.log", {});
  const std::string headline =
      "host: plugin p ended this process by SIGSEGV (why) while it handled a message of type echo";
  log.append("2026-11-23 16:46:08.773 info    n1: started\n" + headline + "\n  #0 crash\n");
  EXPECT_EQ(log.tail(), headline + "\n  #0 crash");
  for (int frame = 1; frame < 64; ++frame) {
    log.append("  #" + std::to_string(frame) + " " + std::string(100, 'f') + "\n");
  }
  EXPECT_TRUE(log.tail().starts_with(headline + "\n  #0 crash\n")) << log.tail();
  EXPECT_TRUE(log.tail().ends_with("f\n  ... (see the log for the rest)")) << log.tail();
  const std::string tail = log.tail();
  EXPECT_EQ(std::count(tail.begin(), tail.end(), '\n'), 12);
}

TEST(NodeLog, KnowsTheLastWordsThatBlameSomebodyElse) {
  for (const std::string headline :
       {"host: SIGSEGV (why) ended this process outside of any call of plugin p, in the host's own code: by whom",
        "host: SIGABRT, sent by process 7, ended this process while plugin p handled a message of type echo"}) {
    NodeLog log("/nowhere/n1.log", {});
    log.append("2026-11-23 16:46:08.773 info    n1: started\n" + headline + "\n");
    for (int frame = 0; frame < 64; ++frame) {
      log.append("  #" + std::to_string(frame) + "\n");
    }
    EXPECT_TRUE(log.tail().starts_with(headline + "\n  #0\n")) << log.tail();
  }
}

TEST(NodeLog, TakesNothingElseForTheHostsLastWords) {
  NodeLog log("/nowhere/n1.log", {});
  log.append("first\nsomebody ended this process by mistake\nlast\n");
  EXPECT_EQ(log.tail(), "first\nsomebody ended this process by mistake\nlast");
}

TEST(NodeLog, HandsOnWholeLines) {
  const TemporaryFolder folder;
  std::vector<std::string> lines;
  NodeLog log(folder.path() / "n1.log", [&lines](std::string_view line) { lines.emplace_back(line); });
  log.append("on");
  log.append("e\n\ntwo\nthr");
  EXPECT_EQ(lines, (std::vector<std::string>{"one", "", "two"}));
}

TEST(NodeLog, HandsOnALineThatDoesNotEndInPieces) {
  const TemporaryFolder folder;
  std::size_t longest = 0;
  std::size_t size = 0;
  NodeLog log(folder.path() / "n1.log", [&](std::string_view line) {
    longest = std::max(longest, line.size());
    size += line.size();
  });
  const std::string piece(64 * 1024, 'x');
  for (int i = 0; i < 64; ++i) {
    log.append(piece);
  }
  EXPECT_GT(size, 2U << 20);
  EXPECT_LT(longest, 2U << 20);
}

TEST(NodeLog, HasAFileNameForANodeOfAnyName) {
  EXPECT_EQ(log_file_name("n1"), "n1.log");
  EXPECT_EQ(log_file_name("../a%b"), "..%2Fa%25b.log");
}

}  // namespace
}  // namespace maelstrom::conformance
