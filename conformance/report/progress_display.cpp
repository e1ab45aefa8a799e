#include "conformance/report/progress_display.hpp"

#include <string>
#include <utility>

#include <spdlog/fmt/fmt.h>

namespace maelstrom::conformance {
namespace {

constexpr Time kTerminalInterval = 200 * kMillisecond;
constexpr Time kLineInterval = 5 * kSecond;

}  // namespace

ProgressDisplay::ProgressDisplay(std::ostream& out, bool terminal, std::function<std::size_t()> columns)
    : line_(out, terminal, std::move(columns)), next_time_(terminal ? 0 : kLineInterval) {}

void ProgressDisplay::update(const Progress& progress, Time now) {
  if (now < next_time_) {
    return;
  }
  next_time_ = now + (line_.is_on_terminal() ? kTerminalInterval : kLineInterval);
  const Time passed = progress.elapsed - last_elapsed_;
  const std::uint64_t invoked = progress.counts.invoked - last_invoked_;
  const double rate = passed > 0 ? static_cast<double>(invoked) / in_seconds(passed) : 0;
  last_elapsed_ = progress.elapsed;
  last_invoked_ = progress.counts.invoked;
  std::string text = fmt::format("{:6.1f} s  {}  {:.1f}/s  ok {}  fail {}  info {}", in_seconds(now), progress.phase,
                                 rate, progress.counts.ok, progress.counts.fail, progress.counts.info);
  if (progress.faults > 0) {
    text += fmt::format("  faults {} ({} under way)", progress.faults, progress.faults_under_way);
  }
  line_.show(text);
}

}  // namespace maelstrom::conformance
