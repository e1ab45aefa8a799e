#include "conformance/run/nemesis.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "conformance/choices/random.hpp"

namespace maelstrom::conformance {
namespace {

bool drops(const Grudge& grudge, NodeIndex dest, NodeIndex src) {
  return std::find(grudge[dest].begin(), grudge[dest].end(), src) != grudge[dest].end();
}

std::size_t heard(const Grudge& grudge, NodeIndex node) {
  return grudge.size() - grudge[node].size();
}

// How many nodes hear only themselves, and how many hear all but one.
std::pair<int, int> isolated_and_others(const Grudge& grudge) {
  int isolated = 0;
  int others = 0;
  for (NodeIndex node = 0; node < grudge.size(); ++node) {
    isolated += heard(grudge, node) == 1 ? 1 : 0;
    others += heard(grudge, node) == grudge.size() - 1 ? 1 : 0;
  }
  return {isolated, others};
}

TEST(Nemesis, OneCutsASingleNodeOff) {
  Random random(1);
  const Grudge grudge = make_grudge(PartitionKind::kOne, 5, random);
  EXPECT_EQ(isolated_and_others(grudge), std::pair(1, 4));
}

TEST(Nemesis, MajoritySplitsIntoTwoSidesThatDoNotHearEachOther) {
  Random random(2);
  const Grudge grudge = make_grudge(PartitionKind::kMajority, 5, random);
  int majority = 0;
  for (NodeIndex a = 0; a < 5; ++a) {
    majority += heard(grudge, a) == 3 ? 1 : 0;
    EXPECT_TRUE(heard(grudge, a) == 3 || heard(grudge, a) == 2);
    for (NodeIndex b = 0; b < 5; ++b) {
      EXPECT_EQ(drops(grudge, a, b), drops(grudge, b, a));
    }
  }
  EXPECT_EQ(majority, 3);
}

TEST(Nemesis, MajoritiesRingLetsEveryNodeHearAMajorityOfItsOwn) {
  for (const std::size_t count : {3U, 4U, 5U, 6U, 7U}) {
    Random random(count);
    const Grudge grudge = make_grudge(PartitionKind::kMajoritiesRing, count, random);
    std::set<std::set<NodeIndex>> majorities;
    for (NodeIndex node = 0; node < count; ++node) {
      EXPECT_EQ(heard(grudge, node), count / 2 + 1);
      EXPECT_FALSE(drops(grudge, node, node));
      std::set<NodeIndex> dropped(grudge[node].begin(), grudge[node].end());
      EXPECT_EQ(dropped.size(), grudge[node].size());
      majorities.insert(std::move(dropped));
    }
    EXPECT_EQ(majorities.size(), count);
  }
}

TEST(Nemesis, AlternatesStartAndStop) {
  RandomChoices choices(3);
  Nemesis nemesis({FaultKind::kPartition}, 5, 10 * kSecond, choices);
  nemesis.start(0);
  for (int i = 0; i < 6; ++i) {
    const Time due = nemesis.next_time();
    const Fault fault = nemesis.next(due);
    EXPECT_EQ(fault.start, i % 2 == 0);
    EXPECT_GE(nemesis.next_time(), due);
  }
}

TEST(Nemesis, KeepsItsIntervalOnAverage) {
  RandomChoices choices(4);
  Nemesis nemesis({FaultKind::kPartition}, 5, 10 * kSecond, choices);
  nemesis.start(0);
  for (int i = 0; i < 2000; ++i) {
    nemesis.next(nemesis.next_time());
  }
  EXPECT_NEAR(in_seconds(nemesis.next_time()) / 2001, 10, 0.5);
}

TEST(Nemesis, UsesEveryKindOfPartition) {
  RandomChoices choices(5);
  Nemesis nemesis({FaultKind::kPartition}, 5, kSecond, choices);
  nemesis.start(0);
  std::set<PartitionKind> kinds;
  for (int i = 0; i < 100; ++i) {
    const Fault fault = nemesis.next(nemesis.next_time());
    if (fault.start) {
      kinds.insert(fault.partition);
    }
  }
  EXPECT_EQ(kinds.size(), 3U);
}

TEST(Nemesis, CutsTwoNodesApart) {
  RandomChoices choices(6);
  Nemesis nemesis({FaultKind::kPartition}, 2, kSecond, choices);
  nemesis.start(0);
  for (int i = 0; i < 20; ++i) {
    const Fault fault = nemesis.next(nemesis.next_time());
    if (fault.start) {
      EXPECT_TRUE(drops(fault.grudge, 0, 1) && drops(fault.grudge, 1, 0));
    }
  }
}

TEST(Nemesis, DoesNothingBeforeItStartsAndAfterItStops) {
  RandomChoices choices(7);
  Nemesis nemesis({FaultKind::kPartition}, 3, kSecond, choices);
  EXPECT_EQ(nemesis.next_time(), kNever);
  nemesis.start(0);
  nemesis.next(nemesis.next_time());
  const std::vector<Fault> under_way = nemesis.stop();
  ASSERT_EQ(under_way.size(), 1U);
  EXPECT_EQ(under_way[0].kind, FaultKind::kPartition);
  EXPECT_FALSE(under_way[0].start);
  EXPECT_EQ(nemesis.next_time(), kNever);
  EXPECT_TRUE(nemesis.stop().empty());
}

TEST(Nemesis, CutsOneWayOnly) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Random random(seed);
    const Grudge grudge = make_one_way_grudge(5, random);
    int cuts = 0;
    for (NodeIndex a = 0; a < 5; ++a) {
      for (NodeIndex b = 0; b < 5; ++b) {
        cuts += drops(grudge, a, b) ? 1 : 0;
        EXPECT_FALSE(drops(grudge, a, b) && drops(grudge, b, a));
      }
    }
    EXPECT_GT(cuts, 0);
  }
}

TEST(Nemesis, GivesEveryFaultAScheduleOfItsOwn) {
  std::vector<FaultKind> kinds;
  for (const FaultEntry& entry : kFaults) {
    kinds.push_back(entry.kind);
  }
  RandomChoices choices(1);
  Nemesis nemesis(kinds, 3, kSecond, choices);
  nemesis.start(0);
  std::map<FaultKind, int> begun;
  std::map<FaultKind, bool> under_way;
  for (Time last = 0; last < 100 * kSecond;) {
    const Time due = nemesis.next_time();
    EXPECT_GE(due, last);
    last = due;
    const Fault fault = nemesis.next(due);
    EXPECT_EQ(fault.start, !under_way[fault.kind]) << fault_entry(fault.kind).name;
    under_way[fault.kind] = fault.start;
    begun[fault.kind] += fault.start ? 1 : 0;
    for (const NodeIndex node : fault.nodes) {
      EXPECT_LT(node, 3U);
    }
  }
  for (const FaultKind kind : kinds) {
    EXPECT_GT(begun[kind], 30) << fault_entry(kind).name;
  }
}

TEST(Nemesis, KeepsTheScheduleOfAFaultWhateverElseIsInjected) {
  RandomChoices choices(1);
  Nemesis alone({FaultKind::kKill}, 3, kSecond, choices);
  Nemesis together({FaultKind::kPause, FaultKind::kKill, FaultKind::kLoss}, 3, kSecond, choices);
  const auto kills = [](Nemesis& nemesis) {
    std::vector<Time> times;
    nemesis.start(0);
    while (times.size() < 20) {
      const Time due = nemesis.next_time();
      if (nemesis.next(due).kind == FaultKind::kKill) {
        times.push_back(due);
      }
    }
    return times;
  };
  EXPECT_EQ(kills(alone), kills(together));
}

TEST(Nemesis, CutsNothingWhereThereIsOneNode) {
  RandomChoices choices(1);
  Nemesis nemesis({FaultKind::kPartition, FaultKind::kOneWay}, 1, kSecond, choices);
  nemesis.start(0);
  EXPECT_EQ(nemesis.next_time(), kNever);
}

}  // namespace
}  // namespace maelstrom::conformance
