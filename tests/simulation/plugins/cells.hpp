// Values in the service lin-kv that many nodes change at the same time, each change exactly once, even if the network
// loses, duplicates or delays messages. For fixtures.
//
// A cell is {"value": V, "done": [...]}: `done` has the names of the latest changes. Each change leaves a cell with a
// new value, so a compare-and-set that arrives late or twice finds another cell and does nothing.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include <maelstrom/workload.hpp>

namespace fixtures {

using nlohmann::json;

// How to make a change.
enum class Change {
  kExactlyOnce,
  kAtLeastOnce,  // wrong: repeats it after a timeout, although it may have been made
  kBlindly,      // wrong: overwrites changes by others since the value was read
};

class Cells {
 public:
  // patience: after this time an operation throws kTimeout.
  Cells(maelstrom::Node& node, std::chrono::nanoseconds patience) : node_(node), patience_(patience) {}

  // The value of a cell; null if absent.
  maelstrom::Task<json> read(std::string key) {
    const auto begin = now();
    for (;;) {
      maelstrom::Result<maelstrom::JsonText> seen =
          co_await maelstrom::detail::settled(node_.lin_kv(kTimeout).read(key));
      if (seen.ok()) {
        co_return json::parse(seen.value().text()).at("value");
      }
      if (is_absent(seen)) {
        co_return json();
      }
      go_on_after(seen, begin);
    }
  }

  // Lets `function` change the value (null if absent), and returns its result. It may be called many times, and may
  // throw Error to change nothing.
  maelstrom::Task<json> change(std::string key, std::function<json(json&)> function,
                               Change how = Change::kExactlyOnce) {
    const auto begin = now();
    const std::string name = random_name();
    std::vector<json> results;  // of each attempt
    for (;;) {
      maelstrom::Result<maelstrom::JsonText> seen =
          co_await maelstrom::detail::settled(node_.lin_kv(kTimeout).read(key));
      if (!seen.ok() && !is_absent(seen)) {
        go_on_after(seen, begin);
        continue;
      }
      json cell = seen.ok() ? json::parse(seen.value().text()) : json{{"value", nullptr}, {"done", json::array()}};
      if (const std::optional<std::size_t> attempt = attempt_done(cell["done"], name);
          attempt && how == Change::kExactlyOnce) {
        co_return results[*attempt];
      }
      results.push_back(function(cell["value"]));
      note_done(cell["done"], name, results.size() - 1);
      const maelstrom::JsonText from = seen.ok() ? seen.value() : maelstrom::JsonText::of("no value");
      maelstrom::Task<> store = how == Change::kBlindly
                                    ? node_.lin_kv(kTimeout).write(key, cell)
                                    : node_.lin_kv(kTimeout).cas(key, from, cell, maelstrom::Create::kIfNotExists);
      const maelstrom::Result<void> stored = co_await maelstrom::detail::settled(std::move(store));
      if (stored.ok()) {
        co_return results.back();
      }
      go_on_after(stored, begin);
      co_await node_.sleep(random_pause());  // or two nodes could retry in lockstep, and one of them never win
    }
  }

 private:
  static constexpr std::chrono::milliseconds kTimeout{250};
  static constexpr std::size_t kDoneKept = 100;

  std::chrono::nanoseconds now() const { return std::chrono::nanoseconds(node_.host().monotonic_ns()); }

  // Throws if another attempt would be useless.
  template <class T>
  void go_on_after(const maelstrom::Result<T>& result, std::chrono::nanoseconds begin) const {
    if (result.failure().kind != maelstrom::Failure::Kind::kError) {
      result.failure().raise();
    }
    if (now() - begin > patience_) {
      throw maelstrom::Error(maelstrom::ErrorCode::kTimeout, "lin-kv did not answer in time");
    }
  }

  static bool is_absent(const maelstrom::Result<maelstrom::JsonText>& seen) {
    return seen.failure().kind == maelstrom::Failure::Kind::kError &&
           seen.failure().error.code() == maelstrom::ErrorCode::kKeyDoesNotExist;
  }

  std::chrono::nanoseconds random_pause() const {
    std::array<std::byte, 1> byte{};
    node_.host().random_bytes(byte);
    return std::chrono::microseconds(100) * std::to_integer<int>(byte[0]);
  }

  std::string random_name() const {
    std::array<std::byte, 8> bytes{};
    node_.host().random_bytes(bytes);
    std::string name;
    for (const std::byte byte : bytes) {
      name += static_cast<char>('a' + std::to_integer<int>(byte >> 4));
      name += static_cast<char>('a' + std::to_integer<int>(byte & std::byte{0xF}));
    }
    return name;
  }

  static std::optional<std::size_t> attempt_done(const json& done, const std::string& name) {
    const auto found = std::find_if(done.begin(), done.end(), [&name](const json& entry) { return entry[0] == name; });
    return found == done.end() ? std::nullopt : std::optional((*found)[1].get<std::size_t>());
  }

  static void note_done(json& done, const std::string& name, std::size_t attempt) {
    done.push_back({name, attempt});
    if (done.size() > kDoneKept) {
      done.erase(0);
    }
  }

  maelstrom::Node& node_;
  std::chrono::nanoseconds patience_;
};

// The mistake selected by --set mistake=NAME. Throws std::invalid_argument if it is not one of `names`.
template <std::size_t N>
std::string checked_mistake(std::string name, const std::array<std::string_view, N>& names) {
  if (name != "none" && std::find(names.begin(), names.end(), name) == names.end()) {
    throw std::invalid_argument("there is no mistake " + name);
  }
  return name;
}

}  // namespace fixtures
