// The functions of Node that the plugin calls.
#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>
#include <utility>

#include <spdlog/fmt/fmt.h>

#include <maelstrom/json_writer.hpp>
#include <maelstrom/text_buffer.hpp>

#include "host/node/log_words.hpp"
#include "host/node/node.hpp"

namespace maelstrom::host {
namespace {

constexpr std::int32_t kErrors[] = {MAELSTROM_ERROR_TIMEOUT,
                                    MAELSTROM_ERROR_NODE_NOT_FOUND,
                                    MAELSTROM_ERROR_NOT_SUPPORTED,
                                    MAELSTROM_ERROR_TEMPORARILY_UNAVAILABLE,
                                    MAELSTROM_ERROR_MALFORMED_REQUEST,
                                    MAELSTROM_ERROR_CRASH,
                                    MAELSTROM_ERROR_ABORT,
                                    MAELSTROM_ERROR_KEY_DOES_NOT_EXIST,
                                    MAELSTROM_ERROR_KEY_ALREADY_EXISTS,
                                    MAELSTROM_ERROR_PRECONDITION_FAILED,
                                    MAELSTROM_ERROR_TXN_CONFLICT};
constexpr std::int32_t kFirstCustomError = 1000;

}  // namespace

void Node::log_sent(const OutgoingMessage& message) {
  TextBuffer line;
  append_line(line, message);
  log_.write(MAELSTROM_LOG_DEBUG, fmt::format("sends {}", line.text().substr(0, line.size() - 1)));
}

maelstrom_status Node::failure(maelstrom_status status, std::string reason) {
  last_error_.set(std::move(reason));
  return status;
}

void Node::report(maelstrom_log_level level, const ContractEvent& event) {
  if (options_.observer != nullptr) {
    options_.observer->on_contract(event);
  }
  log_.write(level, log_text(event));
}

maelstrom_status Node::refuse(maelstrom_status status, std::string_view function, std::string_view dest,
                              std::string_view reason, std::string_view excerpt_of_body) {
  ++counters_.refused;
  const ContractEvent event = {
      status == MAELSTROM_E_EXPIRED ? ContractEvent::Kind::kLate : ContractEvent::Kind::kRefused,
      plugin_.name(),
      function,
      dest,
      status,
      reason,
      excerpt_of_body};
  report(MAELSTROM_LOG_WARN, event);
  refusal_ = full_reason(event);
  return failure(status, refusal_);
}

maelstrom_status Node::refuse_body(std::string_view function, std::string_view dest, std::string_view body) {
  return refuse(MAELSTROM_E_BODY, function, dest, gate_.refusal(), excerpt(body));
}

maelstrom_status Node::check_destination(std::string_view function, std::string_view dest) {
  if (phase_ != Phase::kRunning) {
    return refuse(MAELSTROM_E_STATE, function, dest,
                  phase_ == Phase::kCreated ? "no message may go out before start" : "this node is stopping");
  }
  if (!members_.is_known(dest)) {
    return refuse(MAELSTROM_E_DESTINATION, function, dest,
                  "it is no node of the cluster, no service, and no client that this node has heard from");
  }
  return MAELSTROM_OK;
}

maelstrom_status Node::send(std::string_view dest, std::string_view body) {
  return emit("send", dest, OutgoingMessage::Id::kNone, 0, body);
}

maelstrom_status Node::emit(std::string_view function, std::string_view dest, OutgoingMessage::Id id,
                            std::int64_t id_value, std::string_view body) {
  const maelstrom_status status = check_destination(function, dest);
  if (status != MAELSTROM_OK) {
    return status;
  }
  if (policy_.holds() && policy_.is_full()) {
    if (!std::exchange(holds_no_more_, true)) {
      log_.write(MAELSTROM_LOG_WARN,
                 fmt::format("dropped a {} of plugin {} to {}, and more will be: {} bytes wait for the "
                             "first message after init already",
                             id == OutgoingMessage::Id::kMsgId ? "request" : "message", plugin_.name(), dest,
                             policy_.held_bytes()));
    }
    return failure(MAELSTROM_E_RESOURCE, "too much waits for the first message after init already");
  }
  std::string dest_json;
  append_json_string(dest_json, dest);
  if (!gate_.admits(body)) {
    return refuse_body(function, dest, body);
  }
  const OutgoingMessage message = {members_.id_json(), dest_json, id, id_value, gate_.object()};
  if (policy_.holds()) {
    policy_.hold(message);
  } else {
    outbox_.add(message);
  }
  note_sent(message);
  return MAELSTROM_OK;
}

maelstrom_status Node::reply(maelstrom_request handle, std::string_view body) {
  const OpenRequest* request = requests_.find(handle);
  if (request == nullptr) {
    return refuse_reply(handle);
  }
  if (phase_ != Phase::kRunning) {
    return refuse(MAELSTROM_E_STATE, "reply", request->src_json, "this node is stopping");
  }
  if (request->asker == Asker::kClient && policy_.has_deadline() &&
      policy_.is_too_old(platform_.coarse_monotonic_ns() - request->received_ns)) {
    return refuse_late_reply(handle, *request);
  }
  if (!gate_.admits(body)) {
    return refuse_body("reply", request->src_json, body);
  }
  const OutgoingMessage::Id id = request->msg_id ? OutgoingMessage::Id::kInReplyTo : OutgoingMessage::Id::kNone;
  const OutgoingMessage message = {members_.id_json(), request->src_json, id, request->msg_id.value_or(0),
                                   gate_.object()};
  outbox_.add(message);
  note_sent(message);
  requests_.close(handle);
  return MAELSTROM_OK;
}

maelstrom_status Node::refuse_late_reply(maelstrom_request handle, const OpenRequest& request) {
  const std::string_view client = request.src_json;  // remains valid: see Sender
  const std::string longest = seconds(platform_.coarse_monotonic_ns() - request.received_ns);
  requests_.expire(handle);
  ++counters_.expired;
  return refuse(MAELSTROM_E_EXPIRED, "reply", client,
                fmt::format("the request may be as old as {}, the reply deadline is {}", longest,
                            seconds(policy_.reply_deadline_ns())));
}

maelstrom_status Node::refuse_reply(maelstrom_request handle) {
  constexpr std::string_view kAsker = "its sender";
  if (!requests_.closed(handle)) {
    return refuse(MAELSTROM_E_UNKNOWN, "reply", kAsker, "there was no such request");
  }
  if (requests_.expired(handle)) {
    return refuse(MAELSTROM_E_EXPIRED, "reply", kAsker,
                  "the request may be older than the reply deadline of " + seconds(policy_.reply_deadline_ns()) +
                      ", or too many requests of other nodes wait");
  }
  return refuse(MAELSTROM_E_ANSWERED, "reply", kAsker, "the request has been answered already");
}

maelstrom_status Node::reply_error(maelstrom_request handle, std::int32_t code, std::string_view text) {
  if (code < kFirstCustomError && std::find(std::begin(kErrors), std::end(kErrors), code) == std::end(kErrors)) {
    return failure(MAELSTROM_E_INVALID,
                   fmt::format("the protocol has no error {}; workloads' own begin at {}", code, kFirstCustomError));
  }
  const OpenRequest* request = requests_.find(handle);
  if (request != nullptr && !request->msg_id) {
    log_.write(MAELSTROM_LOG_WARN,
               fmt::format("error {} for a message from {} that has no msg_id: {}", code, request->src_json, text));
    requests_.close(handle);
    return MAELSTROM_OK;
  }
  JsonWriter body;
  body.begin_object().member("type", "error").member("code", code).member("text", text).end_object();
  return reply(handle, body.text());
}

maelstrom_status Node::rpc(std::string_view dest, std::string_view body, std::int64_t timeout_ns,
                           maelstrom_rpc_callback callback, void* user, maelstrom_rpc* handle) {
  if (timeout_ns <= 0) {
    return failure(MAELSTROM_E_INVALID, "the timeout of an rpc must be positive");
  }
  const maelstrom_rpc id = rpcs_.next_id(platform_);
  const maelstrom_status status = emit("rpc", dest, OutgoingMessage::Id::kMsgId, static_cast<std::int64_t>(id), body);
  if (status != MAELSTROM_OK) {
    return status;
  }
  maelstrom_timer timer = 0;
  if (policy_.holds()) {
    policy_.hold_timeout(id, timeout_ns);  // the timeout starts when the request is sent
  } else {
    timer = add_timer(timeout_ns, {{nullptr, nullptr}, id});
  }
  rpcs_.add({std::string(dest), callback, user, timer});
  if (handle != nullptr) {
    *handle = id;
  }
  return MAELSTROM_OK;
}

maelstrom_status Node::cancel_rpc(maelstrom_rpc handle) {
  const Rpc* const rpc = rpcs_.waiting(handle);
  if (rpc == nullptr) {
    return failure(MAELSTROM_E_UNKNOWN, "there is no such rpc, or it has completed");
  }
  timers_.cancel(rpc->timer);
  rpcs_.cancel(handle);
  return MAELSTROM_OK;
}

maelstrom_status Node::raw_field(std::string_view name, std::string_view& value) {
  if (current_ == nullptr) {
    return failure(MAELSTROM_E_STATE, "there is no current message: fields are to be read while it is handled");
  }
  const Field* const found = current_->find(name);
  if (found == nullptr) {
    return failure(MAELSTROM_E_ABSENT, "the body has no member " + std::string(name));
  }
  value = found->value;
  return MAELSTROM_OK;
}

maelstrom_status Node::after(std::int64_t delay_ns, maelstrom_callback callback, void* user, maelstrom_timer* handle) {
  if (delay_ns < 0) {
    return failure(MAELSTROM_E_INVALID, "the delay of a timer must not be negative");
  }
  if (phase_ >= Phase::kStopping) {
    return failure(MAELSTROM_E_STATE, "this node is stopping");
  }
  const maelstrom_timer timer = add_timer(delay_ns, {{callback, user}, 0});
  if (handle != nullptr) {
    *handle = timer;
  }
  return MAELSTROM_OK;
}

maelstrom_status Node::cancel(maelstrom_timer handle) {
  const Timer* const timer = timers_.find(handle);
  if (timer == nullptr || timer->callback.function == nullptr) {
    return failure(MAELSTROM_E_UNKNOWN, "there is no such timer, or it has run");
  }
  timers_.cancel(handle);
  return MAELSTROM_OK;
}

maelstrom_timer Node::add_timer(std::int64_t delay_ns, Timer timer) {
  const std::int64_t now = platform_.monotonic_ns();
  const std::int64_t due = delay_ns > INT64_MAX - now ? INT64_MAX : now + delay_ns;
  return timers_.add(due, timer);
}

maelstrom_status Node::random_bytes(std::span<std::byte> bytes) {
  return platform_.random_bytes(bytes) ? maelstrom_status{MAELSTROM_OK}
                                       : failure(MAELSTROM_E_RESOURCE, "the system has no randomness to give");
}

maelstrom_status Node::post(maelstrom_callback callback, void* user) {
  return posts_.add({callback, user}, platform_) ? maelstrom_status{MAELSTROM_OK}
                                                 : failure(MAELSTROM_E_STATE, "this node is stopping");
}

void Node::plugin_log(maelstrom_log_level level, std::string_view text) {
  const maelstrom_log_level known = std::clamp<maelstrom_log_level>(level, MAELSTROM_LOG_TRACE, MAELSTROM_LOG_ERROR);
  if (log_.keeps(known)) {
    log_.write(known, fmt::format("plugin {}: {}", plugin_.name(), text));
  }
}

maelstrom_status Node::refuse_wrong_thread() {
  ContractEvent event;
  event.plugin = plugin_.name();
  event.status = MAELSTROM_E_WRONG_THREAD;
  event.reason = "it came on another thread; use post to get onto the loop";
  report(MAELSTROM_LOG_ERROR, event);
  return failure(event.status, std::string(event.reason));
}

}  // namespace maelstrom::host
