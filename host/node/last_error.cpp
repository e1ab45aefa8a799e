#include "host/node/last_error.hpp"

#include <atomic>
#include <utility>

namespace maelstrom::host {
namespace {

constexpr std::string_view kNoFailure = "no call has failed";

// For a thread of the plugin: the reason of its last failed call, and the node. A number identifies the node, because a
// later node may have the address of a destroyed one.
struct FailureOfThread {
  std::uint64_t node = 0;
  std::string reason;
};
thread_local FailureOfThread failure_of_thread;

std::uint64_t next_number() {
  static std::atomic<std::uint64_t> last = 0;
  return ++last;
}

}  // namespace

LastError::LastError() : number_(next_number()), of_loop_(kNoFailure) {}

void LastError::set(std::string reason) {
  if (on_loop_thread()) {
    of_loop_ = std::move(reason);
  } else {
    failure_of_thread = {number_, std::move(reason)};
  }
}

std::string_view LastError::text() const {
  if (on_loop_thread()) {
    return of_loop_;
  }
  return failure_of_thread.node == number_ ? std::string_view(failure_of_thread.reason) : kNoFailure;
}

}  // namespace maelstrom::host
