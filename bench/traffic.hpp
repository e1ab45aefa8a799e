// The requests of a measurement, and the check of the replies. Requests are created before the measurement and replies
// are checked after it, so neither affects the measured time.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace maelstrom::bench {

enum class Workload { kEcho, kGenerate };

std::string_view name_of(Workload workload);

// The answers of a node: replies of the protocol, or the requests themselves.
enum class Answers { kReplies, kReflections };

class WrongReply : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Traffic {
 public:
  // `count` requests of client c8 to node n0, with the same bytes as from Maelstrom. payload: the size in bytes of an
  // echo's text; 0: "Please echo 7", as from Maelstrom.
  Traffic(Workload workload, std::size_t count, std::size_t payload = 0);

  // The init line of node n0, and the check of the answer.
  static std::string_view init();
  static void check_init(std::string_view reply, Answers answers);

  std::size_t count() const { return ends_.size(); }

  // The lines of the requests [first, last).
  std::string_view requests(std::size_t first, std::size_t last) const;
  std::string_view requests() const { return bytes_; }

  // Whether `replies` are lines that answer every request exactly once, in any order, each a closed envelope from n0 to
  // c8 with the right payload, or an id that no other reply has. Throws WrongReply, which quotes the line, if not.
  void check(std::string_view replies, Answers answers) const;

 private:
  class Checker;

  Workload workload_;
  std::string bytes_;
  std::vector<std::size_t> ends_;      // of each line, after its '\n'
  std::vector<std::string> payloads_;  // of an echo, a JSON string; empty for other workloads
};

}  // namespace maelstrom::bench
