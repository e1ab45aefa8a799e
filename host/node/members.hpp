// The known members: this node's id, the nodes of its cluster, and all senders of messages to this node.
//
// Nodes and services are peers and never disconnect; all others are clients. Not thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <maelstrom/short_text.hpp>

#include "host/node/open_requests.hpp"
#include "protocol/envelope.hpp"

namespace maelstrom::host {

struct Sender {
  std::string_view json;  // the exact bytes of its id, with quotes; valid until the next `join` or `leave`
  Asker kind = Asker::kClient;
};

class Members {
 public:
  Members();

  // Takes the ids from an init. Returns the reason if the init is malformed, otherwise an empty text.
  std::string join(const Envelope& init);

  // Undoes `join`, after a failed start.
  void leave();

  // Empty before `join`. id_json is a JSON string with its quotes.
  const std::string& id() const { return id_; }
  const std::string& id_json() const { return id_json_; }

  // The ids of all nodes of the cluster, this one's included.
  const std::vector<std::string>& nodes() const { return nodes_; }

  // Whether a message may be sent to it: a node, a service, or a client that has sent a message.
  bool is_known(std::string_view dest) const { return known_.contains(dest); }

  Asker kind_of(std::string_view id) const;

  // The sender of the message, which is known from now on.
  Sender sender(const Envelope& envelope) {
    const std::string_view json = envelope.src_json;
    Sender& recent = recent_[static_cast<unsigned char>(json[json.size() - 2]) % recent_.size()];
    if (!detail::same_text(recent.json, json)) {
      recent = find_or_add(envelope);
    }
    return recent;
  }

 private:
  struct IdHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view id) const { return std::hash<std::string_view>()(id); }
  };

  Sender find_or_add(const Envelope& envelope);
  void forget_senders();

  std::string id_;
  std::string id_json_;
  std::vector<std::string> nodes_;
  std::unordered_set<std::string, IdHash, std::equal_to<>> known_;
  std::unordered_map<std::string, Asker, IdHash, std::equal_to<>> senders_;  // every src received, with quotes
  std::array<Sender, 16> recent_;                                            // a cache, by the last character
};

}  // namespace maelstrom::host
