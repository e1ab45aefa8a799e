// Runs a test for many seeds, in several processes, and gathers the failures.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "conformance/run/results.hpp"

namespace maelstrom::conformance {

struct SeedOutcome {
  std::uint64_t seed = 0;
  Validity valid = Validity::kUnknown;
  std::uint64_t requests = 0;
  std::string text;  // the verdict as text, or why it is missing
  // The kinds of failure, without line breaks, in the order in which they are reported.
  std::vector<std::string> failed;
  bool ran = false;    // a verdict exists
  bool ended = false;  // the plugin has ended the process, by a crash or otherwise
};

using SeedRunner = std::function<SeedOutcome(std::uint64_t seed)>;

struct SweepPlan {
  std::uint64_t first = 0;
  std::uint64_t last = 0;  // inclusive
  std::uint32_t jobs = 1;
  bool keep_going = false;  // after a failure
  bool quiet = false;       // no progress on stderr
  // For a crash: the failure names the function of this plugin and the result of `doing`, called in the child. May be
  // empty and null.
  std::string plugin = {};
  std::string (*doing)() = nullptr;
};

struct SweepResult {
  std::uint64_t run = 0;
  std::uint64_t requests = 0;
  SeedOutcome last;                   // of all outcomes
  std::vector<SeedOutcome> failures;  // by seed
  std::uint64_t unknown = 0;          // seeds without a true or false verdict
  SeedOutcome first_unknown;          // of these
  bool interrupted = false;
};

// While one of these exists, SIGINT and SIGTERM do not end the program but make sweep_interrupted true; the second one
// ends the running seeds immediately.
class SweepSignals {
 public:
  SweepSignals();
  ~SweepSignals();
  SweepSignals(const SweepSignals&) = delete;
  SweepSignals& operator=(const SweepSignals&) = delete;
};

bool sweep_interrupted();

// Every seed runs in its own child process, so global variables are fresh, and a crash of the plugin fails only its
// seed. Throws CannotRun if no process can be started.
SweepResult sweep_seeds(const SweepPlan& plan, const SeedRunner& run);

}  // namespace maelstrom::conformance
