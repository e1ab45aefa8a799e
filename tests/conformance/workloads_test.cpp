#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "conformance/workloads/workload.hpp"

namespace maelstrom::conformance {
namespace {

class WorkloadTest : public ::testing::Test {
 protected:
  // Lets one operation get `reply_body`, and says what the workload finds wrong with it.
  std::string judge(Workload& workload, const std::string& reply_body) {
    workload.request(random_, request_);
    const auto operation = history_.invoke(0, 3, 0, request_.function, request_.value, ++now_);
    const std::string line = R"({"src":"n1","dest":"c3","body":)" + reply_body + "}";
    EXPECT_TRUE(reader_.read(line)) << reader_.error();
    const Judgement judgement = workload.judge({operation, 0, request_.value}, reader_.envelope());
    history_.complete(operation, Outcome::kOk, judgement.value, {}, ++now_);
    return judgement.failure;
  }
  std::string judge_id(Workload& workload, const std::string& id) {
    return judge(workload, R"({"type":"generate_ok","in_reply_to":1,"id":)" + id + "}");
  }

  Random random_{1, "workload"};
  Request request_;
  History history_{{"n1"}};
  host::EnvelopeReader reader_;
  Time now_ = 0;
};

using Workloads = WorkloadTest;
using Echo = WorkloadTest;
using UniqueIds = WorkloadTest;

TEST_F(Workloads, AreFoundByName) {
  ASSERT_NE(find_workload("echo"), nullptr);
  ASSERT_NE(find_workload("unique-ids"), nullptr);
  EXPECT_EQ(find_workload("unique_ids"), nullptr);
  std::set<std::string_view> names;
  for (const WorkloadEntry& entry : workloads()) {
    EXPECT_TRUE(names.insert(entry.name).second);
    EXPECT_NE(entry.make(), nullptr);
  }
}

TEST_F(Echo, AsksAsMaelstromDoes) {
  const auto echo = find_workload("echo")->make();
  std::set<std::string> values;
  for (int i = 0; i < 2000; ++i) {
    echo->request(random_, request_);
    values.insert(request_.value);
    const auto body = nlohmann::json::parse('{' + request_.members + '}');
    EXPECT_EQ(body["type"], "echo");
    EXPECT_EQ(body["echo"].dump(), request_.value);
  }
  EXPECT_EQ(values.size(), 128U);
  EXPECT_TRUE(values.contains("\"Please echo 0\""));
  EXPECT_TRUE(values.contains("\"Please echo 127\""));
}

TEST_F(Echo, AcceptsTheEchoInAnySpelling) {
  const auto echo = find_workload("echo")->make();
  echo->request(random_, request_);
  const std::string line =
      R"({"src":"n1","dest":"c3","body":{"type":"echo_ok","echo":"\u0050lease echo 5","in_reply_to":1}})";
  ASSERT_TRUE(reader_.read(line));
  EXPECT_EQ(echo->judge({0, 0, "\"Please echo 5\""}, reader_.envelope()).failure, "");
}

TEST_F(Echo, RefusesADifferentEcho) {
  const auto echo = find_workload("echo")->make();
  const std::string failure = judge(*echo, R"({"type":"echo_ok","echo":"something else","in_reply_to":1})");
  EXPECT_EQ(failure, "expected the echo " + request_.value + ", but received \"something else\"");
  EXPECT_EQ(echo->report(history_).details["different-count"], 1);
}

TEST_F(UniqueIds, AcceptsIdsOfEveryKindThatDiffer) {
  const auto unique_ids = find_workload("unique-ids")->make();
  for (const char* const id : {"1", "\"1\"", "[1]", "{\"a\":1}", "true", "null", "1.5", "1.0", "\"a\"", "\"\"",
                               "18446744073709551616", "18446744073709551617"}) {
    EXPECT_EQ(judge_id(*unique_ids, id), "");
  }
  const WorkloadReport report = unique_ids->report(history_);
  EXPECT_TRUE(report.reasons.empty());
  EXPECT_EQ(report.details["attempted-count"], 12);
  EXPECT_EQ(report.details["acknowledged-count"], 12);
  EXPECT_EQ(report.details["duplicated-count"], 0);
}

TEST_F(UniqueIds, ComparesIdsAsJson) {
  for (const auto& [a, b] : std::vector<std::pair<const char*, const char*>>{
           {"{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}"}, {"1.0", "1e0"}, {"\"A\"", "\"\\u0041\""}, {"[1, 2]", "[1,2]"}}) {
    const auto unique_ids = find_workload("unique-ids")->make();
    judge_id(*unique_ids, a);
    judge_id(*unique_ids, b);
    EXPECT_EQ(unique_ids->report(history_).details["duplicated-count"], 1) << a << ' ' << b;
  }
}

TEST_F(UniqueIds, ReportsDuplicatesWithTheirOperations) {
  const auto unique_ids = find_workload("unique-ids")->make();
  for (const char* const id : {"\"x\"", "\"y\"", "\"x\"", "\"z\"", "\"x\"", "\"y\""}) {
    judge_id(*unique_ids, id);
  }
  const WorkloadReport report = unique_ids->report(history_);
  EXPECT_EQ(report.details["duplicated-count"], 2);
  const auto& first = report.details["duplicated"][0];
  EXPECT_EQ(first["id"], "x");
  EXPECT_EQ(first["count"], 3);
  EXPECT_EQ(first["operations"][0]["operation"], 0);
  EXPECT_EQ(first["operations"][1]["operation"], 2);
  EXPECT_EQ(first["operations"][2]["operation"], 4);
  EXPECT_EQ(first["operations"][0]["client"], "c3");
  EXPECT_EQ(first["operations"][0]["node"], "n1");
  ASSERT_EQ(report.reasons.size(), 1U);
  EXPECT_EQ(report.reasons[0],
            "2 ids were given out more than once; the first one, \"x\", by node n1 in operation 0 and by node n1 in "
            "operation 2");
}

// As a document it would overflow the stack when it is printed.
TEST_F(UniqueIds, ReportsADuplicateThatIsNestedVeryDeeplyAsText) {
  const auto unique_ids = find_workload("unique-ids")->make();
  const std::string id = std::string(200'000, '[') + std::string(200'000, ']');
  judge_id(*unique_ids, id);
  judge_id(*unique_ids, id);
  const WorkloadReport report = unique_ids->report(history_);
  ASSERT_EQ(report.details["duplicated-count"], 1);
  EXPECT_TRUE(report.details["duplicated"][0]["id"].is_string());
  EXPECT_GT(report.details.dump().size(), id.size());
}

TEST_F(UniqueIds, LimitsTheDuplicatesItTellsAbout) {
  const auto unique_ids = find_workload("unique-ids")->make();
  for (int i = 0; i < 200; ++i) {
    judge_id(*unique_ids, std::to_string(i % 100));
  }
  const WorkloadReport report = unique_ids->report(history_);
  EXPECT_EQ(report.details["duplicated-count"], 100);
  EXPECT_EQ(report.details["duplicated"].size(), 48U);
}

TEST_F(UniqueIds, FindsADuplicateAmongManyIds) {
  const auto unique_ids = find_workload("unique-ids")->make();
  for (int i = 0; i < 20'000; ++i) {
    judge_id(*unique_ids, std::to_string(i));
  }
  EXPECT_EQ(unique_ids->report(history_).details["duplicated-count"], 0);
  for (const char* const id : {"0", "12345", "19999", "0"}) {
    judge_id(*unique_ids, id);
  }
  const WorkloadReport report = unique_ids->report(history_);
  EXPECT_EQ(report.details["duplicated-count"], 3);
  EXPECT_EQ(report.details["duplicated"][0]["count"], 3);
  EXPECT_EQ(report.details["duplicated"][1]["operations"][0]["operation"], 12345);
}

TEST_F(UniqueIds, NeedsNoHistoryToNameADuplicate) {
  const auto unique_ids = find_workload("unique-ids")->make();
  history_ = History({"n1"}, false);
  for (int i = 0; i < 5'000; ++i) {
    judge_id(*unique_ids, std::to_string(i % 4'000));
  }
  const WorkloadReport report = unique_ids->report(history_);
  EXPECT_EQ(report.details["duplicated-count"], 1000);
  EXPECT_EQ(report.details["duplicated"][7]["operations"][0],
            nlohmann::ordered_json({{"operation", 7}, {"node", "n1"}}));
  EXPECT_EQ(report.reasons[0],
            "1000 ids were given out more than once; the first one, 0, by node n1 in operation 0 and by node n1 in "
            "operation 4000");
}

TEST_F(UniqueIds, GivesTheRange) {
  const auto unique_ids = find_workload("unique-ids")->make();
  for (const char* const id : {"10", "-5", "9", "-12", "170141183460469231731687303715884105727"}) {
    judge_id(*unique_ids, id);
  }
  const auto range = unique_ids->report(history_).details["range"];
  EXPECT_EQ(range, nlohmann::ordered_json::parse(R"([-12,"170141183460469231731687303715884105727"])"));
}

TEST_F(UniqueIds, HasNoRangeWithoutIds) {
  EXPECT_TRUE(find_workload("unique-ids")->make()->report(history_).details["range"].is_null());
}

}  // namespace
}  // namespace maelstrom::conformance
