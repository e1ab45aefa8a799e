#include "host/node/id_table.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include <gtest/gtest.h>

namespace maelstrom::host {
namespace {

std::map<std::uint64_t, std::string> contents(const IdTable<std::string>& table) {
  std::map<std::uint64_t, std::string> values;
  table.each([&values](std::uint64_t id, const std::string& value) { values[id] = value; });
  return values;
}

TEST(IdTable, FindsWhatWasAddedUntilItIsTaken) {
  IdTable<std::string> table;
  EXPECT_EQ(table.find(1), nullptr);
  table.add(1, "one");
  table.add(2, "two");
  ASSERT_NE(table.find(1), nullptr);
  EXPECT_EQ(*table.find(1), "one");
  EXPECT_EQ(table.find(0), nullptr);
  EXPECT_EQ(table.find(3), nullptr);
  EXPECT_EQ(table.take(1), "one");
  EXPECT_EQ(table.find(1), nullptr);
  EXPECT_EQ(*table.find(2), "two");
  EXPECT_EQ(table.size(), 1U);
}

TEST(IdTable, KeepsAnOldValueWhileThousandsComeAndGo) {
  IdTable<std::string> table;
  table.add(5, "old");
  for (std::uint64_t id = 6; id < 10'000; ++id) {
    table.add(id, std::to_string(id));
    EXPECT_EQ(table.take(id), std::to_string(id));
  }
  EXPECT_EQ(contents(table), (std::map<std::uint64_t, std::string>{{5, "old"}}));
  EXPECT_EQ(table.take(5), "old");
  EXPECT_EQ(table.size(), 0U);
}

TEST(IdTable, HoldsThousandsThatGoInAnotherOrder) {
  constexpr std::uint64_t kCount = 10'007;  // a prime
  IdTable<std::string> table;
  for (std::uint64_t id = 1; id < kCount; ++id) {
    table.add(id, std::to_string(id));
  }
  EXPECT_EQ(table.size(), kCount - 1);
  EXPECT_EQ(contents(table).size(), kCount - 1);
  for (std::uint64_t i = 1; i < kCount; ++i) {
    const std::uint64_t id = i * 5'003 % kCount;
    ASSERT_NE(table.find(id), nullptr);
    EXPECT_EQ(table.take(id), std::to_string(id));
    EXPECT_EQ(table.find(id), nullptr);
  }
  EXPECT_EQ(table.size(), 0U);
}

TEST(IdTable, KeepsWhatIsLeftWhenABurstIsOver) {
  IdTable<std::uint64_t> table;
  constexpr std::uint64_t kCount = 500'000;
  constexpr std::uint64_t kLeft = 50'000;  // one of every so many is left
  for (std::uint64_t id = 1; id <= kCount; ++id) {
    table.add(id, id * 3);
  }
  for (std::uint64_t id = 1; id <= kCount; ++id) {
    if (id % kLeft != 0) {
      ASSERT_EQ(table.take(id), id * 3);
    }
  }
  EXPECT_EQ(table.size(), kCount / kLeft);
  for (std::uint64_t id = kLeft; id <= kCount; id += kLeft) {
    ASSERT_NE(table.find(id), nullptr) << id;
    EXPECT_EQ(table.take(id), id * 3);
  }
  EXPECT_EQ(table.size(), 0U);
}

TEST(IdTable, DoesNotTakeTheIdsOfAnEmptiedBlockForThoseOfAnother) {
  IdTable<std::string> table;
  table.add(3, "three");
  EXPECT_EQ(table.take(3), "three");
  table.add(64 + 4, "sixty-eight");
  EXPECT_EQ(table.find(4), nullptr);
  EXPECT_EQ(table.find(3), nullptr);
  EXPECT_EQ(*table.find(68), "sixty-eight");
}

TEST(IdTable, DestroysAValueWhenItIsTaken) {
  IdTable<std::shared_ptr<int>> table;
  const auto value = std::make_shared<int>(7);
  table.add(1, value);
  EXPECT_EQ(value.use_count(), 2);
  EXPECT_EQ(table.take(1), value);
  EXPECT_EQ(value.use_count(), 1);
}

}  // namespace
}  // namespace maelstrom::host
