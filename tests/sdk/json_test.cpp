#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <maelstrom/document.hpp>  // some compilers instantiate all code that JsonText::of uses
#include <maelstrom/json.hpp>

namespace maelstrom {
namespace {

std::optional<std::string> member(std::string_view object, std::string_view name) {
  const auto found = find_member({object}, name);
  return found ? std::optional(std::string(found->text)) : std::nullopt;
}

TEST(Json, FindsTheExactBytesOfAMember) {
  constexpr std::string_view kObject =
      R"({ "a" : 1e400 ,"b":{"a":2, "c":[{"a":3}]},"s":"}\",\"a\":4", "l":[1, [2]] , "t":true,"e":{} })";
  EXPECT_EQ(member(kObject, "a"), "1e400");
  EXPECT_EQ(member(kObject, "b"), R"({"a":2, "c":[{"a":3}]})");
  EXPECT_EQ(member(kObject, "s"), R"("}\",\"a\":4")");
  EXPECT_EQ(member(kObject, "l"), "[1, [2]]");
  EXPECT_EQ(member(kObject, "t"), "true");
  EXPECT_EQ(member(kObject, "e"), "{}");
  EXPECT_EQ(member(kObject, "c"), std::nullopt);
  EXPECT_EQ(member("{}", "a"), std::nullopt);
  EXPECT_EQ(member("[]", "a"), std::nullopt);
  EXPECT_EQ(member("7", "a"), std::nullopt);
}

TEST(Json, FindsTheLastOfTwoMembersWithOneName) {
  EXPECT_EQ(member(R"({"a":1,"a":2})", "a"), "2");
}

TEST(Json, FindsAMemberWhoseNameIsEscaped) {
  EXPECT_EQ(member(R"({"\u0061\n\"":1})", "a\n\""), "1");
  EXPECT_EQ(member(R"({"\\":1})", "\\"), "1");
}

// Finds the same fields as nlohmann/json.
TEST(Json, FindsWhatADocumentHas) {
  std::mt19937 random(7);
  const auto make = [&random](const auto& self, int depth) -> nlohmann::json {
    switch (random() % (depth == 0 ? 4 : 6)) {
      case 0:
        return static_cast<std::int64_t>(random());
      case 1:
        return std::string(random() % 4, "\"\\{}[]:,\n a"[random() % 11]);
      case 2:
        return random() % 2 == 0;
      case 3:
        return nullptr;
      case 4: {
        nlohmann::json array = nlohmann::json::array();
        for (auto n = random() % 4; n != 0; --n) {
          array.push_back(self(self, depth - 1));
        }
        return array;
      }
      default: {
        nlohmann::json object = nlohmann::json::object();
        for (auto n = random() % 4; n != 0; --n) {
          object[std::string(1, "abc\"\\\n"[random() % 6])] = self(self, depth - 1);
        }
        return object;
      }
    }
  };
  for (int round = 0; round < 2000; ++round) {
    const nlohmann::json document = {{"x", make(make, 3)}, {"y", make(make, 3)}, {"a", make(make, 3)}};
    const std::string text = document.dump(round % 2 == 0 ? -1 : 2);
    for (const auto& [name, value] : document.items()) {
      const auto found = find_member({text}, name);
      ASSERT_TRUE(found) << name << " in " << text;
      ASSERT_EQ(nlohmann::json::parse(found->text), value) << text;
    }
    if (document["x"].is_array()) {
      const std::string array = document["x"].dump(1);
      ASSERT_EQ(JsonAs<std::vector<nlohmann::json>>::decode(array)->size(), document["x"].size()) << array;
    }
  }
}

// The result of reading `size` bytes at `text`, for any following bytes.
auto read_all(const char* text, std::size_t size) {
  const std::string_view view(text, size);
  const auto member = find_member({view}, "a");
  return std::tuple(member ? std::optional(std::string(member->text)) : std::nullopt,
                    JsonAs<std::vector<std::string>>::decode(view), JsonAs<std::string>::decode(view));
}

// The address sanitizer shows that no byte after the end is read; other builds, that it has no effect.
TEST(Json, ReadsNothingBehindTheEndOfATextThatIsNoJson) {
  std::mt19937 random(7);
  constexpr std::string_view kBytes = R"({}[]",:\u1 ad8n)";
  for (int round = 0; round < 20'000; ++round) {
    const std::string prefix = round % 2 == 0 ? "{\"" : "[";
    std::string text = prefix;
    for (auto size = random() % 12; size != 0; --size) {
      text += kBytes[random() % kBytes.size()];
    }
    const std::vector<char> exact(text.begin(), text.end());  // no '\0' after it
    const auto expected = read_all(exact.data(), exact.size());
    for (const char* const what_follows : {"\"]}", "]", "}", "1", R"(":1,"a":"1"})"}) {
      ASSERT_EQ(read_all((text + what_follows).data(), text.size()), expected) << text << " before " << what_follows;
    }
  }
}

template <class T>
std::optional<T> read(std::string_view json) {
  return JsonAs<T>::decode(json);
}

TEST(Json, ReadsIntegersExactlyOrNotAtAll) {
  EXPECT_EQ(read<std::int64_t>("9223372036854775807"), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(read<std::int64_t>("-9223372036854775808"), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(read<std::int64_t>("9007199254740993"), 9007199254740993);
  EXPECT_EQ(read<std::uint64_t>("18446744073709551615"), std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(read<int>("-0"), 0);
  for (const std::string_view none : {"9223372036854775808", "1.0", "1e3", "\"1\"", "true", "null", "[1]", ""}) {
    EXPECT_EQ(read<std::int64_t>(none), std::nullopt) << none;
  }
  EXPECT_EQ(read<std::int8_t>("128"), std::nullopt);
  EXPECT_EQ(read<unsigned>("-1"), std::nullopt);
  EXPECT_EQ(JsonAs<std::int8_t>::expected(), "an integer from -128 to 127");
}

TEST(Json, ReadsNumbersThatADoubleHolds) {
  EXPECT_EQ(read<double>("0.1"), 0.1);
  EXPECT_EQ(read<double>("-3"), -3.0);
  EXPECT_EQ(read<float>("0.5"), 0.5F);
  EXPECT_EQ(read<double>("1e400"), std::nullopt);
  EXPECT_EQ(read<double>("\"1\""), std::nullopt);
}

TEST(Json, ReadsStringsWithEveryEscape) {
  EXPECT_EQ(read<std::string>(R"("")"), "");
  EXPECT_EQ(read<std::string>(R"("a\"\\\/\b\f\n\r\tz")"), "a\"\\/\b\f\n\r\tz");
  EXPECT_EQ(read<std::string>(R"("\u0041\u00e4\u20AC\ud83d\ude00")"), "Aä€😀");
  EXPECT_EQ(read<std::string>("\"ä€😀\""), "ä€😀");
  EXPECT_EQ(read<std::string>("7"), std::nullopt);
}

TEST(Json, ReadsContainersAndDocuments) {
  EXPECT_EQ(read<bool>("true"), true);
  EXPECT_EQ(read<bool>("1"), std::nullopt);
  EXPECT_EQ(read<std::vector<std::int64_t>>("[ 1, 2 ,3 ]"), (std::vector<std::int64_t>{1, 2, 3}));
  EXPECT_EQ(read<std::vector<std::vector<int>>>("[[1],[]]"), (std::vector<std::vector<int>>{{1}, {}}));
  EXPECT_EQ(read<std::vector<int>>("[1,\"2\"]"), std::nullopt);
  EXPECT_EQ(read<std::vector<int>>("{}"), std::nullopt);
  EXPECT_EQ(read<std::vector<bool>>("[true,false]"), (std::vector<bool>{true, false}));
  EXPECT_EQ(read<std::optional<int>>("null"), std::make_optional(std::optional<int>()));
  EXPECT_EQ(read<std::optional<int>>("7"), std::optional<int>(7));
  EXPECT_EQ(read<std::optional<int>>("x"), std::nullopt);
  EXPECT_EQ(read<nlohmann::json>(R"({"a":[1]})"), nlohmann::json({{"a", {1}}}));
  EXPECT_EQ(read<nlohmann::json>("1e400"), std::nullopt);
  EXPECT_EQ((read<std::map<std::string, int>>(R"({"a":1})")), (std::map<std::string, int>{{"a", 1}}));
  EXPECT_EQ(JsonAs<std::vector<std::optional<bool>>>::expected(), "an array, each element null or true or false");
  EXPECT_EQ(JsonAs<std::vector<JsonText>>::expected(), "an array, each element a value");
  EXPECT_EQ(JsonAs<nlohmann::json>::expected(),
            "a value without a number beyond a double, nested at most 1000 levels deep");
}

struct Point {
  int x = 0;
  int y = 0;
  NLOHMANN_DEFINE_TYPE_INTRUSIVE(Point, x, y)
};

TEST(Json, ReadsAndWritesAWorkloadsOwnTypes) {
  EXPECT_EQ(JsonText::of(Point{1, 2}).text(), R"({"x":1,"y":2})");
  EXPECT_EQ(JsonText(R"({"x":3,"y":4})").as<Point>().y, 4);
  EXPECT_EQ(read<Point>(R"({"x":3})").has_value(), false);
  EXPECT_EQ(JsonAs<Point>::expected(), "what the workload can read");
}

TEST(Json, ReadsAndWritesTheContainersOfTheStandardLibrary) {
  using Map = std::map<std::string, std::vector<JsonText>>;
  EXPECT_EQ(JsonAs<Map>::decode(R"({"a\u00e4":[1e400], "b" : [ ],"b":[2]})"),
            (Map{{"a\u00e4", {JsonText("1e400")}}, {"b", {JsonText("2")}}}));
  EXPECT_EQ(JsonAs<Map>::decode("[]"), std::nullopt);
  EXPECT_EQ(JsonAs<Map>::decode(R"({"a":1})"), std::nullopt);
  EXPECT_EQ(JsonAs<Map>::expected(), "an object, each member an array, each element a value");
  EXPECT_EQ(JsonAs<std::set<int>>::decode("[2,1,2]"), (std::set<int>{1, 2}));
  EXPECT_EQ(JsonAs<std::deque<std::string>>::decode(R"(["a"])"), std::deque<std::string>{"a"});
  EXPECT_EQ((JsonAs<std::unordered_map<std::string, bool>>::decode(R"({"a":true})")->at("a")), true);
  EXPECT_EQ((JsonAs<std::pair<int, std::string>>::decode(R"([1,"x"])")), (std::pair<int, std::string>(1, "x")));

  EXPECT_EQ(JsonText::of(Map{{"\"", {JsonText("1e400")}}}).text(), R"({"\"":[1e400]})");
  EXPECT_EQ(JsonText::of(std::map<int, bool>{{1, true}}).text(), "[[1,true]]");
  EXPECT_EQ(JsonText::of(std::set<std::string_view>{"a"}).text(), R"(["a"])");
  EXPECT_EQ(JsonText::of(std::tuple(1, "x", std::nullopt, std::array{0.5})).text(), R"([1,"x",null,[0.5]])");
  EXPECT_EQ(JsonText::of(std::vector<bool>{true, false}).text(), "[true,false]");
  const int c_array[] = {1, 2};
  EXPECT_EQ(JsonText::of(c_array).text(), "[1,2]");
}

TEST(Json, WritesEveryValue) {
  EXPECT_EQ(JsonText().text(), "null");
  EXPECT_EQ(JsonText::of(nullptr).text(), "null");
  EXPECT_EQ(JsonText::of(true).text(), "true");
  EXPECT_EQ(JsonText::of(std::numeric_limits<std::uint64_t>::max()).text(), "18446744073709551615");
  EXPECT_EQ(JsonText::of("a\"b").text(), R"("a\"b")");
  EXPECT_EQ(JsonText::of(std::string("s")).text(), R"("s")");
  EXPECT_EQ(JsonText::of(RawJson{"1e400"}).text(), "1e400");
  EXPECT_EQ(JsonText::of(JsonText("1e400")).text(), "1e400");
  EXPECT_EQ(JsonText::of(nlohmann::json{{"a", 1}}).text(), R"({"a":1})");
  EXPECT_EQ(JsonText::of(std::optional<int>()).text(), "null");
  EXPECT_EQ(JsonText::of(std::optional<int>(7)).text(), "7");
  EXPECT_EQ(JsonText::of(std::vector<std::string>{"a", "b"}).text(), R"(["a","b"])");
  EXPECT_EQ(JsonText::of(std::vector<bool>{true}).text(), "[true]");
  EXPECT_EQ(JsonText::of(std::vector<JsonText>{JsonText("1e400")}).text(), "[1e400]");
  EXPECT_EQ(JsonText::of(std::map<std::string, int>{{"a", 1}}).text(), R"({"a":1})");
  EXPECT_THROW(JsonText::of(std::nan("")), std::invalid_argument);
}

TEST(Json, WritesAnObjectFromNamesAndValues) {
  EXPECT_EQ(json_object().text(), "{}");
  EXPECT_EQ(json_object("type", "vote", "term", std::int64_t{7}, "log", JsonText("[1e400]"), "to", nullptr).text(),
            R"({"type":"vote","term":7,"log":[1e400],"to":null})");
}

TEST(Json, SaysWhatItExpected) {
  try {
    JsonText(std::string(R"(")") + std::string(100, 'x') + R"(")").as<bool>();
    ADD_FAILURE() << "a string is no bool";
  } catch (const std::invalid_argument& e) {
    EXPECT_EQ(e.what(), "expected true or false, not \"" + std::string(59, 'x') + "...");
  }
}

}  // namespace
}  // namespace maelstrom
