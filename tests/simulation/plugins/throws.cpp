// Wrong on purpose: the handler of an echo throws.
#include <stdexcept>

#include <maelstrom/workload.hpp>

namespace {

class Throws : public maelstrom::Workload {
 public:
  explicit Throws(maelstrom::Host host) : Workload(host) {
    on("echo", [](maelstrom::Request& /*request*/) { throw std::runtime_error("my bug"); });
  }
};

}  // namespace

MAELSTROM_PLUGIN(Throws, "throws", "1.0.0", "Wrong: its handler throws", "echo");
