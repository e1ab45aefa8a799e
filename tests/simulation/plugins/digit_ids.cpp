// Wrong on purpose: identifies a node by the number in its name, so that two nodes whose names differ elsewhere return
// the same ids.
#include <cstdint>
#include <string>

#include <maelstrom/workload.hpp>

namespace {

class DigitIds : public maelstrom::Workload {
 public:
  explicit DigitIds(maelstrom::Host host) : Workload(host) {
    on("generate", [this](maelstrom::Request& request) { request.reply("generate_ok", {{"id", next_id()}}); });
  }

 private:
  void on_start() override {
    for (const char c : host().node_id()) {
      if (c >= '0' && c <= '9') {
        number_ = number_ * 10 + static_cast<std::uint64_t>(c - '0');
      }
    }
  }

  std::string next_id() { return std::to_string(number_) + "-" + std::to_string(next_++); }

  std::uint64_t number_ = 0;
  std::uint64_t next_ = 0;
};

}  // namespace

MAELSTROM_PLUGIN(DigitIds, "digit-ids", "1.0.0", "Wrong: ids from the digits of the node's name", "generate");
