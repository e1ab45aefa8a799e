#include "conformance/commands/options.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <string_view>
#include <type_traits>

#include <cxxopts.hpp>

#include "checkers/transactions/consistency_models.hpp"
#include "command_line/did_you_mean.hpp"
#include "command_line/program_name.hpp"
#include "command_line/repeated_option.hpp"
#include "command_line/shell_word.hpp"
#include "command_line/unknown_arguments.hpp"
#include "conformance/run/clients.hpp"
#include "conformance/run/results.hpp"
#include "conformance/run/services.hpp"
#include "conformance/workloads/workload.hpp"

namespace maelstrom::conformance {
namespace {

constexpr std::uint32_t kMostNodes = 1000;
constexpr std::uint32_t kMostClients = 100'000;
constexpr double kLongestSeconds = 1e7;  // some months; keeps every time well inside 64 bits of nanoseconds

// Host options that users may pass before "--" by mistake.
constexpr std::array<std::string_view, 5> kHostOptions = {"-s", "--set", "--log-level", "--reply-deadline", "--record"};

// The groups of options, in the order of --help.
constexpr const char* kTested = "Target";
constexpr const char* kCluster = "Cluster";
constexpr const char* kClients = "Client";
constexpr const char* kSeeds = "Seed";
constexpr const char* kWorkload = "Workload";
constexpr const char* kChecks = "Verdict";
constexpr const char* kOutput = "Output";

[[noreturn]] void reject(std::string_view option, const std::string& value, std::string_view expected) {
  throw UsageError("--" + std::string(option) + " " + value + ": must be " + std::string(expected));
}

double parse_double(std::string_view option, const std::string& text, std::string_view expected) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (text.empty() || *end != '\0' || !std::isfinite(value)) {
    reject(option, text, expected);
  }
  return value;
}

template <class Integer>
std::optional<Integer> parse_integer(std::string_view text) {
  Integer value = 0;
  const char* const end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, value);
  return result.ec == std::errc() && result.ptr == end ? std::optional(value) : std::nullopt;
}

Time parse_seconds(std::string_view option, const std::string& text) {
  constexpr std::string_view kExpected = "a number of seconds above 0";
  const double seconds = parse_double(option, text, kExpected);
  if (seconds <= 0 || seconds > kLongestSeconds) {
    reject(option, text, kExpected);
  }
  return static_cast<Time>(seconds * static_cast<double>(kSecond));
}

double parse_rate(const std::string& text) {
  constexpr std::string_view kExpected = "a number of requests per second, 0 or more";
  const double rate = parse_double("rate", text, kExpected);
  if (rate < 0) {
    reject("rate", text, kExpected);
  }
  return rate;
}

Time parse_latency(const std::string& text) {
  constexpr std::string_view kExpected = "a number of milliseconds, 0 or more";
  const double milliseconds = parse_double("latency", text, kExpected);
  if (milliseconds < 0 || milliseconds > 1000 * kLongestSeconds) {
    reject("latency", text, kExpected);
  }
  return static_cast<Time>(milliseconds * static_cast<double>(kMillisecond));
}

LatencyDistribution parse_distribution(const std::string& text) {
  if (text == "constant") {
    return LatencyDistribution::kConstant;
  }
  if (text == "uniform") {
    return LatencyDistribution::kUniform;
  }
  if (text == "exponential") {
    return LatencyDistribution::kExponential;
  }
  reject("latency-dist", text, "constant, uniform or exponential");
}

AvailabilityDemand parse_availability(const std::string& text) {
  constexpr std::string_view kExpected = "'total' or a number from 0 to 1";
  if (text == "total") {
    return {true, 1};
  }
  const double fraction = parse_double("availability", text, kExpected);
  if (fraction < 0 || fraction > 1) {
    reject("availability", text, kExpected);
  }
  return {false, fraction};
}

// "6", or "2n" for two clients per node.
std::uint32_t parse_concurrency(const std::string& text, std::size_t node_count) {
  constexpr std::string_view kExpected = "a number of clients above 0, or a number per node such as 2n";
  const bool per_node = text.ends_with('n');
  const auto number = parse_integer<std::uint32_t>(std::string_view(text).substr(0, text.size() - (per_node ? 1 : 0)));
  const std::uint64_t clients = number.value_or(0) * (per_node ? node_count : std::uint64_t{1});
  if (clients == 0 || clients > kMostClients) {
    reject("concurrency", text, kExpected);
  }
  return static_cast<std::uint32_t>(clients);
}

std::vector<std::string> counted_nodes(const std::string& text) {
  const auto count = parse_integer<std::uint32_t>(text);
  if (!count || *count == 0 || *count > kMostNodes) {
    reject("node-count", text, "a number from 1 to " + std::to_string(kMostNodes));
  }
  return numbered_nodes(*count);
}

void check_node_name(const std::string& list, const std::vector<std::string>& before, const std::string& name) {
  if (name.empty()) {
    reject("nodes", list, "names separated by commas");
  }
  if (is_client_name(name)) {
    reject("nodes", list, "names that are not names of clients, such as " + name);
  }
  if (std::find(kServiceNames.begin(), kServiceNames.end(), name) != kServiceNames.end()) {
    reject("nodes", list, "names that are not names of services, such as " + name);
  }
  if (std::find(before.begin(), before.end(), name) != before.end()) {
    reject("nodes", list, "different names");
  }
}

// Splits a text at separators: returns one part more than there are separators.
std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(separator, begin), text.size());
    parts.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

std::vector<std::string> named_nodes(const std::string& list) {
  std::vector<std::string> nodes;
  for (const std::string& name : split(list, ',')) {
    check_node_name(list, nodes, name);
    nodes.push_back(name);
  }
  return nodes;
}

std::vector<FaultKind> parse_nemesis(const std::string& list, bool simulated) {
  auto faults = parse_faults(list, simulated);
  if (!faults) {
    reject("nemesis", list, "all, or some of " + fault_names(simulated) + ", separated by commas");
  }
  return *std::move(faults);
}

std::string workload_names() {
  std::string names;
  for (const WorkloadEntry& workload : workloads()) {
    names += names.empty() ? "" : ", ";
    names += workload.name;
  }
  return names;
}

// "; did you mean NAME?" for a table whose rows have names, or for the names themselves.
template <class Rows>
std::string similar_name(std::string_view typed, const Rows& rows) {
  std::vector<std::string> names;
  for (const auto& row : rows) {
    if constexpr (std::is_convertible_v<decltype(row), std::string_view>) {
      names.emplace_back(row);
    } else {
      names.emplace_back(row.name);
    }
  }
  return host::did_you_mean(typed, names);
}

std::string figure_names() {
  std::string names;
  for (const Figure& figure : figures()) {
    names += names.empty() ? "" : ", ";
    names += figure.name;
  }
  return names;
}

// An option that only some workloads take.
struct WorkloadOption {
  const char* name;
  std::string_view workloads;  // separated by spaces
  bool is_maelstroms = false;  // Maelstrom accepts it with every workload, and scripts rely on that
};

constexpr std::array kWorkloadOptions = {
    WorkloadOption{"topology", "broadcast", true},
    WorkloadOption{"key-count", "kafka txn-list-append txn-rw-register", true},
    WorkloadOption{"max-txn-length", "txn-list-append txn-rw-register", true},
    WorkloadOption{"max-writes-per-key", "kafka txn-list-append txn-rw-register", true},
    WorkloadOption{"consistency-models", "txn-list-append txn-rw-register", true},
    WorkloadOption{"add-twice", "broadcast g-set"},
    WorkloadOption{"recovery-time", "broadcast g-set g-counter pn-counter kafka"},
};

bool has_word(std::string_view words, std::string_view word) {
  const std::vector<std::string> all = split(words, ' ');
  return std::find(all.begin(), all.end(), word) != all.end();
}

std::string with_commas(std::string_view words) {
  std::string list;
  for (const char c : words) {
    list += c == ' ' ? ", " : std::string(1, c);
  }
  return list;
}

// Options that have no effect with this workload.
void check_idle_options(const cxxopts::ParseResult& parsed, TestOptions& options) {
  for (const WorkloadOption& option : kWorkloadOptions) {
    if (parsed.count(option.name) == 0 || has_word(option.workloads, options.plan.workload)) {
      continue;
    }
    const std::string mistake = std::string("--") + option.name + " has no effect with -w " + options.plan.workload;
    if (!option.is_maelstroms) {
      throw UsageError(mistake + "; workloads that take it: " + with_commas(option.workloads));
    }
    options.warnings.push_back(mistake);
  }
}

// All values are read as text, because cxxopts accepts "12x" as a number and treats "-1" as an option.
auto text() {
  return cxxopts::value<std::string>();
}

void add_plan_options(cxxopts::Options& parser, bool simulated) {
  // clang-format off
  parser.add_options(kCluster)
      ("node-count", "Number of nodes, n0, n1, ...; overrides --nodes", text(), "N")
      ("nodes", "Names of the nodes, separated by commas", text()->default_value("n1,n2,n3,n4,n5"), "NAMES")
      ("latency", "Mean latency between servers, in ms", text()->default_value("0"), "MS")
      ("latency-dist", "Its distribution: constant, uniform or exponential", text()->default_value("constant"), "TYPE")
      ("nemesis", "Faults to inject, separated by commas, or all (at most ten messages wait for a killed or paused node): " + fault_names(simulated), text(), "FAULTS")
      ("nemesis-interval", "Mean time between two operations of the nemesis, in seconds, for each fault",
       text()->default_value("10"), "S");
  parser.add_options(kClients)
      ("rate", "Requests per second, in all", text()->default_value("5"), "RATE")
      ("time-limit", "How long to send requests, in seconds", text()->default_value("60"), "S")
      ("concurrency", "Number of clients, or per node, e.g. 2n [1n; lin-kv: 2n]", text(), "N")
      ("availability", "Fraction of requests that must succeed: total, or 0 to 1 [not checked]", text(), "DEMAND")
      ("answer-all", "Every request to a node that was up throughout must be answered; an error reply counts")
      ("seed", "Seed for all random choices [random, printed]", text(), "N");
  parser.add_options(kWorkload)
      ("topology", "broadcast: topology sent to the nodes: " + topology_names(), text()->default_value("grid"),
       "NAME")
      ("key-count", "txn-*, kafka: keys in use at a time", text()->default_value("10"), "N")
      ("max-txn-length", "txn-*: maximum number of operations in a transaction", text()->default_value("4"), "N")
      ("max-writes-per-key", "txn-*, kafka: number of writes before a key is replaced", text()->default_value("16"), "N")
      ("add-twice", "broadcast, g-set: add one element in eight twice")
      ("recovery-time", "broadcast, g-set, counters, kafka: seconds between the last fault and the final reads", text()->default_value("10"), "S");
  parser.add_options(kChecks)
      ("consistency-models", "txn-*: consistency models to check, separated by commas", text()->default_value("strict-serializable"), "MODELS")
      ("limit", "Upper limit for a figure of the results, such as msgs-per-op=20; may be repeated. Figures: " +
       figure_names(), cxxopts::value<std::vector<std::string>>(), "FIGURE=MOST")
      ("as-maelstrom", "Give the same verdict as Maelstrom; findings of the stricter checks are only warnings");
  // clang-format on
}

void add_history_format(cxxopts::Options& parser) {
  parser.add_options(kOutput)(
      "history-format", "Format of the stored history: jsonl or edn (as Jepsen's tools read it; verify reads both)",
      text()->default_value("jsonl"), "FORMAT");
}

HistoryFormat parse_history_format(const std::string& text) {
  constexpr std::array<std::string_view, 2> kNames = {"jsonl", "edn"};
  if (text != kNames[0] && text != kNames[1]) {
    reject("history-format", text, "jsonl or edn" + similar_name(text, kNames));
  }
  return text == kNames[0] ? HistoryFormat::kJsonLines : HistoryFormat::kEdn;
}

cxxopts::Options test_parser() {
  cxxopts::Options parser("$0 test", "Tests a Maelstrom node as `maelstrom test` does, without a JVM.");
  parser.allow_unrecognised_options();  // refuse_unmatched reports them
  parser.custom_help("-w WORKLOAD (--plugin PLUGIN | --bin PROGRAM) [OPTION...] [-- NODE_ARGUMENT...]");
  // clang-format off
  parser.add_options(kTested)
      ("w,workload", "Workload: " + workload_names(), text(), "NAME")
      ("plugin", "Plugin for the host to run: a file, or a name that the host can find", text(), "PLUGIN")
      ("host", "The host program [next to this program]", text(), "PATH")
      ("bin", "Any other Maelstrom node program", text(), "PROGRAM");
  add_plan_options(parser, false);
  parser.add_options(kOutput)
      ("store", "Directory for results, history and logs", text()->default_value("store"), "DIR");
  add_history_format(parser);
  parser.add_options(kOutput)
      ("log-stderr", "Show the nodes' stderr")
      ("quiet", "Print only the verdict")
      ("h,help", "Show this text");
  // clang-format on
  return parser;
}

cxxopts::Options simulate_parser() {
  cxxopts::Options parser("$0 simulate",
                          "Tests a plugin in one process and in virtual time: fast, and reproducible from a seed.");
  parser.allow_unrecognised_options();
  parser.custom_help("-w WORKLOAD --plugin PLUGIN [OPTION...] [-- HOST_OPTION...]");
  // clang-format off
  parser.add_options(kTested)
      ("w,workload", "Workload: " + workload_names(), text(), "NAME")
      ("plugin", "The plugin: a file, or a name that the host can find", text(), "PLUGIN");
  add_plan_options(parser, true);
  parser.add_options(kSeeds)
      ("seeds", "Run every seed from A to B", text(), "A..B")
      ("j,jobs", "Number of seeds to run in parallel, each in its own process", text()->default_value("1"), "N")
      ("keep-going", "Continue after a failing seed")
      ("shrink", "Search for a smaller test with the same kind of failure");
  parser.add_options(kOutput)
      ("trace", "Write every delivery, loss, timer and fault of a seed to FILE, as JSON lines", text(), "FILE")
      ("store", "Write results and history of a single seed to DIR", text(), "DIR");
  add_history_format(parser);
  parser.add_options(kOutput)
      ("quiet", "Print only the verdict")
      ("h,help", "Show this text");
  // clang-format on
  return parser;
}

std::uint32_t parse_count(std::string_view option, const std::string& text) {
  constexpr std::uint32_t kMost = 1'000'000;
  const auto count = parse_integer<std::uint32_t>(text);
  if (!count || *count == 0 || *count > kMost) {
    reject(option, text, "a number from 1 to " + std::to_string(kMost));
  }
  return *count;
}

// "msgs-per-op=20".
Limit parse_limit(const std::string& text, std::string_view workload) {
  const std::size_t equals = text.find('=');
  const std::string name = text.substr(0, equals);
  const auto figure =
      std::find_if(figures().begin(), figures().end(), [&name](const Figure& known) { return known.name == name; });
  char* end = nullptr;
  const std::string number = equals == std::string::npos ? std::string() : text.substr(equals + 1);
  const double most = std::strtod(number.c_str(), &end);
  if (figure == figures().end() || number.empty() || *end != '\0' || !(most >= 0) || !std::isfinite(most)) {
    reject("limit", text,
           "FIGURE=NUMBER, where NUMBER is 0 or more and FIGURE is one of " + figure_names() +
               (figure == figures().end() ? similar_name(name, figures()) : ""));
  }
  if (!figure->workloads.empty() && !has_word(figure->workloads, workload)) {
    throw UsageError("--limit " + text + ": " + std::string(workload) + " has no such figure");
  }
  return {name, most};
}

void read_workload_options(const cxxopts::ParseResult& parsed, Plan& plan) {
  const auto text = [&parsed](const char* name) { return parsed[name].as<std::string>(); };
  const auto topology = parse_topology(text("topology"));
  if (!topology) {
    reject("topology", text("topology"),
           "one of " + topology_names() + similar_name(text("topology"), every_topology()));
  }
  plan.options.topology = *topology;
  plan.options.key_count = parse_count("key-count", text("key-count"));
  plan.options.max_txn_length = parse_count("max-txn-length", text("max-txn-length"));
  plan.options.max_writes_per_key = parse_count("max-writes-per-key", text("max-writes-per-key"));
  plan.options.add_twice = parsed.count("add-twice") != 0;
  plan.recovery = parse_seconds("recovery-time", text("recovery-time"));
  plan.consistency_models = parse_models(text("consistency-models"));
  plan.as_maelstrom = parsed.count("as-maelstrom") != 0;
  if (parsed.count("limit") != 0) {
    for (const std::string& limit : parsed["limit"].as<std::vector<std::string>>()) {
      plan.limits.push_back(parse_limit(limit, plan.workload));
    }
  }
}

void read_plan(const cxxopts::ParseResult& parsed, bool simulated, TestOptions& options) {
  const auto text = [&parsed](const char* name) { return parsed[name].as<std::string>(); };
  Plan& plan = options.plan;
  plan.nodes = parsed.count("node-count") != 0 ? counted_nodes(text("node-count")) : named_nodes(text("nodes"));
  const WorkloadEntry& workload = *find_workload(plan.workload);
  plan.concurrency = parsed.count("concurrency") != 0
                         ? parse_concurrency(text("concurrency"), plan.nodes.size())
                         : static_cast<std::uint32_t>(plan.nodes.size()) * workload.workers_per_node;
  read_workload_options(parsed, plan);
  check_idle_options(parsed, options);
  plan.rate = parse_rate(text("rate"));
  plan.time_limit = parse_seconds("time-limit", text("time-limit"));
  plan.latency = {parse_distribution(text("latency-dist")), parse_latency(text("latency"))};
  if (parsed.count("nemesis") != 0) {
    plan.faults = parse_nemesis(text("nemesis"), simulated);
  }
  plan.answer_all = parsed.count("answer-all") != 0;
  plan.nemesis_interval = parse_seconds("nemesis-interval", text("nemesis-interval"));
  if (parsed.count("availability") != 0) {
    plan.availability = parse_availability(text("availability"));
  }
  if (parsed.count("seed") != 0) {
    const auto seed = parse_integer<std::uint64_t>(text("seed"));
    if (!seed) {
      reject("seed", text("seed"), "an integer from 0 to 2^64 - 1");
    }
    plan.seed = *seed;
    options.random_seed = false;
  }
  if (workload.unmet != nullptr) {
    if (const std::string unmet = workload.unmet(workload_setting(plan)); !unmet.empty()) {
      throw UsageError(unmet);
    }
  }
}

void read_workload(const cxxopts::ParseResult& parsed, TestOptions& options) {
  if (parsed.count("workload") == 0) {
    throw UsageError("no workload given: use -w with one of " + workload_names());
  }
  options.plan.workload = parsed["workload"].as<std::string>();
  if (find_workload(options.plan.workload) == nullptr) {
    reject("workload", options.plan.workload,
           "one of " + workload_names() + similar_name(options.plan.workload, workloads()));
  }
}

void read_what_is_tested(const cxxopts::ParseResult& parsed, TestOptions& options) {
  const auto text = [&parsed](const char* name) {
    return parsed.count(name) != 0 ? parsed[name].as<std::string>() : std::string();
  };
  read_workload(parsed, options);
  options.bin = text("bin");
  options.host = text("host");
  options.plugin = text("plugin");
  if (options.bin.empty() == options.plugin.empty()) {
    throw UsageError(options.bin.empty() ? "no target given: use --plugin or --bin"
                                         : "use --plugin or --bin, not both");
  }
  if (!options.bin.empty() && !options.host.empty()) {
    throw UsageError("--host selects the host for --plugin; it cannot be used with --bin");
  }
}

void refuse_unmatched(const cxxopts::Options& parser, const cxxopts::ParseResult& parsed) {
  if (parsed.unmatched().empty()) {
    return;
  }
  const std::string& first = parsed.unmatched().front();
  std::string text = host::unknown_argument(parser, parsed);
  const bool has_program = parsed.count("bin") != 0;
  const std::string_view name = std::string_view(first).substr(0, first.find('='));
  if (name == "--bin") {
    throw UsageError("simulate runs plugins, not programs: use --plugin, or `" + std::string(program_name()) +
                     " test --bin`");
  }
  if (has_program || std::find(kHostOptions.begin(), kHostOptions.end(), name) != kHostOptions.end()) {
    text += std::string("; options of the ") + (has_program ? "program" : "host") + " go after --, at the end: --";
    for (const std::string& argument : parsed.unmatched()) {
      text += ' ' + shell_word(argument);
    }
  }
  throw UsageError(text);
}

TestOptions read_test_options(const cxxopts::ParseResult& parsed) {
  TestOptions options;
  options.help = parsed.count("help") != 0;
  if (options.help) {
    return options;
  }
  read_what_is_tested(parsed, options);
  read_plan(parsed, false, options);
  options.store = parsed["store"].as<std::string>();
  options.history_format = parse_history_format(parsed["history-format"].as<std::string>());
  options.log_stderr = parsed.count("log-stderr") != 0;
  options.quiet = parsed.count("quiet") != 0;
  return options;
}

// "3..17", both inclusive.
void read_seeds(const std::string& range, SimulateOptions& options) {
  const auto dots = range.find("..");
  const auto first = parse_integer<std::uint64_t>(std::string_view(range).substr(0, dots));
  const auto last =
      dots == std::string::npos ? std::nullopt : parse_integer<std::uint64_t>(std::string_view(range).substr(dots + 2));
  if (!first || !last || *first > *last) {
    reject("seeds", range, "two integers A..B, the first not above the second");
  }
  options.first_seed = *first;
  options.last_seed = *last;
  options.many_seeds = true;
}

SimulateOptions read_simulate_options(const cxxopts::ParseResult& parsed) {
  constexpr std::uint32_t kMostJobs = 256;
  SimulateOptions options;
  options.test.help = parsed.count("help") != 0;
  if (options.test.help) {
    return options;
  }
  read_workload(parsed, options.test);
  if (parsed.count("plugin") == 0) {
    throw UsageError("no target given: use --plugin");
  }
  options.test.plugin = parsed["plugin"].as<std::string>();
  read_plan(parsed, true, options.test);
  options.first_seed = options.last_seed = options.test.plan.seed;
  if (parsed.count("seeds") != 0) {
    if (!options.test.random_seed) {
      throw UsageError("use --seed or --seeds, not both");
    }
    read_seeds(parsed["seeds"].as<std::string>(), options);
  }
  const std::string jobs = parsed["jobs"].as<std::string>();
  options.jobs = parse_integer<std::uint32_t>(jobs).value_or(0);
  if (options.jobs == 0 || options.jobs > kMostJobs) {
    reject("jobs", jobs, "a number of processes from 1 to " + std::to_string(kMostJobs));
  }
  options.keep_going = parsed.count("keep-going") != 0;
  options.shrink = parsed.count("shrink") != 0;
  options.test.quiet = parsed.count("quiet") != 0;
  options.test.store = parsed.count("store") != 0 ? parsed["store"].as<std::string>() : "";
  options.test.history_format = parse_history_format(parsed["history-format"].as<std::string>());
  if (parsed.count("history-format") != 0 && options.test.store.empty()) {
    throw UsageError("--history-format has no effect without --store");
  }
  options.trace = parsed.count("trace") != 0 ? parsed["trace"].as<std::string>() : "";
  if (options.many_seeds && !(options.trace.empty() && options.test.store.empty())) {
    throw UsageError("--trace and --store need a single seed: use --seed");
  }
  return options;
}

// Parses the arguments before "--" with `read`, and stores those after it in `node_arguments`.
template <class Read>
auto parse(cxxopts::Options parser, std::span<const char* const> arguments, std::vector<std::string>& behind,
           Read&& read) {
  const auto separator = std::find_if(arguments.begin(), arguments.end(),
                                      [](const char* argument) { return std::string_view(argument) == "--"; });
  std::vector<const char*> ours = {"conformance"};
  ours.insert(ours.end(), arguments.begin(), separator);
  if (separator != arguments.end()) {
    behind.assign(separator + 1, arguments.end());
  }
  try {
    const cxxopts::ParseResult parsed = parser.parse(static_cast<int>(ours.size()), ours.data());
    if (parsed.count("help") == 0) {
      refuse_unmatched(parser, parsed);
    }
    if (const auto mistake = host::repeated_option(parsed, {"limit"})) {
      throw UsageError(*mistake);
    }
    return read(parsed);
  } catch (const UsageError&) {
    throw;
  } catch (const std::exception& error) {  // cxxopts has renamed its exceptions from one release to the next
    throw UsageError(error.what());
  }
}

}  // namespace

std::vector<std::string> numbered_nodes(std::size_t count) {
  std::vector<std::string> nodes;
  for (std::size_t i = 0; i < count; ++i) {
    nodes.emplace_back("n") += std::to_string(i);  // "n" + ... gets a false warning from GCC 12
  }
  return nodes;
}

TestOptions parse_test_options(std::span<const char* const> arguments) {
  std::vector<std::string> behind;
  TestOptions options = parse(test_parser(), arguments, behind, read_test_options);
  options.node_arguments = std::move(behind);
  return options;
}

SimulateOptions parse_simulate_options(std::span<const char* const> arguments) {
  std::vector<std::string> behind;
  SimulateOptions options = parse(simulate_parser(), arguments, behind, read_simulate_options);
  options.test.node_arguments = std::move(behind);
  return options;
}

std::vector<std::string> parse_models(const std::string& list) {
  std::vector<std::string> models;
  for (std::string& model : split(list, ',')) {
    model.erase(0, model.find_first_not_of(' '));
    model.erase(model.find_last_not_of(' ') + 1);
    if (!transactions::find_model(model)) {
      reject("consistency-models", list,
             "names of consistency models such as read-committed, snapshot-isolation, serializable; " +
                 ('"' + model + "\" is not one") + similar_name(model, transactions::model_names()));
    }
    models.push_back(std::move(model));
  }
  return models;
}

void print_warnings(const TestOptions& options, std::string_view command) {
  for (const std::string& warning : options.warnings) {
    std::cerr << program_name() << ' ' << command << ": warning: " << warning << '\n';
  }
}

std::string test_help() {
  return test_parser().help({kTested, kCluster, kClients, kWorkload, kChecks, kOutput}) + R"(
Examples:
  # Your own plugin, three nodes, partitions, and no request may fail
  $0 test -w unique-ids --plugin ./unique_ids.so --node-count 3 --rate 1000 --time-limit 30 \
      --nemesis partition --availability total

  # A plugin by name, with a plugin option, and latency between the nodes (messages of clients are not delayed)
  $0 test -w unique-ids --plugin unique_ids --latency 100 --latency-dist exponential -- --set scheme=uuid

  # Any Maelstrom node, in any language
  $0 test -w echo --bin ./echo.py

  # Repeat a test with the same requests, faults and latencies
  $0 test -w echo --bin ./echo.py --seed 42

Results, history and node logs are in store/WORKLOAD/TIME/; store/latest links to the last run.

Exit status:
  0  the test is valid
  1  the test is invalid: the reasons are printed
  2  wrong command line
  3  the test could not be run, or was interrupted
)";
}

std::string simulate_help() {
  return simulate_parser().help({kTested, kCluster, kClients, kWorkload, kChecks, kSeeds, kOutput}) + R"(
Examples:
  # Ten thousand seeds with all faults, on two cores
  $0 simulate -w unique-ids --plugin ./unique_ids.so --nemesis all --nemesis-interval 2 --rate 100 \
      --seeds 1..10000 -j 2

  # Repeat one of them and write a trace
  $0 simulate -w unique-ids --plugin ./unique_ids.so --nemesis all --nemesis-interval 2 --rate 100 \
      --seed 4711 --trace trace.jsonl

  # Find a smaller test that still fails
  $0 simulate -w unique-ids --plugin ./wrong.so --nemesis kill --seed 3 --shrink

  # With a plugin option
  $0 simulate -w unique-ids --plugin ./unique_ids.so -- --set scheme=uuid

Runs are not reproducible if the plugin starts threads or uses other clocks or randomness than the host's.

Exit status:
  0  every run is valid
  1  a run is invalid: the seed, the reasons and the command to reproduce it are printed
  2  wrong command line
  3  the test could not be run, or was interrupted
)";
}

}  // namespace maelstrom::conformance
