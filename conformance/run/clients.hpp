// The clients of a run: their names, outstanding requests, and the classification of messages to them.
//
// A client has at most one outstanding request.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "history/node_index.hpp"

namespace maelstrom::conformance {

// The N of c<N>.
using ClientIndex = std::uint32_t;

struct Client {
  NodeIndex node = 0;
  std::uint32_t owner = 0;  // the worker, for clients of workers
  std::uint32_t last_msg_id = 0;
  bool waiting = false;
  bool open = true;
  std::vector<std::uint32_t> given_up = {};  // msg_ids of requests that it gave up and that have no reply so far
};

// The kind of a message from a node to a client.
enum class ReplyMatch {
  kAwaited,
  kVanished,    // the client is closed
  kGivenUp,     // the reply to a request that the client gave up
  kAnswered,    // a second reply
  kNeverAsked,  // in_reply_to names no request of this client
  kNoReply,     // no in_reply_to
};

class Clients {
 public:
  // A client with a new name.
  ClientIndex open(NodeIndex node, std::uint32_t owner = 0);

  void close(ClientIndex client);

  const Client& operator[](ClientIndex client) const { return clients_[client]; }
  std::size_t size() const { return clients_.size(); }

  // The client of this name, closed or not; nullopt if it never existed.
  std::optional<ClientIndex> find(std::string_view name) const;

  // Records that the client has made a request. Returns the request's msg_id.
  std::uint32_t ask(ClientIndex client);

  // Classifies a message with this in_reply_to. A reply to a request given up is kGivenUp once.
  ReplyMatch match(ClientIndex client, std::optional<std::int64_t> in_reply_to);

  // Records that the client no longer waits: it has its reply, or gives up.
  void settle(ClientIndex client);
  void give_up(ClientIndex client);

  std::size_t waiting() const { return waiting_; }

 private:
  std::vector<Client> clients_;
  std::size_t waiting_ = 0;
};

// "c7".
void append_client_name(std::string& out, ClientIndex client);

// Whether a node of this name could be mistaken for a client.
bool is_client_name(std::string_view name);

}  // namespace maelstrom::conformance
