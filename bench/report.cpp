#include "report.hpp"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

#include "subjects.hpp"

namespace maelstrom::bench {
namespace {

constexpr Workload kWorkloads[] = {Workload::kEcho, Workload::kGenerate};

template <class Visit>
void each_figure(Visit&& visit) {
  for (std::size_t i = 0; i < kFigures; ++i) {
    visit(static_cast<Figure>(i));
  }
}

// Three significant digits, with at most three decimals.
std::string number(std::optional<double> value) {
  if (!value) {
    return "-";
  }
  if (*value >= 1e6) {
    return fmt::format("{:.2f} M", *value / 1e6);
  }
  if (*value >= 1e4) {
    return fmt::format("{:.0f} k", *value / 1e3);
  }
  const double digits = *value <= 0 ? 0 : std::floor(std::log10(*value));
  return fmt::format("{:.{}f}", *value, std::clamp(2 - static_cast<int>(digits), 0, 3));
}

std::string ratio(std::optional<double> of, std::optional<double> to) {
  return of && to && *to != 0 ? fmt::format("{:.2f} x", *of / *to) : "-";
}

const Row* find(const Results& results, std::string_view name, Workload workload) {
  const auto found = std::find_if(results.rows.begin(), results.rows.end(), [&](const Row& row) {
    return row.subject.name == name && row.subject.workload == workload;
  });
  return found == results.rows.end() ? nullptr : &*found;
}

template <class Cell>
std::string line(std::string_view name, Cell&& cell) {
  std::string text = fmt::format("{:<24}", name);
  each_figure([&](Figure figure) { text += fmt::format("{:>11}", cell(figure)); });
  return text + '\n';
}

std::string table_of(const Results& results, Workload workload) {
  std::string text = line(name_of(workload), [](Figure figure) { return info(figure).title; });
  text += line("", [](Figure figure) { return info(figure).unit; });
  for (const Row& row : results.rows) {
    if (row.subject.workload != workload) {
      continue;
    }
    text += line(row.subject.name, [&](Figure figure) { return number(row.figures[figure]); });
    for (const std::string_view base : {kReflector, kUsualProgram}) {
      const Row* const to = find(results, base, workload);
      if (to != nullptr && row.subject.name != kReflector && row.subject.name != base) {
        text += line(fmt::format("  to the {}", base),
                     [&](Figure figure) { return ratio(row.figures[figure], to->figures[figure]); });
      }
    }
  }
  return text;
}

// One target: a figure of a node, alone or in ratio to that of another, and its bound.
struct Target {
  std::string_view node;
  Workload workload;
  Figure figure;
  std::string_view base;  // empty: the bound is for the figure itself
  bool at_most;
  double bound;
};

constexpr Target kTargets[] = {
    {kHostEcho, Workload::kEcho, Figure::kCpu, kReflector, true, 4.0},
    {kHostEcho, Workload::kEcho, Figure::kCpu, kUsualProgram, true, 1.0 / 20},
    {kHostGenerate, Workload::kGenerate, Figure::kCpu, kReflector, true, 4.0},
    {kHostGenerate, Workload::kGenerate, Figure::kCpu, kUsualProgram, true, 1.0 / 20},
    {kHostEcho, Workload::kEcho, Figure::kLarge, kReflector, false, 0.75},
    {kHostEcho, Workload::kEcho, Figure::kP50, kReflector, true, 1.4},
    {kHostGenerate, Workload::kGenerate, Figure::kP50, kReflector, true, 1.4},
    {kHostEcho, Workload::kEcho, Figure::kWindow16, kUsualProgram, false, 8},
    {kHostGenerate, Workload::kGenerate, Figure::kWindow16, kUsualProgram, false, 8},
    {kHostEcho, Workload::kEcho, Figure::kPeak, "", true, 10},
    {kHostGenerate, Workload::kGenerate, Figure::kPeak, "", true, 10},
    {kHostBody, Workload::kEcho, Figure::kCpu, "", true, 2.5},
    {kHostBody, Workload::kEcho, Figure::kCpu, kUsualProgram, true, 0.5},
};

std::string verdict(const Results& results, const Target& target) {
  const Row* const row = find(results, target.node, target.workload);
  const Row* const base = target.base.empty() ? nullptr : find(results, target.base, target.workload);
  if (row == nullptr || !row->figures[target.figure] || (!target.base.empty() && base == nullptr)) {
    return "";
  }
  double value = *row->figures[target.figure];
  if (base != nullptr) {
    value /= base->figures[target.figure].value_or(0);
  }
  const bool met = target.at_most ? value <= target.bound : value >= target.bound;
  const std::string unit =
      base != nullptr ? fmt::format("x the {}", target.base) : std::string(info(target.figure).unit);
  return fmt::format("{:<18} {:<10} {:>8.3f} {:<20} {} {:<6.4g} {}\n", target.node, info(target.figure).title, value,
                     unit, target.at_most ? "<=" : ">=", target.bound, met ? "met" : "MISSED");
}

nlohmann::ordered_json json_of(const Figures& figures) {
  nlohmann::ordered_json json;
  each_figure([&](Figure figure) {
    json[std::string(info(figure).key)] = figures[figure] ? nlohmann::ordered_json(*figures[figure]) : nullptr;
  });
  return json;
}

}  // namespace

std::string table(const Results& results) {
  std::string text;
  for (const Workload workload : kWorkloads) {
    const bool measured = std::any_of(results.rows.begin(), results.rows.end(),
                                      [workload](const Row& row) { return row.subject.workload == workload; });
    if (measured) {
      text += table_of(results, workload) + '\n';
    }
  }
  for (const Soak& soak : results.soaks) {
    text += fmt::format("{}, memory after", soak.name);
    for (const SoakPoint& point : soak.points) {
      text += fmt::format("  {} messages: {:.2f} MB", point.messages, point.megabytes);
    }
    text += '\n';
  }
  return text;
}

std::string targets(const Results& results) {
  std::string text;
  for (const Target& target : kTargets) {
    text += verdict(results, target);
  }
  return text;
}

std::string json(const Results& results, const Settings& settings) {
  nlohmann::ordered_json json;
  json["rounds"] = settings.rounds;
  json["seconds_per_figure_and_round"] = settings.seconds;
  for (const Row& row : results.rows) {
    json["nodes"].push_back({{"name", row.subject.name},
                             {"workload", name_of(row.subject.workload)},
                             {"command", row.subject.command},
                             {"medians", json_of(row.figures)}});
  }
  for (const Soak& soak : results.soaks) {
    nlohmann::ordered_json points = nlohmann::ordered_json::array();
    for (const SoakPoint& point : soak.points) {
      points.push_back({{"messages", point.messages}, {"resident_mb", point.megabytes}});
    }
    json["soaks"].push_back({{"name", soak.name}, {"points", points}});
  }
  return json.dump(2) + '\n';
}

std::string columns(const Results& results) {
  std::string text;
  for (const Workload workload : kWorkloads) {
    text += text.empty() ? "" : "\n\n";
    for (const Row& row : results.rows) {
      if (row.subject.workload == workload) {
        text += fmt::format("\"{}\"", row.subject.name);
        each_figure(
            [&](Figure figure) { text += row.figures[figure] ? fmt::format(" {:.6g}", *row.figures[figure]) : " ?"; });
        text += '\n';
      }
    }
  }
  return text;
}

}  // namespace maelstrom::bench
