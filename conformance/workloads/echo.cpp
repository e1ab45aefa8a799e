// echo: a node returns the value that it received.
#include <cstdint>
#include <memory>

#include "conformance/workloads/make.hpp"
#include "protocol/json_text.hpp"

namespace maelstrom::conformance {
namespace {

constexpr std::uint64_t kDifferentEchoes = 128;

class Echo final : public Workload {
 public:
  void next(const Worker& /*worker*/, Time /*now*/, ChoiceStream& choices, Task& task) override {
    task.function = "echo";
    task.value = "\"Please echo ";
    append_number(task.value, choices.below(kDifferentEchoes));
    task.value += '"';
    task.request.type = "echo";
    task.request.members = R"("echo":)" + task.value + R"(,"type":"echo")";
  }

  // As in Maelstrom's histories: the whole body.
  Reaction on_reply(const Worker& /*worker*/, const Request& /*sent*/, std::string_view /*value*/,
                    const host::Envelope& reply, Request& /*next_request*/) override {
    return {reply.body};
  }
};

}  // namespace

std::unique_ptr<Workload> make_echo(const WorkloadSetting& /*setting*/) {
  return std::make_unique<Echo>();
}

}  // namespace maelstrom::conformance
