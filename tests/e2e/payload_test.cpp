#include <cstddef>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "host_process.hpp"

namespace maelstrom::tests {
namespace {

std::string string_of(std::size_t size, char c) {
  std::string text(size + 2, c);
  text.front() = text.back() = '"';
  return text;
}

// Every echo is returned byte for byte.
std::vector<std::string> payloads() {
  constexpr int kDepth = 499;  // two levels each: with the message and its body, the most that the host passes on
  std::string nested;
  for (int depth = 0; depth < kDepth; ++depth) {
    nested += R"([{"k":)";
  }
  nested += "null";
  for (int depth = 0; depth < kDepth; ++depth) {
    nested += "}]";
  }
  return {"null",
          "true",
          "0",
          "-0",
          "-0.0",
          "1e400",
          "-1E+400",
          "1e-400",
          "18446744073709551616",
          "9223372036854775807",
          "0.1000000000000000055511151231257827",
          "3.0",
          "\"\"",
          R"("\u0000")",
          R"("\u00e9\ud83d\ude00\/")",
          "\"ß€😀\xEF\xBF\xBF\"",
          R"("\"\\\b\f\n\r\t")",
          "[ 1 ,\t2 ]",
          R"({"a":1,"a":2,"":{}})",
          R"({"type":"not the body's","msg_id":99,"in_reply_to":7})",
          "{ }",
          nested,
          string_of(10'000'000, 'x'),
          string_of(1'000'000, '\\')};
}

TEST(Payload, ComesBackByteForByte) {
  std::string input(kInit);
  std::string expected(kInitOk);
  int msg_id = 1;
  for (const std::string& payload : payloads()) {
    const std::string id = std::to_string(++msg_id);
    input += line("\"type\":\"echo\",\"echo\":" + payload + ",\"msg_id\":" + id);
    expected +=
        R"({"src":"n1","dest":"c1","body":{"in_reply_to":)" + id + R"(,"type":"echo_ok","echo":)" + payload + "}}\n";
  }
  const auto result = run(host_with({"--plugin", "echo", "--reply-deadline", "0"}), input);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  ASSERT_EQ(result.out.size(), expected.size());
  std::size_t begin = 0;
  for (std::size_t end = expected.find('\n'); end != std::string::npos; end = expected.find('\n', begin)) {
    const bool same = result.out.compare(begin, end - begin, expected, begin, end - begin) == 0;
    EXPECT_TRUE(same) << expected.substr(begin, 200);
    begin = end + 1;
  }
}

TEST(Payload, OfTheLastOfTwoMembersComesBack) {
  const auto result =
      run(host_with({"--plugin", "echo"}), std::string(kInit) + line(R"("type":"echo","echo":1,"echo":2,"msg_id":2)"));
  EXPECT_TRUE(contains(result.out, R"("echo":2}})")) << result.out;
}

TEST(Payload, ThatIsMissingIsAnsweredWithError12) {
  const auto result = run(host_with({"--plugin", "echo"}), std::string(kInit) + line(R"("type":"echo","msg_id":2)"));
  const auto replies = documents(result.out);
  ASSERT_EQ(replies.size(), 2U);
  EXPECT_EQ(replies[1]["body"]["code"], 12);
  EXPECT_TRUE(contains(replies[1]["body"]["text"].get<std::string>(), "echo"));
}

}  // namespace
}  // namespace maelstrom::tests
