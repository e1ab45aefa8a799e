#include "plugin_check/mailbox.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <new>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace maelstrom::conformance::check {

// At the start of the memory, followed by two texts, one of which is current.
struct Mailbox::Shared {
  std::atomic<std::uint64_t> steps;
  std::atomic<std::uint32_t> step_size;
  std::atomic<std::uint32_t> current;
  std::atomic<bool> has_copies;
  std::array<std::atomic<std::uint64_t>, 2> sizes;
  std::array<char, 1024> step;
};

namespace {

static_assert(std::atomic<std::uint64_t>::is_always_lock_free);  // required between processes

constexpr std::size_t kFront = 4096;
constexpr std::size_t kTextSize = std::size_t{32} << 20U;  // only written pages use memory
constexpr std::size_t kSize = kFront + 2 * kTextSize;

[[noreturn]] void refuse(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

// Anonymous memory that a child inherits.
int make_memory() {
#ifdef __linux__
  const int descriptor = ::memfd_create("maelstrom-check", 0);
#else
  const std::string name = "/maelstrom-check-" + std::to_string(::getpid());
  const int descriptor = ::shm_open(name.c_str(), O_RDWR | O_CREAT | O_EXCL, S_IRUSR | S_IWUSR);
  ::shm_unlink(name.c_str());
  ::fcntl(descriptor, F_SETFD, 0);
#endif
  if (descriptor < 0 || ::ftruncate(descriptor, kSize) != 0) {
    refuse("cannot create shared memory");
  }
  return descriptor;
}

}  // namespace

Mailbox::Mailbox() : descriptor_(make_memory()) {
  map();
  new (memory_) Shared{};
}

Mailbox::Mailbox(int descriptor) : descriptor_(descriptor) {
  map();
  close_descriptor();
}

Mailbox::~Mailbox() {
  ::munmap(memory_, kSize);
  close_descriptor();
}

void Mailbox::map() {
  void* const memory = ::mmap(nullptr, kSize, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor_, 0);
  if (memory == MAP_FAILED) {
    refuse("cannot map shared memory");
  }
  memory_ = static_cast<char*>(memory);
  static_assert(sizeof(Shared) <= kFront);
  shared_ = reinterpret_cast<Shared*>(memory_);
}

void Mailbox::close_descriptor() {
  if (descriptor_ >= 0) {
    ::close(std::exchange(descriptor_, -1));
  }
}

char* Mailbox::text_at(std::uint32_t which) const {
  return memory_ + kFront + which * kTextSize;
}

void Mailbox::put(std::string_view text) {
  const std::uint32_t other = 1 - shared_->current % 2;
  const std::size_t size = text.size() <= kTextSize ? text.size() : 0;
  std::copy_n(text.data(), size, text_at(other));
  shared_->sizes.at(other) = size;
  shared_->current = other;
}

std::string Mailbox::text() const {
  const std::uint32_t current = shared_->current % 2;
  return {text_at(current), std::min<std::size_t>(shared_->sizes.at(current), kTextSize)};
}

void Mailbox::step(std::string_view what) {
  const std::string_view front = what.substr(0, shared_->step.size());
  shared_->step_size = 0;
  std::copy(front.begin(), front.end(), shared_->step.begin());
  shared_->step_size = static_cast<std::uint32_t>(front.size());
  ++shared_->steps;
}

std::string Mailbox::last_step() const {
  return {shared_->step.data(), std::min<std::size_t>(shared_->step_size, shared_->step.size())};
}

void Mailbox::note_copy() {
  shared_->has_copies = true;
}

bool Mailbox::has_copies() const {
  return shared_->has_copies;
}

std::uint64_t Mailbox::steps() const {
  return shared_->steps;
}

}  // namespace maelstrom::conformance::check
