// Unique ids by coordination: each node draws blocks of numbers from a counter in lin-kv and returns them one by one.
// An example of an author's plugin, tested under faults. Not the best way (plugins/unique_ids needs no other node), but
// a real user of rpcs, retries, a compare-and-set loop and deferred work.
//
// --set draw=cas (the default) is right; draw=write reads and writes instead, which is a race; draw=tso takes every id
// from lin-tso.
#include <chrono>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>

#include <maelstrom/workload.hpp>

namespace {

using namespace std::chrono_literals;
using maelstrom::Request;
using maelstrom::Task;

class BlockIds : public maelstrom::Workload {
 public:
  explicit BlockIds(maelstrom::Host host) : Workload(host) {
    const std::string draw(option("draw").value_or("cas"));
    if (draw != "cas" && draw != "write" && draw != "tso") {
      throw std::invalid_argument("draw is cas, write or tso, not " + draw);
    }
    on("generate", [this, draw](Request& request) -> Task<> {
      const std::int64_t id = draw == "tso" ? co_await timestamp() : co_await next(draw == "cas");
      request.reply("generate_ok", {{"id", id}});
    });
  }

 private:
  static constexpr std::int64_t kBlock = 10;

  // Clients wait for 5 s; the last attempt may take one second of that.
  static constexpr maelstrom::RetryPolicy kPolicy = {.attempts = 0, .deadline = 3s};

  // An attempt that timed out may still have drawn a block: that block is lost, without harm.
  Task<std::int64_t> next(bool by_cas) {
    if (next_ == end_) {
      const std::int64_t begin = co_await retry(kPolicy, [this, by_cas] { return by_cas ? draw() : draw_wrongly(); });
      next_ = begin;  // another request may have drawn one meanwhile; the rest of that is lost too
      end_ = begin + kBlock;
    }
    co_return next_++;
  }

  Task<std::int64_t> draw() {
    const auto drawn = co_await lin_kv().update<std::int64_t>(
        "next block", [](std::optional<std::int64_t> now) { return now.value_or(0) + kBlock; });
    co_return drawn - kBlock;
  }

  Task<std::int64_t> draw_wrongly() {
    const auto now = co_await lin_kv().read_or("next block", std::int64_t{0});
    co_await lin_kv().write("next block", now + kBlock);
    co_return now;
  }

  Task<std::int64_t> timestamp() {
    return retry(kPolicy, [this] { return lin_tso().ts(); });
  }

  std::int64_t next_ = 0;
  std::int64_t end_ = 0;
};

}  // namespace

MAELSTROM_PLUGIN(BlockIds, "block-ids", "1.0.0", "Unique ids from blocks of numbers drawn from lin-kv", "generate");
