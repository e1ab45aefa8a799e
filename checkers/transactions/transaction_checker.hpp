// Judges a transaction history against consistency models.
//
// The analysis of the history is done once; the graph is searched at most once with real time, once with the order of
// the processes and once without either, as the requested models require. So each further model costs very little.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checkers/transactions/analysis.hpp"
#include "checkers/transactions/axioms.hpp"
#include "checkers/transactions/consistency_models.hpp"
#include "checkers/transactions/cycle_search.hpp"

namespace maelstrom::conformance::transactions {

struct TransactionOptions {
  bool as_maelstrom = false;  // only the findings of the original, and its verdicts if it lacks a check
  std::uint64_t search_steps = kDefaultSearchSteps;
};

enum class TransactionValidity : std::uint8_t { kValid, kInvalid, kUnknown };

// The findings to report for the requested models.
struct TransactionVerdict {
  TransactionValidity validity = TransactionValidity::kUnknown;
  AnomalySet reported;
  Boundary boundary;                      // from all anomalies found, reported or not; empty if none is reported
  std::string why_unknown;                // including the remedy
  bool objection = false;                 // the history cannot be checked
  const CycleFindings* cycles = nullptr;  // of the search that these models needed
  const AnomalyCase* axiom = nullptr;     // the violated axiom, of the weakest level
  bool axiom_needs_sessions = false;      // it holds if the transactions of a process are not ordered
  bool axioms_complete = true;            // false: an axiom needed too many steps and was not decided
};

// Advice for an anomaly that reports an incomplete check, in one or two sentences.
std::string_view remedy(Anomaly undecided);

class TransactionChecker {
 public:
  // The transactions must outlive it.
  TransactionChecker(const Transactions& transactions, TransactionOptions options);
  ~TransactionChecker();

  // REQUIRES: at least one model.
  TransactionVerdict judge(const std::vector<Model>& models);

  const Analysis& analysis() const { return *analysis_; }
  // All cases that are not cycles, including those that the original would not find.
  const AnomalyCases& cases() const { return cases_; }

 private:
  enum class Order : std::uint8_t { kData, kDataAndProcess, kDataAndRealtime };
  struct Search {
    CycleFindings findings;
    AnomalySet types;
  };
  static Order order_needed(const AnomalySet& prohibited);
  const Search& searched(Order order);
  std::optional<TransactionVerdict> not_checkable() const;
  AnomalySet without_redundant(AnomalySet reported) const;
  void decide(TransactionVerdict& verdict, const AnomalySet& bad) const;
  // Looks for a violated axiom that the models imply.
  void check_axioms(const std::vector<Model>& models, bool sessions, TransactionVerdict& verdict);
  AxiomResult& axiom(AxiomLevel level, bool sessions);

  const Transactions& transactions_;
  TransactionOptions options_;
  std::unique_ptr<Analysis> analysis_;
  AnomalyCases cases_;
  std::array<std::unique_ptr<Search>, 3> searches_;
  std::map<std::pair<AxiomLevel, bool>, AxiomResult> axioms_;  // by level and sessions
};

}  // namespace maelstrom::conformance::transactions
