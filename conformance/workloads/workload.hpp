// A workload: the requests of the clients, their times, and the meaning of a reply for the history. The checker of the
// same name (checkers) gives the verdict, from the history alone.
//
// To add one, write a class in workloads/, its messages in protocol/workload_schemas.cpp, its checker in checkers/, and
// a row in workloads/registry.cpp. The facts about Maelstrom's workloads: src/maelstrom/workload/*.clj and client.clj
// of jepsen-io/maelstrom at commit cb7f072. Not thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/choices/choices.hpp"
#include "conformance/workloads/topology.hpp"
#include "history/history.hpp"
#include "history/time.hpp"
#include "protocol/envelope.hpp"

namespace maelstrom::conformance {

// Options of individual workloads, with Maelstrom's names and defaults.
struct WorkloadOptions {
  Topology topology = Topology::kGrid;    // broadcast
  std::uint32_t key_count = 10;           // txn-*, kafka: keys in use at a time
  std::uint32_t max_txn_length = 4;       // txn-*: operations of a transaction
  std::uint32_t max_writes_per_key = 16;  // txn-*, kafka: then another key replaces it
  bool add_twice = false;                 // g-set, broadcast: add some elements again
};

// The settings of the run for a workload.
struct WorkloadSetting {
  std::vector<std::string> nodes;
  std::uint32_t concurrency = 1;
  Time latency = 0;  // mean, between servers
  WorkloadOptions options;
};

// A worker makes requests one at a time, all to one node, through successive clients. Jepsen calls it a thread.
struct Worker {
  std::uint32_t index = 0;
  NodeIndex node = 0;
  std::int64_t process = 0;  // Jepsen's number of its current client
};

// A message that a worker sends.
struct Request {
  std::string_view type;  // outlives the run
  std::string members;    // of the body without msg_id: "echo":"hi","type":"echo"
};

// The next operation of a worker; the object is reused.
struct Task {
  std::string_view function;  // Jepsen's f; outlives the run
  std::string value;          // the operation's value for the history, JSON
  OperationFlags flags;
  std::optional<Outcome> immediate_outcome;  // the operation is over without a message
  Request request;                           // otherwise
};

// The meaning of a reply.
struct Reaction {
  // The operation's value for the history, JSON: bytes of the reply, or valid until the next call of the workload.
  std::string_view value;
  bool has_next_request = false;  // the operation is not over: the workload has filled in the next request
  std::string violation = {};     // the problem of the reply, found by the workload itself; invalidates the run
};

// The next operation of a worker in the final phase.
struct FinalStep {
  enum class Kind : std::uint8_t { kTask, kWait, kDone };
  Kind kind = Kind::kDone;
  Time until = 0;  // of kWait
};

class Workload {
 public:
  Workload() = default;
  Workload(const Workload&) = delete;
  Workload& operator=(const Workload&) = delete;
  Workload(Workload&&) = delete;
  Workload& operator=(Workload&&) = delete;
  virtual ~Workload() = default;

  // ---- Generator

  // The request that each node gets before the first operation. Returns false if there is no such request.
  virtual bool setup(Request& /*request*/) { return false; }

  // The next operation of a worker. `choices`: the stream of the workload.
  virtual void next(const Worker& worker, Time now, ChoiceStream& choices, Task& task) = 0;

  // Whether the workload has a final phase: after the last operation the faults stop, the cluster gets time to recover,
  // and each worker performs the operations of next_final.
  virtual bool has_final_phase() const { return false; }
  virtual FinalStep next_final(const Worker& /*worker*/, Time /*now*/, ChoiceStream& /*choices*/, Task& /*task*/) {
    return {};
  }
  // The time limit of the final phase; later operations are not started.
  virtual Time final_limit() const { return kNever; }

  // ---- Client

  // A worker gets a new client without the state of its predecessor.
  virtual void client_opened(const Worker& /*worker*/) {}

  // Handles a non-error reply of the right form. `sent` is the request that it answers, `value` that of the operation;
  // next_request: filled in if the reaction has one.
  virtual Reaction on_reply(const Worker& worker, const Request& sent, std::string_view value,
                            const host::Envelope& reply, Request& next_request) = 0;

  // Whether it is safe to count an operation as failed if it may have happened.
  virtual bool is_idempotent(std::string_view /*function*/) const { return false; }

  // Whether an error with a definite code means that the operation failed. If not, it may still have happened.
  virtual bool has_definite_errors() const { return true; }

  // Whether a client continues, under its name, after a request of unknown outcome. If not, a new client replaces it.
  virtual bool keeps_clients() const { return false; }

  // How long a client waits for a reply.
  virtual Time reply_limit() const { return 5 * kSecond; }
};

struct WorkloadEntry {
  std::string_view name;
  std::string_view summary;
  std::unique_ptr<Workload> (*make)(const WorkloadSetting& setting);
  // The requirement that the setting does not meet, with the remedy, or empty. nullptr: every setting is accepted.
  std::string (*unmet)(const WorkloadSetting& setting) = nullptr;
  std::uint32_t workers_per_node = 1;  // the default
};

// All workloads.
std::span<const WorkloadEntry> workloads();

// nullptr if the name is unknown.
const WorkloadEntry* find_workload(std::string_view name);

}  // namespace maelstrom::conformance
