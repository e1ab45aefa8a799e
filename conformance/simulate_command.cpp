#include "simulate_command.hpp"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <spdlog/fmt/fmt.h>

#include "host/options.hpp"
#include "host/plugin_library.hpp"
#include "options.hpp"
#include "seed_sweep.hpp"
#include "shell_word.hpp"
#include "shrink.hpp"
#include "simulation.hpp"
#include "store.hpp"
#include "test_command.hpp"

namespace maelstrom::conformance {
namespace {

constexpr std::size_t kShownBefore = 20;  // lines of the trace in front of a violation
constexpr std::size_t kShownBehind = 5;

// The options behind "--" are the host's own.
host::NodeOptions node_options(const TestOptions& options) {
  std::vector<const char*> arguments = {"host", "--plugin", options.plugin.c_str()};
  for (const std::string& argument : options.node_arguments) {
    arguments.push_back(argument.c_str());
  }
  try {
    const host::Options parsed = host::parse_options(static_cast<int>(arguments.size()), arguments.data());
    if (!parsed.record.empty()) {
      throw UsageError("behind --: --record is for a real process; a simulation is repeated from its seed");
    }
    return parsed.node;
  } catch (const host::UsageError& error) {
    throw UsageError(std::string("behind --: ") + error.what());
  }
}

std::string latency_words(const Latency& latency) {
  if (latency.mean == 0) {
    return {};
  }
  const char* const distribution = latency.distribution == LatencyDistribution::kConstant  ? "constant"
                                   : latency.distribution == LatencyDistribution::kUniform ? "uniform"
                                                                                           : "exponential";
  return fmt::format(" --latency {} --latency-dist {}", in_milliseconds(latency.mean), distribution);
}

// The command that does this again.
std::string repeat_command(const TestOptions& options, const TestPlan& plan) {
  std::string command =
      fmt::format("conformance simulate -w {} --plugin {} --nodes {} --concurrency {} --rate {} --time-limit {}",
                  plan.workload, shell_word(options.plugin), shell_word(fmt::format("{}", fmt::join(plan.nodes, ","))),
                  plan.concurrency, plan.rate, in_seconds(plan.time_limit));
  command += latency_words(plan.latency);
  if (!plan.faults.empty()) {
    std::vector<std::string_view> names;
    for (const FaultKind kind : plan.faults) {
      names.push_back(fault_entry(kind).name);
    }
    command +=
        fmt::format(" --nemesis {} --nemesis-interval {}", fmt::join(names, ","), in_seconds(plan.nemesis_interval));
  }
  if (plan.availability) {
    command += plan.availability->total ? " --availability total"
                                        : fmt::format(" --availability {}", plan.availability->fraction);
  }
  command += plan.answer_all ? " --answer-all" : "";
  command += fmt::format(" --seed {}", plan.seed);
  const char* separator = " --";
  for (const std::string& argument : options.node_arguments) {
    command += separator;
    command += ' ' + shell_word(argument);
    separator = "";
  }
  return command;
}

// The lines of a trace around a moment.
std::string excerpt_around(const std::string& trace, Time moment) {
  std::vector<std::string_view> lines;
  std::size_t behind = 0;
  for (std::size_t begin = 0; begin < trace.size() && behind < kShownBehind;) {
    const std::size_t end = trace.find('\n', begin);
    const std::string_view line = std::string_view(trace).substr(begin, end - begin);
    const Time time = std::stoll(std::string(line.substr(std::string_view(R"({"time":)").size(), 20)));
    behind += time > moment ? 1 : 0;
    lines.push_back(line);
    begin = end + 1;
  }
  const std::size_t shown = std::min(lines.size(), kShownBefore + behind);
  std::string text;
  for (std::size_t i = lines.size() - shown; i < lines.size(); ++i) {
    text += "  " + std::string(lines[i]) + "\n";
  }
  return text;
}

class SimulateCommand {
 public:
  explicit SimulateCommand(SimulateOptions options)
      : options_(std::move(options)),
        plugin_(host::find_plugin(options_.test.plugin, host::PluginSearch::from_environment())),
        node_options_(node_options(options_.test)) {}

  int run() { return options_.many_seeds ? run_many() : run_one(options_.test.plan.seed); }

 private:
  Simulation simulation(std::uint64_t seed) const {
    Simulation simulation;
    simulation.plan = options_.test.plan;
    simulation.plan.seed = seed;
    simulation.node_options = node_options_;
    simulation.interrupted = [] { return sweep_interrupted(); };
    return simulation;
  }

  int run_one(std::uint64_t seed) const {
    const SweepSignals signals;
    Simulation simulated = simulation(seed);
    const Results results = options_.trace.empty() ? simulated.run(plugin_) : run_traced(simulated);
    if (!options_.test.store.empty()) {
      const Store store(options_.test.store, simulated.plan.workload, std::chrono::system_clock::now());
      store.write(results, simulated.history());
    }
    if (!options_.test.quiet) {
      std::cout << summary(results);
    }
    std::cout << verdict_text(results) << std::flush;
    if (results.verdict == Verdict::kInvalid) {
      explain(simulated.plan);
    }
    return exit_status(results.verdict);
  }

  Results run_traced(Simulation& simulated) const {
    std::ofstream file(options_.trace, std::ios::binary);
    const auto check = [this, &file] {
      if (!file) {
        throw ClusterError("cannot write " + options_.trace);
      }
    };
    check();
    Trace trace(file);
    simulated.trace = &trace;
    simulated.log_level = MAELSTROM_LOG_INFO;
    Results results = simulated.run(plugin_);
    trace.flush();
    file.close();
    check();
    return results;
  }

  int run_many() const {
    const SeedRunner runner = [this](std::uint64_t seed) {
      Simulation simulated = simulation(seed);
      simulated.plan.keep_history = false;  // nobody asks for it
      const Results results = simulated.run(plugin_);
      return SeedOutcome{seed, results.verdict, results.counts.invoked, verdict_text(results)};
    };
    const SweepResult sweep = sweep_seeds(
        {options_.first_seed, options_.last_seed, options_.jobs, options_.keep_going, options_.test.quiet}, runner);
    std::cout << fmt::format("seeds         {} run of {}, {} failed\n", sweep.run,
                             options_.last_seed - options_.first_seed + 1, sweep.failures.size())
              << fmt::format("requests      {} in all\n", sweep.requests);
    for (const SeedOutcome& failure : sweep.failures) {
      std::cout << "seed " << failure.seed << ": " << failure.text;
    }
    std::cout << std::flush;
    if (!sweep.failures.empty()) {
      TestPlan plan = options_.test.plan;
      plan.seed = sweep.failures.front().seed;
      explain(plan);
      return kExitInvalid;
    }
    if (sweep.interrupted) {
      std::cerr << "conformance simulate: interrupted\n";
      return kExitNotRun;
    }
    std::cout << "valid: true\n" << std::flush;
    return kExitValid;
  }

  // How to repeat a failure, and what happened around it.
  void explain(TestPlan plan) const {
    if (options_.shrink) {
      plan = shrink(plan, [this](const TestPlan& smaller) {
        Simulation simulated = simulation(smaller.seed);
        simulated.plan = smaller;
        return simulated.run(plugin_).verdict == Verdict::kInvalid;
      });
    }
    Simulation simulated = simulation(plan.seed);
    simulated.plan = plan;
    Trace trace;
    simulated.trace = &trace;
    const Results results = simulated.run(plugin_);
    if (options_.shrink) {
      std::cout << "smaller: " << verdict_text(results);
    }
    std::cout << "repeat it by\n  " << repeat_command(options_.test, plan) << '\n';
    if (simulated.first_violation() != kNever) {
      std::cout << fmt::format("what happened around it, at {:.6f} s (all of it: --trace FILE)\n",
                               in_seconds(simulated.first_violation()))
                << excerpt_around(trace.text(), simulated.first_violation());
    }
    std::cout << std::flush;
  }

  static int exit_status(Verdict verdict) {
    return verdict == Verdict::kValid ? kExitValid : verdict == Verdict::kInvalid ? kExitInvalid : kExitNotRun;
  }

  const SimulateOptions options_;
  const std::filesystem::path plugin_;
  const host::NodeOptions node_options_;
};

}  // namespace

int run_simulate_command(const char* /*program*/, std::span<const char* const> arguments) {
  try {
    SimulateOptions options = parse_simulate_options(arguments);
    if (options.test.help) {
      std::cout << simulate_help() << std::flush;
      return kExitValid;
    }
    if (options.test.random_seed && !options.many_seeds) {
      options.test.plan.seed = std::random_device()();
    }
    return SimulateCommand(std::move(options)).run();
  } catch (const UsageError& error) {
    std::cerr << "conformance simulate: " << error.what() << "\nTry `conformance simulate --help`.\n";
    return kExitUsage;
  } catch (const std::exception& error) {
    std::cerr << "conformance simulate: " << error.what() << '\n';
    return kExitNotRun;
  }
}

}  // namespace maelstrom::conformance
