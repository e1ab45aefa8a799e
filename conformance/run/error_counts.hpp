// Why requests did not succeed: each kind of error with its count and the text of the first one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace maelstrom::conformance {

struct ErrorCount {
  std::uint64_t count = 0;
  std::string what;     // after the count: "error replies: 13 crash", "without a reply within 5 s"
  std::string example;  // for people, or empty
};

class ErrorCounts {
 public:
  // example: the text of an error reply as JSON, or empty.
  void add(std::string_view what, std::string_view example = {});

  // The most frequent first. Nodes can invent any number of kinds, so their number is limited; the rest count as
  // "others", last.
  std::vector<ErrorCount> all() const;

 private:
  std::vector<ErrorCount> kinds_;  // in the order of first occurrence
};

// One line for each of the most frequent kinds, without '\n', and one for all others: `15 error replies: 13 crash, "my
// bug"`.
std::vector<std::string> error_lines(const std::vector<ErrorCount>& errors);

}  // namespace maelstrom::conformance
