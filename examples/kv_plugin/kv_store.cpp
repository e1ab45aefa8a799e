// Maelstrom's lin-kv workload on top of Maelstrom's lin-kv service: forwards read, write and cas, and returns the
// outcomes. The service is linearizable, and every node uses it for every key, so the cluster is linearizable too.
#include <chrono>

#include <maelstrom/workload.hpp>

namespace {

using maelstrom::JsonText;
using maelstrom::Request;
using maelstrom::Task;

// The clients of this workload time out after a second: a later answer is useless.
constexpr std::chrono::milliseconds kTimeout(900);

class KvStore : public maelstrom::Workload {
 public:
  // Each handler is a coroutine: while it awaits the service, other requests are handled. An error reply of the service
  // (missing key, different value) is thrown by co_await as an Error, and an Error thrown by a handler is its reply.
  // Keys and values are never parsed: their bytes are forwarded unchanged.
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
