// Linearizability of one register: is there an order in which every operation is legal and takes effect at one instant
// between its invocation and its return?
//
// The search is that of Wing and Gong with Lowe's memoization, reduced with properties of a register:
// - It goes from return to return. Before a return only operations that were invoked by then can take effect, and an
//   order of them is tried only as far as it ends in the operation that returns (the others can wait).
// - An observation (a read, a compare-and-set that failed) takes effect as soon as the value is right: it changes
//   nothing, so that it cannot be too early.
// - Operations that never returned may take effect or not. Equal ones are counted, not named, and one is tried only if
//   an open operation needs the value that it leaves.
// - A configuration is skipped if an earlier one was at least as good: the same value and the same open updates, no
//   fewer observations made, and no more unreturned operations used up.
//
// The worst case takes exponential time in the number of overlapping operations. The limit is on configurations, not on
// time, so that the search ends at the same place on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace maelstrom::conformance {

// A value of the register. Equal values need equal numbers; the order is arbitrary.
using RegisterValue = std::uint32_t;

// The value of a register that was never written.
inline constexpr RegisterValue kAbsent = 0;

// The return of an operation that never returned.
inline constexpr std::uint64_t kNeverReturned = std::numeric_limits<std::uint64_t>::max();

struct RegisterOperation {
  enum class Kind : std::uint8_t {
    kWrite,           // leaves `result`
    kCompareAndSet,   // legal if the value is `expected`; leaves `result`
    kObserveValue,    // legal if the value is `expected`
    kObserveAnother,  // legal if there is a value, and it is not `expected`
    kObserveNothing,  // always legal
  };

  Kind kind = Kind::kObserveNothing;
  RegisterValue expected = kAbsent;
  RegisterValue result = kAbsent;
  // The positions of its events in the history; no two events have the same position.
  std::uint64_t invoked = 0;
  std::uint64_t returned = kNeverReturned;
};

struct RegisterLimits {
  std::uint64_t configurations = 10'000'000;
  std::size_t bytes = std::size_t{1} << 29;  // of memory for the configurations
};

// A state that the search reached before the operation that blocked it.
struct RegisterConfiguration {
  RegisterValue value = kAbsent;
  std::vector<std::size_t> done;     // of the open operations that returned later: those that had taken effect
  std::vector<std::size_t> pending;  // the others, without the blocking operation
};

struct RegisterVerdict {
  enum class Answer : std::uint8_t { kLinearizable, kNotLinearizable, kGaveUp };

  Answer answer = Answer::kLinearizable;

  // Not linearizable: the first operation, by return, that makes the history up to its return not linearizable. Gave
  // up: an operation whose return no order so far has passed. An index into the operations.
  std::size_t blocked = 0;
  std::uint64_t configurations = 0;  // that the search visited

  // The possible states at the blocking operation's return (at most 10), their number (if the search gave up: so far),
  // and the unreturned operations invoked before. No other state is at least as good as one of these.
  std::vector<RegisterConfiguration> reached;
  std::uint64_t reached_count = 0;
  std::vector<RegisterValue> reached_values;  // all of them, sorted
  std::vector<std::size_t> unreturned;
};

// REQUIRES: every operation returned after its invocation. A compare-and-set that returned changes the value; one that
// does not is an observation.
RegisterVerdict check_register(std::span<const RegisterOperation> operations, const RegisterLimits& limits = {});

}  // namespace maelstrom::conformance
