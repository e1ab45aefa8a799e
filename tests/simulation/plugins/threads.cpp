// Right: a thread repeatedly calls every function that abi.h tags [any-thread], and lets the loop answer by `post`. It
// pauses in between: real processes would otherwise take the processor from the loop of every node.
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include <maelstrom/workload.hpp>

namespace {

class Threads : public maelstrom::Workload {
 public:
  explicit Threads(maelstrom::Host host) : Workload(host), table_(host.table()), thread_([this] { work(); }) {
    on("echo", [](maelstrom::Request& request) { request.reply("echo_ok", {{"echo", request.field("echo")}}); });
  }

  ~Threads() override {
    ends_ = true;
    thread_.join();
  }

 private:
  static void posted(void* user) { ++static_cast<Threads*>(user)->posts_; }

  void work() {
    while (!ends_) {
      std::array<std::byte, 8> bytes{};
      table_->random_bytes(table_, bytes.data(), bytes.size());
      const std::string text = std::to_string(table_->monotonic_clock(table_) + table_->wall_clock(table_));
      if (table_->log_level(table_) <= MAELSTROM_LOG_WARN) {
        table_->log(table_, MAELSTROM_LOG_WARN, {text.data(), text.size()});
      }
      table_->post(table_, posted, this);
      table_->extension(table_, "none");
      std::this_thread::sleep_for(std::chrono::microseconds(100));
    }
  }

  const maelstrom_host* const table_;
  std::atomic<bool> ends_ = false;
  std::size_t posts_ = 0;
  std::thread thread_;
};

}  // namespace

MAELSTROM_PLUGIN(Threads, "threads", "1.0.0", "Calls what any thread may call, on one of its own", "echo");
