// The coroutine machinery alone: no node, no host.
#include <coroutine>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <maelstrom/task.hpp>
#include <maelstrom/task_set.hpp>
#include <maelstrom/when_all.hpp>

#include "scripted_workload.hpp"

namespace maelstrom::tests {
namespace {

// An awaitable: its waiters continue when the test opens it. Many can wait.
class Gate {
 public:
  auto operator co_await() {
    struct Awaiter {
      bool await_ready() const { return gate.open_; }
      void await_suspend(std::coroutine_handle<> waiter) { gate.waiters_.push_back(waiter); }
      void await_resume() const {
        if (!gate.error_.empty()) {
          throw Error(ErrorCode::kAbort, gate.error_);
        }
      }
      Gate& gate;
    };
    return Awaiter{*this};
  }

  void open() {
    open_ = true;
    for (const std::coroutine_handle<> waiter : std::exchange(waiters_, {})) {
      waiter.resume();
    }
  }
  void fail(std::string error) {
    error_ = std::move(error);
    open();
  }

 private:
  bool open_ = false;
  std::string error_;
  std::vector<std::coroutine_handle<>> waiters_;
};

class Tasks : public ::testing::Test {
 protected:
  // Starts a task; the optional has its result when it has ended.
  template <class T>
  std::shared_ptr<std::optional<Result<T>>> begin(Task<T> task) {
    auto result = std::make_shared<std::optional<Result<T>>>();
    tasks.spawn(std::move(task),
                detail::MoveOnlyFunction<void(Result<T>)>([result](Result<T> r) { result->emplace(std::move(r)); }));
    return result;
  }

  void TearDown() override {
    tasks.clear();
    EXPECT_EQ(Witness::alive(), 0);
  }

  detail::TaskSet tasks;
};

Task<int> value_after(Gate& gate, int value) {
  const Witness witness;
  co_await gate;
  co_return value;
}

Task<int> sum_of(Gate& a, Gate& b) {
  const Witness witness;
  const int first = co_await value_after(a, 1);
  co_return first + co_await value_after(b, 2);
}

TEST_F(Tasks, DoNothingUntilTheyAreAwaited) {
  bool ran = false;
  const auto make = [&ran]() -> Task<> {
    ran = true;
    co_return;
  };
  { const Task<> dropped = make(); }
  EXPECT_FALSE(ran);
  begin(make());
  EXPECT_TRUE(ran);
}

TEST_F(Tasks, PassValuesThroughEachOther) {
  Gate a;
  Gate b;
  const auto sum = begin(sum_of(a, b));
  EXPECT_FALSE(sum->has_value());
  a.open();
  EXPECT_FALSE(sum->has_value());
  EXPECT_EQ(Witness::alive(), 2);
  b.open();
  EXPECT_EQ((*sum)->value(), 3);
  EXPECT_TRUE(tasks.empty());
}

TEST_F(Tasks, PassExceptionsThroughEachOther) {
  Gate a;
  Gate b;
  const auto sum = begin(sum_of(a, b));
  a.open();
  b.fail("no");
  ASSERT_TRUE(sum->has_value());
  EXPECT_EQ((*sum)->failure().kind, Failure::Kind::kError);
  EXPECT_EQ((*sum)->error().code(), ErrorCode::kAbort);
  EXPECT_STREQ((*sum)->error().what(), "no");
}

TEST_F(Tasks, MayCatchWhatAnotherThrows) {
  Gate gate;
  const auto make = [](Gate& g) -> Task<std::string> {
    std::string caught;
    try {
      co_await value_after(g, 1);
    } catch (const Error& error) {
      caught = error.what();
    }
    co_return caught;
  };
  const auto result = begin(make(gate));
  gate.fail("no");
  EXPECT_EQ((*result)->value(), "no");
}

TEST_F(Tasks, ThrowBeforeTheyWait) {
  const auto thrower = []() -> Task<int> {
    throw std::out_of_range("at once");
    co_return 1;
  };
  const auto outer = [&thrower]() -> Task<int> { co_return co_await thrower(); };
  const auto result = begin(outer());
  ASSERT_TRUE(result->has_value());
  EXPECT_EQ((*result)->failure().kind, Failure::Kind::kException);
  EXPECT_STREQ((*result)->error().what(), "at once");
}

TEST_F(Tasks, CarryWhatCannotBeCopied) {
  const auto make = []() -> Task<std::unique_ptr<int>> { co_return std::make_unique<int>(7); };
  const auto pass = [&make]() -> Task<std::unique_ptr<int>> { co_return co_await make(); };
  EXPECT_EQ(*(*begin(pass()))->value(), 7);
}

TEST_F(Tasks, AreDestroyedWhileTheyWait) {
  Gate a;
  Gate b;
  const auto sum = begin(sum_of(a, b));
  EXPECT_EQ(Witness::alive(), 2);
  tasks.clear();
  EXPECT_EQ(Witness::alive(), 0);
  EXPECT_FALSE(sum->has_value());
}

TEST_F(Tasks, AreDestroyedWithWhoAwaitsThem) {
  Gate gate;
  {
    detail::TaskSet inner;
    inner.spawn(value_after(gate, 1), detail::MoveOnlyFunction<void(Result<int>)>([](const Result<int>&) { FAIL(); }));
    EXPECT_EQ(Witness::alive(), 1);
  }
  EXPECT_EQ(Witness::alive(), 0);
}

TEST_F(Tasks, CannotBeAwaitedWhenMovedFrom) {
  const auto make = []() -> Task<> { co_return; };
  const auto outer = [&make]() -> Task<> {
    Task<> task = make();
    const Task<> other = std::move(task);
    co_await task;  // NOLINT(bugprone-use-after-move): the mistake under test
  };
  EXPECT_EQ((*begin(outer()))->failure().kind, Failure::Kind::kException);
}

// In every build, although only an optimising compiler turns a symmetric transfer into a jump.
TEST_F(Tasks, CannotBeAwaitedTwice) {
  const auto ended = begin([]() -> Task<int> {
    auto task = []() -> Task<int> { co_return 1; }();
    co_await task;
    co_return co_await task;
  }());
  EXPECT_EQ((*ended)->failure().kind, Failure::Kind::kException);
}

TEST_F(Tasks, DoNotEatTheStackInALoopThatNeverWaits) {
  constexpr std::int64_t kRounds = 100'000;
  const auto one = []() -> Task<std::int64_t> { co_return 1; };
  const auto count = [&one]() -> Task<std::int64_t> {
    std::int64_t sum = 0;
    for (std::int64_t i = 0; i < kRounds; ++i) {
      sum += co_await one();
    }
    co_return sum;
  };
  EXPECT_EQ((*begin(count()))->value(), kRounds);
}

TEST_F(Tasks, DoNotEatTheStackInALoopThatWaits) {
  constexpr int kRounds = 10'000;
  std::optional<Gate> gate;
  const auto step = [&gate]() -> Task<> { co_await gate.emplace(); };
  const auto loop = [&step]() -> Task<int> {
    int rounds = 0;
    while (rounds < kRounds) {
      co_await step();
      ++rounds;
    }
    co_return rounds;
  };
  const auto result = begin(loop());
  while (!result->has_value()) {
    Gate opened = *std::exchange(gate, std::nullopt);
    opened.open();
  }
  EXPECT_EQ((*result)->value(), kRounds);
}

TEST_F(Tasks, RunAThousandAtOnce) {
  Gate a;
  Gate b;
  std::vector<std::shared_ptr<std::optional<Result<int>>>> sums;
  for (int i = 0; i < 1000; ++i) {
    sums.push_back(begin(sum_of(a, b)));
  }
  a.open();
  b.open();
  for (const auto& sum : sums) {
    EXPECT_EQ((*sum)->value(), 3);
  }
}

class WhenAll : public Tasks {
 protected:
  static std::vector<Task<int>> three(Gate& a, Gate& b, Gate& c) {
    std::vector<Task<int>> items;
    items.push_back(value_after(a, 1));
    items.push_back(value_after(b, 2));
    items.push_back(value_after(c, 3));
    return items;
  }
  Gate a, b, c;
};

TEST_F(WhenAll, WaitsForAllAtOnceAndKeepsTheirOrder) {
  const auto results = begin(when_all(three(a, b, c)));
  EXPECT_EQ(Witness::alive(), 3);
  c.open();
  a.fail("no");
  EXPECT_FALSE(results->has_value());
  b.open();
  ASSERT_TRUE(results->has_value());
  const auto& all = (*results)->value();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_STREQ(all[0].error().what(), "no");
  EXPECT_TRUE(all[1].ok());
  EXPECT_EQ(Result<int>(all[2]).value(), 3);
}

TEST_F(WhenAll, NeedNotWait) {
  a.open();
  b.open();
  c.open();
  EXPECT_EQ((*begin(when_all(three(a, b, c))))->value().size(), 3U);
  EXPECT_TRUE((*begin(when_all(std::vector<Task<int>>())))->value().empty());
}

TEST_F(WhenAll, TakesTasksWithoutAValue) {
  const auto opened = [](Gate& gate) -> Task<> { co_await gate; };
  std::vector<Task<>> items;
  items.push_back(opened(a));
  items.push_back(opened(b));
  const auto results = begin(when_all(std::move(items)));
  a.open();
  b.fail("no");
  EXPECT_TRUE((*results)->value()[0].ok());
  EXPECT_FALSE((*results)->value()[1].ok());
}

TEST_F(WhenAll, QuorumCountsTasksWithoutAValue) {
  const auto opened = [](Gate& gate) -> Task<> { co_await gate; };
  const auto both = [&opened](Gate& one, Gate& another) {
    std::vector<Task<>> items;
    items.push_back(opened(one));
    items.push_back(opened(another));
    return items;
  };
  const auto one = begin(quorum(both(a, b), 1));
  EXPECT_FALSE(one->has_value());
  a.open();
  ASSERT_TRUE(one->has_value());
  EXPECT_EQ((*one)->value(), 1U);
  const auto two = begin(quorum(both(a, c), 2));
  c.fail("no");
  ASSERT_TRUE(two->has_value());
  EXPECT_STREQ((*two)->error().what(), "no");
}

TEST_F(WhenAll, IsDestroyedWhileItWaits) {
  begin(when_all(three(a, b, c)));
  b.open();
  EXPECT_EQ(Witness::alive(), 2);
  tasks.clear();
  EXPECT_EQ(Witness::alive(), 0);
}

TEST_F(WhenAll, QuorumReturnsWithEnoughOfThem) {
  const auto values = begin(quorum(three(a, b, c), 2));
  c.open();
  EXPECT_FALSE(values->has_value());
  a.open();
  ASSERT_TRUE(values->has_value());
  EXPECT_EQ((*values)->value(), (std::vector<int>{1, 3}));
  EXPECT_EQ(Witness::alive(), 0);  // the third has been abandoned
}

TEST_F(WhenAll, QuorumFailsAsSoonAsItCannotBeReached) {
  const auto values = begin(quorum(three(a, b, c), 2));
  a.fail("one");
  EXPECT_FALSE(values->has_value());
  c.fail("two");
  ASSERT_TRUE(values->has_value());
  EXPECT_STREQ((*values)->error().what(), "two");
  EXPECT_EQ(Witness::alive(), 0);
}

TEST_F(WhenAll, QuorumOfNoneIsReachedAndOfTooManyIsRefused) {
  EXPECT_TRUE((*begin(quorum(three(a, b, c), 0)))->value().empty());
  EXPECT_STREQ((*begin(quorum(three(a, b, c), 4)))->error().what(), "a quorum of 4 among 3");
}

TEST(ResultTest, IsAValueOrThrowsWhyThereIsNone) {
  Result<int> value = 7;
  EXPECT_TRUE(value.ok());
  EXPECT_TRUE(static_cast<bool>(value));
  EXPECT_EQ(value.value(), 7);
  EXPECT_FALSE(value.cancelled());
  Result<int> error = Failure{Failure::Kind::kError, Error(ErrorCode::kAbort, "no")};
  EXPECT_FALSE(error.ok());
  EXPECT_THROW(error.value(), Error);
  Result<void> cancelled = Failure::of(Cancelled(false));
  EXPECT_TRUE(cancelled.cancelled());
  EXPECT_THROW(cancelled.value(), Cancelled);
  EXPECT_FALSE(cancelled.error().definite());
  Result<void> nothing;
  EXPECT_NO_THROW(nothing.value());
}

TEST(ResultTest, TellsAnErrorFromABugFromAnEnd) {
  const auto kind_of = [](const auto& thrown) { return Failure::of(std::make_exception_ptr(thrown)).kind; };
  EXPECT_EQ(kind_of(Error(ErrorCode::kTimeout, "x")), Failure::Kind::kError);
  EXPECT_EQ(kind_of(std::runtime_error("x")), Failure::Kind::kException);
  EXPECT_EQ(kind_of(42), Failure::Kind::kException);
  EXPECT_EQ(kind_of(Cancelled(false)), Failure::Kind::kCancelled);
  EXPECT_EQ(kind_of(Cancelled(true)), Failure::Kind::kStopping);
  EXPECT_EQ(kind_of(Refused(MAELSTROM_E_STATE, "stopping")), Failure::Kind::kStopping);
  EXPECT_EQ(kind_of(Refused(MAELSTROM_E_BODY, "no JSON")), Failure::Kind::kException);
}

}  // namespace
}  // namespace maelstrom::tests
