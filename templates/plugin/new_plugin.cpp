// new-plugin: answers every echo. Replace it with your workload; maelstrom/workload.hpp documents the functions.
#include <maelstrom/workload.hpp>

namespace {

// Keep all state in the class: a simulator runs many instances in one process. One thread calls everything.
class NewPlugin : public maelstrom::Workload {
 public:
  explicit NewPlugin(maelstrom::Host node_host) : maelstrom::Workload(node_host) {
    on("echo", [](maelstrom::Request& request) { request.reply("echo_ok", {{"echo", request.field("echo")}}); });
  }
};

}  // namespace

// Name, version, summary line, and all message types that the plugin handles.
MAELSTROM_PLUGIN(NewPlugin, "new-plugin", "0.1.0", "Answers every echo with its value", "echo");
