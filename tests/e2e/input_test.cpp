#include <string>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "host_process.hpp"

namespace maelstrom::tests {
namespace {

// For any kind of stdin, and any division of the bytes into reads.

std::string echoed(int msg_id) {
  return R"({"src":"n1","dest":"c1","body":{"in_reply_to":)" + std::to_string(msg_id) +
         R"(,"type":"echo_ok","echo":"x"}})" + "\n";
}

std::string echo(int msg_id) {
  return line(R"("type":"echo","msg_id":)" + std::to_string(msg_id) + R"(,"echo":"x")");
}

TEST(Input, MayBeAFile) {
  ProcessOptions options;
  options.input = file_with(std::string(kInit) + echo(2) + echo(3));
  const auto result = run(host_with({"--plugin", "echo"}), "", options);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out, std::string(kInitOk) + echoed(2) + echoed(3));
}

TEST(Input, MayBeASocket) {
  int ends[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
  ASSERT_EQ(fcntl(ends[1], F_SETFD, FD_CLOEXEC), 0);
  ProcessOptions options;
  options.input = ends[0];
  Process process(host_with({"--plugin", "echo"}), options);
  const std::string bytes = std::string(kInit) + echo(2);
  ASSERT_EQ(write(ends[1], bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
  EXPECT_EQ(process.read_line().value_or("") + "\n", kInitOk);
  EXPECT_EQ(process.read_line().value_or("") + "\n", echoed(2));
  close(ends[1]);
  const auto result = process.finish();
  EXPECT_EQ(result.exit_code, 0) << result.err;
}

TEST(Input, MayBeASocketThatDoesNotBlock) {
  int ends[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
  ASSERT_EQ(fcntl(ends[1], F_SETFD, FD_CLOEXEC), 0);
  ASSERT_EQ(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
  ProcessOptions options;
  options.input = ends[0];
  Process process(host_with({"--plugin", "echo"}), options);
  for (int msg_id = 1; msg_id < 4; ++msg_id) {
    const std::string bytes = msg_id == 1 ? std::string(kInit) : echo(msg_id);
    ASSERT_EQ(write(ends[1], bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
    EXPECT_EQ(process.read_line().value_or("") + "\n", msg_id == 1 ? std::string(kInitOk) : echoed(msg_id));
  }
  close(ends[1]);
  const auto result = process.finish();
  EXPECT_EQ(result.exit_code, 0) << result.err;
}

TEST(Input, MayBeATerminal) {
  const int terminal = posix_openpt(O_RDWR | O_NOCTTY);
  if (terminal < 0 || grantpt(terminal) != 0 || unlockpt(terminal) != 0) {
    GTEST_SKIP() << "this system gives out no pseudo-terminal";
  }
  ASSERT_EQ(fcntl(terminal, F_SETFD, FD_CLOEXEC), 0);
  ProcessOptions options;
  options.input = open(ptsname(terminal), O_RDWR | O_NOCTTY);  // NOLINT(concurrency-mt-unsafe): one thread
  ASSERT_GE(options.input, 0);
  Process process(host_with({"--plugin", "echo"}), options);
  std::string bytes = std::string(kInit) + echo(2);
  ASSERT_EQ(write(terminal, bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
  EXPECT_EQ(process.read_line().value_or("") + "\n", kInitOk);
  EXPECT_EQ(process.read_line().value_or("") + "\n", echoed(2));
  constexpr char kEndOfFile = 4;  // Ctrl-D
  ASSERT_EQ(write(terminal, &kEndOfFile, 1), 1);
  EXPECT_EQ(process.read_line(), std::nullopt);
  const auto result = process.finish();
  EXPECT_EQ(result.exit_code, 0) << result.err;
  close(terminal);
}

TEST(Input, MayComeOneByteAtATime) {
  Process process(host_with({"--plugin", "echo"}));
  for (const char byte : std::string(kInit) + echo(2) + "\r\n" + echo(3)) {
    process.write({&byte, 1});
  }
  const auto result = process.finish();
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out, std::string(kInitOk) + echoed(2) + echoed(3));
}

TEST(Input, IsAnsweredBeforeTheNextIsWaitedFor) {
  Process process(host_with({"--plugin", "echo"}));
  process.write(kInit);
  EXPECT_EQ(process.read_line().value_or("") + "\n", kInitOk);
  for (int msg_id = 2; msg_id < 100; ++msg_id) {
    process.write(echo(msg_id));
    ASSERT_EQ(process.read_line().value_or("") + "\n", echoed(msg_id));
  }
  EXPECT_EQ(process.finish().exit_code, 0);
}

TEST(Input, MayEndItsLinesAsWindowsDoes) {
  std::string bytes = std::string(kInit) + echo(2);
  for (std::size_t at = 0; (at = bytes.find('\n', at)) != std::string::npos; at += 2) {
    bytes.insert(at, 1, '\r');
  }
  EXPECT_EQ(run(host_with({"--plugin", "echo"}), bytes).out, std::string(kInitOk) + echoed(2));
}

TEST(Input, MayBeAHundredThousandMessagesAtOnce) {
  constexpr int kMessages = 100'000;
  std::string bytes(kInit);
  std::string expected(kInitOk);
  for (int msg_id = 1; msg_id <= kMessages; ++msg_id) {
    bytes += echo(msg_id);
    expected += echoed(msg_id);
  }
  const auto result = run(host_with({"--plugin", "echo", "--reply-deadline", "0"}), bytes);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(result.out == expected) << result.out.size() << " bytes instead of " << expected.size();
}

TEST(Input, WithRubbishInItIsAnsweredAllTheSame) {
  std::string bytes = std::string(kInit) + "hello\n\n" + "{\"src\":\n" + std::string(100'000, '[') + "\n" +
                      std::string("\0\xFF\xFE\n", 4) + line(R"("msg_id":9)") + echo(2);
  const auto result = run(host_with({"--plugin", "echo"}), bytes);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out, std::string(kInitOk) +
                            R"({"src":"n1","dest":"c1","body":{"in_reply_to":9,"type":"error","code":12,)"
                            R"("text":"the body has no type"}})"
                            "\n" +
                            echoed(2));
  EXPECT_TRUE(contains(result.err, "7 lines received, 5 of them malformed")) << result.err;
}

}  // namespace
}  // namespace maelstrom::tests
