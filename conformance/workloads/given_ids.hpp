// Who gave out which id first.
//
// An id is known by its hash, so that each one costs 24 bytes in a table that is between three eighths and three
// quarters full, however long ids are. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "conformance/history/history.hpp"
#include "conformance/run/cluster.hpp"
#include "conformance/workloads/hash128.hpp"

namespace maelstrom::conformance {

class GivenIds {
 public:
  struct Given {
    Hash128 id;
    OperationIndex operation = 0;
    NodeIndex node : 30 = 0;
    NodeIndex given : 1 = 0;     // 0 in a place of the table that is free
    NodeIndex repeated : 1 = 0;  // for the caller, to count every repeated id once
  };

  // Who gave it out: this operation, if nobody did before. Valid until the next call.
  Given& give(const Hash128& id, OperationIndex operation, NodeIndex node);

  std::size_t size() const { return size_; }

 private:
  Given& place_of(const Hash128& id);
  void grow();

  std::vector<Given> table_;  // its size is a power of two, or 0
  std::size_t size_ = 0;
};

}  // namespace maelstrom::conformance
