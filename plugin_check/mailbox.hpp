// Memory shared between the checker and one child: first the child's task, then its result, and always its current
// step.
//
// Memory instead of a pipe, because a plugin can close, replace or write to any descriptor, and because a step is
// reported before every call into the plugin, which must be cheap. Its contents are checked like any other input,
// because a plugin may write anywhere. One writer at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace maelstrom::conformance::check {

class Mailbox {
 public:
  // Makes one. Throws std::system_error if the system does not give the memory.
  Mailbox();
  // In the child: the mailbox of this descriptor, which is closed. Throws std::system_error.
  explicit Mailbox(int descriptor);
  ~Mailbox();
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;
  Mailbox(Mailbox&&) = delete;
  Mailbox& operator=(Mailbox&&) = delete;

  // For a child to inherit; it is closed as soon as the child has been started.
  int descriptor() const { return descriptor_; }
  void close_descriptor();

  // Replaces the text. At no moment is there half of one, so that it survives a writer that is killed. A text that is
  // too long becomes an empty one.
  void put(std::string_view text);
  std::string text() const;

  // The next step; a prefix is kept. Steps are counted, to show progress.
  void step(std::string_view what);
  std::string last_step() const;
  std::uint64_t steps() const;

  // Whether a second writer was reported, because the plugin has forked and both processes have returned.
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
