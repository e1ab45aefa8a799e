#include "host/node/log_line.hpp"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "host/node/contract.hpp"

namespace maelstrom::host {
namespace {

using Kind = LogLine::Kind;

constexpr std::string_view kWarning = "2026-11-23 16:46:08.773 warning ";

LogLine read(std::string_view text, std::string_view node_id) {
  const std::string line = std::string(kWarning) + std::string(text);
  auto logged = read_log_line(line, node_id);
  EXPECT_TRUE(logged) << line;
  return {logged->level, text.substr(text.size() - logged->text.size()), logged->kind};
}

TEST(LogLine, IsARefusalWithAndWithoutTheNodesId) {
  for (const std::string_view text :
       {"refused a reply of plugin p to c1: why", "refused a message of plugin p to n2: why"}) {
    const std::string with_id = "n1: " + std::string(text);
    EXPECT_EQ(read(with_id, "n1").text, text);
    EXPECT_EQ(read(with_id, "n1").kind, Kind::kRefused);
    EXPECT_EQ(read(text, "n1").text, text);
    EXPECT_EQ(read(text, "n1").kind, Kind::kRefused);
  }
  EXPECT_EQ(read("a: b: refused a reply", "a: b").text, "refused a reply");
}

TEST(LogLine, IsARefusalForNothingElse) {
  for (const char* const text : {"", "n1: started", "n1: plugin p: refused a reply", "n10: refused a reply",
                                 "n1: dropped a late reply of plugin p to c1: why", "n1 refused a reply"}) {
    EXPECT_NE(read(text, "n1").kind, Kind::kRefused) << text;
  }
}

TEST(LogLine, IsRoutineWhereSomethingCameTooLate) {
  for (const char* const text :
       {"n1: dropped a late reply of plugin p to c1: why", "n1: dropped msg_id 7 from \"c1\": why"}) {
    EXPECT_EQ(read(text, "n1").kind, Kind::kDropped) << text;
  }
}

TEST(LogLine, HasALevel) {
  EXPECT_EQ(read("n1: plugin p is slow", "n1").level, MAELSTROM_LOG_WARN);
  EXPECT_EQ(read_log_line("2026-11-23 16:46:08.773 error   no id yet", "n1")->level, MAELSTROM_LOG_ERROR);
  EXPECT_EQ(read_log_line("2026-11-23 16:46:08.773 info    n1: started", "n1")->level, MAELSTROM_LOG_INFO);
}

TEST(LogLine, IsNothingElse) {
  for (const char* const line : {"", "warning n1: x", "an error   x", "n1: a text", "2026-11-23 16:46:08.773",
                                 "2026-11-23T16:46:08.773 warning n1: a", "2026-11-23 16:46:08.773 loud    n1: a"}) {
    EXPECT_FALSE(read_log_line(line, "n1")) << line;
  }
}

TEST(ContractEvent, IsARefusalInTheLogAsWell) {
  ContractEvent event;
  event.plugin = "p";
  event.function = "rpc";
  event.dest = "n2";
  event.reason = "the body is not JSON";
  event.excerpt = R"("x")";
  const std::string text = log_text(event);
  EXPECT_EQ(text, R"(refused a request of plugin p to n2: the body is not JSON: "x")");
  EXPECT_EQ(read(text, "n1").kind, Kind::kRefused);
  event.kind = ContractEvent::Kind::kLate;
  EXPECT_EQ(read(log_text(event), "n1").kind, Kind::kDropped);
}

TEST(ContractEvent, NamesNoReceiverOfACallOnAnotherThread) {
  ContractEvent event;
  event.plugin = "p";
  event.reason = "it came on another thread";
  EXPECT_EQ(log_text(event), "refused a call of plugin p: it came on another thread");
}

}  // namespace
}  // namespace maelstrom::host
