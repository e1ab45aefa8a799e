// The node that a workload runs on.
//
// Thread rule: everything on the node's loop thread. Messages can be sent once the node has started; before, and when
// it stops, sends and rpcs throw Refused.
#pragma once

#include <maelstrom/language.hpp>

#include <algorithm>
#include <chrono>
#include <concepts>
#include <exception>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <maelstrom/abi.h>
#include <maelstrom/body.hpp>
#include <maelstrom/failure_log.hpp>
#include <maelstrom/host.hpp>
#include <maelstrom/json.hpp>
#include <maelstrom/json_writer.hpp>
#include <maelstrom/move_only_function.hpp>
#include <maelstrom/promise.hpp>
#include <maelstrom/request.hpp>
#include <maelstrom/result.hpp>
#include <maelstrom/retry.hpp>
#include <maelstrom/rpc.hpp>
#include <maelstrom/services.hpp>
#include <maelstrom/task.hpp>
#include <maelstrom/task_set.hpp>
#include <maelstrom/timers.hpp>

namespace maelstrom {

// A coroutine without arguments. Its result is not used, hence Task<>.
template <class F>
concept TaskFunction = std::invocable<F&> && std::same_as<std::invoke_result_t<F&>, Task<>>;

// The node: its id and all its operations. A Workload is a Node; another class that needs the operations takes a Node&.
class Node {
 public:
  // node_host: the argument of the workload's constructor.
  explicit Node(Host node_host) : host_(node_host), timers_(node_host) {}
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  // The host's table: clocks, randomness, the log.
  const Host& host() const { return host_; }

  // Writes a line to the node's log.
  //
  //   log("elected in term " + std::to_string(term_));
  //   log(LogLevel::kWarn, "the log is behind");
  void log(std::string_view text) const { log(LogLevel::kInfo, text); }
  void log(LogLevel level, std::string_view text) const { host_.log(level, text); }

  // ---- Node ids

  // This node's id; empty before start.
  std::string_view node_id() const { return host_.node_id(); }

  // The ids of all nodes, this one included, in the order of init, which is the same on every node; empty before start.
  const std::vector<std::string>& node_ids() const { return node_ids_; }

  // The ids of the other nodes, in the order of init; empty before start.
  const std::vector<std::string>& peers() const { return peers_; }

  // ---- Messages

  // Sends a message that expects no reply. dest: a node, a service, or a client that has sent a message to this node.
  // Throws Refused if the host refuses it.
  //
  // The body is a type and members, a type and alternating names and values, or a whole body; see Request::reply.
  //
  //   send("n2", "gossip", {{"values", values_}});
  //   send("n2", "gossip", "values", values_);
  void send(std::string_view dest, const Body auto& body) {
    std::string buffer;
    host_.send(dest, detail::body_text(body, buffer));
  }
  void send(std::string_view dest, std::string_view type, std::initializer_list<Member> members = {}) {
    host_.send(dest, detail::write_body(scratch_, type, members));
  }
  template <detail::Text Name, class Value, class... Rest>
  void send(std::string_view dest, std::string_view type, const Name& name, const Value& value, const Rest&... rest) {
    host_.send(dest, detail::write_body(scratch_, type, name, value, rest...));
  }

  // Sends it to all peers. Throws Refused.
  void broadcast(const Body auto& body) {
    std::string buffer;
    broadcast_text(detail::body_text(body, buffer));
  }
  void broadcast(std::string_view type, std::initializer_list<Member> members = {}) {
    broadcast_text(detail::write_body(scratch_, type, members));
  }
  template <detail::Text Name, class Value, class... Rest>
  void broadcast(std::string_view type, const Name& name, const Value& value, const Rest&... rest) {
    broadcast_text(detail::write_body(scratch_, type, name, value, rest...));
  }

  // Sends a request. Set a callback on the result with `then`, or co_await it: the outcome is the first reply, an Error
  // (the peer's error reply, or kTimeout after `timeout`, by default 1 s), or Cancelled. dest: as for send; timeout: >
  // 0, from the time the request is sent. Throws Refused if the host refuses it.
  //
  // The body: as for Request::reply. To co_await it directly, pass alternating names and values, and the timeout last:
  // GCC before 13 cannot compile a braced list there ("array used as initializer").
  //
  //   rpc("n2", "ping").then([this](Result<Reply> reply) { alive_ = reply.ok(); });
  //   using namespace std::chrono_literals;
  //   const Reply reply = co_await rpc("n2", "read", "key", key, 200ms);
  Rpc rpc(std::string_view dest, const Body auto& body, std::chrono::nanoseconds timeout = kRpcTimeout) {
    return Rpc(host_, dest, body, timeout);
  }
  Rpc rpc(std::string_view dest, std::string_view type, std::initializer_list<Member> members = {},
          std::chrono::nanoseconds timeout = kRpcTimeout) {
    return Rpc(host_, dest, RawJson{detail::write_body(scratch_, type, members)}, timeout);
  }
  Rpc rpc(std::string_view dest, std::string_view type, std::chrono::nanoseconds timeout) {
    return rpc(dest, type, {}, timeout);
  }
  template <detail::Text Name, class Value, class... Rest>
  Rpc rpc(std::string_view dest, std::string_view type, const Name& name, const Value& value, const Rest&... rest) {
    std::chrono::nanoseconds timeout = kRpcTimeout;
    detail::begin_body(scratch_, type);
    detail::write_members_and_timeout(scratch_, timeout, name, value, rest...);
    return Rpc(host_, dest, RawJson{scratch_.end_object().text()}, timeout);
  }

  // Forwards a request to another node, and its reply to the client: the reply's body unchanged, an error as an error,
  // or kTimeout (indefinite) without a reply. The handler must not answer. A request without msg_id is forwarded
  // without a reply. dest, timeout: as for rpc. Throws Refused if the host refuses it.
  //
  //   on("write", [this](Request& request) {
  //     if (leader_ != node_id()) {
  //       return forward(request, leader_);
  //     }
  //     ...
  //   });
  void forward(const Request& request, std::string_view dest, std::chrono::nanoseconds timeout = kRpcTimeout) {
    const JsonText body = detail::without_message_ids(request.raw_body());
    if (!request.msg_id()) {
      return send(dest, body);
    }
    rpc(dest, body, timeout).then([this, kept = request.keep()](Result<Reply> reply) {
      if (reply.ok()) {
        kept->reply(detail::without_message_ids(reply.value().raw_body()));
      } else if (reply.failure().kind != Failure::Kind::kStopping) {
        detail::reply_last_error(host_, *kept, reply.error().code(), reply.error().what());
      }
    });
  }

  // A promise that one handler waits for and another completes; see Promise.
  //
  //   Promise<> elected_ = promise();                       // a member of the workload
  //   co_await elected_.wait(1s);                           // in a coroutine
  //   elected_.complete();                                  // in another handler
  template <class T = void>
  Promise<T> promise() {
    return Promise<T>(timers_);
  }

  // Awaits make(), which returns an Rpc or a Task. On a temporary or indefinite Error (is_worth_a_retry) it tries again
  // after a growing random delay, as long as the policy allows: by default 5 attempts. Returns the value, or throws the
  // last Error or any other exception of make(). Do not retry an operation that must not happen twice: after an
  // indefinite error its outcome is unknown.
  //
  //   const auto value = co_await retry({.deadline = 3s}, [this] { return lin_kv().read("k"); });
  template <class Make>
  auto retry(RetryPolicy policy, Make make) {
    return maelstrom::retry(host_, timers_, policy, std::move(make));
  }

  // ---- Time

  // Calls function() once, `delay` from now, or from the node's start if it has not started yet. delay: >= 0. A
  // coroutine then runs independently. Exceptions are logged. Throws Refused when the node is stopping.
  //
  //   Timer election = after(300ms, [this] { campaign(); });
  template <class F>
  Timer after(std::chrono::nanoseconds delay, F function, detail::Place place = detail::Place::here()) {
    return add_timer(delay, false, std::move(function), place);
  }

  // Calls function() repeatedly, first after one interval, until the timer is cancelled or the node stops; runs missed
  // while the node was busy or paused are skipped. interval: > 0, otherwise throws std::invalid_argument. Coroutine
  // runs are independent, and a slow run overlaps with the next. Exceptions are logged, and do not stop the timer.
  // Throws Refused when the node is stopping.
  //
  // Peers may not be up yet when this node starts. Messages sent before the first received message wait for it, and are
  // then sent all at once.
  //
  //   every(100ms, [this] { broadcast("gossip", {{"value", value_}}); });
  template <class F>
  Timer every(std::chrono::nanoseconds interval, F function, detail::Place place = detail::Place::here()) {
    if (interval.count() <= 0) {
      throw std::invalid_argument("the interval of a timer must be positive");
    }
    return add_timer(interval, true, std::move(function), place);
  }

  // co_await sleep(delay) resumes after `delay`. delay: >= 0. Throws Refused when the node is stopping; if it stops
  // meanwhile, the coroutine does not resume.
  Sleep sleep(std::chrono::nanoseconds delay) { return {timers_, delay}; }

  // ---- Coroutines

  // Runs a task without awaiting it. It runs immediately until its first wait. Exceptions are logged.
  template <class T>
  void spawn(Task<T> task, detail::Place place = detail::Place::here()) {
    spawn_logged("the spawned task" + place.text(), std::move(task));
  }

  // Runs a task and calls callback(Result<T>) when it has ended, so every operation can be used with a callback.
  // Exceptions of the callback are logged.
  //
  //   spawn(lin_kv().read("k"), [kept = request.keep()](Result<JsonText> value) { ... });
  template <class T, std::invocable<Result<T>> Callback>
  void spawn(Task<T> task, Callback callback, detail::Place place = detail::Place::here()) {
    auto done = [this, place, callback = std::move(callback)](Result<T> result) mutable {
      try {
        callback(std::move(result));
      } catch (...) {
        detail::log_failure(host_, "the callback of the spawned task" + place.text(),
                            Failure::of(std::current_exception()));
      }
    };
    tasks_.spawn(std::move(task), detail::MoveOnlyFunction<void(Result<T>)>(std::move(done)));
  }

  // Runs a coroutine; its captures live until it ends.
  //
  //   spawn([this]() -> Task<> {
  //     co_await sleep(1s);
  //     co_await gossip();
  //   });
  template <TaskFunction F>
  void spawn(F function, detail::Place place = detail::Place::here()) {
    spawn(kept_running(std::make_shared<Coroutine>(std::move(function))), place);
  }

  // Any other use is a compile error with a clear message.
  template <class Other>
  requires(!TaskFunction<Other> &&
           !detail::IsTask<Other>::value) void spawn(const Other& /*other*/,
                                                     detail::Place /*place*/ = detail::Place::here()) {
    static_assert(!std::same_as<Other, Rpc>,
                  "an rpc is under way already and needs no spawn: give it a callback, rpc(...).then(callback), or "
                  "spawn a coroutine that awaits it");
    static_assert(std::same_as<Other, Rpc>,
                  "spawn takes a Task, or a function without arguments that is a coroutine and returns Task<>: "
                  "spawn([this]() -> Task<> { ... })");
  }
  template <class Other, class Callback>
  requires(!TaskFunction<Other> && !detail::IsTask<Other>::value &&
           !std::same_as<Callback, detail::Place>) void spawn(const Other& other, const Callback& /*callback*/) {
    spawn(other);
  }

  // ---- Services. timeout: of each request, > 0

  // The linearizable key-value store.
  LinKv lin_kv(std::chrono::nanoseconds timeout = kRpcTimeout) const { return LinKv(host_, timeout); }
  // The sequentially consistent key-value store.
  SeqKv seq_kv(std::chrono::nanoseconds timeout = kRpcTimeout) const { return SeqKv(host_, timeout); }
  // The last-write-wins key-value store.
  LwwKv lww_kv(std::chrono::nanoseconds timeout = kRpcTimeout) const { return LwwKv(host_, timeout); }
  // The timestamp oracle.
  LinTso lin_tso(std::chrono::nanoseconds timeout = kRpcTimeout) const { return LinTso(host_, timeout); }

 protected:
  ~Node() { clear(); }

  // The node has its id now.
  void start() {
    node_ids_ = host_.node_ids();
    peers_.clear();
    std::copy_if(node_ids_.begin(), node_ids_.end(), std::back_inserter(peers_),
                 [this](const std::string& id) { return id != node_id(); });
    timers_.start();
  }

  // Frees everything that still waits.
  void clear() {
    tasks_.clear();
    timers_.clear();
  }

  // The coroutines that are not awaited.
  detail::TaskSet& tasks() { return tasks_; }
  // A writer for one body at a time.
  JsonWriter& scratch() { return scratch_; }

 private:
  void broadcast_text(std::string_view body) {
    for (const std::string& peer : peers_) {
      host_.send(peer, body);
    }
  }

  using Coroutine = detail::MoveOnlyFunction<Task<>()>;

  // Keeps a coroutine's captures alive while it runs.
  static Task<> kept_running(std::shared_ptr<Coroutine> function) { co_await (*function)(); }

  // what: for a log line.
  template <class T>
  void spawn_logged(std::string what, Task<T> task) {
    tasks_.spawn(std::move(task),
                 detail::MoveOnlyFunction<void(Result<T>)>([this, what = std::move(what)](const Result<T>& result) {
                   if (!result.ok()) {
                     detail::log_failure(host_, what, result.failure());
                   }
                 }));
  }

  template <class F>
  Timer add_timer(std::chrono::nanoseconds delay, bool repeats, F function, detail::Place place) {
    static_assert(std::invocable<F&>, "a timer calls a function without arguments: every(1s, [this] { ... })");
    if constexpr (TaskFunction<F>) {
      auto run = [this, kept = std::make_shared<Coroutine>(std::move(function)),
                  what = detail::timer_label(delay, repeats, place)] { spawn_logged(what, kept_running(kept)); };
      return timers_.add(delay, repeats, detail::MoveOnlyFunction<void()>(std::move(run)), place);
    } else if constexpr (std::invocable<F&>) {
      static_assert(!detail::IsTask<std::invoke_result_t<F&>>::value,
                    "the value of a timer's coroutine is not used: return Task<>");
      return timers_.add(delay, repeats, detail::MoveOnlyFunction<void()>(std::move(function)), place);
    } else {
      return {};
    }
  }

  Host host_;
  std::vector<std::string> node_ids_;
  std::vector<std::string> peers_;
  JsonWriter scratch_;
  Timers timers_;
  detail::TaskSet tasks_;
};

}  // namespace maelstrom
