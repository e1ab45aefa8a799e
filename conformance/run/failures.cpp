#include "conformance/run/failures.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace maelstrom::conformance {
namespace {

constexpr std::size_t kKeptOfAKind = 8;

constexpr std::array<std::string_view, 13> kMoreOfAKind = {
    "nodes that did not come up",
    "exits",
    "bad lines",
    "flawed lines",
    "unfinished lines",
    "late replies",
    "duplicate replies",
    "stray replies",
    "replies with a strange in_reply_to",
    "malformed replies",
    "wrong replies",
    "requests left unanswered",
    "breaches of contract",
};

}  // namespace

void Failures::add(FailureKind kind, std::string reason, Time now) {
  first_time_ = std::min(first_time_, now);
  OfOneKind& of_kind = kinds_.at(static_cast<std::size_t>(kind));
  ++of_kind.count;
  ++total_;
  if (of_kind.first.size() < kKeptOfAKind) {
    of_kind.first.push_back(std::move(reason));
  }
}

std::vector<std::string> Failures::reasons() const {
  static_assert(kMoreOfAKind.size() == kKinds);
  std::vector<std::string> all;
  for (std::size_t kind = 0; kind < kKinds; ++kind) {
    const OfOneKind& of_kind = kinds_.at(kind);
    all.insert(all.end(), of_kind.first.begin(), of_kind.first.end());
    if (of_kind.count > of_kind.first.size()) {
      all.push_back("and " + std::to_string(of_kind.count - of_kind.first.size()) + " more " +
                    std::string(kMoreOfAKind.at(kind)));
    }
  }
  return all;
}

}  // namespace maelstrom::conformance
