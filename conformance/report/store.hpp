// The folder of a test's output: <root>/<workload>/<time>/, with symbolic links named latest.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "conformance/report/results.hpp"
#include "history/history.hpp"

namespace maelstrom::conformance {

enum class HistoryFormat : std::uint8_t {
  kJsonLines,  // history.jsonl
  kEdn,        // history.edn, as Jepsen's tools read it
};

class Store {
 public:
  // Creates the folder of this test and points the links at it. Throws CannotRun.
  Store(const std::filesystem::path& root, const std::string& workload, std::chrono::system_clock::time_point time);

  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path node_logs() const { return folder_ / "node-logs"; }

  // Writes results.json and the history. Throws CannotRun.
  void write(const Results& results, const History& history, HistoryFormat format = HistoryFormat::kJsonLines) const;

 private:
  std::filesystem::path folder_;
};

// "20240131T235959.123Z", in UTC.
std::string folder_name(std::chrono::system_clock::time_point time);

}  // namespace maelstrom::conformance
