// Compares our verdicts with those of the original Maelstrom's checkers: with --as-maelstrom every field must agree;
// without it, all except the cases in differences.tsv.
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "cases.hpp"

namespace maelstrom::conformance {
namespace {

using nlohmann::json;

class Agreement : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    cases_ = oracle_cases(GetParam());
    ASSERT_FALSE(cases_.empty());
  }

  std::vector<json> judge(const std::string& option) {
    std::vector<json> verdicts = our_verdicts(GetParam(), option);
    EXPECT_EQ(verdicts.size(), cases_.size());
    verdicts.resize(cases_.size());
    return verdicts;
  }

  std::vector<json> cases_;
};

TEST_P(Agreement, AsMaelstromEveryFieldAgrees) {
  const std::vector<json> verdicts = judge(" --as-maelstrom");
  for (std::size_t i = 0; i < cases_.size(); ++i) {
    EXPECT_EQ(verdicts[i]["id"], cases_[i]["id"]);
    EXPECT_EQ(differing_fields(cases_[i], verdicts[i]), "") << cases_[i]["id"];
  }
}

TEST_P(Agreement, DifferencesAreListedWithTheirReason) {
  const auto differences = listed_differences();
  const std::vector<json> verdicts = judge("");
  for (std::size_t i = 0; i < cases_.size(); ++i) {
    const std::string fields = differing_fields(cases_[i], verdicts[i]);
    const bool is_listed = differences.count(cases_[i]["id"].get<std::string>()) != 0;
    EXPECT_EQ(fields.empty(), !is_listed) << cases_[i]["id"] << (is_listed ? " is listed without need" : "\n" + fields);
  }
}

INSTANTIATE_TEST_SUITE_P(Oracle, Agreement, testing::ValuesIn(kOracleFiles), [](const auto& workload) {
  std::string name = workload.param;
  std::erase(name, '-');
  return name;
});

}  // namespace
}  // namespace maelstrom::conformance
