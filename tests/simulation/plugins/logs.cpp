// kafka: each log is in the service lin-kv. Right, or wrong by --set mistake=NAME:
//
//   reused-offsets  appends to an outdated log, so that two messages get the same offset
//   skipped         returns the latest messages of a log if there are too many for one poll
//   dirty-offsets   acknowledges messages that are only in the memory of the log's node
#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <maelstrom/workload.hpp>

#include "cells.hpp"

namespace {

using fixtures::Change;
using fixtures::json;
using maelstrom::Request;
using maelstrom::Task;

constexpr std::array<std::string_view, 3> kMistakes = {"reused-offsets", "skipped", "dirty-offsets"};
constexpr std::size_t kMostMessages = 3;  // of a key in a poll

class Logs : public maelstrom::Workload {
 public:
  explicit Logs(maelstrom::Host node_host) : Workload(node_host) {
    mistake_ = fixtures::checked_mistake(option<std::string>("mistake", "none"), kMistakes);
    on("send", [this](Request& request) -> Task<> { return append(request); });
    on("poll", [this](Request& request) -> Task<> { return poll(request); });
    on("commit_offsets", [this](Request& request) -> Task<> {
      const auto offsets = request.get<Offsets>("offsets");
      const auto commit = [offsets](json& committed) {
        committed = committed.is_null() ? json::object() : committed;
        for (const auto& [key, offset] : offsets) {
          committed[key] = std::max(offset, committed.value(key, offset));
        }
        return json();
      };
      co_await cells_.change("committed", commit);
      request.reply("commit_offsets_ok");
    });
    on("list_committed_offsets", [this](Request& request) -> Task<> {
      const json committed = co_await cells_.read("committed");
      Offsets offsets;
      for (const std::string& key : request.get<std::vector<std::string>>("keys")) {
        if (committed.contains(key)) {
          offsets[key] = committed[key].get<std::int64_t>();
        }
      }
      request.reply("list_committed_offsets_ok", "offsets", offsets);
    });
    on("messages", [this](Request& request) { request.reply("messages_ok", {{"logs", memory_}}); });
  }

 private:
  using Offsets = std::map<std::string, std::int64_t>;

  Task<> append(Request& request) {
    const auto key = request.get<std::string>("key");
    const json message = json::parse(request.field("msg").text);
    if (mistake_ == "dirty-offsets") {
      const std::string& owner = node_ids()[std::hash<std::string>()(key) % node_ids().size()];
      if (owner != node_id()) {
        forward(request, owner);
        co_return;
      }
      memory_[key].push_back(message);
      request.reply("send_ok", "offset", memory_[key].size() - 1);
      co_return;
    }
    const auto append = [key, message](json& logs) {
      logs[key].push_back(message);
      return json(logs[key].size() - 1);
    };
    const json offset =
        co_await cells_.change("logs", append, mistake_ == "reused-offsets" ? Change::kBlindly : Change::kExactlyOnce);
    request.reply("send_ok", "offset", offset);
  }

  Task<> poll(Request& request) {
    const auto offsets = request.get<Offsets>("offsets");
    json logs = memory_;
    if (mistake_ != "dirty-offsets") {
      logs = co_await cells_.read("logs");
    } else {
      for (const std::string& peer : peers()) {
        const maelstrom::Reply reply = co_await rpc(peer, "messages");
        logs.update(json::parse(reply.field("logs").text));
      }
    }
    json messages = json::object();
    for (const auto& [key, offset] : offsets) {
      messages[key] = json::array();
      const std::size_t size = logs.contains(key) ? logs[key].size() : 0;
      auto begin = static_cast<std::size_t>(offset);
      if (mistake_ == "skipped" && begin + kMostMessages < size) {
        begin = size - kMostMessages;
      }
      for (std::size_t at = begin; at < std::min(begin + kMostMessages, size); ++at) {
        messages[key].push_back({at, logs[key][at]});
      }
    }
    request.reply("poll_ok", "msgs", messages);
  }

  std::string mistake_;
  std::map<std::string, json> memory_;  // for dirty-offsets: key -> messages
  fixtures::Cells cells_{*this, std::chrono::seconds(4)};
};

}  // namespace

MAELSTROM_PLUGIN(Logs, "logs", "1.0.0", "kafka, wrong if asked to be", "send", "poll", "commit_offsets",
                 "list_committed_offsets", "messages");
