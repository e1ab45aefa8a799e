#include "conformance/workloads/reply_check.hpp"

#include <array>

#include <gtest/gtest.h>

#include "conformance/run/node_output.hpp"

namespace maelstrom::conformance {
namespace {

constexpr std::array<std::string_view, 1> kFields = {"echo"};
constexpr ReplyShape kShape = {"echo_ok", kFields};

class ReplyCheck : public ::testing::Test {
 protected:
  const host::Envelope& read(const std::string& body) {
    line_ = R"({"src":"n1","dest":"c1","body":)" + body + "}";
    EXPECT_TRUE(reader_.read(line_)) << reader_.error();
    return reader_.envelope();
  }
  std::string violation(const std::string& body) { return shape_violation(read(body), kShape).value_or(""); }

 private:
  std::string line_;
  host::EnvelopeReader reader_;
};

TEST_F(ReplyCheck, AcceptsAMsgIdOfAnySize) {
  NodeOutputReader reader;
  const std::string line = R"({"src":"n1","dest":"c1","body":{"type":"echo_ok","echo":1,"in_reply_to":1,)"
                           R"("msg_id":1180591620717411303424}})";
  EXPECT_EQ(reader.read("n1", line).mutes, "");
  EXPECT_EQ(shape_violation(reader.message(), kShape), std::nullopt);
}

TEST_F(ReplyCheck, AcceptsTheShapeWithAndWithoutMsgId) {
  EXPECT_EQ(violation(R"({"type":"echo_ok","echo":1,"in_reply_to":1})"), "");
  EXPECT_EQ(violation(R"({"msg_id":9,"type":"echo_ok","echo":1,"in_reply_to":1})"), "");
}

TEST_F(ReplyCheck, RefusesAnExtraKey) {
  EXPECT_EQ(violation(R"({"type":"echo_ok","echo":1,"in_reply_to":1,"node":"n1"})"),
            "the reply echo_ok has the extra key node");
}

TEST_F(ReplyCheck, RefusesAMissingField) {
  EXPECT_EQ(violation(R"({"type":"echo_ok","in_reply_to":1})"), "the reply echo_ok lacks the field echo");
}

TEST_F(ReplyCheck, RefusesAnotherType) {
  EXPECT_EQ(violation(R"({"type":"echo","echo":1,"in_reply_to":1})"),
            "expected a reply of type echo_ok, but received one of type echo");
}

TEST_F(ReplyCheck, RefusesAMsgIdThatIsNull) {
  EXPECT_EQ(violation(R"({"type":"echo_ok","echo":1,"in_reply_to":1,"msg_id":null})"),
            "the reply echo_ok has a msg_id that is not an integer");
}

TEST_F(ReplyCheck, ReadsErrors) {
  const ErrorReply definite = read_error(read(R"({"type":"error","in_reply_to":1,"code":14,"text":"no"})"));
  EXPECT_EQ(definite.code, 14);
  EXPECT_TRUE(definite.definite);
  EXPECT_EQ(definite.json, R"(["abort",14,"no"])");

  const ErrorReply indefinite = read_error(read(R"({"type":"error","in_reply_to":1,"code":13})"));
  EXPECT_FALSE(indefinite.definite);
  EXPECT_EQ(indefinite.json, R"(["crash",13,null])");

  const ErrorReply codeless = read_error(read(R"({"type":"error","in_reply_to":1,"code":"14"})"));
  EXPECT_FALSE(codeless.code);
  EXPECT_FALSE(codeless.definite);
}

}  // namespace
}  // namespace maelstrom::conformance
