// The plugin's outstanding requests, by msg_id. Not thread-safe.
#pragma once

#include <algorithm>
#include <cassert>
#include <string>
#include <utility>
#include <vector>

#include <maelstrom/abi.h>

#include "host/node/id_table.hpp"
#include "host/node/platform.hpp"

namespace maelstrom::host {

struct Rpc {
  std::string dest;
  maelstrom_rpc_callback callback;
  void* user;
  maelstrom_timer timer;   // of its timeout; 0: not started yet
  bool cancelled = false;  // the completion is due
};

class RpcTable {
 public:
  // The msg_id of the next request. The first is random in 32 bits: a late reply to an earlier incarnation of this node
  // must not match a request of this incarnation.
  maelstrom_rpc next_id(Platform& platform) {
    if (next_ == 0) {
      next_ = first_id(platform);
    }
    return next_;
  }

  // Adds a request with the id from `next_id`.
  void add(Rpc rpc) { rpcs_.add(next_++, std::move(rpc)); }

  // The request that waits for a reply, or nullptr if it has completed or been cancelled.
  Rpc* waiting(maelstrom_rpc handle) {
    Rpc* const rpc = rpcs_.find(handle);
    return rpc == nullptr || rpc->cancelled ? nullptr : rpc;
  }

  // Makes its completion due. REQUIRES: waiting(handle) != nullptr.
  void cancel(maelstrom_rpc handle) {
    assert(waiting(handle) != nullptr);
    rpcs_.find(handle)->cancelled = true;
    cancelled_.push_back(handle);
  }

  bool any_cancelled() const { return !cancelled_.empty(); }

  // The cancelled requests whose completion is due; the caller must `take` each.
  std::vector<maelstrom_rpc> take_cancelled() { return std::exchange(cancelled_, {}); }

  // REQUIRES: it is in the table, waiting or cancelled.
  Rpc take(maelstrom_rpc handle) { return rpcs_.take(handle); }

  // All handles, in the order of creation.
  std::vector<maelstrom_rpc> all() const {
    std::vector<maelstrom_rpc> handles;
    rpcs_.each([&handles](maelstrom_rpc handle, const Rpc& /*rpc*/) { handles.push_back(handle); });
    std::sort(handles.begin(), handles.end());
    return handles;
  }

 private:
  static maelstrom_rpc first_id(Platform& platform);

  IdTable<Rpc> rpcs_;
  std::vector<maelstrom_rpc> cancelled_;
  maelstrom_rpc next_ = 0;  // 0: no id chosen yet
};

}  // namespace maelstrom::host
