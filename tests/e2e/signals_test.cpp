// Signals of a process must not affect the threads of a plugin.
#include <csignal>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "host_process.hpp"

namespace maelstrom::tests {
namespace {

TEST(Signals, LeaveThreadsWithASmallStackAlone) {
  if (MAELSTROM_SANITIZED) {
    GTEST_SKIP() << "a sanitizer has handlers and stacks of its own";
  }
  const auto result =
      run(host_with({"--plugin", fixture("signal_stacks")}), std::string(kInit) + line(R"("type":"small","msg_id":2)"));
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out, std::string(kInitOk) + R"({"src":"n1","dest":"c1","body":{"in_reply_to":2,"type":"small_ok"}})"
                                               "\n");
}

// The other program that runs plugins. The plugin answers only if every handler is correct.
TEST(Signals, AreHandledOnAlternateStacksBySimulateToo) {
  if (MAELSTROM_SANITIZED) {
    GTEST_SKIP() << "a sanitizer has handlers of its own";
  }
  for (const std::string seeds : {"--seed", "--seeds"}) {
    const auto result =
        run({MAELSTROM_CONFORMANCE, "simulate", "-w", "echo", "--plugin", fixture("signal_stacks"), "--node-count", "1",
             "--rate", "10", "--time-limit", "2", seeds, seeds == "--seed" ? "1" : "1..2"});
    EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  }
}

TEST(Signals, LeaveAPluginInGoAlone) {
#ifdef MAELSTROM_GO_PLUGIN
  Process process(host_with({"--plugin", MAELSTROM_GO_PLUGIN}));
  process.write(kInit);
  ASSERT_TRUE(process.read_line().has_value());
  constexpr int kSignals = 10'000;
  constexpr int kRequests = 20;
  int sent = 0;
  for (int i = 0; i < kRequests; ++i) {
    process.write(line(R"("type":"echo","echo":1,"msg_id":)" + std::to_string(i + 2)));
    for (; sent < kSignals * (i + 1) / kRequests; ++sent) {
      process.signal(sent % 4 == 3 ? SIGURG : SIGCONT);
      std::this_thread::yield();
    }
    ASSERT_TRUE(process.read_line().has_value()) << "after " << sent << " signals";
  }
  const auto result = process.finish();
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_FALSE(contains(result.err, "CORRUPTED")) << result.err;
#else
  GTEST_SKIP() << "Go was not installed when the tests were built, or a sanitizer is linked in";
#endif
}

}  // namespace
}  // namespace maelstrom::tests
