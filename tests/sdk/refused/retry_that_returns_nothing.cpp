#include <maelstrom/workload.hpp>

using namespace maelstrom;

class Wrong : public Workload {
 public:
  explicit Wrong(Host node_host) : Workload(node_host) {
    on("ask", [this](Request&) -> Task<> { co_await retry({}, [this] { rpc("n2", "ping"); }); });
  }
};
