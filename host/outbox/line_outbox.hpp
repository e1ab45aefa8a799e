// Messages as lines: one JSON envelope and a '\n' each, as Maelstrom reads a node's stdout. Not thread-safe.
#pragma once

#include <string_view>

#include <maelstrom/text_buffer.hpp>

#include "host/outbox/outbox.hpp"

namespace maelstrom::host {

// Appends the line {"src":...,"dest":...,"body":...} with its '\n'.
void append_line(TextBuffer& to, const OutgoingMessage& message);

class LineOutbox final : public Outbox {
 public:
  void add(const OutgoingMessage& message) override;

  // The lines that wait to be written.
  std::string_view bytes() const { return bytes_.text(); }

  // Clears the lines, and frees the memory of an unusual burst.
  void clear();

 private:
  TextBuffer bytes_;
};

}  // namespace maelstrom::host
