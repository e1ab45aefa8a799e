#include <gtest/gtest.h>

#include <maelstrom/simulation.hpp>
using namespace maelstrom::simulation;

TEST(UniqueIds, StayUniqueWhenANodeIsKilled) {
  Simulation simulation("unique-ids", 5);  // nodes n1 to n5
  simulation.rate = 100;                   // for 10 s: 1000 generates
  simulation.at(3s, kill({"n2"}));
  simulation.at(4s, isolate({"n1"}));
  simulation.at(5s, restart({"n2"}));
  simulation.at(6s, heal());
  const Result result = simulation.run(PLUGIN);
  EXPECT_TRUE(result.valid) << result;
}
