// unique-ids: every id is unique in the cluster.
#include <memory>

#include "conformance/workloads/make.hpp"

namespace maelstrom::conformance {
namespace {

class UniqueIds final : public Workload {
 public:
  void next(const Worker& /*worker*/, Time /*now*/, ChoiceStream& /*choices*/, Task& task) override {
    task.function = "generate";
    task.value = "null";
    task.request.type = "generate";
    task.request.members = R"("type":"generate")";
  }

  Reaction on_reply(const Worker& /*worker*/, const Request& /*sent*/, std::string_view /*value*/,
                    const host::Envelope& reply, Request& /*next_request*/) override {
    return {*reply.field("id")};
  }

  bool keeps_clients() const override { return true; }
};

}  // namespace

std::unique_ptr<Workload> make_unique_ids(const WorkloadSetting& /*setting*/) {
  return std::make_unique<UniqueIds>();
}

}  // namespace maelstrom::conformance
