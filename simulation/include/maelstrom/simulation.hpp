// A cluster of a plugin's nodes in this process and in virtual time, for your own tests: a minute of virtual time takes
// milliseconds, and the same seed gives the same run, byte for byte.
//
//   #include <gtest/gtest.h>
//   #include <maelstrom/simulation.hpp>
//   using namespace maelstrom::simulation;
//
//   TEST(UniqueIds, StayUniqueWhenANodeIsKilled) {
//     Simulation simulation("unique-ids", 5);  // nodes n1 to n5
//     simulation.rate = 100;                   // for 10 s: 1000 generates
//     simulation.at(3s, kill({"n2"}));
//     simulation.at(4s, isolate({"n1"}));
//     simulation.at(5s, restart({"n2"}));
//     simulation.at(6s, heal());
//     const Result result = simulation.run("build/plugins/unique_ids.so");
//     EXPECT_TRUE(result.valid) << result;
//   }
//
// With CMake: find_package(maelstrom_simulation REQUIRED), and link maelstrom::simulation. The nodes are the host's own
// nodes, which also run under Maelstrom; only the environment of a node is simulated. Runs are not reproducible if the
// plugin starts threads, or uses a clock or randomness other than the host's.
//
// Thread rule: runs are independent, on any thread; at most one at a time per Simulation.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <maelstrom/abi.h>

#if defined(__GNUC__)
#define MAELSTROM_SIMULATION_EXPORT __attribute__((visibility("default")))
#else
#define MAELSTROM_SIMULATION_EXPORT
#endif

namespace maelstrom::simulation {

using namespace std::chrono_literals;

// Virtual time.
using Duration = std::chrono::nanoseconds;

// Ids of nodes.
using Nodes = std::vector<std::string>;

// An action of a test's script on the cluster; created by the functions below.
struct Action {
  // See the function of the same name.
  enum class Kind : std::uint8_t { kKill, kRestart, kPause, kResume, kIsolate, kHeal, kJumpClock };

  Kind kind = Kind::kHeal;  // the kind of action
  Nodes nodes = {};         // the affected nodes
  Duration jump = {};       // the change of the clock, for kJumpClock
};

// Ends nodes without notice, as SIGKILL does; restarts killed nodes with a new instance and a new init. Meanwhile at
// most ten messages to a node wait for its restart, as in Maelstrom.
inline Action kill(Nodes nodes) {
  return {Action::Kind::kKill, std::move(nodes)};
}
inline Action restart(Nodes nodes) {
  return {Action::Kind::kRestart, std::move(nodes)};
}
// Pauses nodes; at most ten messages wait for each; resumes them.
inline Action pause(Nodes nodes) {
  return {Action::Kind::kPause, std::move(nodes)};
}
inline Action resume(Nodes nodes) {
  return {Action::Kind::kResume, std::move(nodes)};
}
// Cuts the network between these nodes and all others, instead of an earlier cut; repairs it.
inline Action isolate(Nodes nodes) {
  return {Action::Kind::kIsolate, std::move(nodes)};
}
inline Action heal() {
  return {};
}
// Moves the wall clocks of these nodes, forward or, if `by` is negative, backward.
inline Action jump_clock(Nodes nodes, Duration by) {
  return {Action::Kind::kJumpClock, std::move(nodes), by};
}

// The result of a run.
struct Result {
  bool valid = false;                 // no check failed
  std::vector<std::string> reasons;   // why it is invalid
  std::uint64_t requests = 0;         // of all clients
  std::uint64_t ok = 0;               // answered, without an error
  std::uint64_t failed = 0;           // definitely did not happen
  std::uint64_t unknown = 0;          // timed out, or may have happened
  std::uint64_t server_messages = 0;  // between nodes, and between nodes and services
  std::uint64_t lost_messages = 0;    // messages that were sent but not delivered
  std::string text;                   // the result as text, for a failure message; several lines
};

// Writes result.text.
MAELSTROM_SIMULATION_EXPORT std::ostream& operator<<(std::ostream& out, const Result& result);

// The requests of clients and the check of the replies, for a workload that is not built in.
//
// It does not get the node that receives or answers a request, nor the time. To test that all nodes converge: let
// request() write until long before time_limit, then read; heal the network in between with the script; and check the
// last replies in finish().
class MAELSTROM_SIMULATION_EXPORT Workload {
 public:
  Workload() = default;
  Workload(const Workload&) = delete;
  Workload& operator=(const Workload&) = delete;
  virtual ~Workload();

  // The body of the next request: a JSON object with a string type and without msg_id. random: 64 random bits from the
  // seed, to vary the requests.
  virtual std::string request(std::uint64_t random) = 0;

  // Checks the reply to a request (both are bodies as sent). Returns the problem, or an empty text. Called in the order
  // of the replies, but not for replies of type "error": they fail the request.
  virtual std::string check(std::string_view request, std::string_view reply) = 0;

  // Checks the whole run after the last reply. Returns the problem, or an empty text.
  virtual std::string finish() { return {}; }
};

// Every run starts with a new workload.
using MakeWorkload = std::function<std::unique_ptr<Workload>()>;

// A cluster, its script and its requirements: set these, then run it, as often as needed.
class MAELSTROM_SIMULATION_EXPORT Simulation {
 public:
  // workload: "echo" or "unique-ids". The nodes are n1, n2, ..., or have these names. Throws std::invalid_argument if
  // the workload is unknown, or there are no nodes.
  Simulation(std::string_view workload, std::size_t node_count);
  Simulation(std::string_view workload, Nodes nodes);
  Simulation(MakeWorkload workload, std::size_t node_count);
  Simulation(MakeWorkload workload, Nodes nodes);

  std::uint64_t seed = 1;              // the same seed gives the same run
  double rate = 100;                   // requests per second, in total
  Duration time_limit = 10s;           // how long to send requests; then waits for the last replies
  std::uint32_t clients_per_node = 1;  // each sends one request at a time and waits up to 5 s
  Duration latency = {};               // mean latency between servers, exponentially distributed

  // Random faults: values of `conformance simulate --nemesis`, such as "partition,kill" or "all".
  std::string faults;
  Duration fault_interval = 10s;  // average time between two changes of one kind of fault

  // Requirements: a node that was up all the time answers every request (an error reply counts); and the least share of
  // all requests that succeed.
  bool answer_all = false;
  double availability = 0;

  // The plugin's options, as from --set.
  std::map<std::string, std::string> options;

  // A file for all events, one JSON object per line; empty: none.
  std::filesystem::path trace;

  // Adds an action to the script, at `time` after the start of the nodes.
  void at(Duration time, Action action) { script_.emplace_back(time, std::move(action)); }

  // Runs it, with a library or with a plugin that is linked into this program (maelstrom_plugin_v1()). Each incarnation
  // of a node has its own copy of the library, and so its own global variables, as a process has; nodes of a linked
  // plugin share them. A killed node runs no more code, frees nothing, and its threads stop at their next call of the
  // host. Throws std::invalid_argument if a setting or the script is invalid, std::runtime_error if the plugin cannot
  // be loaded or fails to start.
  Result run(const std::filesystem::path& plugin) const;
  Result run(const maelstrom_plugin& plugin) const;

 private:
  template <class Engine>
  Result run_with(Engine&& run) const;

  std::string workload_;  // built-in, or empty
  MakeWorkload make_workload_;
  Nodes nodes_;
  std::vector<std::pair<Duration, Action>> script_;
};

}  // namespace maelstrom::simulation
