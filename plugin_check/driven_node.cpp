#include "plugin_check/driven_node.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <utility>

#include <unistd.h>

#include "conformance/choices/random.hpp"
#include "plugin_check/message_text.hpp"
#include "plugin_check/process_state.hpp"
#include "protocol/json_text.hpp"

namespace maelstrom::conformance::check {
namespace {

constexpr std::int64_t kPeerDelayNs = kMillisecondNs;
// The delay of late replies after the last request: longer than a usual reply takes, shorter than a client's timeout.
constexpr std::int64_t kLateNs = 900 * kMillisecondNs;
// How often replies are late before peers are fast again: a request may need many rpcs, one after the other, and must
// still be answered within the reply deadline.
constexpr int kMostLateRounds = 2;
// A plugin that always has work due immediately must not stop the time.
constexpr std::int64_t kLeastStepNs = 100'000;
// The limit for nodes in an endless exchange; further messages are lost.
constexpr std::size_t kMostOnTheWay = 10'000;
// The time limit for threads of the plugin: the timeout of a client.
constexpr std::chrono::nanoseconds kPatience = std::chrono::seconds(5);
// Separates a peer's own rpcs, counted from 1, from requests that a rule sends in its name.
constexpr std::int64_t kFirstPeerMsgId = std::int64_t{1} << 40U;

Sent sent_from(const host::Envelope& envelope) {
  Sent sent;
  sent.dest = envelope.dest;
  sent.type = envelope.type;
  sent.body = envelope.body;
  sent.msg_id = envelope.msg_id;
  sent.in_reply_to = envelope.in_reply_to;
  for (const host::Field& field : envelope.fields) {
    sent.fields.emplace_back(field.name, field.value);
  }
  return sent;
}

// The last member of a reply to `request`.
std::string reply_member(const host::Envelope& request) {
  return ',' + member("in_reply_to", std::to_string(*request.msg_id));
}

}  // namespace

std::optional<std::string_view> Sent::field(std::string_view name) const {
  const auto found = std::find_if(fields.rbegin(), fields.rend(), [name](const auto& f) { return f.first == name; });
  return found == fields.rend() ? std::nullopt : std::optional<std::string_view>(found->second);
}

std::int64_t Sent::code() const {
  const auto text = field("code");
  return text ? host::parse_integer(*text).value_or(-1) : -1;
}

bool is_client(const NodeSetup& setup, std::string_view name) {
  const auto is_among = [name](const auto& names) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  return name != setup.id && !is_among(setup.ids) && !is_among(kServiceNames);
}

std::shared_ptr<Services> make_services(std::uint64_t seed) {
  auto services = std::make_shared<Services>();
  RandomChoices choices(seed);
  for (const std::string_view service : kServiceNames) {
    services->emplace(service, make_service(service, choices));
  }
  return services;
}

DrivenNode::DrivenNode(LifeSource& lives, NodeSetup setup, OnStep on_step)
    : setup_(std::move(setup)),
      on_step_(std::move(on_step)),
      platform_(clock_, setup_.seed, setup_.stream),
      lives_(lives),
      plugin_(lives.begin_life()),
      probe_(Probe::make(plugin_, setup_.probe)),
      peers_(lives, setup_, clock_, on_step_),
      services_(setup_.services != nullptr ? setup_.services : make_services(setup_.seed)) {
  platform_.has_randomness = setup_.has_randomness;
  on_step_("create");
  node_ = probe_.make_node(platform_, {setup_.plugin_options});
}

DrivenNode::~DrivenNode() {
  on_step_("stop and destroy");
  node_.reset();
  lives_.end_life(plugin_);
}

const Sent* DrivenNode::init(std::int64_t msg_id) {
  deliver("c0", make_init(setup_.id, setup_.ids, msg_id));
  advance();
  return reply_to("c0", msg_id);
}

void DrivenNode::deliver(std::string_view client, std::string_view body) {
  clock_.monotonic += std::max<std::int64_t>(0, setup_.tick_ns);
  clock_.wall += setup_.tick_ns;
  deliver_due();
  receive(make_line(client, setup_.id, body));
  collect();
}

const Sent* DrivenNode::ask(std::string_view client, std::int64_t msg_id, std::string_view type,
                            std::string_view members) {
  forget_sent();
  request(client, msg_id, type, members);
  run_for(kMostNs, true);
  return reply_to(client, msg_id);
}

void DrivenNode::request(std::string_view client, std::int64_t msg_id, std::string_view type,
                         std::string_view members) {
  unanswered_.emplace_back(client, msg_id);
  deliver(client, make_body(type, msg_id, members));
}

const Sent* DrivenNode::ask(std::string_view client, std::string_view type, std::string_view members) {
  return ask(client, next_msg_id(client), type, members);
}

const Sent* DrivenNode::reply_to(std::string_view client, std::int64_t msg_id) const {
  const auto found = std::find_if(sent_.begin(), sent_.end(), [client, msg_id](const Sent& sent) {
    return sent.dest == client && sent.in_reply_to == msg_id;
  });
  return found == sent_.end() ? nullptr : &*found;
}

void DrivenNode::forget_sent() {
  sent_.clear();
  mark_ = probe_.mark();
}

std::string DrivenNode::describe(const Sent* reply) const {
  if (reply != nullptr && !reply->is_error()) {
    return excerpt(reply->body);
  }
  std::string text = reply == nullptr ? "no reply" : excerpt(reply->body);
  for (const std::string& mistake : mistakes()) {
    text += "; meanwhile: " + mistake;
  }
  return text;
}

std::int64_t DrivenNode::next_msg_id(std::string_view client) {
  const auto found =
      last_msg_id_.try_emplace(std::string(client), is_client(setup_, client) ? 0 : kFirstPeerMsgId).first;
  return ++found->second;
}

void DrivenNode::stop() {
  on_step_("stop");
  node_->stop();
  collect();
}

void DrivenNode::receive(std::string_view line) {
  on_step_("handling " + excerpt(line, 300));
  // In a separate block, which is overwritten and freed after the node has handled it.
  const auto block = std::make_unique<char[]>(line.size());
  std::copy(line.begin(), line.end(), block.get());
  node_->receive({block.get(), line.size()}, clock_.monotonic);
  std::fill_n(block.get(), line.size(), kOverwritten);
}

void DrivenNode::advance() {
  on_step_("a timer, a post or the completion of an rpc");
  node_->advance();
  peers_.advance();
  collect();
}

// Takes the output of the nodes, and delivers it.
void DrivenNode::collect() {
  std::string lines(node_->lines().bytes());
  node_->lines().clear();
  transcript_ += lines;
  lines += peers_.take_sent();
  host::EnvelopeReader reader;
  for (std::size_t begin = 0; begin < lines.size();) {
    const std::size_t end = lines.find('\n', begin);
    const std::string_view line = std::string_view(lines).substr(begin, end - begin);
    if (reader.read(line)) {
      dispatch(reader.envelope(), line);
    }
    begin = end + 1;
  }
}

void DrivenNode::dispatch(const host::Envelope& envelope, std::string_view line) {
  const bool is_ours = envelope.src == setup_.id;
  if (is_ours) {
    sent_.push_back(sent_from(envelope));
  }
  if (is_client(setup_, envelope.dest) || setup_.peers == Peers::kSilent) {
    return;
  }
  const std::string src(envelope.src);
  if (is_ours && envelope.msg_id && (setup_.peers == Peers::kError || setup_.peers == Peers::kEmpty)) {
    send_later(src, make_line(envelope.dest, src, invented_reply(envelope)), true);
  } else if (const auto service = services_->find(envelope.dest); service != services_->end()) {
    if (envelope.msg_id) {
      const std::string body = '{' + service->second->handle(envelope) + reply_member(envelope) + '}';
      send_later(src, make_line(envelope.dest, src, body), true);
    }
  } else {
    send_later(std::string(envelope.dest), std::string(line), envelope.in_reply_to.has_value());
  }
}

void DrivenNode::send_later(const std::string& to, std::string line, bool is_reply) {
  if (to != setup_.id && is_reply && !peers_.contains(to)) {
    return;  // the reply to a request that a rule sent in the name of a peer
  }
  if (to == setup_.id && is_reply && setup_.peers == Peers::kLate && late_rounds_ < kMostLateRounds) {
    late_.push_back(std::move(line));
  } else if (deliveries_.size() < kMostOnTheWay) {
    deliveries_.emplace(clock_.monotonic + kPeerDelayNs, Delivery{to, std::move(line)});
  }
}

std::string DrivenNode::invented_reply(const host::Envelope& request) {
  if (setup_.peers == Peers::kEmpty) {
    return '{' + member("type", json_string(std::string(request.type) + "_ok")) + reply_member(request) + '}';
  }
  // Indefinite errors, definite errors, and a workload's own code.
  constexpr std::array kCodes = {11, 0, 10, 13, 14, 20, 22, 1001};
  return R"({"type":"error","code":)" + std::to_string(kCodes.at(errors_given_++ % kCodes.size())) +
         R"(,"text":"as the check wants it")" + reply_member(request) + '}';
}

void DrivenNode::deliver_due() {
  while (!deliveries_.empty() && deliveries_.begin()->first <= clock_.monotonic) {
    const Delivery delivery = std::move(deliveries_.extract(deliveries_.begin()).mapped());
    if (delivery.to == setup_.id) {
      receive(delivery.line);
    } else {
      peers_.receive(delivery.to, delivery.line);
    }
    collect();
  }
}

// Sends the delayed replies: the last one first, each twice.
void DrivenNode::flush_late() {
  late_rounds_ += late_.empty() ? 0 : 1;
  std::reverse(late_.begin(), late_.end());
  for (const std::string& line : late_) {
    deliveries_.emplace(clock_.monotonic + kLateNs, Delivery{setup_.id, line});
    deliveries_.emplace(clock_.monotonic + kLateNs, Delivery{setup_.id, line});
  }
  late_.clear();
}

bool DrivenNode::waits_for_answer() const {
  return std::any_of(unanswered_.begin(), unanswered_.end(),
                     [this](const auto& request) { return reply_to(request.first, request.second) == nullptr; });
}

// INT64_MIN: immediately.
std::optional<std::int64_t> DrivenNode::next_due() const {
  std::optional<std::int64_t> next = node_->next_due();
  const auto add = [&next](std::int64_t due) { next = std::min(due, next.value_or(due)); };
  if (const auto due = peers_.next_due()) {
    add(*due);
  }
  if (!deliveries_.empty()) {
    add(deliveries_.begin()->first);
  }
  return next;
}

// Lets the threads of the plugin work until one of them posts, at most `most`. Returns the duration in real time,
// without the time that the threads waited for a processor.
std::chrono::nanoseconds DrivenNode::wait_for_threads(std::chrono::nanoseconds most) {
  constexpr std::chrono::nanoseconds kMoment = std::chrono::milliseconds(50);
  on_step_("waiting for the plugin's threads");
  const ProcessorWait wait(::getpid());
  const auto begin = std::chrono::steady_clock::now();
  clock_.wait_for_wake(std::min(most, kMoment));
  const std::chrono::nanoseconds real = std::chrono::steady_clock::now() - begin;
  return std::max(real - wait.longest(), std::chrono::nanoseconds(0));
}

void DrivenNode::run_for(std::int64_t most_ns, bool until_answered) {
  const std::int64_t end = clock_.monotonic + most_ns;
  std::chrono::nanoseconds patience = kPatience;
  std::int64_t behind_ns = 0;  // how far virtual time is behind the real time used by threads
  for (;;) {
    advance();
    if (deliveries_.empty()) {
      flush_late();
    }
    const bool waits = waits_for_answer();
    if (until_answered && !waits) {
      break;
    }
    // Check the threads first: a thread that has ended has already posted, so work is due.
    const bool threads = waits && patience.count() > 0 && thread_count().value_or(0) > threads_at_start();
    const std::optional<std::int64_t> due = next_due();
    const bool idle = !due || *due > end;
    const std::int64_t step_ns = idle ? INT64_MAX : *due == INT64_MIN ? 0 : *due - clock_.monotonic;
    if (threads && step_ns > behind_ns) {
      const auto most = std::min(patience, std::chrono::nanoseconds(step_ns - behind_ns));
      const std::chrono::nanoseconds spent = wait_for_threads(most);
      patience -= spent;
      behind_ns += spent.count();
      continue;
    }
    if (idle) {
      break;
    }
    const std::int64_t pass_ns = std::max(step_ns, kLeastStepNs);
    behind_ns = std::max<std::int64_t>(0, behind_ns - pass_ns);
    clock_.pass(pass_ns);
    deliver_due();
  }
  unanswered_.clear();
  late_rounds_ = 0;
}

}  // namespace maelstrom::conformance::check
