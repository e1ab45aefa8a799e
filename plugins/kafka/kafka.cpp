// Maelstrom's kafka workload: logs of messages, and committed offsets. Every node accepts messages for every log, at
// once and without asking another node, so sends and polls are totally available.
//
// Node i of n gives a message the offset clock * n + i, where the clock is a Lamport clock: no two messages have the
// same offset. The nodes gossip their messages, and with them promises: "my offsets will be p or more". A poll returns
// the messages below all promises. There the log is complete, so that no message can appear later between two that a
// client has read.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <maelstrom/workload.hpp>

#include "logs.hpp"

namespace {

using kafka::Change;
using kafka::ChangeNumber;
using kafka::Offset;
using maelstrom::Error;
using maelstrom::ErrorCode;
using maelstrom::JsonAs;
using maelstrom::JsonText;
using maelstrom::JsonWriter;
using maelstrom::RawJson;
using maelstrom::Request;
using namespace std::chrono_literals;

// All nodes together send one gossip in this time, so the load of the network does not depend on their number.
constexpr std::chrono::nanoseconds kGossipInterval = 20ms;
// How long a send waits, on a node that has just started, for the first gossip of the peers. Clients wait 5 s.
constexpr std::chrono::nanoseconds kLongestGreeting = 4s;
// More than a node accepts while none of its peers can hear it.
constexpr Offset kMostSendsPerSecond = 1000;
constexpr std::size_t kMostChanges = 2000;  // in one gossip
constexpr std::size_t kMostPolled = 1000;   // messages of a key in one reply

using Offsets = std::map<std::string, Offset>;

// The knowledge about a peer. A life is a random number that a node draws when it starts: it tells a restarted node,
// which has lost all messages, from its predecessor of the same name.
struct Peer {
  std::string id;
  std::uint64_t life = 0;      // 0: unknown
  std::uint64_t lives = 0;     // how many of them this node has met
  ChangeNumber received = 0;   // its changes up to this number are merged here
  ChangeNumber confirmed = 0;  // it has merged the changes of this node up to this number
  bool knows_this_life = false;
  bool awaits_reply = false;
};

// A send that is not answered yet.
struct Send {
  ChangeNumber change;
  Offset offset;
  std::shared_ptr<Request> request;
};

class Kafka : public maelstrom::Workload {
 public:
  explicit Kafka(maelstrom::Host node_host) : Workload(node_host) {
    copies_ = option<std::size_t>("copies", 1);
    if (copies_ == 0) {
      throw std::invalid_argument("the option copies must be 1 or more");
    }
    life_ = random_number() | 1;
    on("send", [this](Request& request) { when_settled(request, &Kafka::append); });
    on("list_committed_offsets", [this](Request& request) { when_settled(request, &Kafka::list_committed); });
    on("poll", [this](Request& request) {
      wake_up();
      poll(request);
    });
    on("commit_offsets", [this](Request& request) {
      wake_up();
      for (const auto& [key, offset] : request.get<Offsets>("offsets")) {
        logs_.commit(key, offset);
      }
      request.reply("commit_offsets_ok");
    });
    on("gossip", [this](Request& request) {
      wake_up();
      receive(request);
    });
  }

  void on_start() override {
    cluster_start_ = now();
    const auto& ids = node_ids();
    const auto own_index = static_cast<std::size_t>(std::find(ids.begin(), ids.end(), node_id()) - ids.begin());
    logs_ = kafka::Logs(ids.size(), own_index);
    for (const std::string& id : peers()) {
      peers_.push_back({.id = id});
    }
    settle_if_greeted();
  }

 private:
  using Handler = void (Kafka::*)(Request&);

  // ---- Requests of clients

  void append(Request& request) {
    const auto key = request.get<std::string>("key");
    const Offset offset = logs_.append(key, JsonText(request.field("msg")));
    if (copies_ == 1) {
      request.reply("send_ok", {{"offset", offset}});
    } else {
      unanswered_.push_back({logs_.last_change(), offset, request.keep()});
      answer_sends();
    }
  }

  // Answers the sends whose messages are on `copies` nodes. Numbers of changes increase, so these are the oldest sends.
  void answer_sends() {
    std::vector<ChangeNumber> confirmed = {logs_.last_change()};  // by this node
    for (const Peer& peer : peers_) {
      confirmed.push_back(peer.confirmed);
    }
    std::sort(confirmed.begin(), confirmed.end(), std::greater<>());
    const ChangeNumber safe = confirmed[std::min(copies_, confirmed.size()) - 1];
    for (; !unanswered_.empty() && unanswered_.front().change <= safe; unanswered_.pop_front()) {
      unanswered_.front().request->reply("send_ok", {{"offset", unanswered_.front().offset}});
    }
  }

  void poll(Request& request) {
    std::map<std::string, std::vector<std::pair<Offset, RawJson>>> polled;
    for (const auto& [key, offset] : request.get<Offsets>("offsets")) {
      auto messages = logs_.read(key, offset, kMostPolled);
      if (!messages.empty()) {
        polled.emplace(key, std::move(messages));
      }
    }
    request.reply("poll_ok", {{"msgs", polled}});
  }

  void list_committed(Request& request) {
    Offsets offsets;
    for (const auto& key : request.get<std::vector<std::string>>("keys")) {
      if (const auto offset = logs_.committed(key)) {
        offsets[key] = *offset;
      }
    }
    request.reply("list_committed_offsets_ok", {{"offsets", offsets}});
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
      if (!peer.knows_this_life || peer.awaits_reply || peer.confirmed < logs_.last_change()) {
        return gossip_to(peer);
      }
    }
  }

  // Sends the changes that the peer has not confirmed. If the message is lost, the next one has them again. Promises
  // are only valid together with all messages.
  void gossip_to(Peer& peer) {
    JsonWriter changes;
    changes.begin_array();
    ChangeNumber until = peer.confirmed;
    auto at = logs_.changes().upper_bound(peer.confirmed);
    for (std::size_t count = 0; at != logs_.changes().end() && count < kMostChanges; ++at, ++count) {
      const auto& [key, offset, message] = at->second;
      changes.begin_array().value(key).value(offset);
      if (message) {
        changes.value(RawJson(*message));
      }
      changes.end_array();
      until = at->first;
    }
    changes.end_array();
    const bool complete = at == logs_.changes().end();
    send(peer.id, "gossip",
         {{"life", life_},
          {"since", peer.confirmed},
          {"until", complete ? logs_.last_change() : until},
          {"changes", RawJson{changes.text()}},
          {"clock", logs_.clock()},
          {"promises", complete ? logs_.promises() : std::vector<Offset>()},
          {"age", age().count()},
          {"your_life", peer.life},
          {"your_lives", peer.lives},
          {"received", peer.received}});
    peer.awaits_reply = false;
  }

  void receive(Request& request) {
    const auto life = request.get<std::uint64_t>("life");
    const auto since = request.get<ChangeNumber>("since");
    const auto until = request.get<ChangeNumber>("until");
    const auto changes = parsed_changes(request);
    const auto clock = request.get<Offset>("clock");
    const auto promises = request.get<std::vector<Offset>>("promises");
    const auto received = request.get<ChangeNumber>("received");
    const auto age = std::chrono::milliseconds(request.get<std::int64_t>("age"));
    const auto lives = request.get<std::uint64_t>("your_lives");
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
    logs_.advance_clock(clock);
    cluster_start_ = std::min(cluster_start_, now() - age);
    has_predecessor_ = has_predecessor_ || lives > 1;
    if (life != peer.life) {  // it has lost all that it had received
      peer = {.id = peer.id, .life = life, .lives = peer.lives + 1};
    }
    if (knows_this_life) {
      peer.knows_this_life = true;
      peer.confirmed = received;
      answer_sends();
    }
    if (since <= peer.received) {  // otherwise changes are missing before these
      for (const auto& [key, offset, message] : changes) {
        message ? logs_.add(key, offset, *message) : logs_.commit(key, offset);
      }
      logs_.merge_promises(promises);
      peer.received = std::max(peer.received, until);
    }
    if (knows_this_life) {
      peer.awaits_reply = peer.awaits_reply || until > since || since > peer.received;
    } else {
      gossip_to(peer);  // at once, because it may wait for the messages
    }
    settle_if_greeted();
  }

  static std::vector<Change> parsed_changes(const Request& request) {
    std::vector<Change> changes;
    for (const auto& entry : request.get<std::vector<std::vector<JsonText>>>("changes")) {
      const bool has_form = entry.size() == 2 || entry.size() == 3;
      const auto key = has_form ? JsonAs<std::string>::decode(entry[0].text()) : std::nullopt;
      const auto offset = has_form ? JsonAs<Offset>::decode(entry[1].text()) : std::nullopt;
      if (!key || !offset) {
        throw Error(ErrorCode::kMalformedRequest, "a change is [KEY, OFFSET, MESSAGE] or, of a commit, [KEY, OFFSET]");
      }
      changes.push_back({*key, *offset, entry.size() == 3 ? std::optional(entry[2]) : std::nullopt});
    }
    return changes;
  }

  // ---- Start

  // Until all peers have answered the first gossip of this node, it gives out no offsets: its predecessor of the same
  // name, if there was one, may have given out any that the peers know, and may have promised to go on above them.
  // There may also be offsets that only the predecessor knew, but fewer than it can have given out since the start of
  // the cluster. They must not be far away: Maelstrom's checker keeps a vector of the size of the largest offset.
  void settle_if_greeted() {
    const bool greeted = std::all_of(peers_.begin(), peers_.end(), [](const Peer& p) { return p.knows_this_life; });
    if (!greeted || settled_) {
      return;
    }
    settled_ = true;
    if (has_predecessor_) {
      logs_.advance_clock(logs_.clock() + kMostSendsPerSecond * (age().count() / 1000 + 1));
    }
    for (const auto& [request, handler] : std::exchange(waiting_, {})) {
      try {
        (this->*handler)(*request);
      } catch (const Error& error) {
        request->reply_error(error.code(), error.what());
      }
    }
  }

  void when_settled(Request& request, Handler handler) {
    wake_up();
    if (settled_) {
      (this->*handler)(request);
      return;
    }
    if (waiting_.empty()) {
      after(kLongestGreeting, [this] { refuse_waiting(); });
    }
    waiting_.emplace_back(request.keep(), handler);
  }

  void refuse_waiting() {
    for (const auto& [request, handler] : std::exchange(waiting_, {})) {
      request->reply_error(ErrorCode::kTemporarilyUnavailable, "this node has just started and waits for its peers");
    }
  }

  std::chrono::nanoseconds now() const { return std::chrono::nanoseconds(host().monotonic_ns()); }

  // Of the cluster, as far as this node knows.
  std::chrono::milliseconds age() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(now() - cluster_start_);
  }

  std::uint64_t random_number() const {
    std::uint64_t number = 0;
    host().random_bytes(std::as_writable_bytes(std::span(&number, 1)));
    return number;
  }

  std::size_t copies_ = 1;
  std::uint64_t life_ = 0;
  std::chrono::nanoseconds cluster_start_ = {};
  bool has_predecessor_ = false;  // a node of this name, which was killed, has given out offsets
  kafka::Logs logs_;
  std::deque<Send> unanswered_;

  std::vector<Peer> peers_;
  std::size_t turn_ = 0;
  bool awake_ = false;
  bool settled_ = false;
  std::vector<std::pair<std::shared_ptr<Request>, Handler>> waiting_;  // until it is settled
};

}  // namespace

MAELSTROM_PLUGIN(Kafka, "kafka", "1.0.0", "Logs of messages, on every node and totally available", "send", "poll",
                 "commit_offsets", "list_committed_offsets", "gossip");
