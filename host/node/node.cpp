#include "host/node/node.hpp"

#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

#include <spdlog/fmt/fmt.h>

#include <maelstrom/json_writer.hpp>
#include <maelstrom/slice.hpp>

#include "host/node/host_table.hpp"
#include "host/node/log_words.hpp"

namespace maelstrom::host {
namespace {

constexpr std::size_t kMostOfPeers = std::size_t{1} << 18;  // open requests of peers, which have no deadline: 20 MB

bool is_blank(std::string_view line) {
  const bool may_be = line.empty() || static_cast<unsigned char>(line.front()) <= ' ';
  return may_be && line.find_first_not_of(" \t\r") == std::string_view::npos;
}

maelstrom_message view(const Envelope& envelope, maelstrom_request request) {
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

}  // namespace

// Runs `call`, which calls the plugin and returns whether it succeeded.
template <class Call>
bool Node::guarded(PluginCall which, Call&& call) {
  refusal_.clear();
  if (call()) {
    return true;
  }
  note_failure(which);
  return false;
}

void Node::note_failure(PluginCall which) {
  ++counters_.failures;
  // A refusal that the plugin passes on as its reason is already logged.
  log_.write(MAELSTROM_LOG_ERROR,
             fmt::format("plugin {}: {}{} failed{}", plugin_.name(), name_of(which), current_message(),
                         plugin_.failure() == refusal_ ? " because of the refusal that is logged above"
                                                       : ": " + plugin_.failure()));
}

// The message that the plugin handles now, for a log line; empty if it handles none.
std::string Node::current_message() const {
  if (current_ == nullptr) {
    return {};
  }
  const std::string id = current_->msg_id ? fmt::format(", msg_id {}", *current_->msg_id) : std::string();
  return fmt::format(" of type {}{} from {}", excerpt(current_->type), id, current_->src_json);
}

Node::Node(const maelstrom_plugin& plugin, Platform& platform, NodeOptions options)
    : platform_(platform),
      options_(std::move(options)),
      log_(platform),
      table_(make_host_table(*this)),
      plugin_(plugin, options_.activity),
      policy_(options_.policy),
      outbox_(options_.outbox != nullptr ? *options_.outbox : lines_) {
  if (!guarded(PluginCall::kCreate, [this] { return plugin_.create(table_); })) {
    throw CreateFailed(plugin_.failure());
  }
}

Node::~Node() {
  stop();
  guarded(PluginCall::kDestroy, [this] { return plugin_.destroy(); });
}

// ---- Kinds of lines

void Node::receive(std::string_view line, std::int64_t received_ns) {
  ++line_number_;
  line_received_ns_ = received_ns;
  if (phase_ >= Phase::kStopping || is_blank(line)) {
    return;
  }
  ++counters_.received;
  if (log_.keeps(MAELSTROM_LOG_DEBUG)) {
    log_.write(MAELSTROM_LOG_DEBUG, fmt::format("received {}", line));
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
  const Sender from = members_.sender(envelope);
  if (!envelope.in_reply_to && is(envelope.type, "init")) {
    receive_init(envelope);
    return;
  }
  if (phase_ == Phase::kRunning && policy_.holds()) {
    release_held();
  }
  if (envelope.in_reply_to) {
    receive_reply(envelope);
  } else {
    receive_message(envelope, from);
  }
}

// Sends the held messages: with the first message after init, or when the node stops.
void Node::release_held() {
  for (const auto& [handle, timeout_ns] : policy_.release(outbox_)) {
    if (Rpc* const rpc = rpcs_.waiting(handle)) {
      rpc->timer = add_timer(timeout_ns, {{nullptr, nullptr}, handle});
    }
  }
}

void Node::receive_malformed(std::string_view line, const std::string& error) {
  ++counters_.malformed;
  log_.write(MAELSTROM_LOG_WARN, fmt::format("line {}: malformed message: {}: {}", line_number_, error, excerpt(line)));
  const Envelope& envelope = reader_.envelope();
  if (!envelope.src_json.empty() && envelope.msg_id) {
    answer_error(envelope, MAELSTROM_ERROR_MALFORMED_REQUEST, error);
  }
}

void Node::receive_init(const Envelope& envelope) {
  if (phase_ == Phase::kRunning) {
    log_.write(MAELSTROM_LOG_WARN, "init again: this node keeps its id and its state");
    answer(envelope, R"({"type":"init_ok"})");
    return;
  }
  const std::string malformed = join_cluster(envelope);
  if (!malformed.empty()) {
    log_.write(MAELSTROM_LOG_ERROR, "init is malformed: " + malformed);
    answer_error(envelope, MAELSTROM_ERROR_MALFORMED_REQUEST, malformed);
    return;
  }
  phase_ = Phase::kRunning;
  if (!guarded(PluginCall::kStart, [this] { return plugin_.start(); })) {
    answer_error(envelope, MAELSTROM_ERROR_CRASH, plugin_.failure());
    leave_cluster();
    return;
  }
  answer(envelope, R"({"type":"init_ok"})");
  log_.write(MAELSTROM_LOG_INFO, fmt::format("started: plugin {} {}, node {} of {}", plugin_.name(), plugin_.version(),
                                             members_.id(), fmt::join(members_.nodes(), ", ")));
}

// Returns the reason if the init is malformed, otherwise an empty text.
std::string Node::join_cluster(const Envelope& init) {
  std::string malformed = members_.join(init);
  if (malformed.empty()) {
    policy_.begin_life(init.id);
    log_.set_name(members_.id());
  }
  return malformed;
}

// Undoes join_cluster, after a failed start.
void Node::leave_cluster() {
  phase_ = Phase::kCreated;
  for (const auto& [handle, timeout_ns] : policy_.drop_held()) {
    cancel_rpc(handle);  // it will never be sent
  }
  members_.leave();
  log_.set_name({});
}

void Node::receive_reply(const Envelope& envelope) {
  const auto handle = static_cast<maelstrom_rpc>(*envelope.in_reply_to);
  const Rpc* const rpc = rpcs_.waiting(handle);
  if (rpc == nullptr || rpc->dest != envelope.src) {
    if (log_.keeps(MAELSTROM_LOG_DEBUG)) {
      log_.write(MAELSTROM_LOG_DEBUG,
                 fmt::format("dropped a reply from {} to msg_id {}: no pending request has this msg_id",
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
    log_.write(MAELSTROM_LOG_WARN, fmt::format("line {}: {} from {} came before init", line_number_,
                                               excerpt(envelope.type), envelope.src_json));
    answer_error(envelope, MAELSTROM_ERROR_TEMPORARILY_UNAVAILABLE, "this node has not been initialized yet");
    return;
  }
  if (is_left_over(envelope)) {
    ++counters_.expired;
    log_.write(
        MAELSTROM_LOG_WARN,
        fmt::format("dropped msg_id {} from {}: it was sent before this node's init (id {}, init's is {}), so that its "
                    "client may be gone",
                    *envelope.msg_id, envelope.src_json, envelope.id, policy_.init_id()));
    return;
  }
  const std::optional<std::size_t> type = plugin_.find_type(envelope.type);
  if (!type) {
    if (!envelope.msg_id) {
      log_.write(MAELSTROM_LOG_WARN,
                 fmt::format("line {}: {} from {} is of no type that plugin {} handles", line_number_,
                             excerpt(envelope.type), envelope.src_json, plugin_.name()));
    }
    answer_error(envelope, MAELSTROM_ERROR_NOT_SUPPORTED,
                 fmt::format("plugin {} does not support messages of type {}", plugin_.name(), envelope.type));
    return;
  }
  const maelstrom_request request = open_request(envelope, sender);
  if (request == 0) {
    answer_error(envelope, MAELSTROM_ERROR_TEMPORARILY_UNAVAILABLE, "too many requests wait for an answer");
    return;
  }
  const maelstrom_message message = view(envelope, request);
  current_ = &envelope;
  const bool handled = guarded(PluginCall::kMessage, [&] { return plugin_.message(message, *type); });
  current_ = nullptr;
  if (requests_.find(request) == nullptr) {
    return;
  }
  if (!envelope.msg_id) {
    requests_.close(request);  // no sender waits, so nothing is kept
  } else if (!handled) {
    reply_error(request, MAELSTROM_ERROR_CRASH, std::string(plugin_.failure()));
  }
}

// Whether it is a client's request to an earlier incarnation of this node.
inline bool Node::is_left_over(const Envelope& message) const {
  return policy_.may_be_left_over(message) && members_.kind_of(message.src) == Asker::kClient;
}

// 0 if too many are open. A plugin that never answers its peers must not fill the memory: the oldest is evicted.
inline maelstrom_request Node::open_request(const Envelope& envelope, const Sender& sender) {
  if (sender.kind == Asker::kPeer && requests_.size(Asker::kPeer) == kMostOfPeers) {
    give_way(requests_.oldest(Asker::kPeer));
  }
  return requests_.open(sender.json, envelope.msg_id, line_received_ns_, sender.kind);
}

void Node::give_way(maelstrom_request oldest) {
  ++counters_.expired;
  if (!std::exchange(peers_gave_way_, true)) {
    log_.write(
        MAELSTROM_LOG_WARN,
        fmt::format("{} requests of nodes and services wait for an answer of plugin {}; the oldest can be answered no "
                    "more, the first: msg_id {} from {}",
                    kMostOfPeers, plugin_.name(), requests_.find(oldest)->msg_id.value_or(0),
                    requests_.find(oldest)->src_json));
  }
  requests_.expire(oldest);
}

// Drops requests past their deadline, so that a plugin that never answers cannot fill the memory.
void Node::expire_requests() {
  if (requests_.size(Asker::kClient) == 0 || !policy_.has_deadline()) {
    return;
  }
  const std::int64_t now = platform_.coarse_monotonic_ns();
  std::uint64_t expired = 0;
  std::string first;
  for (maelstrom_request oldest = 0; (oldest = requests_.oldest(Asker::kClient)) != 0;) {
    const OpenRequest& request = *requests_.find(oldest);
    if (!policy_.is_too_old(now - request.received_ns)) {
      break;
    }
    if (expired++ == 0) {
      first = fmt::format("msg_id {} from {}", request.msg_id.value_or(0), request.src_json);
    }
    requests_.expire(oldest);
  }
  if (expired != 0) {
    counters_.expired += expired;
    log_.write(
        MAELSTROM_LOG_WARN,
        fmt::format("{} request(s) may have waited longer than the reply deadline of {} and cannot be answered any "
                    "more, the first: {}",
                    expired, seconds(policy_.reply_deadline_ns()), first));
  }
}

// ---- Answers of the host itself

void Node::answer(const Envelope& to, std::string_view body) {
  if (!to.msg_id) {
    return;
  }
  std::string src = members_.id_json();
  if (src.empty()) {
    if (to.dest.empty()) {
      return;  // our id is unknown
    }
    append_json_string(src, to.dest);  // before init: the id that the sender used
  }
  if (gate_.admits(body)) {
    const OutgoingMessage message = {src, to.src_json, OutgoingMessage::Id::kInReplyTo, *to.msg_id, gate_.object()};
    outbox_.add(message);
    note_sent(message);
  }
}

void Node::answer_error(const Envelope& to, std::int32_t code, std::string_view text) {
  if (to.msg_id && to.type != "init" && members_.kind_of(to.src) == Asker::kClient && policy_.has_deadline() &&
      policy_.is_too_old(platform_.coarse_monotonic_ns() - line_received_ns_)) {
    ++counters_.expired;
    log_.write(MAELSTROM_LOG_WARN,
               fmt::format("did not answer msg_id {} from {} with error {}: the request may be older than {}",
                           *to.msg_id, to.src_json, code, seconds(policy_.reply_deadline_ns())));
    return;
  }
  JsonWriter body;
  body.begin_object().member("type", "error").member("code", code).member("text", text).end_object();
  answer(to, body.text());
}

// ---- Due work, and the end

void Node::advance() {
  if (phase_ >= Phase::kStopping) {
    return;
  }
  if (posts_.any()) {
    run_posts();
  }
  if (rpcs_.any_cancelled()) {
    run_cancelled();
  }
  if (timers_.size() != 0) {
    run_timers();
  }
}

std::optional<std::int64_t> Node::next_due() const {
  if (rpcs_.any_cancelled() || posts_.any()) {
    return INT64_MIN;
  }
  return timers_.next_due();
}

void Node::run(PluginCall which, Callback callback) {
  guarded(which, [&] { return plugin_.run(which, callback); });
}

void Node::run_posts() {
  for (const Callback& callback : posts_.take()) {
    run(PluginCall::kPost, callback);
  }
}

void Node::run_timers() {
  const std::int64_t now = platform_.monotonic_ns();
  const maelstrom_timer made_from_here_on = timers_.next_id();  // later timers wait for the next round
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
  for (const maelstrom_rpc handle : rpcs_.take_cancelled()) {
    complete(handle, MAELSTROM_E_CANCELLED, nullptr);
  }
}

// Removes the rpc first: an rpc completes only once, whatever its callback does.
void Node::complete(maelstrom_rpc handle, maelstrom_status status, const maelstrom_message* reply) {
  const Rpc rpc = rpcs_.take(handle);
  timers_.cancel(rpc.timer);
  guarded(PluginCall::kCompletion, [&] { return plugin_.complete(rpc.callback, rpc.user, status, reply); });
}

void Node::stop() {
  if (phase_ >= Phase::kStopping) {
    return;
  }
  posts_.close();
  if (phase_ == Phase::kRunning) {
    guarded(PluginCall::kStop, [this] { return plugin_.stop(); });
  }
  complete_everything();
  release_held();
  log_.write(MAELSTROM_LOG_INFO,
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

void Node::complete_everything() {
  phase_ = Phase::kStopping;
  run_cancelled();
  for (const maelstrom_rpc handle : rpcs_.all()) {
    complete(handle, MAELSTROM_E_CANCELLED, nullptr);
  }
  run_posts();
  phase_ = Phase::kStopped;
}

}  // namespace maelstrom::host
