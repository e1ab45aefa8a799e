// g-counter and pn-counter: the sum is in the service lin-kv. Right, or wrong by --set mistake=NAME:
//
//   double-add  adds again after a timeout, although the first add may have arrived
//   lost-add    writes the new sum over the current one, without a check
//   late        acknowledges adds that it stores later, together
#include <array>
#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <maelstrom/workload.hpp>

#include "cells.hpp"

namespace {

using fixtures::Change;
using fixtures::json;
using maelstrom::Request;
using maelstrom::Task;

constexpr std::array<std::string_view, 3> kMistakes = {"double-add", "lost-add", "late"};

class Counters : public maelstrom::Workload {
 public:
  explicit Counters(maelstrom::Host node_host) : Workload(node_host) {
    mistake_ = fixtures::checked_mistake(option<std::string>("mistake", "none"), kMistakes);
    on("add", [this](Request& request) -> Task<> {
      const auto delta = request.get<std::int64_t>("delta");
      if (mistake_ == "late") {
        unstored_ += delta;
      } else {
        co_await add(delta);
      }
      request.reply("add_ok");
    });
    on("read", [this](Request& request) -> Task<> {
      const json sum = co_await cells_.read("sum");
      request.reply("read_ok", "value", sum.is_null() ? 0 : sum.get<std::int64_t>());
    });
  }

 private:
  void on_start() override {
    if (mistake_ == "late") {
      using namespace std::chrono_literals;
      every(500ms, [this]() -> Task<> { co_await add(std::exchange(unstored_, 0)); });
    }
  }

  Task<> add(std::int64_t delta) {
    const Change how = mistake_ == "double-add" ? Change::kAtLeastOnce
                       : mistake_ == "lost-add" ? Change::kBlindly
                                                : Change::kExactlyOnce;
    const auto change = [delta](json& sum) {
      sum = (sum.is_null() ? 0 : sum.get<std::int64_t>()) + delta;
      return json();
    };
    co_await cells_.change("sum", change, how);
  }

  std::string mistake_;
  std::int64_t unstored_ = 0;
  fixtures::Cells cells_{*this, std::chrono::seconds(4)};
};

}  // namespace

MAELSTROM_PLUGIN(Counters, "counters", "1.0.0", "g-counter and pn-counter, wrong if asked to be", "add", "read");
