#include "conformance/run/workers.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include <spdlog/fmt/fmt.h>

#include "checkers/verdict.hpp"
#include "conformance/workloads/reply_check.hpp"
#include "protocol/json_text.hpp"

namespace maelstrom::conformance {

Workers::Workers(const Plan& plan, Workload& workload, NodeAccess& nodes, Clients& clients, History& history,
                 Failures& failures, ErrorCounts& errors, Choices& choices)
    : plan_(plan),
      workload_(workload),
      nodes_(nodes),
      clients_(clients),
      history_(history),
      failures_(failures),
      errors_(errors),
      schema_(protocol::find_workload_schema(plan.workload)),
      reply_limit_(workload.reply_limit()),
      workload_choices_(choices.stream("workload")),
      worker_choices_(choices.stream("clients")),
      generator_(plan.rate, choices) {}

void Workers::begin(Time now) {
  slots_.resize(plan_.concurrency);
  for (std::uint32_t index = 0; index < slots_.size(); ++index) {
    slots_[index].worker = {index, static_cast<NodeIndex>(index % plan_.nodes.size()), index};
    open_client(slots_[index]);
    free_.push_back(index);
  }
  next_process_ = plan_.concurrency;
  generator_.start(now, now + plan_.time_limit);
  make_requests(now);
}

void Workers::stop() {
  generator_.stop();
}

// Adds workers until each node has one, so that every node is read; Maelstrom does not read the others.
void Workers::begin_final(Time now) {
  assert(idle());
  is_final_ = true;
  while (!plan_.as_maelstrom && slots_.size() < plan_.nodes.size()) {
    Slot& slot = slots_.emplace_back();
    const auto index = static_cast<std::uint32_t>(slots_.size() - 1);
    slot.worker = {index, index, next_process_++};
    open_client(slot);
  }
  final_left_ = slots_.size();
  const Time limit = workload_.final_limit();
  final_end_ = limit == kNever ? kNever : now + limit;
  for (Slot& slot : slots_) {
    final_step(slot, now);
  }
}

void Workers::final_step(Slot& slot, Time now) {
  while (!slot.busy && !slot.final_done) {
    if (now >= final_end_) {
      end_final(slot);
      return;
    }
    task_.flags = {};
    task_.immediate_outcome.reset();
    renew_client(slot);
    const FinalStep step = workload_.next_final(slot.worker, now, *workload_choices_, task_);
    switch (step.kind) {
      case FinalStep::Kind::kDone:
        end_final(slot);
        return;
      case FinalStep::Kind::kWait:
        events_.push(std::min(step.until, final_end_), {Event::Kind::kFinalStep, slot.worker.index});
        return;
      case FinalStep::Kind::kTask:
        invoke(slot, now);
        break;
    }
  }
}

void Workers::end_final(Slot& slot) {
  slot.final_done = true;
  --final_left_;
}

// Outstanding requests have an unknown outcome if a run ends early.
void Workers::cut_short(Time now) {
  for (Slot& slot : slots_) {
    if (slot.busy) {
      errors_.add("under way when the test ended");
      history_.complete(slot.operation, Outcome::kInfo, {}, R"("test-ended")", now);
      clients_.settle(slot.client);
      slot.busy = false;
    }
  }
  pending_ = 0;
  final_left_ = 0;
  generator_.stop();
  events_.clear();
}

void Workers::advance(Time now) {
  assert(next_event_time() <= now);
  const Event event = events_.pop();
  switch (event.kind) {
    case Event::Kind::kRequest:
      request_scheduled_ = false;
      make_requests(now);
      return;
    case Event::Kind::kTimeout:
      timeout(event, now);
      return;
    case Event::Kind::kFinalStep:
      final_step(slots_[event.worker], now);
      return;
  }
}

// Makes every request that is due while workers are free; the rest wait for the next free worker.
void Workers::make_requests(Time now) {
  while (generator_.next_time() <= now) {
    if (free_.empty()) {
      return;
    }
    Slot& slot = take_free();
    task_.flags = {};
    task_.immediate_outcome.reset();
    renew_client(slot);
    workload_.next(slot.worker, now, *workload_choices_, task_);
    generator_.made(now);
    invoke(slot, now);
  }
  if (!request_scheduled_ && generator_.next_time() != kNever) {
    request_scheduled_ = true;
    events_.push(generator_.next_time(), {Event::Kind::kRequest});
  }
}

Workers::Slot& Workers::take_free() {
  std::swap(free_[worker_choices_->below(free_.size())], free_.back());
  Slot& slot = slots_[free_.back()];
  free_.pop_back();
  return slot;
}

// Begins the operation in task_.
void Workers::invoke(Slot& slot, Time now) {
  slot.operation = history_.invoke(slot.worker.process, slot.client, slot.worker.node, task_.function, task_.value, now,
                                   task_.flags);
  slot.busy = true;
  ++pending_;
  if (task_.immediate_outcome) {
    const std::string value = task_.value;
    complete(slot, *task_.immediate_outcome, *task_.immediate_outcome == Outcome::kOk ? value : std::string_view(), {},
             now);
    return;
  }
  slot.sent.type = task_.request.type;
  std::swap(slot.sent.members, task_.request.members);
  send(slot, now);
}

// Sends slot.sent.
void Workers::send(Slot& slot, Time now) {
  slot.schema = schema_ == nullptr ? nullptr : protocol::find_request_schema(*schema_, slot.sent.type);
  const std::uint32_t msg_id = clients_.ask(slot.client);
  body_ = '{';
  body_ += slot.sent.members;
  body_ += R"(,"msg_id":)";
  append_number(body_, msg_id);
  body_ += '}';
  events_.push(now + reply_limit_, {Event::Kind::kTimeout, slot.worker.index, slot.client, msg_id});
  nodes_.send_request(slot.client, slot.worker.node, body_, now);
}

void Workers::timeout(const Event& event, Time now) {
  Slot& slot = slots_[event.worker];
  const Client& client = clients_[event.client];
  if (slot.client != event.client || !client.waiting || client.last_msg_id != event.msg_id) {
    return;
  }
  nodes_.trace_timeout(slot.client, event.msg_id, now);
  if (plan_.answer_all && nodes_.had_to_answer(slot.worker.node, now - reply_limit_)) {
    failures_.add(FailureKind::kUnanswered,
                  "a node that was up throughout did not answer a request: " + operation_words(slot), now);
  }
  errors_.add(fmt::format("no reply within {:g} s", in_seconds(reply_limit_)));
  clients_.give_up(slot.client);
  complete(slot, workload_.is_idempotent(function_of(slot)) ? Outcome::kFail : Outcome::kInfo, {}, R"("net-timeout")",
           now);
}

void Workers::on_reply(ClientIndex client, const host::Envelope& reply, Time now) {
  Slot& slot = slots_[clients_[client].owner];
  clients_.settle(client);
  if (reply.type == "error") {
    on_error(slot, reply, now);
    return;
  }
  if (const auto violation = schema_violation(reply, slot.schema)) {
    on_malformed(slot, *violation, reply, now);
    return;
  }
  const std::string_view value = history_.text(history_.operation(slot.operation).invoked_value);
  Reaction reaction = workload_.on_reply(slot.worker, slot.sent, value, reply, next_request_);
  if (!reaction.violation.empty()) {
    failures_.add(FailureKind::kWrongReply, reaction.violation + ": " + operation_words(slot), now);
  }
  if (reaction.has_next_request) {
    std::swap(slot.sent, next_request_);
    send(slot, now);
    return;
  }
  complete(slot, Outcome::kOk, reaction.value, {}, now);
}

void Workers::on_error(Slot& slot, const host::Envelope& reply, Time now) {
  const ErrorReply error = read_error(reply);
  if (!error.code) {
    failures_.add(FailureKind::kMalformedReply, "an error reply without an integer code: " + excerpt(reply.body), now);
  }
  errors_.add("error replies: " + error.name, reply.field("text").value_or(""));
  const bool failed = (error.definite && workload_.has_definite_errors()) || workload_.is_idempotent(function_of(slot));
  complete(slot, failed ? Outcome::kFail : Outcome::kInfo, {}, error.json, now);
}

void Workers::on_malformed(Slot& slot, const std::string& violation, const host::Envelope& reply, Time now) {
  failures_.add(FailureKind::kMalformedReply, violation + ": " + operation_words(slot) + ": " + excerpt(reply.body),
                now);
  errors_.add("malformed replies");
  complete(slot, Outcome::kInfo, {}, R"("malformed-rpc-response")", now);
}

void Workers::complete(Slot& slot, Outcome outcome, std::string_view value, std::string_view error, Time now) {
  history_.complete(slot.operation, outcome, value, error, now);
  slot.busy = false;
  --pending_;
  if (outcome == Outcome::kInfo) {
    replace_process(slot);
  }
  if (is_final_) {
    final_step(slot, now);
    return;
  }
  free_.push_back(slot.worker.index);
  make_requests(now);
}

// Numbers processes as Jepsen does: the successor of a crashed process adds the concurrency to its number. With extra
// workers of the final phase, which Jepsen does not have, each successor takes the next free number.
void Workers::replace_process(Slot& slot) {
  const bool as_jepsen = slots_.size() == plan_.concurrency;
  slot.worker.process = as_jepsen ? slot.worker.process + plan_.concurrency : next_process_;
  next_process_ = std::max(next_process_, slot.worker.process + 1);
  slot.needs_client = !workload_.keeps_clients();
}

void Workers::renew_client(Slot& slot) {
  if (slot.needs_client) {
    open_client(slot);
  }
}

// The old client stays open until then, as in Jepsen: a late reply to it does no harm.
void Workers::open_client(Slot& slot) {
  if (slot.has_client) {
    clients_.close(slot.client);
  }
  slot.client = clients_.open(slot.worker.node, slot.worker.index);
  slot.has_client = true;
  slot.needs_client = false;
  workload_.client_opened(slot.worker);
}

std::string_view Workers::function_of(const Slot& slot) const {
  return history_.function(history_.operation(slot.operation));
}

std::string Workers::operation_words(const Slot& slot) const {
  return conformance::operation_words(history_, history_.operation(slot.operation));
}

}  // namespace maelstrom::conformance
