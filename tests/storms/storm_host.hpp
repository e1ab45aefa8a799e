// A host in a storm, and the number of attempts: after each storm it must still answer, have written only envelopes,
// and hold no more descriptors than before.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "host_process.hpp"

namespace maelstrom::tests {

inline constexpr std::size_t kMegabyte = std::size_t{1} << 20;

// Whether the storms have their full size (MAELSTROM_STORMS=whole).
bool whole_storms();

// `whole`, or the size for ctest.
std::size_t storm_size(std::size_t whole, std::size_t small);

class StormHost {
 public:
  // name: the name of the storm, for its line of the report.
  explicit StormHost(std::string name, const std::vector<std::string>& arguments = {},
                     const ProcessOptions& options = {});

  Process& process() { return process_; }

  // Sends a line and counts it as an attempt.
  void attempt(std::string_view line);

  // Reads until the reply to c0's request `msg_id`, and counts the attempt as survived. Returns the reply's body.
  nlohmann::json await(std::int64_t msg_id);

  // Requests an echo, and fails the test if no reply arrives.
  void expect_alive();

  // The number of its descriptors, and its memory in bytes; 0 if /proc does not provide them, or if a sanitizer
  // distorts them.
  std::size_t descriptors() const;
  std::size_t memory() const;

  // Closes its stdin and checks its output. Every attempt must have been answered, or, if that was impossible, be in
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

// Prints a line of the report: tried, survived, lost.
void report_storm(const std::string& name, std::size_t tried, std::size_t lost);

// Fails the test for every line of `out` that is not an envelope of n1. Returns the number of lines.
std::size_t expect_only_envelopes(std::string_view out);

// A request from c0, as a line; members: the body's except type and msg_id, with a leading comma.
std::string request(std::string_view type, std::int64_t msg_id, std::string_view members = "");

}  // namespace maelstrom::tests
