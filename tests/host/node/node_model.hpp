// A node's behaviour in the simplest form: the model that node_model_test compares with the real node.
//
// It works on documents, keeps everything forever, searches lists, and has only one thread and a resolution of
// milliseconds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include <maelstrom/abi.h>

namespace maelstrom::tests {

// The host calls of a plugin. Messages, rpcs and timers are identified by number, in the order in which the plugin
// received or created them.
class NodeCalls {
 public:
  virtual ~NodeCalls() = default;
  virtual maelstrom_status reply(std::size_t message, const std::string& body) = 0;
  virtual maelstrom_status reply_error(std::size_t message, int code) = 0;
  virtual maelstrom_status send(const std::string& to, const std::string& body) = 0;
  virtual maelstrom_status rpc(const std::string& to, const std::string& body, std::int64_t timeout_ms,
                               const nlohmann::json& then) = 0;
  virtual maelstrom_status cancel_rpc(std::size_t rpc) = 0;
  virtual maelstrom_status after(std::int64_t delay_ms, const nlohmann::json& then) = 0;
  virtual maelstrom_status cancel(std::size_t timer) = 0;
  virtual maelstrom_status post(const nlohmann::json& then) = 0;
};

// The plugin, the same for both: follows its orders, and records its events and the result of each call.
class ObedientPlugin {
 public:
  static constexpr std::string_view kType = "ask";

  explicit ObedientPlugin(NodeCalls& node) : node_(node) {}

  // An event and its orders: [{"op":"reply","n":0,"body":"..."}, ...]. Throws at {"op":"fail"}.
  void happens(const std::string& event, const nlohmann::json& orders);

  std::vector<std::string> diary;

 private:
  maelstrom_status obey(const nlohmann::json& order);

  NodeCalls& node_;
};

struct ModelCounters {
  std::uint64_t received = 0, malformed = 0, sent = 0, refused = 0, expired = 0, failures = 0;
};

class NodeModel : public NodeCalls {
 public:
  static constexpr std::int64_t kReplyDeadline = 4500;

  // failing_starts: how many times the plugin's start fails; the orders for a start, and for its stop.
  NodeModel(int failing_starts, nlohmann::json at_start, nlohmann::json at_stop);

  void receive(const std::string& line, std::int64_t received);
  void pass(std::int64_t ms);
  void stop();

  std::vector<nlohmann::json> said;  // output
  ObedientPlugin plugin;
  ModelCounters counters;

  maelstrom_status reply(std::size_t message, const std::string& body) override;
  maelstrom_status reply_error(std::size_t message, int code) override;
  maelstrom_status send(const std::string& to, const std::string& body) override;
  maelstrom_status rpc(const std::string& to, const std::string& body, std::int64_t timeout_ms,
                       const nlohmann::json& then) override;
  maelstrom_status cancel_rpc(std::size_t rpc) override;
  maelstrom_status after(std::int64_t delay_ms, const nlohmann::json& then) override;
  maelstrom_status cancel(std::size_t timer) override;
  maelstrom_status post(const nlohmann::json& then) override;

 private:
  enum class Phase { kBeforeInit, kRunning, kStopping, kStopped };
  enum class Fate { kOpen, kClosed, kExpired };

  struct Request {
    std::string src;
    nlohmann::json msg_id;  // null: none
    std::int64_t received;
    Fate fate = Fate::kOpen;
  };
  struct Rpc {
    std::string to;
    nlohmann::json then;
    bool cancelled = false;
    bool completed = false;
  };
  struct Timer {
    std::int64_t due;
    std::optional<std::size_t> rpc;  // that it times out; nullopt: a timer of the plugin
    nlohmann::json then;
    bool over = false;
  };

  // Clients vanish; nodes and services wait forever.
  bool is_late(const std::string& src, std::int64_t received) const {
    static const std::set<std::string> kServices = {"lin-kv", "seq-kv", "lww-kv", "lin-tso"};
    const bool is_node = phase_ != Phase::kBeforeInit && nodes_.contains(src);
    return !is_node && !kServices.contains(src) && now_ - received > kReplyDeadline;
  }
  void receive_init(const nlohmann::json& message);
  void receive_reply(const nlohmann::json& message);
  void receive_request(const nlohmann::json& message, std::int64_t received);
  void answer(const nlohmann::json& to, nlohmann::json body);
  void answer_error(const nlohmann::json& to, int code, std::int64_t received);
  maelstrom_status refuse(maelstrom_status status);
  maelstrom_status emit(const std::string& to, const std::string& body, const nlohmann::json& msg_id);
  bool calls_plugin(const std::string& event, const nlohmann::json& orders);
  void complete(std::size_t rpc, const std::string& how);
  void advance();

  Phase phase_ = Phase::kBeforeInit;
  std::int64_t now_ = 0;
  int failing_starts_;
  nlohmann::json at_start_, at_stop_;
  std::string id_;
  std::set<std::string> nodes_;
  std::set<std::string> known_ = {"lin-kv", "seq-kv", "lww-kv", "lin-tso"};
  bool heard_ = false;
  bool accepts_posts_ = true;
  std::vector<nlohmann::json> held_;
  std::vector<std::pair<std::size_t, std::int64_t>> held_timeouts_;  // of the rpcs among them, in ms
  std::vector<Request> requests_;
  std::vector<Rpc> rpcs_;
  std::vector<std::size_t> plugin_timers_;  // indices into timers_
  std::vector<Timer> timers_;
  std::vector<std::size_t> cancelled_;
  std::vector<nlohmann::json> posts_;
};

}  // namespace maelstrom::tests
