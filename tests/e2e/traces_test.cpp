#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "host_process.hpp"

namespace maelstrom::tests {
namespace {

namespace fs = std::filesystem;

// Replays the recorded input of nodes in tests of the real Maelstrom.
class Traces : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(fs::is_directory(MAELSTROM_TRACES)) << "no recorded traffic in " MAELSTROM_TRACES;
    for (const auto& entry : fs::directory_iterator(MAELSTROM_TRACES)) {
      if (entry.path().extension() == ".jsonl") {
        files.push_back(entry.path());
      }
    }
    std::sort(files.begin(), files.end());
  }

  static std::string workload_of(const fs::path& file) {
    const std::string name = file.filename().string();
    return name.substr(0, name.find('.'));
  }

  static std::string text_of(const fs::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
  }

  // The expected answers: from (client, msg_id) to the request.
  using Requests = std::map<std::pair<std::string, int>, nlohmann::json>;

  static Requests client_requests(const std::string& trace) {
    Requests requests;
    for (const auto& message : documents(trace)) {
      if (message["src"].get<std::string>()[0] == 'c') {
        const bool fresh = requests.emplace(std::pair(message["src"], message["body"]["msg_id"]), message).second;
        EXPECT_TRUE(fresh) << message;
      }
    }
    return requests;
  }

  // Replays a trace, and calls `check` with every reply to a client and its request. Each reply must have a request.
  template <class Check>
  static void replay(const fs::path& file, const std::string& plugin, Check&& check) {
    const std::string trace = text_of(file);
    const auto result = run(host_with({"--plugin", plugin, "--reply-deadline", "0"}), trace);
    ASSERT_EQ(result.exit_code, 0) << result.err;
    Requests open = client_requests(trace);
    ASSERT_FALSE(open.empty()) << file;
    for (const auto& reply : documents(result.out)) {
      EXPECT_EQ(reply.size(), 3U) << reply;
      const std::string dest = reply["dest"];
      if (dest[0] != 'c') {
        continue;
      }
      const auto request = open.find({dest, reply["body"]["in_reply_to"]});
      ASSERT_NE(request, open.end()) << "answered twice, or never asked: " << reply;
      EXPECT_EQ(reply["src"], request->second["dest"]) << reply;
      check(request->second["body"], reply["body"]);
      open.erase(request);
    }
    EXPECT_TRUE(open.empty()) << file << ": " << open.size() << " requests were not answered";
  }

  std::vector<fs::path> files;
};

TEST_F(Traces, OfEchoAreAnsweredExactly) {
  int echoes = 0;
  for (const fs::path& file : files) {
    if (workload_of(file) == "echo") {
      replay(file, "echo", [&echoes](const nlohmann::json& request, const nlohmann::json& reply) {
        if (request["type"] == "init") {
          EXPECT_EQ(reply, nlohmann::json({{"type", "init_ok"}, {"in_reply_to", request["msg_id"]}}));
        } else {
          ++echoes;
          EXPECT_EQ(reply, nlohmann::json(
                               {{"type", "echo_ok"}, {"in_reply_to", request["msg_id"]}, {"echo", request["echo"]}}));
        }
      });
    }
  }
  EXPECT_GT(echoes, 0);
}

TEST_F(Traces, OfUniqueIdsGetIdsThatAreUniqueOverAllNodes) {
  std::set<std::string> ids;
  std::size_t generated = 0;
  for (const fs::path& file : files) {
    if (workload_of(file) == "unique-ids") {
      replay(file, "unique_ids", [&](const nlohmann::json& request, const nlohmann::json& reply) {
        if (request["type"] == "generate") {
          ++generated;
          EXPECT_EQ(reply["type"], "generate_ok");
          EXPECT_EQ(reply.size(), 3U) << reply;
          EXPECT_TRUE(ids.insert(reply["id"].get<std::string>()).second) << reply;
        }
      });
    }
  }
  EXPECT_GT(generated, 0U);
  EXPECT_EQ(ids.size(), generated);
}

TEST_F(Traces, OfEveryOtherWorkloadAreAnsweredWithError10) {
  std::set<std::string> workloads;
  for (const fs::path& file : files) {
    const std::string workload = workload_of(file);
    if (workload == "echo" || workload == "unique-ids") {
      continue;
    }
    workloads.insert(workload);
    replay(file, "echo", [](const nlohmann::json& request, const nlohmann::json& reply) {
      if (request["type"] == "init") {
        EXPECT_EQ(reply["type"], "init_ok");
      } else {
        EXPECT_EQ(reply["type"], "error") << reply;
        EXPECT_EQ(reply["code"], 10) << reply;
      }
    });
  }
  EXPECT_GE(workloads.size(), 5U);
}

}  // namespace
}  // namespace maelstrom::tests
