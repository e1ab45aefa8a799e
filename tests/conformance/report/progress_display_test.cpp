#include "conformance/report/progress_display.hpp"

#include <sstream>

#include <gtest/gtest.h>

namespace maelstrom::conformance {
namespace {

Progress progress(Time elapsed, std::uint64_t invoked) {
  Progress progress;
  progress.phase = "running";
  progress.elapsed = elapsed;
  progress.counts = {invoked, invoked, 0, 0};
  return progress;
}

TEST(ProgressDisplay, WritesALineEveryFewSeconds) {
  std::ostringstream out;
  ProgressDisplay display(out, false);
  display.update(progress(kSecond, 100), kSecond);
  EXPECT_EQ(out.str(), "");
  display.update(progress(5 * kSecond, 500), 5 * kSecond);
  EXPECT_EQ(out.str(), "   5.0 s  running  100.0/s  ok 500  fail 0  info 0\n");
  EXPECT_EQ(display.next_time(), 10 * kSecond);
  display.clear();
  EXPECT_TRUE(out.str().ends_with("info 0\n"));
}

TEST(ProgressDisplay, RewritesOneLineOnATerminal) {
  std::ostringstream out;
  ProgressDisplay display(out, true, [] { return 80; });
  Progress faulty = progress(kSecond, 10);
  faulty.faults = 2;
  faulty.faults_under_way = 1;
  display.update(faulty, kSecond);
  EXPECT_TRUE(out.str().starts_with("\r\x1b[K"));
  EXPECT_TRUE(out.str().ends_with("faults 2 (1 under way)")) << out.str();
  display.clear();
  EXPECT_TRUE(out.str().ends_with("\r\x1b[K"));
}

TEST(ProgressDisplay, CutsTheLineToTheTerminal) {
  std::ostringstream out;
  std::size_t columns = 20;
  ProgressDisplay display(out, true, [&columns] { return columns; });
  display.update(progress(kSecond, 10), kSecond);
  EXPECT_EQ(out.str(), "\r\x1b[K   1.0 s  running  1");
  out.str("");
  columns = 31;
  display.update(progress(2 * kSecond, 10), 2 * kSecond);
  EXPECT_EQ(out.str(), "\r\x1b[K   2.0 s  running  0.0/s  ok 10");
}

TEST(ProgressDisplay, CutsNoCharacterInTheMiddle) {
  EXPECT_EQ(cut_to_columns("\u00e9t\u00e9 chaud", 3), "\u00e9t\u00e9");
  EXPECT_EQ(cut_to_columns("short", 5), "short");
  EXPECT_EQ(cut_to_columns("a width that is unknown", 0), "a width that is unknown");
}

TEST(ProgressDisplay, ShowsTheTimeThatNodesTakeToStart) {
  std::ostringstream out;
  ProgressDisplay display(out, false);
  display.update(progress(0, 0), 5 * kSecond);
  EXPECT_TRUE(out.str().starts_with("   5.0 s  running  0.0/s")) << out.str();
}

TEST(ProgressDisplay, ShowsTheRateOfLate) {
  std::ostringstream out;
  ProgressDisplay display(out, false);
  display.update(progress(5 * kSecond, 500), 5 * kSecond);
  display.update(progress(10 * kSecond, 510), 10 * kSecond);
  EXPECT_NE(out.str().find("  2.0/s"), std::string::npos) << out.str();
}

}  // namespace
}  // namespace maelstrom::conformance
