#include <maelstrom/workload.hpp>

using namespace maelstrom;

class Wrong : public Workload {
 public:
  explicit Wrong(Host node_host) : Workload(node_host) { option<std::vector<int>>("sizes"); }
};
