// A set that only grows, as one replica of a cluster has it, and the difference between two replicas.
//
// Each incarnation of a node has a log of the elements that its clients added there. A replica has a prefix of every
// log, so a few numbers, its version, describe all that it has. From the version of another replica follows exactly
// what that one lacks. A difference may be lost, repeated or overtaken: merging it again changes nothing, and the next
// one begins where the receiver's version ends. [loop]
#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include <maelstrom/json.hpp>

namespace plugins {

// Incarnation -> length of the prefix of its log.
using Version = std::map<std::string, std::size_t>;

// Whether a replica of version `a` has all that one of version `b` has.
inline bool covers(const Version& a, const Version& b) {
  return std::all_of(b.begin(), b.end(), [&a](const auto& log) {
    const auto found = a.find(log.first);
    return found != a.end() && found->second >= log.second;
  });
}

// What `a` and `b` have together.
inline Version joined(Version a, const Version& b) {
  for (const auto& [incarnation, length] : b) {
    a[incarnation] = std::max(a[incarnation], length);
  }
  return a;
}

class ReplicatedSet {
 public:
  // The part of each log that a replica lacks: its position in the log, and its elements.
  struct Difference {
    Version from;
    std::map<std::string, std::span<const maelstrom::JsonText>> elements;  // borrowed until the set changes
  };

  // incarnation: of this node, for the elements that are added here.
  void start(std::string incarnation) { incarnation_ = std::move(incarnation); }

  // Adds an element, unless it is there. REQUIRES: start was called.
  void add(const maelstrom::JsonText& element) {
    if (!known_.contains(element.text())) {
      append(incarnation_, element);
    }
  }

  // Every element once. Two elements are the same if their JSON text is.
  const std::vector<maelstrom::JsonText>& elements() const { return elements_; }

  const Version& version() const { return version_; }

  // What a replica of this version lacks.
  Difference missing(const Version& version) const {
    Difference difference;
    for (const auto& [incarnation, log] : logs_) {
      const auto has = version.find(incarnation);
      const std::size_t from = has == version.end() ? 0 : has->second;
      if (from < log.size()) {
        difference.from[incarnation] = from;
        difference.elements[incarnation] = std::span(log).subspan(from);
      }
    }
    return difference;
  }

  // Takes what is new of another replica's difference. A part that begins after the end of our prefix is left out: the
  // next difference will have what is between.
  void merge(const Version& from, const std::map<std::string, std::vector<maelstrom::JsonText>>& elements) {
    for (const auto& [incarnation, part] : elements) {
      const auto begin = from.find(incarnation);
      const std::size_t has = logs_[incarnation].size();
      if (begin != from.end() && begin->second <= has) {
        for (std::size_t i = has - begin->second; i < part.size(); ++i) {
          append(incarnation, part[i]);
        }
      }
    }
  }

 private:
  void append(const std::string& incarnation, const maelstrom::JsonText& element) {
    logs_[incarnation].push_back(element);
    ++version_[incarnation];
    if (known_.insert(element.text()).second) {
      elements_.push_back(element);
    }
  }

  std::string incarnation_;
  std::map<std::string, std::vector<maelstrom::JsonText>> logs_;
  Version version_;  // the lengths of logs_
  std::vector<maelstrom::JsonText> elements_;
  std::unordered_set<std::string> known_;
};

}  // namespace plugins
