// lin-kv: registers that clients read, write, and compare and set.
//
// Workers form groups of two per node. Each group has its own key, and moves to an unused key after many processes have
// used its key. The first half of a group only reads.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "conformance/workloads/make.hpp"

namespace maelstrom::conformance {
namespace {

constexpr std::uint64_t kValues = 5;  // 0, ..., 4
constexpr std::size_t kFewestNodesOfLargeGroups = 11;
constexpr std::size_t kProcessesOfAKey = 20;

// With more than ten nodes a group starts with more processes than Maelstrom allows per key, so Maelstrom never makes a
// request.
std::size_t most_processes(std::size_t node_count) {
  constexpr std::size_t kReplacements = 10;
  return node_count < kFewestNodesOfLargeGroups ? kProcessesOfAKey : 2 * node_count + kReplacements;
}

class LinKv final : public Workload {
 public:
  explicit LinKv(const WorkloadSetting& setting)
      : node_count_(setting.nodes.size()),
        most_processes_(most_processes(node_count_)),
        reply_limit_(std::max(10 * setting.latency, kSecond)) {}

  void next(const Worker& worker, Time /*now*/, ChoiceStream& choices, Task& task) override {
    const std::string key = std::to_string(key_of(worker));
    const bool is_reader = worker.index % (2 * node_count_) < node_count_;
    const std::uint64_t kind = is_reader ? 0 : 1 + choices.below(3);
    const auto value = [&choices] { return std::to_string(choices.below(kValues)); };
    if (kind == 0) {
      fill(task, "read", '[' + key + ",null]", R"("key":)" + key);
    } else if (kind == 1) {
      const std::string written = value();
      fill(task, "write", '[' + key + ',' + written + ']', R"("key":)" + key + R"(,"value":)" + written);
    } else {
      const std::string from = value();
      const std::string to = value();
      fill(task, "cas", '[' + key + ",[" + from + ',' + to + "]]",
           R"("key":)" + key + R"(,"from":)" + from + R"(,"to":)" + to);
    }
  }

  Reaction on_reply(const Worker& /*worker*/, const Request& sent, std::string_view value, const host::Envelope& reply,
                    Request& /*next_request*/) override {
    if (sent.type != "read") {
      return {value};
    }
    value_ = value.substr(0, value.find(',') + 1);
    value_ += *reply.field("value");
    value_ += ']';
    return {value_};
  }

  bool is_idempotent(std::string_view function) const override { return function == "read"; }
  bool keeps_clients() const override { return true; }
  Time reply_limit() const override { return reply_limit_; }

 private:
  struct Group {
    std::uint64_t key;
    std::vector<std::int64_t> processes;  // that have requested it
  };

  std::uint64_t key_of(const Worker& worker) {
    const std::size_t index = worker.index / (2 * node_count_);
    while (groups_.size() <= index) {
      groups_.push_back({next_key_++, {}});
    }
    Group& group = groups_[index];
    if (std::find(group.processes.begin(), group.processes.end(), worker.process) == group.processes.end()) {
      if (group.processes.size() == most_processes_) {
        group = {next_key_++, {}};
      }
      group.processes.push_back(worker.process);
    }
    return group.key;
  }

  static void fill(Task& task, std::string_view function, std::string value, const std::string& members) {
    task.function = function;
    task.value = std::move(value);
    task.request.type = function;
    task.request.members = members + R"(,"type":")";
    task.request.members += function;
    task.request.members += '"';
  }

  const std::size_t node_count_;
  const std::size_t most_processes_;
  const Time reply_limit_;
  std::uint64_t next_key_ = 0;
  std::vector<Group> groups_;
  std::string value_;
};

}  // namespace

std::unique_ptr<Workload> make_lin_kv(const WorkloadSetting& setting) {
  return std::make_unique<LinKv>(setting);
}

std::string lin_kv_unmet(const WorkloadSetting& setting) {
  const std::size_t group = 2 * setting.nodes.size();
  if (setting.concurrency % group == 0) {
    return {};
  }
  return "lin-kv needs a concurrency that is a multiple of 2 x the number of nodes (here " + std::to_string(group) +
         "), not " + std::to_string(setting.concurrency) + ": use --concurrency 2n";
}

}  // namespace maelstrom::conformance
