// Wrong on purpose: keeps the node's name in a global, shared by the instances in one process: the last one to start
// sets the name of all of them.
#include <cstdint>
#include <string>

#include <maelstrom/workload.hpp>

namespace {

std::string node_name;  // NOLINT: this is the mistake

class GlobalIds : public maelstrom::Workload {
 public:
  explicit GlobalIds(maelstrom::Host host) : Workload(host) {
    on("generate", [this](maelstrom::Request& request) {
      request.reply("generate_ok", {{"id", node_name + "-" + std::to_string(next_++)}});
    });
  }

 private:
  void on_start() override { node_name = host().node_id(); }

  std::uint64_t next_ = 0;
};

}  // namespace

MAELSTROM_PLUGIN(GlobalIds, "global-ids", "1.0.0", "Wrong: the node's name is in a global", "generate");
