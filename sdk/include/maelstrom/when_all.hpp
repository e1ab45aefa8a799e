// Awaits several tasks or rpcs at once. [loop]
#pragma once

#include <maelstrom/language.hpp>

#include <algorithm>
#include <cassert>
#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <maelstrom/error.hpp>
#include <maelstrom/result.hpp>
#include <maelstrom/task.hpp>

namespace maelstrom {
namespace detail {

// The last failure in `results`. REQUIRES: at least one of them failed.
template <class T>
Failure last_failure(const std::vector<std::optional<Result<T>>>& results) {
  std::optional<Failure> failure;
  for (const auto& result : results) {
    if (result && !result->ok()) {
      failure = result->failure();
    }
  }
  assert(failure);
  return *failure;
}

// Opens when enough branches have ended: all of them, or a number of successes, or a number of failures.
class Latch {
 public:
  explicit Latch(std::size_t all, std::size_t successes = SIZE_MAX, std::size_t failures = SIZE_MAX)
      : all_(all), successes_(successes), failures_(failures) {}

  // Counts one more ended task. Returns the coroutine to resume: the one that waits for the latch, or none.
  std::coroutine_handle<> count(bool success) {
    --all_;
    --(success ? successes_ : failures_);
    open_ = open_ || open();
    return open_ && waiter_ ? std::exchange(waiter_, nullptr) : std::noop_coroutine();
  }

  bool await_ready() const { return open_ || open(); }
  void await_suspend(std::coroutine_handle<> awaiting) { waiter_ = awaiting; }
  void await_resume() const {}

 private:
  bool open() const { return all_ == 0 || successes_ == 0 || failures_ == 0; }

  std::size_t all_;
  std::size_t successes_;
  std::size_t failures_;
  bool open_ = false;  // once open, it stays open
  std::coroutine_handle<> waiter_;
};

// A coroutine that counts a latch down when it ends, and resumes the coroutine that waits for the latch. Owns its
// frame.
class Branch {
 public:
  struct promise_type {  // NOLINT(readability-identifier-naming): the language's name
    struct FinalAwaiter {
      bool await_ready() const noexcept { return false; }
      std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> branch) const noexcept {
        return branch.promise().latch->count(branch.promise().success);
      }
      void await_resume() const noexcept {}
    };

    Branch get_return_object() { return Branch(std::coroutine_handle<promise_type>::from_promise(*this)); }
    std::suspend_always initial_suspend() const noexcept { return {}; }
    FinalAwaiter final_suspend() const noexcept { return {}; }
    void return_value(bool value) { success = value; }
    [[noreturn]] void unhandled_exception() const { std::terminate(); }  // nothing in `run` throws

    Latch* latch = nullptr;
    bool success = false;
  };

  Branch(Branch&& other) noexcept : coroutine_(std::exchange(other.coroutine_, nullptr)) {}
  Branch(const Branch&) = delete;
  Branch& operator=(const Branch&) = delete;
  Branch& operator=(Branch&&) = delete;
  ~Branch() {
    if (coroutine_) {
      coroutine_.destroy();
    }
  }

  // Awaits `item` and stores its outcome in `result`.
  template <class Awaitable>
  static Branch run(Awaitable item, std::optional<Result<AwaitResult<Awaitable>>>& result) {
    result.emplace(co_await settled(std::move(item)));
    co_return result->ok();
  }

  void start(Latch& latch) {
    coroutine_.promise().latch = &latch;
    coroutine_.resume();
  }

 private:
  explicit Branch(std::coroutine_handle<promise_type> coroutine) : coroutine_(coroutine) {}

  std::coroutine_handle<promise_type> coroutine_;
};

// Awaits all items concurrently until the latch opens; items that have not ended by then are abandoned and have no
// result.
template <class Awaitable>
Task<std::vector<std::optional<Result<AwaitResult<Awaitable>>>>> gather(std::vector<Awaitable> items, Latch latch) {
  std::vector<std::optional<Result<AwaitResult<Awaitable>>>> results(items.size());
  std::vector<Branch> branches;
  for (std::size_t i = 0; i < items.size(); ++i) {
    branches.push_back(Branch::run(std::move(items[i]), results[i]));
  }
  for (Branch& branch : branches) {
    branch.start(latch);
  }
  co_await latch;
  for (const auto& result : results) {
    if (result && !result->ok() && result->failure().kind == Failure::Kind::kStopping) {
      throw Cancelled(true);
    }
  }
  co_return std::move(results);
}

}  // namespace detail

// Awaits all `items` (Tasks or Rpcs) concurrently. Returns their outcomes, in their order. Throws Cancelled if the node
// stops meanwhile.
//
//   std::vector<Rpc> asked;
//   for (const std::string& peer : peers()) {
//     asked.push_back(rpc(peer, "read"));
//   }
//   const std::vector<Result<Reply>> replies = co_await when_all(std::move(asked));
template <class Awaitable>
Task<std::vector<Result<AwaitResult<Awaitable>>>> when_all(std::vector<Awaitable> items) {
  const detail::Latch latch(items.size());
  auto settled = co_await detail::gather(std::move(items), latch);
  std::vector<Result<AwaitResult<Awaitable>>> results;
  results.reserve(settled.size());
  for (auto& result : settled) {
    results.push_back(*std::move(result));
  }
  co_return std::move(results);
}

namespace detail {

// The result of a quorum: the values, or their number for void tasks.
template <class T>
using QuorumOf =
    std::conditional_t<std::is_void_v<T>, std::size_t, std::vector<std::conditional_t<std::is_void_v<T>, int, T>>>;

}  // namespace detail

// Awaits all `items` (Tasks or Rpcs) concurrently, until `count` of them have a value, and abandons the rest: a running
// Task is destroyed, a later reply to an Rpc is ignored. Returns at least `count` values, in the order of `items`; for
// Task<>, the number of successful tasks. Throws the last Error as soon as `count` can no longer be reached;
// std::invalid_argument if there are fewer than `count` items; Cancelled if the node stops meanwhile.
//
//   const std::vector<Reply> votes = co_await quorum(std::move(asked), node_ids().size() / 2);   // and one's own
template <class Awaitable>
Task<detail::QuorumOf<AwaitResult<Awaitable>>> quorum(std::vector<Awaitable> items, std::size_t count) {
  if (count > items.size()) {
    throw std::invalid_argument("a quorum of " + std::to_string(count) + " among " + std::to_string(items.size()));
  }
  const detail::Latch latch(items.size(), count, items.size() - count + 1);
  auto settled = co_await detail::gather(std::move(items), latch);
  const auto well = static_cast<std::size_t>(
      std::count_if(settled.begin(), settled.end(), [](const auto& result) { return result && result->ok(); }));
  if (well < count) {
    detail::last_failure(settled).raise();
  }
  if constexpr (std::is_void_v<AwaitResult<Awaitable>>) {
    co_return well;
  } else {
    std::vector<AwaitResult<Awaitable>> values;
    values.reserve(well);
    for (auto& result : settled) {
      if (result && result->ok()) {
        values.push_back(std::move(*result).value());
      }
    }
    co_return std::move(values);
  }
}

}  // namespace maelstrom
