// The clients of a run: who is there, what each one waits for, and what an answer means to it.
//
// A client asks one thing at a time. One that does not know what became of its request is closed, and another one with
// a new name takes its place, as Jepsen does with a process that crashed.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "conformance/choices/random.hpp"
#include "conformance/history/history.hpp"
#include "conformance/run/cluster.hpp"

namespace maelstrom::conformance {

// The N of c<N>.
using ClientIndex = std::uint32_t;

struct Client {
  NodeIndex node = 0;
  std::uint32_t process = 0;
  std::uint32_t last_msg_id = 0;
  OperationIndex operation = 0;  // the one it waits for
  bool waiting = false;
  bool open = true;
};

// What a message from a node is to the client it is sent to.
enum class ReplyMatch {
  kAwaited,
  kVanished,    // the client is closed
  kAnswered,    // a second reply
  kNeverAsked,  // in_reply_to names no request of this client
  kNoReply,     // there is no in_reply_to
};

class Clients {
 public:
  explicit Clients(Random random) : random_(random) {}

  // A client of its own name; it is not among the free ones.
  ClientIndex open(NodeIndex node, std::uint32_t process);

  void close(ClientIndex client);

  const Client& operator[](ClientIndex client) const { return clients_[client]; }
  std::size_t size() const { return clients_.size(); }

  // The client of this name, closed or not; nullopt if there never was one.
  std::optional<ClientIndex> find(std::string_view name) const;

  // Says that the client has asked something. Returns the request's msg_id.
  std::uint32_t ask(ClientIndex client, OperationIndex operation);

  ReplyMatch match(ClientIndex client, std::optional<std::int64_t> in_reply_to) const;

  // Says that the client no longer waits.
  void settle(ClientIndex client);

  std::size_t waiting() const { return waiting_; }

  // The clients that may be given a request.
  bool any_free() const { return !free_.empty(); }
  void make_free(ClientIndex client) { free_.push_back(client); }

  // Takes a random one. REQUIRES: any_free().
  ClientIndex take_free();

 private:
  Random random_;
  std::vector<Client> clients_;
  std::vector<ClientIndex> free_;
  std::size_t waiting_ = 0;
};

// "c7".
void append_client_name(std::string& out, ClientIndex client);

// Whether a node of this name could be taken for a client.
bool is_client_name(std::string_view name);

}  // namespace maelstrom::conformance
