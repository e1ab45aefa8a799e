#include "conformance/run/results.hpp"

#include <algorithm>
#include <array>

#include <spdlog/fmt/fmt.h>

#include "checkers/stats.hpp"

namespace maelstrom::conformance {
namespace {

constexpr std::array kFigures = {
    Figure{"msgs-per-op"},
    Figure{"stable-latency-median", "broadcast g-set"},  // in ms
    Figure{"stable-latency-max", "broadcast g-set"},
    Figure{"worst-realtime-lag", "kafka"},  // of a poll, in s
    Figure{"latency-median"},               // of requests, in ms
    Figure{"latency-p99"},
};

CheckerOptions checker_options(const Plan& plan) {
  CheckerOptions options;
  options.as_maelstrom = plan.as_maelstrom;
  options.consistency_models = plan.consistency_models;
  if (plan.availability) {
    options.availability = plan.availability->total ? 1 : plan.availability->fraction;
  }
  return options;
}

void add_failed(Results& results, const std::string& kind) {
  if (std::find(results.failed.begin(), results.failed.end(), kind) == results.failed.end()) {
    results.failed.push_back(kind);
  }
}

// Adds the findings of a checker. A finding that does not invalidate is a warning, or the reason for an unknown
// verdict.
void add_findings(Results& results, const History& history, const CheckerVerdict& verdict) {
  for (const Finding& finding : verdict.findings) {
    if (!finding.invalidates && verdict.valid != Validity::kUnknown) {
      results.warnings.push_back(finding.explanation);
      continue;
    }
    results.reasons.push_back(finding.explanation);
    if (finding.invalidates) {
      add_failed(results, finding.kind);
    }
    if (finding.invalidates && !finding.operations.empty()) {
      results.first_violation =
          std::min(results.first_violation, history.operation(finding.operations.front()).completed);
    }
  }
}

void add_unknown(Results& results, std::string reason) {
  results.valid = worst(results.valid, Validity::kUnknown);
  results.reasons.push_back(std::move(reason));
}

void check_limits(Results& results) {
  for (const Limit& limit : results.plan.limits) {
    const auto value = figure(results, limit.figure);
    if (!value) {
      add_unknown(results, fmt::format("--limit {}={}: this run has no such figure", limit.figure, limit.most));
    } else if (*value > limit.most) {
      results.valid = Validity::kFalse;
      add_failed(results, "limit " + limit.figure);
      results.reasons.push_back(fmt::format("{} is {:.6g}, above the limit {}", limit.figure, *value, limit.most));
    }
  }
}

std::optional<double> quantile(const CheckerVerdict& verdict, const char* quantiles, const char* quantile) {
  const auto found = verdict.details.find(quantiles);
  if (found == verdict.details.end() || !found->is_object() || !found->contains(quantile)) {
    return std::nullopt;
  }
  return found->at(quantile).get<double>();
}

}  // namespace

Results judge(const Plan& plan, const History& history, RunFacts facts, const HistoryChecker& checker) {
  const CheckerOptions options = checker_options(plan);
  Results results;
  results.plan = plan;
  results.duration = facts.duration;
  results.counts = history.counts();
  results.errors = std::move(facts.errors);
  results.latencies = history.latencies();
  results.network = facts.network;
  results.faults = history.fault_count();
  results.workload = checker(history, options);
  results.stats = check_stats(history, options);
  results.availability = check_availability(history, options);
  results.valid = facts.failures.empty() ? Validity::kTrue : Validity::kFalse;
  results.reasons = std::move(facts.failures);
  results.failed = std::move(facts.failure_kinds);
  results.first_violation = facts.first_failure;

  results.warnings = std::move(facts.oddities);

  // If a run ended early, incomplete checks do not count against the nodes.
  if (!facts.ended_early || (!facts.has_final_phase && results.workload.valid == Validity::kFalse)) {
    results.valid = worst(results.valid, results.workload.valid);
    add_findings(results, history, results.workload);
  }
  if (!facts.interrupted.empty()) {
    add_unknown(results, std::move(facts.interrupted));
  }
  if (facts.ended_early) {
    return results;
  }
  if (plan.stats_by_function || results.counts.ok == 0) {
    results.valid = worst(results.valid, results.stats.valid);
    add_findings(results, history, results.stats);
  }
  results.valid = worst(results.valid, results.availability.valid);
  add_findings(results, history, results.availability);
  check_limits(results);
  if (results.valid == Validity::kTrue && results.counts.invoked == 0 && !plan.may_be_idle && !plan.as_maelstrom) {
    add_unknown(results, std::string(kNothingTested));
  }
  return results;
}

std::span<const Figure> figures() {
  return kFigures;
}

std::optional<double> figure(const Results& results, std::string_view name) {
  if (name == "msgs-per-op") {
    return results.counts.invoked == 0 ? std::nullopt
                                       : std::optional(static_cast<double>(results.network.servers.sent) /
                                                       static_cast<double>(results.counts.invoked));
  }
  if (name == "stable-latency-median") {
    return quantile(results.workload, "stable-latencies", "0.5");
  }
  if (name == "stable-latency-max") {
    return quantile(results.workload, "stable-latencies", "1");
  }
  if (name == "worst-realtime-lag") {
    return quantile(results.workload, "worst-realtime-lag", "lag");
  }
  if (results.latencies.count() == 0) {
    return std::nullopt;
  }
  return in_milliseconds(results.latencies.at(name == "latency-median" ? 50 : 99));
}

}  // namespace maelstrom::conformance
