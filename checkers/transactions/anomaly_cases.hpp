// The anomalies found so far: how many of each, and a few of each in detail.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "checkers/transactions/consistency_models.hpp"
#include "checkers/transactions/transaction.hpp"

namespace maelstrom::conformance::transactions {

// One occurrence of an anomaly that is not a cycle.
struct AnomalyCase {
  Anomaly type = 0;
  std::vector<EventId> events;  // the transactions that show it; the one that got a wrong reply comes first
  KeyId key = kNone;
  std::vector<std::string> values;  // JSON
  std::string explanation;          // one or two sentences; T1, T2... are the events
};

// The number of cases per type that are kept in detail.
inline constexpr std::size_t kCasesKept = 16;

class AnomalyCases {
 public:
  // Counts one case; `make` returns the AnomalyCase, and is called only for the first cases.
  template <class Make>
  void add(Anomaly type, Make make) {
    if (counts_[type]++ < kCasesKept) {
      cases_.push_back(make());
      cases_.back().type = type;
    }
  }

  const std::vector<AnomalyCase>& cases() const { return cases_; }
  std::uint64_t count(Anomaly type) const { return counts_[type]; }

  AnomalySet types() const {
    AnomalySet types;
    for (std::size_t type = 0; type < kMaxAnomalies; ++type) {
      types[type] = counts_[type] > 0;
    }
    return types;
  }

 private:
  std::array<std::uint64_t, kMaxAnomalies> counts_{};
  std::vector<AnomalyCase> cases_;
};

}  // namespace maelstrom::conformance::transactions
