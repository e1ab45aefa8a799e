#include "driven_node.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <utility>

#include "conformance/json_text.hpp"
#include "conformance/random.hpp"
#include "host/envelope.hpp"
#include "process_state.hpp"

namespace maelstrom::conformance::check {
namespace {

constexpr std::int64_t kPeerDelayNs = kMillisecondNs;
// Between the last request and the replies that come late: more than anybody takes on a good day, less than a client
// waits.
constexpr std::int64_t kLateNs = 900 * kMillisecondNs;
// A plugin that always has something to do at once must not stop the time.
constexpr std::int64_t kLeastStepNs = 100'000;

// For threads of the plugin: before the time is moved on, and before they are given up.
constexpr std::chrono::milliseconds kShortRealTime{20};
constexpr std::chrono::milliseconds kMostRealTime{2000};

std::string json_string(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

std::string make_line(std::string_view src, std::string_view dest, std::string_view body) {
  std::string line = R"({"src":)";
  append_json_string(line, src);
  line += R"(,"dest":)";
  append_json_string(line, dest);
  line += R"(,"body":)";
  line += body;
  return line += '}';
}

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

}  // namespace

std::string make_body(std::string_view type, std::optional<std::int64_t> msg_id, std::string_view members) {
  std::string body = R"({"type":)" + json_string(type);
  if (msg_id) {
    body += R"(,"msg_id":)" + std::to_string(*msg_id);
  }
  if (!members.empty()) {
    body += ',';
    body += members;
  }
  return body += '}';
}

std::optional<std::string_view> Sent::field(std::string_view name) const {
  const auto found = std::find_if(fields.rbegin(), fields.rend(), [name](const auto& f) { return f.first == name; });
  return found == fields.rend() ? std::nullopt : std::optional<std::string_view>(found->second);
}

std::int64_t Sent::code() const {
  const auto text = field("code");
  return text ? host::parse_integer(*text).value_or(-1) : -1;
}

std::string describe(const Sent* reply) {
  return reply == nullptr ? "no reply" : excerpt(reply->body);
}

DrivenNode::DrivenNode(const maelstrom_plugin& plugin, NodeSetup setup, OnStep on_step)
    : setup_(std::move(setup)),
      on_step_(std::move(on_step)),
      platform_(setup_.seed, setup_.stream),
      probe_(Probe::make(plugin, setup_.probe)) {
  for (const std::string_view service : kServiceNames) {
    services_.emplace(service, make_service(service, Random(setup_.seed, service)));
  }
  platform_.has_randomness = setup_.has_randomness;
  on_step_("create");
  node_ = probe_.make_node(platform_, {setup_.plugin_options});
}

DrivenNode::~DrivenNode() {
  on_step_("stop and destroy");
  node_.reset();
}

const Sent* DrivenNode::init(std::int64_t msg_id) {
  std::string members = R"("node_id":)" + json_string(setup_.id) + R"(,"node_ids":[)";
  for (const std::string& id : setup_.ids) {
    members += (&id == setup_.ids.data() ? "" : ",") + json_string(id);
  }
  deliver("c0", make_body("init", msg_id, members + ']'));
  advance();
  return reply_to("c0", msg_id);
}

void DrivenNode::deliver(std::string_view client, std::string_view body) {
  platform_.monotonic += std::max<std::int64_t>(0, setup_.tick_ns);
  platform_.wall += setup_.tick_ns;
  receive(make_line(client, setup_.id, body));
  collect();
}

const Sent* DrivenNode::ask(std::string_view client, std::int64_t msg_id, std::string_view type,
                            std::string_view members) {
  sent_.clear();
  request(client, msg_id, type, members);
  settle();
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

std::int64_t DrivenNode::next_msg_id(std::string_view client) {
  const auto found = last_msg_id_.try_emplace(std::string(client), 0).first;
  return ++found->second;
}

bool DrivenNode::is_client(std::string_view name) const {
  return std::find(setup_.ids.begin(), setup_.ids.end(), name) == setup_.ids.end() && name != setup_.id &&
         !services_.contains(name);
}

void DrivenNode::stop() {
  on_step_("stop");
  node_->stop();
  collect();
}

void DrivenNode::receive(std::string_view line) {
  on_step_("handling " + excerpt(line, 300));
  // In a block of its own, which is overwritten and freed as soon as the node has done with it.
  const auto block = std::make_unique<char[]>(line.size());
  std::copy(line.begin(), line.end(), block.get());
  node_->receive({block.get(), line.size()}, platform_.monotonic);
  std::fill_n(block.get(), line.size(), kOverwritten);
}

void DrivenNode::advance() {
  on_step_("a timer, a post or the completion of an rpc");
  node_->advance();
  collect();
}

// Takes what the node has written, and sets in motion what comes of it.
void DrivenNode::collect() {
  const std::string lines(node_->outbox().bytes());
  node_->outbox().clear();
  transcript_ += lines;
  host::EnvelopeReader reader;
  for (std::size_t begin = 0; begin < lines.size();) {
    const std::size_t end = lines.find('\n', begin);
    if (reader.read(std::string_view(lines).substr(begin, end - begin))) {
      const Sent& sent = sent_.emplace_back(sent_from(reader.envelope()));
      if (sent.msg_id) {
        answer_rpc(sent);
      }
    }
    begin = end + 1;
  }
}

void DrivenNode::answer_rpc(const Sent& request) {
  if (setup_.peers == Peers::kSilent || is_client(request.dest)) {
    return;
  }
  std::string line = make_line(request.dest, setup_.id, answer_of_peer(request));
  if (setup_.peers == Peers::kLate) {
    late_.push_back(std::move(line));
  } else {
    deliveries_.push_back({platform_.monotonic + kPeerDelayNs, std::move(line)});
  }
}

std::string DrivenNode::answer_of_peer(const Sent& request) {
  const std::string in_reply_to = R"(,"in_reply_to":)" + std::to_string(*request.msg_id) + '}';
  if (setup_.peers == Peers::kError) {
    // Those that may have happened, those that did not, and one of a workload's own.
    constexpr std::array kCodes = {11, 0, 10, 13, 14, 20, 22, 1001};
    return R"({"type":"error","code":)" + std::to_string(kCodes.at(errors_given_++ % kCodes.size())) +
           R"(,"text":"as the check wants it")" + in_reply_to;
  }
  const auto service = services_.find(request.dest);
  if (service == services_.end()) {
    return R"({"type":)" + json_string(request.type + "_ok") + in_reply_to;
  }
  host::EnvelopeReader reader;
  const std::string line = make_line(setup_.id, request.dest, request.body);
  reader.read(line);
  return '{' + service->second->handle(reader.envelope()) + in_reply_to;
}

void DrivenNode::deliver_due() {
  while (!deliveries_.empty() && deliveries_.front().due_ns <= platform_.monotonic) {
    const std::string line = std::move(deliveries_.front().line);
    deliveries_.erase(deliveries_.begin());
    receive(line);
    collect();
  }
}

// Puts the replies that were held back on their way: the last one first, each twice.
void DrivenNode::flush_late() {
  std::reverse(late_.begin(), late_.end());
  for (const std::string& line : late_) {
    deliveries_.push_back({platform_.monotonic + kLateNs, line});
    deliveries_.push_back({platform_.monotonic + kLateNs, line});
  }
  late_.clear();
}

bool DrivenNode::waits_for_answer() const {
  return std::any_of(unanswered_.begin(), unanswered_.end(),
                     [this](const auto& request) { return reply_to(request.first, request.second) == nullptr; });
}

// Whether a thread of the plugin may post what an unanswered request waits for.
bool DrivenNode::waits_for_threads() const {
  return waits_for_answer() && thread_count().value_or(0) > threads_at_start();
}

void DrivenNode::settle(std::int64_t most_ns) {
  const std::int64_t end = platform_.monotonic + most_ns;
  for (;;) {
    advance();
    if (deliveries_.empty()) {
      flush_late();
    }
    // The threads first: one that has ended by now has posted, and then something is due.
    const bool threads = waits_for_threads();
    std::optional<std::int64_t> due = node_->next_due();
    if (!deliveries_.empty()) {
      due = std::min(due.value_or(INT64_MAX), deliveries_.front().due_ns);
    }
    const bool idle = !due || *due > end;
    if (threads && platform_.wait_for_wake(idle ? kMostRealTime : kShortRealTime)) {
      continue;
    }
    if (idle) {
      unanswered_.clear();
      return;
    }
    platform_.pass(std::max(*due == INT64_MIN ? 0 : *due - platform_.monotonic, kLeastStepNs));
    deliver_due();
  }
}

}  // namespace maelstrom::conformance::check
