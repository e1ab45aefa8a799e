#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "conformance/choices/random.hpp"
#include "conformance/workloads/workload.hpp"

namespace maelstrom::conformance {
namespace {

using Json = nlohmann::json;

// One worker of the kafka workload; the test makes up the replies.
class Kafka : public ::testing::Test {
 protected:
  // Draws operations until one has this function. The others are not performed.
  Task draw(std::string_view function) {
    Task task;
    do {
      task.flags = {};
      task.immediate_outcome.reset();
      workload_->next(worker_, 0, random_, task);
    } while (task.function != function || task.immediate_outcome);
    return task;
  }

  Reaction reply(const Request& sent, const std::string& value, const std::string& members) {
    line_ = R"({"src":"n0","dest":"c0","body":{"type":")" + std::string(sent.type) + R"(_ok","in_reply_to":1)" +
            (members.empty() ? "" : "," + members) + "}}";
    EXPECT_TRUE(reader_.read(line_)) << reader_.error();
    return workload_->on_reply(worker_, sent, value, reader_.envelope(), next_);
  }

  static Json body(const Request& request) { return Json::parse('{' + request.members + '}'); }

  // Assigns one key and returns it.
  std::string assign(const std::string& committed = "") {
    const Task task = draw("assign");
    const std::string key = Json::parse(task.value)[0];
    const Reaction reaction = reply(task.request, task.value,
                                    R"("offsets":{)" + (committed.empty() ? "" : '"' + key + "\":" + committed) + "}");
    EXPECT_EQ(reaction.value, task.value);
    return key;
  }

  // Two keys that are never replaced.
  static WorkloadSetting setting() {
    WorkloadSetting setting{{"n0"}, 1, 0, {}};
    setting.options.key_count = 2;
    setting.options.max_writes_per_key = 1'000'000;
    return setting;
  }

  std::unique_ptr<Workload> workload_ = find_workload("kafka")->make(setting());
  Worker worker_;
  Random random_{1, "workload"};
  host::EnvelopeReader reader_;
  std::string line_;
  Request next_;
};

TEST_F(Kafka, PollsNothingBeforeItIsAssignedAKey) {
  EXPECT_EQ(body(draw("poll").request), Json::parse(R"({"type":"poll","offsets":{}})"));
}

TEST_F(Kafka, PollsFromTheStartOrFromTheCommittedOffset) {
  const std::string first = assign();
  EXPECT_EQ(body(draw("poll").request)["offsets"], (Json{{first, 0}}));
  std::string second = first;
  while (second == first) {
    second = assign("7");
  }
  EXPECT_EQ(body(draw("poll").request)["offsets"], (Json{{second, 7}}));
}

TEST_F(Kafka, KeepsItsOwnOffsetOfAKeyAssignedAgain) {
  const Task first = draw("assign");
  const std::string key = Json::parse(first.value)[0];
  reply(first.request, first.value, R"("offsets":{})");
  const Task poll = draw("poll");
  reply(poll.request, poll.value, R"("msgs":{")" + key + R"(":[[3,1],[5,2]]})");
  for (;;) {
    const Task again = draw("assign");
    if (Json::parse(again.value)[0] == key) {
      reply(again.request, again.value, R"("offsets":{")" + key + R"(":1})");
      break;
    }
  }
  EXPECT_EQ(body(draw("poll").request)["offsets"][key], 6);
}

TEST_F(Kafka, CommitsWhatItHasPolled) {
  const std::string key = assign();
  const Task poll = draw("poll");
  const Reaction polled = reply(poll.request, poll.value, R"("msgs":{")" + key + R"(":[[3,1],[5,2]],"other":[]})");
  EXPECT_TRUE(polled.has_next_request);
  EXPECT_EQ(body(next_), (Json{{"type", "commit_offsets"}, {"offsets", {{key, 5}}}}));
  const Request commit = next_;
  const Reaction committed = reply(commit, poll.value, "");
  EXPECT_FALSE(committed.has_next_request);
  EXPECT_EQ(committed.value, R"([["poll",{")" + key + R"(":[[3,1],[5,2]],"other":[]}]])");
  EXPECT_EQ(body(draw("poll").request)["offsets"][key], 6);
}

TEST_F(Kafka, CommitsNothingAfterAnEmptyPoll) {
  const std::string key = assign();
  const Task poll = draw("poll");
  const Reaction polled = reply(poll.request, poll.value, R"("msgs":{})");
  EXPECT_FALSE(polled.has_next_request);
  EXPECT_EQ(polled.value, R"([["poll",{}]])");
}

TEST_F(Kafka, TakesNullForAnEmptyListOfMessages) {
  const std::string key = assign();
  const Task poll = draw("poll");
  reply(poll.request, poll.value, R"("msgs":{"a":null,")" + key + R"(":[[5,2]],"z":null})");
  EXPECT_EQ(body(next_)["offsets"], (Json{{key, 5}}));
  EXPECT_EQ(body(draw("poll").request)["offsets"][key], 6);
}

TEST_F(Kafka, GoesOnAfterTheLargestOffset) {
  const std::string key = assign();
  for (const char* const offset : {"9223372036854775807", "99999999999999999999"}) {
    const Task poll = draw("poll");
    reply(poll.request, poll.value, R"("msgs":{")" + key + "\":[[" + offset + ",2]]}");
    EXPECT_EQ(body(draw("poll").request)["offsets"][key], INT64_MAX);
  }
}

TEST_F(Kafka, RecordsTheOffsetOfASend) {
  const Task send = draw("send");
  const Json value = Json::parse(send.value);
  EXPECT_EQ(value[0][0], "send");
  EXPECT_TRUE(value[0][1].is_string());
  const Reaction sent = reply(send.request, send.value, R"("offset":9)");
  EXPECT_EQ(Json::parse(sent.value), (Json{{"send", value[0][1], {9, value[0][2]}}}));
}

TEST_F(Kafka, ForgetsItsOffsetsWithItsClient) {
  assign("7");
  workload_->client_opened(worker_);
  EXPECT_EQ(body(draw("poll").request)["offsets"], Json::object());
}

TEST_F(Kafka, ReadsEverythingAtTheEnd) {
  const Task send = draw("send");
  const std::string key = Json::parse(send.value)[0][1];
  reply(send.request, send.value, R"("offset":9)");

  draw("send");  // perhaps to the other key; it gets no reply, so its offset stays unknown

  Task task;
  ASSERT_EQ(workload_->next_final(worker_, 0, random_, task).kind, FinalStep::Kind::kTask);
  EXPECT_EQ(task.function, "crash");
  EXPECT_EQ(task.immediate_outcome, Outcome::kInfo);
  workload_->client_opened(worker_);
  ASSERT_EQ(workload_->next_final(worker_, 0, random_, task).kind, FinalStep::Kind::kTask);
  EXPECT_EQ(task.function, "assign");
  EXPECT_TRUE(task.flags.seek_to_beginning);
  EXPECT_EQ(Json::parse(task.value), Json::array({key}));
  const auto poll = [&](const std::string& messages) {
    Time now = 0;
    FinalStep step = workload_->next_final(worker_, now, random_, task);
    while (step.kind == FinalStep::Kind::kWait) {
      now = step.until;
      step = workload_->next_final(worker_, now, random_, task);
    }
    if (step.kind == FinalStep::Kind::kTask) {
      reply(task.request, task.value, R"("msgs":{")" + key + "\":" + messages + "}");
    }
    return step.kind;
  };
  EXPECT_EQ(workload_->next_final(worker_, 0, random_, task).kind, FinalStep::Kind::kTask) << "the first poll at once";
  reply(task.request, task.value, R"("msgs":{})");
  EXPECT_EQ(poll("[[4,1]]"), FinalStep::Kind::kTask);
  EXPECT_EQ(body(task.request)["offsets"][key], 0);
  EXPECT_EQ(poll("[[9,2]]"), FinalStep::Kind::kTask);
  EXPECT_EQ(body(task.request)["offsets"][key], 5);
  EXPECT_EQ(poll("[]"), FinalStep::Kind::kDone);
}

TEST_F(Kafka, DoesNothingAtTheEndIfNoOffsetIsKnown) {
  draw("send");
  Task task;
  EXPECT_EQ(workload_->next_final(worker_, 0, random_, task).kind, FinalStep::Kind::kDone);
}

TEST_F(Kafka, CrashesAClientSoonAfterTheBeginning) {
  Task task;
  for (int i = 0; i < 20 && task.function != "crash"; ++i) {
    task.immediate_outcome.reset();
    workload_->next(worker_, 0, random_, task);
  }
  EXPECT_EQ(task.function, "crash") << "one of two operations that are due is a crash";
}

}  // namespace
}  // namespace maelstrom::conformance
