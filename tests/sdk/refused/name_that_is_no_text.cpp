#include <maelstrom/workload.hpp>

using namespace maelstrom;

class Wrong : public Workload {
 public:
  explicit Wrong(Host node_host) : Workload(node_host) {
    on("ask", [](Request& request) { request.reply("ask_ok", "a", 1, 2, 3); });
  }
};
