#include "conformance/run/run.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "conformance/workloads/reply_check.hpp"
#include "history/fault_json.hpp"
#include "protocol/json_text.hpp"

namespace maelstrom::conformance {

using host::Envelope;
using Kind = Address::Kind;

namespace {

// How long a running node may take to finish a line.
constexpr Time kLineLimit = 2 * kSecond;

}  // namespace

Run::Run(Plan plan, Workload& workload, Cluster& cluster, Choices& choices, Trace* trace)
    : plan_(std::move(plan)),
      workload_(workload),
      cluster_(cluster),
      trace_(trace),
      network_(plan_.nodes.size(), plan_.latency, choices),
      pending_(plan_.nodes.size()),
      nemesis_(plan_.faults, plan_.nodes.size(), plan_.nemesis_interval, choices),
      history_(plan_.nodes),
      workers_(plan_, workload_, *this, clients_, history_, failures_, errors_, choices) {
  nodes_.reserve(plan_.nodes.size());  // addresses_ points into it
  for (const std::string& name : plan_.nodes) {
    nodes_.push_back({name});
    addresses_[nodes_.back().name] = {Kind::kNode, static_cast<std::uint32_t>(nodes_.size() - 1)};
  }
  for (const std::string_view name : kServiceNames) {
    addresses_[name] = {Kind::kService, static_cast<std::uint32_t>(services_.size())};
    services_.push_back(make_service(name, choices));
  }
}

// ---- The lifecycle of the run

void Run::start(Time now) {
  for (NodeIndex node = 0; node < nodes_.size(); ++node) {
    start_node(node, now);
  }
  for (NodeIndex node = 0; node < nodes_.size(); ++node) {
    send_init(node, now);
  }
}

void Run::start_node(NodeIndex index, Time now) {
  Node& node = nodes_[index];
  node.killed = false;
  node.paused = false;
  node.ready = false;
  node.muted = false;  // Maelstrom reads its next incarnation again
  node.steady_since = kNever;
  node.init_client = clients_.open(index);  // at the start of a run: c<i> brings node i up
  cluster_.start(index);
  events_.push(now + kInitLimit, {Event::Kind::kInitTimeout, index, ++node.life});
}

void Run::send_init(NodeIndex node, Time now) {
  body_ = R"({"type":"init","node_id":)";
  append_json_string(body_, nodes_[node].name);
  body_ += R"(,"node_ids":[)";
  for (NodeIndex peer = 0; peer < nodes_.size(); ++peer) {
    body_ += peer == 0 ? "" : ",";
    append_json_string(body_, nodes_[peer].name);
  }
  body_ += R"(],"msg_id":)";
  const ClientIndex client = nodes_[node].init_client;
  append_number(body_, clients_.ask(client));
  body_ += '}';
  send({Kind::kClient, client}, {Kind::kNode, node}, body_, now);
}

void Run::node_ready(NodeIndex node, Time now) {
  nodes_[node].ready = true;
  nodes_[node].steady_since = now;
  if (!nodes_[node].paused) {
    send_queued(node, kLongestQueue, now);
  }
  const auto ready = [](const Node& n) { return n.ready; };
  if (phase_ == Phase::kStarting && std::all_of(nodes_.begin(), nodes_.end(), ready)) {
    set_up(now);
  }
  go_on_when_idle(now);
}

// Sends each node the workload's setup request, if it has one, through a separate client. As in Jepsen, this client is
// always opened and stays open to the end, so with n nodes the first worker's client is c<2n>.
void Run::set_up(Time now) {
  phase_ = Phase::kSettingUp;
  for (NodeIndex node = 0; node < nodes_.size(); ++node) {
    nodes_[node].setup_client = clients_.open(node);
  }
  if (!workload_.setup(setup_)) {
    begin(now);
    return;
  }
  events_.push(now + kSetupLimit, {Event::Kind::kSetupTimeout});
  for (NodeIndex node = 0; node < nodes_.size(); ++node) {
    const ClientIndex client = *nodes_[node].setup_client;
    body_ = '{' + setup_.members + R"(,"msg_id":)";
    append_number(body_, clients_.ask(client));
    body_ += '}';
    send({Kind::kClient, client}, {Kind::kNode, node}, body_, now);
  }
}

void Run::begin(Time now) {
  phase_ = Phase::kRunning;
  began_ = now;
  workers_.begin(now);
  nemesis_.start(now);
  if (nemesis_.next_time() != kNever) {
    events_.push(nemesis_.next_time(), {Event::Kind::kNemesis});
  }
  events_.push(now + plan_.time_limit, {Event::Kind::kTimeLimit});
}

void Run::time_limit(Time now) {
  phase_ = Phase::kDraining;
  ended_ = now;
  workers_.stop();
  if (!workload_.has_final_phase()) {
    end_faults(false, now);
  }
  go_on_when_idle(now);
}

// start_nodes: whether to restart killed nodes.
void Run::end_faults(bool start_nodes, Time now) {
  for (const Fault& fault : nemesis_.stop()) {
    if (fault.kind != FaultKind::kKill || start_nodes) {
      inject(fault, now);
    }
  }
}

void Run::go_on_when_idle(Time now) {
  if (phase_ == Phase::kDraining && workers_.idle() && (workload_.has_final_phase() || clients_.waiting() == 0)) {
    if (workload_.has_final_phase()) {
      recover(now);
    } else {
      finish(now);
    }
  } else if (phase_ == Phase::kFinal && workers_.idle()) {
    finish(now);
  }
}

void Run::recover(Time now) {
  phase_ = Phase::kRecovering;
  end_faults(true, now);
  events_.push(now + plan_.recovery, {Event::Kind::kRecovered});
}

// A node ended the run before all operations were made.
void Run::end_early(Time now) {
  ended_early_ = true;
  finish(now);
}

void Run::finish(Time now) {
  began_ = phase_ < Phase::kRunning ? now : began_;
  ended_ = phase_ >= Phase::kDraining ? ended_ : now;
  phase_ = Phase::kFinished;
  events_.clear();
  for (NodeIndex node = 0; node < nodes_.size(); ++node) {
    report_unfinished_line(node, now);
    cluster_.kill(node);
  }
  workers_.cut_short(now);
}

Time Run::next_event_time() const {
  return std::min(events_.next_time(), workers_.next_event_time());
}

void Run::advance(Time now) {
  while (next_event_time() <= now) {
    if (events_.next_time() <= workers_.next_event_time()) {
      handle(events_.pop(), now);
    } else {
      workers_.advance(now);
      go_on_when_idle(now);
    }
  }
}

void Run::handle(const Event& event, Time now) {
  switch (event.kind) {
    case Event::Kind::kInitTimeout:
      init_timeout(event, now);
      return;
    case Event::Kind::kSetupTimeout:
      setup_timeout(now);
      return;
    case Event::Kind::kNemesis:
      fault(now);
      return;
    case Event::Kind::kDelivery:
      if (const auto message = pending_.take(event.subject)) {
        deliver(message->src, message->dest, message->id, message->body, now);
      }
      return;
    case Event::Kind::kTimeLimit:
      time_limit(now);
      return;
    case Event::Kind::kRecovered:
      phase_ = Phase::kFinal;
      workers_.begin_final(now);
      go_on_when_idle(now);
      return;
  }
}

void Run::init_timeout(const Event& event, Time now) {
  const Node& late = nodes_[event.subject];
  if (finished() || late.ready || late.killed || late.life != event.life) {
    return;
  }
  if (late.paused) {  // it has not had its full time yet
    events_.push(now + kInitLimit, event);
    return;
  }
  for (const Node& node : nodes_) {
    if (&node == &late || (phase_ == Phase::kStarting && !node.ready)) {  // during startup all nodes had the same time
      failures_.add(FailureKind::kInit,
                    "node " + node.name + " did not answer init within " + std::to_string(kInitLimit / kSecond) + " s",
                    now);
    }
  }
  end_early(now);
}

void Run::on_node_exit(NodeIndex index, const NodeExit& exit, Time now) {
  Node& node = nodes_[index];
  if (finished() || node.exited) {
    return;
  }
  node.exited = true;
  std::string reason = "node " + node.name + (exit.signalled ? " was killed by signal " : " exited with status ") +
                       std::to_string(exit.status) + " before the end of the test";
  reason += exit.output.empty() ? "; it wrote nothing to stderr" : "; last lines of its stderr:\n" + exit.output;
  failures_.add(FailureKind::kExit, std::move(reason), now);
  end_early(now);  // Maelstrom would continue to the end and then report a broken test
}

void Run::interrupt(std::string reason, Time now) {
  if (!finished()) {
    interrupted_ = std::move(reason);
    finish(now);
  }
}

void Run::on_refusal(NodeIndex node, std::string_view what, Time now) {
  if (trace_ != nullptr) {
    trace_->node(now, TraceEvent::kRefusal, nodes_[node].name, what);
  }
  failures_.add(FailureKind::kContract, "node " + nodes_[node].name + ": the host " + std::string(what), now);
}

void Run::setup_timeout(Time now) {
  if (phase_ != Phase::kSettingUp) {
    return;
  }
  for (const Node& node : nodes_) {
    if (clients_[*node.setup_client].waiting) {
      failures_.add(FailureKind::kInit,
                    "node " + node.name + " did not answer " + std::string(setup_.type) + " within " +
                        std::to_string(kSetupLimit / kSecond) + " s",
                    now);
    }
  }
  end_early(now);
}

void Run::fault(Time now) {
  if (phase_ != Phase::kRunning) {
    return;
  }
  inject(nemesis_.next(now), now);
  events_.push(nemesis_.next_time(), {Event::Kind::kNemesis});
}

void Run::inject(const Fault& fault, Time now) {
  if (finished()) {
    return;
  }
  record_fault(history_, fault, plan_.nodes, now);
  if (trace_ != nullptr) {
    trace_->fault(now, fault, plan_.nodes);
  }
  apply(fault, now);
}

void Run::apply(const Fault& fault, Time now) {
  switch (fault.kind) {
    case FaultKind::kPartition:
    case FaultKind::kOneWay:
      fault.start ? network_.cut(fault.kind, fault.grudge) : network_.heal(fault.kind);
      return;
    case FaultKind::kLoss:
    case FaultKind::kDuplicate:
    case FaultKind::kReorder:
    case FaultKind::kDelaySpike:
      network_.disturb(fault.kind, fault.start ? fault.probability : 0);
      return;
    case FaultKind::kKill:
      kill_nodes(fault, now);
      return;
    case FaultKind::kPause:
      pause_nodes(fault, now);
      return;
    case FaultKind::kClock:
      for (const NodeIndex node : fault.nodes) {
        cluster_.disturb_clock(node, fault.start ? fault.clock_jump : -fault.clock_jump,
                               fault.start ? fault.clock_drift : 0);
      }
      return;
  }
}

// Kills the nodes, or restarts the killed ones.
void Run::kill_nodes(const Fault& fault, Time now) {
  for (const NodeIndex index : fault.nodes) {
    Node& node = nodes_[index];
    if (fault.start && !node.killed) {
      cluster_.kill(index);
      node.killed = true;
      node.ready = false;
      clients_.close(node.init_client);
      hold(index, now);
    } else if (!fault.start && node.killed) {
      start_node(index, now);
      send_init(index, now);
    }
  }
}

void Run::pause_nodes(const Fault& fault, Time now) {
  for (const NodeIndex index : fault.nodes) {
    Node& node = nodes_[index];
    if (node.killed || node.paused == fault.start) {
      continue;
    }
    node.paused = fault.start;
    node.steady_since = fault.start || !node.ready ? kNever : now;
    if (fault.start) {
      cluster_.pause(index);
      hold(index, now);
      continue;
    }
    if (node.ready) {
      send_queued(index, SIZE_MAX, now);  // before it continues, so that it reads them without their arrival times
    }
    cluster_.resume(index);
  }
}

// ---- Calls by workers

void Run::send_request(ClientIndex client, NodeIndex node, std::string_view body, Time now) {
  send({Kind::kClient, client}, {Kind::kNode, node}, body, now);
}

void Run::trace_timeout(ClientIndex client, std::uint32_t msg_id, Time now) {
  if (trace_ != nullptr) {
    std::string name;
    append_client_name(name, client);
    trace_->timeout(now, name, msg_id);
  }
}

bool Run::had_to_answer(NodeIndex index, Time since) const {
  const Node& node = nodes_[index];
  return !node.muted && !node.down() && node.steady_since <= since;
}

// ---- Messages

void Run::on_node_line(NodeIndex index, std::string_view line, Time now) {
  // Maelstrom reads with Java's readLine, for which a line ends at "\r", "\n" or "\r\n".
  bool follows_return = false;
  for (std::size_t end = line.find('\r'); end != std::string_view::npos; end = line.find('\r')) {
    hear(index, line.substr(0, end), now);
    line.remove_prefix(end + 1);
    follows_return = true;
  }
  if (!line.empty() || !follows_return) {
    hear(index, line, now);
  }
}

void Run::hear(NodeIndex index, std::string_view line, Time now) {
  const Node& node = nodes_[index];
  if (node.muted && trace_ != nullptr) {
    trace_->node(now, TraceEvent::kUnheard, node.name, line);
  }
  if (finished() || node.muted) {
    return;
  }
  const NodeLine read = reader_.read(node.name, line);
  if (!read.mutes.empty()) {
    mute(index, FailureKind::kBadLine, read.mutes, line, now);
    return;
  }
  if (!read.flaw.empty()) {
    failures_.add(FailureKind::kFlawedLine, "node " + node.name + ": " + read.flaw + ": " + excerpt(line), now);
  }
  dispatch(index, reader_.message(), line, now);
}

void Run::on_endless_line(NodeIndex node, std::string_view bytes, Time now) {
  if (finished()) {
    return;
  }
  failures_.add(FailureKind::kUnfinishedLine,
                "node " + nodes_[node].name + " wrote " + std::to_string(bytes.size()) +
                    " bytes without a line break, more than the limit for one line: " + excerpt(bytes),
                now);
  nodes_[node].muted = true;
  end_early(now);
}

// Reports a node that finishes its lines too late, or never. A node that has just started a line, or was paused within
// it, may still finish it.
void Run::report_unfinished_line(NodeIndex index, Time now) {
  const Node& node = nodes_[index];
  if (node.killed || node.paused || node.muted) {
    return;
  }
  const UnfinishedLine line = cluster_.unfinished_line(index);
  const Time since = node.steady_since == kNever ? line.since : std::max(line.since, node.steady_since);
  if (!line.bytes.empty() && now - since >= kLineLimit) {
    failures_.add(
        FailureKind::kUnfinishedLine,
        "node " + node.name + " wrote " + std::to_string(line.bytes.size()) +
            " bytes without a line break at the end; a message is read only when its line ends: " + excerpt(line.bytes),
        now);
  }
}

void Run::dispatch(NodeIndex node, const Envelope& message, std::string_view line, Time now) {
  const auto dest = resolve(message.dest);
  if (!dest) {
    mute(node, FailureKind::kBadLine, "unknown destination " + excerpt(message.dest), line, now);
    return;
  }
  const Address src = {Kind::kNode, node};
  if (dest->kind == Kind::kClient) {
    client_message(node, dest->index, message, line, now);
  } else {
    send(src, *dest, message.body, now);
  }
}

std::optional<Address> Run::resolve(std::string_view name) const {
  if (const auto client = clients_.find(name)) {
    return Address{Kind::kClient, *client};
  }
  const auto found = addresses_.find(name);
  return found == addresses_.end() ? std::nullopt : std::optional(found->second);
}

void Run::send(Address src, Address dest, std::string_view body, Time now) {
  const std::uint64_t id = network_.send(src, dest);
  const std::uint32_t copies = network_.copies(src, dest);
  if (copies == 0) {
    record(TraceEvent::kLost, src, dest, body, now);
  }
  for (std::uint32_t copy = 0; copy < copies; ++copy) {
    const Time arrival = now + network_.latency(src, dest);
    if (dest.kind == Kind::kNode && nodes_[dest.index].down()) {
      queue({src, dest, id, arrival, std::string(body)}, now);
    } else if (arrival == now) {
      deliver(src, dest, id, body, now);
    } else {
      post({src, dest, id, arrival, std::string(body)});
    }
  }
}

void Run::post(Message message) {
  const Time arrival = message.arrival;
  events_.push(arrival, {Event::Kind::kDelivery, pending_.post(std::move(message))});
}

void Run::deliver(Address src, Address dest, std::uint64_t id, std::string_view body, Time now) {
  if (!network_.receive(src, dest)) {
    record(TraceEvent::kCut, src, dest, body, now);
    return;
  }
  record(TraceEvent::kDeliver, src, dest, body, now);
  line_ = R"({"id":)";
  append_number(line_, id);
  line_ += R"(,"src":)";
  append_address(line_, src);
  line_ += R"(,"dest":)";
  append_address(line_, dest);
  line_ += R"(,"body":)";
  line_ += body;
  line_ += '}';
  if (dest.kind == Kind::kNode) {
    line_ += '\n';
    cluster_.deliver(dest.index, line_);
  } else {
    serve(src, dest.index, now);
  }
}

// Answers the request in line_.
void Run::serve(Address src, std::uint32_t service, Time now) {
  service_reader_.read(nodes_[src.index].name, line_);
  const Envelope& message = service_reader_.message();
  if (message.type.empty()) {
    return;  // Maelstrom's services do not answer it either
  }
  std::string body = '{' + services_[service]->handle(message) + R"(,"in_reply_to":)";
  body += message.field("msg_id").value_or("null");  // any JSON type, as in Maelstrom
  body += '}';
  send({Kind::kService, service}, src, body, now);
}

void Run::record(TraceEvent event, Address src, Address dest, std::string_view body, Time now) {
  if (trace_ == nullptr) {
    return;
  }
  std::string src_json;
  std::string dest_json;
  append_address(src_json, src);
  append_address(dest_json, dest);
  trace_->message(now, event, src_json, dest_json, body);
}

// ---- Messages to a node that is down

void Run::queue(Message message, Time now) {
  if (pending_.is_full(message.dest.index)) {
    drop(message, now);
    return;
  }
  record(TraceEvent::kQueued, message.src, message.dest, message.body, now);
  pending_.wait(std::move(message));
}

void Run::hold(NodeIndex node, Time now) {
  pending_.hold(node, [this, now](const Message& message) {
    record(TraceEvent::kQueued, message.src, message.dest, message.body, now);
  });
}

// A node is up again: queued messages arrive or continue their latency, while at most `most` are in flight.
void Run::send_queued(NodeIndex index, std::size_t most, Time now) {
  std::size_t under_way = pending_.under_way_to(index);
  for (Message& message : pending_.release(index)) {
    if (++under_way > most) {
      drop(message, now);
    } else if (message.arrival <= now) {
      deliver(message.src, message.dest, message.id, message.body, now);
    } else {
      post(std::move(message));
    }
  }
}

void Run::drop(const Message& message, Time now) {
  network_.lose();
  record(TraceEvent::kDown, message.src, message.dest, message.body, now);
}

void Run::append_address(std::string& out, Address address) const {
  switch (address.kind) {
    case Kind::kNode:
      append_json_string(out, nodes_[address.index].name);
      return;
    case Kind::kService:
      append_json_string(out, kServiceNames.at(address.index));
      return;
    case Kind::kClient:
      out += '"';
      append_client_name(out, address.index);
      out += '"';
      return;
  }
}

// ---- Replies

void Run::client_message(NodeIndex node, ClientIndex client, const Envelope& message, std::string_view line, Time now) {
  const Address src = {Kind::kNode, node};
  const Address dest = {Kind::kClient, client};
  const ReplyMatch match = clients_.match(client, message.in_reply_to);
  if (match != ReplyMatch::kVanished) {  // Maelstrom's network has no queue for an unknown destination
    network_.send(src, dest);
    network_.receive(src, dest);
    record(TraceEvent::kDeliver, src, dest, message.body, now);
  }
  if (match == ReplyMatch::kGivenUp) {
    return;  // Maelstrom's clients discard it
  }
  if (match != ReplyMatch::kAwaited) {
    stray_reply(node, client, match, message, line, now);
  } else if (is_init_client(client)) {
    init_reply(client, message, now);
  } else if (is_setup_client(client)) {
    setup_reply(client, message, now);
  } else {
    workers_.on_reply(client, message, now);
    go_on_when_idle(now);
  }
}

void Run::init_reply(ClientIndex client, const Envelope& message, Time now) {
  const NodeIndex node = clients_[client].node;
  clients_.close(client);
  if (message.type == "init_ok") {
    node_ready(node, now);
    return;
  }
  failures_.add(FailureKind::kInit,
                "node " + nodes_[node].name + " answered init with " + excerpt(message.body) + " instead of init_ok",
                now);
  end_early(now);
}

void Run::setup_reply(ClientIndex client, const Envelope& message, Time now) {
  clients_.settle(client);
  const auto* const schema = protocol::find_workload_schema(plan_.workload);
  const auto violation =
      schema_violation(message, schema == nullptr ? nullptr : protocol::find_request_schema(*schema, setup_.type));
  if (violation) {
    failures_.add(FailureKind::kInit,
                  "node " + nodes_[clients_[client].node].name + " answered " + std::string(setup_.type) +
                      " wrongly: " + *violation + ": " + excerpt(message.body),
                  now);
    end_early(now);
    return;
  }
  const bool all_answered = std::none_of(nodes_.begin(), nodes_.end(),
                                         [this](const Node& node) { return clients_[*node.setup_client].waiting; });
  if (phase_ == Phase::kSettingUp && all_answered) {
    begin(now);
  }
}

void Run::stray_reply(NodeIndex node, ClientIndex client, ReplyMatch match, const Envelope& message,
                      std::string_view line, Time now) {
  const std::string name = "c" + std::to_string(client);
  if (match == ReplyMatch::kVanished) {
    mute(node, FailureKind::kLateReply, "late reply to a client that no longer exists, " + name, line, now);
    return;
  }
  const auto in_reply_to = message.field("in_reply_to");
  if (match == ReplyMatch::kNoReply && in_reply_to && in_reply_to != "null") {
    failures_.add(FailureKind::kStrangeInReplyTo,
                  "node " + nodes_[node].name + ": message to " + name +
                      " with an in_reply_to that is not an integer, so no client receives it: " + excerpt(line),
                  now);
    return;
  }
  const bool duplicate = match == ReplyMatch::kAnswered;
  const std::string what = duplicate                          ? "duplicate reply to " + name
                           : match == ReplyMatch::kNeverAsked ? "reply to " + name + " for a request that it never sent"
                                                              : "message to " + name + " without an in_reply_to";
  failures_.add(duplicate ? FailureKind::kDuplicateReply : FailureKind::kUnexpectedReply,
                "node " + nodes_[node].name + ": " + what + ": " + excerpt(line), now);
}

void Run::mute(NodeIndex node, FailureKind kind, const std::string& why, std::string_view line, Time now) {
  nodes_[node].muted = true;
  failures_.add(
      kind, "node " + nodes_[node].name + ": " + why + "; Maelstrom reads nothing more from it: " + excerpt(line), now);
  if (phase_ == Phase::kStarting && !nodes_[node].ready) {
    failures_.add(FailureKind::kInit,
                  "node " + nodes_[node].name + " cannot answer init any more, because of a bad line", now);
    end_early(now);
  }
}

// ---- Results

Progress Run::progress(Time now) const {
  const auto phase = [this]() -> std::string_view {
    switch (phase_) {
      case Phase::kStarting:
      case Phase::kSettingUp:
        return "starting";
      case Phase::kRunning:
        return "running";
      case Phase::kDraining:
        return "waiting for the last replies";
      case Phase::kRecovering:
        return "waiting for the nodes to recover";
      case Phase::kFinal:
        return "final reads";
      case Phase::kFinished:
        return "finished";
    }
    return "";
  };
  return {phase(), phase_ < Phase::kRunning ? 0 : now - began_, history_.counts(), history_.fault_count(),
          history_.faults_under_way()};
}

Results Run::results(const HistoryChecker& checker) const {
  RunFacts facts;
  facts.duration = ended_ - began_;
  facts.failures = failures_.reasons(plan_.as_maelstrom);
  facts.failure_kinds = failures_.kinds(plan_.as_maelstrom);
  facts.oddities = failures_.oddities(plan_.as_maelstrom);
  facts.first_failure = failures_.first_time(plan_.as_maelstrom);
  facts.ended_early = ended_early_ || !interrupted_.empty();
  facts.errors = errors_.all();
  facts.network = network_.statistics();
  facts.interrupted = interrupted_;
  facts.has_final_phase = workload_.has_final_phase();
  return judge(plan_, history_, std::move(facts), checker);
}

}  // namespace maelstrom::conformance
