#include "host/recording/recorder.hpp"

#include <array>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

#include "fake_platform.hpp"
#include "file_size_limit.hpp"
#include "scripted_plugin.hpp"
#include "temporary_folder.hpp"

namespace maelstrom::tests {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kInit =
    R"({"src":"c0","dest":"n1","body":{"type":"init","msg_id":1,"node_id":"n1","node_ids":["n1","n2"]}})";

// A node with a recording in a folder.
class RecorderTest : public testing::Test {
 protected:
  void start() {
    recorder =
        std::make_unique<host::Recorder>(folder(), host::RecordingHeader{"scripted", "1", "/p", {}, 0, 0, 2}, platform);
    node = std::make_unique<host::Node>(plugin.descriptor(), *recorder, host::NodeOptions{});
    recorded_node = std::make_unique<host::RecordedNode>(*node, node->lines(), *recorder);
  }
  void TearDown() override { node.reset(); }

  void say(std::string_view line) { recorded_node->receive(line, platform.now); }

  fs::path folder() const { return parent.path() / "some" / "where"; }

  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder())) {
      names.push_back(entry.path().filename().string());
    }
    return names;
  }

  // The lines of the recording after its header.
  std::string recorded() const {
    std::ifstream file(recorder->path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    return text.substr(text.find('\n') + 1);
  }

  TemporaryFolder parent;
  FakePlatform platform;
  ScriptedPlugin plugin;
  std::unique_ptr<host::Recorder> recorder;
  std::unique_ptr<host::Node> node;
  std::unique_ptr<host::RecordedNode> recorded_node;
};

TEST_F(RecorderTest, NamesTheFileAfterTheProcessAndThenAfterTheNode) {
  const std::string pid = std::to_string(getpid());
  start();
  EXPECT_EQ(files(), std::vector{pid + ".jsonl"});
  say(kInit);
  EXPECT_EQ(files(), std::vector{"n1-" + pid + ".jsonl"});
  EXPECT_EQ(recorder->path(), folder() / ("n1-" + pid + ".jsonl"));
  node.reset();
  start();  // as a process with the same id would
  say(kInit);
  EXPECT_TRUE(fs::exists(folder() / ("n1-" + pid + "-2.jsonl")));
}

TEST_F(RecorderTest, PutsANodeOfAnyNameIntoItsFolder) {
  start();
  say(R"({"src":"c0","dest":"x","body":{"type":"init","msg_id":1,"node_id":"../a%b","node_ids":["../a%b"]}})");
  EXPECT_EQ(files(), std::vector{"..%2Fa%25b-" + std::to_string(getpid()) + ".jsonl"});
}

TEST_F(RecorderTest, WritesWhatComesInAndWhatGoesOutInOrder) {
  platform.now = 5'000;
  platform.wall = 7'000;
  platform.random_step = 1;
  plugin.on_create = [this] {
    plugin.host->wall_clock(plugin.host);
    return true;
  };
  plugin.on_message = [this](const maelstrom_message& message) {
    std::array<std::byte, 2> bytes{};
    plugin.host->random_bytes(plugin.host, bytes.data(), bytes.size());
    plugin.host->monotonic_clock(plugin.host);
    return plugin.reply(message.request, R"({"type":"told"})");
  };
  start();
  say(kInit);
  say(R"({"src":"c1","dest":"n1","body":{"type":"ask","msg_id":2}})");
  say("rubbish");
  recorded_node->stop();
  EXPECT_EQ(recorded(), R"({"wall":7000}
{"receive":)" + std::string(kInit) +
                            R"(,"at":5000}
{"send":{"src":"n1","dest":"c0","body":{"in_reply_to":1,"type":"init_ok"}}}
{"receive":{"src":"c1","dest":"n1","body":{"type":"ask","msg_id":2}},"at":5000}
{"random":"0001"}
{"monotonic":5000}
{"coarse":5000}
{"send":{"src":"n1","dest":"c1","body":{"in_reply_to":2,"type":"told"}}}
{"receive_text":"rubbish","at":5000}
{"stop":null}
)");
}

TEST_F(RecorderTest, HasTheLineOnDiskBeforeThePluginSeesIt) {
  std::string seen;
  plugin.on_message = [this, &seen](const maelstrom_message&) {
    seen = recorded();
    return MAELSTROM_OK;
  };
  start();
  say(kInit);
  say(R"({"src":"c1","dest":"n1","body":{"type":"ask"}})");
  EXPECT_TRUE(seen.ends_with(R"({"receive":{"src":"c1","dest":"n1","body":{"type":"ask"}},"at":1000000000000})"
                             "\n"))
      << seen;
}

TEST_F(RecorderTest, WritesOfTheLoopOnlyWhatCanHaveAnEffect) {
  start();
  say(kInit);
  const std::string before = recorded();
  recorded_node->advance();
  EXPECT_EQ(recorded(), before) << "nothing was due";
  const auto nothing = [](void*) {};
  plugin.host->post(plugin.host, nothing, nullptr);
  recorded_node->advance();
  EXPECT_EQ(recorded(), before + "{\"advance\":null}\n");
  recorded_node->advance();
  EXPECT_EQ(recorded(), before + "{\"advance\":null}\n");
}

TEST_F(RecorderTest, WritesThatThereWasNoRandomness) {
  start();
  platform.has_randomness = false;
  std::byte byte{};
  EXPECT_EQ(plugin.host->random_bytes(plugin.host, &byte, 1), MAELSTROM_E_RESOURCE);
  EXPECT_EQ(recorded(), "{\"random\":null}\n");
}

TEST_F(RecorderTest, TellsThePlatformOfTimers) {
  start();
  say(kInit);
  maelstrom_timer timer = 0;
  plugin.host->after(
      plugin.host, kSecond, [](void*) {}, nullptr, &timer);
  platform.now += kSecond;
  recorded_node->advance();
  ASSERT_EQ(platform.timers.size(), 1U);
  EXPECT_EQ(platform.timers[0].first, timer);
}

TEST_F(RecorderTest, ThrowsIfItCannotMakeItsFile) {
  std::ofstream(parent.path() / "some") << "in the way";
  EXPECT_THROW(start(), std::system_error);
  const host::RecordingHeader header = {"scripted", "1", "/p", {}, 0, 0, 2};
  EXPECT_THROW(host::Recorder("/proc", header, platform), std::system_error) << "files cannot be created there";
}

TEST_F(RecorderTest, EndsTheRecordingWhereTheDiskIsFullAndLetsTheNodeLive) {
  std::size_t asked = 0;
  plugin.on_message = [&asked](const maelstrom_message&) {
    ++asked;
    return MAELSTROM_OK;
  };
  start();
  say(kInit);
  const std::string before = recorded();
  {
    const FileSizeLimit full(fs::file_size(recorder->path()));
    say(R"({"src":"c1","dest":"n1","body":{"type":"ask","msg_id":2}})");
  }
  say(R"({"src":"c1","dest":"n1","body":{"type":"ask","msg_id":3}})");
  EXPECT_EQ(asked, 2U);
  EXPECT_EQ(recorded(), before);
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_ERROR, {"the recording ", " ends here: cannot write: "}), 1U);
}

TEST_F(RecorderTest, KeepsItsNameIfItCannotChangeIt) {
  start();
  fs::remove(recorder->path());
  say(kInit);
  EXPECT_EQ(recorder->path().filename(), std::to_string(getpid()) + ".jsonl");
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_WARN, {"the recording stays ", ": cannot rename it: "}), 1U);
}

}  // namespace
}  // namespace maelstrom::tests
