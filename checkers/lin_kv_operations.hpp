// The operations of a lin-kv history as register operations, by key; see lin_kv.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "checkers/json_values.hpp"
#include "checkers/linearizability.hpp"
#include "history/history.hpp"

namespace maelstrom::conformance {

struct LinKvKey {
  std::uint32_t key = 0;                      // in LinKvOperations::keys
  std::vector<RegisterOperation> operations;  // their values are those of `values` below, plus 1
  std::vector<OperationIndex> origins;        // of each operation
};

struct LinKvOperations {
  LinKvOperations(const History& history, bool as_maelstrom);

  JsonValues keys;
  JsonValues values;
  std::vector<LinKvKey> by_key;  // in order of their first operations
  std::vector<OperationIndex> null_reads;
  std::vector<OperationIndex> malformed;

 private:
  void add(const History& history, OperationIndex index, bool as_maelstrom);
};

}  // namespace maelstrom::conformance
