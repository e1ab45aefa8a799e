// Plugins compiled with other versions of abi.h than the host: the frozen 1.0, and a future version.
#include <algorithm>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "host_process.hpp"

namespace maelstrom::tests {
namespace {

constexpr std::string_view kAllOf10 =
    "table message node_id node_count node_at raw_field send reply monotonic_clock wall_clock random_bytes option "
    "option_at log_level extension rpc-begins rpc-given-up after-begins cancel post-begins";

std::string words_from(const std::string& text, std::size_t begin) {
  return text.substr(std::min(begin, text.size()));
}

TEST(FrozenAbi, RunsAPluginOfVersion10WhateverTheHostHasLearnt) {
  Process host(host_with({"--plugin", MAELSTROM_ABI_1_0, "--set", "mark=yes"}));
  host.write(kInit);
  EXPECT_EQ(host.read_line().value_or("") + "\n", kInitOk);
  host.write(line(R"("type":"exercise","msg_id":1)"));
  EXPECT_EQ(host.read_line(), R"({"src":"n1","dest":"c1","body":{"type":"noted"}})");
  const auto ask = nlohmann::json::parse(host.read_line().value_or("{}"));
  EXPECT_EQ(ask["dest"], "n3");
  EXPECT_EQ(ask["body"]["type"], "ask");
  host.write(R"({"src":"n3","dest":"n1","body":{"type":"ask_ok","in_reply_to":)" + ask["body"]["msg_id"].dump() +
             "}}\n");
  std::string reply;
  while (!contains(reply, "exercise_ok")) {  // the cancelled rpc is sent too
    const auto next = host.read_line();
    ASSERT_TRUE(next) << host.finish().err;
    reply = *next;
  }
  const std::string seen = nlohmann::json::parse(reply)["body"]["seen"];
  EXPECT_EQ(seen.substr(0, kAllOf10.size()), kAllOf10);
  // The order of the loop's later calls is not specified.
  const std::string later = words_from(seen, kAllOf10.size()) + " ";
  for (const char* const word : {" after ", " post ", " rpc ", " cancel_rpc "}) {
    EXPECT_TRUE(contains(later, word)) << word << seen;
  }
  EXPECT_EQ(later.size(), std::string(" after post rpc cancel_rpc ").size()) << seen;

  host.write(line(R"("type":"refuse","msg_id":2)") + line(R"("type":"fail","msg_id":3)"));
  const auto result = host.finish();
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(contains(result.out, R"("in_reply_to":2,"type":"error","code":1000,"text":"refused on purpose")"))
      << result.out;
  EXPECT_TRUE(contains(result.out, R"("in_reply_to":3,"type":"error","code":13,)")) << result.out;
  EXPECT_TRUE(contains(result.out, "failed on purpose")) << result.out;
  EXPECT_TRUE(contains(result.err, "version 1.0 was here")) << result.err;
  EXPECT_FALSE(contains(result.err, "a second reply was not refused")) << result.err;
}

TEST(FrozenAbi, RunsAPluginOfALaterMinorVersionThatDoesNotNeedIt) {
  const auto result =
      run(host_with({"--plugin", MAELSTROM_ABI_NEWER}), std::string(kInit) + line(R"("type":"look","msg_id":1)"));
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(contains(result.out, R"({"in_reply_to":1,"type":"look_ok","host":"older"})")) << result.out;
}

// These rules also run it on a host of a later minor version, whose tables are longer, and with every outcome of an
// rpc.
TEST(FrozenAbi, KeepsTheRulesOfTheBoundaryWithAPluginOfEitherVersion) {
  for (const char* const plugin : {MAELSTROM_ABI_1_0, MAELSTROM_ABI_NEWER}) {
    const auto result = run({MAELSTROM_CONFORMANCE, "check", plugin, "--only", "^(loads|version-rule|stop-with-work)$",
                             "--only", "^(borrowed-|loop-|no-re|rpc-)"});
    EXPECT_EQ(result.exit_code, 0) << result.out;
    EXPECT_TRUE(contains(result.out, "version-rule               passed")) << result.out;
  }
}

}  // namespace
}  // namespace maelstrom::tests
