// The load of a node: all requests at once, or a window of them. The measured time is from the first byte sent to the
// last reply.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "node_process.hpp"
#include "traffic.hpp"

namespace maelstrom::bench {

struct Elapsed {
  std::int64_t wall_ns = 0;
  std::optional<std::int64_t> cpu_ns;  // of the node
};

// Reads a node's output as bytes, and counts the lines. Its memory is touched in advance and reused.
class Inbox {
 public:
  explicit Inbox(std::size_t capacity) : bytes_(capacity, '\0') {}

  void clear() { size_ = lines_ = 0; }
  std::size_t lines() const { return lines_; }
  std::string_view bytes() const { return {bytes_.data(), size_}; }

  // Reads once; returns the number of completed lines. Throws std::runtime_error at the end of the stream.
  std::size_t read_from(int descriptor);

 private:
  std::string bytes_;
  std::size_t size_ = 0;
  std::size_t lines_ = 0;
};

// Sends init and waits for the answer. Throws WrongReply if it is not as expected from `answers`.
void initialize(const NodeProcess& node, Answers answers);

// Sends as much as the pipe takes, and reads replies as they arrive.
Elapsed flood(const NodeProcess& node, const Traffic& traffic, Inbox& inbox);

// Keeps `window` requests unanswered. If `latencies` is not null, adds to it the time from each request to its reply,
// in nanoseconds. REQUIRES: window == 1 for that.
Elapsed converse(const NodeProcess& node, const Traffic& traffic, std::size_t window, Inbox& inbox,
                 std::vector<std::int64_t>* latencies = nullptr);

}  // namespace maelstrom::bench
