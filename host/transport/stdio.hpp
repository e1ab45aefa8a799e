// Maelstrom's transport: reads lines from one descriptor, writes lines to another. No other code uses these
// descriptors.
//
// One read takes many lines, and one write sends all the node's answers to them. [loop]
#pragma once

#include <cstdint>
#include <string>

#include "host/outbox/line_outbox.hpp"
#include "host/transport/transport.hpp"
#include "platform/line_buffer.hpp"

namespace maelstrom::host {

class StdioTransport final : public Transport {
 public:
  // The descriptors are borrowed.
  StdioTransport(int input, int output);

  LineOutbox& outbox() override { return outbox_; }
  int input() const override { return input_; }
  Input read() override;
  bool hand_over(NodeInput& node, std::int64_t received_ns, bool ends) override;
  bool flush() override;
  const std::string& error() const override { return error_; }

 private:
  void fail(const char* what, int error);

  const int input_;
  const int output_;
  LineBuffer lines_;
  LineOutbox outbox_;
  std::string error_;
};

// Protects stdin and stdout: fd 1 becomes stderr and fd 0 /dev/null, so that prints and reads of a plugin cannot affect
// the protocol; the real ones move to private descriptors that a child process does not inherit. Throws
// std::system_error.
struct Wire {
  int input;
  int output;

  static Wire take();
};

}  // namespace maelstrom::host
