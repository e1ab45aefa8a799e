// maelstrom::simulation as a plugin author's test uses it: only through its public header.
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include <maelstrom/simulation.hpp>

#include "scripted_plugin.hpp"
#include "temporary_folder.hpp"

namespace maelstrom::simulation {
namespace {

std::string fixture(const std::string& plugin) {
  return std::string(FIXTURE_PLUGINS) + "/" + plugin + ".so";
}

TEST(SimulationLibrary, TestsAPluginInTenLines) {
  Simulation simulation("unique-ids", 5);
  simulation.rate = 100;
  simulation.at(3s, kill({"n2"}));
  simulation.at(4s, isolate({"n1"}));
  simulation.at(5s, restart({"n2"}));
  simulation.at(6s, heal());
  const Result result = simulation.run(UNIQUE_IDS_PLUGIN);
  EXPECT_TRUE(result.valid) << result;
  EXPECT_NEAR(static_cast<double>(result.requests), 1000, 50) << result;
  EXPECT_EQ(result.ok + result.failed + result.unknown, result.requests) << result;
  EXPECT_GT(result.unknown, 0U) << "n2 was dead, but no check noticed: " << result;
}

TEST(SimulationLibrary, FindsAMistakeAndSaysWhat) {
  Simulation simulation("unique-ids", 3);
  simulation.at(3s, kill({"n2"}));
  simulation.at(4s, restart({"n2"}));
  const Result result = simulation.run(fixture("counter_ids"));
  EXPECT_FALSE(result.valid);
  ASSERT_FALSE(result.reasons.empty());
  EXPECT_NE(result.reasons[0].find(" was returned "), std::string::npos) << result;
  EXPECT_NE(result.text.find("seed 1"), std::string::npos) << result;
}

TEST(SimulationLibrary, MovesAClockAsTheScriptSays) {
  Simulation simulation("unique-ids", 1);
  simulation.rate = 500;
  simulation.clients_per_node = 4;
  EXPECT_TRUE(simulation.run(fixture("clock_ids")).valid);
  simulation.at(5s, jump_clock({"n1"}, -2s));
  EXPECT_FALSE(simulation.run(fixture("clock_ids")).valid);
}

TEST(SimulationLibrary, DropsWhatAPausedNodeWouldSayTooLate) {
  Simulation simulation("echo", Nodes{"a", "b"});
  simulation.at(2s, pause({"a"}));
  simulation.at(9s, resume({"a"}));
  const Result result = simulation.run(ECHO_PLUGIN);
  EXPECT_TRUE(result.valid) << result;
  EXPECT_GE(result.unknown, 1U) << result;
}

TEST(SimulationLibrary, HasEveryFaultByName) {
  Simulation simulation("echo", 3);
  simulation.faults = "all";
  simulation.fault_interval = 1s;
  simulation.latency = 5ms;
  simulation.answer_all = true;
  for (simulation.seed = 1; simulation.seed <= 10; ++simulation.seed) {
    const Result result = simulation.run(fixture("relay"));
    EXPECT_TRUE(result.valid) << result;
    EXPECT_GT(result.lost_messages, 0U);
    EXPECT_GT(result.server_messages, result.lost_messages);
  }
}

TEST(SimulationLibrary, DemandsAvailability) {
  Simulation simulation("echo", 1);
  simulation.at(5s, kill({"n1"}));
  EXPECT_TRUE(simulation.run(ECHO_PLUGIN).valid);
  simulation.availability = 1;
  EXPECT_FALSE(simulation.run(ECHO_PLUGIN).valid);
}

TEST(SimulationLibrary, PassesOptionsToThePlugin) {
  Simulation simulation("unique-ids", 1);
  simulation.options["scheme"] = "uuid";
  EXPECT_TRUE(simulation.run(UNIQUE_IDS_PLUGIN).valid);
  simulation.options["scheme"] = "none";
  EXPECT_THROW(simulation.run(UNIQUE_IDS_PLUGIN), std::runtime_error);
}

TEST(SimulationLibrary, WritesATraceThatIsTheSameFromTheSameSeed) {
  const TemporaryFolder folder;
  const auto traced = [&folder](std::uint64_t seed) {
    Simulation simulation("echo", 3);
    simulation.seed = seed;
    simulation.faults = "all";
    simulation.fault_interval = 1s;
    simulation.trace = folder.path() / "trace.jsonl";
    EXPECT_TRUE(simulation.run(fixture("relay")).valid);
    std::ifstream file(simulation.trace, std::ios::binary);
    return std::string{std::istreambuf_iterator<char>(file), {}};
  };
  const std::string once = traced(3);
  EXPECT_GT(once.size(), 10'000U);
  EXPECT_EQ(once, traced(3));
  EXPECT_NE(once, traced(4));
}

// Requests a number and expects the next one.
class Successors : public Workload {
 public:
  std::string request(std::uint64_t random) override {
    ++asked;
    return R"( {"type":"ask","number":)" + std::to_string(random % 1000) + "} ";
  }
  std::string check(std::string_view request, std::string_view reply) override {
    ++checked;
    const auto number = std::stoi(std::string(request.substr(request.rfind(':') + 1)));
    const bool right = reply.find("\"next\":" + std::to_string(number + 1) + "}") != std::string_view::npos;
    return right ? "" : "not the next number: " + std::string(request) + ' ' + std::string(reply);
  }
  std::string finish() override { return asked == checked ? "" : "some were not answered"; }

  int asked = 0;
  int checked = 0;
};

// A plugin linked into the test; its mistake begins with this number.
class SuccessorPlugin : public tests::ScriptedPlugin {
 public:
  explicit SuccessorPlugin(int wrong_from) {
    on_message = [this, wrong_from](const maelstrom_message& message) {
      const std::string body = tests::text_of(message.body);
      const int number = std::stoi(body.substr(body.find("\"number\":") + 9));
      const int next = number < wrong_from ? number + 1 : 0;
      return reply(message.request, R"({"type":"tell","next":)" + std::to_string(next) + "}");
    };
  }
};

TEST(SimulationLibrary, TakesAWorkloadAndAPluginOfTheTestsOwn) {
  Simulation simulation([] { return std::make_unique<Successors>(); }, 1);
  SuccessorPlugin right(1000);
  const Result good = simulation.run(right.descriptor());
  EXPECT_TRUE(good.valid) << good;
  EXPECT_NEAR(static_cast<double>(good.ok), 1000, 50);

  SuccessorPlugin wrong(900);
  const Result bad = simulation.run(wrong.descriptor());
  EXPECT_FALSE(bad.valid);
  EXPECT_NE(bad.text.find("not the next number: {\"type\":\"ask\",\"number\":9"), std::string::npos) << bad;

  SuccessorPlugin right_again(1000);
  simulation.at(5s, kill({"n1"}));
  const Result cut = simulation.run(right_again.descriptor());
  EXPECT_FALSE(cut.valid);
  EXPECT_NE(cut.text.find("some were not answered"), std::string::npos) << cut;
}

TEST(SimulationLibrary, RefusesWhatMakesNoSense) {
  EXPECT_THROW(Simulation("dance", 1), std::invalid_argument);
  EXPECT_THROW(Simulation("echo", 0), std::invalid_argument);
  EXPECT_THROW(Simulation("echo", Nodes{"a", "a"}), std::invalid_argument);
  EXPECT_THROW(Simulation(MakeWorkload(), 1), std::invalid_argument);

  const auto refuses = [](auto change) {
    Simulation simulation("echo", 1);
    change(simulation);
    EXPECT_THROW(simulation.run(ECHO_PLUGIN), std::invalid_argument);
  };
  refuses([](Simulation& s) { s.faults = "earthquake"; });
  refuses([](Simulation& s) { s.at(1s, kill({"n2"})); });
  refuses([](Simulation& s) { s.rate = -1; });
  refuses([](Simulation& s) { s.time_limit = 0s; });
  refuses([](Simulation& s) { s.availability = 2; });
  refuses([](Simulation& s) { s.clients_per_node = 0; });

  Simulation nowhere("echo", 1);
  EXPECT_THROW(nowhere.run("./no/such.so"), std::runtime_error);
  nowhere.trace = "/no/such/folder/trace";
  EXPECT_THROW(nowhere.run(ECHO_PLUGIN), std::runtime_error);

  class Rubbish : public Successors {
    std::string request(std::uint64_t /*random*/) override { return R"({"type":"ask","msg_id":1})"; }
  };
  SuccessorPlugin plugin(1000);
  Simulation rubbish([] { return std::make_unique<Rubbish>(); }, 1);
  EXPECT_THROW(rubbish.run(plugin.descriptor()), std::invalid_argument);
}

}  // namespace
}  // namespace maelstrom::simulation
