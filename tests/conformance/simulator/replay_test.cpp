// A node run under `conformance test`, recorded by the host, and replayed.
#include "conformance/simulator/replay.hpp"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "host/loading/plugin_library.hpp"
#include "process.hpp"
#include "temporary_folder.hpp"

namespace maelstrom::tests {
namespace {

namespace fs = std::filesystem;

std::string fixture_path(const std::string& plugin) {
  return std::string(FIXTURE_PLUGINS) + "/" + plugin + ".so";
}

std::string text_of_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The node's output according to a recording.
std::string recorded_output(const std::string& recording) {
  constexpr std::string_view kFront = R"({"send":)";
  std::istringstream lines(recording);
  std::string output;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(kFront)) {
      output += line.substr(kFront.size(), line.size() - kFront.size() - 1) + '\n';
    }
  }
  return output;
}

class ReplayTest : public testing::Test {
 protected:
  // Runs a test of one second with a plugin, and returns the recordings of its nodes, by name.
  std::vector<fs::path> record(const std::string& plugin, std::vector<std::string> options) {
    std::vector<std::string> command = {CONFORMANCE, "test", "--plugin",     fixture_path(plugin),
                                        "--host",    HOST,   "--time-limit", "1",
                                        "--seed",    "1",    "--store",      folder().string()};
    command.insert(command.end(), options.begin(), options.end());
    command.insert(command.end(), {"--", "--record", (folder() / "recordings").string()});
    const auto result = Process(command).finish();
    EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder() / "recordings")) {
      files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
  }

  Process::Result replay(const std::vector<std::string>& arguments) const {
    std::vector<std::string> command = {CONFORMANCE, "replay"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return Process(command).finish();
  }

  const fs::path& folder() const { return folder_.path(); }

  // Makes a recording by hand, of one line to each of these messages.
  fs::path record_by_hand(const std::string& plugin, const std::string& input) {
    const auto result = run({HOST, "--plugin", fixture_path(plugin), "--record", folder().string()}, input);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    fs::path file;
    for (const auto& entry : fs::directory_iterator(folder())) {
      file = entry.path().extension() == ".jsonl" ? entry.path() : file;
    }
    return file;
  }

 private:
  TemporaryFolder folder_;
};

const std::string kInitLine =
    R"({"src":"c0","dest":"n1","body":{"type":"init","msg_id":1,"node_id":"n1","node_ids":["n1"]}})"
    "\n";
const std::string kGenerateLine = R"({"src":"c1","dest":"n1","body":{"type":"generate","msg_id":1}})"
                                  "\n";

// relay uses rpcs and their timeouts, timers, randomness and the wall clock.
TEST_F(ReplayTest, IsTheSameByteForByte) {
  const auto files = record("relay", {"-w", "echo", "--nodes", "n1,n2,n3", "--rate", "100", "--nemesis",
                                      "loss,duplicate", "--nemesis-interval", "0.2", "--concurrency", "50n"});
  ASSERT_EQ(files.size(), 3U);
  for (std::size_t node = 0; node < files.size(); ++node) {
    EXPECT_TRUE(files[node].filename().string().starts_with("n" + std::to_string(node + 1) + "-")) << files[node];
    const fs::path output = folder() / "output";
    const auto result = replay({files[node].string(), "--output", output.string()});
    EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
    EXPECT_NE(result.out.find("same: true\n"), std::string::npos) << result.out;
    EXPECT_NE(result.out.find("as after SIGKILL"), std::string::npos) << result.out;
    const std::string recording = text_of_file(files[node]);
    EXPECT_GT(std::count(recording.begin(), recording.end(), '\n'), 100);
    for (const char* const event : {"{\"advance\":", "{\"monotonic\":", "{\"wall\":", "{\"random\":"}) {
      EXPECT_NE(recording.find(event), std::string::npos) << event;
    }
    const std::string said = text_of_file(output);
    EXPECT_EQ(said.substr(0, recorded_output(recording).size()), recorded_output(recording));
  }
}

TEST_F(ReplayTest, IsTheSameWhereverTheRecordingEnds) {
  const auto files = record("relay", {"-w", "echo", "--nodes", "n1,n2", "--rate", "20"});
  const std::string recording = text_of_file(files.at(0));
  const host::Plugin plugin = host::load_plugin(fixture_path("relay"));
  constexpr std::size_t kStep = 17;  // cuts every kind of line somewhere
  std::size_t runs = 0;
  std::size_t unfinished = 0;
  for (std::size_t size = recording.find('\n') + 1; size <= recording.size(); size += kStep, ++runs) {
    const auto result = conformance::Replay().run(*plugin.descriptor, recording.substr(0, size));
    EXPECT_FALSE(result.first) << size;
    EXPECT_TRUE(result.killed);
    unfinished += result.unfinished ? 1 : 0;
  }
  EXPECT_GT(unfinished, runs / 2);
}

TEST_F(ReplayTest, FindsWhereAnotherPluginSaysSomethingElse) {
  const auto files = record("counter_ids", {"-w", "unique-ids", "--nodes", "n1", "--rate", "100"});
  const auto result = replay({files.at(0).string(), "--plugin", fixture_path("digit_ids")});
  EXPECT_EQ(result.exit_code, 1) << result.out << result.err;
  EXPECT_NE(result.out.find("recorded with counter-ids 1.0.0"), std::string::npos) << result.out;
  EXPECT_NE(result.out.find("same: false\n"), std::string::npos) << result.out;
  EXPECT_NE(result.out.find("    recorded  {\"src\":\"n1\",\"dest\":\"c2\",\"body\":{\"in_reply_to\":1,\"type\":"
                            "\"generate_ok\",\"id\":\"n1-0\"}}\n"
                            "    replayed  {\"src\":\"n1\",\"dest\":\"c2\",\"body\":{\"in_reply_to\":1,\"type\":"
                            "\"generate_ok\",\"id\":\"1-0\"}}\n"),
            std::string::npos)
      << result.out;
  std::ifstream file(files.at(0));
  std::string line;
  std::string first_id;
  std::size_t number = 0;
  while (first_id.empty() && std::getline(file, line)) {
    ++number;
    first_id = line.find("generate_ok") != std::string::npos ? "line " + std::to_string(number) + ": on receive {" : "";
  }
  EXPECT_NE(result.out.find(first_id), std::string::npos) << first_id << "\nin\n" << result.out;
}

TEST_F(ReplayTest, NoticesWhatIsNotSaidAndWhatIsSaidBesides) {
  const auto file = record_by_hand("counter_ids", kInitLine + kGenerateLine);
  const host::Plugin plugin = host::load_plugin(fixture_path("counter_ids"));
  std::string recording = text_of_file(file);
  EXPECT_FALSE(conformance::Replay().run(*plugin.descriptor, recording).killed) << "the input ended";

  const std::size_t send = recording.rfind("{\"send\":");
  std::string less = recording;
  less.erase(send, recording.find('\n', send) + 1 - send);
  const auto says_more = conformance::Replay().run(*plugin.descriptor, less);
  ASSERT_TRUE(says_more.first);
  EXPECT_EQ(says_more.first->recorded, std::nullopt);
  EXPECT_NE(says_more.first->replayed->find("n1-0"), std::string::npos);

  std::string more = recording;
  more.insert(send, "{\"send\":{\"src\":\"n1\"}}\n");
  const auto says_less = conformance::Replay().run(*plugin.descriptor, more);
  ASSERT_TRUE(says_less.first);
  EXPECT_EQ(says_less.first->recorded, "{\"src\":\"n1\"}");
  EXPECT_EQ(says_less.different, 1U);
}

TEST_F(ReplayTest, TellsOfOtherReadings) {
  const auto file = record_by_hand("counter_ids", kInitLine + kGenerateLine);
  const host::Plugin plugin = host::load_plugin(fixture_path("counter_ids"));
  std::string recording = text_of_file(file);
  recording.insert(recording.rfind("{\"send\":"), "{\"wall\":1}\n");
  const auto result = conformance::Replay().run(*plugin.descriptor, recording);
  EXPECT_FALSE(result.first);
  EXPECT_EQ(result.other_reads, 4U);
}

TEST_F(ReplayTest, StopsForADebugger) {
  const auto file = record_by_hand("counter_ids", kInitLine + kGenerateLine);
  const auto result = replay({file.string(), "--stop-at", "4", "--output", "-"});
  EXPECT_EQ(result.exit_code, 128 + SIGTRAP);
  EXPECT_NE(result.out.find("init_ok"), std::string::npos);
  EXPECT_EQ(result.out.find("generate_ok"), std::string::npos);
}

TEST_F(ReplayTest, ShowsTheLogIfAskedTo) {
  const auto file = record_by_hand("counter_ids", kInitLine + kGenerateLine);
  const auto result = replay({file.string(), "--log"});
  EXPECT_EQ(result.exit_code, 0) << result.out;
  EXPECT_NE(result.err.find("n1: sends {\"src\":\"n1\""), std::string::npos) << result.err;
}

TEST_F(ReplayTest, SaysWhatItCannotUse) {
  const fs::path rubbish = folder() / "rubbish";
  std::ofstream(rubbish) << "rubbish\n";
  const auto result = replay({rubbish.string()});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_NE(result.err.find("unusable recording: line 1: not a recording file"), std::string::npos) << result.err;
  EXPECT_EQ(replay({(folder() / "nothing").string()}).exit_code, 3);
  const auto file = record_by_hand("counter_ids", kInitLine);
  EXPECT_EQ(replay({file.string(), "--plugin", "./no/such.so"}).exit_code, 3);
  const auto twice = replay({file.string(), "--plugin", "a", "--plugin", "b"});
  EXPECT_EQ(twice.exit_code, 2);
  EXPECT_NE(twice.err.find("--plugin is given more than once"), std::string::npos) << twice.err;
}

TEST_F(ReplayTest, ExplainsAWrongCommandLine) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{}, {"a", "b"}, {"a", "--stop-at", "soon"}, {"a", "--dance"}}) {
    const auto result = replay(arguments);
    EXPECT_EQ(result.exit_code, 2) << result.err;
    EXPECT_NE(result.err.find("conformance replay: "), std::string::npos) << result.err;
  }
  EXPECT_EQ(replay({"--help"}).exit_code, 0);
}

TEST_F(ReplayTest, NeedsAPlaceForARecording) {
  std::ofstream(folder() / "file") << "in the way";
  const auto result = run({HOST, "--plugin", ECHO_PLUGIN, "--record", (folder() / "file").string()}, kInitLine);
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(result.out, "");
  EXPECT_NE(result.err.find("cannot make a directory for recordings, "), std::string::npos) << result.err;
}

}  // namespace
}  // namespace maelstrom::tests
