// Logs failures that no caller can receive. Each line names the failed operation, and the place in the plugin's source
// that passed it to the SDK. [loop]
#pragma once

#include <maelstrom/language.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include <maelstrom/host.hpp>
#include <maelstrom/result.hpp>

namespace maelstrom::detail {

// A place in the plugin's source, for a log line. (Clang 14 has no std::source_location.)
struct Place {
  const char* file = nullptr;
  unsigned line = 0;

  static constexpr Place here(const char* file = __builtin_FILE(), unsigned line = __builtin_LINE()) {
    return {file, line};
  }

  // " (broadcast.cpp:42)", without the folders; empty if unknown.
  std::string text() const {
    if (file == nullptr) {
      return {};
    }
    std::string_view name = file;
    name.remove_prefix(name.rfind('/') + 1);  // npos + 1 is 0
    return " (" + std::string(name) + ":" + std::to_string(line) + ")";
  }
};

// A duration in the largest unit that is exact: "100 ms".
inline std::string duration_text(std::chrono::nanoseconds duration) {
  const std::int64_t ns = duration.count();
  if (ns % 1'000'000'000 == 0) {
    return std::to_string(ns / 1'000'000'000) + " s";
  }
  if (ns % 1'000'000 == 0) {
    return std::to_string(ns / 1'000'000) + " ms";
  }
  return ns % 1'000 == 0 ? std::to_string(ns / 1'000) + " us" : std::to_string(ns) + " ns";
}

// Logs a failure. A cancellation because the node stops is not a failure; refusals that the host has already logged are
// not repeated.
inline void log_failure(Host host, std::string_view what, const Failure& failure) {
  const bool stopping = failure.kind == Failure::Kind::kStopping && !host.node_id().empty();
  const LogLevel level = stopping ? LogLevel::kDebug : LogLevel::kError;
  if (host.logs(level)) {
    host.log(level, std::string(what) + " failed" +
                        (failure.logged ? " because of a refusal, which is logged above"
                                        : std::string(": ") + failure.error.what()));
  }
}

}  // namespace maelstrom::detail
