// Wrong on purpose: lets a peer do the work and answers at every completion message of the peer. A network that
// duplicates a message makes it answer twice.
#include <cstddef>
#include <map>
#include <memory>

#include <maelstrom/workload.hpp>

namespace {

using maelstrom::Request;

class DoubleReply : public maelstrom::Workload {
 public:
  explicit DoubleReply(maelstrom::Host host) : Workload(host) {
    on("echo", [this](Request& request) {
      waiting_[++last_] = request.keep();
      send(node_ids()[last_ % node_ids().size()], "work", {{"number", last_}});
    });
    on("work", [this](Request& request) { send(request.src(), "work_done", {{"number", request.field("number")}}); });
    on("work_done", [this](Request& request) { answer(request.get<std::size_t>("number")); });
  }

 private:
  void answer(std::size_t number) {
    const auto found = waiting_.find(number);
    if (found != waiting_.end()) {  // the mistake: it stays for the next time
      found->second->reply("echo_ok", {{"echo", found->second->field("echo")}});
    }
  }

  std::map<std::size_t, std::shared_ptr<Request>> waiting_;
  std::size_t last_ = 0;
};

}  // namespace

MAELSTROM_PLUGIN(DoubleReply, "double-reply", "1.0.0", "Wrong: answers a duplicated message twice", "echo", "work",
                 "work_done");
