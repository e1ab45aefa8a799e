// Whole clusters in virtual time: the same seed gives the same run, every fault has the effect of its name, and errors
// of a plugin are found.
#include "conformance/simulator/simulation.hpp"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <ostream>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "conformance/choices/choices.hpp"
#include "conformance/choices/random.hpp"
#include "conformance/report/results.hpp"
#include "history/time.hpp"

namespace maelstrom::conformance {
namespace {

Simulation cluster(std::size_t nodes, std::string workload) {
  Simulation simulation;
  simulation.plan.workload = std::move(workload);
  for (std::size_t i = 1; i <= nodes; ++i) {
    simulation.plan.nodes.push_back("n" + std::to_string(i));
  }
  simulation.plan.concurrency = static_cast<std::uint32_t>(nodes);
  simulation.plan.rate = 100;
  simulation.plan.time_limit = 10 * kSecond;
  simulation.plan.seed = 1;
  return simulation;
}

std::vector<FaultKind> all_faults() {
  std::vector<FaultKind> kinds;
  for (const FaultEntry& entry : kFaults) {
    kinds.push_back(entry.kind);
  }
  return kinds;
}

std::string fixture(const std::string& plugin) {
  return std::string(FIXTURE_PLUGINS) + "/" + plugin + ".so";
}

std::string words(const Results& results) {
  return summary(results) + verdict_text(results);
}

// The trace and the history of a run with every fault.
std::string traced(const std::string& workload, const std::filesystem::path& plugin, std::uint64_t seed,
                   Latency latency = {}, Choices* choices = nullptr) {
  Simulation simulation = cluster(3, workload);
  simulation.choices = choices;
  simulation.plan.faults = all_faults();
  simulation.plan.nemesis_interval = kSecond;
  simulation.plan.latency = latency;
  simulation.plan.seed = seed;
  Trace trace;
  simulation.trace = &trace;
  simulation.run(plugin);
  std::ostringstream history;
  simulation.history().write(history);
  return trace.take() + history.str();
}

// The choices made, by stream.
using ChoiceRecord = std::map<std::string, std::vector<std::uint64_t>>;

class RecordedChoices final : public Choices {
 public:
  explicit RecordedChoices(std::uint64_t seed) : seed_(seed) {}

  std::unique_ptr<ChoiceStream> stream(std::string_view name) override {
    return std::make_unique<Stream>(seed_, name, record[std::string(name)]);
  }

  ChoiceRecord record;

 private:
  class Stream final : public ChoiceStream {
   public:
    Stream(std::uint64_t seed, std::string_view name, std::vector<std::uint64_t>& record)
        : random_(seed, name), record_(record) {}
    std::uint64_t below(std::uint64_t bound) override { return record_.emplace_back(random_.below(bound)); }
    std::uint64_t bits() override { return record_.emplace_back(random_.bits()); }

   private:
    Random random_;
    std::vector<std::uint64_t>& record_;
  };

  std::uint64_t seed_;
};

// Makes the same choices again. Fails the test if no recorded choices are left.
class RepeatedChoices final : public Choices {
 public:
  explicit RepeatedChoices(ChoiceRecord record) : record_(std::move(record)) {}

  std::unique_ptr<ChoiceStream> stream(std::string_view name) override {
    return std::make_unique<Stream>(record_[std::string(name)]);
  }

 private:
  class Stream final : public ChoiceStream {
   public:
    explicit Stream(const std::vector<std::uint64_t>& record) : record_(record) {}
    std::uint64_t below(std::uint64_t bound) override {
      const std::uint64_t chosen = bits();
      EXPECT_LT(chosen, bound);
      return chosen;
    }
    std::uint64_t bits() override {
      EXPECT_LT(next_, record_.size());
      return next_ < record_.size() ? record_[next_++] : 0;
    }

   private:
    const std::vector<std::uint64_t>& record_;
    std::size_t next_ = 0;
  };

  ChoiceRecord record_;
};

// FNV-1a.
std::uint64_t hash(std::string_view text) {
  std::uint64_t value = 0xcbf29ce484222325;
  for (const char c : text) {
    value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  }
  return value;
}

// The header's comment promises this: a test in ten lines.
TEST(Simulation, IsATestInTenLines) {
  Simulation simulation = cluster(5, "unique-ids");
  simulation.at(3 * kSecond, kill_nodes({1}));
  simulation.at(4 * kSecond, isolate_nodes({0}, 5));
  simulation.at(5 * kSecond, start_nodes({1}));
  simulation.at(6 * kSecond, heal_network());
  const Results results = simulation.run(UNIQUE_IDS_PLUGIN);
  EXPECT_EQ(results.valid, Validity::kTrue) << words(results);
  EXPECT_GT(results.counts.ok, 900U) << words(results);
  EXPECT_GT(results.counts.info, 0U) << "n2 was dead, but no request timed out: " << words(results);
}

TEST(Simulation, IsTheSameFromTheSameSeed) {
  for (const auto& [workload, plugin] :
       {std::pair("unique-ids", std::string(UNIQUE_IDS_PLUGIN)), {"echo", fixture("relay")}}) {
    const std::string once = traced(workload, plugin, 7);
    EXPECT_GT(once.size(), 10'000U);
    EXPECT_EQ(once, traced(workload, plugin, 7));
    EXPECT_NE(once, traced(workload, plugin, 8));
  }
}

// So every choice goes through Choices: the second run has another seed.
TEST(Simulation, IsTheSameFromTheSameChoices) {
  for (const auto& [workload, plugin] :
       {std::pair("unique-ids", std::string(UNIQUE_IDS_PLUGIN)), {"echo", fixture("relay")}}) {
    const Latency latency = {LatencyDistribution::kExponential, 5 * kMillisecond};
    RecordedChoices recorded(1);
    const std::string first = traced(workload, plugin, 1, latency, &recorded);
    RepeatedChoices repeated(recorded.record);
    EXPECT_TRUE(first == traced(workload, plugin, 2, latency, &repeated)) << workload;
    EXPECT_TRUE(first == traced(workload, plugin, 1, latency)) << workload;
  }
}

// The builds with sanitizers run this test too: the number is the same for all builds. Every change of a run changes
// it; then put the new number here.
TEST(Simulation, IsTheSameInEveryBuild) {
  EXPECT_EQ(hash(traced("unique-ids", UNIQUE_IDS_PLUGIN, 7)), 15586568509719142887U);
  EXPECT_EQ(hash(traced("echo", fixture("relay"), 7)), 13005961140801015717U);
  EXPECT_EQ(hash(traced("echo", fixture("relay"), 7, {LatencyDistribution::kUniform, 20 * kMillisecond})),
            10263441190392449471U);
  EXPECT_EQ(hash(traced("echo", fixture("relay"), 7, {LatencyDistribution::kExponential, 20 * kMillisecond})),
            15461085679743937090U);
}

TEST(Simulation, TracesTimersTimeoutsAndWhatIsLost) {
  const std::string trace = traced("echo", fixture("relay"), 7);
  for (const char* const event :
       {R"("event":"timer","node":"n1","timer":)", R"("event":"timeout","node":"n2","msg_id":)",
        R"("event":"timeout","node":"c)", R"("event":"deliver","src":"n1","dest":"n2")", R"("event":"lost")",
        R"("event":"cut")", R"("event":"queued")", R"("event":"start-delay-spike")", R"("event":"stop-kill")"}) {
    EXPECT_NE(trace.find(event), std::string::npos) << event;
  }
}

TEST(Simulation, AnswersEveryRequestWithoutFaults) {
  for (const std::size_t nodes : {1U, 3U, 25U}) {
    const Results results = cluster(nodes, "echo").run(ECHO_PLUGIN);
    EXPECT_EQ(results.valid, Validity::kTrue) << words(results);
    EXPECT_EQ(results.counts.ok, results.counts.invoked);
    EXPECT_NEAR(static_cast<double>(results.counts.invoked), 1000, 50);
  }
}

TEST(Simulation, FindsRightPluginsRightUnderEveryFaultAtOnce) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Simulation simulation = cluster(5, "unique-ids");
    simulation.plan.faults = all_faults();
    simulation.plan.nemesis_interval = kSecond;
    simulation.plan.answer_all = true;
    simulation.plan.seed = seed;
    const Results ids = simulation.run(UNIQUE_IDS_PLUGIN);
    EXPECT_EQ(ids.valid, Validity::kTrue) << words(ids);
    simulation.plan.workload = "echo";
    for (const std::string& plugin : {std::string(ECHO_PLUGIN), fixture("relay")}) {
      const Results echoes = simulation.run(plugin);
      EXPECT_EQ(echoes.valid, Validity::kTrue) << words(echoes);
    }
  }
}

TEST(Simulation, DropsRepliesThatAPausedNodeWouldSendTooLate) {
  Simulation simulation = cluster(1, "echo");
  simulation.at(2 * kSecond, pause_nodes({0}));
  simulation.at(9 * kSecond, resume_nodes({0}));
  const Results results = simulation.run(ECHO_PLUGIN);
  EXPECT_EQ(results.valid, Validity::kTrue) << words(results);
  EXPECT_GE(results.counts.info, 1U);
  simulation.node_options.policy.reply_deadline_ns = 0;  // the deadline prevents this
  const Results careless = simulation.run(ECHO_PLUGIN);
  EXPECT_EQ(careless.valid, Validity::kFalse);
  EXPECT_NE(verdict_text(careless).find("late reply to a client that no longer exists"), std::string::npos);
}

// relay's nodes send each other beats continuously, and clients send requests to n2 too.
TEST(Simulation, GivesTenMessagesThatWereSentToADeadNodeToItsNextLife) {
  Simulation simulation = cluster(3, "echo");
  Trace trace;
  simulation.trace = &trace;
  simulation.at(3 * kSecond, kill_nodes({1}));
  simulation.at(6 * kSecond, isolate_nodes({0}, 3));
  simulation.at(7 * kSecond, start_nodes({1}));
  const Results results = simulation.run(fixture("relay"));
  EXPECT_EQ(results.valid, Validity::kTrue) << words(results);

  std::vector<std::string> waiting;  // a text for each line: the sender and the body
  std::size_t dropped = 0;
  std::size_t cut = 0;
  std::size_t arrived = 0;
  bool ready = false;
  std::istringstream lines(trace.take());
  for (std::string line; std::getline(lines, line);) {
    const std::string message = line.substr(std::min(line.size(), line.find(R"("src":)")));
    const auto queued = std::find(waiting.begin(), waiting.end(), message);
    if (line.find(R"("event":"queued")") != std::string::npos) {
      waiting.push_back(message);
    } else if (line.find(R"("event":"down")") != std::string::npos) {
      EXPECT_EQ(waiting.size(), 10U) << line;
      ++dropped;
    } else if (line.find(R"("event":"deliver","src":"n2")") != std::string::npos && !waiting.empty()) {
      ready = ready || line.find("init_ok") != std::string::npos;
    } else if (queued != waiting.end()) {
      EXPECT_TRUE(ready) << line;
      EXPECT_EQ(line.find(R"("event":"cut")") != std::string::npos, line.find(R"("src":"n1")") != std::string::npos)
          << "n1 alone is cut off: " << line;
      ++(line.find(R"("event":"cut")") != std::string::npos ? cut : arrived);
      waiting.erase(queued);
    }
  }
  EXPECT_TRUE(waiting.empty());
  EXPECT_GT(dropped, 0U);
  EXPECT_GT(cut, 0U);
  EXPECT_GT(arrived, 0U);
  EXPECT_EQ(cut + arrived, 10U);
}

TEST(Simulation, RefusesAPluginThatRefusesToRun) {
  Simulation simulation = cluster(1, "unique-ids");
  simulation.node_options.plugin_options["scheme"] = "none";
  EXPECT_THROW(simulation.run(UNIQUE_IDS_PLUGIN), CannotRun);
}

// As in separate processes, one life after the other and two at a time.
TEST(Simulation, GivesEachLifeGlobalsOfItsOwn) {
  for (const char* const where : {"file", "inline", "static", "thread"}) {
    Simulation simulation = cluster(3, "unique-ids");
    simulation.node_options.plugin_options["where"] = where;
    EXPECT_EQ(simulation.run(fixture("file_scope_ids")).valid, Validity::kTrue) << where;
    Trace trace;
    simulation.trace = &trace;
    simulation.at(3 * kSecond, kill_nodes({1}));
    simulation.at(4 * kSecond, start_nodes({1}));
    const Results results = simulation.run(fixture("file_scope_ids"));
    EXPECT_EQ(results.valid, Validity::kFalse) << where << ": the second life goes on with the first one's counter";
    EXPECT_TRUE(results.warnings.empty()) << results.warnings.front();
    for (const char* const node : {"n1", "n2", "n3"}) {
      const std::string first = R"("type":"generate_ok","id":")" + std::string(node) + R"(-0"})";
      EXPECT_NE(trace.text().find(first), std::string::npos) << where << ": the first id is not " << node << "-0";
    }
  }
}

TEST(Simulation, RunsNoCodeOfANodeThatIsKilled) {
  Simulation simulation = cluster(1, "echo");
  Trace trace;
  simulation.trace = &trace;
  simulation.at(3 * kSecond, kill_nodes({0}));
  simulation.run(fixture("last_will"));
  EXPECT_NE(trace.text().find(R"("event":"start-kill")"), std::string::npos);
  EXPECT_EQ(trace.text().find("last will"), std::string::npos);
}

// Calls that any thread may make work here too: the build with ThreadSanitizer checks this.
TEST(Simulation, LetsThreadsCallWhatTheyMay) {
  for (int i = 0; i < 3; ++i) {
    Simulation simulation = cluster(3, "echo");
    simulation.plan.faults = {FaultKind::kKill, FaultKind::kPause, FaultKind::kClock};
    simulation.plan.nemesis_interval = kSecond;
    Trace trace;
    simulation.trace = &trace;
    const Results results = simulation.run(fixture("threads"));
    EXPECT_EQ(results.valid, Validity::kTrue) << words(results);
    const std::string all = trace.take();  // no thread writes to it any longer
    EXPECT_NE(all.find(R"("event":"log")"), std::string::npos);
    EXPECT_TRUE(trace.text().empty());
  }
}

struct Mistake {
  const char* plugin;
  const char* workload;
  std::vector<FaultKind> faults;
  std::vector<std::string> nodes;
  const char* found;  // part of the verdict

  friend void PrintTo(const Mistake& mistake, std::ostream* out) { *out << mistake.plugin; }
};

class Mistakes : public testing::TestWithParam<Mistake> {
 protected:
  static Simulation simulation(std::uint64_t seed) {
    Simulation simulation = cluster(3, GetParam().workload);
    if (!GetParam().nodes.empty()) {
      simulation.plan.nodes = GetParam().nodes;
    }
    simulation.plan.faults = GetParam().faults;
    simulation.plan.nemesis_interval = 2 * kSecond;
    simulation.plan.answer_all = true;
    simulation.plan.seed = seed;
    return simulation;
  }

  static std::string plugin() { return fixture(GetParam().plugin); }
};

TEST_P(Mistakes, AreFoundWithinAThousandSeedsAndAgainFromTheSeed) {
  std::uint64_t seed = 0;
  Results results;
  do {
    results = simulation(++seed).run(plugin());
  } while (results.valid == Validity::kTrue && seed < 1000);
  EXPECT_EQ(results.valid, Validity::kFalse) << "not found in 1000 seeds";
  EXPECT_NE(verdict_text(results).find(GetParam().found), std::string::npos) << verdict_text(results);
  EXPECT_EQ(verdict_text(simulation(seed).run(plugin())), verdict_text(results));
}

INSTANTIATE_TEST_SUITE_P(
    Simulation, Mistakes,
    testing::Values(Mistake{"counter_ids", "unique-ids", {FaultKind::kKill}, {}, " was returned "},
                    Mistake{"clock_ids", "unique-ids", {FaultKind::kClock}, {}, " was returned "},
                    Mistake{"digit_ids", "unique-ids", {}, {"n1", "n2", "a1"}, " was returned "},
                    Mistake{"file_scope_ids", "unique-ids", {FaultKind::kKill}, {}, " was returned "},
                    Mistake{
                        "double_reply", "echo", {FaultKind::kDuplicate}, {}, "the request has been answered already"},
                    Mistake{"lost_reply", "echo", {FaultKind::kLoss}, {}, "did not answer a request"}),
    [](const auto& mistake) { return std::string(mistake.param.plugin); });

// The faults make these mistakes visible, not chance.
TEST(Simulation, FindsNothingWrongWithThesePluginsWithoutFaults) {
  for (const auto& [plugin, workload] : {std::pair("counter_ids", "unique-ids"),
                                         {"file_scope_ids", "unique-ids"},
                                         {"global_ids", "unique-ids"},
                                         {"clock_ids", "unique-ids"},
                                         {"digit_ids", "unique-ids"},
                                         {"double_reply", "echo"},
                                         {"lost_reply", "echo"}}) {
    Simulation simulation = cluster(3, workload);
    simulation.plan.answer_all = true;
    const Results results = simulation.run(fixture(plugin));
    EXPECT_EQ(results.valid, Validity::kTrue) << plugin << ": " << words(results);
  }
}

}  // namespace
}  // namespace maelstrom::conformance
