#include "protocol/json_cursor.hpp"

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
namespace maelstrom::host {
namespace {

bool valid(std::string_view text) {
  JsonScanner scanner;
  return scanner.valid(text);
}

// Why `text` is not valid JSON; empty if it is valid.
std::string error_in(std::string_view text) {
  JsonScanner scanner;
  return scanner.valid(text) ? "" : scanner.error();
}

std::string unescaped(std::string_view text) {
  std::string out;
  append_unescaped(out, text);
  return out;
}

TEST(JsonCursor, AcceptsEveryKindOfValue) {
  for (const std::string_view text : {"{}",         "[]",
                                      "0",          "-0",
                                      "1",          "-1",
                                      "10",         "1.5",
                                      "-0.0",       "1e5",
                                      "1E+5",       "1e-05",
                                      "0.1e1",      "true",
                                      "false",      "null",
                                      R"("")",      R"("x")",
                                      R"({"a":1})", R"({"a":{"b":[{},[],""]}})",
                                      "[1,2,3]",    " [ 1 , 2 ] ",
                                      "\t\r\n1\n",  R"([""])",
                                      R"({"":""})", R"({"a":1,"a":2})"}) {
    EXPECT_EQ(error_in(text), "") << text;
  }
}

TEST(JsonCursor, RefusesWhatOnlyLooksLikeAValue) {
  for (const std::string_view text : {"01",
                                      "-",
                                      "+1",
                                      ".5",
                                      "1.",
                                      "1.e1",
                                      "1e",
                                      "1e+",
                                      "1ee1",
                                      "0x1",
                                      "1_0",
                                      "NaN",
                                      "Infinity",
                                      "-Infinity",
                                      "True",
                                      "tru",
                                      "truee",
                                      "nul",
                                      "nulll",
                                      "falsey",
                                      "undefined",
                                      "'a'",
                                      "{a:1}",
                                      "{1:1}",
                                      "[1,]",
                                      "[,1]",
                                      "[,]",
                                      "{,}",
                                      R"({"a":1,})",
                                      R"({"a"})",
                                      R"({"a":})",
                                      R"({"a" 1})",
                                      R"({"a"::1})",
                                      R"({"a":1 "b":2})",
                                      "[1 2]",
                                      "[1}",
                                      "{]",
                                      R"({"a":1])",
                                      "]",
                                      "}",
                                      ",",
                                      ":",
                                      "[",
                                      "{",
                                      "[[",
                                      "1 2",
                                      "{} {}",
                                      R"("a" "b")",
                                      R"("a"b)",
                                      R"(1"a")",
                                      "//1",
                                      "1//",
                                      "/**/1",
                                      "\\",
                                      R"(\"a")",
                                      "1\f",
                                      "\f1",
                                      "[1\v]",
                                      "\x1a",
                                      "[\x1a]",
                                      "{\"a\"\x1a"
                                      "1}"}) {
    EXPECT_FALSE(valid(text)) << text;
  }
}

TEST(JsonCursor, AcceptsNumbersThatNoTypeCanHold) {
  const std::string digits(10'000, '7');
  for (const std::string& text : {std::string("1e400"), std::string("-1e400"), std::string("1e-400"),
                                  std::string("18446744073709551616"), digits, "0." + digits, "1e" + digits}) {
    EXPECT_EQ(error_in(text), "") << text.substr(0, 40);
  }
}

TEST(JsonCursor, KnowsEveryEscape) {
  for (const std::string_view text : {R"("\"\\\/\b\f\n\r\t")", R"("\u0000")", R"("\uFFFF\uabcd")", R"("\ud83d\ude00")",
                                      R"("\\u12")", R"("\uD7FF\uE000")", R"("\\")", R"("\\\\\"")"}) {
    EXPECT_EQ(error_in(text), "") << text;
  }
  for (const std::string_view text : {R"("\a")", R"("\x41")", R"("\u12")", R"("\u123")", R"("\u12g4")", R"("\U0041")",
                                      R"("\ ")", R"("\0")", R"("\'")", R"("\u")", R"("ok\u 041")"}) {
    EXPECT_FALSE(valid(text)) << text;
  }
}

TEST(JsonCursor, RefusesASurrogateThatIsNoPair) {
  for (const std::string_view text :
       {R"("\ud83d")", R"("\ude00")", R"("\ud83dx")", R"("\ud83d\n")", R"("\ud83d\u0041")", R"("\ud83d\ud83d")",
        R"("\ude00\ud83d")", R"("\ud83d\ude0")", R"("\ud83d ude00")"}) {
    EXPECT_FALSE(valid(text)) << text;
  }
}

TEST(JsonCursor, RefusesWhatIsNotUtf8) {
  for (const std::string_view bytes :
       {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC2", "\xE0\x80\x80", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xED\xBF\xBF",
        "\xE2\x82", "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xFE", "\xF0\x9F\x98"}) {
    EXPECT_EQ(error_in('"' + std::string(bytes) + '"'), "invalid UTF-8 in a string at byte 0")
        << testing::PrintToString(bytes);
  }
  for (const std::string_view bytes : {"\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
                                       "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_EQ(error_in('"' + std::string(bytes) + '"'), "") << testing::PrintToString(bytes);
  }
}

// Strings are read several bytes at a time: special characters must be found at every position.
TEST(JsonCursor, SeesWhatIsSpecialAtEveryPlaceInAString) {
  for (std::size_t before = 0; before < 20; ++before) {
    for (std::size_t behind = 0; behind < 20; ++behind) {
      const auto with = [=](std::string_view middle) {
        return '"' + std::string(before, 'x') + std::string(middle) + std::string(behind, 'y') + '"';
      };
      for (const std::string_view good : {"", "\\n", "\\\"", "\\u0041", "\\ud83d\\ude00", "\x7F", "\xC3\xA9",
                                          "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "!", "#", "[", "]"}) {
        ASSERT_EQ(error_in(with(good)), "") << testing::PrintToString(with(good));
      }
      for (const std::string_view bad :
           {"\"", "\"\"", "\\x", "\n", "\x1F", "\x80", "\xC3", "\xE2\x82", "\xED\xA0\x80", "\xFF", "\\ud83d"}) {
        ASSERT_FALSE(valid(with(bad))) << testing::PrintToString(with(bad));
      }
    }
  }
}

TEST(JsonCursor, RefusesEveryControlCharacterInAString) {
  for (char c = 0; c < 0x20; ++c) {
    EXPECT_FALSE(valid(std::string("\"a") + c + "b\"")) << int{c};
  }
}

TEST(JsonCursor, IsNotLimitedInDepth) {
  constexpr std::size_t kDepth = 100'000;
  EXPECT_EQ(error_in(std::string(kDepth, '[') + std::string(kDepth, ']')), "");
  std::string objects;
  for (std::size_t i = 0; i < kDepth; ++i) {
    objects += R"({"a":)";
  }
  EXPECT_EQ(error_in(objects + "0" + std::string(kDepth, '}')), "");
  EXPECT_EQ(error_in(std::string(kDepth, '[') + std::string(kDepth - 1, ']')), "expected ',' or ']' at the end");
  EXPECT_FALSE(valid(objects + "0" + std::string(kDepth, ']')));
}

TEST(JsonCursor, SaysWhatIsWrongAndWhere) {
  EXPECT_EQ(error_in(""), "no value");
  EXPECT_EQ(error_in(" \t\r\n"), "expected a value at the end");
  EXPECT_EQ(error_in("[\"\xFF\"]"), "invalid UTF-8 in a string at byte 1");
  EXPECT_EQ(error_in(R"({"a":"b)"), "unterminated string at byte 5");
  EXPECT_EQ(error_in("\"a\nb\""), "unescaped control character in a string at byte 2");
  EXPECT_EQ(error_in("{} 1"), "unexpected text after the value at byte 3");
  EXPECT_EQ(error_in("{1:2}"), "expected the name of a member at byte 1");
  EXPECT_EQ(error_in("{"), "expected the name of a member at the end");
  EXPECT_EQ(error_in(R"({"a" 1})"), "expected ':' at byte 5");
  EXPECT_EQ(error_in(R"({"a":1;})"), "expected ',' or '}' at byte 6");
  EXPECT_EQ(error_in(R"({"a":1 "b":2})"), "expected ',' or '}' at byte 7");
  EXPECT_EQ(error_in("[1 2]"), "expected ',' or ']' at byte 3");
  EXPECT_EQ(error_in("[,1]"), "expected a value at byte 1");
  EXPECT_EQ(error_in("[1,"), "expected a value at the end");
  EXPECT_EQ(error_in("[tru]"), "expected a value at byte 1");
  EXPECT_EQ(error_in(R"(["\x"])"), "invalid escape at byte 2");
  EXPECT_EQ(error_in("[1.]"), "expected a digit after the decimal point at byte 3");
  EXPECT_EQ(error_in("[1e]"), "expected a digit in the exponent at byte 3");
}

TEST(JsonCursor, SaysThatItWantsAnObject) {
  JsonScanner scanner;
  auto cursor = scanner.scan("[1]");
  ASSERT_TRUE(cursor.has_value());
  EXPECT_EQ(cursor->object([](std::string_view) { return true; }), "");
  EXPECT_EQ(scanner.error(), "expected an object at byte 0");
}

TEST(JsonCursor, CanBeUsedAgainAfterATextOfAnySize) {
  JsonScanner scanner;
  const std::string large = "[" + std::string(3'000'000, ' ') + "1]";
  for (const std::string_view text : {std::string_view("[1]"), std::string_view(large), std::string_view("{}")}) {
    EXPECT_TRUE(scanner.valid(text));
    EXPECT_EQ(scanner.error(), "");
    EXPECT_FALSE(scanner.valid(text.substr(0, text.size() - 1)));
  }
}

TEST(JsonCursor, GivesTheExactBytesOfNamesAndValues) {
  const std::string text = " { \"a\\n\" : 1e400 ,\"b\":{\"c\" : [1, 2]} , \"\":\"\\u0041\" } ";
  JsonScanner scanner;
  auto cursor = scanner.scan(text);
  ASSERT_TRUE(cursor.has_value());
  std::vector<std::string> seen;
  const std::string_view whole = cursor->object([&](std::string_view name) {
    const std::string_view value = cursor->value();
    seen.push_back(std::string(name) + '=' + std::string(value));
    return !value.empty();
  });
  EXPECT_EQ(whole, text.substr(1, text.size() - 2));
  EXPECT_EQ(seen, (std::vector<std::string>{"a\\n=1e400", R"(b={"c" : [1, 2]})", R"(="\u0041")"}));
  EXPECT_TRUE(scanner.finished(*cursor));
}

TEST(JsonCursor, StopsWhereTheCallerSaysSo) {
  JsonScanner scanner;
  auto cursor = scanner.scan(R"({"a":1,"b":2})");
  ASSERT_TRUE(cursor.has_value());
  int members = 0;
  EXPECT_EQ(cursor->object([&](std::string_view) { return ++members == 0; }), "");
  EXPECT_EQ(members, 1);
}

TEST(JsonCursor, TurnsEscapesIntoUtf8) {
  EXPECT_EQ(unescaped(""), "");
  EXPECT_EQ(unescaped("plain"), "plain");
  EXPECT_EQ(unescaped(R"(\"\\\/\b\f\n\r\t)"), "\"\\/\b\f\n\r\t");
  EXPECT_EQ(unescaped(R"(a\u0000b)"), std::string("a\0b", 3));
  EXPECT_EQ(unescaped(R"(\u007f\u0080\u07ff\u0800\uffff)"), "\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF");
  EXPECT_EQ(unescaped(R"(\ud800\udc00\udbff\uDFFF)"), "\xF0\x90\x80\x80\xF4\x8F\xBF\xBF");
}

TEST(JsonCursor, UnescapesAsNlohmannJsonDoes) {
  std::mt19937 random(20240601);
  constexpr std::string_view kPieces[] = {"a", "\\n",     "\\u00e9", "\\ud83d\\ude00", "\\\\", "\\\"",
                                          "é", "\\u0000", "\\/"};
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (auto pieces = random() % 8; pieces != 0; --pieces) {
      text += kPieces[random() % std::size(kPieces)];
    }
    ASSERT_EQ(unescaped(text), nlohmann::json::parse('"' + text + '"').get<std::string>()) << text;
  }
}

// Valid and nearly valid JSON texts: whole messages, cut, duplicated and with changed bytes.
class MutatedTexts {
 public:
  explicit MutatedTexts(std::uint32_t seed) : random_(seed) {}

  std::string next() {
    std::string text = kBases[below(std::size(kBases))];
    for (auto changes = below(4); changes != 0 && !text.empty(); --changes) {
      mutate(text);
    }
    return text;
  }

 private:
  static constexpr const char* kBases[] = {
      R"({"id":3,"src":"c1","dest":"n0","body":{"type":"echo","echo":"Please echo 42","msg_id":1}})",
      R"({"src":"c1","dest":"n0","body":{"type":"init","node_id":"n0","node_ids":["n0","n1"],"msg_id":1}})",
      R"({"a":[1,-2,3.5e-7,true,false,null,{"b":{}}],"c":"\u00e9\ud83d\ude00\n\\\"","é":"ß€😀"})",
      R"([[],{},"",0,-0,0.0,1E+2,[[[]]],{"x":{"y":[{"z":[]}]}}])",
      R"(  { "a" : [ 1 , 2 , { } ] , "b" : "c" }  )",
      R"("a string alone with \t escapes \u1234")",
      R"(-12.5e+10)",
      R"([true,false,null,"\\\\","\"","\/"])",
      R"({"type":"txn","txn":[["r",1,null],["append",9007199254740993,2],["w",-1,[1,2]]]})"};
  static constexpr std::string_view kBytes =
      "{}[]:,\"\\ \t\n\r0123456789-+.eEutrfalsn\x01\x0c\x1a\x7f\x80\xbf\xc3\xe2\xed\xf0\xff/bdDcC";

  std::size_t below(std::size_t n) { return random_() % n; }

  void mutate(std::string& text) {
    const std::size_t at = below(text.size());
    switch (below(6)) {
      case 0:
        text[at] = kBytes[below(kBytes.size())];
        break;
      case 1:
        text.insert(at, 1, kBytes[below(kBytes.size())]);
        break;
      case 2:
        text.erase(at, 1 + below(3));
        break;
      case 3:
        text.resize(at);
        break;
      case 4:
        text.insert(at, text.substr(below(text.size()), below(12)));
        break;
      default:
        text.insert(at, kBases[below(std::size(kBases))]);
    }
  }

  std::mt19937 random_;
};

// Whether nlohmann/json stopped at a number that is legal but outside the range of double.
bool stopped_at_a_huge_number(const std::string& text) {
  try {
    return nlohmann::json::parse(text).is_discarded();
  } catch (const nlohmann::json::out_of_range& e) {
    return e.id == 406;
  } catch (const nlohmann::json::exception&) {
    return false;
  }
}

TEST(JsonCursor, AgreesWithNlohmannJsonOnMutatedTexts) {
  MutatedTexts texts(4711);
  JsonScanner scanner;
  int accepted = 0;
  int refused = 0;
  for (int round = 0; round < 50'000; ++round) {
    const std::string text = texts.next();
    const bool ours = scanner.valid(text);
    const bool theirs = nlohmann::json::accept(text);
    ++(theirs ? accepted : refused);
    if (ours != theirs) {
      ASSERT_TRUE(ours && stopped_at_a_huge_number(text)) << testing::PrintToString(text) << ' ' << scanner.error();
    }
    ASSERT_EQ(ours, scanner.error().empty()) << testing::PrintToString(text);
  }
  EXPECT_GT(accepted, 10'000);
  EXPECT_GT(refused, 10'000);
}

TEST(JsonCursor, RefusesANulByteAnywhere) {
  const std::string text = R"({"a":[1,"b"]} )";
  for (std::size_t at = 0; at <= text.size(); ++at) {
    std::string with_nul = text;
    with_nul.insert(at, 1, '\0');
    EXPECT_FALSE(valid(with_nul)) << at;
  }
}

}  // namespace
}  // namespace maelstrom::host
