#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "storm_host.hpp"

namespace maelstrom::tests {
namespace {

std::string repeated(std::string_view text, std::size_t count) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) {
    all += text;
  }
  return all;
}

TEST(InputStorm, OneByteAtATime) {
  StormHost host("stdin, one byte at a time");
  for (std::int64_t id = 0; id < static_cast<std::int64_t>(storm_size(1'000, 20)); ++id) {
    const std::string line = request("echo", id, R"(,"echo":[1,{"a":"\u00e9"}])");
    for (const char& byte : line.substr(0, line.size() - 1)) {
      host.process().write({&byte, 1});
    }
    host.attempt("\n");
  }
  host.finish();
}

// The input ends inside a line, at each of its bytes: complete lines are answered, and the host exits normally.
TEST(InputStorm, LinesCutAtEveryByte) {
  const std::string cut = request("echo", 9, R"(,"echo":"\ud83d\ude00é")");
  const std::string whole = std::string(kInit) + request("echo", 8, R"(,"echo":1)");
  const std::size_t step = storm_size(1, 17);
  std::size_t tried = 0;
  std::size_t lost = 0;
  for (std::size_t size = 0; size < cut.size(); size += step, ++tried) {
    const auto result = run(host_with({"--plugin", fixture("storm")}), whole + cut.substr(0, size));
    const std::size_t expected = size >= cut.size() - 1 ? 3 : 2;
    const bool good = result.exit_code == 0 && expect_only_envelopes(result.out) == expected &&
                      (size == 0 || size >= cut.size() - 1 || contains(result.err, "line 3: malformed message"));
    EXPECT_TRUE(good) << size << " bytes: " << result.out << result.err;
    lost += good ? 0 : 1;
  }
  report_storm("a line cut by the end of the input", tried, lost);
}

TEST(InputStorm, LongLines) {
  const std::size_t size = storm_size(100 * kMegabyte, 2 * kMegabyte);
  StormHost host("lines of 100 MB (small: 2 MB)", {"--reply-deadline", "0"});  // no deadline, for slow machines
  const std::string payload(size, 'x');
  const std::size_t depth = storm_size(500'000, 50'000);
  const std::string deep = repeated("[", depth) + repeated("]", depth);
  std::size_t memory = 0;
  for (std::int64_t round = 0; round < 2; ++round) {
    host.attempt(request("echo", 2 * round + 1, ",\"echo\":\"" + payload + '"'));
    EXPECT_EQ(host.await(2 * round + 1)["echo"].get_ref<const std::string&>(), payload);
    host.attempt(payload + "\n");                 // not JSON
    host.attempt(std::string(size, '[') + "\n");  // not JSON, and deep
    host.attempt(request("echo", 2 * round + 2, ",\"echo\":" + deep));
    EXPECT_EQ(host.await(2 * round + 2)["code"], 12);  // nested too deeply
    host.expect_alive();
    EXPECT_LT(host.memory(), round == 0 ? 16 * kMegabyte + 4 * size : memory + 16 * kMegabyte);
    memory = host.memory();  // the plugin's writer may keep its memory
  }
  const auto result = host.finish(4);
  EXPECT_TRUE(contains(result.err, "line 3: malformed message: not JSON: expected a value at byte 0"));
  EXPECT_TRUE(contains(result.err, "line 4: malformed message: not JSON: expected a value at the end"));
}

// Unusual but valid JSON values: they are returned byte for byte.
TEST(InputStorm, UnusualValues) {
  const std::vector<std::string> values = {
      "1e400",
      "-1e-400",
      "-0",
      repeated("9", 10'000),
      "0." + repeated("3", 10'000),
      "18446744073709551616",
      R"("\u0000\ud83d\ude00\/")",
      "\"\xF0\x9F\x98\x80\x7F\"",
      R"({"a":1,"a":2,"a":{"b":1,"b":[]}})",
      " [ 1 ,\t2 ]",
      repeated("[", 998) + repeated("]", 998),
      repeated("{\"a\":", 998) + "1" + repeated("}", 998),
      "\"" + repeated("\\\"", 10'000) + "\"",
  };
  StormHost host("values that are JSON, if unusual");
  std::int64_t id = 0;
  for (std::size_t round = 0; round < storm_size(100, 1); ++round) {
    for (const std::string& value : values) {
      host.attempt(request("echo", ++id, ",\"echo\":" + value));
    }
  }
  const auto result = host.finish();
  for (const std::string& value : values) {
    const std::size_t begin = value.find_first_not_of(' ');
    EXPECT_TRUE(contains(result.out, "\"echo\":" + value.substr(begin) + "}")) << value.substr(0, 100);
  }
}

struct Rubbish {
  std::string line;
  std::string reason;  // in the log; empty: no reason is logged
};

TEST(InputStorm, Rubbish) {
  const std::string zero(1, '\0');
  const std::vector<Rubbish> all = {
      {"hello", "not JSON: expected a value at byte 0"},
      {"", ""},
      {" \t ", ""},
      {"\r", ""},
      {zero, "not JSON: expected a value at byte 0"},
      {R"({"src":"c1","dest":"n1","body":{"type":"echo)" + zero + "\"}}", "unescaped control character in a string"},
      {R"({"src":"c1","dest":"n1","body":{"type":"echo","echo":1}})" + zero, "unexpected text after the value"},
      {R"({"src":"c1","dest":"n1","body":{"type":"echo","echo":")"
       "\xFF\"}}",
       "invalid UTF-8 in a string"},
      {R"({"src":"c1","dest":"n1","body":{"type":"echo","echo":")"
       "\xC0\xAF\"}}",
       "invalid UTF-8 in a string"},
      {R"({"src":"c1","dest":"n1","body":{"type":"echo","echo":")"
       "\xED\xA0\x80\"}}",
       "invalid UTF-8 in a string"},
      {R"({"src":"c1","dest":"n1","body":{"type":"echo","echo":"\ud800"}})", "invalid escape"},
      {R"({"src":"c1","dest":"n1","body":{"type":"echo","echo":"\udc00\ud800"}})", "invalid escape"},
      {repeated("[", 10'000), "expected a value at the end"},
      {repeated("]", 10'000), "expected a value at byte 0"},
      {"\xEF\xBB\xBF{}", "expected a value at byte 0"},
      {"{}", "no src"},
      {R"({"src":"c1","dest":"n1","body":{"type":"echo","msg_id":9223372036854775808}})", "msg_id is not a 64-bit"},
      {R"({"src":"c1","dest":"n1","body":{"type":"echo","msg_id":1e3}})", "msg_id is not a 64-bit integer"},
      {R"({"src":"c1","dest":"n1","body":[]})", "body is not an object"},
      {R"({"src":"c1","src":1,"dest":"n1","body":{"type":"echo"}})", "src is not a string"},
      {R"({"src":"c1","dest":"n1","body":{"type":"echo"}}{"src":)", "unexpected text after the value"},
  };
  StormHost host("lines that are no message, with and without CR");
  const std::size_t rounds = storm_size(1'000, 10);
  std::size_t tried = 0;
  for (std::size_t round = 0; round < rounds; ++round) {
    for (const Rubbish& rubbish : all) {
      host.attempt(rubbish.line + (round % 2 == 0 ? "\n" : "\r\n"));
      ++tried;
    }
  }
  const auto result = host.finish(tried);
  std::size_t silent = 0;
  for (const Rubbish& rubbish : all) {
    silent += rubbish.reason.empty() ? 1 : 0;
    EXPECT_TRUE(contains(result.err, rubbish.reason)) << rubbish.line.substr(0, 100);
  }
  EXPECT_TRUE(contains(result.err, std::to_string(rounds * (all.size() - silent)) + " of them malformed"))
      << result.err.substr(result.err.size() - 300);
}

}  // namespace
}  // namespace maelstrom::tests
