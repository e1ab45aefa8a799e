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
  Place place;                       // where it was made
  maelstrom_timer handle = 0;        // 0: the node has not started yet
  std::shared_ptr<TimerState> self;  // while it waits
  TimerState* previous = nullptr;    // of those that wait
  TimerState* next = nullptr;
};

// Which timer it is, for a line of the log: "the timer every 100 ms (broadcast.cpp:42)".
inline std::string timer_label(std::chrono::nanoseconds delay, bool repeats, Place place) {
  return std::string("the timer ") + (repeats ? "every " : "after ") + duration_text(delay) + place.text();
}

}  // namespace detail

// What `after` and `every` return. Dropping it takes nothing back.
class Timer {
 public:
  // A timer of nothing.
  Timer() = default;

  // Takes the timer back: its function is not called any more. It may be called from within that function. Returns
  // false, and does nothing, if there is nothing to take back.
  inline bool cancel();

  // Whether the function is still to be called.
  bool waiting() const { return state_ != nullptr && state_->self != nullptr; }

 private:
  friend class Timers;
  explicit Timer(std::shared_ptr<detail::TimerState> state) : state_(std::move(state)) {}

  std::shared_ptr<detail::TimerState> state_;
};

// The timers of one node: whose functions are freed with it, whether they have been called or not.
class Timers {
 public:
  // host: whose time it is.
  explicit Timers(Host host) : host_(host) {}
  ~Timers() { clear(); }
  Timers(const Timers&) = delete;
  Timers& operator=(const Timers&) = delete;

  // Has `function` called once, or, if it repeats, again and again. delay: >= 0, from now, or from the node's start if
  // it has not started yet. Throws Refused. Node::after and Node::every are the short way.
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

  // Lets those that were made before the node had started begin.
  void start() {
    started_ = true;
    for (detail::TimerState* state = first_; state != nullptr; state = state->next) {
      if (state->handle == 0) {
        arm(*state);
      }
    }
  }

  // Takes all of them back.
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

// What co_await sleep(delay) waits for. If the coroutine is destroyed meanwhile the timer goes with it.
class Sleep {
 public:
  // delay: >= 0. Node::sleep is the short way.
  Sleep(Timers& timers, std::chrono::nanoseconds delay) : timers_(&timers), delay_(delay) {}
  Sleep(const Sleep&) = delete;
  Sleep& operator=(const Sleep&) = delete;
  ~Sleep() { timer_.cancel(); }

  // The next three are what co_await calls.
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
