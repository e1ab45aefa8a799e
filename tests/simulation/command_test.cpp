// `conformance simulate` as users call it.
#include <csignal>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "process.hpp"

namespace maelstrom::tests {
namespace {

Process::Result simulate(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {CONFORMANCE, "simulate"});
  return Process(arguments).finish();
}

std::string fixture(const std::string& plugin) {
  return std::string(FIXTURE_PLUGINS) + "/" + plugin + ".so";
}

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class SimulateCommand : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("simulate-" + std::to_string(getpid()) + "-" +
                                                        testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  // Simulates a plugin that blocks for 1.2 s at a time, sends these signals during its first call, and expects them to
  // interrupt the run.
  void interrupt_a_call(std::vector<std::string> options, std::initializer_list<int> signals) const {
    options.insert(options.begin(), {CONFORMANCE, "simulate", "-w", "echo", "--plugin", fixture("blocks"), "--seed",
                                     "1", "--trace", trace().string()});
    Process process(options);
    while (content(trace()).find(R"("type":"echo")") == std::string::npos) {
      std::this_thread::yield();
    }
    for (const int signal : signals) {
      process.signal(signal);
    }
    const auto result = process.finish();
    EXPECT_EQ(result.exit_code, 3) << result.out << result.err;
    EXPECT_NE(result.err.find("conformance simulate: interrupted\n"), std::string::npos) << result.err;
  }

  std::filesystem::path trace() const { return folder_ / "trace.jsonl"; }

  std::filesystem::path folder_;
};

TEST_F(SimulateCommand, SaysThatARightPluginIsRight) {
  const auto result =
      simulate({"-w", "unique-ids", "--plugin", UNIQUE_IDS_PLUGIN, "--node-count", "3", "--rate", "1000",
                "--time-limit", "30", "--nemesis", "partition", "--availability", "total", "--seed", "1"});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_NE(result.out.find("30000 ok, 0 fail, 0 info"), std::string::npos) << result.out;
  EXPECT_NE(result.out.find("valid: true"), std::string::npos) << result.out;
}

TEST_F(SimulateCommand, WritesTheSameTraceForTheSameSeed) {
  const auto traced = [this](const std::string& name) {
    const auto path = folder_ / name;
    const auto result = simulate({"-w", "echo", "--plugin", ECHO_PLUGIN, "--nemesis", "all", "--nemesis-interval", "1",
                                  "--rate", "50", "--time-limit", "10", "--seed", "9", "--trace", path.string()});
    EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
    return content(path);
  };
  const std::string once = traced("once.jsonl");
  EXPECT_EQ(once, traced("again.jsonl"));
  std::istringstream lines(once);
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    const auto json = nlohmann::json::parse(line);
    EXPECT_TRUE(json["time"].is_number_integer()) << line;
    EXPECT_TRUE(json["event"].is_string()) << line;
  }
  EXPECT_GT(count, 500U);
}

TEST_F(SimulateCommand, ShowsAFailureWithTheCommandThatRepeatsIt) {
  const auto result = simulate({"-w", "unique-ids", "--plugin", fixture("counter_ids"), "--node-count", "3", "--rate",
                                "20", "--nemesis", "kill", "--nemesis-interval", "2", "--seeds", "1..100", "-j", "2"});
  EXPECT_EQ(result.exit_code, 1) << result.out << result.err;
  EXPECT_NE(result.out.find(" was returned "), std::string::npos) << result.out;
  EXPECT_NE(result.out.find("trace near the first failure, at "), std::string::npos) << result.out;
  const auto command = result.out.find("to reproduce:\n  conformance simulate ");
  ASSERT_NE(command, std::string::npos) << result.out;
  std::istringstream words(result.out.substr(command + std::string("to reproduce:\n  conformance simulate ").size()));
  std::string line;
  std::getline(words, line);
  std::istringstream arguments(line);
  const auto again = simulate({std::istream_iterator<std::string>(arguments), {}});
  EXPECT_EQ(again.exit_code, 1) << line << '\n' << again.out << again.err;
}

TEST_F(SimulateCommand, RepeatsAFailureByTheShortestCommand) {
  const auto command_for = [](std::vector<std::string> options) {
    options.insert(options.begin(), {"-w", "unique-ids", "--plugin", fixture("constant_ids")});
    const std::string out = simulate(options).out;
    const std::string front = "to reproduce:\n  ";
    const auto begin = out.find(front) + front.size();
    return out.substr(begin, out.find('\n', begin) - begin);
  };
  const std::string shortest = "conformance simulate -w unique-ids --plugin " + fixture("constant_ids");
  EXPECT_EQ(command_for({"--seed", "1", "--rate", "5", "--concurrency", "5"}), shortest + " --seed 1");
  EXPECT_EQ(command_for({"--seeds", "3..4", "--node-count", "2", "--time-limit", "5", "--concurrency", "3n",
                         "--nemesis", "all", "--latency", "1", "--answer-all", "--", "--log-level", "warn"}),
            shortest +
                " --node-count 2 --concurrency 6 --time-limit 5 --latency 1 --nemesis all --answer-all --seed 3"
                " -- --log-level warn");
}

// If the trace were made in this process, the crash would be its own.
TEST_F(SimulateCommand, OutlivesAPluginThatCrashes) {
  const auto many =
      simulate({"-w", "echo", "--plugin", fixture("crashes"), "--seeds", "1..2", "--shrink", "--keep-going"});
  EXPECT_EQ(many.exit_code, 1) << many.out << many.err;
  EXPECT_NE(many.out.find("seed 2: the plugin was killed by signal"), std::string::npos) << many.out;
  EXPECT_NE(many.out.find("to reproduce:\n  conformance simulate"), std::string::npos) << many.out;
  const auto trace = folder_ / "trace.jsonl";
  const auto one = simulate({"-w", "echo", "--plugin", fixture("crashes"), "--seed", "1", "--trace", trace.string()});
  EXPECT_EQ(one.exit_code, 1) << one.out << one.err;
  EXPECT_NE(one.out.find("valid: false\n  the plugin was killed by signal 6"), std::string::npos) << one.out;
  EXPECT_NE(content(trace).find(R"("type":"echo")"), std::string::npos) << "the last message is in the trace";
}

TEST_F(SimulateCommand, NamesTheFunctionAndTheMessageOfACrash) {
  if (MAELSTROM_SANITIZED != 0) {
    GTEST_SKIP() << "signals are the sanitizer's";
  }
  const auto result = simulate({"-w", "echo", "--plugin", fixture("crashes"), "--seed", "1"});
  EXPECT_NE(result.out.find(" by signal 6: it crashed in "), std::string::npos) << result.out;
  EXPECT_NE(result.out.find(" while it handled a message of type echo\n"), std::string::npos) << result.out;
}

TEST_F(SimulateCommand, EndsWithItsRunWhenInterrupted) {
  Process process({CONFORMANCE, "simulate", "-w", "echo", "--plugin", ECHO_PLUGIN, "--seed", "1", "--time-limit", "1e7",
                   "--trace", (folder_ / "trace.jsonl").string()});
  while (!std::filesystem::exists(folder_ / "trace.jsonl")) {
    std::this_thread::yield();
  }
  process.signal(SIGTERM);
  const auto result = process.finish();
  EXPECT_EQ(result.exit_code, 3) << result.out << result.err;
  EXPECT_NE(result.err.find("valid: unknown\n  interrupted\n"), std::string::npos) << result.err;
}

// Without the interrupt there would be twenty calls.
TEST_F(SimulateCommand, IsInterruptedBetweenTwoCallsOfAPluginThatBlocks) {
  interrupt_a_call({"--time-limit", "4"}, {SIGTERM});
  std::istringstream lines(content(trace()));
  int replies = 0;
  for (std::string line; std::getline(lines, line);) {
    replies += line.find("echo_ok") != std::string::npos ? 1 : 0;
  }
  EXPECT_LE(replies, 3) << content(trace());
}

TEST_F(SimulateCommand, WaitsForNoCallAfterASecondSignal) {
  interrupt_a_call({}, {SIGTERM, SIGINT});
}

TEST_F(SimulateCommand, IsInterruptedDuringTheLastCallToo) {
  interrupt_a_call({"--time-limit", "1", "--rate", "1"}, {SIGINT});
}

TEST_F(SimulateCommand, NoticesAPluginThatStopsItsProcess) {
  const auto result =
      simulate({"-w", "echo", "--plugin", fixture("prints_and_stops"), "--seed", "1", "--", "--set", "stops=1"});
  EXPECT_EQ(result.exit_code, 1) << result.out << result.err;
  EXPECT_NE(result.out.find("stopped its process with SIGSTOP"), std::string::npos) << result.out;
}

TEST_F(SimulateCommand, KeepsWhatAPluginPrintsOffItsStdout) {
  const auto result = simulate({"-w", "echo", "--plugin", fixture("prints_and_stops"), "--seed", "1", "--time-limit",
                                "1", "--availability", "total", "--", "--set", "wrong=1"});
  EXPECT_EQ(result.exit_code, 1) << result.out << result.err;
  EXPECT_NE(result.out.find("trace near the first failure"), std::string::npos) << result.out;
  EXPECT_EQ(result.out.find("printed by the plugin"), std::string::npos) << result.out;
  EXPECT_NE(result.err.find("printed by the plugin"), std::string::npos);
}

TEST_F(SimulateCommand, WarnsOfACallThatTakesLong) {
  for (const char* const option : {"--seed", "--seeds"}) {
    const std::string value = option == std::string("--seed") ? "1" : "1..2";
    const auto result = simulate({"-w", "echo", "--plugin", fixture("blocks"), "--rate", "1", "--time-limit", "1",
                                  option, value, "--node-count", "1"});
    EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
    const std::string text = result.out + result.err;
    const auto warning = text.find("node n0: a plugin call took ");
    ASSERT_NE(warning, std::string::npos) << text;
    EXPECT_EQ(text.find("a call of the plugin", warning + 20), std::string::npos) << text;
  }
}

TEST_F(SimulateCommand, OrTestShowsTheLastWordsOnAPluginThatCrashes) {
  if (MAELSTROM_SANITIZED) {
    GTEST_SKIP() << "signals are the sanitizer's";
  }
  const auto result = Process({CONFORMANCE, "test", "-w", "echo", "--plugin", fixture("crashes"), "--node-count", "1",
                               "--time-limit", "1", "--store", folder_.string()})
                          .finish();
  EXPECT_EQ(result.exit_code, 1) << result.out << result.err;
  EXPECT_NE(result.out.find("last lines of its stderr:\n    host: plugin "), std::string::npos) << result.out;
  EXPECT_NE(result.out.find(" while it handled a message of type echo\n"), std::string::npos) << result.out;
}

TEST_F(SimulateCommand, SaysWhyRequestsWereNotOk) {
  for (const char* const command : {"simulate", "test"}) {
    const auto result = Process({CONFORMANCE, command, "-w", "echo", "--plugin", fixture("throws"), "--node-count", "1",
                                 "--rate", "10", "--time-limit", "1", "--store", folder_.string()})
                            .finish();
    EXPECT_EQ(result.exit_code, 1) << result.out << result.err;
    EXPECT_NE(result.out.find("error replies: 13 crash, \"my bug\"\n"), std::string::npos) << result.out;
    const auto json = nlohmann::json::parse(content(folder_ / "latest" / "results.json"));
    EXPECT_EQ(json["errors"][0]["example"], "my bug");
    EXPECT_EQ(json["errors"][0]["count"], json["stats"]["count"]);
  }
}

TEST_F(SimulateCommand, ShrinksAFailure) {
  const auto result = simulate({"-w", "unique-ids", "--plugin", fixture("counter_ids"), "--nemesis", "all",
                                "--nemesis-interval", "2", "--seed", "3", "--rate", "50", "--shrink"});
  EXPECT_EQ(result.exit_code, 1) << result.out << result.err;
  EXPECT_NE(result.out.find(" --nemesis kill --nemesis-interval 2"), std::string::npos) << result.out;
}

TEST_F(SimulateCommand, GathersEveryFailureWhenAskedTo) {
  const auto result = simulate({"-w", "unique-ids", "--plugin", fixture("constant_ids"), "--node-count", "2", "--rate",
                                "20", "--time-limit", "5", "--seeds", "1..6", "--keep-going", "-j", "3"});
  EXPECT_EQ(result.exit_code, 1) << result.out << result.err;
  EXPECT_NE(result.out.find("6 run of 6, 6 failed"), std::string::npos) << result.out;
}

TEST_F(SimulateCommand, PassesOptionsOnToThePlugin) {
  const auto result = simulate({"-w", "unique-ids", "--plugin", UNIQUE_IDS_PLUGIN, "--time-limit", "2", "--seed", "1",
                                "--", "--set", "scheme=none"});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_NE(result.err.find("scheme is counter or uuid, not none"), std::string::npos) << result.err;
}

TEST_F(SimulateCommand, KeepsResultsAndHistoryWhenAskedTo) {
  const auto result = simulate(
      {"-w", "echo", "--plugin", ECHO_PLUGIN, "--time-limit", "2", "--seed", "1", "--store", folder_.string()});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  const auto json = nlohmann::json::parse(content(folder_ / "latest" / "results.json"));
  EXPECT_EQ(json["valid"], true);
  EXPECT_FALSE(content(folder_ / "latest" / "history.jsonl").empty());
}

// The verdict does not depend on the format: checked for a right and a wrong node of each type of history.
TEST_F(SimulateCommand, KeepsAHistoryAsEdnThatVerifyJudgesAlike) {
  struct Judged {
    std::string workload;
    std::string plugin;
    std::string mistake;
  };
  const std::vector<Judged> rows = {
      {"g-set", "sets", "phantom"},
      {"pn-counter", "counters", "lost-add"},
      {"lin-kv", "registers", "stale-reads"},
      {"kafka", "logs", "skipped"},
      {"kafka", "logs", "none"},
      {"txn-list-append", "transactions", "write-skew"},
  };
  for (const Judged& row : rows) {
    const auto verdict = [&](const std::string& format) {
      const std::string store = (folder_ / format).string();
      std::vector<std::string> command = {"-w",
                                          row.workload,
                                          "--plugin",
                                          fixture(row.plugin),
                                          "--node-count",
                                          "3",
                                          "--rate",
                                          "50",
                                          "--time-limit",
                                          "3",
                                          "--seed",
                                          "1",
                                          "--history-format",
                                          format,
                                          "--store",
                                          store,
                                          "--latency",
                                          "10",
                                          "--",
                                          "--set",
                                          "mistake=" + row.mistake};
      if (row.plugin == "sets") {
        command.insert(command.end(), {"--set", "workload=" + row.workload});
      }
      const auto simulated = simulate(command);
      const auto judged =
          Process({CONFORMANCE, "verify", store + "/latest/history." + format, "-w", row.workload}).finish();
      EXPECT_EQ(judged.exit_code, simulated.exit_code) << row.workload << '\n'
                                                       << simulated.out << judged.out << judged.err;
      EXPECT_EQ(judged.exit_code, row.mistake == "none" ? 0 : 1) << judged.out;
      return judged.out;
    };
    EXPECT_EQ(verdict("edn"), verdict("jsonl")) << row.workload;
  }
}

TEST_F(SimulateCommand, VerifyExplainsAWrongCommandLine) {
  const auto verify = [](const std::vector<std::string>& more) {
    std::vector<std::string> command = {CONFORMANCE, "verify", "h.jsonl"};
    command.insert(command.end(), more.begin(), more.end());
    const auto result = Process(command).finish();
    EXPECT_EQ(result.exit_code, 2);
    return result.err;
  };
  EXPECT_NE(verify({"-w", "brodcast"}).find("; did you mean broadcast?"), std::string::npos);
  EXPECT_NE(
      verify({"-w", "txn-list-append", "--consistency-models", "serialisable"}).find("did you mean serializable?"),
      std::string::npos);
  const auto directory = Process({CONFORMANCE, "verify", ".", "-w", "echo"}).finish();
  EXPECT_EQ(directory.exit_code, 3);
  EXPECT_NE(directory.err.find(". is a directory: name a history in it"), std::string::npos) << directory.err;
  EXPECT_NE(simulate({"-w", "echo", "--bin", "./echo.py"}).err.find("simulate runs plugins, not programs"),
            std::string::npos);
  EXPECT_NE(verify({"-w", "kafka", "--consistency-models", "serializable"})
                .find("--consistency-models has no effect with -w kafka; workloads that take it: txn-list-append"),
            std::string::npos);
}

TEST_F(SimulateCommand, ASweepWithoutVerdictsIsNotValid) {
  const std::vector<std::string> idle = {"-w", "echo", "--plugin", ECHO_PLUGIN, "--rate", "0", "--time-limit", "1"};
  const auto with = [&idle](const std::vector<std::string>& seeds) {
    std::vector<std::string> arguments = idle;
    arguments.insert(arguments.end(), seeds.begin(), seeds.end());
    return simulate(arguments);
  };
  for (const auto& result : {with({"--seed", "1"}), with({"--seeds", "1..3"})}) {
    EXPECT_EQ(result.exit_code, 3) << result.out << result.err;
    EXPECT_NE(result.out.find("valid: unknown"), std::string::npos) << result.out;
  }
}

TEST_F(SimulateCommand, ExplainsAWrongCommandLine) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"-w", "echo"},
        {"--plugin", ECHO_PLUGIN},
        {"-w", "echo", "--plugin", ECHO_PLUGIN, "--seeds", "5..4"},
        {"-w", "echo", "--plugin", ECHO_PLUGIN, "--seeds", "1..4", "--seed", "1"},
        {"-w", "echo", "--plugin", ECHO_PLUGIN, "--seeds", "1..4", "--trace", "t"},
        {"-w", "echo", "--plugin", ECHO_PLUGIN, "-j", "0"},
        {"-w", "echo", "--plugin", ECHO_PLUGIN, "--nemesis", "earthquake"},
        {"-w", "echo", "--plugin", ECHO_PLUGIN, "--", "--set", "novalue"}}) {
    const auto result = simulate(arguments);
    EXPECT_EQ(result.exit_code, 2) << arguments.back();
    EXPECT_NE(result.err.find("conformance simulate: "), std::string::npos) << result.err;
    EXPECT_EQ(result.out, "");
  }
}

TEST_F(SimulateCommand, TeachesByHelp) {
  const auto result = simulate({"--help"});
  EXPECT_EQ(result.exit_code, 0);
  for (const char* const word : {"--seeds", "--shrink", "--trace", "delay-spike", "Exit status", "Examples"}) {
    EXPECT_NE(result.out.find(word), std::string::npos) << word;
  }
}

TEST_F(SimulateCommand, SaysThatAPluginIsNotThere) {
  const auto result = simulate({"-w", "echo", "--plugin", "./no/such.so", "--seed", "1"});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_NE(result.err.find("plugin ./no/such.so not found"), std::string::npos) << result.err;
}

}  // namespace
}  // namespace maelstrom::tests
