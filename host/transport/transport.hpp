// How a node is connected to its network: input comes in by a descriptor, messages go out by an outbox. The loop waits
// for the one and flushes the other. [loop]
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

  // Where the messages go until the next `flush`.
  virtual Outbox& outbox() = 0;

  // It is readable when input has come.
  virtual int input() const = 0;

  // Reads once what has come, without waiting if `input` is readable.
  virtual Input read() = 0;

  // Hands the lines that have been read to the node; with `ends`, the unfinished one too, for there will be no more.
  // received_ns: see NodeInput. Returns false after an error.
  virtual bool hand_over(NodeInput& node, std::int64_t received_ns, bool ends) = 0;

  // Sends what waits in the outbox. Returns false after an error.
  virtual bool flush() = 0;

  // What went wrong, with the system's reason; empty if nothing has.
  virtual const std::string& error() const = 0;
};

}  // namespace maelstrom::host
