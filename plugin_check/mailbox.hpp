// Memory that the checker shares with one of its children: first what the child is to do, then what it has found out,
// and all the time what it is doing.
//
// Memory and no pipe, because a plugin can close, replace or print into whatever is behind a descriptor, and because a
// step is told before every call into the plugin, which has to cost next to nothing. What comes out of it is checked
// like any other input: a plugin may write anywhere. One writer at a time.
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
  // In the child: the one behind this descriptor, which is closed. Throws std::system_error.
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

  // What is about to be done; its front is kept. Each step is counted, which shows that there is progress.
  void step(std::string_view what);
  std::string last_step() const;
  std::uint64_t steps() const;

  // Whether anybody has said that the writer is there twice, because the plugin has forked and both have come back.
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
