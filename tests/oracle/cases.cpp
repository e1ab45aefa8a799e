#include "cases.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <memory>
#include <set>
#include <sstream>

namespace maelstrom::conformance {

using nlohmann::json;

std::string output_of(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::string output;
  std::vector<char> buffer(1 << 16);
  for (std::size_t size = 1; pipe && size != 0; output.append(buffer.data(), size)) {
    size = std::fread(buffer.data(), 1, buffer.size(), pipe.get());
  }
  return output;
}

std::vector<json> parse_lines(const std::string& text) {
  std::vector<json> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    lines.push_back(json::parse(line));
  }
  return lines;
}

std::string unpack_command(const std::string& file) {
  return "gzip -dc '" ORACLE_FOLDER "/" + file + ".jsonl.gz'";
}

namespace {

// Whether `got` contains everything in `expected`: only members of objects may be added.
bool covers(const json& expected, const json& got) {
  if (!expected.is_object() || !got.is_object()) {
    return expected == got;
  }
  return std::all_of(expected.items().begin(), expected.items().end(), [&got](const auto& member) {
    return member.key().starts_with("exception") ||
           (got.contains(member.key()) && covers(member.value(), got[member.key()]));
  });
}

// Maelstrom lists at most 20 errors of echo, in the order of their hashes.
bool same_echo_errors(json expected, json got) {
  constexpr std::size_t kMost = 20;
  std::sort(expected.begin(), expected.end());
  std::sort(got.begin(), got.end());
  return expected == got || (expected.size() == kMost && got.size() == kMost);
}

std::set<json> cycles_of(const json& anomalies) {
  std::set<json> cycles;
  for (const json& one : anomalies) {
    if (one.is_object() && one.contains("cycle")) {
      cycles.insert(one["cycle"]);
    }
  }
  return cycles;
}

// Whether each cycle that Elle found is the cycle of one of our findings.
bool same_cycles(const json& expected, const json& got) {
  const std::set<json> theirs = cycles_of(expected);
  const std::set<json> ours = cycles_of(got);
  return std::includes(ours.begin(), ours.end(), theirs.begin(), theirs.end());
}

// Anomalies that are not cycles are compared by count, in another field.
bool same_anomalies(const json& expected, const json& got) {
  return std::all_of(expected.items().begin(), expected.items().end(), [&got](const auto& anomalies) {
    return same_cycles(anomalies.value(), got.value(anomalies.key(), json()));
  });
}

// Maelstrom lists some examples of each kafka error, in the order of their hashes; the counts include all.
bool same_kafka_errors(const json& expected, const json& got) {
  return expected.size() == got.size() &&
         std::all_of(expected.items().begin(), expected.items().end(), [&got](const auto& error) {
           const json ours = got.value(error.key(), json());
           const json& theirs = error.value();
           return error.key() == "unseen" ? theirs == ours
                                          : ours.is_object() && ours["count"] == theirs["count"] &&
                                                same_cycles(theirs["errs"], ours["errs"]);
         });
}

bool agree(const std::string& workload, const std::string& name, const json& expected, const json& got) {
  if (workload == "echo" && name == "errors") {
    return same_echo_errors(expected, got);
  }
  if (workload == "kafka" && name == "errors") {
    return same_kafka_errors(expected, got);
  }
  if (name == "anomalies") {
    return same_anomalies(expected, got);
  }
  return name == "results" || name == "by-model" ? covers(expected, got) : expected == got;
}

}  // namespace

std::map<std::string, std::string> listed_differences() {
  std::map<std::string, std::string> differences;
  std::ifstream file(ORACLE_FOLDER "/differences.tsv");
  for (std::string line; std::getline(file, line);) {
    if (const auto tab = line.find('\t'); tab != std::string::npos && line.front() != '#') {
      differences[line.substr(0, tab)] = line.substr(tab + 1);
    }
  }
  return differences;
}

// nlohmann/json treats 1 and 1.0 as equal, which is right here: Maelstrom writes either for a fraction of one.
std::string differing_fields(const json& oracle, const json& ours) {
  std::string fields;
  for (const auto& [name, value] : oracle["expected"].items()) {
    if (!name.starts_with("exception") &&
        (!ours.contains(name) || !agree(oracle["workload"], name, value, ours[name]))) {
      fields += name + ": expected " + value.dump().substr(0, 300) + ", got " +
                (ours.contains(name) ? ours[name].dump().substr(0, 300) : "nothing") + "\n";
    }
  }
  return fields;
}

std::vector<json> oracle_cases(const std::string& file) {
  return parse_lines(output_of(unpack_command(file)));
}

}  // namespace maelstrom::conformance
