// Our verdicts against those that the checkers of the original Maelstrom gave.
//
// WORKLOAD.jsonl.gz: histories with Maelstrom's verdicts, in the format of `conformance verify --cases`; events have no
// index, it is their position. They were made by running Maelstrom 0.2.5-SNAPSHOT (commit cb7f072) with Jepsen 0.3.7
// and Elle 0.2.2. With --as-maelstrom every field must agree; without it, all but the cases in differences.tsv.
#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace {

using nlohmann::json;

std::string output_of(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::string output;
  std::vector<char> buffer(1 << 16);
  for (std::size_t size = 1; pipe && size != 0; output.append(buffer.data(), size)) {
    size = std::fread(buffer.data(), 1, buffer.size(), pipe.get());
  }
  return output;
}

std::vector<json> parse_lines(const std::string& text) {
  std::vector<json> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    lines.push_back(json::parse(line));
  }
  return lines;
}

std::map<std::string, std::string> read_differences() {
  std::map<std::string, std::string> differences;
  std::ifstream file(ORACLE_FOLDER "/differences.tsv");
  for (std::string line; std::getline(file, line);) {
    if (const auto tab = line.find('\t'); tab != std::string::npos && line.front() != '#') {
      differences[line.substr(0, tab)] = line.substr(tab + 1);
    }
  }
  return differences;
}

// Maelstrom lists echo's errors, at most 20, in the order of their hashes.
bool agree(const std::string& name, json expected, json got) {
  if (name == "errors" && expected.is_array() && got.is_array() && !expected.empty() && expected[0].is_array()) {
    std::sort(expected.begin(), expected.end());
    std::sort(got.begin(), got.end());
    constexpr std::size_t kMost = 20;
    return expected == got || (expected.size() == kMost && got.size() == kMost);
  }
  return expected == got;
}

// 1 and 1.0 are equal to nlohmann/json, as they should be here: Maelstrom writes either for a fraction of one.
std::string differing_fields(const json& expected, const json& got) {
  std::string fields;
  for (const auto& [name, value] : expected.items()) {
    const bool is_about_exceptions = name == "exception" || name == "exception-kind";
    if (!is_about_exceptions && (!got.contains(name) || !agree(name, value, got[name]))) {
      fields += name + ": expected " + value.dump().substr(0, 300) + ", got " +
                (got.contains(name) ? got[name].dump().substr(0, 300) : "nothing") + "\n";
    }
  }
  return fields;
}

class Agreement : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    const std::string file = ORACLE_FOLDER "/" + std::string(GetParam()) + ".jsonl.gz";
    const std::string unpack = "gzip -dc '" + file + "'";
    cases_ = parse_lines(output_of(unpack));
    ASSERT_FALSE(cases_.empty()) << file;
    verify_ = unpack + " | " CONFORMANCE_PROGRAM " verify --cases /dev/stdin --json";
  }

  std::vector<json> judge(const std::string& option) {
    std::vector<json> verdicts = parse_lines(output_of(verify_ + option));
    EXPECT_EQ(verdicts.size(), cases_.size());
    verdicts.resize(cases_.size());
    return verdicts;
  }

  std::vector<json> cases_;
  std::string verify_;
};

TEST_P(Agreement, AsMaelstromEveryFieldAgrees) {
  const std::vector<json> verdicts = judge(" --as-maelstrom");
  for (std::size_t i = 0; i < cases_.size(); ++i) {
    EXPECT_EQ(verdicts[i]["id"], cases_[i]["id"]);
    EXPECT_EQ(differing_fields(cases_[i]["expected"], verdicts[i]), "") << cases_[i]["id"];
  }
}

TEST_P(Agreement, DifferencesAreListedWithTheirReason) {
  const auto differences = read_differences();
  const std::vector<json> verdicts = judge("");
  for (std::size_t i = 0; i < cases_.size(); ++i) {
    const std::string fields = differing_fields(cases_[i]["expected"], verdicts[i]);
    const bool is_listed = differences.count(cases_[i]["id"].get<std::string>()) != 0;
    EXPECT_EQ(fields.empty(), !is_listed) << cases_[i]["id"] << (is_listed ? " is listed without need" : "\n" + fields);
  }
}

INSTANTIATE_TEST_SUITE_P(Oracle, Agreement,
                         testing::Values("availability", "broadcast", "echo", "g-counter", "g-set", "pn-counter",
                                         "stats", "unique-ids"),
                         [](const auto& workload) {
                           std::string name = workload.param;
                           std::erase(name, '-');
                           return name;
                         });

}  // namespace
