// Rules about the contract between a plugin and its host: memory, threads, time, rpcs.
#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <spdlog/fmt/fmt.h>

#include "host/node/node.hpp"
#include "plugin_check/message_text.hpp"
#include "plugin_check/outcome.hpp"
#include "plugin_check/rules/rule.hpp"
#include "plugin_check/scenario.hpp"
#include "plugin_check/stdout_capture.hpp"
#include "plugin_check/subject.hpp"
#include "protocol/json_text.hpp"

namespace maelstrom::conformance::check {
namespace {

// ---- borrowed-slices

struct Life {
  std::string transcript;
  std::vector<std::string> kept_slices;
};

Life live(Subject& subject, AfterBorrow after_borrow) {
  NodeSetup setup = subject.setup();
  setup.probe.after_borrow = after_borrow;
  const auto node = subject.started(std::move(setup));
  play(*node, scenario(subject.types()));
  node->stop();
  return {node->transcript(), node->record().kept_slices};
}

void borrowed_slices(Subject& subject) {
  constexpr const char* kMessage = "it uses a slice after the borrow has ended";
  constexpr const char* kExpected = "it copies the bytes that it keeps after a function returns";
  const auto kept = [&] { return live(subject, AfterBorrow::kKeep).transcript; };
  const auto overwritten = [&] { return live(subject, AfterBorrow::kOverwrite).transcript; };
  const std::string expected = kept();
  subject.phase("with borrowed memory overwritten when the borrow ends");
  const Life life = live(subject, AfterBorrow::kOverwrite);
  if (!life.kept_slices.empty()) {
    fail(kMessage, kExpected, "overwritten memory in the arguments of " + life.kept_slices.front());
  }
  if (life.transcript != expected && always_differ(kept, expected, overwritten, life.transcript)) {
    const Difference difference = first_difference(expected, life.transcript);
    fail(kMessage, std::string(kExpected) + "; " + difference.first,
         "with the memory overwritten, " + difference.second);
  }
  subject.phase("with borrowed memory unmapped when the borrow ends");
  live(subject, AfterBorrow::kTakeAway);
}

// ---- loop-thread

void loop_thread(Subject& subject) {
  const Record record = busy_life(subject);
  if (!record.foreign_calls.empty()) {
    fail("it calls a host function on its own thread", "[loop] functions on the loop thread; other threads use `post`",
         record.foreign_calls.front());
  }
}

// ---- no-reentry

void no_reentry(Subject& subject) {
  NodeSetup one = subject.setup();
  one.shares_library = true;
  NodeSetup other = one;
  other.id = "n2";
  const std::array<std::unique_ptr<DrivenNode>, 2> nodes = {subject.started(std::move(one)),
                                                            subject.started(std::move(other))};
  for (const Step& step : scenario(subject.types())) {
    for (const auto& node : nodes) {
      take(*node, step);
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

// ---- valid-arguments

void valid_arguments(Subject& subject) {
  const Record record = busy_life(subject);
  if (!record.invalid_calls.empty()) {
    fail("it passes an invalid argument to a host function", "arguments that abi.h allows",
         record.invalid_calls.front());
  }
}

// ---- handler-time

using CallTimes = std::map<std::string, CallTime>;

// A blocking wait, not slow code.
bool blocks(const CallTime& call) {
  return call.ns > kSecondNs;
}

bool has_blocked(const DrivenNode& node) {
  const std::vector<CallTime> calls = node.record().calls;
  return std::any_of(calls.begin(), calls.end(), blocks);
}

// Sends the messages to measure, up to the first call that blocks: more blocking calls would take too long.
void send_timed(Subject& subject, DrivenNode& node) {
  constexpr int kRequests = 8;
  constexpr std::size_t kLargeBytes = std::size_t{1} << 20U;
  for (const TypeFacts& facts : subject.types()) {
    for (int i = 0; i < kRequests && !has_blocked(node); ++i) {
      take(node, {"c1", facts.type, facts.members, facts.is_answered()});
    }
    if (has_blocked(node)) {
      return;
    }
    std::string large = facts.members;
    add_members(large, member("not-a-field", json_string(std::string(kLargeBytes, 'x'))));
    node.deliver("c1", make_body(facts.type, std::nullopt, large));
  }
  node.settle(kSecondNs);
}

// The durations of the calls of one run. Corresponding calls of different runs have the same name.
CallTimes times_of_a_life(Subject& subject) {
  NodeSetup setup = subject.setup();
  setup.probe.times_calls = true;
  const auto node = subject.started(std::move(setup));
  send_timed(subject, *node);
  node->stop();
  std::map<std::string, int> counts;
  CallTimes times;
  for (const CallTime& call : node->record().calls) {
    times.emplace(call.what + ' ' + std::to_string(++counts[call.what]), call);
  }
  return times;
}

// The time limit of a call: longer for a large message, which must be read, and for calls that happen once per run.
std::int64_t most_time(const CallTime& call) {
  constexpr std::size_t kSmall = 100'000;
  const bool is_frequent = call.message_bytes != 0 || (call.what != "create" && call.what != "start" &&
                                                       call.what != "stop" && call.what != "destroy");
  return (is_frequent && call.message_bytes < kSmall ? 10 : 100) * kMillisecondNs;
}

// The least time of a call over the runs that had it, so that a single delay of the machine does not count.
struct LeastTime {
  CallTime call;
  int lives = 0;
};
using LeastTimes = std::map<std::string, LeastTime>;

void add(LeastTimes& least, const CallTimes& times) {
  for (const auto& [name, call] : times) {
    LeastTime& of_call = least.try_emplace(name, LeastTime{call}).first->second;
    of_call.call.ns = std::min(of_call.call.ns, call.ns);
    ++of_call.lives;
  }
}

// Of the calls in at least `lives` runs, the one that exceeds its limit most, or nullptr if none does.
const LeastTime* worst_of(const LeastTimes& least, int lives) {
  const LeastTime* worst = nullptr;
  double most_excess = 1;
  for (const auto& [name, of_call] : least) {
    const double excess = static_cast<double>(of_call.call.ns) / static_cast<double>(most_time(of_call.call));
    if (of_call.lives >= lives && excess > most_excess) {
      worst = &of_call;
      most_excess = excess;
    }
  }
  return worst;
}

// After a call longer than the reply deadline, requests that arrived meanwhile can no longer be answered.
void tell_of_blocking(Subject& subject, const CallTime& call) {
  const std::int64_t deadline_ns = host::NodeOptions().policy.reply_deadline_ns;
  const auto seconds = [](std::int64_t ns) { return static_cast<double>(ns) / kSecondNs; };
  const std::string expected = fmt::format(
      "at most {} ms, because the node does nothing else meanwhile; a timer or co_await sleep waits without blocking "
      "it",
      most_time(call) / kMillisecondNs);
  const std::string actual = fmt::format("{:.1f} s", seconds(call.ns));
  if (call.ns > deadline_ns) {
    fail(fmt::format("{} blocks the loop for longer than the reply deadline of {} s", call.what, seconds(deadline_ns)),
         expected, actual);
  }
  subject.warn(call.what + " blocks the loop for longer than 1 s", expected, actual);
}

// Whether the run ended early because a call blocked.
bool ends_early(const CallTimes& times) {
  return std::any_of(times.begin(), times.end(), [](const auto& call) { return blocks(call.second); });
}

void handler_time(Subject& subject) {
  constexpr int kWholeLives = 4;
  constexpr int kMostLives = 12;  // for a machine that sometimes stops for seconds
  LeastTimes least;
  for (int lives = 0, whole = 0; whole < kWholeLives && lives < kMostLives; ++lives) {
    const CallTimes times = times_of_a_life(subject);
    add(least, times);
    whole += ends_early(times) ? 0 : 1;
    // The machine may cause one blocking call; the plugin is the cause if the call blocks in every run that had it.
    if (const LeastTime* const worst = worst_of(least, 2); worst != nullptr && blocks(worst->call)) {
      tell_of_blocking(subject, worst->call);
      return;
    }
  }
  if (const LeastTime* const worst = worst_of(least, kWholeLives)) {
    const CallTime& call = worst->call;
    const std::string size = call.message_bytes == 0 ? "" : ", with " + std::to_string(call.message_bytes) + " bytes";
    subject.warn(call.what + " is slow",
                 "at most " + std::to_string(most_time(call) / kMillisecondNs) +
                     " ms, because the node does nothing else meanwhile",
                 "at least " + std::to_string(call.ns / kMillisecondNs) + " ms in each of " +
                     std::to_string(worst->lives) + " lives" + size);
  }
}

// ---- no-exceptions

void no_exceptions(Subject& subject) {
  const Record record = busy_life(subject, Peers::kError);
  if (!record.exceptions.empty()) {
    fail("an exception leaves the plugin",
         "failures are reported by status and reason: no exception crosses the C boundary",
         excerpt(record.exceptions.front()));
  }
}

// ---- rpc-error-reply, rpc-late-reply, rpc-silent-peer, rpc-empty-reply

// The types that get replies and whose handlers make rpcs; empty if only timers or unanswered messages lead to rpcs.
// Skips the rule if nothing does.
Survey types_with_rpcs(Subject& subject) {
  const auto node = subject.started();
  play(*node, scenario(subject.types()));
  std::vector<Attempt> rpcs = node->record().attempts;
  std::erase_if(rpcs, [](const Attempt& attempt) { return attempt.kind != Attempt::Kind::kRpc; });
  if (rpcs.empty()) {
    skip("it sends no rpc");
  }
  Survey types = subject.types();
  std::erase_if(types, [&rpcs](const TypeFacts& facts) {
    return !facts.is_answered() ||
           std::none_of(rpcs.begin(), rpcs.end(), [&facts](const Attempt& rpc) { return rpc.type == facts.type; });
  });
  return types;
}

struct Unanswered {
  std::string type;
  std::string why;
};

// Sends messages so that timers have data for their rpcs. Other rules check the outcome of these messages.
void busy_timers(Subject& subject, DrivenNode& node) {
  for (const Step& step : scenario(subject.types())) {
    const auto msg_id = step.is_request ? std::optional(node.next_msg_id(step.client)) : std::nullopt;
    node.deliver(step.client, make_body(step.type, msg_id, step.members));
  }
  node.settle();
}

// Makes the rpcs of several requests overlap, and then those of timers, with such peers. Returns the first request that
// leads to an rpc and stays unanswered.
std::optional<Unanswered> find_unanswered(Subject& subject, Peers peers, int rounds) {
  const Survey types = types_with_rpcs(subject);
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
  std::optional<Unanswered> unanswered;
  if (found != asked.end()) {
    unanswered = Unanswered{found->second, node->describe(nullptr)};
  }
  busy_timers(subject, *node);
  node->stop();
  return unanswered;
}

void rpc_error_reply(Subject& subject) {
  constexpr int kRounds = 8;  // one for each error code of the peers
  if (const auto request = find_unanswered(subject, Peers::kError, kRounds)) {
    fail("when an rpc ends in an error, its request is not answered", "a reply or an error to " + request->type,
         request->why);
  }
}

void rpc_late_reply(Subject& subject) {
  if (const auto request = find_unanswered(subject, Peers::kLate, 3)) {
    fail("when replies to rpcs come late, in another order and twice, a request is not answered",
         "a reply or an error to " + request->type, request->why);
  }
}

void rpc_silent_peer(Subject& subject) {
  if (const auto request = find_unanswered(subject, Peers::kSilent, 3)) {
    subject.warn("when its peers are silent, a request is not answered",
                 "at least an error (0, timeout) to " + request->type + " when the rpc has timed out", request->why);
  }
}

void rpc_empty_reply(Subject& subject) {
  if (const auto request = find_unanswered(subject, Peers::kEmpty, 1)) {
    subject.warn("when the reply to an rpc lacks its fields, a request is not answered",
                 "a reply or an error to " + request->type, request->why);
  }
}

// ---- silent-calls

// Each run loads a copy of the library; silent-load checks the output of loading.
std::string without(std::string text, const std::string& piece) {
  for (std::size_t at = text.find(piece); !piece.empty() && at != std::string::npos; at = text.find(piece, at)) {
    text.erase(at, piece.size());
  }
  return text;
}

void silent_calls(Subject& subject) {
  const std::string& loading = subject.library().printed;
  StdoutCapture capture;
  busy_life(subject);
  const std::string printed = without(capture.finish(), loading);
  if (!printed.empty()) {
    subject.warn("it writes to stdout", "the host's `log`, or stderr", excerpt(printed));
  }
}

// ---- quiet-until-first-message

void quiet_until_first_message(Subject& subject) {
  const auto node = subject.started();
  node->settle(3 * kSecondNs);
  for (const Attempt& attempt : node->record().attempts) {
    if (!attempt.before_start && attempt.before_first_message && attempt.status == MAELSTROM_OK) {
      subject.warn("it sends a message between init and the first message",
                   "no message until the first one has arrived",
                   std::string(attempt_name(attempt.kind)) + " to " + attempt.dest + ": " + excerpt(attempt.body, 200));
    }
  }
}

}  // namespace

std::span<const Rule> contract_rules() {
  static constexpr std::array kRules = {
      Rule{"borrowed-slices", "It keeps no borrowed slice.",
           "The host reuses a message's memory when the function returns; this check overwrites it, then unmaps it.",
           borrowed_slices},
      Rule{"loop-thread", "It calls [loop] functions on the loop thread only.",
           "The host has no lock: it refuses calls from other threads, and they have no effect.", loop_thread},
      Rule{"no-reentry",
           "It does not wait inside a call for its own callback, and does not use other instances' hosts.",
           "The host never calls back inside a call, so the wait never ends; an instance may use its host only while "
           "it is being called.",
           no_reentry},
      Rule{"valid-arguments", "It passes only valid arguments to the host's functions.",
           "The host refuses the call, and it has no effect.", valid_arguments},
      Rule{"handler-time",
           "A message takes at most 10 ms; a message of 1 MB, create, start, stop and destroy at most 100 ms (a "
           "warning; above the reply deadline of 4.5 s a failure).",
           "There is one loop thread: while a handler runs, every other client waits.", handler_time},
      Rule{"no-exceptions", "No exception leaves the plugin.", "The host may be written in another language.",
           no_exceptions},
      Rule{"rpc-error-reply", "When an rpc ends in an error, whatever its code, the request is still answered.",
           "Peers and services may reply with errors; a handler that expects only success leaves its client waiting.",
           rpc_error_reply},
      Rule{"rpc-late-reply", "Replies to rpcs may come late, twice, and in another order than the requests.",
           "The network delays each message independently.", rpc_late_reply},
      Rule{"rpc-silent-peer", "It works with peers that never answer; the requests should get an error (warning only).",
           "This is how a partition appears to a node.", rpc_silent_peer},
      Rule{"rpc-empty-reply", "It tolerates a reply to an rpc that lacks its fields (a warning).",
           "Peers of a later version, or other services, may send other fields.", rpc_empty_reply,
           Rule::Needs::kInstance, true},
      Rule{"silent-calls", "Its functions write nothing to stdout (a warning).",
           "stdout belongs to the protocol. This host redirects other output; without that, Maelstrom mutes the node.",
           silent_calls},
      Rule{"quiet-until-first-message", "It sends nothing between init and the first message (a warning).",
           "Maelstrom mutes a node that sends to a peer that is not registered yet. This host keeps the message until "
           "the first one arrives; another host may not.",
           quiet_until_first_message},
  };
  return kRules;
}

}  // namespace maelstrom::conformance::check
