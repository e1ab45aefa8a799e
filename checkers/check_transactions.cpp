#include "checkers/check_transactions.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "checkers/checker.hpp"
#include "checkers/transactions/explanation.hpp"
#include "checkers/transactions/transaction.hpp"
#include "checkers/transactions/transaction_checker.hpp"
#include "checkers/verdict.hpp"
#include "history/history.hpp"

namespace maelstrom::conformance {
namespace {

using transactions::EventId;
using transactions::EventType;
using Json = nlohmann::ordered_json;

// Results use their own name for this model.
constexpr std::string_view kStrictSerializable = "strict-serializable";

// The history's operations as transactions, and the operation of each event.
struct LoadedTransactions {
  transactions::Transactions transactions;
  std::vector<OperationIndex> operations;  // by event
};

EventType completion_type(Outcome outcome) {
  return outcome == Outcome::kOk ? EventType::kOk : outcome == Outcome::kFail ? EventType::kFail : EventType::kInfo;
}

// pending_as_info: operations that never completed may have happened. The original ignores them.
LoadedTransactions load(const History& history, transactions::DataType type, bool pending_as_info) {
  LoadedTransactions loaded{transactions::Transactions(type), {}};
  std::size_t bytes = 0;
  for (const Operation& operation : history.operations()) {
    bytes += operation.invoked_value.size + operation.completed_value.size;
  }
  loaded.transactions.reserve(2 * history.operations().size(), bytes);
  loaded.operations.reserve(2 * history.operations().size());
  std::vector<EventId> invocations(history.operations().size(), kNone);
  const auto add = [&](EventType event, OperationIndex index, std::string_view value) {
    const Operation& operation = history.operation(index);
    const bool invoked = event == EventType::kInvoke;
    const bool completed = !invoked && operation.completion != kNone;
    const EventId id = loaded.transactions.add(event, completed ? operation.completion : operation.invocation,
                                               operation.process, completed ? operation.completed : operation.invoked,
                                               value, invoked ? kNone : invocations[index]);
    if (invoked) {
      invocations[index] = id;
    }
    loaded.operations.push_back(index);
  };
  for (const Event& event : history.events()) {
    if (event.type == Event::Type::kNemesis) {
      continue;
    }
    const Operation& operation = history.operation(event.index);
    if (event.type == Event::Type::kInvocation) {
      add(EventType::kInvoke, event.index, history.text(operation.invoked_value));
      continue;
    }
    const bool ok = operation.outcome == Outcome::kOk;
    add(completion_type(operation.outcome), event.index,
        ok ? history.text(operation.completed_value) : history.last_value(operation));
  }
  for (OperationIndex index = 0; pending_as_info && index < history.operations().size(); ++index) {
    const Operation& operation = history.operation(index);
    if (operation.completion == kNone) {
      add(EventType::kInfo, index, history.text(operation.invoked_value));
    }
  }
  return loaded;
}

Json names_json(const std::vector<std::string_view>& names) {
  Json json = Json::array();
  for (const std::string_view name : names) {
    json.push_back(name);
  }
  return json;
}

Json types_json(const transactions::AnomalySet& types) {
  Json json = Json::array();
  for (const transactions::Anomaly anomaly : transactions::every_anomaly()) {
    if (types[anomaly]) {
      json.push_back(transactions::anomaly_name(anomaly));
    }
  }
  return json;
}

Validity validity_of(const transactions::TransactionVerdict& judged) {
  switch (judged.validity) {
    case transactions::TransactionValidity::kValid:
      return Validity::kTrue;
    case transactions::TransactionValidity::kInvalid:
      return Validity::kFalse;
    default:
      return Validity::kUnknown;
  }
}

// Converts the findings to a CheckerVerdict.
class VerdictWriter {
 public:
  VerdictWriter(const History& history, const LoadedTransactions& loaded, transactions::TransactionChecker& checker,
                const std::vector<transactions::Model>& models)
      : history_(history), loaded_(loaded), checker_(checker), judged_(checker.judge(models)) {}

  CheckerVerdict write() {
    verdict_.valid = validity_of(judged_);
    if (judged_.objection) {
      verdict_.details["error"] = judged_.why_unknown;
      verdict_.findings.push_back(
          {"not-checkable", "This history cannot be checked: " + judged_.why_unknown + ".", {}});
      verdict_.summary = "cannot be checked: " + judged_.why_unknown;
      return std::move(verdict_);
    }
    verdict_.details["anomaly-types"] = types_json(judged_.reported);
    add_cases();
    add_cycles();
    add_axiom();
    add_undecided();
    verdict_.details["anomaly-counts"] = std::move(counts_);
    verdict_.details["anomalies"] = std::move(anomalies_);
    if (judged_.reported.any()) {
      verdict_.details["not"] = names_json(judged_.boundary.excluded);
      verdict_.details["also-not"] = names_json(judged_.boundary.also_excluded);
    }
    summarize();
    return std::move(verdict_);
  }

 private:
  std::string words(EventId event) const {
    return operation_words(history_, history_.operation(loaded_.operations[event]));
  }

  void add(transactions::Anomaly type, Json json, std::string text, const std::vector<EventId>& events) {
    const std::string name(transactions::anomaly_name(type));
    json["explanation"] = text;
    if (!counts_.contains(name)) {
      counts_[name] = 0;
    }
    counts_[name] = counts_[name].get<std::uint64_t>() + 1;
    anomalies_[name].push_back(std::move(json));
    Finding finding{name, std::move(text), {}, true};
    for (const EventId event : events) {
      finding.operations.push_back(loaded_.operations[event]);
    }
    verdict_.findings.push_back(std::move(finding));
  }

  void add_cases() {
    for (const transactions::AnomalyCase& one : checker_.cases().cases()) {
      if (!judged_.reported[one.type]) {
        continue;
      }
      const auto in_words = [this](EventId event) { return words(event); };
      add(one.type, case_json(loaded_.transactions, one), case_text(loaded_.transactions, one, in_words), one.events);
      counts_[std::string(transactions::anomaly_name(one.type))] = checker_.cases().count(one.type);
    }
  }

  void add_axiom() {
    if (judged_.axiom != nullptr) {
      const auto in_words = [this](EventId event) { return words(event); };
      add(judged_.axiom->type, case_json(loaded_.transactions, *judged_.axiom),
          case_text(loaded_.transactions, *judged_.axiom, in_words), judged_.axiom->events);
    }
    if (judged_.axioms_complete) {
      return;
    }
    verdict_.findings.push_back({"axiomatic-causal-undecided",
                                 "Causal consistency was not decided: the search took too many steps. Check a shorter "
                                 "history, or use a strong-session model.",
                                 {},
                                 false});
  }

  void add_cycles() {
    const auto in_words = [this](EventId event) { return words(event); };
    for (const transactions::Cycle& cycle : judged_.cycles->cycles) {
      if (!judged_.reported[cycle.type]) {
        continue;
      }
      std::vector<EventId> events;
      for (const transactions::CycleStep& step : cycle.steps) {
        events.push_back(step.from);
      }
      add(cycle.type, cycle_json(loaded_.transactions, checker_.analysis(), cycle),
          cycle_text(loaded_.transactions, checker_.analysis(), cycle, in_words), events);
    }
    for (const transactions::CycleExists& exists : judged_.cycles->exists) {
      if (!judged_.reported[exists.type]) {
        continue;
      }
      add(exists.type, exists_json(loaded_.transactions, exists), exists_text(loaded_.transactions, exists, in_words),
          exists.transactions);
    }
  }

  void add_undecided() {
    for (const std::string_view name : {"empty-transaction-graph", "cycle-search-timeout"}) {
      const transactions::Anomaly type = transactions::anomaly_named(name);
      if (!judged_.reported[type]) {
        continue;
      }
      counts_[std::string(name)] = 1;
      anomalies_[std::string(name)] = true;
      verdict_.findings.push_back(
          {std::string(name), std::string(transactions::remedy(type)), {}, verdict_.valid == Validity::kFalse});
    }
  }

  void summarize() {
    if (verdict_.valid == Validity::kTrue) {
      verdict_.summary = "no anomaly found";
      return;
    }
    for (const Json& type : verdict_.details["anomaly-types"]) {
      if (!verdict_.summary.empty()) {
        verdict_.summary += ", ";
      }
      verdict_.summary += type.get<std::string>();
    }
    std::string excluded;
    for (const std::string_view model : judged_.boundary.excluded) {
      excluded += (excluded.empty() ? "; not " : ", not ") + std::string(model);
    }
    verdict_.summary += excluded;
  }

  const History& history_;
  const LoadedTransactions& loaded_;
  transactions::TransactionChecker& checker_;
  transactions::TransactionVerdict judged_;
  CheckerVerdict verdict_;
  Json counts_ = Json::object();
  Json anomalies_ = Json::object();
};

// The findings for each model alone, for all models that prohibit an anomaly.
Json by_model(transactions::TransactionChecker& checker) {
  Json json = Json::object();
  for (const std::string_view name : transactions::model_names()) {
    const transactions::Model model = *transactions::find_model(name);
    if (transactions::prohibited_by({model}).none()) {
      continue;
    }
    if (name != transactions::friendly_name(model) && name != kStrictSerializable) {
      continue;
    }
    const transactions::TransactionVerdict judged = checker.judge({model});
    json[std::string(name)]["valid"] = validity_json(validity_of(judged));
    if (!judged.objection) {
      json[std::string(name)]["anomaly-types"] = types_json(judged.reported);
    }
  }
  return json;
}

CheckerVerdict unknown_model(const std::string& name) {
  CheckerVerdict verdict;
  verdict.valid = Validity::kUnknown;
  verdict.summary = "unknown consistency model \"" + name + "\"";
  std::string known;
  for (const std::string_view model : transactions::model_names()) {
    known += " " + std::string(model);
  }
  verdict.details["error"] = verdict.summary;
  verdict.findings.push_back({"not-checkable", verdict.summary + "; known models are:" + known, {}});
  return verdict;
}

// Elle knows some models only by their place among the others: no anomaly excludes them, so nothing is checked.
void require_checked_models(const std::vector<transactions::Model>& models, CheckerVerdict& verdict) {
  for (const transactions::Model model : models) {
    if (verdict.valid != Validity::kTrue || transactions::prohibited_by({model}).any()) {
      continue;
    }
    const std::string name(transactions::friendly_name(model));
    verdict.valid = Validity::kUnknown;
    verdict.summary = "nothing is checked for the model " + name;
    verdict.findings.push_back({"unchecked-model",
                                "Nothing is checked for the model " + name +
                                    ". Use causal-cerone, a model whose name begins with strong-session, or another "
                                    "model of transactions such as read-committed or serializable.",
                                {},
                                true});
  }
}

CheckerVerdict check(const History& history, const CheckerOptions& options, transactions::DataType type) {
  std::vector<transactions::Model> models;
  for (const std::string& name : options.consistency_models) {
    const auto model = transactions::find_model(name);
    if (!model) {
      return unknown_model(name);
    }
    models.push_back(*model);
  }
  if (models.empty()) {
    models.push_back(*transactions::find_model(kStrictSerializable));
  }
  const LoadedTransactions loaded = load(history, type, !options.as_maelstrom);
  transactions::TransactionOptions how;
  how.as_maelstrom = options.as_maelstrom;
  transactions::TransactionChecker checker(loaded.transactions, how);
  CheckerVerdict verdict = VerdictWriter(history, loaded, checker, models).write();
  if (!options.as_maelstrom) {
    require_checked_models(models, verdict);
  }
  if (options.by_model) {
    verdict.details["by-model"] = by_model(checker);
  }
  return verdict;
}

}  // namespace

CheckerVerdict check_txn_list_append(const History& history, const CheckerOptions& options) {
  return check(history, options, transactions::DataType::kListAppend);
}

CheckerVerdict check_txn_rw_register(const History& history, const CheckerOptions& options) {
  return check(history, options, transactions::DataType::kRegister);
}

}  // namespace maelstrom::conformance
