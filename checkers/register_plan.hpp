// The input of the linearizability search, prepared from a history; see linearizability.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "checkers/linearizability.hpp"

namespace maelstrom::conformance {

// Unreturned operations that do the same thing.
struct UnreturnedKind {
  bool is_write = true;
  RegisterValue expected = kAbsent;  // of a compare-and-set
  RegisterValue result = kAbsent;
};

// An invoked operation, or one more of a kind that never returns.
struct RegisterInvocation {
  bool returns = true;
  std::uint32_t index = 0;  // of the operation, or of the kind
};

struct RegisterPlan {
  explicit RegisterPlan(std::span<const RegisterOperation> given);

  std::span<const RegisterOperation> operations;  // must not move
  RegisterValue value_count = 1;

  // The operations that constrain an order, by return. A level is the interval between two of their returns.
  std::vector<std::uint32_t> returned;
  std::vector<std::uint32_t> level_of;  // by operation

  // The operations invoked before the return of each level and after the previous return: invocations[begin of the
  // level, begin of the next).
  std::vector<RegisterInvocation> invocations;
  std::vector<std::uint32_t> level_begin;

  // The slot of an operation from its invocation to its return: the lowest free one.
  std::vector<std::uint32_t> slot_of;  // by operation
  std::uint32_t slot_count = 0;

  std::vector<UnreturnedKind> kinds;
  std::vector<std::vector<std::uint32_t>> kinds_to;  // by the value that they leave; empty if there are no kinds
  std::vector<std::uint32_t> compare_and_set_kinds;  // the kinds that are a compare-and-set
  std::vector<std::uint32_t> kind_of;                // by operation; kNoKind if it is useless, or returned

  static constexpr std::uint32_t kNoKind = 0xffffffff;

 private:
  void find_kinds();
  void lay_out();
};

}  // namespace maelstrom::conformance
