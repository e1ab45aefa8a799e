// The search for linearizability, on operations of one register.
#include "checkers/linearizability.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace maelstrom::conformance {
namespace {

using Kind = RegisterOperation::Kind;
using Answer = RegisterVerdict::Answer;
using Operations = std::vector<RegisterOperation>;

RegisterOperation write(RegisterValue value, std::uint64_t invoked, std::uint64_t returned = kNeverReturned) {
  return {Kind::kWrite, kAbsent, value, invoked, returned};
}

RegisterOperation cas(RegisterValue from, RegisterValue to, std::uint64_t invoked,
                      std::uint64_t returned = kNeverReturned) {
  return {Kind::kCompareAndSet, from, to, invoked, returned};
}

RegisterOperation read(RegisterValue value, std::uint64_t invoked, std::uint64_t returned) {
  return {Kind::kObserveValue, value, kAbsent, invoked, returned};
}

RegisterOperation read_another(RegisterValue than, std::uint64_t invoked, std::uint64_t returned) {
  return {Kind::kObserveAnother, than, kAbsent, invoked, returned};
}

// Tries every order. Independent of the search under test: no levels, no dominance, no counted kinds.
class EveryOrder {
 public:
  explicit EveryOrder(std::span<const RegisterOperation> operations) : operations_(operations) {}

  // The first operation, by return, that makes the history up to its return not linearizable.
  std::optional<std::size_t> blocked() {
    std::vector<std::size_t> by_return;
    for (std::size_t i = 0; i < operations_.size(); ++i) {
      if (operations_[i].returned != kNeverReturned) {
        by_return.push_back(i);
      }
    }
    std::sort(by_return.begin(), by_return.end(),
              [this](std::size_t a, std::size_t b) { return operations_[a].returned < operations_[b].returned; });
    for (const std::size_t index : by_return) {
      end_ = operations_[index].returned;
      seen_.clear();
      if (!possible(0, kAbsent)) {
        return index;
      }
    }
    return std::nullopt;
  }

 private:
  bool must_happen(std::size_t i) const { return operations_[i].returned <= end_; }

  bool possible(std::uint32_t done, RegisterValue value) {
    if (!seen_.insert({done, value}).second) {
      return false;
    }
    bool complete = true;
    std::uint64_t first_return = kNeverReturned;
    for (std::size_t i = 0; i < operations_.size(); ++i) {
      if ((done >> i & 1) == 0 && must_happen(i)) {
        complete = false;
        first_return = std::min(first_return, operations_[i].returned);
      }
    }
    if (complete) {
      return true;
    }
    for (std::size_t i = 0; i < operations_.size(); ++i) {
      const RegisterOperation& operation = operations_[i];
      if ((done >> i & 1) == 0 && operation.invoked < first_return && operation.invoked < end_) {
        const auto after = step(operation, value);
        if (after && possible(done | std::uint32_t{1} << i, *after)) {
          return true;
        }
      }
    }
    return false;
  }

  static std::optional<RegisterValue> step(const RegisterOperation& operation, RegisterValue value) {
    switch (operation.kind) {
      case Kind::kWrite:
        return operation.result;
      case Kind::kCompareAndSet:
        return value == operation.expected ? std::optional(operation.result) : std::nullopt;
      case Kind::kObserveValue:
        return value == operation.expected ? std::optional(value) : std::nullopt;
      case Kind::kObserveAnother:
        return value != kAbsent && value != operation.expected ? std::optional(value) : std::nullopt;
      case Kind::kObserveNothing:
        return value;
    }
    return std::nullopt;
  }

  std::span<const RegisterOperation> operations_;
  std::uint64_t end_ = 0;
  std::set<std::pair<std::uint32_t, RegisterValue>> seen_;
};

// `count` operations of `clients` at random times. With `honest`, most returned reads have a recently current value.
Operations random_history(std::mt19937& random, std::size_t count, std::size_t clients, bool honest) {
  const auto below = [&random](std::uint32_t limit) { return static_cast<std::uint32_t>(random() % limit); };
  struct Open {
    std::size_t index;
    bool applied = false;
  };
  Operations operations;
  std::vector<std::optional<Open>> open(clients);
  std::uint64_t place = 0;
  RegisterValue value = kAbsent;
  const auto apply = [&value](RegisterOperation& operation) {
    if (operation.kind == Kind::kWrite) {
      value = operation.result;
    } else if (operation.kind == Kind::kCompareAndSet) {
      operation.expected = value;  // the value of a compare-and-set that succeeded
      operation.result = value == operation.result ? 4 : operation.result;
      value = operation.result;
    } else if (operation.kind == Kind::kObserveAnother) {
      operation.expected = value + 1;
    } else {
      operation.expected = value;
    }
  };
  while (operations.size() < count) {
    auto& client = open[below(static_cast<std::uint32_t>(clients))];
    if (!client) {
      const auto kind = static_cast<Kind>(std::min(below(6), 4U));
      const RegisterValue expected = below(4);
      operations.push_back({kind, expected, expected == 3 ? 1 + below(2) : expected + 1, place++, kNeverReturned});
      client = Open{operations.size() - 1};
    } else if (!client->applied && below(2) == 0) {
      client->applied = true;
      if (honest && below(12) != 0) {
        apply(operations[client->index]);
      }
    } else {
      if (client->applied && below(5) != 0) {
        operations[client->index].returned = place++;
      }
      client.reset();
    }
  }
  return operations;
}

TEST(Linearizability, AcceptsNoOperations) {
  EXPECT_EQ(check_register({}).answer, Answer::kLinearizable);
}

TEST(Linearizability, RejectsAReadOfAValueThatWasOverwritten) {
  const Operations operations{write(1, 0, 1), write(2, 2, 3), read(1, 4, 5)};
  const auto verdict = check_register(operations);
  EXPECT_EQ(verdict.answer, Answer::kNotLinearizable);
  EXPECT_EQ(verdict.blocked, 2U);
  EXPECT_EQ(verdict.reached_values, std::vector<RegisterValue>{2});
}

TEST(Linearizability, LetsReadsSeeOverlappingWritesInAnyOneOrder) {
  EXPECT_EQ(check_register(Operations{write(1, 0, 6), write(2, 1, 7), read(1, 2, 3), read(2, 4, 5)}).answer,
            Answer::kLinearizable);
  const Operations back_and_forth{write(1, 0, 8), write(2, 1, 9), read(1, 2, 3), read(2, 4, 5), read(1, 6, 7)};
  const auto verdict = check_register(back_and_forth);
  EXPECT_EQ(verdict.answer, Answer::kNotLinearizable);
  EXPECT_EQ(verdict.blocked, 4U);
}

TEST(Linearizability, LetsAnUnreturnedWriteTakeEffectOnceAtAnyTime) {
  EXPECT_EQ(check_register(Operations{write(1, 0), write(2, 1, 2), read(2, 3, 4), read(1, 5, 6)}).answer,
            Answer::kLinearizable);
  const Operations twice{write(1, 0), write(2, 1, 2), read(1, 3, 4), write(2, 5, 6), read(1, 7, 8)};
  const auto verdict = check_register(twice);
  EXPECT_EQ(verdict.answer, Answer::kNotLinearizable);
  EXPECT_EQ(verdict.blocked, 4U);
  EXPECT_EQ(verdict.unreturned, std::vector<std::size_t>{0});
}

TEST(Linearizability, NeverLetsAnOperationTakeEffectBeforeItsInvocation) {
  EXPECT_EQ(check_register(Operations{read(1, 0, 1), write(1, 2, 3)}).answer, Answer::kNotLinearizable);
  EXPECT_EQ(check_register(Operations{read(1, 0, 1), write(1, 2)}).answer, Answer::kNotLinearizable);
}

TEST(Linearizability, ChainsUnreturnedCompareAndSets) {
  EXPECT_EQ(check_register(Operations{write(1, 0, 1), cas(1, 2, 2), cas(2, 3, 3), read(3, 4, 5)}).answer,
            Answer::kLinearizable);
  EXPECT_EQ(check_register(Operations{write(1, 0, 1), cas(2, 3, 2), read(3, 4, 5)}).answer, Answer::kNotLinearizable);
}

TEST(Linearizability, HidesAWriteUnderAnUnreturnedOneOfThePresentValue) {
  // The order is: write 2, write 1, the unreturned write 2, the compare-and-set, the read.
  const Operations operations{cas(2, 3, 0, 5), write(2, 1), write(2, 2, 3), write(1, 4, 6), read(3, 7, 8)};
  EXPECT_EQ(check_register(operations).answer, Answer::kLinearizable);
}

TEST(Linearizability, HoldsAnObservationOfAnotherValueToAValueThatIsThere) {
  EXPECT_EQ(check_register(Operations{write(1, 0, 1), read_another(2, 2, 3)}).answer, Answer::kLinearizable);
  EXPECT_EQ(check_register(Operations{write(1, 0, 1), read_another(1, 2, 3)}).answer, Answer::kNotLinearizable);
  EXPECT_EQ(check_register(Operations{read_another(1, 0, 1)}).answer, Answer::kNotLinearizable);
  EXPECT_EQ(check_register(Operations{write(2, 0), read_another(1, 1, 2)}).answer, Answer::kLinearizable);
}

TEST(Linearizability, ShowsTheStatesThatTheBlockedOperationMet) {
  const Operations operations{write(1, 0, 6), write(2, 1, 7), read(3, 2, 3)};
  const auto verdict = check_register(operations);
  EXPECT_EQ(verdict.answer, Answer::kNotLinearizable);
  EXPECT_EQ(verdict.blocked, 2U);
  ASSERT_FALSE(verdict.reached.empty());
  EXPECT_EQ(verdict.reached[0].value, kAbsent);
  EXPECT_EQ(verdict.reached[0].pending, (std::vector<std::size_t>{0, 1}));
}

TEST(Linearizability, GivesUpAtTheLimitAndShowsThePlace) {
  // Each read of 1 can be explained by a write of 1 or a compare-and-set to 1, so there are many ways to the last read,
  // but none of them satisfies it.
  Operations operations;
  std::uint64_t place = 0;
  for (int i = 0; i < 20; ++i) {
    operations.push_back(write(1, place++));
    operations.push_back(cas(2, 1, place++));
    operations.push_back(write(2, place++));
    operations.push_back(cas(1, 2, place++));
  }
  for (RegisterValue i = 0; i < 60; ++i, place += 2) {
    operations.push_back(read(1 + i % 2, place, place + 1));
  }
  operations.push_back(read(3, place, place + 1));
  RegisterLimits limits;
  limits.configurations = 50;
  const auto verdict = check_register(operations, limits);
  EXPECT_EQ(verdict.answer, Answer::kGaveUp);
  EXPECT_LE(verdict.configurations, 50U);
  EXPECT_GT(verdict.blocked, 80U);
  EXPECT_FALSE(verdict.reached.empty());
}

TEST(Linearizability, AgreesWithATrialOfEveryOrder) {
  std::mt19937 random(1);
  int rejected = 0;
  for (int i = 0; i < 6000; ++i) {
    const std::size_t clients = 2 + random() % 6;
    const Operations operations = random_history(random, 3 + random() % 13, clients, i % 4 != 0);
    const auto expected = EveryOrder(operations).blocked();
    const auto verdict = check_register(operations);
    ASSERT_EQ(verdict.answer, expected ? Answer::kNotLinearizable : Answer::kLinearizable) << "history " << i;
    if (expected) {
      ++rejected;
      ASSERT_EQ(verdict.blocked, *expected) << "history " << i;
      ASSERT_FALSE(verdict.reached.empty()) << "history " << i;
    }
  }
  EXPECT_GT(rejected, 1000);
  EXPECT_LT(rejected, 5000);
}

TEST(Linearizability, SearchesWithMoreOpenOperationsThanAWordHasBits) {
  for (const std::uint64_t clients : {100U, 1000U}) {
    Operations operations;
    for (std::uint64_t i = 0; i < clients; ++i) {
      operations.push_back(write(static_cast<RegisterValue>(i + 1), i, 10 * clients + i));
    }
    std::uint64_t place = clients;
    for (std::uint64_t i = clients; i > 0; i -= 10, place += 2) {
      operations.push_back(read(static_cast<RegisterValue>(i), place, place + 1));
    }
    EXPECT_EQ(check_register(operations).answer, Answer::kLinearizable);
    operations.push_back(read(static_cast<RegisterValue>(clients), place, place + 1));
    RegisterLimits limits;
    limits.configurations = 1000;
    EXPECT_NE(check_register(operations, limits).answer, Answer::kLinearizable);
  }
}

}  // namespace
}  // namespace maelstrom::conformance
