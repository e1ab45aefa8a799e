// Guesses from the message types that a plugin handles.
#include "plugin_check/requests.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace maelstrom::conformance::check {
namespace {

std::vector<std::string_view> guess(const std::vector<std::string>& types, std::vector<std::string_view>& ambiguous) {
  std::vector<std::string_view> names;
  for (const WorkloadSchema* const workload : guess_workloads(types, ambiguous)) {
    names.push_back(workload->name);
  }
  return names;
}

using Names = std::vector<std::string_view>;

TEST(GuessWorkloads, FindsThoseWhoseTypesAreAllThere) {
  Names ambiguous;
  EXPECT_EQ(guess({"echo"}, ambiguous), Names{"echo"});
  EXPECT_EQ(guess({"generate", "echo", "gossip"}, ambiguous), (Names{"echo", "unique-ids"}));
  EXPECT_EQ(guess({"broadcast", "read", "topology"}, ambiguous), Names{"broadcast"});
  EXPECT_EQ(guess({"broadcast", "read"}, ambiguous), Names{});
  EXPECT_EQ(guess({"unheard-of"}, ambiguous), Names{});
  EXPECT_EQ(ambiguous, Names{});
}

TEST(GuessWorkloads, LeavesOutThoseThatContradictEachOther) {
  Names ambiguous;
  EXPECT_EQ(guess({"add", "read", "echo"}, ambiguous), Names{"echo"});
  EXPECT_EQ(ambiguous, (Names{"g-set", "g-counter", "pn-counter"}));
}

TEST(GuessWorkloads, TakesThoseThatAskForTheSame) {
  Names ambiguous;
  EXPECT_EQ(guess({"txn"}, ambiguous), (Names{"txn-list-append", "txn-rw-register"}));
  EXPECT_EQ(ambiguous, Names{});
}

TEST(Workloads, HaveExamplesThatAreJson) {
  for (const WorkloadSchema& workload : protocol::workload_schemas()) {
    EXPECT_EQ(protocol::find_workload_schema(workload.name), &workload);
    for (const RequestSchema& request : workload.requests) {
      for (const FieldSchema& field : request.fields) {
        EXPECT_TRUE(nlohmann::json::accept(field.example)) << workload.name << ' ' << field.name;
      }
    }
  }
}

}  // namespace
}  // namespace maelstrom::conformance::check
