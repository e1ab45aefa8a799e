#include "conformance/report/results.hpp"

#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

namespace maelstrom::conformance {
namespace {

using nlohmann::ordered_json;

struct NamedPercentile {
  const char* name;
  double percent;
};

constexpr NamedPercentile kPercentiles[] = {{"p50", 50}, {"p95", 95}, {"p99", 99}, {"p99.9", 99.9}, {"max", 100}};

std::string_view distribution_name(LatencyDistribution distribution) {
  switch (distribution) {
    case LatencyDistribution::kConstant:
      return "constant";
    case LatencyDistribution::kUniform:
      return "uniform";
    case LatencyDistribution::kExponential:
      return "exponential";
  }
  return "";
}

double per_operation(std::uint64_t messages, const OutcomeCounts& counts) {
  return counts.invoked == 0 ? 0 : static_cast<double>(messages) / static_cast<double>(counts.invoked);
}

ordered_json demand_json(const std::optional<AvailabilityDemand>& demand) {
  if (!demand) {
    return nullptr;
  }
  return demand->total ? ordered_json("total") : ordered_json(demand->fraction);
}

ordered_json limits_json(const std::vector<Limit>& limits) {
  auto json = ordered_json::object();
  for (const Limit& limit : limits) {
    json[limit.figure] = limit.most;
  }
  return json;
}

ordered_json test_json(const Plan& plan, const std::vector<std::string>& node_command) {
  auto nemesis = ordered_json::array();
  for (const FaultKind kind : plan.faults) {
    nemesis.push_back(fault_entry(kind).name);
  }
  return {{"workload", plan.workload},
          {"node-command", node_command},
          {"nodes", plan.nodes},
          {"concurrency", plan.concurrency},
          {"rate", plan.rate},
          {"time-limit", in_seconds(plan.time_limit)},
          {"latency",
           {{"mean", in_milliseconds(plan.latency.mean)}, {"dist", distribution_name(plan.latency.distribution)}}},
          {"nemesis", std::move(nemesis)},
          {"nemesis-interval", in_seconds(plan.nemesis_interval)},
          {"availability", demand_json(plan.availability)},
          {"topology", topology_name(plan.options.topology)},
          {"key-count", plan.options.key_count},
          {"max-txn-length", plan.options.max_txn_length},
          {"max-writes-per-key", plan.options.max_writes_per_key},
          {"consistency-models", plan.consistency_models},
          {"add-twice", plan.options.add_twice},
          {"recovery-time", in_seconds(plan.recovery)},
          {"limits", limits_json(plan.limits)},
          {"as-maelstrom", plan.as_maelstrom},
          {"answer-all", plan.answer_all},
          {"seed", plan.seed}};
}

// A checker's part of the results, in Maelstrom's form.
ordered_json part_json(const CheckerVerdict& verdict) {
  ordered_json json = {{"valid", validity_json(verdict.valid)}};
  json.update(verdict.details);
  auto findings = ordered_json::array();
  for (const Finding& finding : verdict.findings) {
    findings.push_back({{"type", finding.kind}, {"explanation", finding.explanation}});
  }
  json["findings"] = std::move(findings);
  return json;
}

ordered_json stats_json(const Results& results) {
  ordered_json stats = part_json(results.stats);
  stats["duration"] = in_seconds(results.duration);
  return stats;
}

ordered_json errors_json(const std::vector<ErrorCount>& errors) {
  auto json = ordered_json::array();
  for (const ErrorCount& error : errors) {
    json.push_back({{"count", error.count}, {"what", error.what}, {"example", error.example}});
  }
  return json;
}

// Lost messages count too, so the count is the number of sends.
ordered_json messages_json(const MessageCounts& messages, const OutcomeCounts& counts) {
  return {{"send-count", messages.sent},
          {"recv-count", messages.received},
          {"msg-count", messages.sent},
          {"msgs-per-op", per_operation(messages.sent, counts)}};
}

ordered_json network_json(const Results& results) {
  return {{"all", messages_json(results.network.all(), results.counts)},
          {"clients", messages_json(results.network.clients, results.counts)},
          {"servers", messages_json(results.network.servers, results.counts)},
          {"lost-count", results.network.lost}};
}

ordered_json latencies_json(const Percentiles& latencies) {
  auto json = ordered_json::object();
  for (const auto& [name, percent] : kPercentiles) {
    json[name] = in_milliseconds(latencies.at(percent));
  }
  return json;
}

std::string latency_line(const Percentiles& latencies) {
  std::string line = "latency ms    ";
  for (const auto& [name, percent] : kPercentiles) {
    line += fmt::format("{} {:.2f}  ", name, in_milliseconds(latencies.at(percent)));
  }
  line.resize(line.find_last_not_of(' ') + 1);
  return line + '\n';
}

std::string requests_line(const Results& results) {
  const double seconds = in_seconds(results.duration);
  const OutcomeCounts& counts = results.counts;
  const double rate = seconds > 0 ? static_cast<double>(counts.invoked) / seconds : 0;
  return fmt::format("requests      {} in {:.1f} s ({:.1f}/s): {} ok, {} fail, {} info\n", counts.invoked, seconds,
                     rate, counts.ok, counts.fail, counts.info);
}

// The lines, one per row, after a title.
std::string column(const char* title, const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) {
    text += fmt::format("{:<14}{}\n", text.empty() ? title : "", line);
  }
  return text;
}

std::string messages_line(const Results& results) {
  const NetworkStatistics& network = results.network;
  return fmt::format("messages      {} total, {} with clients, {} between servers ({:.2f} per request)\n",
                     network.all().sent, network.clients.sent, network.servers.sent,
                     per_operation(network.servers.sent, results.counts));
}

std::string availability_line(const Results& results) {
  const auto& demand = results.plan.availability;
  const std::string demanded = !demand ? "not" : demand->total ? "total" : fmt::format("{}", demand->fraction);
  const double fraction = results.availability.details.value("ok-fraction", 0.0);
  return fmt::format("availability  {} ({} required)\n",
                     results.counts.invoked == 0 ? "-" : fmt::format("{:.5f}", fraction), demanded);
}

// "stable after  median 12 ms, maximum 345 ms".
std::string stable_latency_line(const Results& results) {
  const auto median = figure(results, "stable-latency-median");
  const auto maximum = figure(results, "stable-latency-max");
  return median && maximum ? fmt::format("stable after  median {:.0f} ms, maximum {:.0f} ms\n", *median, *maximum) : "";
}

}  // namespace

std::string_view validity_name(Validity validity) {
  switch (validity) {
    case Validity::kTrue:
      return "true";
    case Validity::kFalse:
      return "false";
    case Validity::kUnknown:
      return "unknown";
  }
  return "";
}

ordered_json to_json(const Results& results) {
  return {{"valid", validity_json(results.valid)},
          {"reasons", results.reasons},
          {"test", test_json(results.plan, results.node_command)},
          {"stats", stats_json(results)},
          {"availability", part_json(results.availability)},
          {"errors", errors_json(results.errors)},
          {"latency-ms", latencies_json(results.latencies)},
          {"net", network_json(results)},
          {"nemesis", {{"fault-count", results.faults}}},
          {"workload", part_json(results.workload)},
          {"warnings", results.warnings}};
}

std::string summary(const Results& results) {
  const Plan& plan = results.plan;
  std::string text = fmt::format("workload      {}: {}\n", plan.workload, results.workload.summary);
  text += fmt::format("nodes         {}, concurrency {}, seed {}\n", plan.nodes.size(), plan.concurrency, plan.seed);
  text += requests_line(results);
  text += column("not ok", error_lines(results.errors));
  text += results.latencies.count() == 0 ? "" : latency_line(results.latencies);
  text += stable_latency_line(results);
  text += messages_line(results);
  text += availability_line(results);
  if (results.faults != 0) {
    text += fmt::format("faults        {} injected, {} messages lost\n", results.faults, results.network.lost);
  }
  text += column("warnings", results.warnings);
  return text;
}

std::string verdict_text(const Results& results) {
  std::string text = fmt::format("valid: {}\n", validity_name(results.valid));
  for (const std::string& reason : results.reasons) {
    text += "  ";
    for (const char c : reason) {
      text += c;
      text += c == '\n' ? "    " : "";  // a node's last words, indented below their reason
    }
    text += '\n';
  }
  return text;
}

}  // namespace maelstrom::conformance
