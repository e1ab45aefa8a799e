// The findings of the checker of one data type in a history, independent of consistency models.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "checkers/transactions/anomaly_cases.hpp"
#include "checkers/transactions/order_graph.hpp"

namespace maelstrom::conformance::transactions {

// Why a transaction precedes another, as shown by the data.
struct DataReason {
  KeyId key = kNone;
  ElementId before = kNone;  // the version of the first; kNone: the initial one
  ElementId after = kNone;   // the version of the second
};

class Analysis {
 public:
  virtual ~Analysis() = default;

  // Adds the edges that follow from the data.
  virtual void link(OrderGraph& graph) const = 0;

  // REQUIRES: link has added an edge of that kind: ww, wr or rw.
  virtual DataReason reason(EventId from, EventId to, EdgeKinds kind) const = 0;

  const AnomalyCases& cases() const { return cases_; }

  // Why this history cannot be checked at all: an error of the client or of the recorder of the history.
  const std::optional<std::string>& objection() const { return objection_; }

  // Why only the original cannot check this history, although this analysis can.
  const std::optional<std::string>& original_objection() const { return original_objection_; }

 protected:
  AnomalyCases cases_;
  std::optional<std::string> objection_;
  std::optional<std::string> original_objection_;
};

}  // namespace maelstrom::conformance::transactions
