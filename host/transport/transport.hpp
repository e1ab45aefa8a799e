// Connects a node to its network: input from a descriptor, output to an outbox. The loop waits for the first and
// flushes the second. [loop]
#pragma once

#include <cstdint>
#include <string>

#include "host/node/node_input.hpp"
#include "host/outbox/outbox.hpp"

namespace maelstrom::host {

class Transport {
 public:
  enum class Input { kSome, kNothing, kEnd, kError };

  virtual ~Transport() = default;

  // Collects the messages until the next `flush`.
  virtual Outbox& outbox() = 0;

  // Readable when input is available.
  virtual int input() const = 0;

  // Reads the available input once, without waiting if `input` is readable.
  virtual Input read() = 0;

  // Passes the lines that were read to the node; with `ends`, also the unfinished last line. received_ns: see
  // NodeInput. Returns false after an error.
  virtual bool hand_over(NodeInput& node, std::int64_t received_ns, bool ends) = 0;

  // Sends the messages in the outbox. Returns false after an error.
  virtual bool flush() = 0;

  // The error, with the system's reason; empty if none occurred.
  virtual const std::string& error() const = 0;
};

}  // namespace maelstrom::host
