// Memory shared between the checker and one child: the child's task, then its result, and its current step.
//
// Memory instead of a pipe: a plugin can close, replace or write to any descriptor, and the report of a step, before
// every call into the plugin, must be cheap. Its contents are validated like any input, because a plugin may write
// anywhere. One writer at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace maelstrom::conformance::check {

class Mailbox {
 public:
  // Creates a mailbox. Throws std::system_error if the memory is not available.
  Mailbox();
  // In the child: opens the mailbox of this descriptor, which is then closed. Throws std::system_error.
  explicit Mailbox(int descriptor);
  ~Mailbox();
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;
  Mailbox(Mailbox&&) = delete;
  Mailbox& operator=(Mailbox&&) = delete;

  // Inherited by the child; close it when the child has been started.
  int descriptor() const { return descriptor_; }
  void close_descriptor();

  // Replaces the text, atomically: the text stays complete if the writer is killed. A text that is too long becomes
  // empty.
  void put(std::string_view text);
  std::string text() const;

  // Sets the next step; only a prefix is kept. Steps are counted, to show progress.
  void step(std::string_view what);
  std::string last_step() const;
  std::uint64_t steps() const;

  // note_copy reports a second writer: the plugin forked, and both processes returned.
  void note_copy();
  bool has_copies() const;

 private:
  struct Shared;

  void map();
  char* text_at(std::uint32_t which) const;

  int descriptor_ = -1;
  char* memory_ = nullptr;
  Shared* shared_ = nullptr;
};

}  // namespace maelstrom::conformance::check
