// Answers an "ask" when a peer, n1, has answered: one rpc for each request.
#include <cstdint>
#include <memory>

#include <maelstrom/workload.hpp>

namespace {

class AskPeer : public maelstrom::Workload {
 public:
  explicit AskPeer(maelstrom::Host node_host) : Workload(node_host) {
    on("ask", [this](maelstrom::Request& request) { ask(request); });
  }

 private:
  struct Waiting {
    const maelstrom_host* host;
    maelstrom_request request;
  };

  static void on_checked(void* user, maelstrom_status status, const maelstrom_message* /*reply*/) {
    const std::unique_ptr<Waiting> waiting(static_cast<Waiting*>(user));
    if (status == MAELSTROM_OK) {
      waiting->host->reply(waiting->host, waiting->request, maelstrom::slice_of(R"({"type":"ask_ok"})"));
    }
  }

  void ask(maelstrom::Request& request) {
    constexpr std::int64_t kTimeout = 3'600'000'000'000;
    const maelstrom_host* const table = host().table();
    auto waiting = std::make_unique<Waiting>(Waiting{table, request.handle()});
    host().check(table->rpc(table, maelstrom::slice_of("n1"), maelstrom::slice_of(R"({"type":"check"})"), kTimeout,
                            on_checked, waiting.get(), nullptr));
    waiting.release();  // NOLINT(bugprone-unused-return-value): on_checked has it now
  }
};

}  // namespace

MAELSTROM_PLUGIN(AskPeer, "ask-peer", "1.0.0", "Asks a peer before it answers", "ask");
