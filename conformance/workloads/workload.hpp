// A workload: what clients ask for, and which answers are right.
//
// To add one, write a class in workloads/ and a row in workloads/registry.cpp. Not thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "conformance/choices/random.hpp"
#include "conformance/history/history.hpp"
#include "protocol/envelope.hpp"

namespace maelstrom::conformance {

// A request, reused from one to the next.
struct Request {
  std::string_view function;  // what Jepsen calls f; outlives the run
  std::string value;          // the operation's value for the history, JSON
  std::string members;        // the members of the body but for msg_id: "echo":"hi","type":"echo"
};

// The shape of a reply. Besides these fields it has type, in_reply_to and perhaps msg_id, and nothing else: Maelstrom
// refuses a body with more. Without a type, a reply may have any shape.
struct ReplyShape {
  std::string_view type;
  std::span<const std::string_view> fields;
};

// The request that a reply belongs to.
struct Asked {
  OperationIndex operation = 0;
  NodeIndex node = 0;
  std::string_view value;  // of the operation
};

// What the workload makes of a reply of the right shape.
struct Judgement {
  std::string_view value;  // for the history; bytes of the reply
  std::string failure;     // what is wrong with it, unless the report says it at the end
  bool wrong = false;      // whether something is
};

// What a workload has to say at the end.
struct WorkloadReport {
  nlohmann::ordered_json details = nlohmann::ordered_json::object();
  std::string summary;               // one line
  std::vector<std::string> reasons;  // why the run is invalid
};

class Workload {
 public:
  Workload() = default;
  Workload(const Workload&) = delete;
  Workload& operator=(const Workload&) = delete;
  Workload(Workload&&) = delete;
  Workload& operator=(Workload&&) = delete;
  virtual ~Workload() = default;

  // The next request of a client.
  virtual void request(Random& random, Request& request) = 0;

  // The reply that a request of this function calls for.
  virtual ReplyShape reply_shape(std::string_view function) const = 0;

  // A reply to `asked`. It is no error and has the right shape.
  virtual Judgement judge(const Asked& asked, const host::Envelope& reply) = 0;

  // A definite error in reply to `asked`, named like "11 temporarily-unavailable". Returns what is wrong with it, or an
  // empty string where a request may fail.
  virtual std::string judge_definite_error(const Asked& /*asked*/, std::string_view /*error*/) { return {}; }

  // The verdict over all of it. The history may have forgotten its operations.
  virtual WorkloadReport report(const History& history) const = 0;
};

struct WorkloadEntry {
  std::string_view name;
  std::string_view summary;
  std::unique_ptr<Workload> (*make)();
};

// Every workload there is.
std::span<const WorkloadEntry> workloads();

// nullptr if there is none of that name.
const WorkloadEntry* find_workload(std::string_view name);

}  // namespace maelstrom::conformance
