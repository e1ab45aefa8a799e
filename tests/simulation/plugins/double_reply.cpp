// Wrong on purpose: asks a peer to do the work and answers when the peer says that it is done, as often as the peer
// says so. A network that doubles a message makes it answer twice.
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <maelstrom/workload.hpp>

namespace {

class DoubleReply : public maelstrom::Workload {
 public:
  explicit DoubleReply(maelstrom::Host host) : Workload(host) {
    on("echo", [this](maelstrom::Request& request) { delegate(request); });
    on("work", [this](maelstrom::Request& request) {
      this->host().send(request.src(),
                        R"({"type":"work_done","number":)" + std::string(request.field("number").text) + "}");
    });
    on("work_done", [this](maelstrom::Request& request) { answer(request.body()["number"].get<std::uint64_t>()); });
  }

 private:
  // A request must be kept by its handle, since the SDK's Request is gone when the handler returns.
  void delegate(maelstrom::Request& request) {
    const std::vector<std::string> nodes = host().node_ids();
    waiting_[++last_] = {request.handle(),
                         R"({"type":"echo_ok","echo":)" + std::string(request.field("echo").text) + "}"};
    const std::string& peer = nodes[last_ % nodes.size()];
    host().send(peer, R"({"type":"work","number":)" + std::to_string(last_) + "}");
  }

  void answer(std::uint64_t number) {
    const auto found = waiting_.find(number);
    if (found != waiting_.end()) {
      const std::string& body = found->second.reply;
      host().table()->reply(host().table(), found->second.request, {body.data(), body.size()});
    }
  }

  struct Waiting {
    maelstrom_request request;
    std::string reply;
  };
  std::map<std::uint64_t, Waiting> waiting_;
  std::uint64_t last_ = 0;
};

}  // namespace

MAELSTROM_PLUGIN(DoubleReply, "double-reply", "1.0.0", "Wrong: answers a doubled message twice", "echo", "work",
                 "work_done");
