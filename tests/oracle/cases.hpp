// The histories in this folder with the verdicts that Maelstrom's own checkers gave, and ours.
//
// WORKLOAD.jsonl.gz: histories with Maelstrom's verdicts, in the format of `conformance verify --cases`; the index of
// an event is its position. They were made by running Maelstrom 0.2.5-SNAPSHOT (commit cb7f072) with Jepsen 0.3.7, Elle
// 0.2.2 and Knossos 0.3.10. One verdict that depended on the clock, a cycle-search-timeout, is left out.
#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace maelstrom::conformance {

// The workloads, and the two checkers that judge every workload's history.
inline constexpr std::array kOracleFiles = {
    "availability", "broadcast",  "echo",  "g-counter",       "g-set",           "kafka",
    "lin-kv",       "pn-counter", "stats", "txn-list-append", "txn-rw-register", "unique-ids"};

// The cases of a file, in order. Empty if the file cannot be read.
std::vector<nlohmann::json> oracle_cases(const std::string& file);

// The shell command that prints a file, the output of such a command, and its lines as JSON.
std::string unpack_command(const std::string& file);
std::string output_of(const std::string& command);
std::vector<nlohmann::json> parse_lines(const std::string& text);

// Our verdicts on the cases, by `conformance verify --cases` with this option.
std::vector<nlohmann::json> our_verdicts(const std::string& file, const std::string& option);

// The differences between Maelstrom's verdict on a case and ours, one line per field; "" if they agree.
std::string differing_fields(const nlohmann::json& oracle, const nlohmann::json& ours);

// Cases that are judged differently on purpose, with reasons.
std::map<std::string, std::string> listed_differences();

}  // namespace maelstrom::conformance
