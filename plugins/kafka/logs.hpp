// The logs that a node has, and how far they are complete. Sends no messages: kafka.cpp does.
//
// Node i of n gives its messages the offsets clock * n + i, where the clock is a Lamport clock. A promise of a node is
// an offset below which it gives out none any more. Below the lowest promise of all nodes the logs are complete.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <maelstrom/json.hpp>

namespace kafka {

using Offset = std::int64_t;
using ChangeNumber = std::uint64_t;

// A new message of a key, or its new committed offset.
struct Change {
  std::string key;
  Offset offset;
  std::optional<maelstrom::JsonText> message;
};

class Logs {
 public:
  Logs() = default;
  // own_index: of this node in the list of nodes.
  Logs(std::size_t node_count, std::size_t own_index)
      : node_count_(static_cast<Offset>(node_count)), own_index_(own_index), promises_(node_count) {}

  // Adds a message of this node. Returns its offset.
  Offset append(const std::string& key, const maelstrom::JsonText& message) {
    const Offset offset = (clock_ + 1) * node_count_ + static_cast<Offset>(own_index_);
    add(key, offset, message);
    return offset;
  }

  // Adds a message of any node, if it is not here yet.
  void add(const std::string& key, Offset offset, const maelstrom::JsonText& message) {
    advance_clock(offset / node_count_);
    if (logs_[key].messages.emplace(offset, message).second) {
      changes_.emplace(++last_change_, Change{key, offset, message});
    }
  }

  // A committed offset never goes back.
  void commit(const std::string& key, Offset offset) {
    Log& log = logs_[key];
    if (!log.committed || *log.committed < offset) {
      log.committed = offset;
      changes_.erase(std::exchange(log.commit_change, ++last_change_));
      changes_.emplace(last_change_, Change{key, offset, std::nullopt});
    }
  }

  // The messages of a key from an offset on, at most `most`, as far as the log is complete.
  std::vector<std::pair<Offset, maelstrom::RawJson>> read(const std::string& key, Offset from, std::size_t most) const {
    std::vector<std::pair<Offset, maelstrom::RawJson>> found;
    const auto log = logs_.find(key);
    if (log == logs_.end()) {
      return found;
    }
    const auto& messages = log->second.messages;
    const Offset end = complete_below();
    for (auto at = messages.lower_bound(from); at != messages.end() && at->first < end && found.size() < most; ++at) {
      found.emplace_back(at->first, at->second);
    }
    return found;
  }

  std::optional<Offset> committed(const std::string& key) const {
    const auto log = logs_.find(key);
    return log == logs_.end() ? std::nullopt : log->second.committed;
  }

  // ---- For gossip

  // All changes by number. A commit that changes again moves to the end.
  const std::map<ChangeNumber, Change>& changes() const { return changes_; }
  ChangeNumber last_change() const { return last_change_; }

  Offset clock() const { return clock_; }
  void advance_clock(Offset clock) { clock_ = std::max(clock_, clock); }

  // The promises of all nodes, true for one who has all changes of this node.
  const std::vector<Offset>& promises() {
    promises_[own_index_] = own_promise();
    return promises_;
  }

  // Takes over the promises of a peer, all of whose changes are here.
  void merge_promises(const std::vector<Offset>& promises) {
    bool any = false;
    for (std::size_t i = 0; i < std::min(promises.size(), promises_.size()); ++i) {
      any = any || promises_[i] < promises[i];
      promises_[i] = std::max(promises_[i], promises[i]);
    }
    last_change_ += any ? 1 : 0;  // so that gossip passes them on
  }

 private:
  struct Log {
    std::map<Offset, maelstrom::JsonText> messages;
    std::optional<Offset> committed;
    ChangeNumber commit_change = 0;
  };

  Offset own_promise() const { return (clock_ + 1) * node_count_; }

  Offset complete_below() const {
    Offset least = own_promise();
    for (std::size_t i = 0; i < promises_.size(); ++i) {
      least = i == own_index_ ? least : std::min(least, promises_[i]);
    }
    return least;
  }

  Offset node_count_ = 1;
  std::size_t own_index_ = 0;
  Offset clock_ = 0;
  std::vector<Offset> promises_;  // by node
  std::map<std::string, Log> logs_;
  std::map<ChangeNumber, Change> changes_;
  ChangeNumber last_change_ = 0;
};

}  // namespace kafka
