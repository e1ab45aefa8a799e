#include "protocol/json_shape.hpp"

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace maelstrom::host {
namespace {

class JsonShapeTest : public ::testing::Test {
 protected:
  JsonShapeTest() {
    for (std::size_t i = 0; i < places_.size(); ++i) {
      places_[i] = &values_[i];
    }
  }

  // Learns the text; a pair of ^ marks each value.
  bool learn(std::string_view marked) {
    std::string text;
    std::vector<std::size_t> marks;
    for (const char c : marked) {
      if (c == '^') {
        marks.push_back(text.size());
      } else {
        text.push_back(c);
      }
    }
    std::vector<std::string_view> values;
    for (std::size_t i = 0; i < marks.size(); i += 2) {
      values.push_back(std::string_view(text).substr(marks[i], marks[i + 1] - marks[i]));
    }
    return shape_.learn(text, values);
  }

  // The result must be the same for repeated calls: later the layout is known too.
  bool matches(std::string_view text) {
    const bool first = shape_.matches(scanner_, text, places_.data(), escaped_);
    for (int i = 0; i < 3; ++i) {
      EXPECT_EQ(shape_.matches(scanner_, text, places_.data(), escaped_), first) << text;
    }
    return first;
  }

  JsonShape shape_;
  JsonScanner scanner_;
  std::array<std::string_view, JsonShape::kMostValues> values_;
  std::array<std::string_view*, JsonShape::kMostValues> places_;
  bool escaped_ = false;
};

TEST_F(JsonShapeTest, MatchesNothingBeforeItHasLearned) {
  EXPECT_FALSE(matches(""));
  EXPECT_FALSE(matches("{}"));
}

TEST_F(JsonShapeTest, MatchesWhateverTheValuesAre) {
  ASSERT_TRUE(learn(R"({"a":^1^,"b":^"x"^ })"));
  for (const std::string_view a : {"0", "1", "-1", "12345678", "123456789012345678901234567890", "1.5", "1e400", "true",
                                   "null", "\"\"", R"("a longer string that is not short")", "[]", R"([1,{"a":[]}])"}) {
    for (const std::string_view b : {"7", R"("seven")", R"("exactly 15 byte")", R"("exactly 16 bytes")", "{\"x\":1}"}) {
      const std::string text = R"({"a":)" + std::string(a) + R"(,"b":)" + std::string(b) + " }";
      ASSERT_TRUE(matches(text)) << text;
      EXPECT_EQ(values_[0], a);
      EXPECT_EQ(values_[1], b);
      EXPECT_FALSE(escaped_);
    }
  }
}

TEST_F(JsonShapeTest, DoesNotMatchWhatDiffersAroundTheValues) {
  ASSERT_TRUE(learn(R"({"a":^1^,"b":^"x"^})"));
  for (const std::string_view text :
       {R"({"a":1,"c":"x"})", R"({"a":1,"b":"x"}})", R"({"a":1,"b":"x")", R"({"a":1,"b":"x","c":2})",
        R"({"a": 1,"b":"x"})", R"({"a":1 ,"b":"x"})", R"({"a":1})", R"({"a":)", R"({"a")", "", R"( {"a":1,"b":"x"})",
        R"({"a":1,"b":"x"} )"}) {
    EXPECT_FALSE(matches(text)) << text;
  }
}

TEST_F(JsonShapeTest, DoesNotMatchWhatIsNotJson) {
  ASSERT_TRUE(learn(R"({"a":^1^,"b":^"x"^})"));
  for (const std::string_view value :
       {"", "01", "-", "1.", "tru", "\"", "\"\\x\"", "\"\x01\"", "\"\xFF\"", "[1", "[1,]", "1 2", "x"}) {
    EXPECT_FALSE(matches(R"({"a":)" + std::string(value) + R"(,"b":"x"})")) << value;
    EXPECT_FALSE(matches(R"({"a":1,"b":)" + std::string(value) + "}")) << value;
  }
}

TEST_F(JsonShapeTest, TellsThatAStringHasEscapes) {
  ASSERT_TRUE(learn(R"({"a":^1^,"b":^"x"^})"));
  ASSERT_TRUE(matches(R"({"a":"\n","b":"x"})"));
  EXPECT_TRUE(escaped_);
  ASSERT_TRUE(matches(R"({"a":1,"b":"x"})"));
  EXPECT_FALSE(escaped_);
}

TEST_F(JsonShapeTest, DoesNotTakeALineBreakForAPartOfALine) {
  ASSERT_TRUE(learn(R"({"a":^[1]^,"b":2})"));
  EXPECT_TRUE(matches(R"({"a":[1, 2],"b":2})"));
  EXPECT_FALSE(matches("{\"a\":[1,\n2],\"b\":2}"));
}

TEST_F(JsonShapeTest, MayHaveNoValueAtAll) {
  ASSERT_TRUE(learn(R"({"type":"ok"})"));
  EXPECT_TRUE(matches(R"({"type":"ok"})"));
  EXPECT_FALSE(matches(R"({"type":"oj"})"));
  EXPECT_FALSE(matches(R"({"type":"ok" })"));
}

TEST_F(JsonShapeTest, MatchesLiteralsOfEveryLength) {
  for (std::size_t length = 3; length <= 60; ++length) {
    const std::string name(length, 'n');
    ASSERT_TRUE(learn("{\"" + name + "\":^1^}")) << length;
    const std::string text = "{\"" + name + "\":7}";
    EXPECT_TRUE(matches(text)) << length;
    for (std::size_t at = 0; at < length + 3; ++at) {
      std::string other = text;
      other[at + 1] = 'x';
      EXPECT_FALSE(matches(other)) << length << ' ' << at;
    }
  }
}

TEST_F(JsonShapeTest, RefusesToLearnWhatIsTooMuch) {
  EXPECT_FALSE(learn("{\"" + std::string(100, 'n') + "\":^1^}"));
  EXPECT_FALSE(matches("{\"" + std::string(100, 'n') + "\":1}"));
  std::string many = "[^0^";
  for (std::size_t i = 0; i < JsonShape::kMostValues; ++i) {
    many += ",^0^";
  }
  EXPECT_FALSE(learn(many + "]"));
}

}  // namespace
}  // namespace maelstrom::host
