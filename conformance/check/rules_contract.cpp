// Rules about how a plugin and its host deal with each other: memory, threads, time, rpcs.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "conformance/json_text.hpp"
#include "outcome.hpp"
#include "process_state.hpp"
#include "rule.hpp"
#include "scenario.hpp"
#include "subject.hpp"

namespace maelstrom::conformance::check {
namespace {

// ---- borrowed-slices

struct Life {
  std::string transcript;
  Record record;
};

Life live(Subject& subject, AfterBorrow after_borrow) {
  NodeSetup setup = subject.setup();
  setup.probe.after_borrow = after_borrow;
  const auto node = subject.started(std::move(setup));
  play(*node, scenario(subject.usable_types()));
  node->stop();
  return {node->transcript(), node->record()};
}

void borrowed_slices(Subject& subject) {
  constexpr const char* kMessage = "it uses a slice after its borrow has ended";
  constexpr const char* kExpected = "a copy of whatever is kept when a function returns";
  const Life kept = live(subject, AfterBorrow::kKeep);
  const bool comparable = live(subject, AfterBorrow::kKeep).transcript == kept.transcript;
  subject.phase("with borrowed memory overwritten when the borrow ends");
  const Life overwritten = live(subject, AfterBorrow::kOverwrite);
  if (comparable && overwritten.transcript != kept.transcript) {
    const Difference difference = first_difference(kept.transcript, overwritten.transcript);
    fail(kMessage, std::string(kExpected) + "; " + difference.first,
         "with the memory overwritten, " + difference.second);
  }
  if (!overwritten.record.kept_slices.empty()) {
    fail(kMessage, kExpected, "overwritten memory in the arguments of " + overwritten.record.kept_slices.front());
  }
  subject.phase("with borrowed memory taken away when the borrow ends");
  live(subject, AfterBorrow::kTakeAway);
}

// ---- loop-thread

// Requests from clients and a peer, rpcs that end like this, and a stop: for rules that watch all of it.
Record busy_life(Subject& subject, Peers peers) {
  const std::vector<TypeFacts> types = subject.usable_types();
  NodeSetup setup = subject.setup();
  setup.peers = peers;
  const auto node = subject.started(std::move(setup));
  play(*node, scenario(types));
  for (const TypeFacts& facts : types) {
    node->ask("n2", facts.type, facts.members);
  }
  if (thread_count().value_or(0) > threads_at_start()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));  // the plugin's threads may still be at it
  }
  node->stop();
  return node->record();
}

void loop_thread(Subject& subject) {
  const Record record = busy_life(subject, Peers::kAnswer);
  if (!record.foreign_calls.empty()) {
    fail("it calls a function of the host on a thread of its own",
         "[loop] functions on the loop thread; `post` gets another thread's work there", record.foreign_calls.front());
  }
}

// ---- no-reentry

void no_reentry(Subject& subject) {
  const std::vector<TypeFacts> types = subject.usable_types();
  NodeSetup other = subject.setup();
  other.id = "n2";
  const std::array<std::unique_ptr<DrivenNode>, 2> nodes = {subject.started(), subject.started(std::move(other))};
  for (const Step& step : scenario(types)) {
    for (const auto& node : nodes) {
      node->ask(step.client, step.type, step.members);
    }
  }
  for (const auto& node : nodes) {
    const Record record = node->record();
    if (!record.outside_calls.empty()) {
      fail("it calls the host of an instance that is not being called",
           "calls of an instance's host only while the host calls that instance", record.outside_calls.front());
    }
  }
}

// ---- handler-time

void handler_time(Subject& subject) {
  constexpr std::int64_t kMostNs = 10 * kMillisecondNs;
  constexpr int kSamples = 5;
  const auto node = subject.started();
  for (const TypeFacts& facts : subject.usable_types()) {
    for (int i = 0; i < kSamples; ++i) {
      node->ask("c1", facts.type, facts.members);
    }
  }
  // The least of several, so that a busy machine does not count.
  std::map<std::string, std::vector<std::int64_t>> times;
  for (const CallTime& call : node->record().calls) {
    times[call.what].push_back(call.ns);
  }
  for (const auto& [what, samples] : times) {
    const std::int64_t least = *std::min_element(samples.begin(), samples.end());
    if (samples.size() >= kSamples && least > kMostNs) {
      warn(what + " takes long", "at most 10 ms, in which the node does nothing else",
           "at least " + std::to_string(least / kMillisecondNs) + " ms, " + std::to_string(samples.size()) + " times");
    }
  }
}

// ---- no-exceptions

void no_exceptions(Subject& subject) {
  const Record record = busy_life(subject, Peers::kError);
  if (!record.exceptions.empty()) {
    fail("an exception leaves the plugin", "statuses and reasons: no exception crosses the boundary",
         excerpt(record.exceptions.front()));
  }
}

// ---- rpc-error-reply, rpc-late-reply, rpc-silent-peer

// The types whose handlers make rpcs. Ends the rule as skipped if there are none.
std::vector<TypeFacts> types_with_rpcs(Subject& subject) {
  std::vector<TypeFacts> types = subject.usable_types();
  const auto node = subject.started();
  play(*node, scenario(types));
  const std::vector<Attempt> attempts = node->record().attempts;
  std::erase_if(types, [&attempts](const TypeFacts& facts) {
    return std::none_of(attempts.begin(), attempts.end(), [&facts](const Attempt& attempt) {
      return attempt.kind == Attempt::Kind::kRpc && attempt.type == facts.type;
    });
  });
  if (types.empty()) {
    skip("no request leads to an rpc");
  }
  return types;
}

// Makes the rpcs of several requests overlap, with peers like these. Returns the first type of which a request stays
// unanswered, or an empty text.
std::string unanswered_type(Subject& subject, Peers peers, int rounds) {
  const std::vector<TypeFacts> types = types_with_rpcs(subject);
  NodeSetup setup = subject.setup();
  setup.peers = peers;
  const auto node = subject.started(std::move(setup));
  std::vector<std::pair<std::int64_t, std::string>> asked;
  for (int round = 0; round < rounds; ++round) {
    for (const TypeFacts& facts : types) {
      asked.emplace_back(node->next_msg_id("c1"), facts.type);
      node->request("c1", asked.back().first, facts.type, facts.members);
    }
  }
  node->settle();
  const auto found = std::find_if(asked.begin(), asked.end(), [&node](const auto& request) {
    return node->reply_to("c1", request.first) == nullptr;
  });
  std::string type = found == asked.end() ? "" : found->second;
  node->stop();
  return type;
}

void rpc_error_reply(Subject& subject) {
  constexpr int kRounds = 8;  // one for each code that the peers give
  const std::string type = unanswered_type(subject, Peers::kError, kRounds);
  if (!type.empty()) {
    fail("when an rpc ends in an error, its request is not answered", "a reply or an error to " + type, "no reply");
  }
}

void rpc_late_reply(Subject& subject) {
  const std::string type = unanswered_type(subject, Peers::kLate, 3);
  if (!type.empty()) {
    fail("when replies to rpcs come late, in another order and twice, a request is not answered",
         "a reply or an error to " + type, "no reply");
  }
}

void rpc_silent_peer(Subject& subject) {
  const std::string type = unanswered_type(subject, Peers::kSilent, 3);
  if (!type.empty()) {
    warn("when its peers are silent, a request is not answered",
         "at least an error (0, timeout) to " + type + " when the rpc has timed out", "no reply");
  }
}

// ---- quiet-until-first-message

void quiet_until_first_message(Subject& subject) {
  const auto node = subject.started();
  node->settle(3 * kSecondNs);
  for (const Attempt& attempt : node->record().attempts) {
    if (!attempt.before_start && attempt.before_first_message && attempt.status == MAELSTROM_OK) {
      warn("it speaks between init and the first message", "silence until the first message has come",
           std::string(attempt_name(attempt.kind)) + " to " + attempt.dest + ": " + excerpt(attempt.body, 200));
    }
  }
}

}  // namespace

std::span<const Rule> contract_rules() {
  static constexpr std::array kRules = {
      Rule{"borrowed-slices", "It keeps no slice that it has borrowed.",
           "The memory of a message is the host's again as soon as the function returns; here it is overwritten, then "
           "taken away.",
           borrowed_slices},
      Rule{"loop-thread", "It calls [loop] functions on the loop thread only.",
           "The host is not locked: it refuses other threads, and what they wanted does not happen.", loop_thread},
      Rule{
          "no-reentry", "It does not wait inside a call for its own callback, and leaves other instances' hosts alone.",
          "The host never calls back inside a call, so such a wait has no end; an instance that is not being called is "
          "not "
          "there to be used.",
          no_reentry},
      Rule{"handler-time", "No call takes longer than 10 ms (a warning).",
           "There is one loop thread: while a handler works, every other client waits.", handler_time},
      Rule{"no-exceptions", "No exception leaves the plugin.", "The other side may be written in another language.",
           no_exceptions},
      Rule{"rpc-error-reply", "An rpc that ends in an error of any code still leads to an answer.",
           "Peers and services refuse requests; a handler that reads only good replies leaves its client waiting.",
           rpc_error_reply},
      Rule{"rpc-late-reply", "Replies to rpcs may come late, twice, and in another order than the requests.",
           "The network delays each message by itself.", rpc_late_reply},
      Rule{"rpc-silent-peer",
           "Peers that never answer do it no harm; that their requests get an error is a wish (a warning).",
           "A partition looks like this.", rpc_silent_peer},
      Rule{"quiet-until-first-message", "Between init and the first message it is silent (a warning).",
           "Maelstrom mutes a node that speaks to a peer before that peer has been registered.",
           quiet_until_first_message},
  };
  return kRules;
}

}  // namespace maelstrom::conformance::check
