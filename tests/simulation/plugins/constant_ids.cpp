// Wrong on purpose, and at once: every node gives out one id only, the same.
#include <maelstrom/workload.hpp>

namespace {

class ConstantIds : public maelstrom::Workload {
 public:
  explicit ConstantIds(maelstrom::Host host) : Workload(host) {
    on("generate", [](maelstrom::Request& request) { request.reply("generate_ok", {{"id", 1}}); });
  }
};

}  // namespace

MAELSTROM_PLUGIN(ConstantIds, "constant-ids", "1.0.0", "Wrong: one id for all", "generate");
