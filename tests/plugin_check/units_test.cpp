// Unit tests of parts of the checker.
#include <array>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

#ifndef __APPLE__
#include <elf.h>
#include <link.h>
#endif

#include <maelstrom/slice.hpp>

#include "plugin_check/borrowed_memory.hpp"
#include "plugin_check/child_runner.hpp"
#include "plugin_check/elf_file.hpp"
#include "plugin_check/fed_platform.hpp"
#include "plugin_check/mailbox.hpp"
#include "plugin_check/message_text.hpp"
#include "plugin_check/outcome.hpp"
#include "plugin_check/process_state.hpp"
#include "plugin_check/report.hpp"
#include "plugin_check/scenario.hpp"
#include "plugin_check/survey.hpp"
#include "plugin_check/temporary_folder.hpp"
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
    FedClock clock;
    std::array<std::byte, 16> bytes = {};
    FedPlatform(clock, seed, stream).random_bytes(bytes);
    return bytes;
  };
  EXPECT_EQ(draw(1, "a"), draw(1, "a"));
  EXPECT_NE(draw(1, "a"), draw(1, "b"));
  EXPECT_NE(draw(1, "a"), draw(2, "a"));
}

TEST(FedPlatform, KnowsThatItHadNoRandomnessToGive) {
  FedClock clock;
  FedPlatform platform(clock, 1, "a");
  platform.has_randomness = false;
  EXPECT_FALSE(platform.refused_randomness);
  std::array<std::byte, 1> byte = {};
  EXPECT_FALSE(platform.random_bytes(byte));
  EXPECT_TRUE(platform.refused_randomness);
}

TEST(AlwaysDiffer, NeedsWaysThatAreConstantAndDifferent) {
  const auto constant = [](const char* text) { return [text] { return std::string(text); }; };
  int calls = 0;
  const auto counting = [&calls] { return std::to_string(++calls / 3); };  // like a clock that is read now and then
  EXPECT_TRUE(always_differ(constant("a"), "a", constant("b"), "b"));
  EXPECT_FALSE(always_differ(constant("a"), "a", counting, counting()));
  EXPECT_FALSE(always_differ(counting, counting(), constant("b"), "b"));
}

// ---- data from a child is not trusted

TEST(Outcome, SurvivesTheWayBackFromAChild) {
  Outcome outcome;
  outcome.status = Status::kWarning;
  outcome.message = "m";
  outcome.expected = "e";
  outcome.actual = "a";
  outcome.step = "s";
  outcome.signal = 6;
  outcome.duration_ns = 1'234'567;
  EXPECT_EQ(to_json(outcome_from(to_json(outcome)).value()), to_json(outcome));
}

TEST(Outcome, IsNotReadFromAnythingElse) {
  const nlohmann::ordered_json right = to_json(Outcome());
  EXPECT_FALSE(outcome_from(1));
  EXPECT_FALSE(outcome_from(nlohmann::ordered_json::array()));
  nlohmann::ordered_json wrong = right;
  wrong["status"] = "excellent";
  EXPECT_FALSE(outcome_from(wrong));
  wrong["status"] = 1;
  EXPECT_FALSE(outcome_from(wrong));
  for (const auto& [name, value] : right.items()) {
    wrong = right;
    wrong.erase(name);
    EXPECT_FALSE(outcome_from(wrong)) << name;
  }
}

TEST(TypeFacts, SurviveTheWayBackFromAChild) {
  const TypeFacts facts = {"t", R"("a":1)", {"a"}, Response::kError, "no", true, false};
  EXPECT_EQ(to_json(facts_from(to_json(facts)).value()), to_json(facts));
}

TEST(TypeFacts, AreNotReadFromAnythingElse) {
  EXPECT_FALSE(facts_from(7));
  EXPECT_FALSE(facts_from(nlohmann::ordered_json()));
  nlohmann::ordered_json wrong = to_json(TypeFacts());
  wrong["fields"] = "a";
  EXPECT_FALSE(facts_from(wrong));
}

TEST(PluginInfo, IsNotReadFromAnythingElse) {
  EXPECT_FALSE(plugin_info_from(nlohmann::ordered_json()));
  EXPECT_FALSE(plugin_info_from({{"name", 1}}));
}

// ---- memory shared by the parent and a child

TEST(Mailbox, HasTheTextThatWasPutLast) {
  Mailbox mailbox;
  EXPECT_EQ(mailbox.text(), "");
  for (const char* const text : {"one", "two, which is longer", "3"}) {
    mailbox.put(text);
    EXPECT_EQ(mailbox.text(), text);
  }
}

TEST(Mailbox, IsTheSameBehindItsDescriptor) {
  Mailbox mailbox;
  mailbox.put("do this");
  Mailbox child(::dup(mailbox.descriptor()));
  EXPECT_EQ(child.text(), "do this");
  child.put("done");
  child.step("on my way");
  child.note_copy();
  EXPECT_EQ(mailbox.text(), "done");
  EXPECT_EQ(mailbox.last_step(), "on my way");
  EXPECT_TRUE(mailbox.has_copies());
}

TEST(Mailbox, CountsStepsAndKeepsTheFrontOfTheLast) {
  Mailbox mailbox;
  EXPECT_EQ(mailbox.steps(), 0U);
  mailbox.step("a");
  mailbox.step(std::string(100'000, 'b'));
  EXPECT_EQ(mailbox.steps(), 2U);
  EXPECT_GT(mailbox.last_step().size(), 500U);
  EXPECT_EQ(mailbox.last_step().find_first_not_of('b'), std::string::npos);
}

TEST(Mailbox, TakesNoTextThatIsTooLong) {
  Mailbox mailbox;
  mailbox.put("short");
  mailbox.put(std::string(std::size_t{33} << 20U, 'x'));
  EXPECT_EQ(mailbox.text(), "");
}

TEST(TemporaryFolder, IsThereAsLongAsItLives) {
  std::filesystem::path path;
  {
    const TemporaryFolder folder;
    path = folder.path();
    ASSERT_TRUE(std::filesystem::is_directory(path));
    std::ofstream(path / "file") << "text";
  }
  EXPECT_FALSE(std::filesystem::exists(path));
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

// The symbols of the file `whole` with the byte at `place` damaged; nullopt if the file is rejected.
std::optional<DynamicSymbols> read_damaged(const std::string& whole, std::size_t place) {
  std::string damaged = whole;
  damaged[place] = static_cast<char>(damaged[place] ^ 0x55);
  std::ofstream("damaged.elf", std::ios::binary) << damaged;
  try {
    return read_dynamic_symbols("damaged.elf");
  } catch (const std::runtime_error&) {
    return std::nullopt;
  }
}

TEST(ElfFile, RefusesADamagedHeaderOrReadsNothingElseFromIt) {
  using Header = ElfW(Ehdr);
  std::ifstream file(fixture("good"), std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(file), {}};
  const DynamicSymbols symbols = read_dynamic_symbols(fixture("good"));
  const auto is_within = [](std::size_t i, std::size_t begin, std::size_t size) {
    return i >= begin && i < begin + size;
  };
  for (std::size_t i = 0; i < sizeof(Header); ++i) {
    const auto read = read_damaged(whole, i);
    if (i <= EI_CLASS) {
      EXPECT_FALSE(read) << i;
    } else if (is_within(i, offsetof(Header, e_shoff), sizeof(Header::e_shoff)) ||
               is_within(i, offsetof(Header, e_shnum),
                         sizeof(Header::e_shnum))) {  // the position of the sections: rejected, or
      for (const std::string& symbol : read ? read->exported : std::vector<std::string>{}) {  // some are missing
        EXPECT_NE(whole.find(symbol), std::string::npos) << i;
      }
    } else {  // which does not affect symbols
      ASSERT_TRUE(read) << i;
      EXPECT_EQ(read->exported, symbols.exported) << i;
      EXPECT_EQ(read->undefined, symbols.undefined) << i;
    }
  }
}
#endif

// ---- children

const nlohmann::ordered_json kTask = {{"kind", "of no importance: these children are shells"}};

ChildProgram shell(const std::string& script) {
  return {"/bin/sh", {"-c", script}, std::filesystem::current_path()};
}

ChildResult run_shell(const std::string& script, std::chrono::milliseconds timeout = std::chrono::seconds(20),
                      const Surroundings& surroundings = {}) {
  ChildResult result;
  run_children(
      shell(script), 1, [](std::size_t /*index*/) { return kTask; }, {1, timeout}, surroundings,
      [&result](std::size_t /*index*/, ChildResult ended) { result = std::move(ended); });
  return result;
}

TEST(ChildRunner, TellsTheStatusAndTheEndOfWhatWasPrinted) {
  const ChildResult result = run_shell("echo output; echo trouble >&2; exit 4");
  EXPECT_EQ(result.exit_status, 4);
  EXPECT_EQ(result.signal, 0);
  EXPECT_NE(result.errors.find("trouble\n"), std::string::npos);
  const ChildResult flood =
      run_shell("i=0; while [ $i -lt 20000 ]; do echo xxxxxxxxxxxxxxxx; i=$((i+1)); done; echo end");
  EXPECT_LT(flood.errors.size(), 10'000U);
  EXPECT_TRUE(flood.errors.ends_with("end\n"));
}

TEST(ChildRunner, TellsTheSignal) {
  EXPECT_EQ(run_shell("kill -TERM $$").signal, SIGTERM);
}

TEST(ChildRunner, KillsWhatMakesNoStep) {
  EXPECT_TRUE(run_shell("exec sleep 1000", std::chrono::milliseconds(200)).hung);
}

TEST(ChildRunner, DoesNotTakeTheTaskForAnAnswer) {
  EXPECT_EQ(run_shell("exit 0").said, nlohmann::ordered_json::object());
}

TEST(ChildRunner, IsNotStoppedByWhatAChildLeavesBehind) {
  const ChildResult result = run_shell("sleep 1000 &");
  EXPECT_FALSE(result.hung);
  EXPECT_EQ(result.exit_status, 0);
}

#ifdef __linux__
TEST(ChildRunner, KillsWhatHasLeftTheGroup) {
  adopt_orphans();
  const std::string file = "stray-" + std::to_string(::getpid());
  run_shell("setsid sh -c 'echo $$ >" + file + "; exec sleep 1000' & while [ ! -s " + file + " ]; do :; done",
            std::chrono::seconds(20), {nullptr, true, {}});
  pid_t stray = 0;
  std::ifstream(file) >> stray;
  ASSERT_GT(stray, 0);
  EXPECT_EQ(::kill(stray, 0), -1);
}
#endif

TEST(ChildRunner, EndsEverythingWhenItIsTold) {
  SignalPipe signals;
  const Surroundings surroundings = {&signals, false, [] { std::raise(SIGTERM); }};
  EXPECT_THROW(run_shell("exec sleep 1000", std::chrono::seconds(20), surroundings), Interrupted);
}

TEST(ChildRunner, RunsEachTaskThatIsNeededOnce) {
  std::vector<int> seen(10, 0);
  run_children(
      shell("exit 0"), seen.size(),
      [](std::size_t index) { return index % 2 == 0 ? std::optional(kTask) : std::nullopt; },
      {3, std::chrono::seconds(20)}, {}, [&seen](std::size_t index, const ChildResult& /*result*/) { ++seen[index]; });
  EXPECT_EQ(seen, (std::vector<int>{1, 0, 1, 0, 1, 0, 1, 0, 1, 0}));
}

TEST(ProcessorWait, IsNoMoreThanTheTimeThatGoesBy) {
  const auto begin = std::chrono::steady_clock::now();
  const ProcessorWait wait(::getpid());
  EXPECT_GE(wait.longest().count(), 0);
  EXPECT_LE(wait.longest(), std::chrono::steady_clock::now() - begin);
}

// ---- a node and its environment

TEST(RandomJson, IsJsonAndTheSameForTheSameSeed) {
  Random random(1, "json");
  Random again(1, "json");
  for (int i = 0; i < 200; ++i) {
    const std::string value = random_json(random, 3);
    EXPECT_TRUE(nlohmann::json::accept(value)) << value;
    EXPECT_EQ(random_json(again, 3), value);
  }
}

}  // namespace
}  // namespace maelstrom::conformance::check
