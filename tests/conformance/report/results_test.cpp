#include "conformance/report/results.hpp"

#include <gtest/gtest.h>

namespace maelstrom::conformance {
namespace {

TEST(Availability, OfNoRequestsIsUndefined) {
  Results results;
  EXPECT_NE(summary(results).find("availability  - (not required)\n"), std::string::npos) << summary(results);
}

Results some_results() {
  Results results;
  results.valid = Validity::kFalse;
  results.reasons = {"first reason\nwith a node's words", "second"};
  results.plan.workload = "echo";
  results.plan.nodes = {"n0", "n1"};
  results.plan.faults = {FaultKind::kPartition};
  results.plan.seed = 99;
  results.duration = 2 * kSecond;
  results.counts = {10, 7, 2, 1};
  results.stats.details = {{"by-f", {{"echo", {{"ok-count", 7}}}}}};
  results.availability.details = {{"ok-fraction", 0.7}};
  results.latencies.add(kMillisecond);
  results.latencies.add(2 * kMillisecond);
  results.errors = {{2, "error replies: 11 temporarily-unavailable", "busy"}, {1, "without a reply within 5 s", ""}};
  results.warnings = {"node n1: slow"};
  results.network.clients = {20, 19};
  results.network.servers = {5, 4};
  results.network.lost = 1;
  results.faults = 3;
  results.workload.details = {{"different-count", 0}};
  results.workload.summary = "7 echoes";
  results.workload.valid = Validity::kFalse;
  results.workload.findings = {{"lost", "Element 3 is lost.", {}, true}};
  return results;
}

TEST(Results, AsJson) {
  const auto json = to_json(some_results());
  EXPECT_EQ(json["valid"], false);
  EXPECT_EQ(json["reasons"].size(), 2U);
  EXPECT_EQ(json["test"]["nodes"], nlohmann::ordered_json::parse(R"(["n0","n1"])"));
  EXPECT_EQ(json["test"]["availability"], nullptr);
  EXPECT_EQ(json["test"]["seed"], 99);
  EXPECT_EQ(json["stats"]["by-f"]["echo"]["ok-count"], 7);
  EXPECT_EQ(json["availability"]["ok-fraction"], 0.7);
  EXPECT_EQ(json["errors"][0],
            nlohmann::ordered_json::parse(
                R"({"count":2,"what":"error replies: 11 temporarily-unavailable","example":"busy"})"));
  EXPECT_EQ(json["warnings"][0], "node n1: slow");
  EXPECT_NEAR(json["latency-ms"]["p50"].get<double>(), 1, 0.001);
  EXPECT_EQ(json["latency-ms"]["max"], 2);
  EXPECT_EQ(json["net"]["all"]["msg-count"], 25);
  EXPECT_EQ(json["net"]["all"]["msgs-per-op"], 2.5);
  EXPECT_EQ(json["net"]["servers"]["msgs-per-op"], 0.5);
  EXPECT_EQ(json["net"]["clients"]["recv-count"], 19);
  EXPECT_EQ(json["net"]["lost-count"], 1);
  EXPECT_EQ(json["nemesis"]["fault-count"], 3);
  EXPECT_EQ(json["workload"]["different-count"], 0);
  EXPECT_EQ(json["workload"]["valid"], false);
  EXPECT_EQ(json["workload"]["findings"],
            nlohmann::ordered_json::parse(R"([{"type":"lost","explanation":"Element 3 is lost."}])"));
}

TEST(Results, AsASummary) {
  const std::string text = summary(some_results());
  for (const char* const part :
       {"workload      echo: 7 echoes\n", "seed 99\n", "10 in 2.0 s (5.0/s): 7 ok, 2 fail, 1 info\n", "p50 1.00",
        "max 2.00\n",
        "not ok        2 error replies: 11 temporarily-unavailable, \"busy\"\n              1 without a reply within 5 "
        "s\n",
        "warnings      node n1: slow\n", "25 total, 20 with clients, 5 between servers (0.50 per request)\n",
        "0.70000 (not required)\n", "3 injected, 1 messages lost\n"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\nin\n" << text;
  }
}

TEST(Results, VerdictWithOneReasonALine) {
  EXPECT_EQ(verdict_text(some_results()), "valid: false\n  first reason\n    with a node's words\n  second\n");
  Results valid;
  valid.valid = Validity::kTrue;
  EXPECT_EQ(verdict_text(valid), "valid: true\n");
}

}  // namespace
}  // namespace maelstrom::conformance
