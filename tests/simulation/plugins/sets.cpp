// broadcast, and g-set with --set workload=g-set. Right, or wrong by --set mistake=NAME:
//
//   silent           sends nothing to the other nodes
//   fire-and-forget  sends to each neighbour once, without an acknowledgement
//   forgets          acknowledges elements that are only in memory
//   phantom          mistakes the number in the head of a message for one of its elements
//
// A node stores new elements in the service lin-kv before it acknowledges them, and sends them to its neighbours until
// they acknowledge. Each message carries the number of the sender's current life: a neighbour that was killed has
// forgotten all elements that it received.
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <maelstrom/workload.hpp>

#include "cells.hpp"

namespace {

using fixtures::json;
using maelstrom::Request;
using maelstrom::Task;

using Elements = std::vector<std::int64_t>;

constexpr std::array<std::string_view, 4> kMistakes = {"silent", "fire-and-forget", "forgets", "phantom"};
constexpr int kTicksOfABeat = 4;

class Sets : public maelstrom::Workload {
 public:
  explicit Sets(maelstrom::Host node_host) : Workload(node_host) {
    mistake_ = fixtures::checked_mistake(option<std::string>("mistake", "none"), kMistakes);
    is_durable_ = option<bool>("durable", true) && mistake_ != "forgets";
    interval_ = std::chrono::milliseconds(option<std::int64_t>("interval", 100));
    const bool is_g_set = option<std::string>("workload", "broadcast") == "g-set";
    const std::string elements = is_g_set ? "value" : "messages";
    on("broadcast", [this](Request& request) { return add(request, "message", "broadcast_ok"); });
    on("add", [this](Request& request) { return add(request, "element", "add_ok"); });
    on("read", [this, elements](Request& request) { request.reply("read_ok", elements, elements_); });
    on("topology", [this](Request& request) {
      const auto topology = request.get<std::map<std::string, std::vector<std::string>>>("topology");
      const auto own = topology.find(std::string(node_id()));
      if (own != topology.end()) {
        neighbours_ = own->second;
      }
      request.reply("topology_ok");
    });
    on("gossip", [this](Request& request) { hear(request); });
    on("heard", [this](Request& request) { note_heard(request); });
  }

 private:
  // The elements that a neighbour has not acknowledged yet.
  struct Neighbour {
    std::int64_t life = 0;
    std::set<std::int64_t> unheard;
  };

  void on_start() override {
    neighbours_ = peers();
    std::array<std::byte, 3> random{};
    host().random_bytes(random);
    for (const std::byte byte : random) {
      life_ = life_ * 256 + std::to_integer<std::int64_t>(byte);
    }
    life_ += 1'000'000;
    every(interval_, [this] { tell_all(); });
    if (is_durable_) {
      spawn(recall());
    }
  }

  // Reads the elements back after the node was killed.
  Task<> recall() {
    const json stored = co_await retry({.attempts = 0}, [this] { return cells_.read(cell()); });
    for (const json& element : stored) {
      learn(element.get<std::int64_t>());
    }
  }

  Task<> add(Request& request, const char* field, const char* answer) {
    const auto element = request.get<std::int64_t>(field);
    if (is_durable_) {
      const auto append = [element](json& stored) {
        stored.push_back(element);
        return json();
      };
      co_await cells_.change(cell(), append);
    }
    learn(element);
    request.reply(answer);
  }

  void learn(std::int64_t element) {
    if (elements_.insert(element).second) {
      for (const std::string& neighbour : neighbours_) {
        told_[neighbour].unheard.insert(element);
      }
    }
  }

  void tell_all() {
    if (mistake_ == "silent") {
      return;
    }
    const bool is_beat = ticks_++ % kTicksOfABeat == 0;
    for (const std::string& neighbour : neighbours_) {
      std::set<std::int64_t>& unheard = told_[neighbour].unheard;
      if (!unheard.empty() || is_beat) {
        send(neighbour, "gossip", "life", life_, "elements", unheard);
      }
      if (mistake_ == "fire-and-forget") {
        unheard.clear();
      }
    }
  }

  void hear(Request& request) {
    const auto elements = request.get<Elements>("elements");
    const auto life = request.get<std::int64_t>("life");
    Neighbour& sender = met(std::string(request.src()), life);
    for (const std::int64_t element : elements) {
      learn(element);
      sender.unheard.erase(element);
    }
    if (mistake_ == "phantom" && !elements.empty()) {
      elements_.insert(life);
    }
    if (!elements.empty()) {
      send(request.src(), "heard", "life", life_, "elements", elements);
    }
  }

  void note_heard(Request& request) {
    Neighbour& sender = met(std::string(request.src()), request.get<std::int64_t>("life"));
    for (const std::int64_t element : request.get<Elements>("elements")) {
      sender.unheard.erase(element);
    }
  }

  // A neighbour in a new life has forgotten the elements that it received.
  Neighbour& met(const std::string& id, std::int64_t life) {
    Neighbour& neighbour = told_[id];
    if (neighbour.life != life && mistake_ != "fire-and-forget") {
      neighbour = {life, elements_};
    }
    return neighbour;
  }

  std::string cell() const { return "elements of " + std::string(node_id()); }

  std::string mistake_;
  bool is_durable_ = true;
  std::chrono::milliseconds interval_{0};
  std::int64_t life_ = 0;
  int ticks_ = 0;
  std::set<std::int64_t> elements_;
  std::vector<std::string> neighbours_;
  std::map<std::string, Neighbour> told_;
  fixtures::Cells cells_{*this, std::chrono::seconds(4)};
};

}  // namespace

MAELSTROM_PLUGIN(Sets, "sets", "1.0.0", "broadcast and g-set, wrong if asked to be", "broadcast", "add", "read",
                 "topology", "gossip", "heard");
