// The same verdicts as Maelstrom's own checkers, on histories that were judged by them.
#include <fstream>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "conformance/checkers/checker.hpp"
#include "conformance/checkers/transactions/consistency_models.hpp"
#include "conformance/checkers/verdict.hpp"
#include "conformance/history/reader.hpp"

namespace maelstrom::conformance {
namespace {

using Json = nlohmann::ordered_json;

Json member(const Json& object, const char* name, const Json& otherwise) {
  return object.contains(name) ? object[name] : otherwise;
}

CheckerVerdict judge(const Json& oracle) {
  const History history = read_json_history(oracle["history"].dump(), 1);
  CheckerOptions options;
  options.as_maelstrom = true;
  options.by_model = true;
  options.consistency_models = member(oracle["options"], "consistency-models", Json::array());
  return find_checker(oracle["workload"].get<std::string>())->check(history, options);
}

void expect_same(const Json& oracle) {
  SCOPED_TRACE(oracle["id"].get<std::string>());
  const Json& expected = oracle["expected"];
  const CheckerVerdict verdict = judge(oracle);
  EXPECT_EQ(validity_json(verdict.valid), expected["valid"]);
  const Json by_model = member(expected, "by-model", Json::object());
  for (const auto& [model, alone] : by_model.items()) {
    SCOPED_TRACE(model);
    EXPECT_EQ(verdict.details["by-model"][model]["valid"], alone["valid"]);
    if (!alone.contains("exception")) {
      EXPECT_EQ(verdict.details["by-model"][model]["anomaly-types"], alone["anomaly-types"]);
    }
  }
  if (expected.contains("exception")) {
    EXPECT_TRUE(verdict.details.contains("error"));
    return;
  }
  const Json none = Json::array();
  EXPECT_EQ(verdict.details["anomaly-types"], member(expected, "anomaly-types", none));
  EXPECT_EQ(member(verdict.details, "not", none), member(expected, "not", none));
  EXPECT_EQ(member(verdict.details, "also-not", none), member(expected, "also-not", none));
  const Json counts = member(expected, "anomaly-counts", Json::object());
  for (const auto& [type, count] : counts.items()) {
    EXPECT_EQ(verdict.details["anomaly-counts"][type], count) << type;
  }
  const Json anomalies = member(expected, "anomalies", Json::object());
  for (const auto& [type, found] : anomalies.items()) {
    std::set<std::string> cycles;
    for (const Json& one : verdict.details["anomalies"][type]) {
      if (one.is_object() && one.contains("cycle")) {
        cycles.insert(one["cycle"].dump());
      }
    }
    for (const Json& one : found) {
      if (one.is_object() && one.contains("cycle")) {
        EXPECT_TRUE(cycles.contains(one["cycle"].dump())) << one;
      }
    }
  }
}

// All cases of the file whose workload is one of transactions; how many there were.
std::size_t expect_same_as(const std::string& file) {
  std::ifstream in(std::string(ORACLE_DIR "/") + file);
  std::size_t cases = 0;
  for (std::string line; std::getline(in, line);) {
    const Json oracle = Json::parse(line);
    if (!oracle["workload"].get<std::string>().starts_with("txn-")) {
      continue;
    }
    expect_same(oracle);
    ++cases;
  }
  return cases;
}

TEST(TransactionOracle, ListAppendIsJudgedAsByMaelstrom) {
  EXPECT_GE(expect_same_as("txn-list-append.jsonl"), 200U);
}

TEST(TransactionOracle, RwRegisterIsJudgedAsByMaelstrom) {
  EXPECT_GE(expect_same_as("txn-rw-register.jsonl"), 200U);
}

TEST(TransactionOracle, SmallHistoriesAreJudgedAsByMaelstrom) {
  EXPECT_GE(expect_same_as("hand.jsonl"), 30U);
}

Json elle_models() {
  std::ifstream in(ORACLE_DIR "/models.json");
  return Json::parse(in);
}

TEST(ConsistencyModels, ProhibitWhatEllesProhibit) {
  using namespace transactions;
  const Json elle = elle_models();
  for (const auto& [name, anomalies] : elle["prohibited"].items()) {
    SCOPED_TRACE(name);
    const auto model = find_model(name);
    ASSERT_TRUE(model);
    EXPECT_EQ(friendly_name(*model), elle["friendly"][elle["canonical"][name].get<std::string>()].get<std::string>());
    std::set<std::string_view> ours;
    for (const Anomaly anomaly : every_anomaly()) {
      const std::string_view word = anomaly_name(anomaly);
      const bool own = word.starts_with("phantom-") || word.starts_with("axiomatic-") || word == "reply-mismatch";
      if (prohibited_by({*model})[anomaly] && !own) {
        ours.insert(word);
      }
    }
    std::set<std::string_view> theirs;
    for (const Json& anomaly : anomalies) {
      theirs.insert(anomaly.get_ref<const std::string&>());
    }
    EXPECT_EQ(ours, theirs);
  }
}

TEST(ConsistencyModels, ExcludeTheModelsThatElleExcludes) {
  using namespace transactions;
  const Json elle = elle_models();
  for (const auto& [name, expected] : elle["boundary"].items()) {
    SCOPED_TRACE(name);
    AnomalySet anomalies;
    anomalies.set(anomaly_named(name));
    const Boundary boundary = boundary_of(anomalies);
    EXPECT_EQ(Json(boundary.excluded), expected["not"]);
    EXPECT_EQ(Json(boundary.also_excluded), expected["also-not"]);
  }
}

TEST(ConsistencyModels, ImplyTheAnomaliesThatElleImplies) {
  using namespace transactions;
  const Json elle = elle_models();
  for (const auto& [name, expected] : elle["implied-anomalies"].items()) {
    SCOPED_TRACE(name);
    Json implied = Json::array();
    for (const Anomaly anomaly : every_anomaly()) {
      if (implied_by(anomaly_named(name))[anomaly]) {
        implied.push_back(anomaly_name(anomaly));
      }
    }
    EXPECT_EQ(implied, expected);
  }
}

}  // namespace
}  // namespace maelstrom::conformance
