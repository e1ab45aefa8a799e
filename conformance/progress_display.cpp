#include "progress_display.hpp"

#include <spdlog/fmt/fmt.h>

namespace maelstrom::conformance {
namespace {

constexpr Time kTerminalInterval = 200 * kMillisecond;
constexpr Time kLineInterval = 5 * kSecond;
constexpr std::string_view kEraseLine = "\r\x1b[K";

}  // namespace

ProgressDisplay::ProgressDisplay(std::ostream& out, bool terminal)
    : out_(out), terminal_(terminal), next_time_(terminal ? 0 : kLineInterval) {}

void ProgressDisplay::update(const Progress& progress, Time now) {
  if (now < next_time_) {
    return;
  }
  next_time_ = now + (terminal_ ? kTerminalInterval : kLineInterval);
  const Time passed = progress.elapsed - last_elapsed_;
  const std::uint64_t invoked = progress.counts.invoked - last_invoked_;
  const double rate = passed > 0 ? static_cast<double>(invoked) / in_seconds(passed) : 0;
  last_elapsed_ = progress.elapsed;
  last_invoked_ = progress.counts.invoked;
  out_ << (terminal_ ? kEraseLine : "")
       << fmt::format("{:6.1f} s  {}  {:.1f}/s  ok {}  fail {}  info {}", in_seconds(now), progress.phase, rate,
                      progress.counts.ok, progress.counts.fail, progress.counts.info);
  if (progress.faults > 0) {
    out_ << fmt::format("  faults {} ({} under way)", progress.faults, progress.faults_under_way);
  }
  out_ << (terminal_ ? "" : "\n") << std::flush;
  shown_ = terminal_;
}

void ProgressDisplay::clear() {
  if (shown_) {
    out_ << kEraseLine << std::flush;
    shown_ = false;
  }
}

}  // namespace maelstrom::conformance
