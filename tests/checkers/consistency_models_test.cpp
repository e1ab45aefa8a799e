// The models of Elle, which Maelstrom uses: what each prohibits, excludes and implies.
#include "checkers/transactions/consistency_models.hpp"

#include <fstream>
#include <set>
#include <string>
#include <string_view>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace maelstrom::conformance {
namespace {

using Json = nlohmann::ordered_json;

Json elle_models() {
  std::ifstream in(ORACLE_FOLDER "/models.json");
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
