// Right, and uses many functions of a host: asks a random peer before it answers an echo, answers on its own if the
// peer does not reply, and sends a beat with its wall-clock time to the next peer every 200 ms. Its cost does not
// depend on the number of nodes.
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <maelstrom/workload.hpp>

namespace {

class Relay : public maelstrom::Workload {
 public:
  explicit Relay(maelstrom::Host host) : Workload(host) {
    on("echo", [this](maelstrom::Request& request) { ask_peer(request); });
    on("check", [](maelstrom::Request& request) { request.reply("check_ok"); });
    on("beat", [](maelstrom::Request& /*request*/) {});
  }

 private:
  struct Waiting {
    const maelstrom_host* host;
    maelstrom_request request;
    std::string reply;
  };

  static void on_checked(void* user, maelstrom_status status, const maelstrom_message* /*reply*/) {
    const std::unique_ptr<Waiting> waiting(static_cast<Waiting*>(user));
    if (status != MAELSTROM_E_CANCELLED) {  // otherwise this node is stopping
      waiting->host->reply(waiting->host, waiting->request, maelstrom::slice_of(waiting->reply));
    }
  }

  void ask_peer(maelstrom::Request& request) {
    constexpr std::int64_t kTimeout = 500'000'000;
    const maelstrom_host* const table = host().table();
    std::array<std::byte, 2> bytes{};
    host().random_bytes(bytes);
    const std::size_t peer = std::to_integer<std::size_t>(bytes[0]) << 8U | std::to_integer<std::size_t>(bytes[1]);
    auto waiting = std::make_unique<Waiting>(Waiting{
        table, request.handle(), R"({"type":"echo_ok","echo":)" + std::string(request.field("echo").text) + "}"});
    host().check(table->rpc(table, table->node_at(table, peer % table->node_count(table)),
                            maelstrom::slice_of(R"({"type":"check"})"), kTimeout, on_checked, waiting.get(), nullptr));
    waiting.release();  // NOLINT(bugprone-unused-return-value): on_checked owns it now
    if (!beats_) {      // not before the first message: a peer may not be up yet
      beats_ = true;
      beat(this);
    }
  }

  static void beat(void* user) {
    constexpr std::int64_t kInterval = 200'000'000;
    auto* const self = static_cast<Relay*>(user);
    const maelstrom_host* const table = self->host().table();
    const maelstrom_slice peer = table->node_at(table, ++self->last_ % table->node_count(table));
    self->host().send(maelstrom::text_of(peer),
                      R"({"type":"beat","at":)" + std::to_string(self->host().wall_clock_ns()) + "}");
    table->after(table, kInterval, beat, self, nullptr);
  }

  bool beats_ = false;
  std::size_t last_ = 0;
};

}  // namespace

MAELSTROM_PLUGIN(Relay, "relay", "1.0.0", "Answers an echo when a peer has been asked", "echo", "check", "beat");
