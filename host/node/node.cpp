#include "host/node/node.hpp"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <exception>
#include <utility>

#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

#include <maelstrom/json_writer.hpp>
#include <maelstrom/short_text.hpp>
#include <maelstrom/slice.hpp>

#include "host/node/host_table.hpp"
#include "platform/log_text.hpp"

namespace maelstrom::host {
namespace {

constexpr std::size_t kExcerpt = 200;
constexpr std::size_t kMostHeld = std::size_t{1} << 20;     // bytes, and what one message has more
constexpr std::size_t kMostOfPeers = std::size_t{1} << 18;  // open requests of peers, which no deadline closes: 20 MB
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
constexpr std::string_view kServices[] = {"lin-kv", "seq-kv", "lww-kv", "lin-tso"};

// The front of a line, as a JSON string, so that a log line stays a line whatever is in it.
std::string excerpt(std::string_view line) {
  std::string quoted;
  append_json_string(quoted, line.substr(0, kExcerpt));
  return line.size() <= kExcerpt ? quoted : quoted + fmt::format("... ({} bytes)", line.size());
}

bool is_blank(std::string_view line) {
  const bool may_be = line.empty() || static_cast<unsigned char>(line.front()) <= ' ';
  return may_be && line.find_first_not_of(" \t\r") == std::string_view::npos;
}

std::string seconds(std::int64_t ns) {
  return fmt::format("{:.1f} s", static_cast<double>(ns) * 1e-9);
}

}  // namespace

// Runs `call`, which returns a status, and lets nothing out of it. Returns false, with the reason in failure_, if it
// failed.
template <class Call>
bool Node::guarded(PluginCall which, Call&& call, std::size_t type) {
  failure_.clear();
  refusal_.clear();
  activity_.begin(which, type);
  maelstrom_status status = MAELSTROM_E_FAILED;
  try {
    status = call();
  } catch (const std::exception& e) {
    failure_ = e.what();
  } catch (...) {
    failure_ = "an exception not derived from std::exception";
  }
  activity_.end();
  if (status == MAELSTROM_OK) {
    return true;
  }
  if (failure_.empty()) {
    failure_ = fmt::format("status {} and no reason", status);
  }
  ++counters_.failures;
  // A refusal that the plugin gives as its reason is in the log already.
  log(MAELSTROM_LOG_ERROR,
      fmt::format("plugin {}: {}{} failed{}", plugin_.name, name_of(which), current_message(),
                  failure_ == refusal_ ? " because of the refusal that is logged above" : ": " + failure_));
  return false;
}

// Which message the plugin handles now, for a line of the log; nothing if none.
std::string Node::current_message() const {
  if (current_ == nullptr) {
    return {};
  }
  const std::string id = current_->msg_id ? fmt::format(", msg_id {}", *current_->msg_id) : std::string();
  return fmt::format(" of type {}{} from {}", excerpt(current_->type), id, current_->src_json);
}

std::uint64_t Node::next_number() {
  static std::atomic<std::uint64_t> last = 0;
  return ++last;
}

Node::Node(const maelstrom_plugin& plugin, Platform& platform, NodeOptions options)
    : plugin_(plugin),
      platform_(platform),
      options_(std::move(options)),
      table_(make_host_table(*this)),
      types_(plugin.message_types, plugin.message_types + plugin.message_type_count),
      activity_(options_.activity != nullptr ? *options_.activity : own_activity_) {
  destinations_.insert(std::begin(kServices), std::end(kServices));
  const bool made = guarded(PluginCall::kCreate, [this] {
    instance_ = plugin_.create(&table_);
    return instance_ != nullptr ? MAELSTROM_OK : MAELSTROM_E_FAILED;
  });
  if (!made) {
    throw CreateFailed(failure_);
  }
}

Node::~Node() {
  stop();
  guarded(PluginCall::kDestroy, [this] {
    plugin_.destroy(instance_);
    return MAELSTROM_OK;
  });
}

// ---- What a line can be

void Node::receive(std::string_view line, std::int64_t received_ns) {
  ++line_number_;
  line_received_ns_ = received_ns;
  if (phase_ >= Phase::kStopping || is_blank(line)) {
    return;
  }
  ++counters_.received;
  if (logs(MAELSTROM_LOG_DEBUG)) {
    log(MAELSTROM_LOG_DEBUG, fmt::format("received {}", line));
  }
  expire_requests();
  if (!reader_.read(line)) {
    receive_malformed(line, reader_.error());
    return;
  }
  if (reader_.nesting() > kMostNesting) {
    receive_malformed(line, fmt::format("nested deeper than {} levels", kMostNesting));
    return;
  }
  const Envelope& envelope = reader_.envelope();
  const Sender from = sender(envelope);
  if (!envelope.in_reply_to && is(envelope.type, "init")) {
    receive_init(envelope);
    return;
  }
  if (phase_ == Phase::kRunning && !heard_) {
    release_held();
  }
  if (envelope.in_reply_to) {
    receive_reply(envelope);
  } else {
    receive_message(envelope, from);
  }
}

// Maelstrom makes the nodes of a cluster known to its network one after the other, and a line to one that is not known
// yet mutes the sender. The first message after init shows that all are.
void Node::release_held() {
  heard_ = true;
  outbox_.paste(held_);
  std::string().swap(held_);  // assignment would keep the memory
  for (const auto& [handle, timeout_ns] : std::exchange(held_timeouts_, {})) {
    Rpc* const rpc = rpcs_.find(handle);
    if (rpc != nullptr && !rpc->cancelled) {
      rpc->timer = add_timer(timeout_ns, {{nullptr, nullptr}, handle});
    }
  }
}

void Node::receive_malformed(std::string_view line, const std::string& error) {
  ++counters_.malformed;
  log(MAELSTROM_LOG_WARN, fmt::format("line {}: malformed message: {}: {}", line_number_, error, excerpt(line)));
  const Envelope& envelope = reader_.envelope();
  if (!envelope.src_json.empty() && envelope.msg_id) {
    answer_error(envelope, MAELSTROM_ERROR_MALFORMED_REQUEST, error);
  }
}

void Node::receive_init(const Envelope& envelope) {
  if (phase_ == Phase::kRunning) {
    log(MAELSTROM_LOG_WARN, "init again: this node keeps its id and its state");
    answer(envelope, R"({"type":"init_ok"})");
    return;
  }
  const std::string malformed = join_cluster(envelope);
  if (!malformed.empty()) {
    log(MAELSTROM_LOG_ERROR, "init is malformed: " + malformed);
    answer_error(envelope, MAELSTROM_ERROR_MALFORMED_REQUEST, malformed);
    return;
  }
  phase_ = Phase::kRunning;
  if (!guarded(PluginCall::kStart, [this] { return plugin_.start(instance_); })) {
    answer_error(envelope, MAELSTROM_ERROR_CRASH, failure_);
    leave_cluster();
    return;
  }
  answer(envelope, R"({"type":"init_ok"})");
  log(MAELSTROM_LOG_INFO, fmt::format("started: plugin {} {}, node {} of {}", plugin_.name, plugin_.version, node_id_,
                                      fmt::join(node_ids_, ", ")));
}

std::string Node::join_cluster(const Envelope& envelope) {
  const auto parse = [&envelope](std::string_view name) {
    return nlohmann::json::parse(envelope.field(name).value_or("null"), nullptr, false);
  };
  const nlohmann::json id = parse("node_id");
  if (!id.is_string() || id.get_ref<const std::string&>().empty()) {
    return "node_id must be a string that is not empty";
  }
  const nlohmann::json peers = parse("node_ids");
  const auto is_id = [](const nlohmann::json& peer) { return peer.is_string(); };
  if (!peers.is_null() && !(peers.is_array() && std::all_of(peers.begin(), peers.end(), is_id))) {
    return "node_ids must be an array of strings";
  }
  auto ids = peers.is_null() ? std::vector<std::string>() : peers.get<std::vector<std::string>>();
  node_id_ = id.get<std::string>();
  if (std::find(ids.begin(), ids.end(), node_id_) == ids.end()) {
    ids.push_back(node_id_);  // an init typed by hand may leave the peers out
  }
  node_id_json_.clear();
  append_json_string(node_id_json_, node_id_);
  node_ids_ = std::move(ids);
  init_id_ = envelope.id;
  {
    const std::lock_guard lock(log_mutex_);
    log_name_ = node_id_;
  }
  destinations_.insert(node_ids_.begin(), node_ids_.end());
  forget_senders();  // some may have turned out to be nodes
  return {};
}

// Undoes join_cluster, for a start that has failed.
void Node::leave_cluster() {
  phase_ = Phase::kCreated;
  held_.clear();
  for (const auto& [handle, timeout_ns] : std::exchange(held_timeouts_, {})) {
    cancel_rpc(handle);  // it will never leave
  }
  for (const std::string& id : node_ids_) {
    destinations_.erase(id);
  }
  forget_senders();  // who sends again becomes a destination again
  node_ids_.clear();
  node_id_.clear();
  node_id_json_.clear();
  const std::lock_guard lock(log_mutex_);
  log_name_.clear();
}

void Node::receive_reply(const Envelope& envelope) {
  const auto handle = static_cast<maelstrom_rpc>(*envelope.in_reply_to);
  const Rpc* const rpc = rpcs_.find(handle);
  if (rpc == nullptr || rpc->cancelled || rpc->dest != envelope.src) {
    if (logs(MAELSTROM_LOG_DEBUG)) {
      log(MAELSTROM_LOG_DEBUG, fmt::format("dropped a reply from {} to msg_id {}: nobody waits for it (any more)",
                                           envelope.src_json, *envelope.in_reply_to));
    }
    return;
  }
  const maelstrom_message reply = view(envelope, 0);
  current_ = &envelope;
  complete(handle, MAELSTROM_OK, &reply);
  current_ = nullptr;
}

void Node::receive_message(const Envelope& envelope, const Sender& sender) {
  if (phase_ == Phase::kCreated) {
    log(MAELSTROM_LOG_WARN,
        fmt::format("line {}: {} from {} came before init", line_number_, excerpt(envelope.type), envelope.src_json));
    answer_error(envelope, MAELSTROM_ERROR_TEMPORARILY_UNAVAILABLE, "this node has not been initialized yet");
    return;
  }
  if (is_left_over(envelope)) {
    ++counters_.expired;
    log(MAELSTROM_LOG_WARN,
        fmt::format("dropped msg_id {} from {}: it was sent before this node's init (id {}, init's is {}), so that its "
                    "client may be gone",
                    *envelope.msg_id, envelope.src_json, envelope.id, init_id_));
    return;
  }
  const std::optional<std::size_t> type = find_type(envelope.type);
  if (!type) {
    if (!envelope.msg_id) {
      log(MAELSTROM_LOG_WARN, fmt::format("line {}: {} from {} is of no type that plugin {} handles", line_number_,
                                          excerpt(envelope.type), envelope.src_json, plugin_.name));
    }
    answer_error(envelope, MAELSTROM_ERROR_NOT_SUPPORTED,
                 fmt::format("plugin {} does not support messages of type {}", plugin_.name, envelope.type));
    return;
  }
  const maelstrom_request request = open_request(envelope, sender);
  if (request == 0) {
    answer_error(envelope, MAELSTROM_ERROR_TEMPORARILY_UNAVAILABLE, "too many requests wait for an answer");
    return;
  }
  const maelstrom_message message = view(envelope, request);
  current_ = &envelope;
  const bool handled = guarded(
      PluginCall::kMessage, [&] { return plugin_.message(instance_, &message); }, *type);
  current_ = nullptr;
  if (requests_.find(request) == nullptr) {
    return;
  }
  if (!envelope.msg_id) {
    requests_.close(request);  // nobody waits, so nothing is kept
  } else if (!handled) {
    reply_error(request, MAELSTROM_ERROR_CRASH, std::string(failure_));
  }
}

// Whether it is a client's request to an earlier life of this node, which has been killed: Maelstrom numbers what it
// sends, and hands what came for a dead node to the next one behind its init (maelstrom/db.clj, start-node!).
inline bool Node::is_left_over(const Envelope& request) const {
  if (request.id.size() > init_id_.size()) {  // the usual case: they count up
    return false;
  }
  const std::optional<std::int64_t> id = parse_integer(request.id);
  const std::optional<std::int64_t> init = parse_integer(init_id_);
  return id && init && *id < *init && request.msg_id && options_.reply_deadline_ns != 0 &&
         kind_of(request.src) == Asker::kClient;
}

// Who has sent the message, and can be sent to from now on.
inline Node::Sender Node::sender(const Envelope& envelope) {
  const std::string_view src_json = envelope.src_json;
  Sender& recent = recent_senders_[static_cast<unsigned char>(src_json[src_json.size() - 2]) % recent_senders_.size()];
  if (!detail::same_text(recent.json, src_json)) {
    auto known = senders_.find(src_json);
    if (known == senders_.end()) {
      known = senders_.emplace(src_json, kind_of(envelope.src)).first;
      destinations_.emplace(envelope.src);
    }
    recent = {known->first, known->second};
  }
  return recent;
}

// Nodes and services are peers: they never vanish.
Asker Node::kind_of(std::string_view id) const {
  const bool is_peer = std::find(node_ids_.begin(), node_ids_.end(), id) != node_ids_.end() ||
                       std::find(std::begin(kServices), std::end(kServices), id) != std::end(kServices);
  return is_peer ? Asker::kPeer : Asker::kClient;
}

void Node::forget_senders() {
  recent_senders_.fill({});
  senders_.clear();
}

// 0 if there are too many. A plugin that never answers its peers must not fill the memory: the oldest gives way.
inline maelstrom_request Node::open_request(const Envelope& envelope, const Sender& sender) {
  if (sender.kind == Asker::kPeer && requests_.size(Asker::kPeer) == kMostOfPeers) {
    const maelstrom_request oldest = requests_.oldest(Asker::kPeer);
    ++counters_.expired;
    if (!std::exchange(peers_gave_way_, true)) {
      log(MAELSTROM_LOG_WARN,
          fmt::format(
              "{} requests of nodes and services wait for an answer of plugin {}; the oldest can be answered no "
              "more, the first: msg_id {} from {}",
              kMostOfPeers, plugin_.name, requests_.find(oldest)->msg_id.value_or(0),
              requests_.find(oldest)->src_json));
    }
    requests_.expire(oldest);
  }
  return requests_.open(sender.json, envelope.msg_id, line_received_ns_, sender.kind);
}

// Its place among the types that the plugin handles.
inline std::optional<std::size_t> Node::find_type(std::string_view type) const {
  for (std::size_t i = 0; i < types_.size(); ++i) {
    if (detail::same_text(types_[i], type)) {
      return i;
    }
  }
  return std::nullopt;
}

inline maelstrom_message Node::view(const Envelope& envelope, maelstrom_request request) const {
  maelstrom_message message = {};
  message.struct_size = sizeof message;
  message.flags = (envelope.msg_id ? MAELSTROM_HAS_MSG_ID : 0) | (envelope.in_reply_to ? MAELSTROM_HAS_IN_REPLY_TO : 0);
  message.msg_id = envelope.msg_id.value_or(0);
  message.in_reply_to = envelope.in_reply_to.value_or(0);
  message.request = request;
  message.src = slice_of(envelope.src);
  message.dest = slice_of(envelope.dest);
  message.type = slice_of(envelope.type);
  message.body = slice_of(envelope.body);
  return message;
}

// Forgets the requests that may not be answered any more, so that a plugin that never answers cannot fill the memory.
void Node::expire_requests() {
  if (requests_.size(Asker::kClient) == 0 || options_.reply_deadline_ns == 0) {
    return;
  }
  const std::int64_t now = platform_.coarse_monotonic_ns();
  std::uint64_t expired = 0;
  std::string first;
  for (maelstrom_request oldest = 0; (oldest = requests_.oldest(Asker::kClient)) != 0;) {
    const OpenRequest& request = *requests_.find(oldest);
    if (now - request.received_ns <= options_.reply_deadline_ns) {
      break;
    }
    if (expired++ == 0) {
      first = fmt::format("msg_id {} from {}", request.msg_id.value_or(0), request.src_json);
    }
    requests_.expire(oldest);
  }
  if (expired != 0) {
    counters_.expired += expired;
    log(MAELSTROM_LOG_WARN,
        fmt::format("{} request(s) may have waited longer than the reply deadline of {} and cannot be answered any "
                    "more, the first: {}",
                    expired, seconds(options_.reply_deadline_ns), first));
  }
}

// ---- The host's answers

void Node::answer(const Envelope& to, std::string_view body) {
  if (!to.msg_id) {
    return;
  }
  std::string src = node_id_json_;
  if (src.empty()) {
    if (to.dest.empty()) {
      return;  // nobody has said who we are
    }
    append_json_string(src, to.dest);  // before init: whom they took us for
  }
  if (outbox_.add(src, to.src_json, Outbox::Id::kInReplyTo, *to.msg_id, body)) {
    note_sent();
  }
}

void Node::answer_error(const Envelope& to, std::int32_t code, std::string_view text) {
  if (to.msg_id && to.type != "init" && kind_of(to.src) == Asker::kClient && is_too_late(line_received_ns_)) {
    ++counters_.expired;
    log(MAELSTROM_LOG_WARN,
        fmt::format("did not answer msg_id {} from {} with error {}: the request may be older than {}", *to.msg_id,
                    to.src_json, code, seconds(options_.reply_deadline_ns)));
    return;
  }
  JsonWriter body;
  body.begin_object().member("type", "error").member("code", code).member("text", text).end_object();
  answer(to, body.text());
}

bool Node::is_too_late(std::int64_t received_ns) const {
  return options_.reply_deadline_ns != 0 && platform_.coarse_monotonic_ns() - received_ns > options_.reply_deadline_ns;
}

// ---- What the plugin asks for

// What the outbox has taken just now.
inline void Node::note_sent() {
  ++counters_.sent;
  if (logs(MAELSTROM_LOG_DEBUG)) {
    log(MAELSTROM_LOG_DEBUG, fmt::format("sends {}", outbox_.last_line()));
  }
}

// Of one of the plugin's own threads: why its last call failed, and of which node. Nodes are known by a number, because
// a later one may have the address of one that is gone.
struct FailureOfThread {
  std::uint64_t node = 0;
  std::string reason;
};
thread_local FailureOfThread failure_of_thread;

maelstrom_status Node::failure(maelstrom_status status, std::string reason) {
  if (on_loop_thread()) {
    last_error_ = std::move(reason);
  } else {
    failure_of_thread = {number_, std::move(reason)};
  }
  return status;
}

std::string_view Node::last_error() const {
  if (on_loop_thread()) {
    return last_error_;
  }
  return failure_of_thread.node == number_ ? std::string_view(failure_of_thread.reason) : kNoFailure;
}

maelstrom_status Node::refuse(maelstrom_status status, std::string_view what, std::string_view dest,
                              std::string reason) {
  ++counters_.refused;
  log(MAELSTROM_LOG_WARN,
      fmt::format("{}{} of plugin {} to {}: {}", status == MAELSTROM_E_EXPIRED ? kDroppedLate : kRefused, what,
                  plugin_.name, dest, reason));
  refusal_ = reason;
  return failure(status, std::move(reason));
}

maelstrom_status Node::check_destination(std::string_view what, std::string_view dest) {
  if (phase_ != Phase::kRunning) {
    return refuse(MAELSTROM_E_STATE, what, dest,
                  phase_ == Phase::kCreated ? "no message may go out before start" : "this node is stopping");
  }
  if (!destinations_.contains(dest)) {
    return refuse(MAELSTROM_E_DESTINATION, what, dest,
                  "it is no node of the cluster, no service, and no client that this node has heard from");
  }
  return MAELSTROM_OK;
}

maelstrom_status Node::send(std::string_view dest, std::string_view body) {
  return emit("message", dest, Outbox::Id::kNone, 0, body);
}

maelstrom_status Node::emit(std::string_view what, std::string_view dest, Outbox::Id id, std::int64_t id_value,
                            std::string_view body) {
  const maelstrom_status status = check_destination(what, dest);
  if (status != MAELSTROM_OK) {
    return status;
  }
  if (held_.size() >= kMostHeld) {
    if (!std::exchange(holds_no_more_, true)) {
      log(MAELSTROM_LOG_WARN, fmt::format("dropped a {} of plugin {} to {}, and more will be: {} bytes wait for the "
                                          "first message after init already",
                                          what, plugin_.name, dest, held_.size()));
    }
    return failure(MAELSTROM_E_RESOURCE, "too much waits for the first message after init already");
  }
  std::string dest_json;
  append_json_string(dest_json, dest);
  const std::size_t before = outbox_.bytes().size();
  if (!outbox_.add(node_id_json_, dest_json, id, id_value, body)) {
    return refuse(MAELSTROM_E_BODY, what, dest, outbox_.error() + ": " + excerpt(body));
  }
  note_sent();
  if (!heard_) {
    held_ += outbox_.cut(before);
  }
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
  if (request->asker == Asker::kClient && is_too_late(request->received_ns)) {
    const std::string_view client = request->src_json;  // stays: see sender()
    const std::string longest = seconds(platform_.coarse_monotonic_ns() - request->received_ns);
    requests_.expire(handle);
    ++counters_.expired;
    return refuse(MAELSTROM_E_EXPIRED, "reply", client,
                  fmt::format("the request may be as old as {}, the reply deadline is {}", longest,
                              seconds(options_.reply_deadline_ns)));
  }
  const Outbox::Id id = request->msg_id ? Outbox::Id::kInReplyTo : Outbox::Id::kNone;
  if (!outbox_.add(node_id_json_, request->src_json, id, request->msg_id.value_or(0), body)) {
    return refuse(MAELSTROM_E_BODY, "reply", request->src_json, outbox_.error() + ": " + excerpt(body));
  }
  requests_.close(handle);
  note_sent();
  return MAELSTROM_OK;
}

maelstrom_status Node::refuse_reply(maelstrom_request handle) {
  constexpr std::string_view kAsker = "its sender";
  if (!requests_.closed(handle)) {
    return refuse(MAELSTROM_E_UNKNOWN, "reply", kAsker, "there was no such request");
  }
  if (requests_.expired(handle)) {
    return refuse(MAELSTROM_E_EXPIRED, "reply", kAsker,
                  "the request may be older than the reply deadline of " + seconds(options_.reply_deadline_ns) +
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
    log(MAELSTROM_LOG_WARN,
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
  if (next_rpc_ == 0) {
    next_rpc_ = first_rpc();
  }
  const maelstrom_rpc id = next_rpc_;
  const maelstrom_status status = emit("request", dest, Outbox::Id::kMsgId, static_cast<std::int64_t>(id), body);
  if (status != MAELSTROM_OK) {
    return status;
  }
  ++next_rpc_;
  maelstrom_timer timer = 0;
  if (heard_) {
    timer = add_timer(timeout_ns, {{nullptr, nullptr}, id});
  } else {
    held_timeouts_.push_back({id, timeout_ns});  // its time begins when the request leaves
  }
  rpcs_.add(id, Rpc{std::string(dest), callback, user, timer, false});
  if (handle != nullptr) {
    *handle = id;
  }
  return MAELSTROM_OK;
}

// Somewhere in 32 bits: a reply to an earlier life of this node, which may come yet, must not be taken for one to this
// life.
maelstrom_rpc Node::first_rpc() {
  std::array<std::byte, 4> bytes{};
  platform_.random_bytes(bytes);  // without any, they begin at 1
  maelstrom_rpc id = 0;
  for (const std::byte byte : bytes) {
    id = id << 8 | static_cast<maelstrom_rpc>(byte);
  }
  return id + 1;
}

maelstrom_status Node::cancel_rpc(maelstrom_rpc handle) {
  Rpc* const rpc = rpcs_.find(handle);
  if (rpc == nullptr || rpc->cancelled) {
    return failure(MAELSTROM_E_UNKNOWN, "there is no such rpc, or it has completed");
  }
  timers_.cancel(rpc->timer);
  rpc->cancelled = true;
  cancelled_.push_back(handle);
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
  const std::lock_guard lock(posts_mutex_);
  if (!accepts_posts_) {
    return failure(MAELSTROM_E_STATE, "this node is stopping");
  }
  posts_.push_back({callback, user});
  has_posts_.store(true, std::memory_order_release);
  platform_.wake();  // under the lock: not once the node has stopped
  return MAELSTROM_OK;
}

void Node::plugin_log(maelstrom_log_level level, std::string_view text) {
  const maelstrom_log_level known = std::clamp<maelstrom_log_level>(level, MAELSTROM_LOG_TRACE, MAELSTROM_LOG_ERROR);
  if (logs(known)) {
    log(known, fmt::format("plugin {}: {}", plugin_.name, text));
  }
}

maelstrom_status Node::refuse_wrong_thread() {
  constexpr std::string_view kReason = "it came on another thread; use post to get onto the loop";
  log(MAELSTROM_LOG_ERROR, fmt::format("{}call of plugin {}: {}", kRefused, plugin_.name, kReason));
  return failure(MAELSTROM_E_WRONG_THREAD, std::string(kReason));
}

// ---- Calls into the plugin

void Node::advance() {
  if (phase_ >= Phase::kStopping) {
    return;
  }
  if (has_posts_.load(std::memory_order_acquire)) {
    run_posts();
  }
  if (!cancelled_.empty()) {
    run_cancelled();
  }
  if (timers_.size() != 0) {
    run_timers();
  }
}

std::optional<std::int64_t> Node::next_due() const {
  if (!cancelled_.empty() || has_posts_.load(std::memory_order_acquire)) {
    return INT64_MIN;
  }
  return timers_.next_due();
}

void Node::run(PluginCall which, Callback callback) {
  guarded(which, [callback] {
    callback.function(callback.user);
    return MAELSTROM_OK;
  });
}

void Node::run_posts() {
  std::vector<Callback> posts;
  {
    const std::lock_guard lock(posts_mutex_);
    posts.swap(posts_);
    has_posts_.store(false, std::memory_order_release);
  }
  for (const Callback& callback : posts) {
    run(PluginCall::kPost, callback);
  }
}

void Node::run_timers() {
  const std::int64_t now = platform_.monotonic_ns();
  const maelstrom_timer made_from_here_on = timers_.next_id();  // these wait for the next round
  while (const auto due = timers_.take_due(now, made_from_here_on)) {
    const auto& [handle, timer] = *due;
    platform_.on_timer(handle, timer.rpc);
    if (timer.callback.function != nullptr) {
      run(PluginCall::kTimer, timer.callback);
    } else {
      complete(timer.rpc, MAELSTROM_E_TIMEOUT, nullptr);
    }
  }
}

void Node::run_cancelled() {
  for (const maelstrom_rpc handle : std::exchange(cancelled_, {})) {
    complete(handle, MAELSTROM_E_CANCELLED, nullptr);
  }
}

// Forgets the rpc first: whatever its callback does, this was its one completion.
void Node::complete(maelstrom_rpc handle, maelstrom_status status, const maelstrom_message* reply) {
  const Rpc rpc = rpcs_.take(handle);
  timers_.cancel(rpc.timer);
  guarded(PluginCall::kCompletion, [&] {
    rpc.callback(rpc.user, status, reply);
    return MAELSTROM_OK;
  });
}

void Node::stop() {
  if (phase_ >= Phase::kStopping) {
    return;
  }
  refuse_posts();
  if (phase_ == Phase::kRunning) {
    guarded(PluginCall::kStop, [this] {
      plugin_.stop(instance_);
      return MAELSTROM_OK;
    });
  }
  complete_everything();
  release_held();
  log(MAELSTROM_LOG_INFO,
      fmt::format("stopped: {} lines received, {} of them malformed; {} sent, {} refused; {} requests "
                  "expired, {} left unanswered, {} plugin calls failed",
                  counters_.received, counters_.malformed, counters_.sent, counters_.refused, counters_.expired,
                  requests_.size(), counters_.failures));
}

void Node::abandon(std::unique_ptr<Node> node, std::shared_ptr<Platform> platform) {
  static std::mutex& mutex = *new std::mutex;
  static auto& abandoned = *new std::vector<std::pair<std::unique_ptr<Node>, std::shared_ptr<Platform>>>;
  const std::lock_guard lock(mutex);
  abandoned.emplace_back(std::move(node), std::move(platform));
}

void Node::refuse_posts() {
  const std::lock_guard lock(posts_mutex_);
  accepts_posts_ = false;
}

void Node::complete_everything() {
  phase_ = Phase::kStopping;
  run_cancelled();
  std::vector<maelstrom_rpc> outstanding;
  rpcs_.each([&outstanding](maelstrom_rpc handle, const Rpc& /*rpc*/) { outstanding.push_back(handle); });
  std::sort(outstanding.begin(), outstanding.end());
  for (const maelstrom_rpc handle : outstanding) {
    complete(handle, MAELSTROM_E_CANCELLED, nullptr);
  }
  run_posts();
  phase_ = Phase::kStopped;
}

void Node::log(maelstrom_log_level level, std::string_view text) {
  if (!logs(level)) {
    return;
  }
  const std::lock_guard lock(log_mutex_);
  platform_.log(level,
                platform::one_line(log_name_.empty() ? std::string(text) : fmt::format("{}: {}", log_name_, text)));
}

}  // namespace maelstrom::host
