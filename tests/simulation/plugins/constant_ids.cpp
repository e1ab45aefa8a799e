// Wrong on purpose from the first request: every node always returns the same id.
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
