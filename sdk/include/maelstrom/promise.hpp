// A value that one handler waits for and another provides. [loop]
#pragma once

#include <maelstrom/language.hpp>

#include <algorithm>
#include <chrono>
#include <coroutine>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <maelstrom/error.hpp>
#include <maelstrom/failure_log.hpp>
#include <maelstrom/move_only_function.hpp>
#include <maelstrom/result.hpp>
#include <maelstrom/task.hpp>
#include <maelstrom/timers.hpp>

namespace maelstrom {

namespace detail {

// The common part of promises of all types: the waiting coroutines.
class PromiseWaiters {
 public:
  explicit PromiseWaiters(Timers& timers) : timers_(timers) {}

  // One waiting coroutine, until it is woken or times out. Destroyed with the coroutine.
  class Waiter {
   public:
    Waiter(PromiseWaiters& waiters, std::chrono::nanoseconds timeout, bool completed)
        : waiters_(waiters), timeout_(timeout), completed_(completed) {}
    Waiter(const Waiter&) = delete;
    Waiter& operator=(const Waiter&) = delete;
    ~Waiter() {
      std::erase(waiters_.waiting_, this);
      timer_.cancel();
    }

    bool await_ready() const { return completed_; }
    void await_suspend(std::coroutine_handle<> awaiting) {
      awaiting_ = awaiting;
      resume_after(timeout_);
      waiters_.waiting_.push_back(this);
    }
    // Whether it was woken; false: timed out.
    bool await_resume() const { return completed_; }

    void wake() {
      completed_ = true;
      timer_.cancel();
      resume_after(std::chrono::nanoseconds(0));
    }

   private:
    void resume_after(std::chrono::nanoseconds delay) {
      timer_ = waiters_.timers_.add(delay, false, MoveOnlyFunction<void()>([this] { awaiting_.resume(); }));
    }

    PromiseWaiters& waiters_;
    std::chrono::nanoseconds timeout_;
    bool completed_;
    std::coroutine_handle<> awaiting_;
    Timer timer_;
  };

  // Resumes all of them soon, not inside this call.
  void wake_all() {
    for (Waiter* const waiter : std::exchange(waiting_, {})) {
      try {
        waiter->wake();
      } catch (const Refused&) {
        // The node stops: no coroutine resumes.
      }
    }
  }

 private:
  Timers& timers_;
  std::vector<Waiter*> waiting_;
};

template <class T>
struct PromiseState {
  explicit PromiseState(Timers& timers) : waiters(timers) {}

  std::optional<Result<T>> result;
  PromiseWaiters waiters;
};

}  // namespace detail

// A later T (for Promise<> only a signal): coroutines wait for it, and any holder completes the promise, once. Copies
// share one promise, so another handler can keep a copy. Created by Node::promise.
//
//   on("write", [this](Request& request) -> Task<> {
//     auto committed = promise<std::int64_t>();
//     waiting_.emplace(next_index_, committed);                   // a std::map<std::int64_t, Promise<std::int64_t>>
//     const auto index = co_await committed.wait(2s); // throws Error(kTimeout) after 2 s
//     request.reply("write_ok", {{"index", index}});
//   });
//   on("commit", [this](Request& request) {
//     const auto found = waiting_.find(request.get<std::int64_t>("index"));
//     if (found != waiting_.end()) {
//       found->second.complete(found->first);
//       waiting_.erase(found);
//     }
//   });
template <class T = void>
class Promise {
 public:
  // timers: those of the node. Node::promise is shorter.
  explicit Promise(Timers& timers) : state_(std::make_shared<detail::PromiseState<T>>(timers)) {}

  // Sets the value for all present and later waiters. They resume soon, never inside this call. Returns false, and does
  // nothing, if the promise is already completed.
  template <class... Value>
  bool complete(Value&&... value) {
    static_assert(sizeof...(Value) == (std::is_void_v<T> ? 0 : 1),
                  "complete takes the value; of a Promise<> there is none");
    return settle([&] { return Result<T>(std::forward<Value>(value)...); });
  }
  // The same with an error: `wait` throws it.
  bool fail(const Error& error) {
    return settle([&] { return Result<T>(Failure{Failure::Kind::kError, error}); });
  }

  // Whether it is completed, or has failed.
  bool completed() const { return state_->result.has_value(); }

  // Waits until it is completed. Any number of coroutines can wait, any number of times. timeout: >= 0, from when this
  // is awaited. Returns a copy of the value, or throws Error: the one passed to `fail`, or kTimeout. If the node stops
  // meanwhile, the coroutine does not resume.
  Task<T> wait(std::chrono::nanoseconds timeout) const { return wait(state_, timeout); }

 private:
  using State = detail::PromiseState<T>;

  template <class Make>
  bool settle(Make&& make) {
    if (completed()) {
      return false;
    }
    const std::shared_ptr<State> kept = state_;
    kept->result.emplace(make());
    kept->waiters.wake_all();
    return true;
  }

  static Task<T> wait(std::shared_ptr<State> state, std::chrono::nanoseconds timeout) {
    detail::PromiseWaiters::Waiter waiter(state->waiters, timeout, state->result.has_value());
    const bool completed = co_await waiter;
    if (!completed) {
      throw Error(ErrorCode::kTimeout, "what was waited for has not come within " + detail::duration_text(timeout));
    }
    Result<T> result = *state->result;
    if constexpr (std::is_void_v<T>) {
      result.value();
    } else {
      co_return std::move(result).value();
    }
  }

  std::shared_ptr<State> state_;
};

}  // namespace maelstrom
