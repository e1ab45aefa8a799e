// An echo with documents: nlohmann/json parses the body and builds the reply.
#include <maelstrom/workload.hpp>

namespace {

class BodyEcho : public maelstrom::Workload {
 public:
  explicit BodyEcho(maelstrom::Host node_host) : Workload(node_host) {
    on("echo", [](maelstrom::Request& request) {
      nlohmann::json reply;
      reply["type"] = "echo_ok";
      reply["echo"] = request.body().at("echo");
      request.reply(reply);
    });
  }
};

}  // namespace

MAELSTROM_PLUGIN(BodyEcho, "body-echo", "1.0.0", "Answers every echo with a document made of its document", "echo");
