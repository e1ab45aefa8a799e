// Maelstrom's lin-kv workload on Raft: leader election, log replication, linearizable reads, writes and
// compare-and-sets, and compaction of the log. The names are those of the paper: Ongaro and Ousterhout, "In Search of
// an Understandable Consensus Algorithm", 2014; "thesis" is Ongaro's "Consensus: Bridging Theory and Practice", 2014.
//
// All state is in memory, so a restarted node has lost its vote and its log. It takes part in no majority until the
// others have committed an entry that admits its new incarnation: see README.md.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <maelstrom/workload.hpp>

#include "persistent_state.hpp"
#include "state_machine.hpp"

namespace raft {
namespace {

using maelstrom::Error;
using maelstrom::ErrorCode;
using maelstrom::json_object;
using maelstrom::JsonText;
using maelstrom::Promise;
using maelstrom::Reply;
using maelstrom::Request;
using maelstrom::Result;
using maelstrom::Task;
using namespace std::chrono_literals;
using std::chrono::nanoseconds;

constexpr nanoseconds kElectionTimeout = 300ms;  // the shortest; the longest is twice as long
constexpr nanoseconds kHeartbeatInterval = 50ms;
constexpr nanoseconds kPatience = 900ms;   // with a request: clients wait for a second
constexpr nanoseconds kRpcTimeout = 2s;    // long, since late replies are of use too
constexpr nanoseconds kRetryPause = 20ms;  // while there is no leader
constexpr std::size_t kMostEntries = 500;  // in one message
constexpr Index kKeptEntries = 500;        // applied ones, for followers that are a little behind

class Raft : public maelstrom::Workload {
 public:
  explicit Raft(maelstrom::Host node_host) : Workload(node_host) {
    on("read", [this](Request& request) -> Task<> {
      const JsonText command = json_object("type", "read", "key", request.field("key"));
      const JsonText value = co_await execute(command);
      request.reply("read_ok", "value", value);
    });
    on("write", [this](Request& request) -> Task<> {
      const auto value = request.field("value");
      co_await execute(json_object("type", "write", "key", request.field("key"), "value", value));
      request.reply("write_ok");
    });
    on("cas", [this](Request& request) -> Task<> {
      const auto from = request.field("from");
      const auto to = request.field("to");
      co_await execute(json_object("type", "cas", "key", request.field("key"), "from", from, "to", to));
      request.reply("cas_ok");
    });
    on("client_request", [this](Request& request) -> Task<> {
      check_sender(request);
      return handle_client_request(request);
    });
    on_peer("hello", &Raft::handle_hello);
    on_peer("request_vote", &Raft::handle_request_vote);
    on_peer("append_entries", &Raft::handle_append_entries);
    on_peer("install_snapshot", &Raft::handle_install_snapshot);
  }

 private:
  enum class Role { kFollower, kCandidate, kLeader };

  // What a leader knows of another node (figure 2: nextIndex, matchIndex).
  struct Peer {
    Index next_index = 1;
    Index match_index = 0;
    std::uint64_t round = 0;       // of reads, the latest that it has acknowledged
    std::uint64_t sent_round = 0;  // the latest that was sent to it
    Incarnation incarnation = 0;
    bool voter = true;
    bool waiting = false;  // for a reply
    bool sent_since_tick = false;
    nanoseconds last_ack = 0ns;
  };

  // A command whose client waits.
  struct Waiting {
    std::uint64_t number;  // the term of a change, the round of a read
    JsonText command;
    Promise<JsonText> outcome;
  };

  // The requests of one incarnation of a node that this node has seen.
  struct Seen {
    std::uint64_t oldest = 0;  // that node does not wait for requests with lower numbers
    std::set<std::uint64_t> numbers;
  };

  void on_peer(const char* type, void (Raft::*handler)(Request&)) {
    on(type, [this, handler](Request& request) {
      check_sender(request);
      (this->*handler)(request);
    });
  }

  void check_sender(const Request& request) {
    if (std::find(peers().begin(), peers().end(), request.src()) == peers().end()) {
      throw Error(ErrorCode::kMalformedRequest, std::string(request.type()) + " is for nodes of the cluster only");
    }
    wake();
  }

  nanoseconds now() const { return nanoseconds(host().monotonic_ns()); }
  nanoseconds left(nanoseconds deadline) const { return std::max<nanoseconds>(deadline - now(), 1ms); }
  std::size_t majority() const { return node_ids().size() / 2 + 1; }

  // ---- Start

  void on_start() override {
    std::array<std::uint64_t, 2> random{};
    host().random_bytes(std::as_writable_bytes(std::span(random)));
    incarnation_ = random[0];
    random_.seed(random[1]);
  }

  // Nothing is sent before the first message arrives.
  void wake() {
    if (!std::exchange(awake_, true)) {
      reset_election_timer();
      watch_leader();
      for (const std::string& peer : peers()) {
        spawn(say_hello(peer));
      }
      if (peers().empty()) {
        voter_ = true;
        campaign(true);
      }
    }
  }

  // A node cannot know whether it runs for the first time. It votes if no other node has state, or has known another
  // incarnation of this node when it began. Otherwise it waits until the log admits it.
  Task<> say_hello(std::string peer) {
    const auto hello = [&] { return rpc(peer, "hello", "incarnation", incarnation_, 2 * kElectionTimeout); };
    const Reply reply = co_await retry({.attempts = 0, .longest_pause = 100ms}, hello);
    known_[peer] = reply.get<Incarnation>("incarnation");
    denied_ = denied_ || !reply.get<bool>("welcome");
    voter_ = voter_ || (++hellos_ == peers().size() && !denied_);
  }

  void handle_hello(Request& request) {
    const auto incarnation = request.get<Incarnation>("incarnation");
    Incarnation& known = known_[std::string(request.src())];
    if (!voter_ && !denied_ && state_.last_index() == 0) {
      known = incarnation;
    }
    request.reply("hello_ok", {{"welcome", known == incarnation}, {"incarnation", incarnation_}});
  }

  // ---- Requests of clients

  // Executes a command, here or at the leader. Throws a definite Error if it was not executed and never will be.
  Task<JsonText> execute(JsonText command) {
    wake();
    const nanoseconds deadline = now() + kPatience;
    for (;;) {
      try {
        if (leader_ == node_id()) {
          co_return co_await propose(command, deadline);
        }
        if (!leader_.empty()) {
          co_return co_await ask_leader(command, deadline);
        }
      } catch (const Error& error) {
        if (error.code() != ErrorCode::kTemporarilyUnavailable) {
          throw;
        }
      }
      if (now() + kRetryPause >= deadline) {
        throw Error(ErrorCode::kTemporarilyUnavailable, "there is no leader");
      }
      co_await sleep(kRetryPause);
    }
  }

  // Every request has its own number, so that the leader can drop duplicates.
  Task<JsonText> ask_leader(JsonText command, nanoseconds deadline) {
    const std::uint64_t number = next_number_++;
    outstanding_.insert(number);
    const std::uint64_t oldest = *outstanding_.begin();
    const JsonText body = json_object("type", "client_request", "incarnation", incarnation_, "leader_incarnation",
                                      leader_incarnation_, "number", number, "oldest", oldest, "command", command);
    Promise<JsonText> outcome = promise<JsonText>();
    rpc(leader_, body, left(deadline)).then([this, number, outcome](Result<Reply> reply) mutable {
      outstanding_.erase(number);
      if (reply.ok()) {
        outcome.complete(reply.value().get<JsonText>("value"));
      } else {
        outcome.fail(reply.error());
      }
    });
    co_return co_await outcome.wait(2 * kPatience);
  }

  // A duplicate is neither executed nor answered, whatever the answer to the original was: a refusal of the duplicate
  // could overtake the reply to the original.
  Task<> handle_client_request(Request& request) {
    if (request.get<Incarnation>("leader_incarnation") != incarnation_) {
      throw Error(ErrorCode::kTimeout, "this node was restarted, and may have executed the request before");
    }
    const auto number = request.get<std::uint64_t>("number");
    const JsonText command(request.field("command"));
    Seen& seen = seen_[{std::string(request.src()), request.get<Incarnation>("incarnation")}];
    seen.oldest = std::max(seen.oldest, request.get<std::uint64_t>("oldest"));
    seen.numbers.erase(seen.numbers.begin(), seen.numbers.lower_bound(seen.oldest));
    if (number >= seen.oldest && seen.numbers.insert(number).second) {
      const JsonText value = co_await propose(command, now() + kPatience);
      request.reply("client_request_ok", "value", value);
    }
  }

  // Executes a command as leader.
  Task<JsonText> propose(JsonText command, nanoseconds deadline) {
    if (role_ != Role::kLeader) {
      throw Error(ErrorCode::kTemporarilyUnavailable, "this node is not the leader");
    }
    Promise<JsonText> outcome = promise<JsonText>();
    if (is(command, "read")) {
      reads_.push_back({++round_, command, outcome});
    } else {
      append(command);
      changes_.emplace(state_.last_index(), Waiting{state_.current_term(), command, outcome});
    }
    advance();
    replicate();
    co_return co_await outcome.wait(left(deadline));
  }

  void append(const JsonText& command) { state_.append({state_.current_term(), command}); }

  // ---- Leader election (section 5.2), with pre-vote (thesis, section 9.6)

  void reset_election_timer() {
    const auto extra = static_cast<std::int64_t>(random_() % 1000);
    election_deadline_ = now() + kElectionTimeout + extra * kElectionTimeout / 1000;
  }

  void watch_leader() {
    after(left(election_deadline_), [this] {
      if (now() >= election_deadline_) {
        reset_election_timer();
        if (role_ != Role::kLeader) {
          leader_.clear();
          campaign(true);
        }
      }
      watch_leader();
    });
  }

  // pre_vote: only asks whether the others would vote, and changes no term. So a node that comes back from a partition
  // does not depose the leader.
  void campaign(bool pre_vote) {
    if (!voter_) {
      return;
    }
    role_ = Role::kCandidate;
    if (!pre_vote) {
      state_.set_term(state_.current_term() + 1, node_id());
    }
    votes_ = 0;
    const std::uint64_t number = ++campaign_;
    const Term term = state_.current_term() + (pre_vote ? 1 : 0);
    for (const std::string& peer : peers()) {
      const JsonText body = json_object("type", "request_vote", "pre_vote", pre_vote, "term", term, "last_log_index",
                                        state_.last_index(), "last_log_term", state_.last_term());
      rpc(peer, body, kRpcTimeout).then([this, peer, number, pre_vote](Result<Reply> reply) {
        if (!reply.ok()) {
          return;
        }
        if (const Term theirs = reply.value().get<Term>("term"); theirs > state_.current_term()) {
          become_follower(theirs);
        } else if (role_ == Role::kCandidate && number == campaign_ && reply.value().get<bool>("vote_granted") &&
                   is_member(peer, reply.value().get<Incarnation>("incarnation"))) {
          count_vote(pre_vote);
        }
      });
    }
    count_vote(pre_vote);  // its own
  }

  void count_vote(bool pre_vote) {
    if (++votes_ == majority()) {
      pre_vote ? campaign(false) : become_leader();
    }
  }

  void handle_request_vote(Request& request) {
    const auto term = request.get<Term>("term");
    const bool pre_vote = request.get<bool>("pre_vote");
    const std::pair last(request.get<Term>("last_log_term"), request.get<Index>("last_log_index"));
    if (!pre_vote && term > state_.current_term()) {
      become_follower(term);
    }
    // Section 5.4.1: the candidate's log must be at least as up-to-date as this one.
    bool granted = voter_ && last >= std::pair(state_.last_term(), state_.last_index());
    if (pre_vote) {
      const bool has_leader = role_ == Role::kLeader || now() < last_heard_ + kElectionTimeout;
      granted = granted && term > state_.current_term() && !has_leader;
    } else {
      const bool may_vote = state_.voted_for().empty() || state_.voted_for() == request.src();
      granted = granted && term == state_.current_term() && may_vote;
      if (granted) {
        state_.set_term(term, request.src());
        reset_election_timer();
      }
    }
    request.reply("request_vote_ok", "term", state_.current_term(), "vote_granted", granted, "incarnation",
                  incarnation_);
  }

  void become_leader() {
    log("leader of term " + std::to_string(state_.current_term()));
    role_ = Role::kLeader;
    leader_ = node_id();
    append(json_object("type", "no-op"));  // section 8: commits the entries of earlier terms
    first_of_term_ = state_.last_index();
    progress_.clear();
    for (const std::string& peer : peers()) {
      progress_[peer].next_index = first_of_term_;
      progress_[peer].last_ack = now();
      send_entries(peer, progress_[peer]);
    }
    heartbeat_ = every(kHeartbeatInterval, [this] { tick(); });
    advance();
  }

  // REQUIRES: term >= current_term.
  void become_follower(Term term) {
    if (term > state_.current_term()) {
      state_.set_term(term, "");
    }
    role_ = Role::kFollower;
    leader_.clear();
    heartbeat_.cancel();
    for (Waiting& read : std::exchange(reads_, {})) {
      read.outcome.fail(Error(ErrorCode::kTemporarilyUnavailable, "this node is not the leader any more"));
    }
  }

  // The incarnation of a node that takes part in majorities; nullopt: its first. The latest entry of the log that
  // admits one decides, committed or not (as for configurations, section 6).
  std::optional<Incarnation> admitted(const std::string& node) const {
    for (Index index = state_.last_index(); index > last_applied_; --index) {
      const JsonText& command = state_.entry(index).command;
      if (is(command, "admit") && field(command, "node").as<std::string>() == node) {
        return field(command, "incarnation").as<Incarnation>();
      }
    }
    const auto member = machine_.members.find(node);
    return member == machine_.members.end() ? std::nullopt : std::optional(member->second);
  }

  bool is_member(const std::string& node, Incarnation incarnation) const {
    return admitted(node).value_or(incarnation) == incarnation;
  }

  // ---- Log replication (section 5.3), as leader

  // Sends what is new to the fewest nodes that make a majority, those that replied last. All others get it with the
  // next tick. A node has one message at a time, so that what comes meanwhile goes together in the next one.
  void replicate() {
    if (role_ != Role::kLeader) {
      return;
    }
    std::multimap<nanoseconds, std::pair<const std::string, Peer>*> voters;
    for (auto& row : progress_) {
      if (row.second.voter) {
        voters.emplace(now() - row.second.last_ack, &row);
      }
    }
    auto voter = voters.begin();
    for (std::size_t sent = 1; sent < majority() && voter != voters.end(); ++sent, ++voter) {
      auto& [id, peer] = *voter->second;
      if (!peer.waiting && (peer.next_index <= state_.last_index() || peer.sent_round < round_)) {
        send_entries(id, peer);
      }
    }
  }

  void tick() {
    // A leader that cannot reach a majority steps down, so that its clients need not wait (thesis, section 6.2).
    const auto reached = std::count_if(progress_.begin(), progress_.end(), [this](const auto& row) {
      return row.second.voter && now() - row.second.last_ack < 2 * kElectionTimeout;
    });
    if (static_cast<std::size_t>(reached) + 1 < majority()) {
      return become_follower(state_.current_term());
    }
    for (auto& [id, peer] : progress_) {
      if (!std::exchange(peer.sent_since_tick, false)) {
        send_entries(id, peer);
      }
    }
  }

  // Sends AppendEntries, which is the heartbeat too, or InstallSnapshot to a node that needs compacted entries.
  void send_entries(const std::string& id, Peer& peer) {
    peer.waiting = true;
    peer.sent_since_tick = true;
    peer.sent_round = round_;
    const Term term = state_.current_term();
    const Index previous = peer.next_index - 1;
    JsonText body;
    if (previous < state_.snapshot_index()) {
      body = json_object("type", "install_snapshot", "term", term, "incarnation", incarnation_, "last_included_index",
                         last_applied_, "last_included_term", state_.term_at(last_applied_), "registers",
                         machine_.registers, "members", machine_.members);
    } else {
      std::vector<Term> terms;
      std::vector<JsonText> commands;
      for (Index index = previous + 1; index <= state_.last_index() && terms.size() < kMostEntries; ++index) {
        terms.push_back(state_.entry(index).term);
        commands.push_back(state_.entry(index).command);
      }
      body = json_object("type", "append_entries", "term", term, "incarnation", incarnation_, "prev_log_index",
                         previous, "prev_log_term", state_.term_at(previous), "terms", terms, "commands", commands,
                         "leader_commit", commit_index_);
    }
    rpc(id, body, kRpcTimeout).then([this, id, term, round = round_](Result<Reply> reply) {
      if (reply.ok()) {
        handle_reply(id, term, round, reply.value());
      }
    });
  }

  // term, round: of the message that is answered.
  void handle_reply(const std::string& id, Term term, std::uint64_t round, const Reply& reply) {
    if (const auto theirs = reply.get<Term>("term"); theirs > state_.current_term()) {
      return become_follower(theirs);
    }
    if (role_ != Role::kLeader || term != state_.current_term()) {
      return;
    }
    Peer& peer = progress_[id];
    const auto incarnation = reply.get<Incarnation>("incarnation");
    if (peer.incarnation != incarnation) {  // the first reply, or it was restarted and has lost its log
      peer.incarnation = incarnation;
      peer.match_index = 0;
      peer.round = 0;
    }
    const bool success = reply.get<bool>("success");
    const auto index = reply.get<Index>("index");  // the last that matches, or the next to try
    peer.voter = reply.get<bool>("voter");
    peer.waiting = false;
    peer.last_ack = now();
    peer.round = std::max(peer.round, round);
    if (success) {
      peer.match_index = std::max(peer.match_index, index);
    }
    peer.next_index = std::clamp(success ? 0 : index, peer.match_index + 1, state_.last_index() + 1);
    if (!peer.voter && peer.match_index >= commit_index_ && admitted(id) != incarnation) {
      append(json_object("type", "admit", "node", id, "incarnation", incarnation));
    }
    advance();
    replicate();
    if (!peer.waiting && (!success || peer.next_index + kMostEntries <= state_.last_index())) {
      send_entries(id, peer);
    }
  }

  // Commits and answers what a majority has acknowledged.
  void advance() {
    std::vector<Index> matches = {state_.last_index()};
    std::vector<std::uint64_t> rounds = {round_};
    for (const auto& [id, peer] : progress_) {
      const bool counts = peer.voter && is_member(id, peer.incarnation);
      matches.push_back(counts ? peer.match_index : 0);
      rounds.push_back(counts ? peer.round : 0);
    }
    std::sort(matches.begin(), matches.end(), std::greater<>());
    std::sort(rounds.begin(), rounds.end(), std::greater<>());
    // Figure 8: only an entry of this term is committed by counting, and with it all before it.
    const Index index = matches[majority() - 1];
    if (index > commit_index_ && state_.term_at(index) == state_.current_term()) {
      commit(index);
    }
    // Section 8: a leader may read once an entry of its term is committed, and a majority has acknowledged a message
    // that was sent after the read had come. No clock is needed.
    while (commit_index_ >= first_of_term_ && !reads_.empty() && reads_.front().number <= rounds[majority() - 1]) {
      finish(reads_.front());
      reads_.pop_front();
    }
  }

  // ---- Log replication, as follower

  void handle_append_entries(Request& request) {
    const auto previous = request.get<Index>("prev_log_index");
    const auto previous_term = request.get<Term>("prev_log_term");
    const auto terms = request.get<std::vector<Term>>("terms");
    const auto commands = request.get<std::vector<JsonText>>("commands");
    const auto leader_commit = request.get<Index>("leader_commit");
    if (terms.size() != commands.size()) {
      throw Error(ErrorCode::kMalformedRequest, "there must be as many terms as commands");
    }
    if (!follow(request) || previous > state_.last_index()) {
      return reply_to_leader(request, false, state_.last_index() + 1);
    }
    if (previous > commit_index_ && state_.term_at(previous) != previous_term) {
      // All entries of the term that differs are tried again at once (section 5.3, at its end).
      Index next = previous;
      while (next > commit_index_ + 1 && state_.term_at(next - 1) == state_.term_at(previous)) {
        --next;
      }
      return reply_to_leader(request, false, next);
    }
    Index index = previous;
    for (std::size_t i = 0; i < terms.size(); ++i) {
      ++index;
      // An old message must not cut off what a later one has brought: only a conflict does (figure 2, step 3).
      if (index > commit_index_ && index <= state_.last_index() && state_.term_at(index) != terms[i]) {
        state_.truncate_after(index - 1);
      }
      if (index > state_.last_index()) {
        state_.append({terms[i], commands[i]});
      }
    }
    commit(std::min(leader_commit, index));
    reply_to_leader(request, true, index);
  }

  void handle_install_snapshot(Request& request) {
    const auto index = request.get<Index>("last_included_index");
    const auto term = request.get<Term>("last_included_term");
    StateMachine machine = {request.get<std::map<std::string, JsonText>>("registers"),
                            request.get<std::map<std::string, Incarnation>>("members")};
    if (!follow(request)) {
      return reply_to_leader(request, false, state_.last_index() + 1);
    }
    if (index > commit_index_ && index <= state_.last_index() && state_.term_at(index) == term) {
      commit(index);
    } else if (index > commit_index_) {
      state_.replace_by_snapshot(index, term);
      machine_ = std::move(machine);
      commit_index_ = last_applied_ = index;
      changes_.erase(changes_.begin(), changes_.upper_bound(index));  // outcome unknown: their clients time out
      notice_admission();
    }
    reply_to_leader(request, true, index);
  }

  // Whether the sender is the leader of the current term. A later term becomes the current one.
  bool follow(const Request& request) {
    const auto term = request.get<Term>("term");
    const auto incarnation = request.get<Incarnation>("incarnation");
    if (term < state_.current_term() || (term == state_.current_term() && role_ == Role::kLeader)) {
      return false;
    }
    become_follower(term);
    leader_ = request.src();
    leader_incarnation_ = incarnation;
    last_heard_ = now();
    reset_election_timer();
    return true;
  }

  void reply_to_leader(Request& request, bool success, Index index) {
    request.reply(std::string(request.type()) + "_ok", "term", state_.current_term(), "success", success, "index",
                  index, "voter", voter_, "incarnation", incarnation_);
  }

  // ---- The state machine

  // Applies the entries up to `index`, and answers their clients.
  void commit(Index index) {
    commit_index_ = std::max(commit_index_, index);
    while (last_applied_ < commit_index_) {
      const Entry& entry = state_.entry(++last_applied_);
      Waiting applied = {entry.term, entry.command, promise<JsonText>()};
      const auto [first, last] = changes_.equal_range(last_applied_);
      for (auto change = first; change != last; ++change) {
        if (change->second.number == entry.term) {
          applied.outcome = change->second.outcome;
        } else {  // another leader's entry was committed in its place, so it never will be
          change->second.outcome.fail(Error(ErrorCode::kTemporarilyUnavailable, "the leader has changed"));
        }
      }
      changes_.erase(first, last);
      finish(applied);
    }
    notice_admission();
    if (last_applied_ > state_.snapshot_index() + 2 * kKeptEntries) {
      state_.compact(last_applied_ - kKeptEntries);
    }
  }

  // Executes a command, and answers its client.
  void finish(Waiting& waiting) {
    try {
      waiting.outcome.complete(machine_.execute(waiting.command));
    } catch (const Error& error) {
      waiting.outcome.fail(error);
    }
  }

  void notice_admission() {
    const auto member = machine_.members.find(std::string(node_id()));
    voter_ = voter_ || (member != machine_.members.end() && member->second == incarnation_);
  }

  // Figure 2.
  PersistentState state_;
  StateMachine machine_;
  Index commit_index_ = 0;
  Index last_applied_ = 0;
  Role role_ = Role::kFollower;

  // Who takes part.
  Incarnation incarnation_ = 0;
  bool awake_ = false;
  bool voter_ = false;                        // whether this incarnation may be part of a majority
  bool denied_ = false;                       // another node knows an earlier incarnation of this one
  std::size_t hellos_ = 0;                    // how many nodes have replied
  std::map<std::string, Incarnation> known_;  // the incarnations of the others, until this node has state

  // Elections.
  nanoseconds election_deadline_ = 0ns;
  nanoseconds last_heard_ = -kElectionTimeout;  // from a leader
  std::mt19937_64 random_;
  std::uint64_t campaign_ = 0;  // the number of the latest: replies to earlier ones do not count
  std::size_t votes_ = 0;
  std::string leader_;  // empty: unknown
  Incarnation leader_incarnation_ = 0;

  // As leader.
  std::map<std::string, Peer> progress_;
  Index first_of_term_ = 0;
  std::uint64_t round_ = 0;  // the number of the latest read
  maelstrom::Timer heartbeat_;

  // Clients.
  std::multimap<Index, Waiting> changes_;  // by the index of the entry
  std::deque<Waiting> reads_;
  std::uint64_t next_number_ = 0;
  std::set<std::uint64_t> outstanding_;  // the numbers of the requests that wait for a leader's reply
  std::map<std::pair<std::string, Incarnation>, Seen> seen_;
};

}  // namespace
}  // namespace raft

MAELSTROM_PLUGIN(raft::Raft, "raft", "1.0.0", "Linearizable registers, replicated by Raft", "read", "write", "cas",
                 "client_request", "hello", "request_vote", "append_entries", "install_snapshot");
