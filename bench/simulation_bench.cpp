// The cost of simulation, as ratios: the speed of challenge 2 relative to real time, and whether the cost of a message
// is independent of the number of nodes and messages. Every run is a separate process; times are processor times, the
// best of several runs, so that a busy machine gives the same result.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <utility>
#include <vector>

#include <spdlog/fmt/fmt.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "conformance/report/results.hpp"
#include "conformance/simulator/simulation.hpp"
#include "history/time.hpp"

namespace maelstrom::conformance {
namespace {

constexpr int kRuns = 3;
constexpr std::uint32_t kClients = 120;

struct Cost {
  double seconds = 0;         // processor time
  double messages = 0;        // of clients and servers
  double peak_megabytes = 0;  // resident

  double ns_per_message() const { return seconds * 1e9 / messages; }
};

Simulation test(const std::string& workload, std::size_t nodes, double rate, Time time_limit) {
  Simulation simulation;
  simulation.plan.workload = workload;
  for (std::size_t i = 0; i < nodes; ++i) {
    simulation.plan.nodes.push_back(fmt::format("n{}", i));
  }
  simulation.plan.concurrency = kClients;
  simulation.plan.rate = rate;
  simulation.plan.time_limit = time_limit;
  simulation.plan.seed = 1;
  return simulation;
}

double processor_seconds() {
  timespec now = {};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

double peak_megabytes() {
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
#ifdef __APPLE__
  return static_cast<double>(usage.ru_maxrss) / (1024 * 1024);
#else
  return static_cast<double>(usage.ru_maxrss) / 1024;
#endif
}

[[noreturn]] void run_child(Simulation& simulation, const std::string& plugin, int descriptor) {
  const double before = processor_seconds();
  const Results results = simulation.run(plugin);
  const Cost cost = {processor_seconds() - before, static_cast<double>(results.network.all().sent), peak_megabytes()};
  const bool valid = results.valid == Validity::kTrue;
  const bool written = valid && ::write(descriptor, &cost, sizeof cost) == static_cast<ssize_t>(sizeof cost);
  if (!valid) {
    std::fputs(verdict_text(results).c_str(), stderr);
  }
  ::_exit(written ? EXIT_SUCCESS : EXIT_FAILURE);
}

Cost run_once(Simulation& simulation, const std::string& plugin) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) {
    std::perror("pipe");
    std::exit(EXIT_FAILURE);  // NOLINT(concurrency-mt-unsafe): single thread
  }
  const pid_t child = ::fork();
  if (child == 0) {
    run_child(simulation, plugin, ends[1]);
  }
  ::close(ends[1]);
  Cost cost;
  const bool whole = ::read(ends[0], &cost, sizeof cost) == static_cast<ssize_t>(sizeof cost);
  ::close(ends[0]);
  ::waitpid(child, nullptr, 0);
  if (!whole) {
    std::fputs("a run failed\n", stderr);
    std::exit(EXIT_FAILURE);  // NOLINT(concurrency-mt-unsafe)
  }
  return cost;
}

Cost best(Simulation simulation, const std::string& plugin, int runs = kRuns) {
  Cost best = run_once(simulation, plugin);
  for (int run = 1; run < runs; ++run) {
    const Cost cost = run_once(simulation, plugin);
    best = cost.seconds < best.seconds ? cost : best;
  }
  return best;
}

void compare_with_real_time() {
  constexpr Time kTime = 30 * kSecond;
  Simulation simulation = test("unique-ids", 3, 1000, kTime);
  simulation.plan.concurrency = 3;
  simulation.plan.faults = {FaultKind::kPartition};
  simulation.plan.availability = AvailabilityDemand{true, 1};
  const Cost cost = best(std::move(simulation), UNIQUE_IDS_PLUGIN, 5);
  fmt::print("Challenge 2: 3 nodes, 1000 requests/s, {} s, partitions\n", in_seconds(kTime));
  fmt::print("{:>14} {:>14} {:>20}\n", "messages", "processor s", "faster than real");
  fmt::print("{:>14} {:>14.3f} {:>19.0f}x\n\n", cost.messages, cost.seconds, in_seconds(kTime) / cost.seconds);
}

struct Kind {
  const char* name;
  const char* workload;
  const char* plugin;
};

constexpr std::array kKinds = {Kind{"echo", "echo", ECHO_PLUGIN}, Kind{"unique-ids", "unique-ids", UNIQUE_IDS_PLUGIN},
                               Kind{"relay", "echo", RELAY_PLUGIN}};

void compare_node_counts() {
  constexpr double kRate = 10'000;
  constexpr Time kTime = 20 * kSecond;
  fmt::print("Nodes: 200000 requests in all; relay asks another node for each\n");
  fmt::print("{:<12} {:>8} {:>12} {:>14} {:>10}\n", "plugin", "nodes", "messages", "ns/message", "ratio");
  for (const Kind& kind : kKinds) {
    double first = 0;
    for (const std::size_t nodes : {3U, 10U, 30U, 100U}) {
      const Cost cost = best(test(kind.workload, nodes, kRate, kTime), kind.plugin);
      first = first == 0 ? cost.ns_per_message() : first;
      fmt::print("{:<12} {:>8} {:>12} {:>14.0f} {:>10.2f}\n", kind.name, nodes, cost.messages, cost.ns_per_message(),
                 cost.ns_per_message() / first);
      std::fflush(stdout);
    }
  }
  fmt::print("\n");
}

void compare_message_counts() {
  constexpr double kRate = 10'000;
  fmt::print("Messages: 3 nodes; the history keeps every operation\n");
  fmt::print("{:<12} {:>12} {:>14} {:>10} {:>10}\n", "plugin", "messages", "ns/message", "ratio", "MB");
  for (const Kind& kind : kKinds) {
    const double messages_per_request = std::string(kind.name) == "relay" ? 4 : 2;
    double first = 0;
    for (const double messages : {1e4, 1e5, 1e6, 1e7}) {
      const Time time_limit = static_cast<Time>(messages / messages_per_request / kRate * static_cast<double>(kSecond));
      const int runs = messages < 1e6 ? 15 : messages < 1e7 ? kRuns : 1;
      const Cost cost = best(test(kind.workload, 3, kRate, time_limit), kind.plugin, runs);
      first = first == 0 ? cost.ns_per_message() : first;
      fmt::print("{:<12} {:>12} {:>14.0f} {:>10.2f} {:>10.1f}\n", kind.name, cost.messages, cost.ns_per_message(),
                 cost.ns_per_message() / first, cost.peak_megabytes);
      std::fflush(stdout);
    }
  }
}

}  // namespace
}  // namespace maelstrom::conformance

int main() {
  maelstrom::conformance::compare_with_real_time();
  maelstrom::conformance::compare_node_counts();
  maelstrom::conformance::compare_message_counts();
}
