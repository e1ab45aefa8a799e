#include "conformance/commands/simulate.hpp"

#include <algorithm>
#include <array>
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

#include "command_line/program_name.hpp"
#include "command_line/shell_word.hpp"
#include "conformance/commands/host_options.hpp"
#include "conformance/commands/options.hpp"
#include "conformance/commands/test.hpp"
#include "conformance/report/store.hpp"
#include "conformance/run/cluster.hpp"
#include "conformance/simulator/seed_sweep.hpp"
#include "conformance/simulator/shrink.hpp"
#include "conformance/simulator/simulation.hpp"
#include "host/loading/plugin_library.hpp"

namespace maelstrom::conformance {
namespace {

constexpr std::size_t kShownBefore = 20;  // lines of the trace before a violation
constexpr std::size_t kShownBehind = 5;

// The options after "--" are host options.
host::NodeOptions node_options(const TestOptions& options) {
  const host::Options parsed = host_options(options);
  if (!parsed.record.empty()) {
    throw UsageError("after --: --record needs a real process; reproduce a simulation from its seed");
  }
  return parsed.node;
}

std::string_view distribution_word(LatencyDistribution distribution) {
  return distribution == LatencyDistribution::kConstant  ? "constant"
         : distribution == LatencyDistribution::kUniform ? "uniform"
                                                         : "exponential";
}

// The options that differ from their defaults.
std::string plan_words(const Plan& plan) {
  const Plan usual = parse_simulate_options(std::array{"-w", "echo", "--plugin", "any"}).test.plan;
  std::string words;
  const auto add = [&words](bool differs, const std::string& option) { words += differs ? " " + option : ""; };
  const bool numbered = plan.nodes == numbered_nodes(plan.nodes.size());
  add(numbered, fmt::format("--node-count {}", plan.nodes.size()));
  add(!numbered && plan.nodes != usual.nodes, "--nodes " + shell_word(fmt::format("{}", fmt::join(plan.nodes, ","))));
  add(plan.concurrency != plan.nodes.size(), fmt::format("--concurrency {}", plan.concurrency));
  add(plan.rate != usual.rate, fmt::format("--rate {}", plan.rate));
  add(plan.time_limit != usual.time_limit, fmt::format("--time-limit {}", in_seconds(plan.time_limit)));
  const bool latency = plan.latency.mean != 0;
  add(latency, fmt::format("--latency {}", in_milliseconds(plan.latency.mean)));
  add(latency && plan.latency.distribution != usual.latency.distribution,
      fmt::format("--latency-dist {}", distribution_word(plan.latency.distribution)));
  if (!plan.faults.empty()) {
    std::vector<std::string_view> names;
    for (const FaultKind kind : plan.faults) {
      names.push_back(fault_entry(kind).name);
    }
    const bool all = names.size() == kFaultKinds;
    words += " --nemesis " + (all ? "all" : fmt::format("{}", fmt::join(names, ",")));
    add(plan.nemesis_interval != usual.nemesis_interval,
        fmt::format("--nemesis-interval {}", in_seconds(plan.nemesis_interval)));
  }
  if (plan.availability) {
    words += plan.availability->total ? " --availability total"
                                      : fmt::format(" --availability {}", plan.availability->fraction);
  }
  add(plan.answer_all, "--answer-all");
  add(plan.options.topology != usual.options.topology,
      fmt::format("--topology {}", topology_name(plan.options.topology)));
  add(plan.options.key_count != usual.options.key_count, fmt::format("--key-count {}", plan.options.key_count));
  add(plan.options.max_txn_length != usual.options.max_txn_length,
      fmt::format("--max-txn-length {}", plan.options.max_txn_length));
  add(plan.options.max_writes_per_key != usual.options.max_writes_per_key,
      fmt::format("--max-writes-per-key {}", plan.options.max_writes_per_key));
  add(plan.options.add_twice, "--add-twice");
  add(plan.recovery != usual.recovery, fmt::format("--recovery-time {}", in_seconds(plan.recovery)));
  add(plan.consistency_models != usual.consistency_models,
      fmt::format("--consistency-models {}", fmt::join(plan.consistency_models, ",")));
  for (const Limit& limit : plan.limits) {
    words += fmt::format(" --limit {}={}", limit.figure, limit.most);
  }
  add(plan.as_maelstrom, "--as-maelstrom");
  return words;
}

// The command that reproduces the run.
std::string repeat_command(const TestOptions& options, const Plan& plan) {
  std::string command = fmt::format("{} simulate -w {} --plugin {}{} --seed {}", program_name(), plan.workload,
                                    shell_word(options.plugin), plan_words(plan), plan.seed);
  const char* separator = " --";
  for (const std::string& argument : options.node_arguments) {
    command += separator;
    command += ' ' + shell_word(argument);
    separator = "";
  }
  return command;
}

// The lines of a trace around a point in time.
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

// The current call of the plugin in this process, for a crash message.
struct Doing {
  host::Activity activity;
  const maelstrom_plugin* plugin = nullptr;
};
Doing& doing() {
  static Doing& doing = *new Doing;
  return doing;
}

std::string doing_words() {
  const host::Activity::Snapshot now = doing().activity.now();
  const maelstrom_plugin* const plugin = doing().plugin;
  if (plugin == nullptr || now.call == host::PluginCall::kNone) {
    return {};
  }
  const bool is_message = now.call == host::PluginCall::kMessage && now.type < plugin->message_type_count;
  return is_message ? std::string(" while it handled a message of type ") + plugin->message_types[now.type]
                    : " while it ran " + std::string(host::name_of(now.call));
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
    simulation.node_options.activity = &doing().activity;
    simulation.on_load = [](const maelstrom_plugin& plugin) { doing().plugin = &plugin; };
    simulation.interrupted = [] { return sweep_interrupted(); };
    return simulation;
  }

  int run_one(std::uint64_t seed) const {
    const SeedOutcome outcome = in_child(seed, [this](std::uint64_t one) { return test_one(one); });
    if (outcome.valid == Validity::kUnknown) {
      (outcome.ran ? std::cout : std::cerr) << outcome.text << std::flush;
      return kExitNotRun;
    }
    std::cout << (outcome.ended ? "valid: false\n  " : "") << outcome.text << std::flush;
    if (outcome.valid == Validity::kTrue) {
      return kExitValid;
    }
    Plan plan = options_.test.plan;
    plan.seed = seed;
    explain(plan, outcome);
    return kExitInvalid;
  }

  SeedOutcome test_one(std::uint64_t seed) const {
    SeedOutcome outcome;
    outcome.seed = seed;
    try {
      Simulation simulated = simulation(seed);
      Results results = options_.trace.empty() ? simulated.run(plugin_) : run_traced(simulated);
      results.node_command = {plugin_.string()};
      results.node_command.insert(results.node_command.end(), options_.test.node_arguments.begin(),
                                  options_.test.node_arguments.end());
      if (!options_.test.store.empty()) {
        const Store store(options_.test.store, simulated.plan.workload, std::chrono::system_clock::now());
        store.write(results, simulated.history(), options_.test.history_format);
      }
      outcome.valid = results.valid;
      outcome.ran = true;
      outcome.failed = results.failed;
      outcome.text = (options_.test.quiet ? "" : summary(results)) + verdict_text(results);
    } catch (const std::exception& error) {
      outcome.text = program_name() + " simulate: " + error.what() + '\n';
    }
    return outcome;
  }

  Results run_traced(Simulation& simulated) const {
    std::ofstream file(options_.trace, std::ios::binary);
    const auto check = [this, &file] {
      if (!file) {
        throw CannotRun("cannot write " + options_.trace);
      }
    };
    check();
    Trace trace(file);
    simulated.trace = &trace;
    simulated.log_level = MAELSTROM_LOG_INFO;
    Results results = simulated.run(plugin_);
    file.close();
    check();
    return results;
  }

  // Runs a plan for a seed, for a sweep.
  SeedRunner runner(const Plan& plan) const {
    return [this, &plan](std::uint64_t seed) {
      Simulation simulated = simulation(seed);
      simulated.plan = plan;
      simulated.plan.seed = seed;
      const Results results = simulated.run(plugin_);
      SeedOutcome outcome;
      outcome.seed = seed;
      outcome.valid = results.valid;
      outcome.ran = true;
      outcome.requests = results.counts.invoked;
      outcome.failed = results.failed;
      outcome.text = verdict_text(results);
      if (seed == options_.first_seed) {  // once for all seeds
        for (const std::string& warning : results.warnings) {
          std::cerr << warning << '\n';
        }
      }
      return outcome;
    };
  }

  int run_many() const {
    const SweepResult sweep = sweep_seeds({options_.first_seed, options_.last_seed, options_.jobs, options_.keep_going,
                                           options_.test.quiet, plugin_.string(), doing_words},
                                          runner(options_.test.plan));
    std::cout << fmt::format("seeds         {} run of {}, {} failed\n", sweep.run,
                             options_.last_seed - options_.first_seed + 1, sweep.failures.size())
              << fmt::format("requests      {} total\n", sweep.requests);
    for (const SeedOutcome& failure : sweep.failures) {
      std::cout << "seed " << failure.seed << ": " << failure.text;
    }
    std::cout << std::flush;
    if (!sweep.failures.empty()) {
      Plan plan = options_.test.plan;
      plan.seed = sweep.failures.front().seed;
      explain(plan, sweep.failures.front());
      return kExitInvalid;
    }
    if (sweep.interrupted) {
      std::cerr << program_name() << " simulate: interrupted\n";
      return kExitNotRun;
    }
    if (sweep.requests == 0 && !options_.test.plan.may_be_idle) {
      std::cout << "valid: unknown\n  " << kNothingTested << '\n' << std::flush;
      return kExitNotRun;
    }
    if (sweep.unknown != 0) {
      std::cout << fmt::format("{} seeds have no verdict; first: seed {}: {}", sweep.unknown, sweep.first_unknown.seed,
                               sweep.first_unknown.text)
                << std::flush;
      return kExitNotRun;
    }
    std::cout << "valid: true\n" << std::flush;
    return kExitValid;
  }

  // Prints how to reproduce a failure, and the trace around it.
  void explain(Plan plan, const SeedOutcome& failure) const {
    if (options_.shrink) {
      plan = shrink(plan, [this, &failure](const Plan& smaller) {
        return is_same_failure(failure, in_child(smaller.seed, runner(smaller)));
      });
      std::cout << "smaller: " << in_child(plan.seed, runner(plan)).text;
    }
    std::cout << "to reproduce:\n  " << repeat_command(options_.test, plan) << '\n' << std::flush;
    if (!failure.ended) {
      std::cout << in_child(plan.seed, [this, &plan](std::uint64_t /*seed*/) { return violation(plan); }).text
                << std::flush;
    }
  }

  // Runs one seed in its own process: global variables are fresh, and a plugin that ends the process does no damage.
  // Throws CannotRun when interrupted.
  SeedOutcome in_child(std::uint64_t seed, const SeedRunner& run) const {
    SweepResult sweep = sweep_seeds({seed, seed, 1, false, true, plugin_.string(), doing_words}, run);
    if (sweep.interrupted) {
      std::cerr << sweep.last.text;
      throw CannotRun("interrupted");
    }
    return std::move(sweep.last);
  }

  SeedOutcome violation(const Plan& plan) const {
    SeedOutcome outcome;
    Simulation simulated = simulation(plan.seed);
    simulated.plan = plan;
    Trace trace;
    simulated.trace = &trace;
    const Results results = simulated.run(plugin_);
    if (results.first_violation != kNever) {
      outcome.text = fmt::format("trace near the first failure, at {:.6f} s (for the full trace: --trace FILE)\n",
                                 in_seconds(results.first_violation)) +
                     excerpt_around(trace.text(), results.first_violation);
    }
    return outcome;
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
      std::cout << with_program_name(simulate_help()) << std::flush;
      return kExitValid;
    }
    print_warnings(options.test, "simulate");
    if (options.test.random_seed && !options.many_seeds) {
      options.test.plan.seed = std::random_device()();
    }
    return SimulateCommand(std::move(options)).run();
  } catch (const UsageError& error) {
    std::cerr << program_name() << " simulate: " << error.what() << "\nTry `" << program_name()
              << " simulate --help`.\n";
    return kExitUsage;
  } catch (const std::exception& error) {
    std::cerr << program_name() << " simulate: " << error.what() << '\n';
    return kExitNotRun;
  }
}

}  // namespace maelstrom::conformance
