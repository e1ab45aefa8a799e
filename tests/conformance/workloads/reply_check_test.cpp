#include "conformance/workloads/reply_check.hpp"

#include <gtest/gtest.h>

#include "conformance/run/node_output.hpp"

namespace maelstrom::conformance {
namespace {

const protocol::RequestSchema* schema(std::string_view workload, std::string_view type) {
  return protocol::find_request_schema(*protocol::find_workload_schema(workload), type);
}

class ReplyCheck : public ::testing::Test {
 protected:
  const host::Envelope& read(const std::string& body) {
    line_ = R"({"src":"n1","dest":"c1","body":)" + body + "}";
    EXPECT_TRUE(reader_.read(line_)) << reader_.error();
    return reader_.envelope();
  }
  std::string violation(const std::string& body, std::string_view workload = "echo", std::string_view type = "echo") {
    return schema_violation(read(body), schema(workload, type)).value_or("");
  }

 private:
  std::string line_;
  host::EnvelopeReader reader_;
};

TEST_F(ReplyCheck, AcceptsAMsgIdOfAnySize) {
  NodeOutputReader reader;
  const std::string line = R"({"src":"n1","dest":"c1","body":{"type":"echo_ok","echo":1,"in_reply_to":1,)"
                           R"("msg_id":1180591620717411303424}})";
  EXPECT_EQ(reader.read("n1", line).mutes, "");
  EXPECT_EQ(schema_violation(reader.message(), schema("echo", "echo")), std::nullopt);
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

TEST_F(ReplyCheck, RefusesAFieldOfAnotherType) {
  const auto of = [this](std::string_view workload, std::string_view type, const std::string& members) {
    return violation(R"({"type":")" + std::string(type) + R"(_ok","in_reply_to":1,)" + members + "}", workload, type);
  };
  EXPECT_EQ(of("broadcast", "read", R"("messages":[1,"a",null])"), "");
  EXPECT_EQ(of("broadcast", "read", R"("messages":{"a":1})"),
            "the reply read_ok has a field messages that is not an array");
  EXPECT_EQ(of("pn-counter", "read", R"("value":-3)"), "");
  EXPECT_NE(of("pn-counter", "read", R"("value":3.5)"), "");
  EXPECT_NE(of("pn-counter", "read", R"("value":"3")"), "");
  EXPECT_EQ(of("lin-kv", "read", R"("value":null)"), "");
  EXPECT_EQ(of("kafka", "poll", R"("msgs":{"a":[[1,2],[3,"x"]],"b":[]})"), "");
  EXPECT_NE(of("kafka", "poll", R"("msgs":{"a":[[1,2],[3]]})"), "");
  EXPECT_NE(of("kafka", "poll", R"("msgs":{"a":[["1",2]]})"), "");
  EXPECT_NE(of("kafka", "poll", R"("msgs":[])"), "");
  EXPECT_EQ(of("kafka", "list_committed_offsets", R"("offsets":{})"), "");
  EXPECT_NE(of("kafka", "list_committed_offsets", R"("offsets":{"a":null})"), "");
  EXPECT_EQ(of("txn-list-append", "txn", R"("txn":[["r",1,[1]],["append",1,2]])"), "");
  EXPECT_NE(of("txn-list-append", "txn", R"("txn":[["r",1]])"), "");
  EXPECT_NE(of("txn-list-append", "txn", R"("txn":[[1,"r",2]])"), "");
  EXPECT_NE(of("txn-list-append", "txn", R"("txn":"none")"), "");
}

TEST_F(ReplyCheck, ReadsErrors) {
  const ErrorReply definite = read_error(read(R"({"type":"error","in_reply_to":1,"code":14,"text":"no"})"));
  EXPECT_EQ(definite.code, 14);
  EXPECT_TRUE(definite.definite);
  EXPECT_EQ(definite.json, R"(["abort","no"])");

  const ErrorReply indefinite = read_error(read(R"({"type":"error","in_reply_to":1,"code":13})"));
  EXPECT_FALSE(indefinite.definite);
  EXPECT_EQ(indefinite.json, R"(["crash",null])");

  const ErrorReply codeless = read_error(read(R"({"type":"error","in_reply_to":1,"code":"14"})"));
  EXPECT_FALSE(codeless.code);
  EXPECT_FALSE(codeless.definite);
}

}  // namespace
}  // namespace maelstrom::conformance
