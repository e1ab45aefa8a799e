#include "checkers/transactions/explanation.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

namespace maelstrom::conformance::transactions {
namespace {

// How many transactions of a component with some cycle are named individually.
constexpr std::size_t kNamed = 8;

using Json = nlohmann::ordered_json;

// The transaction's name in an explanation.
std::string transaction_name(std::size_t position) {
  std::string name = "T";
  return name += std::to_string(position + 1);
}

// Any JSON value; null if the text is not JSON.
Json parsed(std::string_view text) {
  Json value = Json::parse(text, nullptr, false);
  return value.is_discarded() ? Json() : value;
}

struct StepNames {
  std::string from;
  std::string to;
};

std::string list_reason(const Transactions& transactions, const DataReason& reason, EdgeKinds kind,
                        const StepNames& names) {
  const std::string key(transactions.key_text(reason.key));
  const std::string before(transactions.element_text(reason.before));
  const std::string after(transactions.element_text(reason.after));
  if (kind == kWriteRead) {
    return names.to + " read " + names.from + "'s append of " + after + " to key " + key;
  }
  if (kind == kWriteWrite) {
    return names.to + " appended " + after + " to key " + key + " after " + names.from + " appended " + before;
  }
  if (reason.before == kNone) {
    return names.from + " read key " + key + " without any element, and " + names.to + " appended " + after + " to it";
  }
  return names.from + " read key " + key + " up to " + before + ", without " + names.to + "'s append of " + after;
}

std::string register_reason(const Transactions& transactions, const DataReason& reason, EdgeKinds kind,
                            const StepNames& names) {
  const std::string key(transactions.key_text(reason.key));
  const std::string before(transactions.element_text(reason.before));
  const std::string after(transactions.element_text(reason.after));
  if (kind == kWriteRead) {
    return names.to + " read " + names.from + "'s write of " + after + " to key " + key;
  }
  const char* const verb = kind == kWriteWrite ? " wrote " : " read ";
  return names.from + verb + before + (kind == kWriteWrite ? " to key " : " of key ") + key + ", and " + names.to +
         " wrote " + after + ", which is a later version";
}

std::string realtime_reason(const Transactions& transactions, const CycleStep& step, const StepNames& names) {
  const Event& from = transactions.events()[step.from];
  const Event& to = transactions.events()[transactions.events()[step.to].other];
  char seconds[64];
  std::snprintf(seconds, sizeof seconds, ", %.6f s", static_cast<double>(to.time - from.time) / 1e9);
  return names.from + " completed at index " + std::to_string(from.index) + (to.time > from.time ? seconds : ",") +
         " before " + names.to + " was invoked at index " + std::to_string(to.index);
}

std::string step_reason(const Transactions& transactions, const DataReason& reason, const CycleStep& step,
                        const StepNames& names) {
  if (step.kind == kRealtime) {
    return realtime_reason(transactions, step, names);
  }
  if (step.kind == kProcess) {
    return "process " + std::to_string(transactions.events()[step.from].process) + " executed " + names.from +
           " before " + names.to;
  }
  if (reason.key == kNone) {
    return "of their data";
  }
  return transactions.type() == DataType::kListAppend ? list_reason(transactions, reason, step.kind, names)
                                                      : register_reason(transactions, reason, step.kind, names);
}

StepNames names_of(const Cycle& cycle, std::size_t step) {
  return {transaction_name(step), transaction_name((step + 1) % cycle.steps.size())};
}

DataReason data_reason(const Analysis& analysis, const CycleStep& step) {
  const bool data = step.kind != kRealtime && step.kind != kProcess;
  return data ? analysis.reason(step.from, step.to, step.kind) : DataReason{};
}

Json transaction_json(const Transactions& transactions, EventId event) {
  const Event& what = transactions.events()[event];
  return {{"op", what.index}, {"process", what.process}, {"value", parsed(transactions.text(what))}};
}

}  // namespace

std::string cycle_text(const Transactions& transactions, const Analysis& analysis, const Cycle& cycle,
                       const EventWords& words) {
  std::string text;
  for (std::size_t i = 0; i < cycle.steps.size(); ++i) {
    const EventId event = cycle.steps[i].from;
    text += transaction_name(i) + " = " + transactions.text(transactions.events()[event]) + ", " + words(event) + "\n";
  }
  for (std::size_t i = 0; i < cycle.steps.size(); ++i) {
    const StepNames names = names_of(cycle, i);
    const bool last = i + 1 == cycle.steps.size();
    text += (last && i > 0 ? "However, " : "") + names.from + " < " + names.to + ", because " +
            step_reason(transactions, data_reason(analysis, cycle.steps[i]), cycle.steps[i], names) +
            (last ? ": a contradiction." : ".\n");
  }
  return text;
}

nlohmann::ordered_json cycle_json(const Transactions& transactions, const Analysis& analysis, const Cycle& cycle) {
  Json indices = Json::array();
  Json steps = Json::array();
  Json vertices = Json::array();
  for (std::size_t i = 0; i < cycle.steps.size(); ++i) {
    const CycleStep& step = cycle.steps[i];
    const DataReason reason = data_reason(analysis, step);
    indices.push_back(transactions.events()[step.from].index);
    Json one = {{"type", kind_name(step.kind)}};
    if (reason.key != kNone) {
      one["key"] = parsed(transactions.key_text(reason.key));
      one["value"] = parsed(transactions.element_text(reason.before));
      one["value'"] = parsed(transactions.element_text(reason.after));
    }
    one["reason"] = step_reason(transactions, reason, step, names_of(cycle, i));
    steps.push_back(std::move(one));
    Json vertex = {{"name", transaction_name(i)}};
    vertex.update(transaction_json(transactions, step.from));
    vertices.push_back(std::move(vertex));
  }
  indices.push_back(indices.front());
  return {{"type", anomaly_name(cycle.type)},
          {"cycle", std::move(indices)},
          {"steps", std::move(steps)},
          {"transactions", std::move(vertices)}};
}

std::string exists_text(const Transactions& transactions, const CycleExists& exists, const EventWords& words) {
  std::string text = "Dependencies among these " + std::to_string(exists.transactions.size()) +
                     " transactions form a cycle, so " + std::string(friendly_name(exists.model)) + " cannot hold:";
  for (std::size_t i = 0; i < std::min(kNamed, exists.transactions.size()); ++i) {
    const EventId event = exists.transactions[i];
    text += '\n';
    text += transaction_name(i) + " = " + transactions.text(transactions.events()[event]) + ", " + words(event);
  }
  if (exists.transactions.size() > kNamed) {
    text += "\n...";
  }
  return text;
}

nlohmann::ordered_json exists_json(const Transactions& transactions, const CycleExists& exists) {
  Json members = Json::array();
  for (const EventId event : exists.transactions) {
    members.push_back(transactions.events()[event].index);
  }
  return {{"type", anomaly_name(exists.type)},
          {"not", friendly_name(exists.model)},
          {"scc-size", exists.transactions.size()},
          {"scc", std::move(members)}};
}

std::string case_text(const Transactions& transactions, const AnomalyCase& one, const EventWords& words) {
  std::string text = one.explanation;
  for (std::size_t i = 0; i < std::min(kNamed, one.events.size()); ++i) {
    text += '\n';
    text += transaction_name(i) + " = " + transactions.text(transactions.events()[one.events[i]]) + ", " +
            words(one.events[i]);
  }
  if (one.events.size() > kNamed) {
    text += "\n...";
  }
  return text;
}

nlohmann::ordered_json case_json(const Transactions& transactions, const AnomalyCase& one) {
  Json json = Json::object();
  if (one.key != kNone) {
    json["key"] = parsed(transactions.key_text(one.key));
  }
  if (!one.values.empty()) {
    json["values"] = Json::array();
    for (const std::string& value : one.values) {
      json["values"].push_back(parsed(value));
    }
  }
  json["transactions"] = Json::array();
  for (const EventId event : one.events) {
    json["transactions"].push_back(transaction_json(transactions, event));
  }
  json["explanation"] = one.explanation;
  return json;
}

}  // namespace maelstrom::conformance::transactions
