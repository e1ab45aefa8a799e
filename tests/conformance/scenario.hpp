// A test run in virtual time, with nodes that are functions.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "checkers/checker.hpp"
#include "conformance/choices/random.hpp"
#include "conformance/run/cluster.hpp"
#include "conformance/run/run.hpp"

namespace maelstrom::conformance {

// Records its calls, and returns the delivered lines on request.
class FakeCluster : public Cluster {
 public:
  struct Delivery {
    NodeIndex node;
    std::string line;
  };

  void start(NodeIndex node) override { started.push_back(node); }
  void deliver(NodeIndex node, std::string_view line) override { deliveries.push_back({node, std::string(line)}); }
  void kill(NodeIndex node) override { killed.push_back(node); }
  void pause(NodeIndex node) override { paused.push_back(node); }
  void resume(NodeIndex node) override { resumed.push_back(node); }
  void disturb_clock(NodeIndex node, Time /*jump*/, double /*drift*/) override { disturbed.push_back(node); }
  UnfinishedLine unfinished_line(NodeIndex node) const override {
    const auto found = unfinished.find(node);
    return found == unfinished.end() ? UnfinishedLine() : found->second;
  }

  std::vector<NodeIndex> started;
  std::vector<NodeIndex> killed;
  std::vector<NodeIndex> paused;
  std::vector<NodeIndex> resumed;
  std::vector<NodeIndex> disturbed;
  std::deque<Delivery> deliveries;
  std::map<NodeIndex, UnfinishedLine> unfinished;  // its answer to unfinished_line
};

using Json = nlohmann::ordered_json;

// {"src":S,"dest":D,"body":B}
inline std::string line(std::string_view src, std::string_view dest, const Json& body) {
  return Json{{"src", src}, {"dest", dest}, {"body", body}}.dump();
}

// The answer of `message`'s destination: `body` with an in_reply_to.
inline std::string answer(const Json& message, Json body) {
  body["in_reply_to"] = message["body"]["msg_id"];
  return line(message["dest"].get<std::string>(), message["src"].get<std::string>(), body);
}

// A correct node's answer to a message.
inline std::vector<std::string> good_node(const Json& message) {
  const Json& body = message["body"];
  const Json type = body.value("type", Json());  // bodies between nodes may have no type
  if (type == "init") {
    return {answer(message, {{"type", "init_ok"}})};
  }
  if (type == "echo") {
    return {answer(message, {{"type", "echo_ok"}, {"echo", body["echo"]}})};
  }
  if (type == "generate") {
    return {answer(message, {{"type", "generate_ok"}, {"id", message["id"]}})};
  }
  return {};
}

class Scenario {
 public:
  // A node's reaction to a message: the lines it writes immediately.
  using Behaviour = std::function<std::vector<std::string>(const Json& message)>;

  Scenario(Plan plan, Behaviour behaviour, Trace* trace = nullptr)
      : choices(plan.seed),
        workload(find_workload(plan.workload)->make(workload_setting(plan))),
        run(std::move(plan), *workload, cluster, choices, trace),
        behaviour_(std::move(behaviour)) {
    run.start(now);
  }

  // Lets the nodes answer and time pass until the run has finished or time reaches `end`.
  void play(Time end = kNever) {
    for (;;) {
      answer_all();
      if (run.finished() || run.next_event_time() > end) {
        return;
      }
      now = std::max(now, run.next_event_time());
      run.advance(now);
    }
  }

  void answer_all() {
    while (!cluster.deliveries.empty()) {
      const FakeCluster::Delivery delivery = std::move(cluster.deliveries.front());
      cluster.deliveries.pop_front();
      seen.push_back(Json::parse(delivery.line));
      for (const std::string& reply : behaviour_(seen.back())) {
        run.on_node_line(delivery.node, reply, now);
      }
    }
  }

  void inject(const Fault& fault) { run.inject(fault, now); }

  // A node sends `body` to `dest`.
  void say(NodeIndex node, std::string_view dest, const Json& body) {
    run.on_node_line(node, line(run.plan().nodes[node], dest, body), now);
  }

  Results results() {
    play();
    return run.results(find_checker(run.plan().workload)->check);
  }

  FakeCluster cluster;
  RandomChoices choices;
  std::unique_ptr<Workload> workload;
  Run run;
  Time now = 0;
  std::vector<Json> seen;  // by the nodes, in order

 private:
  Behaviour behaviour_;
};

inline Plan echo_plan() {
  Plan plan;
  plan.workload = "echo";
  plan.nodes = {"n0", "n1", "n2"};
  plan.concurrency = 3;
  plan.rate = 100;
  plan.time_limit = 2 * kSecond;
  plan.seed = 7;
  return plan;
}

inline std::string joined(const std::vector<std::string>& lines) {
  std::string all;
  for (const std::string& one : lines) {
    all += one + '\n';
  }
  return all;
}

}  // namespace maelstrom::conformance
