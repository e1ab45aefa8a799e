// Retries a failed operation after a growing random delay, so that nodes that failed at the same time do not retry at
// the same time. [loop]
#pragma once

#include <maelstrom/language.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <type_traits>
#include <utility>

#include <maelstrom/error.hpp>
#include <maelstrom/host.hpp>
#include <maelstrom/move_only_function.hpp>
#include <maelstrom/task.hpp>
#include <maelstrom/timers.hpp>

namespace maelstrom {

// The number of attempts, and the pauses between them. The pause after the n-th attempt is first_pause * factor^(n-1),
// at most longest_pause, times a random factor from 0.5 to 1.
struct RetryPolicy {
  // The number of attempts, the first one included; 0: no limit.
  std::size_t attempts = 5;
  // After the first attempt; > 0.
  std::chrono::nanoseconds first_pause = std::chrono::milliseconds(50);
  // The ratio of each pause to the one before; >= 1.
  double factor = 2;
  // The longest pause.
  std::chrono::nanoseconds longest_pause = std::chrono::seconds(1);
  // No attempt starts later than this after the first; 0: no limit. A started attempt is not interrupted.
  std::chrono::nanoseconds deadline = std::chrono::nanoseconds(0);

  // The pause after attempt `attempt`, counted from 1; `random` is uniform over all its values. [any-thread]
  std::chrono::nanoseconds pause_after(std::size_t attempt, std::uint32_t random) const {
    const double grown = static_cast<double>(first_pause.count()) * std::pow(factor, static_cast<double>(attempt) - 1);
    const double whole = std::min(grown, static_cast<double>(longest_pause.count()));
    const double part = 0.5 + 0.5 * static_cast<double>(random) / static_cast<double>(UINT32_MAX);
    return std::chrono::nanoseconds(static_cast<std::int64_t>(whole * part));
  }
};

namespace detail {

// For jitter only: without randomness, the longest pauses are used.
inline std::uint32_t random_or_most(Host host) {
  std::array<std::byte, sizeof(std::uint32_t)> bytes = {};
  std::uint32_t value = 0;
  try {
    host.random_bytes(bytes);
    std::memcpy(&value, bytes.data(), sizeof value);
    return value;
  } catch (const Error&) {
    return UINT32_MAX;
  }
}

template <class T>
concept Awaitable = requires {
  typename AwaitResult<T>;
};

// Reports at compile time which arguments retry accepts, instead of a long list of template errors.
template <class Make>
constexpr bool check_retried() {
  constexpr bool kIsFunction = std::invocable<Make&>;
  static_assert(kIsFunction,
                "retry takes a function that sends a new request for each attempt, not a request that is under way "
                "already: retry({}, [&] { return rpc(...); })");
  if constexpr (kIsFunction) {
    constexpr bool kReturnsAwaitable = Awaitable<std::invoke_result_t<Make&>>;
    static_assert(kReturnsAwaitable,
                  "the function that retry takes returns the Rpc or the Task to wait for: [&] { return rpc(...); }");
    return kReturnsAwaitable;
  } else {
    return false;
  }
}

template <class Awaitable>
Task<AwaitResult<Awaitable>> retried(Host host, Timers& timers, RetryPolicy policy,
                                     MoveOnlyFunction<Awaitable()> make) {
  const std::chrono::nanoseconds begin(host.monotonic_ns());
  for (std::size_t attempt = 1;; ++attempt) {
    std::optional<Error> failed;
    try {
      co_return co_await make();
    } catch (const Error& error) {
      failed = error;
    }
    const std::chrono::nanoseconds pause = policy.pause_after(attempt, random_or_most(host));
    const std::chrono::nanoseconds passed = std::chrono::nanoseconds(host.monotonic_ns()) - begin;
    const bool too_late = policy.deadline.count() != 0 && passed + pause > policy.deadline;
    if (!is_worth_a_retry(failed->code()) || attempt == policy.attempts || too_late) {
      throw Error(*failed);
    }
    co_await Sleep(timers, pause);
  }
}

}  // namespace detail

// Awaits make(), which returns a Task or an Rpc, and repeats this while it throws an Error that is_worth_a_retry and
// the policy allows. Returns the value, or throws the last Error or any other exception of make(). Node::retry is
// shorter.
template <class Make>
auto retry(Host host, Timers& timers, RetryPolicy policy, Make make) {
  if constexpr (detail::check_retried<Make>()) {
    using Awaitable = std::invoke_result_t<Make&>;
    return detail::retried<Awaitable>(host, timers, policy, detail::MoveOnlyFunction<Awaitable()>(std::move(make)));
  } else {
    return Sleep(timers, {});  // awaitable, so that no further compile error follows
  }
}

}  // namespace maelstrom
