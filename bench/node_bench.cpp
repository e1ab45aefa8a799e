// Measures the cost of a message: for our host, for a minimal and a usual program, and for any other node.
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <exception>
#include <fstream>
#include <sstream>
#include <string>

#include <cxxopts.hpp>
#include <spdlog/fmt/fmt.h>

#include "command_line/repeated_option.hpp"
#include "measurement.hpp"
#include "report.hpp"
#include "subjects.hpp"

namespace maelstrom::bench {

std::vector<Subject> built_subjects() {
  const auto host = [](const char* plugin) { return std::vector<std::string>{BENCH_HOST, "--plugin", plugin}; };
  const auto subject = [](std::string_view name, std::vector<std::string> command, Workload workload,
                          Answers answers = Answers::kReplies) {
    return Subject{std::string(name), std::move(command), workload, answers};
  };
  return {
      subject(kReflector, {BENCH_REFLECTOR}, Workload::kEcho, Answers::kReflections),
      subject(kUsualProgram, {BENCH_USUAL}, Workload::kEcho),
      subject(kHostEcho, host(BENCH_ECHO), Workload::kEcho),
      subject(kHostBody, host(BENCH_BODY_ECHO), Workload::kEcho),
      subject(kReflector, {BENCH_REFLECTOR}, Workload::kGenerate, Answers::kReflections),
      subject(kUsualProgram, {BENCH_USUAL}, Workload::kGenerate),
      subject(kHostGenerate, host(BENCH_UNIQUE_IDS), Workload::kGenerate),
  };
}

namespace {

struct Options {
  Settings settings;
  std::vector<Subject> subjects;
  std::string json_file;
  std::string columns_file;
  std::string help;
};

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) {
    words.push_back(word);
  }
  return words;
}

Options parse(int argc, char** argv) {
  cxxopts::Options definition("node_bench",
                              "Measures nodes, one after the other, in rounds, and prints the medians.\n");
  // clang-format off
  definition.add_options()
      ("rounds", "how often each node is measured", cxxopts::value<int>()->default_value("5"), "N")
      ("seconds", "how long, for each figure in each round", cxxopts::value<double>()->default_value("0.25"), "S")
      ("soak", "messages of the soak; 0: none", cxxopts::value<std::uint64_t>()->default_value("10000000"), "N")
      ("workload", "echo, generate or all", cxxopts::value<std::string>()->default_value("all"), "NAME")
      ("node", "measure only the nodes with this name; may be repeated", cxxopts::value<std::vector<std::string>>(), "NAME")
      ("bin", "measure this node too: a command line; may be repeated; with --workload, unless it does both",
       cxxopts::value<std::vector<std::string>>(), "COMMAND")
      ("json", "write the medians to this file", cxxopts::value<std::string>()->default_value(""), "FILE")
      ("columns", "write them for gnuplot", cxxopts::value<std::string>()->default_value(""), "FILE")
      ("h,help", "print this and exit");
  // clang-format on
  const auto given = definition.parse(argc, argv);
  if (const auto mistake = host::repeated_option(given, {"node", "bin"})) {
    throw std::invalid_argument(*mistake);
  }
  if (!given.unmatched().empty()) {
    throw std::invalid_argument("not an option: " + given.unmatched().front());
  }
  Options options;
  if (given.count("help") != 0) {
    options.help = definition.help();
    return options;
  }
  options.settings = {given["rounds"].as<int>(), given["seconds"].as<double>(), given["soak"].as<std::uint64_t>()};
  if (options.settings.rounds < 1 || !(options.settings.seconds > 0)) {
    throw std::invalid_argument("--rounds and --seconds must be above 0");
  }
  options.json_file = given["json"].as<std::string>();
  options.columns_file = given["columns"].as<std::string>();
  const std::string workload = given["workload"].as<std::string>();
  if (workload != "all" && workload != "echo" && workload != "generate") {
    throw std::invalid_argument("--workload is echo, generate or all, not " + workload);
  }
  std::vector<Subject> subjects = built_subjects();
  if (given.count("bin") != 0) {
    for (const std::string& command : given["bin"].as<std::vector<std::string>>()) {
      for (const Workload each : {Workload::kEcho, Workload::kGenerate}) {
        subjects.push_back({command, words_of(command), each, Answers::kReplies});
      }
    }
  }
  const auto names =
      given.count("node") != 0 ? given["node"].as<std::vector<std::string>>() : std::vector<std::string>();
  for (Subject& subject : subjects) {
    const bool named = names.empty() || std::find(names.begin(), names.end(), subject.name) != names.end();
    if (named && (workload == "all" || workload == name_of(subject.workload))) {
      options.subjects.push_back(std::move(subject));
    }
  }
  if (options.subjects.empty()) {
    throw std::invalid_argument("no node has such a name");
  }
  return options;
}

void progress(const std::string& text) {
  fmt::print(stderr, "\r{:<70}", text);
  std::fflush(stderr);
}

Results run(const Options& options) {
  const std::vector<Subject>& subjects = options.subjects;
  std::vector<std::vector<Figures>> rounds(subjects.size());
  for (int round = 1; round <= options.settings.rounds; ++round) {
    for (std::size_t i = 0; i < subjects.size(); ++i) {
      progress(fmt::format("round {} of {}: {} ({})", round, options.settings.rounds, subjects[i].name,
                           name_of(subjects[i].workload)));
      rounds[i].push_back(measure(subjects[i], options.settings));
    }
  }
  Results results;
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    results.rows.push_back({subjects[i], median(rounds[i])});
    const std::string& name = subjects[i].name;
    if (options.settings.soak != 0 && (name == kHostEcho || name == kHostGenerate)) {
      progress(fmt::format("soak of {} messages: {}", options.settings.soak, name));
      results.soaks.push_back({name, soak(subjects[i], options.settings)});
    }
  }
  progress("");
  fmt::print(stderr, "\r");
  return results;
}

void write_file(const std::string& path, const std::string& text) {
  if (path.empty()) {
    return;
  }
  std::ofstream file(path);
  file << text;
  if (!file.flush()) {
    throw std::runtime_error("cannot write " + path);
  }
}

int bench(int argc, char** argv) {
  const Options options = parse(argc, argv);
  if (!options.help.empty()) {
    fmt::print("{}", options.help);
    return 0;
  }
  std::signal(SIGPIPE, SIG_IGN);  // a node that ends is an error with a text
  const Results results = run(options);
  fmt::print("{}\n{}", table(results), targets(results));
  write_file(options.json_file, json(results, options.settings));
  write_file(options.columns_file, columns(results));
  return 0;
}

}  // namespace
}  // namespace maelstrom::bench

int main(int argc, char** argv) {
  try {
    return maelstrom::bench::bench(argc, argv);
  } catch (const std::exception& e) {
    fmt::print(stderr, "\nnode_bench: {}\n", e.what());
    return 1;
  }
}
