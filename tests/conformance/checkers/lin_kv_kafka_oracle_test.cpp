// The same verdicts as Maelstrom's own checkers of lin-kv and kafka, on histories that were judged by them.
#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "conformance/checkers/checker.hpp"
#include "conformance/checkers/verdict.hpp"
#include "conformance/history/reader.hpp"

namespace maelstrom::conformance {
namespace {

using Json = nlohmann::ordered_json;

void expect_same_keys(const Json& found, const Json& expected) {
  EXPECT_EQ(found["failures"], expected["failures"]);
  ASSERT_EQ(found["results"].size(), expected["results"].size());
  for (const auto& [key, result] : expected["results"].items()) {
    for (const auto& [field, value] : result.items()) {
      ASSERT_TRUE(found["results"][key].contains(field)) << key << " " << field;
      EXPECT_EQ(found["results"][key][field], value) << key << " " << field;
    }
  }
}

void expect_same_errors(const Json& found, const Json& expected) {
  for (const char* const field : {"error-types", "bad-error-types", "worst-realtime-lag", "info-txn-causes"}) {
    EXPECT_EQ(found[field], expected[field]) << field;
  }
  for (const auto& [kind, error] : expected["errors"].items()) {
    if (kind == "unseen") {
      EXPECT_EQ(found["errors"][kind], error);
    } else {
      EXPECT_EQ(found["errors"][kind]["count"], error["count"]) << kind;
    }
  }
}

std::size_t expect_same_as(const std::string& file, const std::string& workload) {
  std::ifstream in(std::string(ORACLE_DIR "/") + file);
  std::size_t cases = 0;
  for (std::string line; std::getline(in, line);) {
    const Json oracle = Json::parse(line);
    if (oracle["workload"] != workload) {
      continue;
    }
    SCOPED_TRACE(oracle["id"].get<std::string>());
    ++cases;
    CheckerOptions options;
    options.as_maelstrom = true;
    const CheckerVerdict verdict = find_checker(workload)->check(read_json_history(oracle["history"].dump(), 1), options);
    const Json& expected = oracle["expected"];
    EXPECT_EQ(validity_json(verdict.valid), expected["valid"]);
    if (expected.contains("exception")) {
      EXPECT_TRUE(verdict.details.contains("error"));
    } else if (workload == "lin-kv") {
      expect_same_keys(verdict.details, expected);
    } else {
      expect_same_errors(verdict.details, expected);
    }
  }
  return cases;
}

TEST(LinKvOracle, IsJudgedAsByMaelstrom) {
  EXPECT_GE(expect_same_as("lin-kv.jsonl", "lin-kv"), 180U);
  EXPECT_GE(expect_same_as("hand.jsonl", "lin-kv"), 19U);
}

TEST(KafkaOracle, IsJudgedAsByMaelstrom) {
  EXPECT_GE(expect_same_as("kafka.jsonl", "kafka"), 220U);
  EXPECT_GE(expect_same_as("hand.jsonl", "kafka"), 24U);
}

}  // namespace
}  // namespace maelstrom::conformance
