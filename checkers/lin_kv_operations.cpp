#include "checkers/lin_kv_operations.hpp"

#include <optional>
#include <string_view>

#include "checkers/json_pull.hpp"

namespace maelstrom::conformance {
namespace {

using Kind = RegisterOperation::Kind;

struct Pair {
  std::string_view first;
  std::string_view second;
};

// nullopt if the text is not an array of two values.
std::optional<Pair> pair_of(std::string_view json) {
  JsonPull pull(json);
  Pair pair;
  if (!pull.enter('[') || !pull.more()) {
    return std::nullopt;
  }
  pair.first = pull.value();
  if (!pull.more()) {
    return std::nullopt;
  }
  pair.second = pull.value();
  if (pull.more()) {
    return std::nullopt;
  }
  return pair;
}

enum class Refusal : std::uint8_t { kOther, kAbsent, kAnotherValue };

// The observation that the error of a failed operation implies. An error is its name or code, or an array that begins
// with it.
Refusal refusal_of(std::string_view error) {
  JsonPull pull(error);
  std::string_view name = error;
  if (pull.enter('[')) {
    name = pull.more() ? pull.value() : std::string_view();
  }
  if (name.size() > 2 && name.front() == '"') {
    name = name.substr(1, name.size() - 2);
  }
  if (name.starts_with(':')) {
    name.remove_prefix(1);
  }
  if (name == "key-does-not-exist" || name == "20") {
    return Refusal::kAbsent;
  }
  return name == "precondition-failed" || name == "22" ? Refusal::kAnotherValue : Refusal::kOther;
}

}  // namespace

LinKvOperations::LinKvOperations(const History& history, bool as_maelstrom) {
  for (OperationIndex index = 0; index < history.operations().size(); ++index) {
    add(history, index, as_maelstrom);
  }
}

void LinKvOperations::add(const History& history, OperationIndex index, bool as_maelstrom) {
  const Operation& operation = history.operations()[index];
  const std::string_view function = history.function(operation);
  const auto invoked = pair_of(history.text(operation.invoked_value));
  const auto completed = operation.completed_value.empty() ? invoked : pair_of(history.text(operation.completed_value));
  const bool is_read = function == "read";
  const auto change = function == "cas" && invoked ? pair_of(invoked->second) : std::nullopt;
  if (!invoked || !completed || !(is_read || function == "write" || change)) {
    malformed.push_back(index);
    return;
  }
  // As in Maelstrom's model: null is the value of a key that was never written.
  const auto value_of = [&](std::string_view json) -> RegisterValue {
    return as_maelstrom && json == "null" ? kAbsent : values.number(json) + 1;
  };
  const std::uint32_t key = keys.number(invoked->first);
  if (key == by_key.size()) {
    by_key.push_back({key, {}, {}});
  }
  RegisterOperation step;
  step.invoked = operation.invocation;
  if (operation.outcome == Outcome::kOk || operation.outcome == Outcome::kFail) {
    step.returned = operation.completion;
  }
  if (operation.outcome == Outcome::kFail) {
    const Refusal refusal = refusal_of(history.text(operation.error));
    if (as_maelstrom || refusal == Refusal::kOther || !(is_read || change)) {
      return;
    }
    if (refusal == Refusal::kAnotherValue && !change) {
      return;
    }
    step.kind = refusal == Refusal::kAbsent ? Kind::kObserveValue : Kind::kObserveAnother;
    step.expected = refusal == Refusal::kAbsent ? kAbsent : value_of(change->first);
  } else if (change) {
    step.kind = Kind::kCompareAndSet;
    step.expected = value_of(change->first);
    step.result = value_of(change->second);
    if (step.expected == step.result) {
      step.kind = Kind::kObserveValue;
    }
  } else if (!is_read) {
    step.kind = Kind::kWrite;
    step.result = value_of(invoked->second);
  } else if (operation.outcome == Outcome::kOk) {
    if (completed->second == "null") {
      null_reads.push_back(index);
      step.kind = as_maelstrom ? Kind::kObserveNothing : Kind::kObserveValue;
    } else {
      step.kind = Kind::kObserveValue;
    }
    step.expected = step.kind == Kind::kObserveValue ? value_of(completed->second) : kAbsent;
  } else {
    return;  // a read that never returned
  }
  by_key[key].operations.push_back(step);
  by_key[key].origins.push_back(index);
}

}  // namespace maelstrom::conformance
