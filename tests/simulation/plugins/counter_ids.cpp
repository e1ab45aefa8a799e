// Wrong on purpose: the id is the node's name and a counter, so that a node that is killed and restarted returns the
// ids of its earlier life again.
#include <cstdint>
#include <string>

#include <maelstrom/workload.hpp>

namespace {

class CounterIds : public maelstrom::Workload {
 public:
  explicit CounterIds(maelstrom::Host host) : Workload(host) {
    on("generate", [this](maelstrom::Request& request) {
      request.reply("generate_ok", {{"id", std::string(this->host().node_id()) + "-" + std::to_string(next_++)}});
    });
  }

 private:
  std::uint64_t next_ = 0;
};

}  // namespace

MAELSTROM_PLUGIN(CounterIds, "counter-ids", "1.0.0", "Wrong: ids from a counter alone", "generate");
