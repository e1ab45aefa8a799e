// Standard streams that cannot be written, are closed, or do not block: the same for every executable.
#include <csignal>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "host_process.hpp"
#include "temporary_folder.hpp"

namespace maelstrom::tests {
namespace {

// Runs a command through the shell, which can close descriptors and limit files.
Process::Result shell(const std::string& command) {
  return run({"/bin/sh", "-c", command});
}

struct Program {
  std::string path;
  int not_written;  // its exit code if stdout cannot be written
};

const std::vector<Program>& programs() {
  static const std::vector<Program> all = {{MAELSTROM_HOST, 1}, {MAELSTROM_CONFORMANCE, 3}};
  return all;
}

TEST(StandardStreams, AWrongCommandLineIsExitCode2WhereStderrCannotBeWritten) {
  for (const Program& program : programs()) {
    EXPECT_EQ(shell(program.path + " --no-such-option 2>/dev/full").exit_code, 2) << program.path;
    EXPECT_EQ(shell(program.path + " --no-such-option 2>&-").exit_code, 2) << program.path;
  }
  EXPECT_EQ(shell(std::string(MAELSTROM_HOST) + " --plugin none 2>/dev/full").exit_code, 10);
}

TEST(StandardStreams, WhatCannotBePrintedIsAnError) {
  for (const Program& program : programs()) {
    EXPECT_EQ(shell(program.path + " --help >/dev/full").exit_code, program.not_written) << program.path;
    EXPECT_EQ(shell(program.path + " --help >&-").exit_code, program.not_written) << program.path;
    EXPECT_EQ(shell(program.path + " --help <&- >/dev/null 2>&-").exit_code, 0) << program.path;
  }
}

// poll never reports the write end of a pipe as readable: the host would wait forever.
TEST(StandardStreams, AStdinThatCannotBeReadIsAnError) {
  const auto result = shell("exec " + std::string(MAELSTROM_HOST) + " --plugin echo 0>/dev/null");
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_NE(result.err.find("stdin cannot be read"), std::string::npos) << result.err;
}

// The verdict was once written into a pipe of the test itself, and the exit code was 0.
TEST(StandardStreams, AClosedStdoutDoesNotBecomeAPipeOfTheTest) {
  const TemporaryFolder folder;
  const std::string test = std::string(MAELSTROM_CONFORMANCE) +
                           " test -w echo --plugin echo --time-limit 1 --rate 5 --store " + folder.path().string();
  EXPECT_EQ(shell(test + " >&-").exit_code, 3);
  EXPECT_EQ(shell(test + " <&- >/dev/null 2>&-").exit_code, 0);
}

TEST(StandardStreams, AFileThatMayNotGrowIsNoReasonToDie) {
  const TemporaryFolder folder;
  for (const Program& program : programs()) {
    const auto result = shell("ulimit -f 0; exec " + program.path + " --help > " + (folder.path() / "out").string());
    EXPECT_EQ(result.exit_code, program.not_written) << program.path << result.err;
  }
}

TEST(StandardStreams, AStdoutThatDoesNotBlockGetsAllOfIt) {
  for (const std::vector<std::string>& command :
       std::vector<std::vector<std::string>>{{MAELSTROM_HOST, "--help"},
                                             {MAELSTROM_HOST, "--list"},
                                             {MAELSTROM_CONFORMANCE, "test", "--help"},
                                             {MAELSTROM_CONFORMANCE, "check", "--list"}}) {
    const auto expected = run(command);
    ProcessOptions options;
    options.output_does_not_block = true;
    options.output_is_small = true;
    options.output_waits = true;
    Process process(command, options);
    const auto result = process.finish();
    EXPECT_EQ(result.exit_code, 0) << command[1] << result.err;
    EXPECT_EQ(result.out, expected.out) << command[1];
  }
}

}  // namespace
}  // namespace maelstrom::tests
