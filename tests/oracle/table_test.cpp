// docs/verdicts.md has a table of how often our checkers agree with Maelstrom's; this test counts it.
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "cases.hpp"

namespace maelstrom::conformance {
namespace {

using nlohmann::json;

// The names of all anomalies in a history, according to this verdict.
std::set<std::string> anomalies_of(const json& verdict) {
  std::set<std::string> names;
  for (const char* const types : {"anomaly-types", "error-types"}) {
    for (const json& type : verdict.value(types, json::array())) {
      names.insert(type.get<std::string>());
    }
  }
  for (const char* const kind : {"lost", "never-read", "stale", "duplicated"}) {
    if (verdict.value(std::string(kind) + "-count", 0) > 0) {
      names.insert(kind);
    }
  }
  if (verdict.contains("errors") && verdict["errors"].is_array() && !verdict["errors"].empty()) {
    names.insert("errors");
  }
  if (verdict.contains("failures") && !verdict["failures"].empty()) {
    names.insert("nonlinearizable");
  }
  return names;
}

std::string validity_word(const json& verdict) {
  const json& valid = verdict["valid"];
  return valid.is_string() ? valid.get<std::string>() : valid == true ? "true" : "false";
}

struct Tally {
  std::size_t given = 0;
  std::size_t agreed = 0;
  std::size_t different = 0;
};

class Table {
 public:
  void add_file(const std::string& file) {
    const std::vector<json> cases = oracle_cases(file);
    const std::vector<json> same = our_verdicts(file, "--as-maelstrom");
    const std::vector<json> strict = our_verdicts(file, "");
    ASSERT_EQ(same.size(), cases.size());
    ASSERT_EQ(strict.size(), cases.size());
    std::map<std::string, Tally> verdicts;
    std::map<std::string, Tally> anomalies;
    for (std::size_t i = 0; i < cases.size(); ++i) {
      const json& expected = cases[i]["expected"];
      Tally& verdict = verdicts[validity_word(expected)];
      ++verdict.given;
      verdict.agreed += differing_fields(cases[i], same[i]).empty() ? 1 : 0;
      verdict.different += differing_fields(cases[i], strict[i]).empty() ? 0 : 1;
      const std::set<std::string> ours = anomalies_of(same[i]);
      for (const std::string& name : anomalies_of(expected)) {
        ++anomalies[name].given;
        anomalies[name].agreed += ours.contains(name) ? 1 : 0;
      }
    }
    for (const auto& [name, tally] : verdicts) {
      verdict_rows_ += row(file, name, tally) + std::to_string(tally.different) + " |\n";
    }
    for (const auto& [name, tally] : anomalies) {
      anomaly_rows_ += row(file, name, tally) + "\n";
    }
  }

  std::string text() const {
    return "| checker | Maelstrom's verdict | cases | agreed | different on purpose |\n|---|---|---|---|---|\n" +
           verdict_rows_ + "\n| checker | anomaly | cases | agreed |\n|---|---|---|---|\n" + anomaly_rows_;
  }

 private:
  static std::string row(const std::string& file, const std::string& name, const Tally& tally) {
    return "| " + file + " | " + name + " | " + std::to_string(tally.given) + " | " + std::to_string(tally.agreed) +
           " |" + (name == "true" || name == "false" || name == "unknown" ? " " : "");
  }

  std::string verdict_rows_;
  std::string anomaly_rows_;
};

TEST(AgreementTable, InTheDocumentationIsCounted) {
  Table table;
  for (const char* const file : kOracleFiles) {
    table.add_file(file);
  }
  std::ifstream file(VERDICTS_DOCUMENT);
  const std::string document{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  EXPECT_NE(document.find(table.text()), std::string::npos) << "docs/verdicts.md should have:\n" << table.text();
}

}  // namespace
}  // namespace maelstrom::conformance
