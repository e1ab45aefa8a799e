// Parts of the checker by themselves.
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <maelstrom/slice.hpp>

#include "conformance/check/borrowed_memory.hpp"
#include "conformance/check/child_runner.hpp"
#include "conformance/check/elf_file.hpp"
#include "conformance/check/fed_platform.hpp"
#include "conformance/check/outcome.hpp"
#include "conformance/check/scenario.hpp"
#include "run_check.hpp"

namespace maelstrom::conformance::check {
namespace {

TEST(BorrowedMemory, IsAnotherCopyEachTime) {
  BorrowedMemory memory(AfterBorrow::kKeep);
  const maelstrom_slice first = memory.lend(slice_of("hello"));
  const maelstrom_slice second = memory.lend(slice_of("hello"));
  EXPECT_NE(first.data, second.data);
  memory.end_borrow();
  EXPECT_EQ(std::string(first.data, first.size), "hello");
}

TEST(BorrowedMemory, IsOverwrittenWhenTheBorrowEndsAndNotBefore) {
  BorrowedMemory memory(AfterBorrow::kOverwrite);
  const maelstrom_slice slice = memory.lend(slice_of("hello"));
  EXPECT_FALSE(looks_overwritten({slice.data, slice.size}));
  memory.end_borrow();
  EXPECT_TRUE(looks_overwritten({slice.data, slice.size}));
}

TEST(BorrowedMemory, OfNoBytesHasAnAddressToo) {
  BorrowedMemory memory(AfterBorrow::kTakeAway);
  EXPECT_NE(memory.lend({nullptr, 0}).data, nullptr);
}

TEST(OverwrittenText, IsRecognisedInsideOther) {
  EXPECT_TRUE(looks_overwritten("\"\xdb\xdb\xdb\""));
  EXPECT_TRUE(looks_overwritten("\xdb"));
  EXPECT_FALSE(looks_overwritten("a\xdb"));
  EXPECT_FALSE(looks_overwritten(""));
}

TEST(FirstDifference, NamesTheLine) {
  const Difference difference = first_difference("a\nb\nc\n", "a\nB\nc\n");
  EXPECT_EQ(difference.first, "line 2: b");
  EXPECT_EQ(difference.second, "line 2: B");
}

TEST(FirstDifference, SaysWhenOneEnds) {
  const Difference difference = first_difference("a\nb\n", "a\n");
  EXPECT_EQ(difference.first, "line 2: b");
  EXPECT_EQ(difference.second, "line 2: nothing more");
}

TEST(FedPlatform, GivesTheSameRandomnessForTheSameSeedAndStream) {
  const auto draw = [](std::uint64_t seed, std::string_view stream) {
    std::array<std::byte, 16> bytes = {};
    FedPlatform(seed, stream).random_bytes(bytes);
    return bytes;
  };
  EXPECT_EQ(draw(1, "a"), draw(1, "a"));
  EXPECT_NE(draw(1, "a"), draw(1, "b"));
  EXPECT_NE(draw(1, "a"), draw(2, "a"));
}

TEST(FedPlatform, KnowsThatItHadNoRandomnessToGive) {
  FedPlatform platform(1, "a");
  platform.has_randomness = false;
  EXPECT_FALSE(platform.refused_randomness);
  std::array<std::byte, 1> byte = {};
  EXPECT_FALSE(platform.random_bytes(byte));
  EXPECT_TRUE(platform.refused_randomness);
}

TEST(Outcome, SurvivesTheWayBackFromAChild) {
  Outcome outcome;
  outcome.status = Status::kWarning;
  outcome.message = "m";
  outcome.expected = "e";
  outcome.actual = "a";
  outcome.step = "s";
  outcome.signal = 6;
  outcome.duration_ns = 1'234'567;
  EXPECT_EQ(to_json(outcome_from(to_json(outcome))), to_json(outcome));
}

#ifndef __APPLE__
TEST(ElfFile, KnowsWhatAPluginExports) {
  EXPECT_EQ(read_dynamic_symbols(fixture("good")).exported, std::vector<std::string>{"maelstrom_plugin_v1"});
}

TEST(ElfFile, RefusesWhatIsNone) {
  std::ofstream("no.elf") << "this is text, and it is longer than the header of an ELF file would be, I think";
  EXPECT_THROW(read_dynamic_symbols("no.elf"), std::runtime_error);
  EXPECT_THROW(read_dynamic_symbols("/no/such/file"), std::runtime_error);
}

TEST(ElfFile, SurvivesDamage) {
  std::ifstream file(fixture("good"), std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(file), {}};
  for (std::size_t i = 0; i < 64; ++i) {
    std::string damaged = whole;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x55);
    std::ofstream("damaged.elf", std::ios::binary) << damaged;
    try {
      read_dynamic_symbols("damaged.elf");
    } catch (const std::runtime_error&) {
      // as it should be, if the byte mattered
    }
  }
}
#endif

// ---- children

ChildResult run_shell(const std::string& script, std::chrono::milliseconds timeout = std::chrono::seconds(20)) {
  ChildResult result;
  run_children("/bin/sh", {{"-c", script}}, {1, timeout},
               [&result](std::size_t /*index*/, ChildResult ended) { result = std::move(ended); });
  return result;
}

TEST(ChildRunner, TakesLinesOfJsonAndLeavesOthers) {
  const ChildResult result = run_shell(R"(echo '{"a":1}'; echo rubbish; echo '{"a":2}'; echo trouble >&2; exit 4)");
  EXPECT_EQ(result.lines.size(), 2U);
  EXPECT_EQ(result.last("a"), 2);
  EXPECT_TRUE(result.last("b").is_null());
  EXPECT_EQ(result.exit_status, 4);
  EXPECT_EQ(result.signal, 0);
  EXPECT_EQ(result.errors, "trouble\n");
}

TEST(ChildRunner, TellsTheSignal) {
  EXPECT_EQ(run_shell("kill -TERM $$").signal, SIGTERM);
}

TEST(ChildRunner, KillsWhatTakesTooLongAndKeepsWhatItSaid) {
  const ChildResult result = run_shell(R"(echo '{"a":1}'; exec sleep 1000)", std::chrono::milliseconds(200));
  EXPECT_TRUE(result.timed_out);
  EXPECT_EQ(result.last("a"), 1);
}

TEST(ChildRunner, IsNotStoppedByWhatAChildLeavesBehind) {
  const ChildResult result = run_shell(R"(sleep 1000 & echo '{"a":1}')");
  EXPECT_FALSE(result.timed_out);
  EXPECT_EQ(result.last("a"), 1);
}

TEST(ChildRunner, ReadsMoreThanAPipeHolds) {
  const ChildResult result =
      run_shell(R"(i=0; while [ $i -lt 20000 ]; do echo '{"a":"xxxxxxxxxxxxxxxx"}'; i=$((i+1)); done)");
  EXPECT_EQ(result.lines.size(), 20000U);
}

TEST(ChildRunner, RunsEachCommandOnce) {
  std::vector<std::vector<std::string>> commands;
  for (int i = 0; i < 10; ++i) {
    commands.push_back({"-c", "echo '{\"a\":" + std::to_string(i) + "}'"});
  }
  std::vector<int> seen(commands.size(), 0);
  run_children("/bin/sh", commands, {3, std::chrono::seconds(20)},
               [&seen](std::size_t index, const ChildResult& result) {
                 EXPECT_EQ(result.last("a"), index);
                 ++seen[index];
               });
  EXPECT_EQ(seen, std::vector<int>(10, 1));
}

}  // namespace
}  // namespace maelstrom::conformance::check
