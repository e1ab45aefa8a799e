// The reads of broadcast, g-set and the counters, and their final phase: each worker reads once.
#pragma once

#include <cstdint>
#include <vector>

#include "conformance/workloads/workload.hpp"

namespace maelstrom::conformance {

inline void fill_read(Task& task) {
  task.function = "read";
  task.value = "null";
  task.request.type = "read";
  task.request.members = R"("type":"read")";
}

class FinalReads {
 public:
  // Returns whether this worker has not read yet, and marks it as having read.
  bool take(const Worker& worker) {
    if (worker.index >= has_read_.size()) {
      has_read_.resize(worker.index + 1);
    }
    const bool is_first = !has_read_[worker.index];
    has_read_[worker.index] = true;
    return is_first;
  }

 private:
  std::vector<bool> has_read_;  // by worker
};

}  // namespace maelstrom::conformance
