#include "host/node/rpc_table.hpp"

#include <array>
#include <cstddef>

namespace maelstrom::host {

maelstrom_rpc RpcTable::first_id(Platform& platform) {
  std::array<std::byte, 4> bytes{};
  platform.random_bytes(bytes);  // without randomness, ids begin at 1
  maelstrom_rpc id = 0;
  for (const std::byte byte : bytes) {
    id = id << 8 | static_cast<maelstrom_rpc>(byte);
  }
  return id + 1;
}

}  // namespace maelstrom::host
