#include <maelstrom/workload.hpp>

using namespace maelstrom;

class Wrong : public Workload {
 public:
  explicit Wrong(Host node_host) : Workload(node_host) {
    struct Point {
      int x;
    };
    on("ask", [](Request& request) { request.reply("ask_ok", {{"point", Point{1}}}); });
  }
};
