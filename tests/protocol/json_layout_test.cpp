#include "protocol/json_layout.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "mutations.hpp"

namespace maelstrom::host {
namespace {

// The layout of `before + value + behind`; only the value may differ.
struct Learned {
  Learned(std::string_view before, std::string_view value, std::string_view behind)
      : text(std::string(before) + std::string(value) + std::string(behind)) {
    const std::string_view places[] = {std::string_view(text).substr(before.size(), value.size())};
    layout.learn(text, places);
  }
  bool fits(std::string_view other) const { return layout.fits(other); }

  std::string text;
  JsonLayout layout;
};

TEST(JsonLayout, FitsNothingBeforeItHasLearned) {
  const JsonLayout layout = {};
  EXPECT_FALSE(layout.fits(""));
  EXPECT_FALSE(layout.fits(R"({"type":"something"})"));
}

TEST(JsonLayout, FitsTextsThatDifferInTheirValues) {
  const std::string text = R"({"type":"echo","echo":"abc","msg_id":1234})";
  const std::string_view view = text;
  const std::string_view places[] = {view.substr(22, 5), view.substr(37, 4)};
  JsonLayout layout;
  layout.learn(text, places);
  EXPECT_TRUE(layout.fits(text));
  const std::string other = R"({"type":"echo","echo":"x }","msg_id":9876})";
  ASSERT_TRUE(layout.fits(other));
  EXPECT_EQ(layout.value(other, 0), R"("x }")");
  EXPECT_EQ(layout.value(other, 1), "9876");
  for (const std::string_view different :
       {R"({"type":"ecHo","echo":"abc","msg_id":1234})", R"({"type":"echo","echo":"abc","msg_id":1234}})",
        R"({"type":"echo","echo":"abc","msg_id":123})", R"({"type":"echo","echo":"abc","msg_id":123 })",
        R"({"type":"echo","echo":"ab","msg_id":12345})", R"({"type":"echo","echo":"abc" "msg_id":1234})"}) {
    EXPECT_FALSE(layout.fits(different)) << different;
  }
}

TEST(JsonLayout, TakesOnlyPlainAsciiForAString) {
  const Learned learned(R"({"some name":)", R"("a")", "}");
  for (int byte = 0; byte < 256; ++byte) {
    std::string text = learned.text;
    text[14] = static_cast<char>(byte);
    const bool plain = byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\';
    EXPECT_EQ(learned.fits(text), plain) << byte;
  }
}

TEST(JsonLayout, TakesOnlyNaturalNumbersForOne) {
  const Learned one(R"({"some name":)", "7", "  }");
  const Learned three(R"({"some name":)", "123", "}");
  for (int byte = 0; byte < 256; ++byte) {
    const char digit = static_cast<char>(byte);
    const bool natural = digit >= '0' && digit <= '9';
    std::string text = one.text;
    text[13] = digit;
    EXPECT_EQ(one.fits(text), natural) << byte;
    text = three.text;
    text[13] = digit;
    EXPECT_EQ(three.fits(text), natural && digit != '0') << byte;
    text = three.text;
    text[14] = digit;
    EXPECT_EQ(three.fits(text), natural) << byte;
  }
}

TEST(JsonLayout, LearnsNothingElse) {
  for (const std::string_view value :
       {"-1", "1.5", "1e5", "true", "null", "[1]", "{}", R"("a\n")", "\"\xC3\x9F\"", "\"\x80\""}) {
    const Learned learned(R"({"some name":)", value, "}");
    EXPECT_FALSE(learned.fits(learned.text)) << value;
  }
}

TEST(JsonLayout, FitsTextsOfUpTo256Bytes) {
  for (std::size_t size = 0; size < 300; ++size) {
    const Learned learned(R"({"a":)", '"' + std::string(size, 'x') + '"', "}");
    const bool fits = learned.text.size() >= 16 && learned.text.size() <= 256;
    ASSERT_EQ(learned.fits(learned.text), fits) << size;
    for (std::size_t at = 0; fits && at < learned.text.size(); ++at) {
      std::string text = learned.text;
      text[at] = '\n';
      ASSERT_FALSE(learned.fits(text)) << size << ' ' << at;
    }
  }
}

TEST(JsonLayout, ForgetsWhatItHasLearnedBefore) {
  Learned learned(R"({"some name":)", "7", "}  ");
  const std::string other = R"({"some name":[7]})";
  const std::string_view places[] = {std::string_view(other).substr(13, 3)};
  learned.layout.learn(other, places);
  EXPECT_FALSE(learned.fits(learned.text));
  EXPECT_FALSE(learned.fits(other));
}

}  // namespace
}  // namespace maelstrom::host
