// Why a run is invalid. A node tends to repeat an error thousands of times, so only the first few failures of a kind
// keep their text.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "history/time.hpp"

namespace maelstrom::conformance {

enum class FailureKind : std::uint8_t {
  kInit,              // a node did not come up
  kExit,              // a node exited before the end
  kBadLine,           // a node wrote a malformed line
  kFlawedLine,        // a node wrote a line that Maelstrom accepts although it is not one JSON message
  kUnfinishedLine,    // a node did not finish a line
  kLateReply,         // a node answered a client that no longer existed
  kDuplicateReply,    // a node answered a request twice
  kUnexpectedReply,   // a node sent a reply without a request
  kStrangeInReplyTo,  // a message to a client has an in_reply_to that is not an integer
  kMalformedReply,    // a reply does not have the form that the workload requires
  kWrongReply,        // a well-formed reply with a wrong value
  kUnanswered,        // a node that was up did not answer a request
  kContract,          // a plugin made a call that its contract forbids
};

class Failures {
 public:
  void add(FailureKind kind, std::string reason, Time now);

  bool empty() const { return total_ == 0; }

  // The time of the first failure; kNever if there are no failures.
  Time first_time(bool as_maelstrom = false) const;

  // One line per reason, the kinds in the order above. as_maelstrom: only those that also make Maelstrom's test
  // invalid, and those that the user requested.
  std::vector<std::string> reasons(bool as_maelstrom = false) const;

  // The kinds of those reasons, in the same order.
  std::vector<std::string> kinds(bool as_maelstrom = false) const;

  // The other failures: Maelstrom accepts them, or only stops reading the node's output.
  std::vector<std::string> oddities(bool as_maelstrom) const;

 private:
  struct OfOneKind {
    std::size_t count = 0;
    std::vector<std::string> first;
    Time first_time = kNever;
  };

  std::vector<std::string> of_kinds(bool (*is_wanted)(FailureKind)) const;

  static constexpr std::size_t kKinds = static_cast<std::size_t>(FailureKind::kContract) + 1;

  std::array<OfOneKind, kKinds> kinds_;
  std::size_t total_ = 0;
};

}  // namespace maelstrom::conformance
