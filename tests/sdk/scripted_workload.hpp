// A node with a workload that the test scripts: a plain handler for messages of type "ask", a coroutine for "await".
#pragma once

#include <functional>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include <maelstrom/workload.hpp>

#include "workload_node.hpp"

namespace maelstrom::tests {

class ScriptedWorkload : public Workload {
 public:
  static inline std::function<void(Request&)> plain;
  static inline std::function<Task<>(Request&)> coroutine;
  static inline std::function<void(Node&)> constructor;
  static inline std::function<void(Node&)> starts;
  static inline Node* instance = nullptr;  // the latest one

  explicit ScriptedWorkload(Host host) : Workload(host) {
    instance = this;
    on("ask", [](Request& request) { plain(request); });
    on("await", [](Request& request) -> Task<> { co_await coroutine(request); });
    if (constructor) {
      constructor(*this);
    }
  }

 private:
  void on_start() override {
    if (starts) {
      starts(*this);
    }
  }
};

class ScriptedNode : public ::testing::Test {
 protected:
  // Feeds a first message, an unexpected reply: before that a node holds its messages back.
  ScriptedNode() { node.hear("n2", R"("type":"nothing_ok","in_reply_to":0)"); }

  void TearDown() override {
    ScriptedWorkload::plain = nullptr;
    ScriptedWorkload::coroutine = nullptr;
    ScriptedWorkload::constructor = nullptr;
    ScriptedWorkload::starts = nullptr;
  }

  // The node's output for a request of c1 with msg_id 1 and this handler.
  std::string ask(std::function<void(Request&)> handler, const std::string& members = "") {
    ScriptedWorkload::plain = std::move(handler);
    return node.say(R"("type":"ask","msg_id":1)" + (members.empty() ? "" : "," + members));
  }
  // The same with a coroutine.
  std::string await(std::function<Task<>(Request&)> handler, const std::string& members = "") {
    ScriptedWorkload::coroutine = std::move(handler);
    return node.say(R"("type":"await","msg_id":1)" + (members.empty() ? "" : "," + members));
  }

  // The workload itself.
  static maelstrom::Node& self() { return *ScriptedWorkload::instance; }

  static constexpr const char* kTypes[] = {"ask", "await"};
  WorkloadNode<ScriptedWorkload> node{kTypes};
};

// Counts its living objects, including moved and copied ones.
class Witness {
 public:
  Witness() { ++alive(); }
  Witness(const Witness& /*other*/) { ++alive(); }
  Witness& operator=(const Witness&) = default;
  ~Witness() { --alive(); }

  static int& alive() {
    static int count = 0;
    return count;
  }
};

}  // namespace maelstrom::tests
