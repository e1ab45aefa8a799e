// Requests to other nodes and to services, answered by callback or by co_await.
//
// Every rpc has exactly one outcome: the first reply, an Error (an error reply or a timeout), or Cancelled (by a call
// of cancel, or because the node stops). The host drops later replies. [loop]
#pragma once

#include <maelstrom/language.hpp>

#include <cassert>
#include <chrono>
#include <concepts>
#include <coroutine>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <nlohmann/json.hpp>

#include <maelstrom/abi.h>
#include <maelstrom/body.hpp>
#include <maelstrom/error.hpp>
#include <maelstrom/failure_log.hpp>
#include <maelstrom/host.hpp>
#include <maelstrom/json.hpp>
#include <maelstrom/message.hpp>
#include <maelstrom/move_only_function.hpp>
#include <maelstrom/result.hpp>
#include <maelstrom/slice.hpp>

namespace maelstrom {

// The default timeout of an rpc.
inline constexpr std::chrono::nanoseconds kRpcTimeout = std::chrono::seconds(1);

// The reply to an rpc. It owns its bytes.
class Reply : public Message {
 public:
  // Copies `message` from the host.
  Reply(Host host, const maelstrom_message& message) : Message(host, message, Kind::kReply, Copied()) {}
};

namespace detail {

// One rpc from its request to its outcome.
class RpcState {
 public:
  RpcState(Host host, std::string_view dest, std::chrono::nanoseconds timeout)
      : host_(host), dest_(dest), timeout_(timeout) {}

  // Sends the request. Throws Refused.
  static std::shared_ptr<RpcState> start(Host host, std::string_view dest, std::string_view body,
                                         std::chrono::nanoseconds timeout) {
    auto state = std::make_shared<RpcState>(host, dest, timeout);
    host.check_sent(host.table()->rpc(host.table(), slice_of(dest), slice_of(body), timeout.count(), completed,
                                      state.get(), &state->handle_));
    state->self_ = state;  // until the completion, which always comes
    return state;
  }

  bool cancel() {
    if (self_ == nullptr || host_.table()->cancel_rpc(host_.table(), handle_) != MAELSTROM_OK) {
      return false;
    }
    cancelled_ = true;
    return true;
  }

  bool completed() const { return self_ == nullptr; }
  bool has_result() const { return result_.has_value(); }

  // REQUIRES: has_result().
  Result<Reply> take_result() {
    assert(has_result());
    Result<Reply> result = *std::move(result_);
    result_.reset();
    return result;
  }

  // The coroutine to resume when the result arrives; null: none.
  void set_waiter(std::coroutine_handle<> waiter) { waiter_ = waiter; }

  bool is_awaited() const { return waiter_ || callback_; }

  void set_callback(MoveOnlyFunction<void(Result<Reply>)> callback, Place place) {
    callback_ = std::move(callback);
    callback_place_ = place;
  }

  // Gives the result to the callback.
  void call_back() {
    auto callback = std::exchange(callback_, {});
    try {
      callback(take_result());
    } catch (...) {
      log_failure(host_, "the callback of the rpc to " + dest_ + callback_place_.text(),
                  Failure::of(std::current_exception()));
    }
  }

 private:
  static void completed(void* user, maelstrom_status status, const maelstrom_message* reply) noexcept {
    const std::shared_ptr<RpcState> state = std::move(static_cast<RpcState*>(user)->self_);
    state->result_.emplace(state->outcome(status, reply));
    if (state->waiter_) {
      std::exchange(state->waiter_, nullptr).resume();
    } else if (state->callback_) {
      state->call_back();
    }
  }

  Result<Reply> outcome(maelstrom_status status, const maelstrom_message* message) const {
    if (status == MAELSTROM_OK) {
      Reply reply(host_, *message);
      if (reply.type() == "error") {
        return Failure{Failure::Kind::kError, error_in(reply)};
      }
      return reply;
    }
    if (status == MAELSTROM_E_CANCELLED) {
      return Failure::of(Cancelled(!cancelled_));
    }
    const std::string seconds = nlohmann::json(static_cast<double>(timeout_.count()) / 1e9).dump();
    return Failure{Failure::Kind::kError,
                   Error(ErrorCode::kTimeout, "no reply from " + dest_ + " within " + seconds + " s")};
  }

  static Error error_in(const Reply& reply) {
    const auto code = reply.find_field("code");
    const auto number = code ? JsonAs<std::int32_t>::decode(code->text) : std::nullopt;
    if (!number) {
      return {ErrorCode::kCrash, "an error without a code: " + json_excerpt(reply.raw_body())};
    }
    const auto text = reply.find_field("text");
    return {ErrorCode{*number}, text ? JsonAs<std::string>::decode(text->text).value_or("") : ""};
  }

  Host host_;
  std::string dest_;
  std::chrono::nanoseconds timeout_;
  maelstrom_rpc handle_ = 0;
  bool cancelled_ = false;  // by a call of cancel
  std::shared_ptr<RpcState> self_;
  std::coroutine_handle<> waiter_;
  MoveOnlyFunction<void(Result<Reply>)> callback_;
  Place callback_place_;
  std::optional<Result<Reply>> result_;
};

}  // namespace detail

// An outstanding request. It is sent on construction, so several can be outstanding at once. Set a callback with
// `then`, or co_await it, once. Destroying it does not cancel the request; the outcome is then ignored.
//
//   Rpc one = rpc("n2", "ping");
//   Rpc two = rpc("n3", "ping");
//   const Reply first = co_await one;    // throws Error or Cancelled
//   const Reply second = co_await two;
class Rpc {
 public:
  // An empty rpc, completed and without an outcome: for a member that is assigned later.
  Rpc() = default;

  // Sends a request. dest: a node, a service, or a client that has sent a message to this node. timeout: > 0. Throws
  // Refused if the host refuses it. Node::rpc is shorter.
  Rpc(Host host, std::string_view dest, const Body auto& body, std::chrono::nanoseconds timeout = kRpcTimeout) {
    std::string buffer;
    state_ = detail::RpcState::start(host, dest, detail::body_text(body, buffer), timeout);
  }

  // Calls callback(Result<Reply>) with the outcome: later, never inside this call unless the outcome is already known.
  // Exceptions are logged. Returns the rpc, which can be kept to cancel it.
  template <class Callback>
  Rpc then(Callback callback, detail::Place place = detail::Place::here()) && {
    then_call(std::move(callback), place);
    return std::move(*this);
  }
  template <class Callback>
  void then(Callback callback, detail::Place place = detail::Place::here()) & {
    then_call(std::move(callback), place);
  }

  // Cancels the request: its outcome becomes Cancelled, later and not inside this call. The peer is not notified and
  // may still execute the request. Returns false, and does nothing, if the outcome is already known or the request was
  // already cancelled.
  bool cancel() { return state_ != nullptr && state_->cancel(); }

  // Whether the outcome is known.
  bool completed() const { return state_ == nullptr || state_->completed(); }

  // Waits for the outcome: returns the Reply, or throws Error (with the code and the text of the error reply, or
  // kTimeout) or Cancelled. Throws std::logic_error if the outcome was already taken, or another coroutine waits for
  // it.
  auto operator co_await() {
    if (state_ != nullptr && state_->is_awaited()) {
      throw std::logic_error("another waits for the outcome of this rpc");
    }
    return Awaiter(state_);
  }

 private:
  class Awaiter {
   public:
    explicit Awaiter(std::shared_ptr<detail::RpcState> state) : state_(std::move(state)) {}
    Awaiter(const Awaiter&) = delete;
    Awaiter& operator=(const Awaiter&) = delete;
    ~Awaiter() {
      if (state_) {
        state_->set_waiter(nullptr);  // the coroutine may be destroyed while it waits
      }
    }

    bool await_ready() const { return state_ == nullptr || state_->completed(); }
    void await_suspend(std::coroutine_handle<> awaiting) { state_->set_waiter(awaiting); }
    Reply await_resume() {
      if (state_ == nullptr || !state_->has_result()) {
        throw std::logic_error("the outcome of this rpc has been taken already");
      }
      return state_->take_result().value();
    }

   private:
    std::shared_ptr<detail::RpcState> state_;
  };

  template <class Callback>
  void then_call(Callback callback, detail::Place place) {
    constexpr bool kTakesResult = std::invocable<Callback&, Result<Reply>>;
    static_assert(kTakesResult, "the callback of an rpc takes a maelstrom::Result<maelstrom::Reply>");
    if (state_ == nullptr || state_->is_awaited()) {
      throw std::logic_error("this rpc has no outcome to give, or gives it to another");
    }
    if constexpr (kTakesResult) {
      state_->set_callback(detail::MoveOnlyFunction<void(Result<Reply>)>(std::move(callback)), place);
    }
    if (state_->has_result()) {
      state_->call_back();
    }
  }

  std::shared_ptr<detail::RpcState> state_;
};

}  // namespace maelstrom
