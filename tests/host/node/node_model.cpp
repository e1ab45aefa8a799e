#include "node_model.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <nlohmann/json.hpp>

namespace maelstrom::tests {
namespace {

using nlohmann::json;

bool is_string(const json& object, const char* name) {
  return object.contains(name) && object[name].is_string();
}

// Absent and null mean no id; everything except a 64-bit integer is a wrong id.
bool is_wrong_id(const json& body, const char* name) {
  return body.contains(name) && !body[name].is_null() && !body[name].is_number_integer();
}

json id_of(const json& body, const char* name) {
  return body.is_object() && body.contains(name) && body[name].is_number_integer() ? body[name] : json();
}

json body_of(const json& message) {
  return message.is_object() && message.contains("body") ? message["body"] : json();
}

bool is_message(const json& line) {
  const json body = body_of(line);
  return line.is_object() && is_string(line, "src") && is_string(line, "dest") && body.is_object() &&
         is_string(body, "type") && !is_wrong_id(body, "msg_id") && !is_wrong_id(body, "in_reply_to");
}

// The body from a plugin, or a discarded document if it may not be sent.
json checked(const std::string& body) {
  const json document = json::parse(body, nullptr, false);
  const bool good = document.is_object() && is_string(document, "type") && !document.contains("msg_id") &&
                    !document.contains("in_reply_to") && body.find('\n') == std::string::npos;
  return good ? document : json(json::value_t::discarded);
}

}  // namespace

void ObedientPlugin::happens(const std::string& event, const json& orders) {
  diary.push_back(event);
  for (const json& order : orders) {
    if (order["op"] == "fail") {
      throw std::runtime_error("told to fail");
    }
    diary.push_back(order["op"].get<std::string>() + " " + std::to_string(obey(order)));
  }
}

maelstrom_status ObedientPlugin::obey(const json& order) {
  const std::string op = order["op"];
  const std::string to = order.value("to", "");
  const std::string body = order.value("body", "");
  const std::size_t n = order.value("n", std::size_t{0});
  const std::int64_t ms = order.value("ms", std::int64_t{0});
  const json then = order.value("then", json::array());
  return op == "reply"        ? node_.reply(n, body)
         : op == "error"      ? node_.reply_error(n, order["code"].get<int>())
         : op == "send"       ? node_.send(to, body)
         : op == "rpc"        ? node_.rpc(to, body, ms, then)
         : op == "cancel_rpc" ? node_.cancel_rpc(n)
         : op == "after"      ? node_.after(ms, then)
         : op == "cancel"     ? node_.cancel(n)
                              : node_.post(then);
}

NodeModel::NodeModel(int failing_starts, json at_start, json at_stop)
    : plugin(*this), failing_starts_(failing_starts), at_start_(std::move(at_start)), at_stop_(std::move(at_stop)) {}

// ---- Input

void NodeModel::receive(const std::string& line, std::int64_t received) {
  if (phase_ >= Phase::kStopping || line.find_first_not_of(" \t\r") == std::string::npos) {
    return;
  }
  ++counters.received;
  for (Request& request : requests_) {
    if (request.fate == Fate::kOpen && is_late(request.src, request.received)) {
      request.fate = Fate::kExpired;
      ++counters.expired;
    }
  }
  const json message = json::parse(line, nullptr, false);
  if (!is_message(message)) {
    ++counters.malformed;
    if (message.is_object() && is_string(message, "src")) {
      answer_error(message, 12, received);
    }
    return;
  }
  known_.insert(message["src"]);
  const bool is_reply = !id_of(message["body"], "in_reply_to").is_null();
  if (message["body"]["type"] == "init" && !is_reply) {
    receive_init(message);
    return;
  }
  if (phase_ == Phase::kRunning && !heard_) {  // all peers are there
    heard_ = true;
    said.insert(said.end(), held_.begin(), held_.end());
    for (const auto& [rpc, timeout_ms] : std::exchange(held_timeouts_, {})) {
      if (!rpcs_[rpc].cancelled) {
        timers_.push_back({now_ + timeout_ms, rpc, json::array()});
      }
    }
  }
  is_reply ? receive_reply(message) : receive_request(message, received);
}

void NodeModel::receive_init(const json& message) {
  const json& body = message["body"];
  if (phase_ == Phase::kRunning) {
    answer(message, {{"type", "init_ok"}});
    return;
  }
  const json peers = body.value("node_ids", json());
  const auto is_text = [](const json& peer) { return peer.is_string(); };
  const bool good_peers = peers.is_null() || (peers.is_array() && std::all_of(peers.begin(), peers.end(), is_text));
  if (!is_string(body, "node_id") || body["node_id"] == "" || !good_peers) {
    answer_error(message, 12, now_);
    return;
  }
  id_ = body["node_id"];
  nodes_ = {id_};
  for (const json& peer : peers) {
    nodes_.insert(peer.get<std::string>());
  }
  known_.insert(nodes_.begin(), nodes_.end());
  phase_ = Phase::kRunning;
  const bool told_to_fail = failing_starts_-- > 0;
  if (calls_plugin("start", told_to_fail ? json::array({{{"op", "fail"}}}) : at_start_)) {
    answer(message, {{"type", "init_ok"}});
    return;
  }
  answer_error(message, 13, now_);
  phase_ = Phase::kBeforeInit;
  id_.clear();
  held_.clear();
  for (const auto& [rpc, timeout_ms] : std::exchange(held_timeouts_, {})) {
    cancel_rpc(rpc);
  }
  for (const std::string& node : nodes_) {
    known_.erase(node);
  }
}

void NodeModel::receive_reply(const json& message) {
  const auto handle = message["body"]["in_reply_to"].get<std::int64_t>();  // the first rpc is 1
  if (handle < 1 || handle > static_cast<std::int64_t>(rpcs_.size())) {
    return;
  }
  const auto index = static_cast<std::size_t>(handle - 1);
  const Rpc& rpc = rpcs_[index];
  if (!rpc.cancelled && !rpc.completed && rpc.to == message["src"].get_ref<const std::string&>()) {
    complete(index, "reply " + message["body"].dump());
  }
}

void NodeModel::receive_request(const json& message, std::int64_t received) {
  const json& body = message["body"];
  if (phase_ == Phase::kBeforeInit) {
    answer_error(message, 11, received);
    return;
  }
  if (body["type"] != ObedientPlugin::kType) {
    answer_error(message, 10, received);
    return;
  }
  const std::size_t index = requests_.size();
  requests_.push_back({message["src"], id_of(body, "msg_id"), received});
  const bool done = calls_plugin("message " + body.dump(), body.value("do", json::array()));
  if (requests_[index].fate != Fate::kOpen) {
    return;
  }
  if (requests_[index].msg_id.is_null()) {
    requests_[index].fate = Fate::kClosed;
  } else if (!done) {
    reply_error(index, 13);
  }
}

void NodeModel::pass(std::int64_t ms) {
  now_ += ms;
  if (phase_ < Phase::kStopping) {
    advance();
  }
}

void NodeModel::advance() {
  for (const json& then : std::exchange(posts_, {})) {
    calls_plugin("post", then);
  }
  for (const std::size_t rpc : std::exchange(cancelled_, {})) {
    complete(rpc, "cancelled");
  }
  std::vector<std::size_t> due;
  for (std::size_t i = 0; i < timers_.size(); ++i) {
    if (timers_[i].due <= now_) {
      due.push_back(i);
    }
  }
  std::stable_sort(due.begin(), due.end(), [this](auto a, auto b) { return timers_[a].due < timers_[b].due; });
  for (const std::size_t i : due) {
    if (std::exchange(timers_[i].over, true)) {
      continue;  // it has run, or an earlier one cancelled it
    }
    if (timers_[i].rpc) {
      complete(*timers_[i].rpc, "timeout");
    } else {
      calls_plugin("timer", json(timers_[i].then));
    }
  }
}

void NodeModel::stop() {
  accepts_posts_ = false;
  if (phase_ == Phase::kRunning) {
    calls_plugin("stop", at_stop_);
  }
  phase_ = Phase::kStopping;
  for (const std::size_t rpc : std::exchange(cancelled_, {})) {
    complete(rpc, "cancelled");
  }
  for (std::size_t i = 0; i < rpcs_.size(); ++i) {
    if (!rpcs_[i].completed) {
      complete(i, "cancelled");
    }
  }
  for (const json& then : std::exchange(posts_, {})) {
    calls_plugin("post", then);
  }
  phase_ = Phase::kStopped;
  if (!heard_) {
    said.insert(said.end(), held_.begin(), held_.end());
  }
}

// ---- Output

void NodeModel::answer(const json& to, json body) {
  const json msg_id = id_of(body_of(to), "msg_id");
  std::string src = id_;
  if (src.empty() && is_string(to, "dest")) {
    src = to["dest"];
  }
  if (msg_id.is_null() || src.empty()) {
    return;
  }
  body["in_reply_to"] = msg_id;
  said.push_back({{"src", src}, {"dest", to["src"]}, {"body", body}});
  ++counters.sent;
}

void NodeModel::answer_error(const json& to, int code, std::int64_t received) {
  if (!id_of(body_of(to), "msg_id").is_null() && is_late(to["src"].get<std::string>(), received)) {
    ++counters.expired;
    return;
  }
  answer(to, {{"type", "error"}, {"code", code}});
}

maelstrom_status NodeModel::refuse(maelstrom_status status) {
  ++counters.refused;
  return status;
}

maelstrom_status NodeModel::emit(const std::string& to, const std::string& body, const json& msg_id) {
  if (phase_ != Phase::kRunning) {
    return refuse(MAELSTROM_E_STATE);
  }
  if (!known_.contains(to)) {
    return refuse(MAELSTROM_E_DESTINATION);
  }
  json document = checked(body);
  if (document.is_discarded()) {
    return refuse(MAELSTROM_E_BODY);
  }
  if (!msg_id.is_null()) {
    document["msg_id"] = msg_id;
  }
  (heard_ ? said : held_).push_back({{"src", id_}, {"dest", to}, {"body", document}});
  ++counters.sent;
  return MAELSTROM_OK;
}

// ---- Calls of the plugin

bool NodeModel::calls_plugin(const std::string& event, const json& orders) {
  try {
    plugin.happens(event, orders);
    return true;
  } catch (const std::runtime_error&) {
    ++counters.failures;
    return false;
  }
}

void NodeModel::complete(std::size_t rpc, const std::string& how) {
  rpcs_[rpc].completed = true;
  for (Timer& timer : timers_) {
    timer.over = timer.over || timer.rpc == rpc;
  }
  calls_plugin("rpc " + std::to_string(rpc) + " " + how, json(rpcs_[rpc].then));
}

maelstrom_status NodeModel::reply(std::size_t message, const std::string& body) {
  if (message >= requests_.size()) {
    return refuse(MAELSTROM_E_UNKNOWN);
  }
  Request& request = requests_[message];
  if (request.fate != Fate::kOpen) {
    return refuse(request.fate == Fate::kExpired ? MAELSTROM_E_EXPIRED : MAELSTROM_E_ANSWERED);
  }
  if (phase_ != Phase::kRunning) {
    return refuse(MAELSTROM_E_STATE);
  }
  if (is_late(request.src, request.received)) {
    request.fate = Fate::kExpired;
    ++counters.expired;
    return refuse(MAELSTROM_E_EXPIRED);
  }
  json document = checked(body);
  if (document.is_discarded()) {
    return refuse(MAELSTROM_E_BODY);
  }
  if (!request.msg_id.is_null()) {
    document["in_reply_to"] = request.msg_id;
  }
  said.push_back({{"src", id_}, {"dest", request.src}, {"body", document}});
  request.fate = Fate::kClosed;
  ++counters.sent;
  return MAELSTROM_OK;
}

maelstrom_status NodeModel::reply_error(std::size_t message, int code) {
  static const std::set<int> kCodes = {0, 1, 10, 11, 12, 13, 14, 20, 21, 22, 30};
  if (code < 1000 && !kCodes.contains(code)) {
    return MAELSTROM_E_INVALID;
  }
  if (message < requests_.size() && requests_[message].fate == Fate::kOpen && requests_[message].msg_id.is_null()) {
    requests_[message].fate = Fate::kClosed;  // the sender does not wait for it
    return MAELSTROM_OK;
  }
  return reply(message, json({{"type", "error"}, {"code", code}}).dump());
}

maelstrom_status NodeModel::send(const std::string& to, const std::string& body) {
  return emit(to, body, nullptr);
}

maelstrom_status NodeModel::rpc(const std::string& to, const std::string& body, std::int64_t timeout_ms,
                                const json& then) {
  if (timeout_ms <= 0) {
    return MAELSTROM_E_INVALID;
  }
  const std::size_t index = rpcs_.size();
  const maelstrom_status status = emit(to, body, index + 1);
  if (status == MAELSTROM_OK) {
    rpcs_.push_back({to, then});
    if (heard_) {
      timers_.push_back({now_ + timeout_ms, index, json::array()});
    } else {
      held_timeouts_.push_back({index, timeout_ms});
    }
  }
  return status;
}

maelstrom_status NodeModel::cancel_rpc(std::size_t rpc) {
  if (rpc >= rpcs_.size() || rpcs_[rpc].completed || rpcs_[rpc].cancelled) {
    return MAELSTROM_E_UNKNOWN;
  }
  rpcs_[rpc].cancelled = true;
  for (Timer& timer : timers_) {
    timer.over = timer.over || timer.rpc == rpc;
  }
  cancelled_.push_back(rpc);
  return MAELSTROM_OK;
}

maelstrom_status NodeModel::after(std::int64_t delay_ms, const json& then) {
  if (delay_ms < 0) {
    return MAELSTROM_E_INVALID;
  }
  if (phase_ >= Phase::kStopping) {
    return MAELSTROM_E_STATE;
  }
  plugin_timers_.push_back(timers_.size());
  timers_.push_back({now_ + delay_ms, std::nullopt, then});
  return MAELSTROM_OK;
}

maelstrom_status NodeModel::cancel(std::size_t timer) {
  const bool waits = timer < plugin_timers_.size() && !timers_[plugin_timers_[timer]].over;
  if (!waits) {
    return MAELSTROM_E_UNKNOWN;
  }
  timers_[plugin_timers_[timer]].over = true;
  return MAELSTROM_OK;
}

maelstrom_status NodeModel::post(const json& then) {
  if (!accepts_posts_) {
    return MAELSTROM_E_STATE;
  }
  posts_.push_back(then);
  return MAELSTROM_OK;
}

}  // namespace maelstrom::tests
