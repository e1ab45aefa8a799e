// Timers. Time comes from the host, so a simulator can control it. [loop]
#pragma once

#include <maelstrom/language.hpp>

#include <chrono>
#include <coroutine>
#include <exception>
#include <memory>
#include <string>
#include <utility>

#include <maelstrom/abi.h>
#include <maelstrom/failure_log.hpp>
#include <maelstrom/host.hpp>
#include <maelstrom/move_only_function.hpp>
#include <maelstrom/result.hpp>

namespace maelstrom {

class Timers;

namespace detail {

struct TimerState {
  Timers* owner;
  std::chrono::nanoseconds delay;
  bool repeats;
  MoveOnlyFunction<void()> function;
  Place place;                       // where it was created
  maelstrom_timer handle = 0;        // 0: the node has not started yet
  std::shared_ptr<TimerState> self;  // while it waits
  TimerState* previous = nullptr;    // in the list of waiting timers
  TimerState* next = nullptr;
};

// Describes the timer, for a log line: "the timer every 100 ms (broadcast.cpp:42)".
inline std::string timer_label(std::chrono::nanoseconds delay, bool repeats, Place place) {
  return std::string("the timer ") + (repeats ? "every " : "after ") + duration_text(delay) + place.text();
}

}  // namespace detail

// Returned by `after` and `every`. Destroying it does not cancel the timer.
class Timer {
 public:
  // An empty timer.
  Timer() = default;

  // Cancels the timer: its function is no longer called. May be called inside that function. Returns false, and does
  // nothing, if the timer is not waiting.
  inline bool cancel();

  // Whether the function will still be called.
  bool waiting() const { return state_ != nullptr && state_->self != nullptr; }

 private:
  friend class Timers;
  explicit Timer(std::shared_ptr<detail::TimerState> state) : state_(std::move(state)) {}

  std::shared_ptr<detail::TimerState> state_;
};

// The timers of one node. Their functions are freed with this object, whether they were called or not.
class Timers {
 public:
  // host: the source of time.
  explicit Timers(Host host) : host_(host) {}
  ~Timers() { clear(); }
  Timers(const Timers&) = delete;
  Timers& operator=(const Timers&) = delete;

  // Calls `function` once after `delay`, or, if it repeats, after each `delay`. delay: >= 0, from now, or from the
  // node's start if it has not started yet. Throws Refused. Node::after and Node::every are shorter.
  Timer add(std::chrono::nanoseconds delay, bool repeats, detail::MoveOnlyFunction<void()> function,
            detail::Place place = {}) {
    auto state = std::make_shared<detail::TimerState>(
        detail::TimerState{this, delay, repeats, std::move(function), place, 0, nullptr, nullptr, nullptr});
    if (started_) {
      arm(*state);
    }
    link(state);
    return Timer(std::move(state));
  }

  // Starts the timers that were created before the node started.
  void start() {
    started_ = true;
    for (detail::TimerState* state = first_; state != nullptr; state = state->next) {
      if (state->handle == 0) {
        arm(*state);
      }
    }
  }

  // Cancels all of them.
  void clear() {
    while (first_ != nullptr) {
      cancel(*first_);
    }
  }

 private:
  friend class Timer;

  void arm(detail::TimerState& state) {
    host_.check(host_.table()->after(host_.table(), state.delay.count(), due, &state, &state.handle));
  }

  void link(const std::shared_ptr<detail::TimerState>& state) {
    state->self = state;
    state->previous = last_;
    (last_ == nullptr ? first_ : last_->next) = state.get();
    last_ = state.get();
  }

  // Returns the object that kept the timer alive.
  std::shared_ptr<detail::TimerState> unlink(detail::TimerState& state) {
    (state.previous == nullptr ? first_ : state.previous->next) = state.next;
    (state.next == nullptr ? last_ : state.next->previous) = state.previous;
    return std::move(state.self);
  }

  void cancel(detail::TimerState& state) {
    const auto kept = unlink(state);
    if (state.handle != 0) {
      host_.table()->cancel(host_.table(), state.handle);
    }
    const auto freed = std::move(state.function);  // it may own the handle of this timer
  }

  static void due(void* user) noexcept {
    auto& state = *static_cast<detail::TimerState*>(user);
    Host host = state.owner->host_;
    std::shared_ptr<detail::TimerState> kept = state.self;
    auto function = std::move(state.function);
    try {
      if (state.repeats) {
        state.owner->arm(state);  // first, so that the function can cancel it
      } else {
        kept = state.owner->unlink(state);
      }
      function();
    } catch (...) {
      detail::log_failure(host, detail::timer_label(kept->delay, kept->repeats, kept->place),
                          Failure::of(std::current_exception()));
    }
    if (state.self != nullptr) {
      state.function = std::move(function);
    }
  }

  Host host_;
  bool started_ = false;
  detail::TimerState* first_ = nullptr;
  detail::TimerState* last_ = nullptr;
};

bool Timer::cancel() {
  if (!waiting()) {
    return false;
  }
  state_->owner->cancel(*state_);
  return true;
}

// The awaitable of co_await sleep(delay). If the coroutine is destroyed meanwhile, the timer is cancelled.
class Sleep {
 public:
  // delay: >= 0. Node::sleep is shorter.
  Sleep(Timers& timers, std::chrono::nanoseconds delay) : timers_(&timers), delay_(delay) {}
  Sleep(const Sleep&) = delete;
  Sleep& operator=(const Sleep&) = delete;
  ~Sleep() { timer_.cancel(); }

  // Called by co_await.
  bool await_ready() const { return false; }
  void await_suspend(std::coroutine_handle<> awaiting) {
    timer_ = timers_->add(delay_, false, detail::MoveOnlyFunction<void()>([awaiting] { awaiting.resume(); }));
  }
  void await_resume() const {}

 private:
  Timers* timers_;
  std::chrono::nanoseconds delay_;
  Timer timer_;
};

}  // namespace maelstrom
