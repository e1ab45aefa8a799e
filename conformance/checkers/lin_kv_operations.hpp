// The operations of a lin-kv history as those of registers, one for each key; see lin_kv.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "conformance/checkers/linearizability.hpp"
#include "conformance/history/history.hpp"

namespace maelstrom::conformance {

// Numbers JSON values by their canonical text, from 0 on.
class JsonValues {
 public:
  std::uint32_t number(std::string_view json);

  // REQUIRES: number < size().
  std::string_view text(std::uint32_t number) const { return texts_[number]; }
  std::size_t size() const { return texts_.size(); }

 private:
  std::unordered_map<std::string_view, std::uint32_t> numbers_;
  std::deque<std::string> texts_;
};

struct LinKvKey {
  std::uint32_t key = 0;                      // in LinKvOperations::keys
  std::vector<RegisterOperation> operations;  // their values are those of `values` below, plus 1
  std::vector<OperationIndex> origins;        // of each
};

struct LinKvOperations {
  LinKvOperations(const History& history, bool as_maelstrom);

  JsonValues keys;
  JsonValues values;
  std::vector<LinKvKey> by_key;  // in the order of their first operations
  std::vector<OperationIndex> null_reads;
  std::vector<OperationIndex> malformed;

 private:
  void add(const History& history, OperationIndex index, bool as_maelstrom);
};

}  // namespace maelstrom::conformance
