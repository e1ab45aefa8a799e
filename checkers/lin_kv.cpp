#include "checkers/lin_kv.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "checkers/checker.hpp"
#include "checkers/lin_kv_operations.hpp"
#include "checkers/linearizability.hpp"
#include "checkers/verdict.hpp"
#include "history/history.hpp"

namespace maelstrom::conformance {
namespace {

using Kind = RegisterOperation::Kind;
using Answer = RegisterVerdict::Answer;
using nlohmann::ordered_json;

// Numbers the values of one key from 1, so that a search can use them as indices.
class ValuesOfKey {
 public:
  explicit ValuesOfKey(std::size_t all_values) : local_(all_values + 1, 0) {}

  // Renumbers the values of the operations, all of one key.
  void renumber(std::vector<RegisterOperation>& operations) {
    for (const RegisterValue value : global_) {
      local_[value] = 0;
    }
    global_.assign(1, kAbsent);
    for (RegisterOperation& operation : operations) {
      operation.expected = local(operation.expected);
      operation.result = local(operation.result);
    }
  }

  // The number of `value` among the values of all keys.
  RegisterValue global(RegisterValue value) const { return global_[value]; }

 private:
  RegisterValue local(RegisterValue value) {
    if (value != kAbsent && local_[value] == 0) {
      local_[value] = static_cast<RegisterValue>(global_.size());
      global_.push_back(value);
    }
    return local_[value];
  }

  std::vector<RegisterValue> local_;   // by number among all; 0: no number yet
  std::vector<RegisterValue> global_;  // by number for the key
};

// Writes the verdict of one key.
class KeyReport {
 public:
  KeyReport(const History& history, const LinKvOperations& all, const LinKvKey& key, const ValuesOfKey& values)
      : history_(history), all_(all), key_(key), values_(values), operations_(key.operations) {}

  ordered_json not_linearizable(const RegisterVerdict& found, std::vector<Finding>& findings) const {
    const Operation& blocked = origin(found.blocked);
    Finding finding;
    finding.kind = blocked.outcome == Outcome::kOk ? "nonlinearizable" : "nonlinearizable-error";
    finding.operations = involved(found);
    finding.explanation = "Key " + key_text() + ": " + operation_words(history_, blocked) + ", " +
                          words(found.blocked) + ", fits into no order of the operations. " + values_words(found) +
                          open_words(found) + reason_words(found);
    ordered_json result;
    result["valid"] = false;
    add_operation(result, found);
    result["configs"] = configurations(found);
    result["unreturned"] = events_of(found.unreturned);
    result["explanation"] = finding.explanation;
    findings.push_back(std::move(finding));
    return result;
  }

  ordered_json gave_up(const RegisterVerdict& found, std::vector<Finding>& findings) const {
    Finding finding;
    finding.kind = "search-limit";
    finding.operations = {key_.origins[found.blocked]};
    finding.explanation =
        "Key " + key_text() + ": the search ended at its limit, after " + std::to_string(found.configurations) +
        " configurations. No order that it tried got past the return of " +
        operation_words(history_, origin(found.blocked)) + ", " + words(found.blocked) + ". " +
        std::to_string(found.unreturned.size()) +
        " operations before it have an unknown outcome. Too many operations overlap: use fewer clients, a lower "
        "--rate, a shorter --time-limit, or shorter faults, so that fewer requests time out.";
    ordered_json result;
    result["valid"] = "unknown";
    add_operation(result, found);
    result["configurations"] = found.configurations;
    result["explanation"] = finding.explanation;
    findings.push_back(std::move(finding));
    return result;
  }

  // "a read that returned 3".
  std::string words(std::size_t index) const {
    const RegisterOperation& operation = operations_[index];
    const bool is_cas = history_.function(origin(index)) == "cas";
    switch (operation.kind) {
      case Kind::kWrite:
        return "a write of " + value_text(operation.result);
      case Kind::kCompareAndSet:
        return "a cas from " + value_text(operation.expected) + " to " + value_text(operation.result);
      case Kind::kObserveValue:
        if (is_cas && origin(index).outcome == Outcome::kOk) {
          return "a cas from " + value_text(operation.expected) + " to the same value";
        }
        if (origin(index).outcome == Outcome::kFail) {
          return std::string(is_cas ? "a cas" : "a read") + " that found no such key (error 20)";
        }
        return "a read that returned " + value_text(operation.expected);
      case Kind::kObserveAnother:
        return "a cas that found another value than " + value_text(operation.expected) + " (error 22)";
      case Kind::kObserveNothing:
        return "a read that returned null";
    }
    return {};
  }

  std::string key_text() const { return std::string(all_.keys.text(key_.key)); }

 private:
  const Operation& origin(std::size_t index) const { return history_.operations()[key_.origins[index]]; }

  std::string value_text(RegisterValue value) const {
    return value == kAbsent ? "no value" : std::string(all_.values.text(values_.global(value) - 1));
  }

  ordered_json value_json(RegisterValue value) const {
    return value == kAbsent ? ordered_json(nullptr) : ordered_json(value_text(value));
  }

  // With Maelstrom's names: the completion of the operation, and of the last ok operation before it.
  void add_operation(ordered_json& result, const RegisterVerdict& found) const {
    const EventIndex completion = origin(found.blocked).completion;
    result["op"] = completion;
    EventIndex previous = kNone;
    for (const OperationIndex index : key_.origins) {
      const Operation& operation = history_.operations()[index];
      if (operation.outcome == Outcome::kOk && operation.completion < completion &&
          (previous == kNone || operation.completion > previous)) {
        previous = operation.completion;
      }
    }
    if (previous != kNone) {
      result["previous-ok"] = previous;
    }
  }

  std::vector<OperationIndex> involved(const RegisterVerdict& found) const {
    std::vector<OperationIndex> operations{key_.origins[found.blocked]};
    if (!found.reached.empty()) {
      for (const auto* list : {&found.reached[0].done, &found.reached[0].pending}) {
        for (const std::size_t index : *list) {
          operations.push_back(key_.origins[index]);
        }
      }
    }
    return operations;
  }

  std::vector<EventIndex> events_of(std::span<const std::size_t> indices) const {
    std::vector<EventIndex> events;
    for (const std::size_t index : indices) {
      events.push_back(origin(index).invocation);
    }
    return events;
  }

  ordered_json configurations(const RegisterVerdict& found) const {
    auto list = ordered_json::array();
    for (const RegisterConfiguration& configuration : found.reached) {
      ordered_json entry;
      entry["value"] = value_json(configuration.value);
      entry["done"] = events_of(configuration.done);
      entry["pending"] = ordered_json::array();
      for (const std::size_t index : configuration.pending) {
        entry["pending"].push_back(
            {{"op", origin(index).invocation}, {"why-not", why_not(index, configuration.value, found.blocked)}});
      }
      list.push_back(std::move(entry));
    }
    return list;
  }

  std::string values_words(const RegisterVerdict& found) const {
    std::string text = "When it returned, the value could only be ";
    constexpr std::size_t kShown = 8;
    for (std::size_t i = 0; i < found.reached_values.size() && i < kShown; ++i) {
      text += (i == 0 ? "" : " or ") + value_text(found.reached_values[i]);
    }
    return text + (found.reached_values.size() > kShown
                       ? ", or another of " + std::to_string(found.reached_values.size()) + " values. "
                       : ". ");
  }

  std::string open_words(const RegisterVerdict& found) const {
    std::vector<std::size_t> open;
    if (!found.reached.empty()) {
      open = found.reached[0].done;
      open.insert(open.end(), found.reached[0].pending.begin(), found.reached[0].pending.end());
      std::sort(open.begin(), open.end());
    }
    std::string text = open.empty() ? "No other operation was open then" : "Open then: ";
    constexpr std::size_t kShown = 12;
    for (std::size_t i = 0; i < open.size() && i < kShown; ++i) {
      text += (i == 0 ? "" : "; ") + operation_words(history_, origin(open[i])) + ", " + words(open[i]);
    }
    text += open.size() > kShown ? "; and " + std::to_string(open.size() - kShown) + " more. " : ". ";
    if (!found.unreturned.empty()) {
      text += "Of unknown outcome, and allowed to take effect at any time or never: ";
      for (std::size_t i = 0; i < found.unreturned.size() && i < kShown; ++i) {
        text += (i == 0 ? "" : "; ") + operation_words(history_, origin(found.unreturned[i])) + ", " +
                words(found.unreturned[i]);
      }
      text += found.unreturned.size() > kShown ? "; and " + std::to_string(found.unreturned.size() - kShown) + " more. "
                                               : ". ";
    }
    return text;
  }

  // For each value, why no open operation can continue from it.
  std::string reason_words(const RegisterVerdict& found) const {
    std::string text;
    std::vector<RegisterValue> explained;
    for (const RegisterConfiguration& configuration : found.reached) {
      if (std::find(explained.begin(), explained.end(), configuration.value) != explained.end()) {
        continue;
      }
      explained.push_back(configuration.value);
      text += "From " + value_text(configuration.value) + ": " + why_not_own(found.blocked, configuration.value);
      for (const std::size_t index : configuration.pending) {
        text += "; " + words(index) + " (operation " + std::to_string(origin(index).invocation) + ") " +
                why_not(index, configuration.value, found.blocked);
      }
      text += ". ";
    }
    if (!text.empty()) {
      text.pop_back();
    }
    return text;
  }

  std::string why_not_own(std::size_t blocked, RegisterValue value) const {
    const RegisterOperation& operation = operations_[blocked];
    const std::string itself = "the operation itself ";
    if (operation.kind == Kind::kObserveAnother) {
      return itself + (value == kAbsent ? "needs a value" : "needs another value");
    }
    if (operation.kind == Kind::kWrite || operation.expected == value) {
      return itself + "can take effect only after an order that fails earlier";
    }
    return itself + "needs " + value_text(operation.expected);
  }

  std::string why_not(std::size_t index, RegisterValue value, std::size_t blocked) const {
    const RegisterOperation& operation = operations_[index];
    if (operation.kind == Kind::kCompareAndSet && operation.expected != value) {
      return "needs " + value_text(operation.expected);
    }
    if (operation.kind == Kind::kWrite || operation.kind == Kind::kCompareAndSet) {
      const RegisterOperation& wanted = operations_[blocked];
      const bool helps = wanted.kind != Kind::kObserveAnother && wanted.expected == operation.result;
      return "leaves " + value_text(operation.result) +
             (helps ? ", but then an earlier operation fits nowhere" : ", which does not help");
    }
    return operation.kind == Kind::kObserveAnother ? "changes nothing" : "needs " + value_text(operation.expected);
  }

  const History& history_;
  const LinKvOperations& all_;
  const LinKvKey& key_;
  const ValuesOfKey& values_;
  std::span<const RegisterOperation> operations_;
};

// Of the ok operations that expect a value which no operation invoked by then leaves, the one that returns first. It is
// wrong in every order of the others, so the search stops there.
std::optional<std::size_t> expects_an_unwritten_value(std::span<const RegisterOperation> operations) {
  RegisterValue values = 1;
  for (const RegisterOperation& operation : operations) {
    values = std::max({values, operation.expected + 1, operation.result + 1});
  }
  std::vector<std::uint64_t> first_write(values, kNeverReturned);
  first_write[kAbsent] = 0;
  for (const RegisterOperation& operation : operations) {
    if (operation.kind == Kind::kWrite || operation.kind == Kind::kCompareAndSet) {
      first_write[operation.result] = std::min(first_write[operation.result], operation.invoked);
    }
  }
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const RegisterOperation& operation = operations[i];
    const bool expects = operation.kind == Kind::kObserveValue || operation.kind == Kind::kCompareAndSet;
    if (expects && operation.returned != kNeverReturned && first_write[operation.expected] > operation.returned &&
        (!found || operation.returned < operations[*found].returned)) {
      found = i;
    }
  }
  return found;
}

// Removes and reports the reads of null of keys to which null was never written.
void report_null_reads(const History& history, LinKvOperations& all, CheckerVerdict& verdict) {
  const RegisterValue null = all.values.number("null") + 1;
  for (LinKvKey& key : all.by_key) {
    const bool written = std::any_of(key.operations.begin(), key.operations.end(),
                                     [null](const auto& operation) { return operation.result == null; });
    for (std::size_t i = 0; i < key.operations.size() && !written; ++i) {
      RegisterOperation& operation = key.operations[i];
      if (operation.kind != Kind::kObserveValue || operation.expected != null) {
        continue;
      }
      operation.kind = Kind::kObserveNothing;
      operation.expected = kAbsent;
      const Operation& read = history.operations()[key.origins[i]];
      verdict.findings.push_back({"null-read",
                                  "Key " + std::string(all.keys.text(key.key)) + ": " + operation_words(history, read) +
                                      ", a read, returned null, which was never written. A read of a key that does not "
                                      "exist must fail with error 20.",
                                  {key.origins[i]},
                                  true});
      verdict.valid = Validity::kFalse;
    }
  }
}

// Whether any operation that returned depends on its key's value.
bool observes_anything(const LinKvOperations& all) {
  return std::any_of(all.by_key.begin(), all.by_key.end(), [](const LinKvKey& key) {
    return std::any_of(key.operations.begin(), key.operations.end(), [](const RegisterOperation& operation) {
      return operation.kind != Kind::kWrite && operation.returned != kNeverReturned;
    });
  });
}

void report_malformed(const History& history, const LinKvOperations& all, CheckerVerdict& verdict) {
  for (const OperationIndex index : all.malformed) {
    const Operation& operation = history.operations()[index];
    verdict.findings.push_back(
        {"malformed-operation",
         operation_words(history, operation) + ": " + std::string(history.function(operation)) + " " +
             std::string(history.last_value(operation)) +
             " is not a lin-kv operation. Expected a read or a write with [key, value], or a cas "
             "with [key, [from, to]].",
         {index},
         true});
    verdict.valid = worst(verdict.valid, Validity::kUnknown);
  }
}

// The order of keys for people: integers by value, then the others by text.
bool key_before(std::string_view a, std::string_view b) {
  const auto is_natural = [](std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  const bool a_is_natural = is_natural(a);
  if (a_is_natural != is_natural(b)) {
    return a_is_natural;
  }
  return a_is_natural && a.size() != b.size() ? a.size() < b.size() : a < b;
}

// The name of a key in the results: its text, without quotes.
std::string member_name(std::string_view key) {
  const auto parsed = ordered_json::parse(key, nullptr, false);
  return parsed.is_string() ? parsed.get<std::string>() : std::string(key);
}

std::string summary_of(std::size_t keys, std::size_t operations, const ordered_json& failures) {
  std::string text =
      std::to_string(operations) + " operations on " + std::to_string(keys) + (keys == 1 ? " key" : " keys");
  return failures.empty() ? text + ", linearizable" : text + "; not shown to be linearizable: " + failures.dump();
}

}  // namespace

CheckerVerdict check_lin_kv(const History& history, const CheckerOptions& options) {
  return check_lin_kv_within(history, options, RegisterLimits());
}

CheckerVerdict check_lin_kv_within(const History& history, const CheckerOptions& options,
                                   const RegisterLimits& limits) {
  CheckerVerdict verdict;
  LinKvOperations all(history, options.as_maelstrom);
  report_malformed(history, all, verdict);
  if (!options.as_maelstrom) {
    report_null_reads(history, all, verdict);
  }
  std::vector<LinKvKey*> keys;
  for (LinKvKey& key : all.by_key) {
    keys.push_back(&key);
  }
  std::sort(keys.begin(), keys.end(), [&all](const LinKvKey* a, const LinKvKey* b) {
    return key_before(all.keys.text(a->key), all.keys.text(b->key));
  });
  auto failures = ordered_json::array();
  auto results = ordered_json::object();
  ValuesOfKey values(all.values.size());
  for (LinKvKey* const key : keys) {
    const auto& operations = key->operations;
    values.renumber(key->operations);
    RegisterVerdict found = check_register(operations, limits);
    if (found.answer == Answer::kGaveUp) {
      if (const auto phantom = expects_an_unwritten_value(operations)) {
        found.answer = Answer::kNotLinearizable;
        found.blocked = *phantom;
      }
    }
    const KeyReport report(history, all, *key, values);
    // Not operator[], which searches all members.
    auto& members = results.get_ref<ordered_json::object_t&>();
    ordered_json& result = members.emplace_back(member_name(all.keys.text(key->key)), ordered_json()).second;
    if (found.answer == Answer::kLinearizable) {
      result["valid"] = true;
      continue;
    }
    failures.push_back(ordered_json::parse(all.keys.text(key->key), nullptr, false));
    const bool is_wrong = found.answer == Answer::kNotLinearizable;
    result = is_wrong ? report.not_linearizable(found, verdict.findings) : report.gave_up(found, verdict.findings);
    for (const char* const ours : {"configs", "unreturned", "configurations", "explanation"}) {
      if (options.as_maelstrom) {
        result.erase(ours);
      }
    }
    verdict.valid = worst(verdict.valid, is_wrong ? Validity::kFalse : Validity::kUnknown);
  }
  if (!options.as_maelstrom && history.counts().invoked != 0 && verdict.findings.empty() && !observes_anything(all)) {
    report_nothing_tested(verdict, "No operation returned a value or stated one, so nothing was compared.");
  }
  verdict.summary = summary_of(keys.size(), history.operations().size(), failures);
  verdict.details["failures"] = std::move(failures);
  verdict.details["results"] = std::move(results);
  return verdict;
}

}  // namespace maelstrom::conformance
