#include "checkers/unique_ids.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "checkers/checker.hpp"
#include "checkers/value_order.hpp"
#include "checkers/verdict.hpp"
#include "history/history.hpp"
#include "protocol/canonical_json.hpp"
#include "protocol/json_text.hpp"

namespace maelstrom::conformance {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kReportedIds = 48;

struct Given {
  OperationIndex first = kNone;
  OperationIndex second = kNone;
  std::uint64_t count = 0;
};

struct Duplicate {
  std::string_view id;
  Given given;
};

class UniqueIdsCheck {
 public:
  explicit UniqueIdsCheck(const History& history) : history_(history) {}

  CheckerVerdict check(const CheckerOptions& options);

 private:
  void collect();
  void widen_range(const std::string& id);
  bool original_throws() const;
  std::vector<Duplicate> duplicates() const;
  static ordered_json id_json(std::string_view id) {
    return id.empty() ? ordered_json() : ordered_json::parse(id, nullptr, false);
  }

  const History& history_;
  std::unordered_map<std::string, Given> ids_;  // canonical
  std::uint64_t attempted_ = 0;
  std::uint64_t acknowledged_ = 0;
  std::string_view lowest_;
  std::string_view highest_;
};

void UniqueIdsCheck::collect() {
  for (const Event& event : history_.events()) {
    const bool is_generate =
        event.type != Event::Type::kNemesis && history_.function(history_.operation(event.index)) == "generate";
    if (!is_generate) {
      continue;
    }
    attempted_ += event.type == Event::Type::kInvocation ? 1 : 0;
    const Operation& operation = history_.operation(event.index);
    if (event.type != Event::Type::kCompletion || operation.outcome != Outcome::kOk) {
      continue;
    }
    ++acknowledged_;
    const auto place = ids_.try_emplace(canonical(history_.last_value(operation))).first;
    Given& given = place->second;
    given.second = given.count == 1 ? event.index : given.second;
    given.first = given.count == 0 ? event.index : given.first;
    ++given.count;
    widen_range(place->first);
  }
}

// Of two ids that compare as equal, the later one is kept, as in Jepsen. Null is ignored.
void UniqueIdsCheck::widen_range(const std::string& id) {
  if (id == "null") {
    return;
  }
  lowest_ = lowest_.empty() || !value_less(lowest_, id) ? id : lowest_;
  highest_ = highest_.empty() || !value_less(id, highest_) ? id : highest_;
}

// Jepsen compares the ids, which fails for values of different types and for objects.
bool UniqueIdsCheck::original_throws() const {
  std::vector<std::string_view> ids;
  std::size_t objects = 0;
  for (const auto& [id, given] : ids_) {
    objects += id.front() == '{' ? given.count : 0;
    ids.push_back(id);
  }
  std::sort(ids.begin(), ids.end(), value_less);
  for (std::size_t i = 1; i < ids.size(); ++i) {
    if (!compare_values(ids[i - 1], ids[i])) {
      return true;
    }
  }
  return objects > 1;
}

std::vector<Duplicate> UniqueIdsCheck::duplicates() const {
  std::vector<Duplicate> all;
  for (const auto& [id, given] : ids_) {
    if (given.count > 1) {
      all.push_back({id, given});
    }
  }
  std::sort(all.begin(), all.end(), [](const Duplicate& a, const Duplicate& b) { return value_less(a.id, b.id); });
  return all;
}

CheckerVerdict UniqueIdsCheck::check(const CheckerOptions& options) {
  collect();
  CheckerVerdict verdict;
  if (options.as_maelstrom && original_throws()) {
    verdict.valid = Validity::kUnknown;
    verdict.summary = "Maelstrom's checker fails on this history";
    return verdict;
  }
  std::vector<Duplicate> repeated = duplicates();
  const std::size_t count = repeated.size();
  // The most frequent ids; of equally frequent ids those later in the order.
  std::stable_sort(repeated.begin(), repeated.end(),
                   [](const Duplicate& a, const Duplicate& b) { return a.given.count < b.given.count; });
  repeated.erase(repeated.begin(),
                 repeated.begin() + static_cast<std::ptrdiff_t>(count - std::min(count, kReportedIds)));
  std::sort(repeated.begin(), repeated.end(),
            [](const Duplicate& a, const Duplicate& b) { return value_less(a.id, b.id); });
  auto duplicated = ordered_json::array();
  for (const Duplicate& duplicate : repeated) {
    duplicated.push_back(ordered_json::array({id_json(duplicate.id), duplicate.given.count}));
    if (verdict.findings.size() < kExplainedFindings) {
      verdict.findings.push_back(
          {"duplicated",
           "Id " + excerpt(duplicate.id, 80) + " was returned " + std::to_string(duplicate.given.count) +
               " times: first by " + operation_words(history_, history_.operation(duplicate.given.first)) +
               ", then by " + operation_words(history_, history_.operation(duplicate.given.second)) + ".",
           {duplicate.given.second, duplicate.given.first},
           true});
    }
  }
  verdict.valid = count == 0 ? Validity::kTrue : Validity::kFalse;
  verdict.details = {{"attempted-count", attempted_},
                     {"acknowledged-count", acknowledged_},
                     {"duplicated-count", count},
                     {"duplicated", std::move(duplicated)},
                     {"range", ordered_json::array({id_json(lowest_), id_json(highest_)})}};
  verdict.summary = std::to_string(attempted_) + " attempted, " + std::to_string(acknowledged_) + " acknowledged, " +
                    std::to_string(count) + " duplicated";
  if (!options.as_maelstrom && acknowledged_ == 0 && attempted_ != 0) {
    report_nothing_tested(verdict, "No id was returned, so nothing was compared.");
  }
  return verdict;
}

}  // namespace

CheckerVerdict check_unique_ids(const History& history, const CheckerOptions& options) {
  return UniqueIdsCheck(history).check(options);
}

}  // namespace maelstrom::conformance
