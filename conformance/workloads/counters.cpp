// g-counter and pn-counter: clients add numbers, and read the sum at any node.
#include <cstdint>
#include <memory>
#include <string>

#include "conformance/workloads/final_reads.hpp"
#include "conformance/workloads/make.hpp"

namespace maelstrom::conformance {
namespace {

// Deltas are uniform in [-5, 4].
constexpr std::uint64_t kDeltas = 10;
constexpr std::int64_t kLowestDelta = -5;

class Counter final : public Workload {
 public:
  explicit Counter(bool may_decrease) : may_decrease_(may_decrease) {}

  // A g-counter uses the operations of a pn-counter without the negative adds: a third of the remaining ones are adds.
  void next(const Worker& /*worker*/, Time /*now*/, ChoiceStream& choices, Task& task) override {
    for (;;) {
      if (choices.below(2) != 0) {
        fill_read(task);
        return;
      }
      const std::int64_t delta = static_cast<std::int64_t>(choices.below(kDeltas)) + kLowestDelta;
      if (delta >= 0 || may_decrease_) {
        add(delta, task);
        return;
      }
    }
  }

  bool has_final_phase() const override { return true; }

  FinalStep next_final(const Worker& worker, Time /*now*/, ChoiceStream& /*choices*/, Task& task) override {
    if (!final_reads_.take(worker)) {
      return {};
    }
    fill_read(task);
    task.flags.is_final = true;
    return {FinalStep::Kind::kTask};
  }

  Reaction on_reply(const Worker& /*worker*/, const Request& sent, std::string_view value, const host::Envelope& reply,
                    Request& /*next_request*/) override {
    return {sent.type == "read" ? *reply.field("value") : value};
  }

  bool has_definite_errors() const override { return false; }

 private:
  static void add(std::int64_t delta, Task& task) {
    task.function = "add";
    task.value = std::to_string(delta);
    task.request.type = "add";
    task.request.members = R"("delta":)" + task.value + R"(,"type":"add")";
  }

  const bool may_decrease_;
  FinalReads final_reads_;
};

}  // namespace

std::unique_ptr<Workload> make_g_counter(const WorkloadSetting& /*setting*/) {
  return std::make_unique<Counter>(false);
}

std::unique_ptr<Workload> make_pn_counter(const WorkloadSetting& /*setting*/) {
  return std::make_unique<Counter>(true);
}

}  // namespace maelstrom::conformance
