// The command lines of `conformance test` and `conformance simulate`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "command_line/usage_error.hpp"
#include "conformance/report/store.hpp"
#include "conformance/run/plan.hpp"

namespace maelstrom::conformance {

struct TestOptions {
  bool help = false;
  Plan plan;
  bool random_seed = true;                  // no --seed: the caller draws one
  std::string bin;                          // empty: run the host
  std::string host;                         // empty: the one next to this program
  std::string plugin;                       // for the host
  std::vector<std::string> node_arguments;  // the arguments after "--"
  std::string store = "store";
  HistoryFormat history_format = HistoryFormat::kJsonLines;
  std::vector<std::string> warnings;  // about options without effect, one line each
  bool log_stderr = false;
  bool quiet = false;
};

struct SimulateOptions {
  TestOptions test;
  std::uint64_t first_seed = 0;
  std::uint64_t last_seed = 0;  // inclusive
  bool many_seeds = false;      // --seeds was given
  bool keep_going = false;
  bool shrink = false;
  std::uint32_t jobs = 1;
  std::string trace;  // a file, or empty
};

// `arguments`: those after "conformance test" or "conformance simulate". Throw UsageError.
TestOptions parse_test_options(std::span<const char* const> arguments);
SimulateOptions parse_simulate_options(std::span<const char* const> arguments);

// Names of consistency models, separated by commas. Throws UsageError.
std::vector<std::string> parse_models(const std::string& list);

// The names that --node-count gives: n0, n1, ...
std::vector<std::string> numbered_nodes(std::size_t count);

// Prints the warnings of a command, "test" or "simulate", to stderr.
void print_warnings(const TestOptions& options, std::string_view command);

std::string test_help();
std::string simulate_help();

}  // namespace maelstrom::conformance
