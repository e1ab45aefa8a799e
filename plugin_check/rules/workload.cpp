// Rules about the meaning of a workload. They are skipped for a plugin of another one.
#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include <maelstrom/abi.h>

#include "conformance/choices/random.hpp"
#include "plugin_check/message_text.hpp"
#include "plugin_check/outcome.hpp"
#include "plugin_check/rules/rule.hpp"
#include "plugin_check/subject.hpp"
#include "protocol/canonical_json.hpp"
#include "protocol/decimal.hpp"
#include "protocol/json_text.hpp"

namespace maelstrom::conformance::check {
namespace {

void demand_workload(const Subject& subject, std::string_view name) {
  if (!subject.has_workload(name)) {
    skip("the plugin does not implement the workload " + std::string(name));
  }
}

// ---- workload-types

void workload_types(Subject& subject) {
  const maelstrom_plugin& plugin = subject.plugin();
  const std::vector<std::string_view> types(plugin.message_types, plugin.message_types + plugin.message_type_count);
  for (const WorkloadSchema* const workload : subject.options().workloads) {
    for (const RequestSchema& request : workload->requests) {
      if (std::find(types.begin(), types.end(), request.type) == types.end()) {
        fail("it does not handle all types of the workload " + std::string(workload->name),
             std::string(request.type) + " among its message types, or select another workload with -w",
             "it is not declared");
      }
    }
  }
}

// ---- echo-identity

// Values that the rules about bodies do not cover (these have text beyond ASCII, escapes, large integers, size and
// depth).
constexpr std::array<std::string_view, 26> kValues = {R"("Please echo 1")",
                                                      R"("")",
                                                      R"(" ")",
                                                      R"("null")",
                                                      "null",
                                                      "true",
                                                      "false",
                                                      "0",
                                                      "-0",
                                                      "-0.0",
                                                      "1",
                                                      "-1",
                                                      "1.5",
                                                      "0.1",
                                                      "1e2",
                                                      "1E+2",
                                                      "1e-7",
                                                      "123456789.123456",
                                                      "[]",
                                                      "{}",
                                                      "[[],{}]",
                                                      "[1,null,\"x\",[true]]",
                                                      R"({"b":1,"a":2})",
                                                      R"({"type":"echo_ok","msg_id":1,"in_reply_to":2})",
                                                      R"([ 1 , { "x" : [ ] } ])",
                                                      R"({"":""})"};

void expect_echo(DrivenNode& node, std::string_view value) {
  const Sent* const reply = node.ask("c1", "echo", R"("echo":)" + std::string(value));
  if (reply == nullptr || reply->is_error()) {
    fail("an echo request is not answered with echo_ok", "echo_ok with the echo " + excerpt(value, 120),
         node.describe(reply));
  }
  const auto echoed = reply->field("echo");
  if (!echoed || !equal_json(*echoed, value)) {
    fail("an echo differs from the value that was sent", "the echo " + excerpt(value, 120), node.describe(reply));
  }
}

void echo_identity(Subject& subject) {
  constexpr int kRandomValues = 50;
  demand_workload(subject, "echo");
  const auto node = subject.started();
  for (const std::string_view value : kValues) {
    expect_echo(*node, value);
  }
  Random random(subject.options().seed, "echo");
  for (int i = 0; i < kRandomValues; ++i) {
    expect_echo(*node, random_json(random, 4, true));
  }
}

// ---- unique-...

// All generated ids, and their nodes.
class Ids {
 public:
  // Requests `count` ids from the node, named `who` in the report. Fails if one of them is a duplicate.
  void draw(DrivenNode& node, const std::string& who, int count) {
    for (int i = 0; i < count; ++i) {
      const Sent* const reply = node.ask("c1", "generate", "");
      const auto id = reply == nullptr || reply->is_error() ? std::nullopt : reply->field("id");
      if (!id) {
        continue;  // other rules check this
      }
      const std::string author = who + ", its number " + std::to_string(i + 1);
      const auto [seen, is_new] = authors_.emplace(canonical(*id), author);
      if (!is_new) {
        fail("an id is returned twice", "ids that were not returned before",
             excerpt(*id, 100) + " by " + seen->second + " and by " + author);
      }
    }
  }

  void demand_some() const {
    if (authors_.empty()) {
      skip("it generates no ids");
    }
  }

 private:
  std::map<std::string, std::string> authors_;  // by id
};

NodeSetup member_of_cluster(const Subject& subject, const std::string& id, std::vector<std::string> ids) {
  NodeSetup setup = subject.setup();
  setup.id = id;
  setup.stream = "randomness of " + id;
  setup.ids = std::move(ids);
  return setup;
}

void unique_over_instances(Subject& subject) {
  constexpr int kIds = 500;
  demand_workload(subject, "unique-ids");
  const std::vector<std::string> ids = {"n1", "n2", "n3", "n4", "n5"};
  std::vector<std::unique_ptr<DrivenNode>> nodes;
  nodes.reserve(ids.size());
  const auto services = make_services(subject.options().seed);
  for (const std::string& id : ids) {
    NodeSetup setup = member_of_cluster(subject, id, ids);
    setup.services = services;
    nodes.push_back(subject.started(std::move(setup)));
  }
  Ids seen;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    seen.draw(*nodes[i], ids[i], kIds);
  }
  seen.demand_some();
}

// A node that is restarted repeatedly. Its clocks start each time at the same value, or an hour earlier.
void draw_over_restarts(Subject& subject, Ids& seen, bool backwards) {
  constexpr int kLives = 20;
  constexpr int kIds = 25;
  const auto services = make_services(subject.options().seed);
  for (int life = 0; life < kLives; ++life) {
    NodeSetup setup = subject.setup();
    setup.ids = {"n1"};
    setup.stream = (backwards ? "backward life " : "frozen life ") + std::to_string(life);
    setup.tick_ns = backwards ? -kSecondNs : 0;
    setup.services = services;
    const auto node = subject.created(setup);
    node->clock().wall -= backwards ? life * 3600 * kSecondNs : 0;
    node->init();
    seen.draw(*node, "life " + std::to_string(life + 1), kIds);
  }
}

void unique_over_restarts(Subject& subject) {
  demand_workload(subject, "unique-ids");
  Ids frozen;
  draw_over_restarts(subject, frozen, false);
  frozen.demand_some();
  Ids backwards;
  draw_over_restarts(subject, backwards, true);
}

void unique_over_node_ids(Subject& subject) {
  constexpr int kIds = 300;
  demand_workload(subject, "unique-ids");
  const std::vector<std::string> ids = {"n1", "n11", "n1-1"};
  std::vector<std::unique_ptr<DrivenNode>> nodes;
  nodes.reserve(ids.size());
  const auto services = make_services(subject.options().seed);
  for (const std::string& id : ids) {
    NodeSetup setup = member_of_cluster(subject, id, ids);
    setup.services = services;
    nodes.push_back(subject.started(std::move(setup)));
  }
  Ids seen;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    seen.draw(*nodes[i], "node \"" + ids[i] + '"', kIds);
  }
  seen.demand_some();
}

// This host refuses an empty id in init; another host may not. So the plugin gets a different node id than the host.
void unique_over_empty_id(Subject& subject) {
  constexpr int kIds = 300;
  demand_workload(subject, "unique-ids");
  Ids seen;
  const auto services = make_services(subject.options().seed);
  for (const std::string id : {"n1", "n2"}) {
    NodeSetup setup = member_of_cluster(subject, id, {"n1", "n2"});
    setup.probe.alias = Alias{"n2", ""};
    setup.services = services;
    const auto node = subject.started(std::move(setup));
    seen.draw(*node, id == "n2" ? "node \"\"" : "node \"n1\"", kIds);
  }
  seen.demand_some();
}

// A refusal to create or to start is also correct.
void unique_without_randomness(Subject& subject) {
  demand_workload(subject, "unique-ids");
  NodeSetup setup = subject.setup();
  setup.has_randomness = false;
  const auto node = subject.created(setup);
  const Sent* const started = node->init();
  const bool runs = started != nullptr && !started->is_error();
  const Sent* const reply = runs ? node->ask("c1", "generate", "") : nullptr;
  if (!node->record().was_refused_randomness) {
    skip("it does not ask the host for randomness");
  }
  if (reply != nullptr && !reply->is_error()) {
    fail("it continues without randomness", "error 11 (temporarily-unavailable), because random_bytes failed",
         node->describe(reply));
  }
}

// ---- reads-what-it-was-told

// A cluster of one node, which can ask only the services: it must know everything that it was told.
class LoneNode {
 public:
  explicit LoneNode(Subject& subject) : node_(subject.started(member_of_cluster(subject, "n1", {"n1"}))) {}

  // The reply, which may be an error; retried later after a temporary error. Skips the rule if no reply arrives, or if
  // the error shows nothing about the node's data: other rules check these cases.
  const Sent& ask(std::string_view type, const std::string& members) {
    const Sent* reply = node_->ask("c1", type, members);
    const auto may_succeed_later = [](const Sent* error) {
      return is_error(error, MAELSTROM_ERROR_TEMPORARILY_UNAVAILABLE) || is_error(error, MAELSTROM_ERROR_TXN_CONFLICT);
    };
    for (int i = 0; i < kTries && may_succeed_later(reply); ++i) {
      node_->settle();
      reply = node_->ask("c1", type, members);
    }
    const bool tells = reply != nullptr && (!reply->is_error() || is_error(reply, MAELSTROM_ERROR_KEY_DOES_NOT_EXIST) ||
                                            is_error(reply, MAELSTROM_ERROR_PRECONDITION_FAILED));
    if (!tells) {
      skip("a node alone in its cluster does not answer " + make_body(type, std::nullopt, members) + ": " +
           node_->describe(reply));
    }
    return *reply;
  }

  // Sends a write, which the node must accept for the rule to apply.
  const Sent& tell(std::string_view type, const std::string& members) {
    const Sent& reply = ask(type, members);
    if (reply.is_error()) {
      skip("a node alone in its cluster refuses " + make_body(type, std::nullopt, members) + ": " +
           node_->describe(&reply));
    }
    return reply;
  }

  // Fails unless the request is eventually answered with a reply whose `field` is right.
  template <class IsRight>
  void expect_in_the_end(std::string_view type, const std::string& members, std::string_view field, IsRight&& is_right,
                         const std::string& expected) {
    for (int i = 0;; ++i) {
      node_->settle();
      const Sent& reply = ask(type, members);
      const auto value = reply.field(field);
      if (!reply.is_error() && value && is_right(nlohmann::json::parse(*value, nullptr, false))) {
        return;
      }
      if (i == kTries) {
        fail(kForgets, expected, node_->describe(&reply));
      }
    }
  }

  // Fails unless the reply to this request is this error (nullopt: no error) and has this value, if given.
  void expect_at_once(std::string_view type, const std::string& members, std::optional<std::int64_t> error,
                      std::string_view value, const std::string& expected) {
    const Sent& reply = ask(type, members);
    const bool is_right = error ? is_error(&reply, *error) : !reply.is_error();
    const auto found = reply.field("value");
    if (!is_right || (!value.empty() && (!found || !equal_json(*found, value)))) {
      fail(kForgets, expected, node_->describe(&reply));
    }
  }

 private:
  static constexpr int kTries = 5;  // with up to 6 s between them
  static constexpr const char* kForgets = "a node alone in its cluster does not return the values that it was sent";

  static bool is_error(const Sent* reply, std::int64_t code) {
    return reply != nullptr && reply->is_error() && reply->code() == code;
  }

  std::unique_ptr<DrivenNode> node_;
};

bool contains_both(const nlohmann::json& array) {
  const auto has = [&array](int value) { return std::find(array.begin(), array.end(), value) != array.end(); };
  return array.is_array() && has(1001) && has(1002);
}

void broadcast_reads(Subject& subject) {
  LoneNode node(subject);
  node.tell("topology", R"("topology":{"n1":[]})");
  node.tell("broadcast", R"("message":1001)");
  node.tell("broadcast", R"("message":1002)");
  node.expect_in_the_end("read", "", "messages", contains_both,
                         "read_ok with the messages 1001 and 1002, which were broadcast");
}

void set_reads(Subject& subject) {
  LoneNode node(subject);
  node.tell("add", R"("element":1001)");
  node.tell("add", R"("element":1002)");
  node.expect_in_the_end("read", "", "value", contains_both,
                         "read_ok with the elements 1001 and 1002, which were added");
}

void counter_reads(Subject& subject, std::int64_t last_delta) {
  LoneNode node(subject);
  const std::int64_t sum = 1001 + 20 + last_delta;
  for (const std::int64_t delta : {std::int64_t{1001}, std::int64_t{20}, last_delta}) {
    node.tell("add", member("delta", std::to_string(delta)));
  }
  node.expect_in_the_end(
      "read", "", "value", [sum](const nlohmann::json& value) { return value == sum; },
      "read_ok with " + std::to_string(sum) + ", the sum of 1001, 20 and " + std::to_string(last_delta));
}

void register_reads(Subject& subject) {
  LoneNode node(subject);
  const std::string key = R"("key":7)";
  node.tell("write", key + R"(,"value":1001)");
  node.expect_at_once("read", key, std::nullopt, "1001", "read_ok with 1001, which was written");
  node.expect_at_once("cas", key + R"(,"from":1001,"to":1002)", std::nullopt, "", "cas_ok: the value is 1001");
  node.expect_at_once("read", key, std::nullopt, "1002", "read_ok with 1002, which replaced 1001 by cas");
  node.expect_at_once("cas", key + R"(,"from":1001,"to":1003)", MAELSTROM_ERROR_PRECONDITION_FAILED, "",
                      "error 22 (precondition-failed): the value is 1002, not 1001");
  node.expect_at_once("read", key, std::nullopt, "1002", "read_ok with 1002: the last cas was refused");
}

std::int64_t offset_of(const Sent& reply) {
  const auto offset = host::parse_integer(reply.field("offset").value_or(""));
  if (!offset) {
    skip("a reply to send has no offset");  // another rule reports this
  }
  return *offset;
}

void log_reads(Subject& subject) {
  LoneNode node(subject);
  const std::string key = R"("key":"k7",)";
  const std::int64_t first = offset_of(node.tell("send", key + R"("msg":1001)"));
  const std::int64_t second = offset_of(node.tell("send", key + R"("msg":1002)"));
  if (second <= first) {
    fail("a node that is alone gives two messages of a key offsets that do not increase",
         "an offset above " + std::to_string(first), std::to_string(second));
  }
  const auto offsets = [](std::int64_t offset) { return R"("offsets":{"k7":)" + std::to_string(offset) + "}"; };
  for (const auto& [offset, message] : {std::pair(first, 1001), std::pair(second, 1002)}) {
    const nlohmann::json pair = {offset, message};
    const auto begins_with_it = [&pair](const nlohmann::json& messages) {
      const auto of_key = messages.is_object() ? messages.find("k7") : messages.end();
      return of_key != messages.end() && of_key->is_array() && !of_key->empty() && of_key->front() == pair;
    };
    node.expect_in_the_end("poll", offsets(offset), "msgs", begins_with_it,
                           "poll_ok with messages of k7 that begin with " + pair.dump() + ", which was sent");
  }
  node.tell("commit_offsets", offsets(first));
  node.expect_in_the_end(
      "list_committed_offsets", R"("keys":["k7"])", "offsets",
      [first](const nlohmann::json& committed) {
        return committed == nlohmann::json{{"k7", first}};
      },
      "list_committed_offsets_ok with the offset " + std::to_string(first) + " of k7, which was committed");
}

// Writes twice, each time in a separate transaction; then a transaction must read `read`.
void transaction_reads(Subject& subject, std::string_view write, const nlohmann::json& read) {
  LoneNode node(subject);
  for (const int value : {1001, 1002}) {
    node.tell("txn", member("txn", nlohmann::json{{write, 7, value}}.dump()));
  }
  node.expect_in_the_end(
      "txn", R"("txn":[["r",7,null]])", "txn",
      [&read](const nlohmann::json& txn) {
        return txn == nlohmann::json::array({nlohmann::json::array({"r", 7, read})});
      },
      "txn_ok in which key 7 reads " + read.dump() + ", after " + std::string(write) + " of 1001 and of 1002");
}

void reads_what_it_was_told(Subject& subject) {
  bool any = false;
  const auto play = [&subject, &any](std::string_view workload, const auto& check) {
    if (subject.has_workload(workload)) {
      any = true;
      subject.phase("as " + std::string(workload));
      check();
    }
  };
  play("broadcast", [&] { broadcast_reads(subject); });
  play("g-set", [&] { set_reads(subject); });
  play("g-counter", [&] { counter_reads(subject, 3); });
  play("pn-counter", [&] { counter_reads(subject, -3); });
  play("lin-kv", [&] { register_reads(subject); });
  play("kafka", [&] { log_reads(subject); });
  play("txn-list-append", [&] { transaction_reads(subject, "append", {1001, 1002}); });
  play("txn-rw-register", [&] { transaction_reads(subject, "w", 1002); });
  if (!any) {
    skip("the plugin implements no workload with known reads");
  }
}

}  // namespace

std::span<const Rule> workload_rules() {
  static constexpr std::array kRules = {
      Rule{kWorkloadTypes, "It handles every type of its workload.",
           "The host answers an undeclared type with error 10, and no rule can check it.", workload_types,
           Rule::Needs::kFile},
      Rule{"echo-identity", "An echo returns the value that was sent, of any type.", "The workload requires it.",
           echo_identity},
      Rule{"unique-over-instances",
           "The nodes of a cluster never return the same id twice, even if their counters are equal.",
           "The workload requires it.", unique_over_instances},
      Rule{"unique-over-restarts", "A restarted node repeats no id, even if its clock stood still or went back.",
           "Maelstrom kills nodes, clocks are adjusted, and a new process has lost its counter.", unique_over_restarts},
      Rule{"unique-over-node-ids", "Ids differ for node ids like n1, n11 and n1-1.",
           "n1 followed by 12 is the same text as n11 followed by 2.", unique_over_node_ids},
      Rule{"unique-over-empty-id", "Ids also differ for a node whose id is empty.",
           "Node ids are opaque, and may be empty.", unique_over_empty_id},
      Rule{"unique-without-randomness", "If the system has no randomness, it refuses to generate ids.",
           "Without randomness, ids of an earlier process may repeat.", unique_without_randomness},
      Rule{"reads-what-it-was-told",
           "Alone in its cluster, it returns the values that were broadcast, added, written, exchanged, sent or "
           "committed (broadcast, g-set, g-counter, pn-counter, lin-kv, kafka, txn-list-append, txn-rw-register).",
           "The workload requires it. Use `simulate` or Maelstrom to test whether several nodes agree.",
           reads_what_it_was_told},
  };
  return kRules;
}

}  // namespace maelstrom::conformance::check
