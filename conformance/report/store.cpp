#include "conformance/report/store.hpp"

#include <fstream>
#include <system_error>

#include <nlohmann/json.hpp>
#include <spdlog/fmt/chrono.h>
#include <spdlog/fmt/fmt.h>
#include <unistd.h>

#include "conformance/run/cluster.hpp"
#include "history/edn_writer.hpp"

namespace maelstrom::conformance {
namespace {

namespace fs = std::filesystem;

// Two tests may start in the same millisecond: the second one's folder gets a number.
fs::path make_folder(const fs::path& parent, const std::string& name) {
  fs::create_directories(parent);
  for (int number = 1;; ++number) {
    fs::path folder = parent / (number == 1 ? name : fmt::format("{}-{}", name, number));
    if (fs::create_directory(folder)) {
      return folder;
    }
  }
}

// Replaces the link atomically, so that it always has a target.
void point(const fs::path& link, const fs::path& target) {
  const fs::path next = fmt::format("{}.{}", link.string(), ::getpid());
  fs::remove(next);
  fs::create_directory_symlink(target, next);
  std::error_code error;
  fs::rename(next, link, error);
  if (error) {
    fs::remove(next);
    throw fs::filesystem_error("cannot replace it with a link", link, error);
  }
}

std::ofstream open(const fs::path& path) {
  std::ofstream file(path, std::ios::binary);
  if (!file) {
    throw CannotRun("cannot write " + path.string());
  }
  return file;
}

void close(std::ofstream& file, const fs::path& path) {
  file.close();
  if (!file) {
    throw CannotRun("could not write completely: " + path.string());
  }
}

}  // namespace

Store::Store(const fs::path& root, const std::string& workload, std::chrono::system_clock::time_point time) {
  try {
    folder_ = make_folder(root / workload, folder_name(time));
    fs::create_directory(node_logs());
    point(root / workload / "latest", folder_.filename());
    point(root / "latest", fs::path(workload) / folder_.filename());
  } catch (const fs::filesystem_error& error) {
    throw CannotRun(fmt::format("cannot create a directory for the results: {}", error.what()));
  }
}

void Store::write(const Results& results, const History& history, HistoryFormat format) const {
  const fs::path results_path = folder_ / "results.json";
  std::ofstream results_file = open(results_path);
  // The results contain text from nodes, which may not be UTF-8.
  results_file << to_json(results).dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
  close(results_file, results_path);

  const bool is_edn = format == HistoryFormat::kEdn;
  const fs::path history_path = folder_ / (is_edn ? "history.edn" : "history.jsonl");
  std::ofstream history_file = open(history_path);
  is_edn ? write_edn(history, history_file) : history.write(history_file);
  close(history_file, history_path);
}

std::string folder_name(std::chrono::system_clock::time_point time) {
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
  const auto seconds = static_cast<std::time_t>(milliseconds / 1000);
  return fmt::format("{:%Y%m%dT%H%M%S}.{:03}Z", fmt::gmtime(seconds), milliseconds % 1000);
}

}  // namespace maelstrom::conformance
