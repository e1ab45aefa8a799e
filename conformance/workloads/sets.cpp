// broadcast and g-set: clients add elements, each one once, and read the set at any node.
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "conformance/workloads/final_reads.hpp"
#include "conformance/workloads/make.hpp"
#include "protocol/json_text.hpp"

namespace maelstrom::conformance {
namespace {

constexpr std::uint64_t kAddsPerRepeat = 8;  // if elements are added twice

// The names in the messages of one of the two workloads.
struct Words {
  std::string_view add;
  std::string_view element;   // the field of an add
  std::string_view elements;  // the field of the reply to a read
};

class Sets : public Workload {
 public:
  Sets(const WorkloadSetting& setting, Words words) : words_(words), add_twice_(setting.options.add_twice) {}

  void next(const Worker& /*worker*/, Time /*now*/, ChoiceStream& choices, Task& task) override {
    if (choices.below(2) == 0) {
      add(choices, task);
    } else {
      fill_read(task);
    }
  }

  bool has_final_phase() const override { return true; }

  FinalStep next_final(const Worker& worker, Time /*now*/, ChoiceStream& /*choices*/, Task& task) override {
    if (!final_reads_.take(worker)) {
      return {};
    }
    fill_read(task);
    task.flags.is_final = true;  // Maelstrom marks only those of broadcast; its checker ignores the mark
    return {FinalStep::Kind::kTask};
  }

  Reaction on_reply(const Worker& /*worker*/, const Request& sent, std::string_view value, const host::Envelope& reply,
                    Request& /*next_request*/) override {
    return {sent.type == "read" ? *reply.field(words_.elements) : value};
  }

 private:
  void add(ChoiceStream& choices, Task& task) {
    const bool is_again = add_twice_ && elements_ > 0 && choices.below(kAddsPerRepeat) == 0;
    task.function = words_.add;
    task.value = std::to_string(is_again ? choices.below(elements_) : elements_++);
    task.request.type = words_.add;
    task.request.members = '"';
    task.request.members += words_.element;
    task.request.members += "\":" + task.value + R"(,"type":")";
    task.request.members += words_.add;
    task.request.members += '"';
  }

  const Words words_;
  const bool add_twice_;
  std::uint64_t elements_ = 0;
  FinalReads final_reads_;
};

class Broadcast final : public Sets {
 public:
  explicit Broadcast(const WorkloadSetting& setting)
      : Sets(setting, {"broadcast", "message", "messages"}),
        topology_(topology_json(setting.options.topology, setting.nodes)) {}

  bool setup(Request& request) override {
    request.type = "topology";
    request.members = R"("topology":)" + topology_ + R"(,"type":"topology")";
    return true;
  }

  bool is_idempotent(std::string_view function) const override { return function == "read"; }

 private:
  const std::string topology_;
};

class GSet final : public Sets {
 public:
  explicit GSet(const WorkloadSetting& setting) : Sets(setting, {"add", "element", "value"}) {}

  bool has_definite_errors() const override { return false; }
};

}  // namespace

std::unique_ptr<Workload> make_broadcast(const WorkloadSetting& setting) {
  return std::make_unique<Broadcast>(setting);
}

std::unique_ptr<Workload> make_g_set(const WorkloadSetting& setting) {
  return std::make_unique<GSet>(setting);
}

}  // namespace maelstrom::conformance
