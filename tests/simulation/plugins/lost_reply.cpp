// Wrong on purpose: asks a peer first, and forgets the client when the peer does not answer in time.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <maelstrom/workload.hpp>

namespace {

class LostReply : public maelstrom::Workload {
 public:
  explicit LostReply(maelstrom::Host host) : Workload(host) {
    on("ping", [](maelstrom::Request& request) { request.reply("ping_ok"); });
    on("echo", [this](maelstrom::Request& request) { ask_peer(request); });
  }

 private:
  struct Waiting {
    const maelstrom_host* host;
    maelstrom_request request;
    std::string reply;
  };

  static void on_reply(void* user, maelstrom_status status, const maelstrom_message* /*reply*/) {
    const std::unique_ptr<Waiting> waiting(static_cast<Waiting*>(user));
    if (status == MAELSTROM_OK) {  // the mistake: otherwise nobody answers the client
      waiting->host->reply(waiting->host, waiting->request, {waiting->reply.data(), waiting->reply.size()});
    }
  }

  void ask_peer(maelstrom::Request& request) {
    constexpr std::int64_t kTimeout = 500'000'000;
    constexpr std::string_view kPing = R"({"type":"ping"})";
    const maelstrom_host* const table = host().table();
    const std::vector<std::string> nodes = host().node_ids();
    const std::string& peer = nodes[++asked_ % nodes.size()];
    auto waiting = std::make_unique<Waiting>(Waiting{
        table, request.handle(), R"({"type":"echo_ok","echo":)" + std::string(request.field("echo").text) + "}"});
    host().check(table->rpc(table, {peer.data(), peer.size()}, {kPing.data(), kPing.size()}, kTimeout, on_reply,
                            waiting.get(), nullptr));
    waiting.release();  // NOLINT(bugprone-unused-return-value): on_reply has it now
  }

  std::uint64_t asked_ = 0;
};

}  // namespace

MAELSTROM_PLUGIN(LostReply, "lost-reply", "1.0.0", "Wrong: no answer when a peer is silent", "ping", "echo");
