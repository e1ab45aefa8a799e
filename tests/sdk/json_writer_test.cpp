#include <cstdint>
#include <initializer_list>
#include <limits>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <maelstrom/json_writer.hpp>

namespace maelstrom {
namespace {

std::string json_string(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

template <class Value>
std::string written(const Value& value) {
  return std::string(JsonWriter().value(value).text());
}

TEST(JsonWriter, PutsCommasWhereTheyBelong) {
  JsonWriter w;
  w.begin_object();
  w.member("type", "read_ok").key("messages").begin_array().value(1).value("two").value(nullptr).end_array();
  w.key("empty").begin_object().end_object().key("none").begin_array().end_array().member("last", true);
  w.key("nested").begin_array().begin_array().end_array().begin_object().member("a", 1).member("b", 2).end_object();
  w.end_array().end_object();
  EXPECT_EQ(w.text(), R"({"type":"read_ok","messages":[1,"two",null],"empty":{},"none":[],"last":true,)"
                      R"("nested":[[],{"a":1,"b":2}]})");
}

TEST(JsonWriter, WritesIntegersExactly) {
  EXPECT_EQ(written(0), "0");
  EXPECT_EQ(written(-7), "-7");
  EXPECT_EQ(written(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
  EXPECT_EQ(written(std::numeric_limits<std::int64_t>::max()), "9223372036854775807");
  EXPECT_EQ(written(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615");
  EXPECT_EQ(written(std::uint8_t{200}), "200");
}

TEST(JsonWriter, WritesLiterals) {
  EXPECT_EQ(written(true), "true");
  EXPECT_EQ(written(false), "false");
  EXPECT_EQ(written(nullptr), "null");
}

TEST(JsonWriter, WritesDoublesThatReadBackTheSame) {
  for (const double number : {0.0, -0.0, 0.1, 1.0 / 3, 1e300, -1e-300, 5e-324, std::numeric_limits<double>::max()}) {
    const std::string text = written(number);
    EXPECT_EQ(nlohmann::json::parse(text).get<double>(), number) << text;
  }
  EXPECT_EQ(written(0.5F), "0.5");
}

TEST(JsonWriter, RefusesNumbersThatJsonDoesNotHave) {
  JsonWriter w;
  EXPECT_THROW(w.value(std::numeric_limits<double>::infinity()), std::invalid_argument);
  EXPECT_THROW(w.value(-std::numeric_limits<double>::infinity()), std::invalid_argument);
  EXPECT_THROW(w.value(std::numeric_limits<double>::quiet_NaN()), std::invalid_argument);
  EXPECT_EQ(w.text(), "");
}

TEST(JsonWriter, CopiesJsonAsItIs) {
  EXPECT_EQ(written(RawJson{"[1e400,  \"\\u0041\"]"}), "[1e400,  \"\\u0041\"]");
}

TEST(JsonWriter, EscapesWhatAStringMustNotHave) {
  EXPECT_EQ(json_string(""), R"("")");
  EXPECT_EQ(json_string("plain"), R"("plain")");
  EXPECT_EQ(json_string("\"\\/"), R"("\"\\/")");
  EXPECT_EQ(json_string("\b\f\n\r\t\x1f"), R"("\u0008\u000c\u000a\u000d\u0009\u001f")");
  EXPECT_EQ(json_string(std::string_view("a\0b", 3)), R"("a\u0000b")");
  EXPECT_EQ(json_string("\x7F ß€😀"), "\"\x7F ß€😀\"");
}

TEST(JsonWriter, EscapesKeysToo) {
  EXPECT_EQ(JsonWriter().begin_object().member("a\"\n", 1).end_object().text(), R"({"a\"\u000a":1})");
}

TEST(JsonWriter, ReplacesWhatIsNotUtf8) {
  constexpr const char* kReplacement = "\xEF\xBF\xBD";
  EXPECT_EQ(json_string("\xFF"), '"' + std::string(kReplacement) + '"');
  EXPECT_EQ(json_string("a\xC3"), "\"a" + std::string(kReplacement) + '"');
  EXPECT_EQ(json_string("\xC3z"), '"' + std::string(kReplacement) + "z\"");
  EXPECT_EQ(json_string("\xED\xA0\x80"), '"' + std::string(kReplacement) + kReplacement + kReplacement + '"');
}

TEST(JsonWriter, WritesValidJsonForAnyBytes) {
  std::mt19937 random(7);
  constexpr std::string_view kLeads = "\xC2\xDF\xE0\xE1\xED\xEF\xF0\xF1\xF4\xF5\x80\xBF\x8F\x90\x9F\xA0";
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes;
    for (auto size = random() % 12; size != 0; --size) {
      const auto byte = random();
      bytes += byte % 2 == 0 ? static_cast<char>(byte >> 8) : kLeads[(byte >> 8) % kLeads.size()];
    }
    const std::string text = json_string(bytes);
    const auto read_back = nlohmann::json::parse(text, nullptr, false);
    ASSERT_TRUE(read_back.is_string()) << testing::PrintToString(bytes);
    if (text.find("\xEF\xBF\xBD") == std::string::npos) {  // no bytes had to be replaced
      ASSERT_EQ(read_back.get<std::string>(), bytes);
    }
  }
}

TEST(JsonWriter, BeginsAnew) {
  JsonWriter w;
  w.begin_array().value(1);
  w.clear();
  EXPECT_EQ(w.text(), "");
  w.begin_array().value(2).end_array();
  EXPECT_EQ(w.text(), "[2]");
}

// Parses with nlohmann/json, which replaces invalid UTF-8 in the same way. It escapes control characters differently.
std::string read_back(std::string_view json) {
  return nlohmann::json::parse(json).get<std::string>();
}

TEST(JsonWriter, WritesEveryByteAtEveryPlaceOfAString) {
  for (const std::size_t size :
       std::initializer_list<std::size_t>{1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 24, 63, 64, 65}) {
    for (std::size_t at = 0; at < size; ++at) {
      for (int byte = 0; byte < 0x80; ++byte) {
        std::string text(size, 'a');
        text[at] = static_cast<char>(byte);
        JsonWriter writer;
        writer.begin_object().member(text, text).end_object();
        const std::string quoted = json_string(text);
        ASSERT_EQ(writer.text(), '{' + quoted + ':' + quoted + '}') << size << ' ' << at << ' ' << byte;
        if (at == size / 2) {
          ASSERT_EQ(read_back(quoted), text) << size << ' ' << byte;
        }
      }
    }
  }
}

TEST(JsonWriter, WritesLongTextsWithSomethingSpecialAnywhere) {
  for (const std::string_view special : {"\"", "\\", "\n", "\x01", "ß", "😀"}) {
    for (std::size_t at = 240; at < 290; ++at) {
      std::string text(600, 'x');
      text.replace(at, special.size(), special);
      ASSERT_EQ(read_back(json_string(text)), text) << special << ' ' << at;
      ASSERT_EQ(written(text), json_string(text)) << special << ' ' << at;
    }
  }
  std::string cyrillic;
  for (int i = 0; i < 1000; ++i) {
    cyrillic += i % 5 == 0 ? " " : "ж";
  }
  EXPECT_EQ(read_back(json_string(cyrillic)), cyrillic);
}

}  // namespace
}  // namespace maelstrom
