// lin-kv: the registers are in the service lin-kv. Right, or wrong by --set mistake=NAME:
//
//   stale-reads   reads from a cache that it keeps for 100 ms
//   two-step-cas  compares first, then writes, ignoring changes in between
//   split-brain   keeps the registers in the memory of a leader: the first node with a recent message
#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <maelstrom/workload.hpp>

#include "cells.hpp"

namespace {

using fixtures::Change;
using fixtures::json;
using maelstrom::Error;
using maelstrom::ErrorCode;
using maelstrom::Request;
using maelstrom::Task;
using namespace std::chrono_literals;

constexpr std::array<std::string_view, 3> kMistakes = {"stale-reads", "two-step-cas", "split-brain"};
constexpr std::chrono::nanoseconds kCacheTime = 100ms;
constexpr std::chrono::nanoseconds kBeatInterval = 100ms;
constexpr std::chrono::nanoseconds kLeaseTime = 600ms;

// The new value of a register. Throws the error that lin-kv requires.
void compare_and_set(json& value, const json& from, const json& to) {
  if (value.is_null()) {
    throw Error(ErrorCode::kKeyDoesNotExist, "there is no such key");
  }
  if (value != from) {
    throw Error(ErrorCode::kPreconditionFailed, "the value is " + value.dump());
  }
  value = to;
}

class Registers : public maelstrom::Workload {
 public:
  explicit Registers(maelstrom::Host node_host) : Workload(node_host) {
    mistake_ = fixtures::checked_mistake(option<std::string>("mistake", "none"), kMistakes);
    if (mistake_ == "split-brain") {
      serve_from_memory();
    } else {
      serve_from_lin_kv();
    }
    on("beat", [this](Request& request) { heard_[std::string(request.src())] = now(); });
    on("copy", [this](Request& request) {
      registers_[request.get<std::string>("key")] = json::parse(request.field("value").text);
    });
  }

 private:
  std::chrono::nanoseconds now() const { return std::chrono::nanoseconds(host().monotonic_ns()); }

  static std::string key_of(const Request& request) { return std::string(request.field("key").text); }
  static json value_of(const Request& request, const char* field) { return json::parse(request.field(field).text); }

  void serve_from_lin_kv() {
    on("read", [this](Request& request) -> Task<> {
      const std::string key = key_of(request);
      const auto cached = cache_.find(key);
      json value;
      if (mistake_ == "stale-reads" && cached != cache_.end() && now() - cached->second.first < kCacheTime) {
        value = cached->second.second;
      } else {
        value = co_await cells_.read(key);
        cache_[key] = {now(), value};
      }
      if (value.is_null()) {
        throw Error(ErrorCode::kKeyDoesNotExist, "there is no key " + key);
      }
      request.reply("read_ok", "value", value);
    });
    on("write", [this](Request& request) -> Task<> {
      const json written = value_of(request, "value");
      const auto write = [written](json& value) { return value = written; };
      co_await cells_.change(key_of(request), write);
      request.reply("write_ok");
    });
    on("cas", [this](Request& request) -> Task<> {
      const json from = value_of(request, "from");
      const json to = value_of(request, "to");
      const auto swap = [from, to](json& value) {
        compare_and_set(value, from, to);
        return json();
      };
      co_await cells_.change(key_of(request), swap,
                             mistake_ == "two-step-cas" ? Change::kBlindly : Change::kExactlyOnce);
      request.reply("cas_ok");
    });
  }

  void serve_from_memory() {
    const auto serve = [this](const char* type, auto handler) {
      on(type, [this, handler](Request& request) {
        const std::string leader = leader_now();
        if (leader == node_id()) {
          handler(request, registers_[key_of(request)]);
        } else {
          forward(request, leader, 800ms);
        }
      });
    };
    serve("read", [](Request& request, json& value) {
      if (value.is_null()) {
        throw Error(ErrorCode::kKeyDoesNotExist, "there is no such key");
      }
      request.reply("read_ok", {{"value", value}});
    });
    serve("write", [this](Request& request, json& value) {
      value = value_of(request, "value");
      copy(request);
      request.reply("write_ok");
    });
    serve("cas", [this](Request& request, json& value) {
      compare_and_set(value, value_of(request, "from"), value_of(request, "to"));
      copy(request);
      request.reply("cas_ok");
    });
  }

  void copy(const Request& request) {
    const std::string key = key_of(request);
    broadcast("copy", "key", key, "value", registers_[key]);
  }

  std::string leader_now() const {
    for (const std::string& node : node_ids()) {
      const auto heard = heard_.find(node);
      if (node == node_id() || (heard != heard_.end() && now() - heard->second < kLeaseTime)) {
        return node;
      }
    }
    return std::string(node_id());
  }

  void on_start() override {
    if (mistake_ == "split-brain") {
      for (const std::string& peer : peers()) {
        heard_[peer] = now();
      }
      every(kBeatInterval, [this] { broadcast("beat"); });
    }
  }

  std::string mistake_;
  std::map<std::string, std::pair<std::chrono::nanoseconds, json>> cache_;
  std::map<std::string, json> registers_;                  // of a leader
  std::map<std::string, std::chrono::nanoseconds> heard_;  // peer -> when
  fixtures::Cells cells_{*this, 700ms};                    // clients wait for one second
};

}  // namespace

MAELSTROM_PLUGIN(Registers, "registers", "1.0.0", "lin-kv, wrong if asked to be", "read", "write", "cas", "beat",
                 "copy");
