#include "checkers/transactions/transaction_checker.hpp"

#include <algorithm>
#include <cassert>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checkers/transactions/list_append.hpp"
#include "checkers/transactions/reply_shape.hpp"
#include "checkers/transactions/rw_register.hpp"

namespace maelstrom::conformance::transactions {
namespace {

AnomalySet names_ending_in(std::string_view end) {
  AnomalySet set;
  for (const Anomaly anomaly : every_anomaly()) {
    set[anomaly] = anomaly_name(anomaly).ends_with(end);
  }
  return set;
}

AnomalySet set_of(std::initializer_list<std::string_view> names) {
  AnomalySet set;
  for (const std::string_view name : names) {
    set.set(anomaly_named(name));
  }
  return set;
}

std::unique_ptr<Analysis> analyse(const Transactions& transactions) {
  if (transactions.type() == DataType::kListAppend) {
    return std::make_unique<ListAppendAnalysis>(transactions);
  }
  return std::make_unique<RwRegisterAnalysis>(transactions);
}

std::vector<std::uint32_t> indices_of(const Transactions& transactions) {
  std::vector<std::uint32_t> indices;
  indices.reserve(transactions.events().size());
  for (const Event& event : transactions.events()) {
    indices.push_back(event.index);
  }
  return indices;
}

constexpr std::string_view kEmptyGraph =
    "No transaction could be ordered before another one, so there was nothing to check. Raise --rate or --time-limit, "
    "or find out why so few transactions succeed.";
constexpr std::string_view kGivenUp =
    "The search for cycles took too many steps and was stopped. Check a shorter history.";

}  // namespace

std::string_view remedy(Anomaly undecided) {
  return undecided == anomaly_named("empty-transaction-graph") ? kEmptyGraph : kGivenUp;
}

TransactionChecker::TransactionChecker(const Transactions& transactions, TransactionOptions options)
    : transactions_(transactions), options_(options), analysis_(analyse(transactions)), cases_(analysis_->cases()) {
  if (options.as_maelstrom) {
    return;
  }
  find_reply_mismatches(transactions, cases_);
  find_phantoms(transactions, cases_);
}

TransactionChecker::~TransactionChecker() = default;

TransactionChecker::Order TransactionChecker::order_needed(const AnomalySet& prohibited) {
  static const AnomalySet kCycles =
      set_of({"G0-process", "G1c-process", "G-single-item-process", "G-nonadjacent-item-process", "G2-item-process",
              "G0-realtime", "G1c-realtime", "G-single-item-realtime", "G-nonadjacent-item-realtime",
              "G2-item-realtime", "G-single-process", "G-nonadjacent-process", "G2-process", "G-single-realtime",
              "G-nonadjacent-realtime", "G2-realtime"});
  static const AnomalySet kRealtimeCycles = names_ending_in("-realtime") & kCycles;
  if ((prohibited & kRealtimeCycles).any()) {
    return Order::kDataAndRealtime;
  }
  return (prohibited & kCycles).any() ? Order::kDataAndProcess : Order::kData;
}

const TransactionChecker::Search& TransactionChecker::searched(Order order) {
  std::unique_ptr<Search>& search = searches_[static_cast<std::size_t>(order)];
  if (search) {
    return *search;
  }
  search = std::make_unique<Search>();
  OrderGraph graph(transactions_.events().size());
  analysis_->link(graph);
  if (order == Order::kDataAndRealtime) {
    link_realtime(transactions_, graph);
  }
  if (order == Order::kDataAndProcess) {
    link_processes(transactions_, graph);
  }
  if (graph.empty()) {
    search->types.set(anomaly_named("empty-transaction-graph"));
  }
  const StepPreference preference = transactions_.type() == DataType::kListAppend ? StepPreference::kWriteWriteFirst
                                                                                  : StepPreference::kWriteReadFirst;
  if (const std::vector<Component> components = graph.components(); !components.empty()) {
    search->findings = search_cycles(indices_of(transactions_), components, preference, options_.search_steps);
  }
  for (const Cycle& cycle : search->findings.cycles) {
    search->types.set(cycle.type);
  }
  for (const CycleExists& exists : search->findings.exists) {
    search->types.set(exists.type);
  }
  if (!search->findings.given_up.empty()) {
    search->types.set(anomaly_named("cycle-search-timeout"));
  }
  return *search;
}

std::optional<TransactionVerdict> TransactionChecker::not_checkable() const {
  const std::optional<std::string>& objection =
      analysis_->objection() || !options_.as_maelstrom ? analysis_->objection() : analysis_->original_objection();
  if (!objection) {
    return std::nullopt;
  }
  TransactionVerdict verdict;
  verdict.objection = true;
  verdict.why_unknown = *objection;
  return verdict;
}

// If a definite anomaly excludes a model, the finding that some cycle exists is redundant.
AnomalySet TransactionChecker::without_redundant(AnomalySet reported) const {
  static const AnomalySet kExists = names_ending_in("-cycle-exists");
  const ModelSet impossible = impossible_models(reported & ~kExists);
  for (const Anomaly anomaly : every_anomaly()) {
    if (!reported[anomaly] || !kExists[anomaly]) {
      continue;
    }
    std::string_view model = anomaly_name(anomaly);
    model.remove_suffix(std::string_view("-cycle-exists").size());
    if (impossible[*find_model(model)]) {
      reported.reset(anomaly);
    }
  }
  return reported;
}

TransactionVerdict TransactionChecker::judge(const std::vector<Model>& models) {
  assert(!models.empty());
  if (auto verdict = not_checkable()) {
    return *verdict;
  }
  static const AnomalySet kUndecided = set_of({"empty-transaction-graph", "cycle-search-timeout"});
  static const AnomalySet kAlwaysBad = set_of({"phantom-element", "phantom-value", "reply-mismatch"});
  const AnomalySet prohibited = prohibited_by(models) | kAlwaysBad;
  const Search& search = searched(order_needed(prohibited));
  AnomalySet found = cases_.types() | search.types;
  TransactionVerdict verdict;
  verdict.cycles = &search.findings;
  if (!options_.as_maelstrom && transactions_.type() == DataType::kRegister && (found & prohibited).none()) {
    static const Anomaly kProcessCycle = anomaly_named("G0-process");
    check_axioms(models, prohibited[kProcessCycle], verdict);
    if (verdict.axiom != nullptr) {
      found.set(verdict.axiom->type);
    }
  }
  verdict.reported = without_redundant(found & (prohibited | kUndecided));
  if (verdict.reported.any()) {
    // The models of Elle that these axioms stand for do not order the transactions of a process.
    verdict.boundary =
        boundary_of(verdict.axiom_needs_sessions ? found & ~AnomalySet().set(verdict.axiom->type) : found);
  }
  decide(verdict, found & prohibited);
  return verdict;
}

void TransactionChecker::check_axioms(const std::vector<Model>& models, bool sessions, TransactionVerdict& verdict) {
  struct Row {
    AxiomLevel level;
    std::string_view model;
    std::string_view anomaly;
  };
  constexpr Row kRows[] = {{AxiomLevel::kReadCommitted, "read-committed", "axiomatic-read-committed"},
                           {AxiomLevel::kReadAtomic, "read-atomic", "axiomatic-read-atomic"},
                           {AxiomLevel::kCausal, "causal-cerone", "axiomatic-causal"}};
  const auto is_wanted = [&models](const Row& row) {
    const Model level = *find_model(row.model);
    return std::any_of(models.begin(), models.end(), [level](Model model) { return implies(model, level); });
  };
  // Each level implies those before it, so often the last one decides.
  const auto strongest = std::find_if(std::rbegin(kRows), std::rend(kRows), is_wanted);
  if (strongest == std::rend(kRows)) {
    return;
  }
  if (const AxiomResult& result = axiom(strongest->level, sessions); result.complete && !result.violation) {
    return;
  }
  for (const Row& row : kRows) {
    if (!is_wanted(row)) {
      continue;
    }
    AxiomResult& result = axiom(row.level, sessions);
    verdict.axioms_complete = verdict.axioms_complete && result.complete;
    if (result.violation) {
      result.violation->type = anomaly_named(row.anomaly);
      verdict.axiom = &*result.violation;
      verdict.axiom_needs_sessions = sessions && !axiom(row.level, false).violation;
      return;
    }
  }
}

AxiomResult& TransactionChecker::axiom(AxiomLevel level, bool sessions) {
  const auto known = axioms_.find({level, sessions});
  return known != axioms_.end()
             ? known->second
             : axioms_.emplace(std::pair(level, sessions), check_axiom(transactions_, level, sessions)).first->second;
}

void TransactionChecker::decide(TransactionVerdict& verdict, const AnomalySet& bad) const {
  static const Anomaly kGivenUpType = anomaly_named("cycle-search-timeout");
  static const Anomaly kEmptyGraphType = anomaly_named("empty-transaction-graph");
  verdict.validity = bad.any()                ? TransactionValidity::kInvalid
                     : verdict.reported.any() ? TransactionValidity::kUnknown
                                              : TransactionValidity::kValid;
  if (verdict.validity != TransactionValidity::kUnknown) {
    return;
  }
  // Maelstrom's wrapper for registers has no unknown verdict: it ignores an aborted search, and treats an empty graph
  // as invalid.
  if (options_.as_maelstrom && transactions_.type() == DataType::kRegister) {
    verdict.validity = verdict.reported[kEmptyGraphType] ? TransactionValidity::kInvalid : TransactionValidity::kValid;
    return;
  }
  verdict.why_unknown = verdict.reported[kGivenUpType] ? kGivenUp : kEmptyGraph;
}

}  // namespace maelstrom::conformance::transactions
