// A host in a storm, and the count of what was tried on it: after each storm it must still answer, have said nothing
// but envelopes, and hold no more descriptors than before.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "host_process.hpp"

namespace maelstrom::tests {

inline constexpr std::size_t kMegabyte = std::size_t{1} << 20;

// Whether the storms have their whole size (MAELSTROM_STORMS=whole).
bool whole_storms();

// `whole`, or what is tried in ctest.
std::size_t storm_size(std::size_t whole, std::size_t small);

class StormHost {
 public:
  // name: of the storm, for its line of the report.
  explicit StormHost(std::string name, const std::vector<std::string>& arguments = {},
                     const ProcessOptions& options = {});

  Process& process() { return process_; }

  // Sends a line and counts it as tried.
  void attempt(std::string_view line);

  // Reads until the reply to c0's request `msg_id`, and counts as survived. Returns its body.
  nlohmann::json await(std::int64_t msg_id);

  // Asks for an echo, and fails the test if it does not come.
  void expect_alive();

  // How many descriptors it has, and how much memory it uses, in bytes; 0 where /proc does not tell, or where
  // it tells of a sanitizer.
  std::size_t descriptors() const;
  std::size_t memory() const;

  // Closes its stdin and checks what it has said. Every attempt must have been answered, or, if it could not be, be in
  // the log: `unanswered` counts these. Prints the counts.
  Process::Result finish(std::size_t unanswered = 0);

 private:
  std::string name_;
  Process process_;
  std::int64_t next_probe_ = 1'000'000'000;
  std::size_t tried_ = 0;
  std::size_t probes_ = 0;  // echoes of expect_alive
  std::size_t descriptors_before_ = 0;
};

// A line of the report: tried, survived, lost.
void report_storm(const std::string& name, std::size_t tried, std::size_t lost);

// Fails the test for every line of `out` that is no envelope of n1. Returns how many lines there are.
std::size_t expect_only_envelopes(std::string_view out);

// A request of c0, as a line; members: the body's but type and msg_id, with a comma in front.
std::string request(std::string_view type, std::int64_t msg_id, std::string_view members = "");

}  // namespace maelstrom::tests
