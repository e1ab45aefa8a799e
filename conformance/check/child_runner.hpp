// Runs this executable again, in children that may crash and hang.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace maelstrom::conformance::check {

// How a child ended, and what it said until then.
struct ChildResult {
  std::vector<nlohmann::ordered_json> lines;  // JSON, one a line
  bool timed_out = false;
  int signal = 0;       // that ended it, or 0
  int exit_status = 0;  // if no signal did
  std::string errors;   // the end of what it wrote to stderr
  std::int64_t duration_ns = 0;

  // The value of the member `name` in the last line that has it, or null.
  nlohmann::ordered_json last(const char* name) const;
};

struct ChildLimits {
  unsigned jobs = 1;                      // children at a time
  std::chrono::nanoseconds timeout = {};  // for each, without the time it waits for a processor
};

// Runs `program` once for each of `commands`, its arguments. Calls done(index, result) as each of them ends. Throws
// ClusterError if it cannot be run.
void run_children(const std::string& program, const std::vector<std::vector<std::string>>& commands,
                  const ChildLimits& limits, const std::function<void(std::size_t, ChildResult)>& done);

}  // namespace maelstrom::conformance::check
