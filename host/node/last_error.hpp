// Why the last call of the host that failed did, for the plugin's last_error: of each thread of the plugin its own.
//
// Thread rule: made on the loop thread; [any-thread].
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <thread>

namespace maelstrom::host {

class LastError {
 public:
  LastError();
  LastError(const LastError&) = delete;
  LastError& operator=(const LastError&) = delete;

  // Whether this is the thread that the plugin is called on.
  bool on_loop_thread() const { return std::this_thread::get_id() == loop_thread_; }

  // Sets the reason, for this thread.
  void set(std::string reason);

  // The reason set last on this thread. Valid until the next call of `set` on it.
  std::string_view text() const;

 private:
  const std::thread::id loop_thread_ = std::this_thread::get_id();
  const std::uint64_t number_;  // of this node among those of the process
  std::string of_loop_;
};

}  // namespace maelstrom::host
