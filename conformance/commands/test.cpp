#include "conformance/commands/test.hpp"

#include <algorithm>
#include <iostream>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <unistd.h>

#include "checkers/checker.hpp"
#include "command_line/program_name.hpp"
#include "conformance/choices/random.hpp"
#include "conformance/commands/host_options.hpp"
#include "conformance/commands/options.hpp"
#include "conformance/commands/target.hpp"
#include "conformance/processes/process_cluster.hpp"
#include "conformance/report/progress_display.hpp"
#include "conformance/report/store.hpp"
#include "conformance/run/run.hpp"
#include "platform/paths.hpp"
#include "platform/signal_pipe.hpp"

namespace maelstrom::conformance {
namespace {

std::uint64_t draw_seed() {
  std::random_device device;
  // Short enough to type.
  return std::uniform_int_distribution<std::uint64_t>(0, 0xffffffffU)(device);
}

std::string signal_words(int signal) {
  const char* const name = signal == SIGINT ? "SIGINT" : signal == SIGTERM ? "SIGTERM" : "SIGHUP";
  return std::string("interrupted by ") + name;
}

// Runs the test until it ends or a signal arrives. Returns whether a signal ended it.
bool drive(Run& run, ProcessCluster& cluster, SignalPipe& signals, std::optional<ProgressDisplay>& display) {
  bool interrupted = false;
  run.start(cluster.now());
  while (!run.finished()) {
    const Time next_display = display ? display->next_time() : kNever;
    cluster.turn(run, std::min(run.next_event_time(), next_display));
    const Time now = cluster.now();
    run.advance(now);
    if (const auto signal = signals.take(); signal && !run.finished()) {
      interrupted = true;
      run.interrupt(signal_words(*signal), now);
    }
    if (display) {
      display->update(run.progress(now), now);
    }
  }
  cluster.report_refusals(run);
  if (display) {
    display->clear();
  }
  return interrupted;
}

int exit_status(Validity valid, bool interrupted) {
  if (interrupted || valid == Validity::kUnknown) {
    return kExitNotRun;
  }
  return valid == Validity::kTrue ? kExitValid : kExitInvalid;
}

int run_test(TestOptions options, const char* program_name) {
  if (!options.plugin.empty() && options.host.empty()) {
    host_options(options);  // another host may have other options; it refuses unknown ones itself
  }
  if (options.random_seed) {
    options.plan.seed = draw_seed();
  }
  const NodeProgram program = node_program(options, platform::program_folder(program_name));
  const auto workload = find_workload(options.plan.workload)->make(workload_setting(options.plan));
  const Store store(options.store, options.plan.workload, std::chrono::system_clock::now());

  SignalPipe signals;
  ProcessCluster cluster(program, options.plan.nodes, store.node_logs(), options.log_stderr, signals);
  RandomChoices choices(options.plan.seed);
  Run run(options.plan, *workload, cluster, choices);
  std::optional<ProgressDisplay> display;
  if (!options.quiet) {
    display.emplace(std::cerr, ::isatty(STDERR_FILENO) != 0 && !options.log_stderr);
  }
  const bool interrupted = drive(run, cluster, signals, display);

  Results results = run.results(find_checker(options.plan.workload)->check);
  results.node_command = program.command_line();
  if (results.valid == Validity::kFalse) {
    const std::vector<std::string> logged = cluster.warnings();
    results.warnings.insert(results.warnings.end(), logged.begin(), logged.end());
  }
  store.write(results, run.history(), options.history_format);
  if (!options.quiet) {
    std::cout << summary(results) << "store         " << store.folder().string() << '\n';
  }
  std::cout << verdict_text(results) << std::flush;
  return exit_status(results.valid, interrupted);
}

}  // namespace

int run_test_command(const char* program, std::span<const char* const> arguments) {
  try {
    TestOptions options = parse_test_options(arguments);
    if (options.help) {
      std::cout << with_program_name(test_help()) << std::flush;
      return kExitValid;
    }
    print_warnings(options, "test");
    return run_test(std::move(options), program);
  } catch (const UsageError& error) {
    std::cerr << program_name() << " test: " << error.what() << "\nTry `" << program_name() << " test --help`.\n";
    return kExitUsage;
  } catch (const std::exception& error) {
    std::cerr << program_name() << " test: " << error.what() << '\n';
    return kExitNotRun;
  }
}

}  // namespace maelstrom::conformance
