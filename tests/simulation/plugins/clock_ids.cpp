// Wrong on purpose: the id is the node's name, the wall clock in milliseconds and a number within the millisecond, a
// common design. A clock that is set back repeats the same milliseconds.
#include <cstdint>
#include <string>

#include <maelstrom/workload.hpp>

namespace {

class ClockIds : public maelstrom::Workload {
 public:
  explicit ClockIds(maelstrom::Host host) : Workload(host) {
    on("generate", [this](maelstrom::Request& request) { request.reply("generate_ok", {{"id", next_id()}}); });
  }

 private:
  std::string next_id() {
    const std::int64_t now = host().wall_clock_ns() / 1'000'000;
    number_ = now == last_ ? number_ + 1 : 0;
    last_ = now;
    return std::string(host().node_id()) + "-" + std::to_string(now) + "-" + std::to_string(number_);
  }

  std::int64_t last_ = 0;
  std::uint64_t number_ = 0;
};

}  // namespace

MAELSTROM_PLUGIN(ClockIds, "clock-ids", "1.0.0", "Wrong: ids from the wall clock", "generate");
