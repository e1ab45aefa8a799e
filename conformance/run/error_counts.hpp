// Why requests were not ok: each kind of error with its count and the text of the first one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace maelstrom::conformance {

struct ErrorCount {
  std::uint64_t count = 0;
  std::string what;     // after the count: "error replies: 13 crash", "without a reply within 5 s"
  std::string example;  // for a person's eyes, or empty
};

class ErrorCounts {
 public:
  // example: the text of an error reply as JSON, or empty.
  void add(std::string_view what, std::string_view example = {});

  // The most frequent first. A node can make up any number of kinds: there is a limit, and the rest are "others", last.
  std::vector<ErrorCount> all() const;

 private:
  std::vector<ErrorCount> kinds_;  // in the order of their first
};

// A line for each of the most frequent ones, without '\n', and one for all others: `15 error replies: 13 crash, "my
// bug"`.
std::vector<std::string> error_lines(const std::vector<ErrorCount>& errors);

}  // namespace maelstrom::conformance
