#include "conformance/commands/options.hpp"

#include <array>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "conformance/commands/host_options.hpp"

namespace maelstrom::conformance {
namespace {

TestOptions parse(const std::vector<const char*>& arguments) {
  return parse_test_options(arguments);
}

// The required options, and `more`.
TestOptions parse_with(const std::vector<const char*>& more) {
  std::vector<const char*> arguments = {"-w", "echo", "--bin", "/bin/node"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return parse(arguments);
}

std::string usage_error(const std::vector<const char*>& arguments) {
  try {
    parse(arguments);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

std::string usage_error_with(const std::vector<const char*>& more) {
  try {
    parse_with(more);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

TEST(TestOptions, HaveTheDefaultsOfMaelstrom) {
  const TestOptions options = parse_with({});
  EXPECT_EQ(options.plan.workload, "echo");
  EXPECT_EQ(options.plan.nodes, (std::vector<std::string>{"n1", "n2", "n3", "n4", "n5"}));
  EXPECT_EQ(options.plan.concurrency, 5U);
  EXPECT_EQ(options.plan.rate, 5);
  EXPECT_EQ(options.plan.time_limit, 60 * kSecond);
  EXPECT_EQ(options.plan.latency.mean, 0);
  EXPECT_EQ(options.plan.latency.distribution, LatencyDistribution::kConstant);
  EXPECT_TRUE(options.plan.faults.empty());
  EXPECT_EQ(options.plan.nemesis_interval, 10 * kSecond);
  EXPECT_FALSE(options.plan.availability);
  EXPECT_TRUE(options.random_seed);
  EXPECT_EQ(options.store, "store");
  EXPECT_FALSE(options.log_stderr);
  EXPECT_FALSE(options.quiet);
}

TEST(TestOptions, ReadEverything) {
  const TestOptions options = parse({"--workload",
                                     "unique-ids",
                                     "--plugin",
                                     "p.so",
                                     "--host",
                                     "/h",
                                     "--node-count",
                                     "3",
                                     "--rate",
                                     "1000.5",
                                     "--time-limit",
                                     "1.5",
                                     "--concurrency",
                                     "2n",
                                     "--latency",
                                     "100",
                                     "--latency-dist",
                                     "exponential",
                                     "--nemesis",
                                     " partition ",
                                     "--nemesis-interval",
                                     "2",
                                     "--availability",
                                     "0.9",
                                     "--seed",
                                     "18446744073709551615",
                                     "--store",
                                     "/tmp/s",
                                     "--log-stderr",
                                     "--quiet",
                                     "--",
                                     "--set",
                                     "a=b"});
  EXPECT_EQ(options.plan.workload, "unique-ids");
  EXPECT_EQ(options.plugin, "p.so");
  EXPECT_EQ(options.host, "/h");
  EXPECT_EQ(options.plan.nodes, (std::vector<std::string>{"n0", "n1", "n2"}));
  EXPECT_EQ(options.plan.concurrency, 6U);
  EXPECT_EQ(options.plan.rate, 1000.5);
  EXPECT_EQ(options.plan.time_limit, 1500 * kMillisecond);
  EXPECT_EQ(options.plan.latency.mean, 100 * kMillisecond);
  EXPECT_EQ(options.plan.latency.distribution, LatencyDistribution::kExponential);
  EXPECT_EQ(options.plan.faults, std::vector{FaultKind::kPartition});
  EXPECT_EQ(options.plan.nemesis_interval, 2 * kSecond);
  EXPECT_FALSE(options.plan.availability->total);
  EXPECT_EQ(options.plan.availability->fraction, 0.9);
  EXPECT_EQ(options.plan.seed, 18446744073709551615U);
  EXPECT_FALSE(options.random_seed);
  EXPECT_EQ(options.store, "/tmp/s");
  EXPECT_TRUE(options.log_stderr);
  EXPECT_TRUE(options.quiet);
  EXPECT_EQ(options.node_arguments, (std::vector<std::string>{"--set", "a=b"}));
}

TEST(TestOptions, ReadTheFormatOfTheHistory) {
  EXPECT_EQ(parse_with({}).history_format, HistoryFormat::kJsonLines);
  EXPECT_EQ(parse_with({"--history-format", "edn"}).history_format, HistoryFormat::kEdn);
  EXPECT_EQ(usage_error_with({"--history-format", "xml"}), "--history-format xml: must be jsonl or edn");
}

TEST(TestOptions, ReadNodesByName) {
  EXPECT_EQ(parse_with({"--nodes", "a,b-1,zoë"}).plan.nodes, (std::vector<std::string>{"a", "b-1", "zoë"}));
  EXPECT_EQ(parse_with({"--nodes", "a,b", "--node-count", "1"}).plan.nodes, std::vector<std::string>{"n0"});
}

TEST(TestOptions, ReadConcurrencyInAllAndANode) {
  EXPECT_EQ(parse_with({"--concurrency", "7"}).plan.concurrency, 7U);
  EXPECT_EQ(parse_with({"--concurrency", "3n", "--node-count", "4"}).plan.concurrency, 12U);
}

TEST(TestOptions, ReadTotalAvailability) {
  EXPECT_TRUE(parse_with({"--availability", "total"}).plan.availability->total);
}

TEST(TestOptions, LeaveArgumentsBehindTheDashesAlone) {
  const TestOptions options = parse_with({"--", "--rate", "x", "--", "-h"});
  EXPECT_EQ(options.node_arguments, (std::vector<std::string>{"--rate", "x", "--", "-h"}));
  EXPECT_FALSE(options.help);
}

TEST(TestOptions, AskForHelpWithNothingElse) {
  EXPECT_TRUE(parse({"--help"}).help);
}

TEST(TestOptions, RefuseBadValuesWithTheOptionsName) {
  const std::vector<std::pair<const char*, const char*>> bad = {
      {"--rate", "fast"},
      {"--rate", "-1"},
      {"--rate", "5x"},
      {"--rate", "nan"},
      {"--rate", ""},
      {"--time-limit", "0"},
      {"--time-limit", "1e300"},
      {"--concurrency", "0"},
      {"--concurrency", "n"},
      {"--concurrency", "2m"},
      {"--concurrency", "-2"},
      {"--concurrency", "99999999999"},
      {"--concurrency", "4294967295n"},
      {"--latency", "-5"},
      {"--latency-dist", "normal"},
      {"--nemesis", "earthquake"},
      {"--nemesis", "partition,clock"},
      {"--nemesis-interval", "0"},
      {"--availability", "1.5"},
      {"--availability", "most"},
      {"--node-count", "0"},
      {"--node-count", "three"},
      {"--nodes", "a,,b"},
      {"--nodes", "a,a"},
      {"--nodes", "n1,c7"},
      {"--nodes", "n1,lin-kv"},
      {"--seed", "-1"},
      {"--seed", "x"},
      {"--seed", "18446744073709551616"},
  };
  for (const auto& [option, value] : bad) {
    const std::string error = usage_error_with({option, value});
    EXPECT_NE(error.find(option), std::string::npos) << option << ' ' << value << ": " << error;
  }
}

TEST(TestOptions, RefuseUnknownOptionsAndStrayArguments) {
  EXPECT_NE(usage_error_with({"--ratte", "5"}).find("ratte"), std::string::npos);
  EXPECT_NE(usage_error_with({"stray"}).find("stray"), std::string::npos);
  EXPECT_NE(usage_error_with({"--rate"}).find("rate"), std::string::npos);
}

TEST(TestOptions, SuggestASimilarWorkload) {
  EXPECT_TRUE(usage_error({"-w", "unique_id", "--plugin", "echo"}).ends_with("; did you mean unique-ids?"));
  EXPECT_FALSE(usage_error({"-w", "bank", "--plugin", "echo"}).ends_with('?'));
}

TEST(TestOptions, SuggestASimilarValue) {
  const auto ends = [](const std::vector<const char*>& more, const char* suggestion) {
    const std::string error = usage_error_with(more);
    EXPECT_TRUE(error.ends_with(suggestion)) << error;
  };
  ends({"--topology", "gird"}, "; did you mean grid?");
  ends({"--topology", "ring"}, "total");
  ends({"--limit", "msg-per-op=20"}, "; did you mean msgs-per-op?");
  ends({"--limit", "msgs-per-op=many"}, "latency-p99");
  ends({"--consistency-models", "serializable,snapshot-isolaton"},
       "\"snapshot-isolaton\" is not one; did you mean snapshot-isolation?");
}

TEST(TestOptions, RefuseAnOptionThatIsGivenTwice) {
  EXPECT_EQ(usage_error_with({"--rate", "5", "--seed", "1", "--rate=10"}), "--rate is given more than once");
  EXPECT_EQ(usage_error_with({"--workload", "echo"}), "--workload is given more than once") << "-w is the same option";
  EXPECT_EQ(usage_error_with({"--bin", "/bin/other"}), "--bin is given more than once");
  const std::vector<const char*> simulate = {"-w", "echo", "--plugin", "a", "--plugin", "b"};
  EXPECT_THROW(parse_simulate_options(simulate), UsageError);
}

TEST(HostOptions, AreReadAsTheHostDoes) {
  const auto mistake = [](std::vector<std::string> arguments) -> std::string {
    TestOptions options;
    options.plugin = "echo";
    options.node_arguments = std::move(arguments);
    try {
      host_options(options);
    } catch (const UsageError& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(mistake({}), "");
  EXPECT_EQ(mistake({"--log-level", "debug", "--set", "a=b", "--set", "c=d"}), "");
  EXPECT_TRUE(mistake({"--log-levl", "x"}).starts_with("after --: ")) << mistake({"--log-levl", "x"});
  EXPECT_EQ(mistake({"--plugin", "other"}), "after --: --plugin is given more than once");
  for (const char* const option : {"--help", "--version", "--list", "--describe"}) {
    EXPECT_EQ(mistake({option}), "after --: with these options the host would not run as a node") << option;
  }
}

TEST(TestOptions, SayWhereOptionsOfTheNodesGo) {
  EXPECT_EQ(usage_error({"-w", "echo", "--plugin", "echo", "--set", "a=b c"}),
            "unknown option --set; options of the host go after --, at the end: -- --set 'a=b c'");
  EXPECT_EQ(usage_error_with({"--log-level=debug", "--rate", "5"}),
            "unknown option --log-level=debug; options of the program go after --, at the end: -- "
            "--log-level=debug");
  EXPECT_EQ(usage_error({"-w", "echo", "--plugin", "echo", "--time-limt", "10"}),
            "unknown option --time-limt; did you mean --time-limit?");
  const std::vector<const char*> simulate = {"-w", "echo", "--plugin", "echo", "--log-level", "debug"};
  EXPECT_THROW(
      {
        try {
          parse_simulate_options(simulate);
        } catch (const UsageError& error) {
          EXPECT_EQ(std::string(error.what()),
                    "unknown option --log-level; options of the host go after --, at the end: -- --log-level "
                    "debug");
          throw;
        }
      },
      UsageError);
}

TEST(TestOptions, NeedAKnownWorkload) {
  EXPECT_NE(usage_error({"--bin", "x"}).find("echo, unique-ids"), std::string::npos);
  const std::string unknown = usage_error({"-w", "brodcast", "--bin", "x"});
  EXPECT_NE(unknown.find("echo, unique-ids"), std::string::npos);
  EXPECT_NE(unknown.find("did you mean broadcast?"), std::string::npos) << unknown;
}

TEST(TestOptions, AreThoseOfTheWorkloadsToo) {
  const Plan plan =
      parse_test_options(std::array{"-w", "txn-list-append", "--bin", "x", "--key-count", "3", "--max-txn-length", "2",
                                    "--max-writes-per-key", "9", "--consistency-models", "serializable, read-atomic",
                                    "--topology", "tree3", "--limit", "msgs-per-op=20", "--limit", "latency-p99=0.5",
                                    "--as-maelstrom"})
          .plan;
  EXPECT_EQ(plan.options.key_count, 3U);
  EXPECT_EQ(plan.options.max_txn_length, 2U);
  EXPECT_EQ(plan.options.max_writes_per_key, 9U);
  EXPECT_EQ(plan.consistency_models, (std::vector<std::string>{"serializable", "read-atomic"}));
  EXPECT_EQ(plan.options.topology, Topology::kTree3);
  ASSERT_EQ(plan.limits.size(), 2U);
  EXPECT_EQ(plan.limits[0].figure, "msgs-per-op");
  EXPECT_EQ(plan.limits[1].most, 0.5);
  EXPECT_TRUE(plan.as_maelstrom);
  EXPECT_NE(usage_error({"-w", "echo", "--bin", "x", "--topology", "ring"}).find("grid, line"), std::string::npos);
  EXPECT_NE(usage_error({"-w", "echo", "--bin", "x", "--limit", "x=1"}).find("msgs-per-op"), std::string::npos);
  EXPECT_NE(usage_error({"-w", "echo", "--bin", "x", "--limit", "msgs-per-op"}).find("FIGURE=NUMBER"),
            std::string::npos);
  EXPECT_NE(usage_error({"-w", "kafka", "--bin", "x", "--limit", "stable-latency-max=1"}).find("kafka has no such"),
            std::string::npos);
  EXPECT_NE(usage_error({"-w", "echo", "--bin", "x", "--limit", "msgs-per-op=abc"}).find("msgs-per-op=abc"),
            std::string::npos);
  EXPECT_NE(usage_error({"-w", "echo", "--bin", "x", "--key-count", "0"}).find("from 1"), std::string::npos);
  EXPECT_NE(usage_error({"-w", "echo", "--bin", "x", "--consistency-models", "fancy"}).find("fancy"),
            std::string::npos);
}

TEST(TestOptions, WarnOfMaelstromsOptionsThatTheWorkloadDoesNotUse) {
  const std::vector<const char*> all = {"--topology",           "line",        "--key-count",          "2",
                                        "--max-txn-length",     "2",           "--max-writes-per-key", "2",
                                        "--consistency-models", "serializable"};
  const auto warnings = [&all](const char* workload) {
    std::vector<const char*> arguments = {"-w", workload, "--bin", "x"};
    arguments.insert(arguments.end(), all.begin(), all.end());
    return parse(arguments).warnings;
  };
  EXPECT_EQ(warnings("echo").size(), 5U);
  EXPECT_EQ(warnings("echo").front(), "--topology has no effect with -w echo");
  EXPECT_EQ(warnings("broadcast").size(), 4U);
  EXPECT_EQ(warnings("kafka"), (std::vector<std::string>{"--topology has no effect with -w kafka",
                                                         "--max-txn-length has no effect with -w kafka",
                                                         "--consistency-models has no effect with -w kafka"}));
  EXPECT_EQ(warnings("txn-rw-register"), std::vector<std::string>{"--topology has no effect with -w txn-rw-register"});
  EXPECT_TRUE(parse({"-w", "echo", "--bin", "x"}).warnings.empty());
}

TEST(TestOptions, RefuseOurOptionsThatTheWorkloadDoesNotUse) {
  EXPECT_EQ(usage_error_with({"--add-twice"}),
            "--add-twice has no effect with -w echo; workloads that take it: broadcast, g-set");
  EXPECT_NE(usage_error({"-w", "lin-kv", "--bin", "x", "--recovery-time", "2"}), "");
  const Plan plan = parse({"-w", "g-set", "--bin", "x", "--recovery-time", "2", "--add-twice"}).plan;
  EXPECT_EQ(plan.recovery, 2 * kSecond);
  EXPECT_TRUE(plan.options.add_twice);
}

TEST(TestOptions, GiveLinKvTheClientsThatItNeeds) {
  const auto concurrency = [](std::string_view workload) {
    return parse_test_options(std::array{"-w", workload.data(), "--bin", "x", "--node-count", "3"}).plan.concurrency;
  };
  EXPECT_EQ(concurrency("lin-kv"), 6U);
  EXPECT_EQ(concurrency("kafka"), 3U);
  EXPECT_NE(usage_error({"-w", "lin-kv", "--bin", "x", "--node-count", "3", "--concurrency", "4"})
                .find("use --concurrency 2n"),
            std::string::npos);
}

TEST(TestOptions, NeedEitherAPluginOrAProgram) {
  EXPECT_NE(usage_error({"-w", "echo"}), "");
  EXPECT_NE(usage_error({"-w", "echo", "--bin", "x", "--plugin", "y"}), "");
  EXPECT_NE(usage_error({"-w", "echo", "--bin", "x", "--host", "y"}), "");
}

TEST(TestOptions, HelpBeginsWithWhatIsRequired) {
  for (const std::string& help : {test_help(), simulate_help()}) {
    EXPECT_LT(help.find("--workload"), help.find("   --plugin "));
    EXPECT_LT(help.find("   --plugin "), help.find("--node-count"));
    EXPECT_LT(help.find("--node-count"), help.find("--rate"));
    EXPECT_LT(help.find("--rate"), help.find("--quiet"));
  }
  EXPECT_NE(simulate_help().find("--seeds"), std::string::npos);
}

TEST(TestOptions, HelpTeachesWithExamplesAndListsTheExitStatus) {
  const std::string help = test_help();
  for (const char* const text : {"Examples:", "--plugin", "--nemesis partition", "Exit status:", "store/latest"}) {
    EXPECT_NE(help.find(text), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace maelstrom::conformance
