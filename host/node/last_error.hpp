// The reason of the last failed call of the host, for the plugin's last_error, per thread of the plugin.
//
// Thread rule: constructed on the loop thread; [any-thread].
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

  // Whether this is the thread on which the plugin is called.
  bool on_loop_thread() const { return std::this_thread::get_id() == loop_thread_; }

  // Sets the reason, for this thread.
  void set(std::string reason);

  // The last reason set on this thread. Valid until its next call of `set`.
  std::string_view text() const;

 private:
  const std::thread::id loop_thread_ = std::this_thread::get_id();
  const std::uint64_t number_;  // of this node, unique in the process
  std::string of_loop_;
};

}  // namespace maelstrom::host
