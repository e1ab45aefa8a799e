#include "conformance/workloads/transaction_generator.hpp"

#include <map>

#include <gtest/gtest.h>

#include "conformance/choices/random.hpp"

namespace maelstrom::conformance {
namespace {

TEST(TransactionGenerator, WritesEachValueOfAKeyOnceInOrder) {
  Random random(1);
  TransactionGenerator generator(3, 4, 5);
  std::map<std::uint64_t, std::uint64_t> last;
  for (int i = 0; i < 10'000; ++i) {
    for (const MicroOperation& operation : generator.next(random)) {
      if (operation.written != 0) {
        EXPECT_EQ(operation.written, last[operation.key] + 1);
        last[operation.key] = operation.written;
        EXPECT_LE(operation.written, 5U);
      }
    }
  }
  EXPECT_GT(last.size(), 100U);  // keys are replaced
}

TEST(TransactionGenerator, DrawsLengthsUniformly) {
  Random random(2);
  TransactionGenerator generator(10, 4, 16);
  std::map<std::size_t, int> lengths;
  for (int i = 0; i < 40'000; ++i) {
    ++lengths[generator.next(random).size()];
  }
  ASSERT_EQ(lengths.size(), 4U);
  for (const auto& [length, count] : lengths) {
    EXPECT_NEAR(count, 10'000, 500) << length;
  }
}

TEST(TransactionGenerator, PrefersTheLastKey) {
  Random random(3);
  TransactionGenerator generator(3, 1, 1'000'000);
  std::map<std::uint64_t, int> keys;
  for (int i = 0; i < 70'000; ++i) {
    ++keys[generator.next(random).front().key];
  }
  EXPECT_NEAR(keys[0], 10'000, 600);
  EXPECT_NEAR(keys[1], 20'000, 600);
  EXPECT_NEAR(keys[2], 40'000, 600);
}

}  // namespace
}  // namespace maelstrom::conformance
