// A checker gives a verdict on any readable history: recorded histories with random mistakes.
//
// MUTATIONS=n in the environment: the number of mutations of each case.
#include <algorithm>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "cases.hpp"
#include "checkers/checker.hpp"
#include "checkers/verdict.hpp"
#include "history/reader.hpp"

namespace maelstrom::conformance {
namespace {

using nlohmann::json;

class Mutator {
 public:
  explicit Mutator(std::uint32_t seed) : random_(seed) {}

  json mutate(json events) {
    for (std::size_t i = 1 + below(6); i > 0 && !events.empty(); --i) {
      mutate_once(events);
    }
    return events;
  }

 private:
  std::size_t below(std::size_t bound) { return random_() % bound; }
  std::size_t any_of(const json& array) { return below(array.size()); }

  void mutate_once(json& events) {
    const std::size_t at = any_of(events);
    const std::size_t other = any_of(events);
    switch (below(8)) {
      case 0:
        events.erase(at);
        return;
      case 1:
        events.insert(events.begin() + static_cast<std::ptrdiff_t>(other), json(events[at]));
        return;
      case 2:
        std::swap(events[at]["value"], events[other]["value"]);
        return;
      case 3:
        events[at]["type"] = std::vector<std::string>{"ok", "fail", "info"}[below(3)];
        return;
      case 4:
        events[at]["process"] = events[other]["process"];
        return;
      case 5:
        events[at].erase("value");
        return;
      default:
        mutate_value(events[at]["value"]);
    }
  }

  // Changes something inside the value.
  void mutate_value(json& value) {
    if (value.is_structured() && !value.empty() && below(4) != 0) {
      auto member = value.begin();
      std::advance(member, static_cast<std::ptrdiff_t>(any_of(value)));
      mutate_value(*member);
      return;
    }
    const std::vector<json> kOthers = {nullptr,
                                       0,
                                       1,
                                       -1,
                                       std::int64_t{1} << 62,
                                       1e300,
                                       0.5,
                                       "",
                                       "a",
                                       "\n",
                                       "r",
                                       json::array(),
                                       json::object(),
                                       true,
                                       {1, 2},
                                       {{"0", {{0, 1}}}},
                                       "\xc3\xa9",
                                       {"poll"},
                                       {"send", "0", 1}};
    if (value.is_array() && !value.empty() && below(2) == 0) {
      value.push_back(value[any_of(value)]);
    } else {
      value = kOthers[below(kOthers.size())];
    }
  }

  std::mt19937 random_;
};

// Contradictory histories are rejected, mostly because of overlapping operations of one process; this drops such
// events.
json readable(const json& events) {
  json kept = json::array();
  std::map<json, json> open;
  for (const json& event : events) {
    const json process = event.value("process", json());
    const json type = event.value("type", json());
    if (!process.is_number_integer()) {
      kept.push_back(event);
      continue;
    }
    const auto found = open.find(process);
    if ((type == "invoke") != (found == open.end()) || (type != "invoke" && found->second != event["f"])) {
      continue;
    }
    if (type == "invoke") {
      open[process] = event["f"];
    } else {
      open.erase(process);
    }
    kept.push_back(event);
  }
  return kept;
}

std::size_t mutations_of_each() {
  const char* const text = std::getenv("MUTATIONS");
  return text == nullptr ? 2 : static_cast<std::size_t>(std::atoll(text));
}

class MutatedHistories : public testing::TestWithParam<const char*> {};

TEST_P(MutatedHistories, AreJudged) {
  const CheckerEntry* const checker = find_checker(GetParam());
  ASSERT_NE(checker, nullptr);
  std::uint32_t seed = 0;
  std::size_t judged = 0;
  for (const json& one : oracle_cases(GetParam())) {
    for (std::size_t i = 0; one["history"].size() < 1000 && i < mutations_of_each(); ++i) {
      SCOPED_TRACE(one["id"].get<std::string>() + ", seed " + std::to_string(seed));
      const json events = readable(Mutator(seed++).mutate(one["history"]));
      try {
        const History history = read_json_history(events.dump(-1, ' ', false, json::error_handler_t::replace), 1);
        for (const bool as_maelstrom : {true, false}) {
          CheckerOptions options;
          options.as_maelstrom = as_maelstrom;
          options.by_model = seed % 8 == 0;
          options.transactions = one["options"].contains("txn");
          const CheckerVerdict verdict = checker->check(history, options);
          EXPECT_FALSE(verdict.summary.empty());
          EXPECT_FALSE(verdict.details.dump(-1, ' ', false, json::error_handler_t::replace).empty());
          for (const Finding& finding : verdict.findings) {
            EXPECT_FALSE(finding.explanation.empty()) << finding.kind;
            for (const OperationIndex operation : finding.operations) {
              EXPECT_LT(operation, history.operations().size()) << finding.kind;
            }
          }
        }
        ++judged;
      } catch (const HistoryError& error) {
        EXPECT_NE(std::string(error.what()).find("line 1"), std::string::npos) << error.what();
      } catch (const std::exception& error) {
        ADD_FAILURE() << error.what();
      }
    }
  }
  EXPECT_GT(judged, seed / 2);
}

INSTANTIATE_TEST_SUITE_P(Oracle, MutatedHistories, testing::ValuesIn(kOracleFiles), [](const auto& workload) {
  std::string name = workload.param;
  std::erase(name, '-');
  return name;
});

}  // namespace
}  // namespace maelstrom::conformance
