#include "host/node/output_gate.hpp"

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "host/outbox/line_outbox.hpp"
#include "mutations.hpp"

namespace maelstrom::host {
namespace {

using Id = OutgoingMessage::Id;

// The gate with an outbox after it, as in a node.
class GatedLines {
 public:
  bool add(std::string_view src_json, std::string_view dest_json, Id id, std::int64_t id_value, std::string_view body) {
    if (!gate_.admits(body)) {
      return false;
    }
    lines_.add({src_json, dest_json, id, id_value, gate_.object()});
    return true;
  }
  const std::string& error() const { return gate_.refusal(); }
  std::string_view bytes() const { return lines_.bytes(); }
  void clear() { lines_.clear(); }

 private:
  OutputGate gate_;
  LineOutbox lines_;
};

// Why the body is refused; empty if it is accepted. A refused body must not write any bytes.
std::string fault(std::string_view body) {
  GatedLines outbox;
  const bool added = outbox.add(R"("n1")", R"("c1")", Id::kNone, 0, body);
  EXPECT_EQ(added, !outbox.bytes().empty()) << body;
  return added ? "" : outbox.error();
}

TEST(LineOutbox, WritesOneLineAMessage) {
  GatedLines outbox;
  ASSERT_TRUE(outbox.add(R"("n1")", R"("c1")", Id::kNone, 0, R"({"type":"a"})"));
  ASSERT_TRUE(outbox.add(R"("n1")", R"("n2")", Id::kMsgId, 7, R"({"type":"b","x":1})"));
  ASSERT_TRUE(outbox.add(R"("n1")", R"("c\u0031")", Id::kInReplyTo, -1, R"({"type":"c"})"));
  EXPECT_EQ(outbox.bytes(),
            "{\"src\":\"n1\",\"dest\":\"c1\",\"body\":{\"type\":\"a\"}}\n"
            "{\"src\":\"n1\",\"dest\":\"n2\",\"body\":{\"msg_id\":7,\"type\":\"b\",\"x\":1}}\n"
            "{\"src\":\"n1\",\"dest\":\"c\\u0031\",\"body\":{\"in_reply_to\":-1,\"type\":\"c\"}}\n");
}

TEST(LineOutbox, WritesIdsOf64Bits) {
  GatedLines outbox;
  ASSERT_TRUE(
      outbox.add(R"("n")", R"("c")", Id::kInReplyTo, std::numeric_limits<std::int64_t>::max(), R"({"type":""})"));
  ASSERT_TRUE(
      outbox.add(R"("n")", R"("c")", Id::kInReplyTo, std::numeric_limits<std::int64_t>::min(), R"({"type":""})"));
  EXPECT_EQ(outbox.bytes(),
            "{\"src\":\"n\",\"dest\":\"c\",\"body\":{\"in_reply_to\":9223372036854775807,\"type\":\"\"}}\n"
            "{\"src\":\"n\",\"dest\":\"c\",\"body\":{\"in_reply_to\":-9223372036854775808,\"type\":\"\"}}\n");
}

TEST(OutputGate, KeepsABodyByteForByte) {
  for (const std::string_view body :
       {R"({ "type" : "a" , "n" : 1e400 })", R"({"type":"a","n":18446744073709551616,"m":-0.0})",
        R"({"type":"a","s":"\u0000\n","s":"twice"})", "{\"type\":\"a\",\"s\":\"ß😀\"}", "{\t\"type\":\"a\"}"}) {
    GatedLines outbox;
    ASSERT_TRUE(outbox.add(R"("n1")", R"("c1")", Id::kNone, 0, body)) << outbox.error();
    EXPECT_EQ(outbox.bytes(), R"({"src":"n1","dest":"c1","body":)" + std::string(body) + "}\n");
  }
}

TEST(OutputGate, RefusesWhatIsNotJson) {
  EXPECT_EQ(fault(""), "the body is not JSON: no value");
  EXPECT_EQ(fault(R"({"type":"a")"), "the body is not JSON: expected ',' or '}' at the end");
  EXPECT_EQ(fault(R"({"type":"a","x":tru})"), "the body is not JSON: expected a value at byte 16");
  EXPECT_EQ(fault(R"({"type":"a"}{"type":"b"})"), "the body is not JSON: unexpected text after the value at byte 12");
  EXPECT_EQ(fault(R"({"type":"a"},)"), "the body is not JSON: unexpected text after the value at byte 12");
  EXPECT_EQ(fault("{\"type\":\"\xFF\"}"), "the body is not JSON: invalid UTF-8 in a string at byte 8");
  EXPECT_EQ(fault("{\"type\":\"a\nb\"}"), "the body is not JSON: unescaped control character in a string at byte 10");
  EXPECT_EQ(fault(R"({"type":"\ud800"})"), "the body is not JSON: invalid escape at byte 9");
}

TEST(OutputGate, RefusesWhatIsNoObject) {
  for (const std::string_view body : {"[]", "\"type\"", "1", "null"}) {
    EXPECT_EQ(fault(body), "the body is not a JSON object") << body;
  }
}

TEST(OutputGate, RefusesABodyWithoutAStringType) {
  for (const std::string_view body : {"{}", R"({"typ":"a"})", R"({"type":1})", R"({"type":null})",
                                      R"({"type":"a","type":1})", R"({"x":{"type":"a"}})"}) {
    EXPECT_EQ(fault(body), "the body has no type that is a string") << body;
  }
  EXPECT_EQ(fault(R"({"type":1,"type":"a"})"), "");
  EXPECT_EQ(fault(R"({"t\u0079pe":"a"})"), "");
}

TEST(OutputGate, RefusesIdsThatAreTheHostsToSet) {
  EXPECT_EQ(fault(R"({"type":"a","msg_id":1})"), "the body has msg_id, which is the host's to set");
  EXPECT_EQ(fault(R"({"in_reply_to":null,"type":"a"})"), "the body has in_reply_to, which is the host's to set");
  EXPECT_EQ(fault(R"({"type":"a","ms\u0067_id":1})"), "the body has msg_id, which is the host's to set");
  EXPECT_EQ(fault(R"({"type":"a","x":{"msg_id":1,"in_reply_to":2}})"), "");
}

TEST(OutputGate, RefusesABodyWithALineBreak) {
  EXPECT_EQ(fault("{\"type\":\n\"a\"}"), "the body has a line break");
  EXPECT_EQ(fault("{\"type\":\"a\"\r}"), "the body has a line break");
  EXPECT_EQ(fault("{\"type\":\"a\",\"x\":[1,\n2]}"), "the body has a line break");
}

TEST(OutputGate, ChecksABodyTheSameWhateverItHasLetThroughBefore) {
  for (const std::string_view body :
       {R"({"type":"echo_ok","echo":"Please echo 7"})", R"({"id":"n0-1-2","type":"generate_ok","n":123})",
        R"({"type":"read_ok","messages":[1,2]})", R"({"type":"topology_ok"})"}) {
    GatedLines experienced;
    tests::each_mutation(body, [&](std::string_view other) {
      for (int i = 0; i < 2; ++i) {
        ASSERT_TRUE(experienced.add(R"("n1")", R"("c1")", Id::kInReplyTo, 7, body)) << experienced.error();
      }
      experienced.clear();
      GatedLines fresh;
      const bool accepted = fresh.add(R"("n1")", R"("c1")", Id::kInReplyTo, 7, other);
      ASSERT_EQ(experienced.add(R"("n1")", R"("c1")", Id::kInReplyTo, 7, other), accepted) << other;
      ASSERT_EQ(experienced.bytes(), fresh.bytes()) << other;
      if (!accepted) {
        ASSERT_EQ(experienced.error(), fresh.error()) << other;
      }
    });
  }
}

TEST(OutputGate, LetsNoSpaceAroundABodyOut) {
  GatedLines outbox;
  ASSERT_TRUE(outbox.add(R"("n1")", R"("c1")", Id::kNone, 0, "  {\"type\":\"a\"}\t"));
  EXPECT_EQ(outbox.bytes(), "{\"src\":\"n1\",\"dest\":\"c1\",\"body\":{\"type\":\"a\"}}\n");
}

TEST(OutputGate, KeepsWhatWaitsWhenItRefuses) {
  GatedLines outbox;
  ASSERT_TRUE(outbox.add(R"("n1")", R"("c1")", Id::kNone, 0, R"({"type":"a"})"));
  const std::string before(outbox.bytes());
  EXPECT_FALSE(outbox.add(R"("n1")", R"("c1")", Id::kNone, 0, R"({"type":"b")"));
  EXPECT_EQ(outbox.bytes(), before);
}

TEST(LineOutbox, CanBeUsedAgainAfterALargeBurst) {
  GatedLines outbox;
  const std::string large = R"({"type":"a","x":")" + std::string(4'000'000, 'x') + "\"}";
  ASSERT_TRUE(outbox.add(R"("n1")", R"("c1")", Id::kNone, 0, large));
  EXPECT_GT(outbox.bytes().size(), large.size());
  outbox.clear();
  EXPECT_EQ(outbox.bytes(), "");
  ASSERT_TRUE(outbox.add(R"("n1")", R"("c1")", Id::kNone, 0, R"({"type":"a"})"));
  EXPECT_EQ(outbox.bytes(), "{\"src\":\"n1\",\"dest\":\"c1\",\"body\":{\"type\":\"a\"}}\n");
}

TEST(OutputGate, CanBeUsedAgainAfterABodyOfThousandsOfMembers) {
  std::string many = R"({"type":"a")";
  for (int i = 0; i < 5'000; ++i) {
    many += ",\"" + std::to_string(i) + "\":" + std::to_string(i);
  }
  many += "}";
  GatedLines outbox;
  for (const std::string& body : {many, many, std::string(R"({"type":"a"})"), many}) {
    outbox.clear();
    ASSERT_TRUE(outbox.add(R"("n1")", R"("c1")", Id::kNone, 0, body));
    EXPECT_EQ(outbox.bytes(), R"({"src":"n1","dest":"c1","body":)" + body + "}\n");
  }
}

}  // namespace
}  // namespace maelstrom::host
