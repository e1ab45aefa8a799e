#include "conformance/run/network.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "conformance/choices/random.hpp"

namespace maelstrom::conformance {
namespace {

using Kind = Address::Kind;

constexpr Address kNode0 = {Kind::kNode, 0};
constexpr Address kNode1 = {Kind::kNode, 1};
constexpr Address kNode2 = {Kind::kNode, 2};
constexpr Address kService = {Kind::kService, 0};
constexpr Address kClient = {Kind::kClient, 3};

Network make_network(Latency latency = {}) {
  RandomChoices choices(1);
  return Network(3, latency, choices);
}

std::vector<Time> draw(Network& network, std::size_t count) {
  std::vector<Time> times(count);
  std::generate(times.begin(), times.end(), [&] { return network.latency(kNode0, kNode1); });
  return times;
}

double mean(const std::vector<Time>& times) {
  double sum = 0;
  for (const Time time : times) {
    sum += static_cast<double>(time);
  }
  return sum / static_cast<double>(times.size());
}

TEST(Network, NumbersMessagesFromZero) {
  Network network = make_network();
  EXPECT_EQ(network.send(kClient, kNode0), 0U);
  EXPECT_EQ(network.send(kNode0, kNode1), 1U);
}

TEST(Network, ConstantLatencyIsTheMean) {
  Network network = make_network({LatencyDistribution::kConstant, 7 * kMillisecond});
  EXPECT_EQ(network.latency(kNode0, kNode1), 7 * kMillisecond);
  EXPECT_EQ(network.latency(kNode0, kService), 7 * kMillisecond);
}

TEST(Network, UniformLatencyIsUpToTwiceTheMean) {
  Network network = make_network({LatencyDistribution::kUniform, 10 * kMillisecond});
  const auto times = draw(network, 10000);
  EXPECT_GE(*std::min_element(times.begin(), times.end()), 0);
  EXPECT_LT(*std::max_element(times.begin(), times.end()), 20 * kMillisecond);
  EXPECT_NEAR(mean(times), 1e7, 2e5);
}

TEST(Network, ExponentialLatencyHasItsMeanAndALongTail) {
  Network network = make_network({LatencyDistribution::kExponential, 10 * kMillisecond});
  const auto times = draw(network, 20000);
  EXPECT_NEAR(mean(times), 1e7, 4e5);
  EXPECT_GT(*std::max_element(times.begin(), times.end()), 50 * kMillisecond);
}

TEST(Network, ClientsSeeNoLatency) {
  Network network = make_network({LatencyDistribution::kConstant, kSecond});
  EXPECT_EQ(network.latency(kClient, kNode0), 0);
  EXPECT_EQ(network.latency(kNode0, kClient), 0);
}

TEST(Network, LosesInOneDirectionOnlyWhatItIsToldTo) {
  Network network = make_network();
  network.cut(FaultKind::kPartition, {{}, {0}, {}});  // n1 drops messages from n0
  EXPECT_FALSE(network.receive(kNode0, kNode1));
  EXPECT_TRUE(network.receive(kNode1, kNode0));
  EXPECT_TRUE(network.receive(kNode2, kNode1));
  network.heal(FaultKind::kPartition);
  EXPECT_TRUE(network.receive(kNode0, kNode1));
  EXPECT_EQ(network.statistics().lost, 1U);
}

TEST(Network, ANewPartitionReplacesTheOldOne) {
  Network network = make_network();
  network.cut(FaultKind::kPartition, {{}, {0}, {}});
  network.cut(FaultKind::kPartition, {{}, {}, {0}});
  EXPECT_TRUE(network.receive(kNode0, kNode1));
  EXPECT_FALSE(network.receive(kNode0, kNode2));
}

TEST(Network, PartitionsTouchNeitherClientsNorServices) {
  Network network = make_network();
  network.cut(FaultKind::kPartition, {{0, 1, 2}, {0, 1, 2}, {0, 1, 2}});
  EXPECT_TRUE(network.receive(kClient, kNode0));
  EXPECT_TRUE(network.receive(kNode0, kClient));
  EXPECT_TRUE(network.receive(kNode0, kService));
  EXPECT_TRUE(network.receive(kService, kNode0));
}

TEST(Network, CountsAsMaelstromDoes) {
  Network network = make_network();
  network.send(kClient, kNode0);
  network.receive(kClient, kNode0);
  network.send(kNode0, kService);
  network.receive(kNode0, kService);
  network.send(kNode0, kNode1);  // in flight
  EXPECT_EQ(network.statistics().clients.sent, 1U);
  EXPECT_EQ(network.statistics().servers.sent, 2U);
  EXPECT_EQ(network.statistics().servers.received, 1U);
  EXPECT_EQ(network.statistics().all().sent, 3U);
  EXPECT_EQ(network.statistics().all().received, 2U);
}

}  // namespace
}  // namespace maelstrom::conformance
