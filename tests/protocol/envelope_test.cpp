#include "protocol/envelope.hpp"

#include <cstdint>
#include <iterator>
#include <limits>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "mutations.hpp"

namespace maelstrom::host {
namespace {

// The error in `line`; empty if it is a message.
std::string fault(std::string_view line) {
  EnvelopeReader reader;
  return reader.read(line) ? "" : reader.error();
}

std::string with_body(std::string_view body) {
  return R"({"src":"c1","dest":"n1","body":)" + std::string(body) + "}";
}

TEST(Envelope, ReadsAMessage) {
  const std::string line =
      R"({"id":7,"src":"c1","dest":"n1","body":{"type":"echo","echo":"hi","msg_id":3,"in_reply_to":4}})";
  EnvelopeReader reader;
  ASSERT_TRUE(reader.read(line)) << reader.error();
  const Envelope& envelope = reader.envelope();
  EXPECT_EQ(envelope.id, "7");
  EXPECT_EQ(envelope.src, "c1");
  EXPECT_EQ(envelope.src_json, R"("c1")");
  EXPECT_EQ(envelope.dest, "n1");
  EXPECT_EQ(envelope.type, "echo");
  EXPECT_EQ(envelope.body, R"({"type":"echo","echo":"hi","msg_id":3,"in_reply_to":4})");
  EXPECT_EQ(envelope.msg_id, 3);
  EXPECT_EQ(envelope.in_reply_to, 4);
  EXPECT_EQ(envelope.fields.size(), 4U);
  EXPECT_EQ(envelope.field("echo"), R"("hi")");
  EXPECT_EQ(envelope.field("nothing"), std::nullopt);
}

TEST(Envelope, ReadsMembersInAnyOrderAndWithSpace) {
  const std::string line =
      "\t{ \"body\" : { \"msg_id\" : 3 , \"type\" : \"echo\" } , \"dest\" : \"n1\" , \"src\" : \"c1\" } \r";
  EnvelopeReader reader;
  ASSERT_TRUE(reader.read(line)) << reader.error();
  EXPECT_EQ(reader.envelope().body, R"({ "msg_id" : 3 , "type" : "echo" })");
  EXPECT_EQ(reader.envelope().msg_id, 3);
  EXPECT_EQ(reader.envelope().src, "c1");
}

TEST(Envelope, DecodesEscapesAndKeepsTheExactBytes) {
  const std::string line =
      R"({"\u0073rc":"c\u0031","dest":"n\"1\"","body":{"ty\u0070e":"\u0065cho","\u006dsg_id":5,"k\n":"\u0041"}})";
  EnvelopeReader reader;
  ASSERT_TRUE(reader.read(line)) << reader.error();
  const Envelope& envelope = reader.envelope();
  EXPECT_EQ(envelope.src, "c1");
  EXPECT_EQ(envelope.src_json, R"("c\u0031")");
  EXPECT_EQ(envelope.dest, "n\"1\"");
  EXPECT_EQ(envelope.type, "echo");
  EXPECT_EQ(envelope.msg_id, 5);
  EXPECT_EQ(envelope.field("k\n"), R"("\u0041")");
}

TEST(Envelope, KeepsPayloadsAsTheyAre) {
  for (const std::string_view payload :
       {"1e400", "18446744073709551616", "-0.0", R"("\u0000")", R"({"a":1,"a":2})", "[ 1 , 2 ]", "null", "\"ß😀\""}) {
    const std::string line = with_body(R"({"type":"echo","echo":)" + std::string(payload) + "}");
    EnvelopeReader reader;
    ASSERT_TRUE(reader.read(line)) << reader.error();
    EXPECT_EQ(reader.envelope().field("echo"), payload);
  }
}

TEST(Envelope, CountsTheLastOfTwoMembersWithOneName) {
  const std::string line = with_body(R"({"type":"a","x":1,"type":"b","x":2,"msg_id":1,"msg_id":2})");
  EnvelopeReader reader;
  ASSERT_TRUE(reader.read(line)) << reader.error();
  EXPECT_EQ(reader.envelope().type, "b");
  EXPECT_EQ(reader.envelope().field("x"), "2");
  EXPECT_EQ(reader.envelope().msg_id, 2);
  const std::string twice = R"({"src":"a","src":"b","dest":"n1","body":{"type":"x"},"body":{"type":"y","z":1}})";
  ASSERT_TRUE(reader.read(twice)) << reader.error();
  EXPECT_EQ(reader.envelope().src, "b");
  EXPECT_EQ(reader.envelope().type, "y");
  EXPECT_EQ(reader.envelope().fields.size(), 2U);
}

TEST(Envelope, ReadsIdsOf64BitsExactly) {
  EnvelopeReader reader;
  const auto msg_id = [&reader](std::string_view id) {
    EXPECT_TRUE(reader.read(with_body(R"({"type":"x","msg_id":)" + std::string(id) + "}"))) << id << reader.error();
    return reader.envelope().msg_id;
  };
  EXPECT_EQ(msg_id("0"), 0);
  EXPECT_EQ(msg_id("-1"), -1);
  EXPECT_EQ(msg_id("9223372036854775807"), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(msg_id("-9223372036854775808"), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(msg_id("9007199254740993"), 9007199254740993);
  EXPECT_EQ(msg_id("null"), std::nullopt);
}

TEST(Envelope, RefusesIdsThatAreNo64BitIntegers) {
  for (const std::string_view id :
       {"1.0", "1e0", "9223372036854775808", "-9223372036854775809", R"("1")", "true", "[1]", "{}", "1e400"}) {
    EnvelopeReader reader;
    EXPECT_FALSE(reader.read(with_body(R"({"type":"x","msg_id":)" + std::string(id) + "}"))) << id;
    EXPECT_EQ(reader.error(), "msg_id is not a 64-bit integer") << id;
    EXPECT_EQ(reader.envelope().msg_id, std::nullopt) << id;
    EXPECT_FALSE(reader.read(with_body(R"({"type":"x","msg_id":1,"in_reply_to":)" + std::string(id) + "}"))) << id;
    EXPECT_EQ(reader.error(), "in_reply_to is not a 64-bit integer") << id;
    EXPECT_EQ(reader.envelope().msg_id, 1) << id;
  }
}

TEST(Envelope, SaysWhatALineLacks) {
  EXPECT_EQ(fault(""), "not JSON: no value");
  EXPECT_EQ(fault("hello"), "not JSON: expected a value at byte 0");
  EXPECT_EQ(fault(R"({"src":"c1")"), "not JSON: expected ',' or '}' at the end");
  EXPECT_EQ(fault(R"({"src":"c1)"), "not JSON: unterminated string at byte 7");
  EXPECT_EQ(fault(with_body(R"({"type":"x"}) )") + "x"), "not JSON: expected ',' or '}' at byte 43");
  EXPECT_EQ(fault(with_body(R"({"type":"x"})") + " {}"), "not JSON: unexpected text after the value at byte 45");
  EXPECT_EQ(fault("[1,2]"), "not an object");
  EXPECT_EQ(fault("7"), "not an object");
  EXPECT_EQ(fault("[1,2"), "not JSON: expected ',' or ']' at the end");
  EXPECT_EQ(fault("{}"), "no src");
  EXPECT_EQ(fault(R"({"src":1,"dest":"n1","body":{"type":"x"}})"), "src is not a string");
  EXPECT_EQ(fault(R"({"src":"c1","body":{"type":"x"}})"), "no dest");
  EXPECT_EQ(fault(R"({"src":"c1","dest":null,"body":{"type":"x"}})"), "dest is not a string");
  EXPECT_EQ(fault(R"({"src":"c1","dest":"n1"})"), "no body");
  EXPECT_EQ(fault(with_body("[]")), "body is not an object");
  EXPECT_EQ(fault(with_body(R"("type")")), "body is not an object");
  EXPECT_EQ(fault(with_body("null")), "body is not an object");
  EXPECT_EQ(fault(with_body("{}")), "the body has no type");
  EXPECT_EQ(fault(with_body(R"({"type":7})")), "the body's type is not a string");
  EXPECT_EQ(fault(with_body(R"({"type":null})")), "the body's type is not a string");
}

TEST(Envelope, ChecksWhatItDoesNotNeed) {
  EXPECT_EQ(fault(with_body(R"({"type":"x","payload":[1,{"a":tru}]})")), "not JSON: expected a value at byte 61");
  EXPECT_EQ(fault(R"({"id":01,"src":"c1","dest":"n1","body":{"type":"x"}})"),
            "not JSON: expected ',' or '}' at byte 7");
  EXPECT_EQ(fault(with_body(R"({"type":"x","s":"\ud800"})")), "not JSON: invalid escape at byte 48");
}

TEST(Envelope, GivesWhatAnAnswerToABadMessageNeeds) {
  EnvelopeReader reader;
  EXPECT_FALSE(reader.read(R"({"src":"c1","body":{"msg_id":9}})"));
  EXPECT_EQ(reader.error(), "no dest");
  EXPECT_EQ(reader.envelope().src_json, R"("c1")");
  EXPECT_EQ(reader.envelope().msg_id, 9);
  EXPECT_FALSE(reader.read(R"({"src":"c1","dest":"n1","body":{"msg_id":9})"));  // not JSON: no field can be trusted
  EXPECT_EQ(reader.envelope().src_json, "");
  EXPECT_EQ(reader.envelope().msg_id, std::nullopt);
}

TEST(Envelope, ForgetsTheLineBefore) {
  EnvelopeReader reader;
  ASSERT_TRUE(reader.read(R"({"src":"\u0061","dest":"n1","body":{"type":"x","msg_id":1,"in_reply_to":2}})"));
  EXPECT_FALSE(reader.read("{}"));
  EXPECT_EQ(reader.envelope().src, "");
  EXPECT_EQ(reader.envelope().type, "");
  EXPECT_EQ(reader.envelope().body, "");
  EXPECT_EQ(reader.envelope().msg_id, std::nullopt);
  EXPECT_EQ(reader.envelope().in_reply_to, std::nullopt);
  EXPECT_TRUE(reader.envelope().fields.empty());
  ASSERT_TRUE(reader.read(with_body(R"({"type":"y"})")));
  EXPECT_EQ(reader.error(), "");
}

TEST(Envelope, KnowsWhetherANodeMaySendIt) {
  EnvelopeReader reader;
  ASSERT_TRUE(reader.read(with_body(R"({"type":"x"})")));
  EXPECT_TRUE(reader.envelope().closed);
  ASSERT_TRUE(reader.read(R"({"id":1,"src":"c1","dest":"n1","body":{"type":"x"}})"));
  EXPECT_FALSE(reader.envelope().closed);
  ASSERT_TRUE(reader.read(R"({"src":"c1","src":"c1","dest":"n1","body":{"type":"x"}})"));
  EXPECT_FALSE(reader.envelope().closed);
}

TEST(Envelope, IsNotLimitedInDepthOrLength) {
  constexpr std::size_t kDepth = 100'000;
  const std::string deep = std::string(kDepth, '[') + std::string(kDepth, ']');
  const std::string line = with_body(R"({"type":"echo","echo":)" + deep + "}");
  EnvelopeReader reader;
  ASSERT_TRUE(reader.read(line)) << reader.error();
  EXPECT_EQ(reader.envelope().field("echo"), deep);
  const std::string long_text = '"' + std::string(10'000'000, 'x') + '"';
  const std::string long_line = with_body(R"({"type":"echo","echo":)" + long_text + "}");
  ASSERT_TRUE(reader.read(long_line)) << reader.error();
  EXPECT_EQ(reader.envelope().field("echo"), long_text);
}

// Everything that a reader returns for a line.
std::string told(EnvelopeReader& reader, std::string_view line) {
  const bool message = reader.read(line);
  const Envelope& envelope = reader.envelope();
  std::string text = message ? "a message" : reader.error();
  const auto add = [&text](std::string_view part) { text += '|' + std::string(part); };
  const auto number = [](const auto& id) { return id ? std::to_string(*id) : "none"; };
  for (const std::string_view part :
       {envelope.src, envelope.src_json, envelope.dest, envelope.type, envelope.body, envelope.id}) {
    add(part);
  }
  add(number(envelope.msg_id));
  add(number(envelope.in_reply_to));
  add(envelope.closed ? "closed" : "open");
  for (const Field& field : envelope.fields) {
    add(std::string(field.name) + '=' + std::string(field.value));
  }
  return text;
}

constexpr std::string_view kMessages[] = {
    R"({"id":12,"src":"c8","dest":"n0","body":{"echo":"Please echo 7","type":"echo","msg_id":107}})",
    R"({"src":"n1","dest":"n0","body":{"type":"read_ok","value":[1,{"a":2}],"in_reply_to":3}})",
    R"({"body": {"type": "txn", "msg_id": 1, "type": "x"}, "id": null, "dest": "n0", "src": "c1"})",
    R"({"src":"c1","dest":"n0","body":{"type":"t"}})",
    R"({"id":1,"src":"c1","dest":"n0","body":{"type":"generate","msg_id":123456789}})",
};

TEST(Envelope, ReadsALineTheSameWhateverItHasReadBefore) {
  for (const std::string_view message : kMessages) {
    EnvelopeReader experienced;
    tests::each_mutation(message, [&](std::string_view line) {
      experienced.read(message);
      experienced.read(message);
      EnvelopeReader fresh;
      ASSERT_EQ(told(experienced, line), told(fresh, line)) << line;
    });
  }
}

TEST(Envelope, KeepsKindsOfMessagesApart) {
  EnvelopeReader experienced;
  std::uint32_t state = 1;
  for (int i = 0; i < 20'000; ++i) {
    state = state * 1'664'525 + 1'013'904'223;
    std::string line(kMessages[(state >> 16) % std::size(kMessages)]);
    if (const std::size_t digit = line.find('7'); digit != std::string::npos) {
      line.replace(digit, 1, std::to_string(state >> ((state >> 8) % 30)));  // a value of any length
    }
    EnvelopeReader fresh;
    ASSERT_EQ(told(experienced, line), told(fresh, line)) << line;
  }
}

TEST(Envelope, ReadsMessagesWithMoreMembersThanItRemembers) {
  EnvelopeReader experienced;
  for (int msg_id = 1; msg_id < 4; ++msg_id) {
    std::string body = R"({"type":"many","msg_id":)" + std::to_string(msg_id);
    for (int i = 0; i < 40; ++i) {
      body += ",\"" + std::to_string(i) + "\":" + std::to_string(i * msg_id);
    }
    const std::string line = with_body(body + "}");
    EnvelopeReader fresh;
    ASSERT_EQ(told(experienced, line), told(fresh, line));
    ASSERT_EQ(experienced.read(line), true);
    EXPECT_EQ(experienced.envelope().msg_id, msg_id);
    EXPECT_EQ(experienced.envelope().field("39"), std::to_string(39 * msg_id));
  }
}

TEST(Envelope, ParsesIntegersWholeOrNotAtAll) {
  EXPECT_EQ(parse_integer("-42"), -42);
  for (const std::string_view text : {"", "-", "+1", " 1", "1 ", "1x", "0x1", "1.0", "9223372036854775808"}) {
    EXPECT_EQ(parse_integer(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace maelstrom::host
