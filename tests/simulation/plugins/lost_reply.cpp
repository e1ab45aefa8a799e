// Wrong on purpose: asks a peer first, and forgets the client if the peer does not answer in time.
#include <chrono>
#include <cstddef>

#include <maelstrom/workload.hpp>

namespace {

using maelstrom::Request;

class LostReply : public maelstrom::Workload {
 public:
  explicit LostReply(maelstrom::Host host) : Workload(host) {
    on("ping", [](Request& request) { request.reply("ping_ok"); });
    on("echo", [this](Request& request) { ask_peer(request); });
  }

 private:
  void ask_peer(const Request& request) {
    const auto& peer = node_ids()[++asked_ % node_ids().size()];
    rpc(peer, "ping", {}, std::chrono::milliseconds(500))
        .then([kept = request.keep()](const maelstrom::Result<maelstrom::Reply>& reply) {
          if (reply.ok()) {  // the mistake: otherwise the client gets no answer
            kept->reply("echo_ok", {{"echo", kept->field("echo")}});
          }
        });
  }

  std::size_t asked_ = 0;
};

}  // namespace

MAELSTROM_PLUGIN(LostReply, "lost-reply", "1.0.0", "Wrong: no answer when a peer is silent", "ping", "echo");
