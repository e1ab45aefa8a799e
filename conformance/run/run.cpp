#include "conformance/run/run.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "conformance/history/fault_json.hpp"
#include "protocol/json_text.hpp"

namespace maelstrom::conformance {

using host::Envelope;
using Kind = Address::Kind;

namespace {

constexpr std::size_t kLongestQueue = 10;  // of a node that is down; Maelstrom's max-queue-size

// How long a node that is up may take to end a line that it has begun.
constexpr Time kLineLimit = 2 * kSecond;

}  // namespace

Run::Run(Plan plan, Workload& workload, Cluster& cluster, Trace* trace)
    : plan_(std::move(plan)),
      workload_(workload),
      cluster_(cluster),
      trace_(trace),
      workload_random_(plan_.seed, "workload"),
      generator_(plan_.rate, Random(plan_.seed, "generator")),
      network_(plan_.nodes.size(), plan_.latency, Random(plan_.seed, "network")),
      nemesis_(plan_.faults, plan_.nodes.size(), plan_.nemesis_interval, plan_.seed),
      clients_(Random(plan_.seed, "clients")),
      history_(plan_.nodes, plan_.keep_history) {
  nodes_.reserve(plan_.nodes.size());  // addresses_ points into it
  for (const std::string& name : plan_.nodes) {
    nodes_.push_back({name});
    addresses_[nodes_.back().name] = {Kind::kNode, static_cast<std::uint32_t>(nodes_.size() - 1)};
  }
  for (const std::string_view name : kServiceNames) {
    addresses_[name] = {Kind::kService, static_cast<std::uint32_t>(services_.size())};
    services_.push_back(make_service(name, Random(plan_.seed, name)));
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
  node.muted = false;  // somebody new speaks
  node.steady_since = kNever;
  node.init_client = clients_.open(index, 0);  // at the start of a run: c<i> brings node i up
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
  append_number(body_, clients_.ask(client, 0));
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
    begin(now);
  }
  finish_when_drained(now);
}

void Run::begin(Time now) {
  phase_ = Phase::kRunning;
  began_ = now;
  for (std::uint32_t process = 0; process < plan_.concurrency; ++process) {
    clients_.make_free(clients_.open(static_cast<NodeIndex>(process % nodes_.size()), process));
  }
  generator_.start(now, now + plan_.time_limit);
  make_requests(now);
  nemesis_.start(now);
  if (nemesis_.next_time() != kNever) {
    events_.push(nemesis_.next_time(), {Event::Kind::kNemesis});
  }
  events_.push(now + plan_.time_limit, {Event::Kind::kTimeLimit});
}

void Run::time_limit(Time now) {
  phase_ = Phase::kDraining;
  ended_ = now;
  generator_.stop();
  for (const Fault& ended : nemesis_.stop()) {
    if (ended.kind != FaultKind::kKill) {  // nobody needs these nodes any more
      inject(ended, now);
    }
  }
  finish_when_drained(now);
}

void Run::finish_when_drained(Time now) {
  if (phase_ == Phase::kDraining && clients_.waiting() == 0) {
    finish(now);
  }
}

void Run::finish(Time now) {
  began_ = phase_ == Phase::kStarting ? now : began_;
  ended_ = phase_ == Phase::kDraining ? ended_ : now;
  phase_ = Phase::kFinished;
  events_.clear();
  for (NodeIndex node = 0; node < nodes_.size(); ++node) {
    report_unfinished_line(node, now);
    cluster_.kill(node);
  }
  // What is still open when a run is cut short: nobody will ever know.
  for (ClientIndex client = 0; client < clients_.size(); ++client) {
    if (clients_[client].waiting && !is_init_client(client)) {
      errors_.add("under way when the test ended");
      history_.complete(clients_[client].operation, Outcome::kInfo, {}, R"(["test-ended"])", now);
      clients_.settle(client);
    }
  }
}

Time Run::next_event_time() const {
  return events_.next_time();
}

void Run::advance(Time now) {
  while (events_.next_time() <= now) {
    handle(events_.pop(), now);
  }
}

void Run::handle(const Event& event, Time now) {
  switch (event.kind) {
    case Event::Kind::kInitTimeout:
      init_timeout(event, now);
      return;
    case Event::Kind::kRequest:
      request_scheduled_ = false;
      make_requests(now);
      return;
    case Event::Kind::kClientTimeout:
      client_timeout(event, now);
      return;
    case Event::Kind::kNemesis:
      fault(now);
      return;
    case Event::Kind::kDelivery:
      deliver_in_flight(event.subject, now);
      return;
    case Event::Kind::kTimeLimit:
      time_limit(now);
      return;
  }
}

void Run::init_timeout(const Event& event, Time now) {
  const Node& late = nodes_[event.subject];
  if (finished() || late.ready || late.killed || late.life != event.operation) {
    return;
  }
  if (late.paused) {  // it has not had its time yet
    events_.push(now + kInitLimit, event);
    return;
  }
  for (const Node& node : nodes_) {
    if (&node == &late || (phase_ == Phase::kStarting && !node.ready)) {  // at the start all have had the same time
      add_violation(FailureKind::kInit,
                    "node " + node.name + " did not answer init within " + std::to_string(kInitLimit / kSecond) + " s",
                    now);
    }
  }
  finish(now);
}

void Run::on_node_exit(NodeIndex index, const NodeExit& exit, Time now) {
  Node& node = nodes_[index];
  if (finished() || node.exited) {
    return;
  }
  node.exited = true;
  std::string reason = "node " + node.name + (exit.signalled ? " was killed by signal " : " exited with status ") +
                       std::to_string(exit.status) + " before the end of the test";
  reason += exit.output.empty() ? "; it wrote nothing to stderr" : "; its last words on stderr:\n" + exit.output;
  add_violation(FailureKind::kExit, std::move(reason), now);
  finish(now);  // Maelstrom would go on to the end and then find the test broken
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
  add_violation(FailureKind::kContract, "node " + nodes_[node].name + ": the host " + std::string(what), now);
}

void Run::add_violation(FailureKind kind, std::string reason, Time now) {
  first_violation_ = std::min(first_violation_, now);
  failures_.add(kind, std::move(reason));
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

// Ends the nodes, or starts anew those that have been ended.
void Run::kill_nodes(const Fault& fault, Time now) {
  for (const NodeIndex index : fault.nodes) {
    Node& node = nodes_[index];
    if (fault.start && !node.killed) {
      cluster_.kill(index);
      node.killed = true;
      node.ready = false;
      clients_.close(node.init_client);
      queue_in_flight(index, now);
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
      queue_in_flight(index, now);
      continue;
    }
    if (node.ready) {
      send_queued(index, SIZE_MAX, now);  // before it goes on, so that it finds this, and cannot tell when it came
    }
    cluster_.resume(index);
  }
}

// ---- Requests

// Makes every request that is due, while there are free clients; the rest wait for the next client that becomes free.
void Run::make_requests(Time now) {
  while (generator_.next_time() <= now) {
    if (!clients_.any_free()) {
      return;
    }
    invoke(clients_.take_free(), now);
    generator_.made(now);
  }
  if (!request_scheduled_ && generator_.next_time() != kNever) {
    request_scheduled_ = true;
    events_.push(generator_.next_time(), {Event::Kind::kRequest});
  }
}

void Run::invoke(ClientIndex client, Time now) {
  workload_.request(workload_random_, request_);
  const Client& asking = clients_[client];
  const OperationIndex operation =
      history_.invoke(asking.process, client, asking.node, request_.function, request_.value, now);
  body_ = '{';
  body_ += request_.members;
  body_ += R"(,"msg_id":)";
  append_number(body_, clients_.ask(client, operation));
  body_ += '}';
  events_.push(now + kReplyLimit, {Event::Kind::kClientTimeout, client, operation});
  send({Kind::kClient, client}, {Kind::kNode, asking.node}, body_, now);
}

void Run::client_timeout(const Event& event, Time now) {
  const Client& client = clients_[event.subject];
  if (!client.waiting || client.operation != event.operation) {
    return;
  }
  if (trace_ != nullptr) {
    std::string name;
    append_client_name(name, event.subject);
    trace_->timeout(now, name, client.last_msg_id);
  }
  if (plan_.answer_all && left_unanswered(event.operation)) {
    add_violation(
        FailureKind::kUnanswered,
        "a node that was up all the while left a request without any answer (" + operation_words(event.operation) + ")",
        now);
  }
  errors_.add("without a reply within " + std::to_string(kReplyLimit / kSecond) + " s");
  complete(event.subject, Outcome::kInfo, R"(["net-timeout"])", now);
}

// Whether nothing can excuse the node: it was up and ready from the request on, and what it writes is heard.
bool Run::left_unanswered(OperationIndex operation) const {
  const Operation& asked = history_.operation(operation);
  const Node& node = nodes_[asked.node];
  return !node.muted && !node.down() && node.steady_since <= asked.invoked;
}

void Run::complete(ClientIndex client, Outcome outcome, std::string_view result, Time now) {
  const bool ok = outcome == Outcome::kOk;
  history_.complete(clients_[client].operation, outcome, ok ? result : std::string_view(),
                    ok ? std::string_view() : result, now);
  clients_.settle(client);
  if (outcome == Outcome::kInfo) {
    replace(client);
  } else {
    clients_.make_free(client);
  }
  make_requests(now);
  finish_when_drained(now);
}

// As Jepsen numbers processes: the successor of a crashed one counts on by the number of clients.
void Run::replace(ClientIndex client) {
  const Client old = clients_[client];
  clients_.close(client);
  clients_.make_free(clients_.open(old.node, old.process + plan_.concurrency));
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
    add_violation(FailureKind::kFlawedLine, "node " + node.name + ": " + read.flaw + ": " + excerpt(line), now);
  }
  dispatch(index, reader_.message(), line, now);
}

void Run::on_endless_line(NodeIndex node, std::string_view bytes, Time now) {
  if (finished()) {
    return;
  }
  add_violation(FailureKind::kUnfinishedLine,
                "node " + nodes_[node].name + " wrote " + std::to_string(bytes.size()) +
                    " bytes without a line break, more than this program takes as one line: " + excerpt(bytes),
                now);
  nodes_[node].muted = true;
  finish(now);
}

// A node that ends its lines too late, or not at all, is not heard. One that has begun a line just now, or was stopped
// in the middle of it, may still end it.
void Run::report_unfinished_line(NodeIndex index, Time now) {
  const Node& node = nodes_[index];
  if (node.killed || node.paused || node.muted) {
    return;
  }
  const UnfinishedLine line = cluster_.unfinished_line(index);
  const Time since = node.steady_since == kNever ? line.since : std::max(line.since, node.steady_since);
  if (!line.bytes.empty() && now - since >= kLineLimit) {
    add_violation(
        FailureKind::kUnfinishedLine,
        "node " + node.name + " wrote " + std::to_string(line.bytes.size()) +
            " bytes that no line break ended, and a message is read when its line ends: " + excerpt(line.bytes),
        now);
  }
}

void Run::dispatch(NodeIndex node, const Envelope& message, std::string_view line, Time now) {
  const auto dest = resolve(message.dest);
  if (!dest) {
    mute(node, FailureKind::kBadLine, "there is no " + excerpt(message.dest) + " to send to", line, now);
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
  if (free_places_.empty()) {
    free_places_.push_back(static_cast<std::uint32_t>(in_flight_.size()));
    in_flight_.emplace_back();
  }
  const std::uint32_t place = free_places_.back();
  free_places_.pop_back();
  events_.push(message.arrival, {Event::Kind::kDelivery, place});
  in_flight_[place] = std::move(message);
}

void Run::deliver_in_flight(std::uint32_t place, Time now) {
  // Taken out first: a service's answer may need a place.
  const auto message = std::exchange(in_flight_[place], std::nullopt);
  free_places_.push_back(place);
  if (message) {
    deliver(message->src, message->dest, message->id, message->body, now);
  }
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
  body += message.field("msg_id").value_or("null");  // of any type, as Maelstrom's
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

// ---- The queue of a node that is down (Maelstrom, src/maelstrom/net.clj and db.clj)

// What is sent to a node that is down waits for it, unless enough does already.
void Run::queue(Message message, Time now) {
  auto& queue = nodes_[message.dest.index].queue;
  if (queue.size() >= kLongestQueue) {
    drop(message, now);
    return;
  }
  record(TraceEvent::kQueued, message.src, message.dest, message.body, now);
  queue.push_back(std::move(message));
}

// A node goes down: what is under way to it waits too, however much that is.
void Run::queue_in_flight(NodeIndex index, Time now) {
  for (auto& message : in_flight_) {
    if (message && message->dest == Address{Kind::kNode, index}) {
      record(TraceEvent::kQueued, message->src, message->dest, message->body, now);
      nodes_[index].queue.push_back(*std::exchange(message, std::nullopt));
    }
  }
}

// A node is up again: what has waited for it arrives, or goes on its way, as long as no more than `most` are under way.
void Run::send_queued(NodeIndex index, std::size_t most, Time now) {
  auto queue = std::exchange(nodes_[index].queue, {});
  std::ranges::sort(queue, {}, [](const Message& message) { return std::pair(message.arrival, message.id); });
  auto under_way = static_cast<std::size_t>(std::ranges::count_if(in_flight_, [index](const auto& message) {
    return message && message->dest == Address{Kind::kNode, index};
  }));
  for (Message& message : queue) {
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
  if (match != ReplyMatch::kVanished) {  // Maelstrom's network has no place for a message to nobody
    network_.send(src, dest);
    network_.receive(src, dest);
    record(TraceEvent::kDeliver, src, dest, message.body, now);
  }
  if (match != ReplyMatch::kAwaited) {
    stray_reply(node, client, match, message, line, now);
  } else if (is_init_client(client)) {
    init_reply(client, message, now);
  } else {
    reply(client, message, now);
  }
}

void Run::init_reply(ClientIndex client, const Envelope& message, Time now) {
  const NodeIndex node = clients_[client].node;
  clients_.close(client);
  if (message.type == "init_ok") {
    node_ready(node, now);
    return;
  }
  add_violation(FailureKind::kInit,
                "node " + nodes_[node].name + " answered init with " + excerpt(message.body) + " instead of init_ok",
                now);
  finish(now);
}

void Run::reply(ClientIndex client, const Envelope& message, Time now) {
  if (message.type != "error") {
    judge_reply(client, message, now);
    return;
  }
  const ErrorReply error = read_error(message);
  if (!error.code) {
    add_violation(FailureKind::kMalformedReply, "an error reply without an integer code: " + excerpt(message.body),
                  now);
  }
  errors_.add("error replies: " + error.name, message.field("text").value_or(""));
  if (error.definite) {
    judge_error(client, error, now);
  }
  complete(client, error.definite ? Outcome::kFail : Outcome::kInfo, error.json, now);
}

void Run::judge_error(ClientIndex client, const ErrorReply& error, Time now) {
  const OperationIndex index = clients_[client].operation;
  const Operation& operation = history_.operation(index);
  const std::string failure =
      workload_.judge_definite_error({index, operation.node, history_.text(operation.invoked_value)}, error.name);
  if (!failure.empty()) {
    add_violation(FailureKind::kWrongReply, failure + " (" + operation_words(index) + ")", now);
  }
}

void Run::judge_reply(ClientIndex client, const Envelope& message, Time now) {
  const OperationIndex index = clients_[client].operation;
  const Operation& operation = history_.operation(index);
  if (const auto violation = shape_violation(message, workload_.reply_shape(history_.function(operation)))) {
    add_violation(FailureKind::kMalformedReply,
                  *violation + " (" + operation_words(index) + "): " + excerpt(message.body), now);
    errors_.add("malformed replies");
    complete(client, Outcome::kInfo, R"(["malformed-rpc-response"])", now);
    return;
  }
  const Judgement judgement = workload_.judge({index, operation.node, history_.text(operation.invoked_value)}, message);
  if (judgement.wrong) {
    first_violation_ = std::min(first_violation_, now);
  }
  if (!judgement.failure.empty()) {
    add_violation(FailureKind::kWrongReply, judgement.failure + " (" + operation_words(index) + ")", now);
  }
  complete(client, Outcome::kOk, judgement.value, now);
}

void Run::stray_reply(NodeIndex node, ClientIndex client, ReplyMatch match, const Envelope& message,
                      std::string_view line, Time now) {
  const std::string name = "c" + std::to_string(client);
  if (match == ReplyMatch::kVanished) {
    mute(node, FailureKind::kLateReply, "late reply to a client that has vanished, " + name, line, now);
    return;
  }
  const auto in_reply_to = message.field("in_reply_to");
  if (match == ReplyMatch::kNoReply && in_reply_to && in_reply_to != "null") {
    add_violation(FailureKind::kStrangeInReplyTo,
                  "node " + nodes_[node].name + ": message to " + name +
                      " with an in_reply_to that is not an integer, which no client waits for: " + excerpt(line),
                  now);
    return;
  }
  const bool duplicate = match == ReplyMatch::kAnswered;
  const std::string what = duplicate                          ? "duplicate reply to " + name
                           : match == ReplyMatch::kNeverAsked ? "reply to " + name + " to a request it never made"
                                                              : "message to " + name + " without an in_reply_to";
  add_violation(duplicate ? FailureKind::kDuplicateReply : FailureKind::kUnexpectedReply,
                "node " + nodes_[node].name + ": " + what + ": " + excerpt(line), now);
}

void Run::mute(NodeIndex node, FailureKind kind, const std::string& why, std::string_view line, Time now) {
  nodes_[node].muted = true;
  add_violation(
      kind, "node " + nodes_[node].name + ": " + why + "; Maelstrom hears nothing more from it: " + excerpt(line), now);
}

std::string Run::operation_words(OperationIndex index) const {
  const Operation& operation = history_.operation(index);
  return "operation " + std::to_string(index) + ", client c" + std::to_string(operation.client) + ", node " +
         history_.node(operation.node);
}

// ---- What came of it

Progress Run::progress(Time now) const {
  const auto phase = [this]() -> std::string_view {
    switch (phase_) {
      case Phase::kStarting:
        return "starting";
      case Phase::kRunning:
        return "running";
      case Phase::kDraining:
        return "waiting for the last replies";
      case Phase::kFinished:
        return "finished";
    }
    return "";
  };
  return {phase(), phase_ == Phase::kStarting ? 0 : now - began_, history_.counts(), history_.fault_count(),
          history_.faults_under_way()};
}

Results Run::results() const {
  Results results;
  results.plan = plan_;
  results.duration = ended_ - began_;
  results.counts = history_.counts();
  results.by_function = history_.counts_by_function();
  results.errors = errors_.all();
  results.latencies = history_.latencies();
  results.network = network_.statistics();
  results.faults = history_.fault_count();
  results.workload = workload_.report(history_);
  results.reasons = reasons(results.workload);
  results.verdict = results.reasons.empty() ? Verdict::kValid : Verdict::kInvalid;
  if (results.verdict == Verdict::kValid && interrupted_.empty() && results.counts.invoked == 0 && !plan_.may_be_idle) {
    results.verdict = Verdict::kUnknown;
    results.reasons.emplace_back(kNothingTested);
  }
  if (!interrupted_.empty()) {
    results.verdict = results.reasons.empty() ? Verdict::kUnknown : Verdict::kInvalid;
    results.reasons.push_back(interrupted_);
  }
  return results;
}

std::vector<std::string> Run::reasons(const WorkloadReport& report) const {
  std::vector<std::string> all = failures_.reasons();
  all.insert(all.end(), report.reasons.begin(), report.reasons.end());
  if (!interrupted_.empty()) {
    return all;  // what was not done yet cannot be held against the nodes
  }
  const OutcomeCounts& counts = history_.counts();
  if (counts.invoked > 0 && counts.ok == 0) {
    all.push_back("not one of " + std::to_string(counts.invoked) + " requests succeeded");
  }
  if (auto violation = availability_violation(plan_, counts); !violation.empty()) {
    all.push_back(std::move(violation));
  }
  return all;
}

}  // namespace maelstrom::conformance
