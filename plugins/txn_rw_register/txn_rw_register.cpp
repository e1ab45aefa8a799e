// Maelstrom's txn-rw-register workload, totally available and causally consistent. A node executes a transaction on
// its own copy of the registers, at once, and needs no other node for it. Of two writes of a register the one with the
// later Lamport timestamp wins, on every node.
//
// The nodes gossip states, not transactions. A node numbers the changes of its copy 1, 2, 3, ...; a gossip has all
// registers that changed after a number that the receiver has confirmed, and is merged as a whole or not at all. So a
// copy always holds whole transactions, and with each of them all that it depends on.
#include <algorithm>
#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <maelstrom/workload.hpp>

namespace {

using maelstrom::Error;
using maelstrom::ErrorCode;
using maelstrom::JsonAs;
using maelstrom::JsonText;
using maelstrom::Request;
using namespace std::chrono_literals;

// All nodes together send one gossip in this time, so the load of the network does not depend on their number.
constexpr std::chrono::nanoseconds kGossipInterval = 20ms;
// How long a new node waits for the registers of its peers before it executes transactions without them.
constexpr std::chrono::nanoseconds kLongestGreeting = 2s;

// The order of all writes. The writes of one transaction have the same timestamp.
struct Timestamp {
  std::uint64_t time = 0;
  std::size_t node = 0;  // its place in the list of nodes: no two nodes make the same timestamp
  auto operator<=>(const Timestamp&) const = default;
};

struct Register {
  JsonText value;
  Timestamp written;
  std::uint64_t change = 0;  // the number of the change that brought it here
};

// The knowledge about a peer. A life is a random number that a node draws when it starts: it tells a restarted node,
// which has lost all registers, from its predecessor of the same name.
struct Peer {
  std::string id;
  std::uint64_t life = 0;       // 0: unknown
  std::uint64_t received = 0;   // its changes up to this number are merged here
  std::uint64_t confirmed = 0;  // it has merged the changes of this node up to this number
  bool knows_this_life = false;
  bool awaits_reply = false;
};

// A micro-operation as it came: ["r", key, null] or ["w", key, value].
using Operation = std::vector<JsonText>;
using Transaction = std::vector<Operation>;

class TxnRwRegister : public maelstrom::Workload {
 public:
  explicit TxnRwRegister(maelstrom::Host node_host) : Workload(node_host) {
    host().random_bytes(std::as_writable_bytes(std::span(&life_, 1)));
    on("txn", [this](Request& request) {
      wake_up();
      auto transaction = parsed(request);
      if (settled_) {
        execute(request, std::move(transaction));
        return;
      }
      if (waiting_.empty()) {
        after(kLongestGreeting, [this] { settle(); });
      }
      waiting_.emplace_back(request.keep(), std::move(transaction));
    });
    on("gossip", [this](Request& request) {
      wake_up();
      receive(request);
    });
  }

  void on_start() override {
    own_index_ = index_of(node_id());
    for (const std::string& id : peers()) {
      peers_.push_back({.id = id});
    }
    settled_ = peers_.empty();
  }

 private:
  // ---- Transactions

  static Transaction parsed(const Request& request) {
    auto transaction = request.get<Transaction>("txn");
    for (const Operation& operation : transaction) {
      if (operation.size() != 3 || (operation[0].text() != R"("r")" && operation[0].text() != R"("w")")) {
        throw Error(ErrorCode::kMalformedRequest,
                    R"(an operation is ["r", KEY, null] or ["w", KEY, VALUE], not )" + JsonText::of(operation).text());
      }
    }
    return transaction;
  }

  // No other message is handled meanwhile, so the transaction is isolated from all others of this node.
  void execute(Request& request, Transaction transaction) {
    const Timestamp now{next_time(), own_index_};
    for (Operation& operation : transaction) {
      const std::string& key = operation[1].text();
      if (operation[0].text() == R"("w")") {
        set(key, operation[2], now);
      } else {
        const auto found = registers_.find(key);
        operation[2] = found == registers_.end() ? JsonText() : found->second.value;
      }
    }
    request.reply("txn_ok", {{"txn", transaction}});
  }

  // A Lamport clock: later than all timestamps that this node has seen. It follows the wall clock, if that is later,
  // so that a restarted node is unlikely to repeat the times of its earlier life.
  std::uint64_t next_time() {
    const auto microseconds = static_cast<std::uint64_t>(std::max<std::int64_t>(host().wall_clock_ns() / 1000, 0));
    return time_ = std::max(time_ + 1, microseconds);
  }

  void set(const std::string& key, const JsonText& value, Timestamp written) {
    Register& place = registers_[key];
    changes_.erase(place.change);
    place = {value, written, ++last_change_};
    changes_.emplace(last_change_, key);
  }

  // ---- Gossip

  // Called for each message. Nothing is sent before the first one, because peers may not be up yet.
  void wake_up() {
    if (std::exchange(awake_, true)) {
      return;
    }
    for (Peer& peer : peers_) {
      gossip_to(peer);
    }
    if (!peers_.empty()) {
      every(kGossipInterval * node_ids().size(), [this] { gossip_to_next(); });
    }
  }

  // One message at most, to the next peer in turn that needs one.
  void gossip_to_next() {
    for (std::size_t i = 0; i < peers_.size(); ++i) {
      Peer& peer = peers_[turn_++ % peers_.size()];
      if (!peer.knows_this_life || peer.awaits_reply || peer.confirmed < last_change_) {
        return gossip_to(peer);
      }
    }
  }

  // Sends all that the peer has not confirmed. If the message is lost, the next one has it again.
  void gossip_to(Peer& peer) {
    std::vector<std::tuple<JsonText, JsonText, std::uint64_t, std::size_t>> registers;
    for (auto change = changes_.upper_bound(peer.confirmed); change != changes_.end(); ++change) {
      const Register& changed = registers_.at(change->second);
      registers.emplace_back(JsonText(change->second), changed.value, changed.written.time, changed.written.node);
    }
    send(peer.id, "gossip",
         {{"life", life_},
          {"since", peer.confirmed},
          {"until", last_change_},
          {"registers", registers},
          {"your_life", peer.life},
          {"received", peer.received}});
    peer.awaits_reply = false;
  }

  void receive(Request& request) {
    const auto life = request.get<std::uint64_t>("life");
    const auto since = request.get<std::uint64_t>("since");
    const auto until = request.get<std::uint64_t>("until");
    const auto changed = parsed_registers(request);
    const auto received = request.get<std::uint64_t>("received");
    const bool knows_this_life = request.get<std::uint64_t>("your_life") == life_;
    if (request.msg_id()) {
      request.reply("gossip_ok");
    }
    const auto sender =
        std::find_if(peers_.begin(), peers_.end(), [&](const Peer& p) { return p.id == request.src(); });
    if (sender == peers_.end()) {
      return;  // not a node of this cluster
    }
    Peer& peer = *sender;
    if (life != peer.life) {  // it has lost all that it had received
      peer = {.id = peer.id, .life = life};
    }
    if (knows_this_life) {
      peer.knows_this_life = true;
      peer.confirmed = received;
    }
    if (since <= peer.received) {  // otherwise changes are missing before these
      for (const auto& [key, place] : changed) {
        merge(key, place);
      }
      peer.received = std::max(peer.received, until);
    }
    if (knows_this_life) {
      peer.awaits_reply = peer.awaits_reply || until > since || since > peer.received;
    } else {
      gossip_to(peer);  // at once, because it may wait for the registers
    }
    if (std::all_of(peers_.begin(), peers_.end(), [](const Peer& p) { return p.knows_this_life; })) {
      settle();
    }
  }

  static std::vector<std::pair<std::string, Register>> parsed_registers(const Request& request) {
    std::vector<std::pair<std::string, Register>> registers;
    for (const auto& entry : request.get<std::vector<std::vector<JsonText>>>("registers")) {
      const auto time = entry.size() == 4 ? JsonAs<std::uint64_t>::decode(entry[2].text()) : std::nullopt;
      const auto node = entry.size() == 4 ? JsonAs<std::size_t>::decode(entry[3].text()) : std::nullopt;
      if (!time || !node) {
        throw Error(ErrorCode::kMalformedRequest, "a register is [KEY, VALUE, TIME, NODE]");
      }
      registers.emplace_back(entry[0].text(), Register{entry[1], {*time, *node}});
    }
    return registers;
  }

  void merge(const std::string& key, const Register& changed) {
    time_ = std::max(time_, changed.written.time);
    const auto found = registers_.find(key);
    if (found == registers_.end() || found->second.written < changed.written) {
      set(key, changed.value, changed.written);
    }
  }

  // This node has the registers of all peers, or has waited long enough.
  void settle() {
    settled_ = true;
    for (auto& [request, transaction] : std::exchange(waiting_, {})) {
      execute(*request, std::move(transaction));
    }
  }

  std::size_t index_of(std::string_view id) const {
    const auto& ids = node_ids();
    return static_cast<std::size_t>(std::find(ids.begin(), ids.end(), id) - ids.begin());
  }

  std::uint64_t life_ = 0;
  std::size_t own_index_ = 0;
  std::uint64_t time_ = 0;  // of the Lamport clock
  std::map<std::string, Register> registers_;
  std::map<std::uint64_t, std::string> changes_;  // number -> key; a register that changes again moves to the end
  std::uint64_t last_change_ = 0;

  std::vector<Peer> peers_;
  std::size_t turn_ = 0;
  bool awake_ = false;
  bool settled_ = false;
  std::vector<std::pair<std::shared_ptr<Request>, Transaction>> waiting_;  // until it is settled
};

}  // namespace

MAELSTROM_PLUGIN(TxnRwRegister, "txn-rw-register", "1.0.0",
                 "Totally available transactions over registers, causally consistent", "txn", "gossip");
