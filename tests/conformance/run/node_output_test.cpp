#include "conformance/run/node_output.hpp"

#include <gtest/gtest.h>

namespace maelstrom::conformance {
namespace {

std::string violation(const std::string& line) {
  host::EnvelopeReader reader;
  return read_node_line(reader, "n1", line).value_or("");
}

TEST(NodeOutput, AcceptsAMessage) {
  host::EnvelopeReader reader;
  EXPECT_EQ(read_node_line(reader, "n1", R"({"src":"n1","dest":"c1","body":{"type":"echo_ok","in_reply_to":3}})"),
            std::nullopt);
  EXPECT_EQ(reader.envelope().type, "echo_ok");
  EXPECT_EQ(reader.envelope().in_reply_to, 3);
}

TEST(NodeOutput, LetsAnIntegerIdPassAsMaelstromDoes) {
  EXPECT_EQ(violation(R"({"id":5,"src":"n1","dest":"c1","body":{"type":"x"}})"), "");
  EXPECT_NE(violation(R"({"id":"5","src":"n1","dest":"c1","body":{"type":"x"}})"), "");
}

TEST(NodeOutput, RefusesAnExtraEnvelopeKey) {
  EXPECT_EQ(violation(R"({"src":"n1","dest":"c1","body":{"type":"x"},"time":1})"),
            "the envelope has the extra key time");
}

TEST(NodeOutput, RefusesAnEmptyLine) {
  EXPECT_EQ(violation(""), "an empty line");
  EXPECT_EQ(violation("  "), "an empty line");
}

TEST(NodeOutput, RefusesWhatIsNoMessage) {
  for (const char* const line :
       {"hello", "{", "[]", "3", R"({"src":"n1","dest":"c1"})", R"({"src":"n1","body":{"type":"x"}})",
        R"({"src":"n1","dest":"c1","body":[]})", R"({"src":"n1","dest":"c1","body":{}})",
        R"({"src":"n1","dest":7,"body":{"type":"x"}})", R"({"src":"n1","dest":"c1","body":{"type":"x"}} extra)"}) {
    EXPECT_NE(violation(line), "") << line;
  }
}

TEST(NodeOutput, RefusesAForeignSource) {
  EXPECT_EQ(violation(R"({"src":"n2","dest":"c1","body":{"type":"x"}})"), "src is n2, which is not this node");
}

}  // namespace
}  // namespace maelstrom::conformance
