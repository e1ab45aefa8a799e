// Wrong on purpose: an echo blocks the loop for longer than a second.
#include <chrono>
#include <thread>

#include <maelstrom/workload.hpp>

namespace {

class Blocks : public maelstrom::Workload {
 public:
  explicit Blocks(maelstrom::Host host) : Workload(host) {
    on("echo", [](maelstrom::Request& request) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1200));
      request.reply("echo_ok", {{"echo", request.field("echo")}});
    });
  }
};

}  // namespace

MAELSTROM_PLUGIN(Blocks, "blocks", "1.0.0", "Wrong: it blocks the loop", "echo");
