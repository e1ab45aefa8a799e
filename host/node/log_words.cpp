#include "host/node/log_words.hpp"

#include <cstddef>

#include <spdlog/fmt/fmt.h>

#include <maelstrom/json_writer.hpp>

namespace maelstrom::host {

std::string excerpt(std::string_view line) {
  constexpr std::size_t kMost = 200;
  std::string quoted;
  append_json_string(quoted, line.substr(0, kMost));
  return line.size() <= kMost ? quoted : quoted + fmt::format("... ({} bytes)", line.size());
}

std::string seconds(std::int64_t ns) {
  return fmt::format("{:.1f} s", static_cast<double>(ns) * 1e-9);
}

}  // namespace maelstrom::host
