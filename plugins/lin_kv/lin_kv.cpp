// Maelstrom's lin-kv workload on the service of the same name: reads, writes and compare-and-sets of registers.
//
// The service stores a cell for each key: [value, tags]. Every change has a unique tag, and a cell has the tags of the
// latest changes. So the text of a cell never repeats, and a compare-and-set of that text takes effect once at most,
// however often the network delivers it. And who finds the own tag in a cell knows that the change was made.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include <maelstrom/workload.hpp>

#include "../shared/incarnation.hpp"

namespace {

using maelstrom::Create;
using maelstrom::Error;
using maelstrom::ErrorCode;
using maelstrom::JsonText;
using maelstrom::Request;
using maelstrom::Task;
using namespace std::chrono_literals;
using std::chrono::nanoseconds;

constexpr nanoseconds kAttemptTimeout = 250ms;  // of one request to the service
constexpr nanoseconds kPatience = 900ms;        // of all attempts together: clients wait for a second

constexpr std::size_t kTags = 32;  // of the latest changes, in a cell

// Whether two values are equal as JSON. The text decides for numbers that nlohmann/json cannot hold.
bool same_value(const JsonText& a, const JsonText& b) {
  if (a == b) {
    return true;
  }
  const auto left = maelstrom::JsonAs<nlohmann::json>::decode(a.text());
  const auto right = maelstrom::JsonAs<nlohmann::json>::decode(b.text());
  return left && right && *left == *right;
}

// The state of one key in the service; without a text if there is no such key.
struct Cell {
  std::optional<JsonText> text;
  JsonText value;
  std::vector<JsonText> tags;  // the latest last

  static Cell of(const JsonText& text) {
    const auto parts = maelstrom::JsonAs<std::vector<JsonText>>::decode(text.text());
    const auto tags = parts && parts->size() == 2 ? maelstrom::JsonAs<std::vector<JsonText>>::decode((*parts)[1].text())
                                                  : std::nullopt;
    if (!tags) {
      throw Error(ErrorCode::kCrash, "the service holds a value of another program");
    }
    return {text, (*parts)[0], *tags};
  }

  bool has(const JsonText& tag) const { return std::find(tags.begin(), tags.end(), tag) != tags.end(); }

  // The text of the cell after a change.
  JsonText changed_to(const JsonText& to, const JsonText& tag) const {
    const std::size_t dropped = tags.size() < kTags ? 0 : tags.size() - kTags + 1;
    std::vector<JsonText> latest(tags.begin() + static_cast<std::ptrdiff_t>(dropped), tags.end());
    latest.push_back(tag);
    return JsonText::of(std::pair(to, latest));
  }

  // Whether a change of the cell `before` may have been made, and its tag be gone again.
  bool may_have_dropped_a_change_of(const Cell& before) const {
    return before.tags.empty() ? tags.size() >= kTags : !has(before.tags.back());
  }
};

class LinKv : public maelstrom::Workload {
 public:
  explicit LinKv(maelstrom::Host node_host) : Workload(node_host) {
    on("read", [this](Request& request) -> Task<> {
      const Cell cell = co_await read_cell(JsonText(request.field("key")), now() + kPatience);
      if (!cell.text) {
        throw Error(ErrorCode::kKeyDoesNotExist, "there is no such key");
      }
      request.reply("read_ok", "value", cell.value);
    });
    on("write", [this](Request& request) -> Task<> {
      co_await change(JsonText(request.field("key")), std::nullopt, JsonText(request.field("value")));
      request.reply("write_ok");
    });
    on("cas", [this](Request& request) -> Task<> {
      co_await change(JsonText(request.field("key")), JsonText(request.field("from")), JsonText(request.field("to")));
      request.reply("cas_ok");
    });
  }

 private:
  nanoseconds now() const { return nanoseconds(host().monotonic_ns()); }

  // A read changes nothing, so it may be repeated.
  Task<Cell> read_cell(JsonText key, nanoseconds deadline) {
    const auto read = [this, &key] { return lin_kv(kAttemptTimeout).read(key); };
    try {
      co_return Cell::of(co_await retry({.attempts = 0, .deadline = deadline - now()}, read));
    } catch (const Error& error) {
      if (error.code() != ErrorCode::kKeyDoesNotExist) {
        throw;
      }
    }
    co_return Cell();
  }

  // Sets the value of a key; if `from` is given, only if the value equals it. Throws a definite Error if the change was
  // not made and never will be, and kTimeout if that is unknown.
  Task<> change(JsonText key, std::optional<JsonText> from, JsonText to) {
    const nanoseconds deadline = now() + kPatience;
    const JsonText tag = JsonText::of(next_tag());
    std::optional<Cell> asked;  // the cell that the last compare-and-set expected
    while (now() < deadline) {
      std::optional<Cell> cell;
      try {
        cell = co_await read_cell(key, deadline);
      } catch (const Error& error) {
        if (error.code() == ErrorCode::kCrash) {
          throw;
        }
        break;
      }
      if (cell->has(tag)) {
        co_return;
      }
      if (asked && asked->text != cell->text && cell->may_have_dropped_a_change_of(*asked)) {
        break;
      }
      // From here on no earlier attempt has taken effect. None will, unless the cell is still the same; then it is this
      // attempt that is made once more.
      if (from) {
        check_expected(*cell, *from);
      }
      asked = cell;
      try {
        // A key that is not there is made. What is expected of it then is a text that is never stored.
        const JsonText expected = cell->text ? *cell->text : JsonText::of("no cell");
        const Create create = cell->text ? Create::kNever : Create::kIfNotExists;
        co_await lin_kv(kAttemptTimeout).cas(key, expected, cell->changed_to(to, tag), create);
        co_return;
      } catch (const Error&) {
        // Another change was faster, or the reply is lost, or is that to a duplicate: the cell will show it.
      }
    }
    if (asked) {
      throw Error(ErrorCode::kTimeout, "the service did not reply in time: the change may have been made");
    }
    throw Error(ErrorCode::kTemporarilyUnavailable, "the service did not reply in time: nothing was changed");
  }

  static void check_expected(const Cell& cell, const JsonText& from) {
    if (!cell.text) {
      throw Error(ErrorCode::kKeyDoesNotExist, "there is no such key");
    }
    if (!same_value(cell.value, from)) {
      throw Error(ErrorCode::kPreconditionFailed, "the value is " + cell.value.text());
    }
  }

  // <node id>-<incarnation>-<counter>: no other change of any node has it, also not after a restart.
  std::string next_tag() {
    if (incarnation_.empty()) {
      incarnation_ = plugins::new_incarnation(host());
    }
    return incarnation_ + '-' + std::to_string(counter_++);
  }

  std::string incarnation_;  // empty before the first change
  std::uint64_t counter_ = 0;
};

}  // namespace

MAELSTROM_PLUGIN(LinKv, "lin-kv", "1.0.0", "Serves registers from the service lin-kv, each change at most once", "read",
                 "write", "cas");
