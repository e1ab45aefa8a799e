// Maelstrom's lin-kv workload on top of Maelstrom's lin-kv service: read, write and cas, each passed on and its outcome
// passed back. The service is linearizable, and every node asks it about every key, so the nodes together are too.
#include <chrono>

#include <maelstrom/workload.hpp>

namespace {

using maelstrom::JsonText;
using maelstrom::Request;
using maelstrom::Task;

// The clients of this workload give up after a second: an answer that is later helps nobody.
constexpr std::chrono::milliseconds kTimeout(900);

class KvStore : public maelstrom::Workload {
 public:
  // Each handler is a coroutine: while it awaits the service, other requests are handled. What the service refuses
  // (there is no such key, the value is another one) comes out of co_await as an Error, and an Error that leaves a
  // handler is its reply. Keys and values are never parsed: they go through as the bytes that came.
  explicit KvStore(maelstrom::Host node_host) : maelstrom::Workload(node_host) {
    on("read", [this](Request& request) -> Task<> {
      const JsonText value = co_await lin_kv(kTimeout).read(request.field("key"));
      request.reply("read_ok", {{"value", value}});
    });
    on("write", [this](Request& request) -> Task<> {
      co_await lin_kv(kTimeout).write(request.field("key"), request.field("value"));
      request.reply("write_ok");
    });
    on("cas", [this](Request& request) -> Task<> {
      co_await lin_kv(kTimeout).cas(request.field("key"), request.field("from"), request.field("to"));
      request.reply("cas_ok");
    });
  }
};

}  // namespace

MAELSTROM_PLUGIN(KvStore, "kv-store", "1.0.0", "A linearizable key-value store, kept by the service lin-kv", "read",
                 "write", "cas");
