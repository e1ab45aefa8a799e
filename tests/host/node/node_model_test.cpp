// Random lives of a node and of its model: the output, the plugin's events, the results of its calls and the counters
// must be the same. A life is made from its number; MAELSTROM_MODEL_LIVES=FIRST..LAST runs other lives than the first
// thousands.

#include "node_model.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <initializer_list>
#include <memory>
#include <random>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "node_fixture.hpp"

namespace maelstrom::tests {
namespace {

using nlohmann::json;

// The real node, for the plugin of the model.
class RealNode : public NodeCalls {
 public:
  RealNode(int failing_starts, const json& at_start, const json& at_stop) : plugin(*this) {
    scripted_.on_start = [this, failing_starts, at_start, started = 0]() mutable {
      const bool told_to_fail = started++ < failing_starts;
      plugin.happens("start", told_to_fail ? json::array({{{"op", "fail"}}}) : at_start);
      return MAELSTROM_OK;
    };
    scripted_.on_message = [this](const maelstrom_message& message) {
      requests_.push_back(message.request);
      const json body = json::parse(text_of(message.body));
      plugin.happens("message " + body.dump(), body.value("do", json::array()));
      return MAELSTROM_OK;
    };
    scripted_.on_stop = [this, at_stop] { plugin.happens("stop", at_stop); };
    node = std::make_unique<host::Node>(scripted_.descriptor(), platform, host::NodeOptions{});
  }

  ~RealNode() override { node.reset(); }  // its destructor still calls the plugin
  RealNode(const RealNode&) = delete;
  RealNode& operator=(const RealNode&) = delete;

  // Takes the output, without the texts of errors, which are for people.
  std::vector<json> said() {
    std::vector<json> documents;
    std::istringstream lines{std::string(node->lines().bytes())};
    node->lines().clear();
    for (std::string line; std::getline(lines, line);) {
      documents.push_back(json::parse(line));
      if (documents.back()["body"]["type"] == "error") {
        documents.back()["body"].erase("text");
      }
    }
    return documents;
  }

  FakePlatform platform;
  ObedientPlugin plugin;
  std::unique_ptr<host::Node> node;

  maelstrom_status reply(std::size_t message, const std::string& body) override {
    return scripted_.reply(request(message), body);
  }
  maelstrom_status reply_error(std::size_t message, int code) override {
    return scripted_.reply_error(request(message), code, "told to");
  }
  maelstrom_status send(const std::string& to, const std::string& body) override { return scripted_.send(to, body); }
  maelstrom_status rpc(const std::string& to, const std::string& body, std::int64_t timeout_ms,
                       const json& then) override {
    const auto completed = [](void* user, maelstrom_status status, const maelstrom_message* reply) {
      const auto& call = *static_cast<Call*>(user);
      const std::string how = status == MAELSTROM_OK          ? "reply " + json::parse(text_of(reply->body)).dump()
                              : status == MAELSTROM_E_TIMEOUT ? "timeout"
                                                              : "cancelled";
      call.node->plugin.happens("rpc " + std::to_string(call.number) + " " + how, call.then);
    };
    maelstrom_rpc handle = 0;
    const maelstrom_status status = host().rpc(&host(), slice(to), slice(body), timeout_ms * kMillisecond, completed,
                                               remember("rpc", rpcs_.size(), then), &handle);
    if (status == MAELSTROM_OK) {
      rpcs_.push_back(handle);
    }
    return status;
  }
  maelstrom_status cancel_rpc(std::size_t rpc) override {
    return host().cancel_rpc(&host(), rpc < rpcs_.size() ? rpcs_[rpc] : 0);
  }
  maelstrom_status after(std::int64_t delay_ms, const json& then) override {
    maelstrom_timer handle = 0;
    const maelstrom_status status =
        host().after(&host(), delay_ms * kMillisecond, run, remember("timer", 0, then), &handle);
    if (status == MAELSTROM_OK) {
      timers_.push_back(handle);
    }
    return status;
  }
  maelstrom_status cancel(std::size_t timer) override {
    return host().cancel(&host(), timer < timers_.size() ? timers_[timer] : 0);
  }
  maelstrom_status post(const json& then) override { return host().post(&host(), run, remember("post", 0, then)); }

  static constexpr std::int64_t kMillisecond = 1'000'000;

 private:
  struct Call {
    RealNode* node;
    std::string event;
    std::size_t number;
    json then;
  };

  static void run(void* user) {
    const auto& call = *static_cast<Call*>(user);
    call.node->plugin.happens(call.event, call.then);
  }
  Call* remember(const std::string& event, std::size_t number, const json& then) {
    return &calls_.emplace_back(Call{this, event, number, then});
  }
  const maelstrom_host& host() const { return *scripted_.host; }
  maelstrom_request request(std::size_t message) const {
    constexpr maelstrom_request kNone = UINT64_MAX;
    return message < requests_.size() ? requests_[message] : kNone;
  }

  ScriptedPlugin scripted_;
  std::vector<maelstrom_request> requests_;
  std::vector<maelstrom_rpc> rpcs_;
  std::vector<maelstrom_timer> timers_;
  std::deque<Call> calls_;  // their addresses are stable
};

// Generates random events for a node.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : random_(seed) {}

  int below(int end) { return static_cast<int>(random_() % static_cast<unsigned>(end)); }
  template <class T>
  T one_of(std::initializer_list<T> choices) {
    return *(choices.begin() + below(static_cast<int>(choices.size())));
  }

  json orders(int depth) {
    json orders = json::array();
    for (int left = below(4); left > 0; --left) {
      orders.push_back(order(depth));
    }
    return orders;
  }

  // A line for the node: mostly requests, some replies, and all kinds of errors.
  std::string line() {
    switch (below(10)) {
      case 0:
        return one_of<std::string>({"", "  \t", "rubbish", "[]", "7", R"({"src":"c1"})", R"({"dest":"n1","body":{}})",
                                    R"({"src":"c1","dest":"n1","body":7})",
                                    R"({"src":"c1","dest":"n1","body":{"msg_id":3}})",
                                    R"({"src":"c1","body":{"type":"ask","msg_id":3}})",
                                    R"({"src":7,"dest":"n1","body":{"type":"ask","msg_id":3}})",
                                    R"({"src":"c1","dest":"n1","body":{"type":"ask","msg_id":1.5}})",
                                    R"({"src":"c1","dest":"","body":{"type":"ask","msg_id":3,"in_reply_to":"x"}})"});
      case 1:
        return message("c0", {{"type", "init"},
                              {"msg_id", below(3)},
                              {"node_id", one_of<json>({"n1", "n4", "", 7})},
                              {"node_ids", one_of<json>({{"n1", "n2"}, nullptr, {"n1", 2}, "n1"})}});
      case 2:
        return message(one_of<std::string>({"c1", "n2"}), with_id({{"type", one_of<std::string>({"other", ""})}}));
      case 3:
      case 4:
        return message(one_of<std::string>({"n2", "lin-kv", "c1"}), {{"type", "ok"}, {"in_reply_to", below(6)}});
      default:
        return message(one_of<std::string>({"c1", "c2", "n2", "n3"}),
                       with_id({{"type", ObedientPlugin::kType}, {"do", orders(2)}}));
    }
  }

  std::string first_init() {
    return message("c0", {{"type", "init"}, {"msg_id", 1}, {"node_id", "n1"}, {"node_ids", {"n1", "n2", "n3"}}});
  }

 private:
  static std::string message(const std::string& src, const json& body) {
    return json({{"src", src}, {"dest", "n1"}, {"body", body}}).dump();
  }
  json with_id(json body) {
    if (below(4) != 0) {
      body["msg_id"] = below(5);  // so that ids repeat
    }
    return body;
  }
  json order(int depth) {
    const auto op = one_of<std::string>({"reply", "reply", "reply", "error", "send", "send", "rpc", "rpc", "cancel_rpc",
                                         "after", "after", "cancel", "post", "fail"});
    const auto is_one_of = [&op](std::initializer_list<const char*> ops) {
      return std::find(ops.begin(), ops.end(), op) != ops.end();
    };
    json order = {{"op", op}};
    if (is_one_of({"reply", "error", "cancel_rpc", "cancel"})) {
      order["n"] = below(12);
    }
    if (is_one_of({"reply", "send", "rpc"})) {
      order["body"] = body();
    }
    if (is_one_of({"send", "rpc"})) {
      order["to"] = one_of<std::string>({"n1", "n2", "n3", "c1", "c7", "lin-kv"});
    }
    if (op == "error") {
      order["code"] = one_of({0, 2, 11, 14, 22, 999, 1000});
    }
    if (is_one_of({"rpc", "after"})) {
      order["ms"] = one_of({-1, 0, 0, 1, 10, 10, 1000, 5000});
    }
    if (is_one_of({"rpc", "after", "post"}) && depth > 0) {
      order["then"] = orders(depth - 1);
    }
    return order;
  }
  std::string body() {
    return one_of<std::string>({R"({"type":"a"})", R"({"type":"b","x":[1,{"y":null}]})", R"({ "type" : "c" })",
                                R"({"type":"d"})", R"({"type":7})", R"({"type":"a","msg_id":1})", R"({"type":"a")",
                                "[]", "{\"type\":\n\"a\"}"});
  }

  std::mt19937_64 random_;
};

ModelCounters counters_of(const host::Node& node) {
  const host::NodeCounters& c = node.counters();
  return {c.received, c.malformed, c.sent, c.refused, c.expired, c.failures};
}

std::string in_words(const ModelCounters& c) {
  std::ostringstream text;
  text << c.received << " received, " << c.malformed << " malformed, " << c.sent << " sent, " << c.refused
       << " refused, " << c.expired << " expired, " << c.failures << " failures";
  return text.str();
}

// One life of both. `story` receives its events.
class Life {
 public:
  Life(std::uint64_t seed, std::string& story) : chance_(seed), story_(story) {
    const int failing_starts = chance_.below(8) == 0 ? 1 : 0;
    const json at_start = chance_.orders(1);
    const json at_stop = chance_.orders(1);
    story_ = "at start: " + at_start.dump() + "\nat stop: " + at_stop.dump() + "\n";
    real_ = std::make_unique<RealNode>(failing_starts, at_start, at_stop);
    model_ = std::make_unique<NodeModel>(failing_starts, at_start, at_stop);
  }

  void run() {
    for (int steps = chance_.below(40); steps > 0 && !testing::Test::HasFailure(); --steps) {
      if (chance_.below(4) == 0) {
        pass(chance_.one_of({0, 1, 9, 10, 700, 4600}));
      } else {
        receive(chance_.below(8) == 0 ? chance_.first_init() : chance_.line());
      }
      compare();
    }
    story_ += "stop\n";
    real_->node->stop();
    model_->stop();
    compare();
  }

 private:
  void pass(std::int64_t ms) {
    story_ += "pass " + std::to_string(ms) + " ms\n";
    real_->platform.now += ms * RealNode::kMillisecond;
    real_->node->advance();
    now_ += ms;
    model_->pass(ms);
  }

  // The line may have waited to be read, but not longer than the line before it.
  void receive(const std::string& line) {
    received_ = std::max(received_, now_ - chance_.one_of<std::int64_t>({0, 0, 0, 3000, 6000}));
    story_ += "receive, " + std::to_string(now_ - received_) + " ms late: " + line + "\n";
    real_->node->receive(line, real_->platform.now - (now_ - received_) * RealNode::kMillisecond);
    model_->receive(line, received_);
  }

  void compare() {
    ASSERT_EQ(json(real_->said()).dump(), json(std::exchange(model_->said, {})).dump());
    ASSERT_EQ(json(std::exchange(real_->plugin.diary, {})).dump(),
              json(std::exchange(model_->plugin.diary, {})).dump());
    ASSERT_EQ(in_words(counters_of(*real_->node)), in_words(model_->counters));
  }

  Chance chance_;
  std::string& story_;
  std::unique_ptr<RealNode> real_;
  std::unique_ptr<NodeModel> model_;
  std::int64_t now_ = 0;
  std::int64_t received_ = 0;
};

TEST(NodeModel, LivesAsTheNodeDoes) {
  unsigned long long first = 1;
  unsigned long long last = 2000;
  if (const char* const lives = std::getenv("MAELSTROM_MODEL_LIVES")) {
    ASSERT_EQ(std::sscanf(lives, "%llu..%llu", &first, &last), 2) << lives;
  }
  for (unsigned long long seed = first; seed <= last && !HasFailure(); ++seed) {
    std::string story;
    Life(seed, story).run();
    EXPECT_FALSE(HasFailure()) << "life " << seed << " (MAELSTROM_MODEL_LIVES=" << seed << ".." << seed << "):\n"
                               << story;
  }
}

}  // namespace
}  // namespace maelstrom::tests
