// Coroutines with an awaited result. [loop]
#pragma once

#include <maelstrom/language.hpp>

#include <coroutine>
#include <exception>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include <maelstrom/result.hpp>

namespace maelstrom {

template <class T = void>
class Task;

namespace detail {

// The common part of the promises of all tasks.
class TaskPromise {
 public:
  // Resumes the coroutine that awaits this task.
  struct FinalAwaiter {
    bool await_ready() const noexcept { return false; }
    template <class Promise>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> task) const noexcept {
      return task.promise().continuation_;
    }
    void await_resume() const noexcept {}
  };

  std::suspend_always initial_suspend() const noexcept { return {}; }
  FinalAwaiter final_suspend() const noexcept { return {}; }
  void unhandled_exception() { exception_ = std::current_exception(); }

  void set_continuation(std::coroutine_handle<> continuation) { continuation_ = continuation; }
  void rethrow() const {
    if (exception_) {
      std::rethrow_exception(exception_);
    }
  }

 private:
  std::coroutine_handle<> continuation_ = std::noop_coroutine();
  std::exception_ptr exception_;
};

template <class T>
class TaskPromiseOf : public TaskPromise {
 public:
  Task<T> get_return_object();
  template <class Value>
  void return_value(Value&& value) {
    value_.emplace(std::forward<Value>(value));
  }
  T take() {
    rethrow();
    return *std::move(value_);
  }

 private:
  std::optional<T> value_;
};

template <>
class TaskPromiseOf<void> : public TaskPromise {
 public:
  Task<void> get_return_object();
  void return_void() const {}
  void take() const { rethrow(); }
};

}  // namespace detail

// A coroutine with an awaited result.
//
//   Task<std::int64_t> total() {
//     std::int64_t sum = 0;
//     for (const std::string& peer : peers()) {
//       const Reply reply = co_await rpc(peer, "count");
//       sum += reply.get<std::int64_t>("value");
//     }
//     co_return sum;
//   }
//
// A task does nothing until it is awaited, by a handler or by another task, or given to Node::spawn; it then runs on
// the loop thread, and resumes when an awaited result arrives. Its exception is rethrown by the co_await. It owns its
// frame: destroying a waiting task destroys its variables.
//
// A coroutine copies its parameters, but not the objects of references: take parameters by value. The captures of a
// lambda belong to the lambda object; `on`, `spawn`, `after`, `every` and `retry` keep their lambda until its coroutine
// ends.
template <class T>
class [[nodiscard("a task does nothing until it is awaited or spawned")]] Task {
 public:
  using promise_type = detail::TaskPromiseOf<T>;  // NOLINT(readability-identifier-naming): the language's name

  // The moved-from task is empty and must not be awaited.
  Task(Task && other) noexcept : coroutine_(std::exchange(other.coroutine_, nullptr)), awaited_(other.awaited_) {}
  Task& operator=(Task&& other) noexcept {
    std::swap(coroutine_, other.coroutine_);
    std::swap(awaited_, other.awaited_);
    return *this;
  }
  Task(const Task&) = delete;
  Task& operator=(const Task&) = delete;
  ~Task() {
    if (coroutine_) {
      coroutine_.destroy();
    }
  }

  // Runs the task and returns its value, or rethrows its exception. A task can be awaited once; throws std::logic_error
  // the second time, or if it has been moved from.
  auto operator co_await() {
    if (!coroutine_) {
      throw std::logic_error("a task that has been moved from was awaited");
    }
    if (std::exchange(awaited_, true)) {
      throw std::logic_error("a task was awaited twice");
    }
    return Awaiter{coroutine_};
  }

 private:
  friend promise_type;
  using Coroutine = std::coroutine_handle<promise_type>;

  // The task is started by a call; symmetric transfer is used only to continue a task that had to wait. GCC makes a
  // transfer a jump only with optimization, and a loop over tasks that never wait must not overflow the stack.
  struct Awaiter {
    bool await_ready() const noexcept { return false; }
    bool await_suspend(std::coroutine_handle<> awaiting) const {
      task.resume();
      if (task.done()) {
        return false;
      }
      task.promise().set_continuation(awaiting);
      return true;
    }
    T await_resume() const { return task.promise().take(); }

    Coroutine task;
  };

  explicit Task(Coroutine coroutine) : coroutine_(coroutine) {}

  Coroutine coroutine_;
  bool awaited_ = false;
};

template <class T>
Task<T> detail::TaskPromiseOf<T>::get_return_object() {
  return Task<T>(std::coroutine_handle<TaskPromiseOf<T>>::from_promise(*this));
}

inline Task<void> detail::TaskPromiseOf<void>::get_return_object() {
  return Task<void>(std::coroutine_handle<TaskPromiseOf<void>>::from_promise(*this));
}

namespace detail {

template <class T>
struct IsTask : std::false_type {};
template <class T>
struct IsTask<Task<T>> : std::true_type {};

}  // namespace detail

// The result type of a co_await of an Awaitable (a Task, an Rpc).
template <class Awaitable>
using AwaitResult = decltype(std::declval<Awaitable&>().operator co_await().await_resume());

namespace detail {

// The outcome of an awaitable, including exceptions.
template <class Awaitable>
Task<Result<AwaitResult<Awaitable>>> settled(Awaitable awaitable) {
  try {
    if constexpr (std::is_void_v<AwaitResult<Awaitable>>) {
      co_await awaitable;
      co_return Result<void>();
    } else {
      co_return Result<AwaitResult<Awaitable>>(co_await awaitable);
    }
  } catch (...) {
    co_return Failure::of(std::current_exception());
  }
}

}  // namespace detail

}  // namespace maelstrom
