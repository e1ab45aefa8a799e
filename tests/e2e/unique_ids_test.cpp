#include <regex>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "host_process.hpp"

namespace maelstrom::tests {
namespace {

std::string generate(int count) {
  std::string lines;
  for (int msg_id = 1; msg_id <= count; ++msg_id) {
    lines += line(R"("type":"generate","msg_id":)" + std::to_string(msg_id));
  }
  return lines;
}

// The ids that a node returns for `input`; every line of its output other than init_ok must have one.
std::vector<std::string> ids_of(const std::string& input, const std::vector<std::string>& arguments = {}) {
  std::vector<std::string> command = {"--plugin", "unique_ids"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const auto result = run(host_with(command), input);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  std::vector<std::string> ids;
  for (const auto& reply : documents(result.out)) {
    if (reply["body"]["type"] != "init_ok") {
      EXPECT_EQ(reply["body"]["type"], "generate_ok");
      ids.push_back(reply["body"]["id"].get<std::string>());
    }
  }
  return ids;
}

std::string init(const std::string& node_id) {
  return R"({"src":"c0","dest":"x","body":{"type":"init","msg_id":1,"node_id":")" + node_id + "\"}}\n";
}

TEST(UniqueIds, AreNodeIncarnationAndCounter) {
  const auto ids = ids_of(init("n1") + generate(3));
  ASSERT_EQ(ids.size(), 3U);
  const std::string prefix = ids[0].substr(0, ids[0].size() - 1);
  EXPECT_TRUE(std::regex_match(prefix, std::regex("n1-[0-9a-f]{16}-"))) << prefix;
  EXPECT_EQ(ids, (std::vector<std::string>{prefix + "0", prefix + "1", prefix + "2"}));
}

TEST(UniqueIds, GoOnWhenInitComesAgain) {
  const auto ids = ids_of(init("n1") + generate(2) + init("n1") + init("n2") + generate(2));
  ASSERT_EQ(ids.size(), 4U);
  const std::string prefix = ids[0].substr(0, ids[0].size() - 1);
  EXPECT_EQ(ids[2], prefix + "2");
  EXPECT_EQ(ids[3], prefix + "3");
}

TEST(UniqueIds, AreNotRepeatedAfterARestart) {
  std::set<std::string> ids;
  for (int life = 0; life < 5; ++life) {
    for (const std::string& id : ids_of(init("n1") + generate(100))) {
      EXPECT_TRUE(ids.insert(id).second) << id;
    }
  }
  EXPECT_EQ(ids.size(), 500U);
}

TEST(UniqueIds, AreUniqueForNodesOfAnyName) {
  std::set<std::string> ids;
  for (const char* name : {"n1", "n11", "n1-1", "n-1", "1", R"(n\"1\")", "nö", "-", "n1-"}) {
    const auto given = ids_of(init(name) + generate(20));
    EXPECT_EQ(given.size(), 20U) << name;
    ids.insert(given.begin(), given.end());
  }
  EXPECT_EQ(ids.size(), 9U * 20U);
}

TEST(UniqueIds, MayBeUuidsOfVersion4) {
  const auto ids = ids_of(init("n1") + generate(200), {"--set", "scheme=uuid"});
  const std::regex uuid("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  for (const std::string& id : ids) {
    EXPECT_TRUE(std::regex_match(id, uuid)) << id;
  }
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), 200U);
}

TEST(UniqueIds, AreCountersIfTheUserSaysSo) {
  EXPECT_EQ(ids_of(init("n1") + generate(1), {"--set", "scheme=counter"}).at(0).substr(0, 3), "n1-");
}

}  // namespace
}  // namespace maelstrom::tests
