#include "conformance/run/node_output.hpp"

#include <deque>
#include <string>
#include <tuple>
#include <utility>

#include <gtest/gtest.h>

namespace maelstrom::conformance {
namespace {

std::string mutes(const std::string& line) {
  return NodeOutputReader().read("n1", line).mutes;
}

// Keeps the lines, because its messages are views into them.
class Reader : public NodeOutputReader {
 public:
  std::deque<std::string> lines;
};

// Reads a line that does not mute, and returns its flaw.
std::string flaw(Reader& reader, const std::string& line) {
  NodeLine read = reader.read("n1", reader.lines.emplace_back(line));
  EXPECT_EQ(read.mutes, "") << line;
  return std::move(read.flaw);
}

std::string with_body(const std::string& body) {
  return R"({"src":"n1","dest":"n2","body":)" + body + "}";
}

TEST(NodeOutput, AcceptsAMessage) {
  Reader reader;
  EXPECT_EQ(flaw(reader, R"({"src":"n1","dest":"c1","body":{"type":"echo_ok","in_reply_to":3}})"), "");
  EXPECT_EQ(reader.message().type, "echo_ok");
  EXPECT_EQ(reader.message().in_reply_to, 3);
}

TEST(NodeOutput, LetsAnIntegerIdPassAsMaelstromDoes) {
  Reader reader;
  EXPECT_EQ(flaw(reader, R"({"id":5,"src":"n1","dest":"c1","body":{"type":"x"}})"), "");
  EXPECT_EQ(flaw(reader, R"({"id":99999999999999999999,"src":"n1","dest":"c1","body":{"type":"x"}})"), "");
  EXPECT_EQ(mutes(R"({"id":"5","src":"n1","dest":"c1","body":{"type":"x"}})"),
            "the envelope has an id that is not an integer");
  EXPECT_NE(mutes(R"({"id":5.0,"src":"n1","dest":"c1","body":{"type":"x"}})"), "");
}

TEST(NodeOutput, RefusesAnExtraEnvelopeKey) {
  EXPECT_EQ(mutes(R"({"src":"n1","dest":"c1","body":{"type":"x"},"time":1})"), "the envelope has the extra key time");
}

TEST(NodeOutput, RefusesAnEmptyLine) {
  EXPECT_EQ(mutes(""), "an empty line");
  EXPECT_EQ(mutes("  "), "an empty line");
}

TEST(NodeOutput, RefusesWhatIsNoMessage) {
  for (const char* const line :
       {"hello", "{", "[]", "3", "null", R"({"src":"n1","body":{"type":"x"}})", R"({"dest":"c1","body":{"type":"x"}})",
        R"({"src":"n1","dest":7,"body":{"type":"x"}})", R"({"src":null,"dest":"c1","body":{"type":"x"}})",
        R"({"src":"n1","dest":"c1","body":7})", R"({"src":"n1","dest":"c1","body":"text"})",
        R"({"src":"n1","dest":"c1","body":{"type":NaN}})", "\xef\xbb\xbf{\"src\":\"n1\"}", R"('src': 'n1')",
        R"({"src":"n1","dest":"c1","body":{"type":"x"})"}) {
    EXPECT_NE(mutes(line), "") << line;
  }
}

TEST(NodeOutput, RefusesAForeignSource) {
  EXPECT_EQ(mutes(R"({"src":"n2","dest":"c1","body":{"type":"x"}})"), "src is n2, which is not this node");
}

// The receiver checks the body.
TEST(NodeOutput, AcceptsABodyOfAnyForm) {
  for (const char* const body :
       {"{}", R"({"seen":1})", R"({"type":3})", R"({"type":null})", R"({"type":"gossip","msg_id":"6ba7b810"})",
        R"({"type":"gossip","msg_id":1.5})", R"({"type":"gossip","msg_id":1180591620717411303424})",
        R"({"type":"gossip_ok","in_reply_to":"6ba7b810"})", R"({"type":"gossip_ok","in_reply_to":{"a":[1]}})"}) {
    Reader reader;
    EXPECT_EQ(flaw(reader, with_body(body)), "") << body;
    EXPECT_EQ(reader.message().dest, "n2");
    EXPECT_EQ(reader.message().body, body);
    EXPECT_EQ(reader.message().in_reply_to, std::nullopt);
  }
}

TEST(NodeOutput, GivesTheFieldsOfABodyOfAnyForm) {
  Reader reader;
  EXPECT_EQ(flaw(reader, with_body(R"({"\u0074ype":"x","msg_id":"six","in_reply_to":7})")), "");
  EXPECT_EQ(reader.message().type, "x");
  EXPECT_EQ(reader.message().msg_id, std::nullopt);
  EXPECT_EQ(reader.message().field("msg_id"), "\"six\"");
  EXPECT_EQ(reader.message().in_reply_to, 7);
}

TEST(NodeOutput, ReadsABodyOfNothingAsEmpty) {
  for (const char* const body : {"null", "[]", "\"\""}) {
    Reader reader;
    EXPECT_EQ(flaw(reader, with_body(body)), "") << body;
    EXPECT_EQ(reader.message().body, "{}");
  }
  Reader reader;
  EXPECT_EQ(flaw(reader, R"({"src":"n1","dest":"n2"})"), "the message has no body (Maelstrom reads an empty one)");
  EXPECT_EQ(reader.message().body, "{}");
}

TEST(NodeOutput, ReadsWhatMaelstromReadsOfAFlawedLine) {
  constexpr std::string_view kText = R"({"src":"n1","dest":"n2","body":{"type":"x"}})";
  for (const auto& [line, expected, body] : {
           std::tuple(std::string(kText) + " trailing", "text after the message on its line (Maelstrom ignores it)",
                      R"({"type":"x"})"),
           std::tuple(std::string(kText) + '\0', "text after the message on its line (Maelstrom ignores it)",
                      R"({"type":"x"})"),
           std::tuple(std::string(kText) + std::string(kText),
                      "two messages on one line (Maelstrom reads only the first one)", R"({"type":"x"})"),
           std::tuple(with_body("{\"t\":\"\xe9\xff\"}"), "the line is not valid UTF-8 (Maelstrom reads U+FFFD instead)",
                      "{\"t\":\"\xef\xbf\xbd\xef\xbf\xbd\"}"),
           std::tuple(with_body(R"({"t":"\ud83d \\ud83d"})"),
                      "an escape is half of a surrogate pair (Maelstrom accepts it)", R"({"t":"\ufffd \\ud83d"})"),
           std::tuple(with_body(R"({"t":"\udc00\ud83d\ude00"})"),
                      "an escape is half of a surrogate pair (Maelstrom accepts it)", R"({"t":"\ufffd\ud83d\ude00"})"),
       }) {
    Reader reader;
    EXPECT_EQ(flaw(reader, line), expected) << line;
    EXPECT_EQ(reader.message().body, body);
  }
}

TEST(NodeOutput, AFlawDoesNotHideWhatMutes) {
  EXPECT_EQ(mutes("{\"src\":\"n1\",\"dest\":\"n2\",\"body\":{\"t\":\"\xff\"},\"x\":1} trailing"),
            "the envelope has the extra key x");
  EXPECT_NE(mutes("\xff{\"src\":\"n1\",\"dest\":\"n2\",\"body\":{}}"), "");
}

}  // namespace
}  // namespace maelstrom::conformance
