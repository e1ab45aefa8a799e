#include "checkers/set_full.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "checkers/array_elements.hpp"
#include "checkers/checker.hpp"
#include "checkers/set_elements.hpp"
#include "checkers/value_order.hpp"
#include "checkers/verdict.hpp"
#include "history/history.hpp"
#include "protocol/canonical_json.hpp"

namespace maelstrom::conformance {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kWorstStale = 8;  // Jepsen reports as many

enum class Fate { kStable, kLost, kNeverRead };

struct ElementResult {
  ElementIndex element;
  Fate fate;
  std::int64_t latency = 0;  // ms, for stable and lost elements
};

// A read with several copies of an element.
struct Duplicate {
  std::uint32_t times = 0;
  std::uint32_t added = 0;  // how often clients had added the element when the read ended
  OperationIndex operation = 0;
};

struct Oddity {
  std::string value;
  OperationIndex operation;
};

class SetFull {
 public:
  SetFull(const History& history, const CheckerOptions& options, std::string_view adding)
      : history_(history), options_(options), adding_(adding) {}

  CheckerVerdict check();

 private:
  void read_history();
  void read(OperationIndex index, const Operation& operation);
  void note_duplicate(ElementIndex element, const Duplicate& duplicate);
  std::vector<ElementResult> results();
  ElementResult result_of(ElementIndex element) const;
  bool original_throws(const std::vector<ElementResult>& results) const;
  ordered_json element_json(ElementIndex element) const;
  ordered_json elements_json(const std::vector<ElementResult>& results) const;
  ordered_json latencies_json(const std::vector<ElementResult>& results) const;
  ordered_json worst_stale_json(std::vector<ElementResult> stale) const;
  void report(const std::vector<ElementResult>& results);
  void report_lost(const std::vector<ElementResult>& lost);
  void report_phantoms();
  void report_duplicates();
  void report_missing_at_nodes();
  void report_unread(const std::vector<ElementResult>& never_read);
  void add_finding(std::string kind, std::string explanation, std::vector<OperationIndex> operations,
                   bool invalidates = true);
  std::string words(OperationIndex index) const { return operation_words(history_, history_.operation(index)); }
  std::string seconds(Time time) const;

  const History& history_;
  const CheckerOptions& options_;
  std::string_view adding_;
  SetElements elements_;
  std::vector<Oddity> phantoms_;
  std::vector<Oddity> malformed_;
  std::map<std::string, Duplicate> duplicates_;      // the read with the most copies of each element
  std::map<std::string, Duplicate> added_twice_;     // the same for reads that ended after a second add had begun
  std::map<NodeIndex, OperationIndex> final_reads_;  // the last ok read of each node
  CheckerVerdict verdict_;
};

void SetFull::read_history() {
  for (const Event& event : history_.events()) {
    if (event.type == Event::Type::kNemesis) {
      continue;
    }
    const Operation& operation = history_.operation(event.index);
    const std::string_view function = history_.function(operation);
    if (event.type == Event::Type::kInvocation) {
      if (function == adding_) {
        elements_.add(history_.text(operation.invoked_value), event.index, options_.as_maelstrom);
      }
    } else if (operation.outcome == Outcome::kFail && function == adding_) {
      elements_.take_back(elements_.find(history_.text(operation.invoked_value)));
    } else if (operation.outcome == Outcome::kOk) {
      if (function == adding_) {
        if (const ElementIndex element = elements_.find(history_.text(operation.invoked_value)); element != kNone) {
          elements_.know(element, event.index);
        }
      } else if (function == "read") {
        read(event.index, operation);
      }
    }
  }
}

void SetFull::read(OperationIndex index, const Operation& operation) {
  const std::string_view value = history_.last_value(operation);
  elements_.begin_read();
  const auto see = [this, index](ElementIndex element, auto&& text) {
    if (element == kNone) {
      phantoms_.push_back({text(), index});
    } else if (const std::uint32_t times = elements_.see(element); times != 0) {
      note_duplicate(element, {times + 1, elements_.times_added(element), index});
    }
  };
  const bool is_array = for_each_element(
      value, [&](std::int64_t element) { see(elements_.find(element), [element] { return std::to_string(element); }); },
      [&](std::string_view element) { see(elements_.find(element), [element] { return canonical(element); }); });
  if (!is_array && value != "null") {
    malformed_.push_back({std::string(value.substr(0, 80)), index});
    return;
  }
  elements_.end_read(index);
  if (operation.flags.is_final && operation.node != kNone) {
    final_reads_[operation.node] = index;
  }
}

void SetFull::note_duplicate(ElementIndex element, const Duplicate& duplicate) {
  const auto note = [&](std::map<std::string, Duplicate>& all) {
    Duplicate& most = all[elements_.text(element)];
    most = duplicate.times > most.times ? duplicate : most;
  };
  note(duplicates_);
  if (duplicate.added > 1) {
    note(added_twice_);
  }
}

ElementResult SetFull::result_of(ElementIndex element) const {
  const auto after = [](OperationIndex a, OperationIndex b) { return a != kNone && (b == kNone || a > b); };
  const OperationIndex known = elements_.known(element);
  const OperationIndex present = elements_.last_present(element);
  const OperationIndex absent = elements_.last_absent(element);
  const bool is_stable = after(present, absent);
  const bool is_lost = known != kNone && after(absent, present) &&
                       history_.operation(known).completion < history_.operation(absent).invocation;
  if (!is_stable && !is_lost) {
    return {element, Fate::kNeverRead, 0};
  }
  const OperationIndex last = is_stable ? absent : present;  // the last read with the other result
  const Time since = last == kNone ? 0 : history_.operation(last).invoked + 1;
  const Time latency = std::max<Time>(since - history_.operation(known).completed, 0);
  return {element, is_stable ? Fate::kStable : Fate::kLost, latency / kMillisecond};
}

std::vector<ElementResult> SetFull::results() {
  std::vector<ElementResult> all;
  for (ElementIndex element = 0; element < elements_.size(); ++element) {
    all.push_back(result_of(element));
  }
  std::sort(all.begin(), all.end(), [this](const ElementResult& a, const ElementResult& b) {
    return value_less(elements_.text(a.element), elements_.text(b.element));
  });
  return all;
}

// Jepsen sorts all elements, which fails if two of them are not comparable or compare as equal.
bool SetFull::original_throws(const std::vector<ElementResult>& results) const {
  for (std::size_t i = 1; i < results.size(); ++i) {
    if (compare_values(elements_.text(results[i - 1].element), elements_.text(results[i].element)).value_or(0) == 0) {
      return true;
    }
  }
  return !malformed_.empty();
}

ordered_json SetFull::element_json(ElementIndex element) const {
  return ordered_json::parse(elements_.text(element), nullptr, false);
}

ordered_json SetFull::elements_json(const std::vector<ElementResult>& results) const {
  auto json = ordered_json::array();
  for (const ElementResult& result : results) {
    json.push_back(element_json(result.element));
  }
  return json;
}

ordered_json SetFull::latencies_json(const std::vector<ElementResult>& results) const {
  if (results.empty()) {
    return nullptr;
  }
  std::vector<std::int64_t> sorted;
  for (const ElementResult& result : results) {
    sorted.push_back(result.latency);
  }
  std::sort(sorted.begin(), sorted.end());
  constexpr std::array<std::pair<const char*, double>, 5> kQuantiles = {
      {{"0", 0}, {"0.5", 0.5}, {"0.95", 0.95}, {"0.99", 0.99}, {"1", 1}}};
  auto json = ordered_json::object();
  for (const auto& [name, quantile] : kQuantiles) {
    const auto index = static_cast<std::size_t>(static_cast<double>(sorted.size()) * quantile);
    json[name] = sorted[std::min(index, sorted.size() - 1)];
  }
  return json;
}

ordered_json SetFull::worst_stale_json(std::vector<ElementResult> stale) const {
  std::stable_sort(stale.begin(), stale.end(),
                   [](const ElementResult& a, const ElementResult& b) { return a.latency < b.latency; });
  std::reverse(stale.begin(), stale.end());
  stale.resize(std::min(stale.size(), kWorstStale));
  auto json = ordered_json::array();
  for (const ElementResult& result : stale) {
    const Operation& known = history_.operation(elements_.known(result.element));
    const Operation& absent = history_.operation(elements_.last_absent(result.element));
    json.push_back({{"element", element_json(result.element)},
                    {"outcome", "stable"},
                    {"stable-latency", result.latency},
                    {"lost-latency", nullptr},
                    {"known", {{"index", known.completion}, {"time", known.completed}}},
                    {"last-absent", {{"index", absent.invocation}, {"time", absent.invoked}}}});
  }
  return json;
}

CheckerVerdict SetFull::check() {
  read_history();
  const std::vector<ElementResult> all = results();
  if (options_.as_maelstrom && original_throws(all)) {
    verdict_.valid = Validity::kUnknown;
    verdict_.summary = "Maelstrom's checker fails on this history";
    return std::move(verdict_);
  }
  report(all);
  return std::move(verdict_);
}

void SetFull::report(const std::vector<ElementResult>& all) {
  std::vector<ElementResult> stable;
  std::vector<ElementResult> lost;
  std::vector<ElementResult> never_read;
  std::vector<ElementResult> stale;
  for (const ElementResult& result : all) {
    (result.fate == Fate::kStable ? stable : result.fate == Fate::kLost ? lost : never_read).push_back(result);
    if (result.fate == Fate::kStable && result.latency > 0) {
      stale.push_back(result);
    }
  }
  verdict_.valid = !lost.empty() ? Validity::kFalse : stable.empty() ? Validity::kUnknown : Validity::kTrue;
  auto duplicated = ordered_json::object();
  for (const auto& [value, most] : duplicates_) {
    if (!options_.as_maelstrom) {
      duplicated[value] = most.times;
    }
  }
  verdict_.details = {{"attempt-count", all.size()},
                      {"stable-count", stable.size()},
                      {"lost-count", lost.size()},
                      {"lost", elements_json(lost)},
                      {"never-read-count", never_read.size()},
                      {"never-read", elements_json(never_read)},
                      {"stale-count", stale.size()},
                      {"stale", elements_json(stale)},
                      {"worst-stale", worst_stale_json(stale)},
                      {"stable-latencies", latencies_json(stable)},
                      {"lost-latencies", latencies_json(lost)},
                      {"duplicated-count", duplicated.size()},
                      {"duplicated", std::move(duplicated)}};
  verdict_.summary = std::to_string(all.size()) + " elements added: " + std::to_string(stable.size()) + " stable, " +
                     std::to_string(stale.size()) + " of them stale, " + std::to_string(lost.size()) + " lost, " +
                     std::to_string(never_read.size()) + " never read";
  report_lost(lost);
  if (stable.empty() && lost.empty()) {
    report_nothing_tested(verdict_, "No read returned an element, so nothing was compared.");
  }
  if (!options_.as_maelstrom) {
    report_phantoms();
    report_duplicates();
    report_missing_at_nodes();
    report_unread(never_read);
  }
}

void SetFull::add_finding(std::string kind, std::string explanation, std::vector<OperationIndex> operations,
                          bool invalidates) {
  verdict_.findings.push_back({std::move(kind), std::move(explanation), std::move(operations), invalidates});
  if (invalidates) {
    verdict_.valid = Validity::kFalse;
  }
}

std::string SetFull::seconds(Time time) const {
  const std::string ms = std::to_string(time / kMillisecond % 1000);
  return std::to_string(time / kSecond) + "." + std::string(3 - ms.size(), '0') + ms + " s";
}

void SetFull::report_lost(const std::vector<ElementResult>& lost) {
  for (std::size_t i = 0; i < lost.size() && i < kExplainedFindings; ++i) {
    const ElementIndex element = lost[i].element;
    const Operation& known = history_.operation(elements_.known(element));
    const OperationIndex present = elements_.last_present(element);
    const OperationIndex absent = elements_.last_absent(element);
    const bool was_added = history_.function(known) == adding_;
    std::string text = "Element " + elements_.text(element) + " is lost. It was " +
                       (was_added ? "acknowledged" : "read") + " by " + words(elements_.known(element)) + " at " +
                       seconds(known.completed) + ". The latest read that lacks it is " + words(absent) +
                       ", which began later, at " + seconds(history_.operation(absent).invoked) + ". ";
    text += present == kNone ? "No read has it." : "The latest read that has it began earlier: " + words(present) + ".";
    std::vector<OperationIndex> operations = {absent, elements_.added(element), elements_.known(element)};
    if (present != kNone) {
      operations.push_back(present);
    }
    add_finding("lost", std::move(text), std::move(operations));
  }
}

void SetFull::report_phantoms() {
  for (std::size_t i = 0; i < phantoms_.size() && i < kExplainedFindings; ++i) {
    const Oddity& phantom = phantoms_[i];
    add_finding("phantom",
                words(phantom.operation) + " read element " + phantom.value +
                    ", which no client had added when the read ended.",
                {phantom.operation});
  }
  for (std::size_t i = 0; i < malformed_.size() && i < kExplainedFindings; ++i) {
    add_finding("malformed-read",
                words(malformed_[i].operation) + " read " + malformed_[i].value + ", which is not an array.",
                {malformed_[i].operation});
  }
}

void SetFull::report_duplicates() {
  std::size_t reported = 0;
  for (const auto& [value, most] : duplicates_) {
    if (++reported > kExplainedFindings) {
      return;
    }
    const auto twice = added_twice_.find(value);
    const bool is_added_twice = twice != added_twice_.end();
    const Duplicate& shown = is_added_twice ? twice->second : most;
    const std::string text = words(shown.operation) + " read element " + value + " " + std::to_string(shown.times) +
                             " times in one reply. A set has it once";
    if (is_added_twice) {
      add_finding("added-twice", text + ", although clients added it " + std::to_string(shown.added) + " times.",
                  {shown.operation});
    } else {
      add_finding("duplicated", text + ".", {shown.operation}, false);
    }
  }
}

void SetFull::report_missing_at_nodes() {
  for (NodeIndex node = 0; !final_reads_.empty() && node < history_.nodes().size(); ++node) {
    if (!final_reads_.contains(node)) {
      add_finding("node-not-read",
                  "Node " + history_.node(node) +
                      " has no successful final read, so it may lack elements. Let every node read at the end.",
                  {}, false);
    }
  }
  for (const auto& [node, read] : final_reads_) {
    const Operation& operation = history_.operation(read);
    elements_.begin_read();
    const auto see = [this](ElementIndex element) {
      if (element != kNone) {
        elements_.see(element);
      }
    };
    for_each_element(
        history_.last_value(operation), [&](std::int64_t element) { see(elements_.find(element)); },
        [&](std::string_view element) { see(elements_.find(element)); });
    std::string missing;
    std::size_t count = 0;
    for (ElementIndex element = 0; element < elements_.size(); ++element) {
      const OperationIndex known = elements_.known(element);
      if (known != kNone && !elements_.seen(element) && result_of(element).fate == Fate::kStable &&
          history_.operation(known).completion < operation.invocation && ++count <= kExplainedFindings) {
        missing += (missing.empty() ? "" : ", ") + elements_.text(element);
      }
    }
    if (count != 0) {
      add_finding("missing-at-node",
                  "Node " + history_.node(node) + " lacks " + std::to_string(count) + " elements in its final read, " +
                      words(read) + ", that other nodes have: " + missing +
                      (count > kExplainedFindings ? ", ..." : "") + ".",
                  {read});
    }
  }
}

// A true verdict would mean little if acknowledged elements were added after the last read.
void SetFull::report_unread(const std::vector<ElementResult>& never_read) {
  std::vector<OperationIndex> acknowledged;
  for (const ElementResult& result : never_read) {
    if (elements_.known(result.element) != kNone) {
      acknowledged.push_back(elements_.known(result.element));
    }
  }
  if (acknowledged.empty()) {
    return;
  }
  verdict_.valid = worst(verdict_.valid, Validity::kUnknown);
  const std::string count = std::to_string(acknowledged.size());
  const std::string first = words(acknowledged.front());
  acknowledged.resize(std::min(acknowledged.size(), kExplainedFindings));
  add_finding("unread",
              count +
                  " acknowledged elements were not checked, because no successful read began after their "
                  "acknowledgement, e.g. of " +
                  first + ". Let every node read at the end.",
              std::move(acknowledged), false);
}

}  // namespace

CheckerVerdict check_broadcast(const History& history, const CheckerOptions& options) {
  return SetFull(history, options, "broadcast").check();
}

CheckerVerdict check_g_set(const History& history, const CheckerOptions& options) {
  return SetFull(history, options, "add").check();
}

}  // namespace maelstrom::conformance
