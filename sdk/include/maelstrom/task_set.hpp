// Coroutines that are not awaited: each runs independently, and is freed when it ends, or with the set. [loop]
#pragma once

#include <maelstrom/language.hpp>

#include <coroutine>
#include <exception>
#include <utility>

#include <maelstrom/move_only_function.hpp>
#include <maelstrom/result.hpp>
#include <maelstrom/task.hpp>

namespace maelstrom::detail {

class TaskSet {
 public:
  TaskSet() = default;
  ~TaskSet() { clear(); }
  TaskSet(const TaskSet&) = delete;
  TaskSet& operator=(const TaskSet&) = delete;

  // Starts `task` immediately, and calls `done` when it has ended, possibly inside this call. `done` must not throw,
  // and must not destroy this set.
  template <class T>
  void spawn(Task<T> task, MoveOnlyFunction<void(Result<T>)> done) {
    run(*this, std::move(task), std::move(done));
  }

  // Destroys the running tasks; their `done` is not called.
  void clear() {
    while (first_ != nullptr) {
      std::coroutine_handle<Promise>::from_promise(*first_).destroy();
    }
  }

  bool empty() const { return first_ == nullptr; }

 private:
  struct Promise;

  // The coroutine around a task. Its frame frees itself at its end.
  struct Root {
    using promise_type = Promise;  // NOLINT(readability-identifier-naming): the language's name
  };

  struct Promise {
    // Takes the arguments of `run`.
    template <class... Others>
    explicit Promise(TaskSet& owner, const Others&... /*others*/) : set(owner), next(owner.first_) {
      (next == nullptr ? owner.first_ : next->previous) = this;
      owner.first_ = this;
    }
    ~Promise() {
      (previous == nullptr ? set.first_ : previous->next) = next;
      if (next != nullptr) {
        next->previous = previous;
      }
    }
    Promise(const Promise&) = delete;
    Promise& operator=(const Promise&) = delete;

    Root get_return_object() const { return {}; }
    std::suspend_never initial_suspend() const noexcept { return {}; }
    std::suspend_never final_suspend() const noexcept { return {}; }
    void return_void() const {}
    [[noreturn]] void unhandled_exception() const { std::terminate(); }  // `done` must not throw

    TaskSet& set;
    Promise* previous = nullptr;
    Promise* next;
  };

  template <class T>
  static Root run(TaskSet& /*set*/, Task<T> task, MoveOnlyFunction<void(Result<T>)> done) {
    done(co_await settled(std::move(task)));
  }

  Promise* first_ = nullptr;
};

}  // namespace maelstrom::detail
