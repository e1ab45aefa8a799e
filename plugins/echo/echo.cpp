// Maelstrom's echo workload: {"type":"echo","echo":X} is answered with {"type":"echo_ok","echo":X}.
// X is copied as bytes, never parsed, so every JSON value is returned unchanged.
#include <maelstrom/workload.hpp>

namespace {

class Echo : public maelstrom::Workload {
 public:
  explicit Echo(maelstrom::Host node_host) : Workload(node_host) {
    on("echo", [](maelstrom::Request& request) { request.reply("echo_ok", {{"echo", request.field("echo")}}); });
  }
};

}  // namespace

MAELSTROM_PLUGIN(Echo, "echo", "1.0.0", "Answers every echo with its own payload, byte for byte", "echo");
