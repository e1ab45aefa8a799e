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
    "replies with a malformed in_reply_to",
    "malformed replies",
    "wrong replies",
    "requests left unanswered",
    "contract violations",
};

// Reasons: docs/verdicts.md.
bool fails_in_maelstrom(FailureKind kind) {
  return kind == FailureKind::kInit || kind == FailureKind::kExit || kind == FailureKind::kUnanswered ||
         kind == FailureKind::kWrongReply;
}

}  // namespace

void Failures::add(FailureKind kind, std::string reason, Time now) {
  OfOneKind& of_kind = kinds_.at(static_cast<std::size_t>(kind));
  of_kind.first_time = std::min(of_kind.first_time, now);
  ++of_kind.count;
  ++total_;
  if (of_kind.first.size() < kKeptOfAKind) {
    of_kind.first.push_back(std::move(reason));
  }
}

Time Failures::first_time(bool as_maelstrom) const {
  Time first = kNever;
  for (std::size_t kind = 0; kind < kKinds; ++kind) {
    if (!as_maelstrom || fails_in_maelstrom(static_cast<FailureKind>(kind))) {
      first = std::min(first, kinds_.at(kind).first_time);
    }
  }
  return first;
}

std::vector<std::string> Failures::reasons(bool as_maelstrom) const {
  return of_kinds(as_maelstrom ? fails_in_maelstrom : [](FailureKind /*kind*/) { return true; });
}

std::vector<std::string> Failures::kinds(bool as_maelstrom) const {
  std::vector<std::string> names;
  for (std::size_t kind = 0; kind < kKinds; ++kind) {
    if (kinds_.at(kind).count != 0 && (!as_maelstrom || fails_in_maelstrom(static_cast<FailureKind>(kind)))) {
      names.emplace_back(kMoreOfAKind.at(kind));
    }
  }
  return names;
}

std::vector<std::string> Failures::oddities(bool as_maelstrom) const {
  return as_maelstrom ? of_kinds([](FailureKind kind) { return !fails_in_maelstrom(kind); })
                      : std::vector<std::string>();
}

std::vector<std::string> Failures::of_kinds(bool (*is_wanted)(FailureKind)) const {
  static_assert(kMoreOfAKind.size() == kKinds);
  std::vector<std::string> all;
  for (std::size_t kind = 0; kind < kKinds; ++kind) {
    if (!is_wanted(static_cast<FailureKind>(kind))) {
      continue;
    }
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
