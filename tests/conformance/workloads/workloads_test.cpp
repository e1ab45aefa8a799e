#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "checkers/checker.hpp"
#include "conformance/choices/random.hpp"
#include "conformance/workloads/workload.hpp"
#include "protocol/workload_schemas.hpp"

namespace maelstrom::conformance {
namespace {

using Json = nlohmann::json;

WorkloadSetting setting(std::size_t nodes = 3) {
  WorkloadSetting setting;
  for (std::size_t i = 0; i < nodes; ++i) {
    setting.nodes.push_back("n" + std::to_string(i));
  }
  setting.concurrency = static_cast<std::uint32_t>(2 * nodes);
  return setting;
}

Json body(const Request& request) {
  return Json::parse('{' + request.members + '}');
}

Task next(Workload& workload, Random& random, const Worker& worker = {}) {
  Task task;
  workload.next(worker, 0, random, task);
  return task;
}

TEST(Workloads, AreFoundByName) {
  std::set<std::string_view> names;
  for (const WorkloadEntry& entry : workloads()) {
    EXPECT_TRUE(names.insert(entry.name).second);
    EXPECT_EQ(find_workload(entry.name), &entry);
    EXPECT_NE(entry.make(setting()), nullptr);
    EXPECT_NE(find_checker(entry.name), nullptr) << entry.name;
    EXPECT_NE(protocol::find_workload_schema(entry.name), nullptr) << entry.name;
  }
  EXPECT_EQ(names.size(), 10U);
  EXPECT_EQ(find_workload("unique_ids"), nullptr);
}

TEST(Workloads, MakeRequestsOfTheirSchemas) {
  for (const WorkloadEntry& entry : workloads()) {
    const auto workload = entry.make(setting());
    const protocol::WorkloadSchema& schema = *protocol::find_workload_schema(entry.name);
    Random random(1, "workload");
    std::set<std::string> types;
    for (std::uint32_t i = 0; i < 2000; ++i) {
      const Task task = next(*workload, random, {i % 6, i % 3, i % 6});
      EXPECT_TRUE(Json::accept(task.value)) << task.value;
      if (task.immediate_outcome) {
        continue;
      }
      const Json made = body(task.request);
      const auto* const request = protocol::find_request_schema(schema, made.at("type").get<std::string>());
      ASSERT_NE(request, nullptr) << made;
      EXPECT_EQ(task.request.type, request->type);
      EXPECT_EQ(made.size(), request->fields.size() + 1) << made;
      for (const protocol::FieldSchema& field : request->fields) {
        ASSERT_TRUE(made.contains(std::string(field.name))) << made;
        EXPECT_TRUE(protocol::is_of_kind(made[std::string(field.name)].dump(), field.kind)) << made;
      }
      types.insert(made["type"]);
    }
    if (entry.name != "kafka") {  // commit_offsets follows a poll
      EXPECT_EQ(types.size() + (entry.name == "broadcast" ? 1 : 0), schema.requests.size()) << entry.name;
    }
  }
}

TEST(Workloads, AddEachElementOnce) {
  for (const char* const name : {"broadcast", "g-set"}) {
    const auto workload = find_workload(name)->make(setting());
    Random random(1, "workload");
    int adds = 0;
    for (int i = 0; i < 1000; ++i) {
      const Task task = next(*workload, random);
      if (task.function != "read") {
        EXPECT_EQ(task.value, std::to_string(adds++));
      }
    }
    EXPECT_NEAR(adds, 500, 60);
  }
}

TEST(Workloads, AddSomeElementsTwiceIfAsked) {
  WorkloadSetting twice = setting();
  twice.options.add_twice = true;
  const auto workload = find_workload("g-set")->make(twice);
  Random random(1, "workload");
  std::map<std::string, int> adds;
  for (int i = 0; i < 1000; ++i) {
    const Task task = next(*workload, random);
    adds[task.value] += task.function == "add" ? 1 : 0;
  }
  EXPECT_TRUE(std::any_of(adds.begin(), adds.end(), [](const auto& add) { return add.second > 1; }));
}

TEST(Workloads, SendTheTopologyOfBroadcast) {
  const auto broadcast = find_workload("broadcast")->make(setting(2));
  Request request;
  ASSERT_TRUE(broadcast->setup(request));
  EXPECT_EQ(body(request), Json::parse(R"({"type":"topology","topology":{"n0":["n1"],"n1":["n0"]}})"));
  EXPECT_FALSE(find_workload("g-set")->make(setting())->setup(request));
}

TEST(Workloads, CountersAddAsMaelstromDoes) {
  for (const bool may_decrease : {false, true}) {
    const auto workload = find_workload(may_decrease ? "pn-counter" : "g-counter")->make(setting());
    Random random(1, "workload");
    std::map<int, int> deltas;
    int reads = 0;
    for (int i = 0; i < 30'000; ++i) {
      const Task task = next(*workload, random);
      if (task.function == "read") {
        ++reads;
      } else {
        ++deltas[std::stoi(task.value)];
      }
    }
    EXPECT_EQ(deltas.begin()->first, may_decrease ? -5 : 0);
    EXPECT_EQ(deltas.rbegin()->first, 4);
    EXPECT_NEAR(reads, may_decrease ? 15'000 : 20'000, 500);
  }
}

TEST(Workloads, LinKvNeedsTwoWorkersPerNode) {
  WorkloadSetting odd = setting(3);
  odd.concurrency = 7;
  const WorkloadEntry& lin_kv = *find_workload("lin-kv");
  EXPECT_NE(lin_kv.unmet(odd).find("use --concurrency 2n"), std::string::npos);
  odd.concurrency = 12;
  EXPECT_EQ(lin_kv.unmet(odd), "");
}

TEST(Workloads, LinKvHasReadersAndAKeyForEachGroup) {
  WorkloadSetting two_groups = setting(3);
  two_groups.concurrency = 12;
  const auto lin_kv = find_workload("lin-kv")->make(two_groups);
  Random random(1, "workload");
  std::map<std::uint32_t, std::set<int>> keys;
  std::map<std::string_view, int> functions;
  for (std::uint32_t i = 0; i < 1200; ++i) {
    const std::uint32_t worker = i % 12;
    const Task task = next(*lin_kv, random, {worker, worker % 3, worker});
    keys[worker / 6].insert(Json::parse(task.value)[0].get<int>());
    if (worker % 6 < 3) {
      EXPECT_EQ(task.function, "read");
    }
    ++functions[task.function];
  }
  EXPECT_EQ(keys[0], std::set<int>{0});
  EXPECT_EQ(keys[1], std::set<int>{1});
  EXPECT_NEAR(functions["cas"], 2 * functions["write"], 100);
}

TEST(Workloads, LinKvLeavesAKeyThatTwentyProcessesHaveUsed) {
  const auto lin_kv = find_workload("lin-kv")->make(setting(1));
  Random random(1, "workload");
  std::set<std::string> keys;
  for (std::int64_t process = 0; process < 21; ++process) {
    keys.insert(Json::parse(next(*lin_kv, random, {0, 0, process}).value)[0].dump());
  }
  EXPECT_EQ(keys, (std::set<std::string>{"0", "1"}));
}

TEST(Workloads, LinKvWorksWithManyNodes) {
  const auto lin_kv = find_workload("lin-kv")->make(setting(15));
  Random random(1, "workload");
  std::set<std::string> keys;
  for (std::uint32_t i = 0; i < 3000; ++i) {
    const std::uint32_t worker = i % 30;
    keys.insert(Json::parse(next(*lin_kv, random, {worker, worker % 15, worker}).value)[0].dump());
  }
  EXPECT_EQ(keys.size(), 1U);
}

TEST(Workloads, LinKvWaitsTenLatencies) {
  WorkloadSetting slow = setting();
  EXPECT_EQ(find_workload("lin-kv")->make(slow)->reply_limit(), kSecond);
  slow.latency = kSecond / 2;
  EXPECT_EQ(find_workload("lin-kv")->make(slow)->reply_limit(), 5 * kSecond);
  EXPECT_EQ(find_workload("echo")->make(slow)->reply_limit(), 5 * kSecond);
}

TEST(Workloads, EchoAsksFor128DifferentEchoes) {
  const auto echo = find_workload("echo")->make(setting());
  Random random(1, "workload");
  std::set<std::string> values;
  for (int i = 0; i < 2000; ++i) {
    const Task task = next(*echo, random);
    values.insert(task.value);
    EXPECT_EQ(body(task.request)["echo"].dump(), task.value);
  }
  EXPECT_EQ(values.size(), 128U);
  EXPECT_TRUE(values.contains("\"Please echo 0\""));
  EXPECT_TRUE(values.contains("\"Please echo 127\""));
}

}  // namespace
}  // namespace maelstrom::conformance
