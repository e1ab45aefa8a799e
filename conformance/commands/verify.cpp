#include "conformance/commands/verify.hpp"

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <cxxopts.hpp>
#include <nlohmann/json.hpp>

#include "checkers/checker.hpp"
#include "checkers/stats.hpp"
#include "checkers/verdict.hpp"
#include "command_line/did_you_mean.hpp"
#include "command_line/program_name.hpp"
#include "conformance/commands/options.hpp"
#include "conformance/commands/test.hpp"
#include "history/case_file.hpp"
#include "history/history.hpp"
#include "history/reader.hpp"

namespace maelstrom::conformance {
namespace {

using nlohmann::ordered_json;

constexpr std::string_view kExamples = R"(
Examples:
  # A history that `$0 test` recorded
  $0 verify store/latest/history.jsonl -w broadcast

  # A history from Maelstrom, with exactly Maelstrom's verdict
  $0 verify store/latest/history.edn -w txn-list-append --consistency-models snapshot-isolation --as-maelstrom

  # Test cases: one JSON object per line, with id, workload, options and history
  $0 verify --cases cases.jsonl --json

The format is detected: JSON lines, or EDN as written by Jepsen and Maelstrom.

Exit status:
  0  the history is valid; with --cases: every case was checked
  1  the history is invalid: the reasons are printed
  2  wrong command line
  3  the verdict is unknown, or a history could not be read
)";

struct VerifyOptions {
  bool help = false;
  std::string history;
  std::string workload;
  std::string cases;
  bool json = false;
  CheckerOptions checker;
};

std::string checker_names() {
  std::string names;
  for (const CheckerEntry& entry : checkers()) {
    names += (names.empty() ? "" : ", ") + std::string(entry.name);
  }
  return names;
}

std::string similar_checker(const std::string& typed) {
  std::vector<std::string> names;
  for (const CheckerEntry& entry : checkers()) {
    names.emplace_back(entry.name);
  }
  return host::did_you_mean(typed, names);
}

cxxopts::Options verify_parser() {
  cxxopts::Options parser("$0 verify", "Checks a recorded history.");
  parser.custom_help("HISTORY -w WORKLOAD [OPTION...]");
  parser.positional_help("");
  // clang-format off
  parser.add_options()
      ("history", "The history: JSON lines or EDN", cxxopts::value<std::string>(), "FILE")
      ("w,workload", "Workload of the history: " + checker_names(), cxxopts::value<std::string>(), "NAME")
      ("consistency-models", "Models that transactions must satisfy, separated by commas [strict-serializable]",
       cxxopts::value<std::string>(), "LIST")
      ("availability", "Fraction of operations that must succeed: total, or 0 to 1", cxxopts::value<std::string>(),
       "PART")
      ("as-maelstrom", "Give exactly Maelstrom's verdict, without the stricter checks")
      ("cases", "Check all cases of FILE, and print one line for each", cxxopts::value<std::string>(), "FILE")
      ("json", "Print the verdict as JSON")
      ("h,help", "Show this text");
  // clang-format on
  parser.parse_positional("history");
  return parser;
}

double parse_required_part(const std::string& text) {
  char* end = nullptr;
  const double part = text == "total" ? 1 : std::strtod(text.c_str(), &end);
  if (text.empty() || (end != nullptr && *end != '\0') || !(part >= 0 && part <= 1)) {
    throw UsageError("--availability must be total, or from 0 to 1, not " + text);
  }
  return part;
}

VerifyOptions read_options(const cxxopts::ParseResult& parsed) {
  const auto text = [&parsed](const char* name) {
    return parsed.count(name) != 0 ? parsed[name].as<std::string>() : std::string();
  };
  if (!parsed.unmatched().empty()) {
    throw UsageError("unexpected argument " + parsed.unmatched().front());
  }
  VerifyOptions options;
  options.help = parsed.count("help") != 0;
  options.history = text("history");
  options.workload = text("workload");
  options.cases = text("cases");
  options.json = parsed.count("json") != 0;
  options.checker.as_maelstrom = parsed.count("as-maelstrom") != 0;
  if (parsed.count("consistency-models") != 0) {
    options.checker.consistency_models = parse_models(text("consistency-models"));
  }
  if (parsed.count("availability") != 0) {
    options.checker.availability = parse_required_part(text("availability"));
  }
  if (options.help || !options.cases.empty()) {
    return options;
  }
  if (options.history.empty()) {
    throw UsageError("no history given: name a file of JSON lines or EDN");
  }
  if (find_checker(options.workload) == nullptr) {
    throw UsageError(options.workload.empty() ? "no workload given: use -w with one of " + checker_names()
                                              : "unknown workload " + options.workload + ": use one of " +
                                                    checker_names() + similar_checker(options.workload));
  }
  if (parsed.count("consistency-models") != 0 && !options.workload.starts_with("txn-")) {
    throw UsageError("--consistency-models has no effect with -w " + options.workload +
                     "; workloads that take it: txn-list-append, txn-rw-register");
  }
  return options;
}

VerifyOptions parse_verify_options(std::span<const char* const> arguments) {
  std::vector<const char*> all = {"conformance"};
  all.insert(all.end(), arguments.begin(), arguments.end());
  cxxopts::Options parser = verify_parser();
  try {
    return read_options(parser.parse(static_cast<int>(all.size()), all.data()));
  } catch (const UsageError&) {
    throw;
  } catch (const std::exception& error) {  // cxxopts has renamed its exceptions from one release to the next
    throw UsageError(error.what());
  }
}

ordered_json findings_json(const History& history, const CheckerVerdict& verdict) {
  auto findings = ordered_json::array();
  for (const Finding& finding : verdict.findings) {
    auto operations = ordered_json::array();
    for (const OperationIndex operation : finding.operations) {
      operations.push_back(history.operation(operation).invocation);
    }
    findings.push_back({{"kind", finding.kind},
                        {"explanation", finding.explanation},
                        {"operations", std::move(operations)},
                        {"invalidates", finding.invalidates}});
  }
  return findings;
}

ordered_json result_json(const CheckerVerdict& verdict) {
  ordered_json json = {{"valid", validity_json(verdict.valid)}};
  json.update(verdict.details);
  return json;
}

CheckerOptions case_options(const std::string_view text, bool as_maelstrom) {
  CheckerOptions options;
  options.as_maelstrom = as_maelstrom;
  options.by_model = true;
  const ordered_json json = ordered_json::parse(text);
  if (const auto models = json.find("consistency-models"); models != json.end() && models->is_array()) {
    options.consistency_models = models->get<std::vector<std::string>>();
  }
  if (const auto availability = json.find("availability"); availability != json.end()) {
    if (availability->is_number()) {
      options.availability = availability->get<double>();
    } else if (availability->is_string()) {
      options.availability = parse_required_part(availability->get<std::string>());
    }
  }
  options.transactions = json.contains("txn") && json["txn"] != false;
  return options;
}

// The verdict of one line, as JSON.
ordered_json judge_case(std::string_view line, std::size_t number, bool as_maelstrom) {
  const CaseLine parts = read_case_line(line, number);
  const CheckerEntry* const checker = find_checker(parts.workload);
  if (checker == nullptr) {
    throw HistoryError(number, "unknown workload " + parts.workload);
  }
  const History history = read_json_history(parts.history, number);
  const CheckerVerdict verdict = checker->check(history, case_options(parts.options, as_maelstrom));
  ordered_json json = {{"id", parts.id}};
  json.update(result_json(verdict));
  if (!as_maelstrom) {
    json["findings"] = findings_json(history, verdict);
  }
  return json;
}

std::string_view valid_word(const ordered_json& valid) {
  return valid == true ? "true" : valid == false ? "false" : "unknown";
}

// A case that cannot be judged is unknown, with the reason; its id is "" if the id is unreadable too.
ordered_json unreadable_case(std::string_view line, const std::string& reason) {
  const auto json = ordered_json::parse(line, nullptr, false);
  const bool has_id = json.is_object() && json.contains("id") && json["id"].is_string();
  return {{"id", has_id ? json["id"] : ordered_json("")}, {"valid", "unknown"}, {"error", reason}};
}

int verify_cases(const VerifyOptions& options) {
  std::ifstream file(options.cases, std::ios::binary);
  if (!file) {
    throw std::runtime_error("cannot read " + options.cases);
  }
  std::size_t number = 0;
  int status = kExitValid;
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string::npos) {
      continue;
    }
    ordered_json json;
    try {
      json = judge_case(line, number, options.checker.as_maelstrom);
    } catch (const std::exception& error) {
      json = unreadable_case(line, error.what());
      std::cerr << program_name() << " verify: " << options.cases << ", " << error.what() << '\n';
      status = kExitNotRun;
    }
    if (options.json) {
      std::cout << json.dump(-1, ' ', false, ordered_json::error_handler_t::replace) << '\n';
    } else {
      std::cout << json["id"].get<std::string>() << ' ' << valid_word(json["valid"]) << '\n';
    }
  }
  return status;
}

void print_part(std::string_view name, const CheckerVerdict& verdict) {
  std::cout << name << std::string(name.size() < 14 ? 14 - name.size() : 1, ' ') << verdict.summary << '\n';
  std::map<std::string_view, std::size_t> counts;
  for (const Finding& finding : verdict.findings) {
    if (++counts[finding.kind] <= kExplainedFindings) {
      std::cout << (finding.invalidates ? "  " : "  warning: ") << finding.kind << ": " << finding.explanation << '\n';
    }
  }
  for (const auto& [kind, count] : counts) {
    if (count > kExplainedFindings) {
      std::cout << "  " << kind << ": and " << count - kExplainedFindings << " more; --json prints all\n";
    }
  }
}

int status_of(Validity valid) {
  return valid == Validity::kTrue ? kExitValid : valid == Validity::kFalse ? kExitInvalid : kExitNotRun;
}

// Judges as Maelstrom does: a test is as valid as its worst part.
int verify_history(const VerifyOptions& options) {
  const History history = read_history_file(options.history);
  CheckerVerdict workload = find_checker(options.workload)->check(history, options.checker);
  if (!options.checker.as_maelstrom && history.operations().empty()) {
    report_nothing_tested(workload, "The history has no operation.");
  }
  const CheckerVerdict stats = check_stats(history, options.checker);
  const CheckerVerdict availability = check_availability(history, options.checker);
  const Validity valid = worst(workload.valid, worst(stats.valid, availability.valid));
  if (options.json) {
    ordered_json json = {{"valid", validity_json(valid)},
                         {"workload", result_json(workload)},
                         {"stats", result_json(stats)},
                         {"availability", result_json(availability)}};
    json["workload"]["findings"] = findings_json(history, workload);
    std::cout << json.dump(2, ' ', false, ordered_json::error_handler_t::replace) << '\n';
    return status_of(valid);
  }
  print_part(options.workload, workload);
  print_part("stats", stats);
  print_part("availability", availability);
  std::cout << "valid: " << valid_word(validity_json(valid)) << '\n';
  return status_of(valid);
}

}  // namespace

int run_verify_command(const char* /*program*/, std::span<const char* const> arguments) {
  std::string file;
  try {
    const VerifyOptions options = parse_verify_options(arguments);
    if (options.help) {
      std::cout << with_program_name(verify_parser().help() + std::string(kExamples)) << std::flush;
      return kExitValid;
    }
    file = options.cases.empty() ? options.history : options.cases;
    return options.cases.empty() ? verify_history(options) : verify_cases(options);
  } catch (const UsageError& error) {
    std::cerr << program_name() << " verify: " << error.what() << "\nTry `" << program_name() << " verify --help`.\n";
    return kExitUsage;
  } catch (const HistoryError& error) {
    std::cerr << program_name() << " verify: " << file << ", " << error.what() << '\n';
    return kExitNotRun;
  } catch (const std::exception& error) {
    std::cerr << program_name() << " verify: " << error.what() << '\n';
    return kExitNotRun;
  }
}

}  // namespace maelstrom::conformance
