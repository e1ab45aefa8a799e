// The number of allocations per message: 0, once the node has handled similar messages. Counts every operator new of
// this process, including the plugins', which use this program's.
#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>
#include <span>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "fake_platform.hpp"
#include "host/loading/plugin_library.hpp"
#include "host/node/node.hpp"
#include "platform/line_buffer.hpp"

namespace {

std::atomic<std::size_t> allocations = 0;

void* allocate(std::size_t size) noexcept {
  allocations.fetch_add(1, std::memory_order_relaxed);
  return std::malloc(size != 0 ? size : 1);
}

void* allocate_or_throw(std::size_t size) {
  void* const memory = allocate(size);
  if (memory == nullptr) {
    throw std::bad_alloc();
  }
  return memory;
}

}  // namespace

// NOLINTBEGIN(misc-new-delete-overloads)
void* operator new(std::size_t size) {
  return allocate_or_throw(size);
}
void* operator new[](std::size_t size) {
  return allocate_or_throw(size);
}
void* operator new(std::size_t size, const std::nothrow_t& /*tag*/) noexcept {
  return allocate(size);
}
void* operator new[](std::size_t size, const std::nothrow_t& /*tag*/) noexcept {
  return allocate(size);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete[](void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t /*size*/) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, std::size_t /*size*/) noexcept {
  std::free(memory);
}
void operator delete(void* memory, const std::nothrow_t& /*tag*/) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, const std::nothrow_t& /*tag*/) noexcept {
  std::free(memory);
}
// NOLINTEND(misc-new-delete-overloads)

namespace maelstrom::tests {
namespace {

constexpr int kFirstId = 100'000;  // the following ids have as many digits
constexpr int kWarmUp = 2'000;     // messages
constexpr int kMessages = 10'000;

std::string echo(int id) {
  return R"({"id":)" + std::to_string(id) + R"(,"src":"c)" + std::to_string(id % 9) +
         R"(","dest":"n1","body":{"echo":"Please echo )" + std::to_string(id % 128) + R"(","type":"echo","msg_id":)" +
         std::to_string(id) + "}}\n";
}

std::string generate(int id) {
  return R"({"id":)" + std::to_string(id) + R"(,"src":"c)" + std::to_string(id % 9) +
         R"(","dest":"n1","body":{"type":"generate","msg_id":)" + std::to_string(id) + "}}\n";
}

// A node with a plugin; receives bytes as from its loop.
class FedNode {
 public:
  explicit FedNode(const char* plugin) : node_(*host::load_plugin(plugin).descriptor, platform_, {}) {
    feed(R"({"src":"c0","dest":"n1","body":{"type":"init","msg_id":1,"node_id":"n1","node_ids":["n1"]}})"
         "\n");
  }

  // Feeds the bytes piece by piece, discards the node's output, and returns its number of lines.
  std::size_t feed(std::string_view bytes) {
    std::size_t said = 0;
    while (!bytes.empty()) {
      const std::span<char> space = lines_.space();
      const std::size_t size = bytes.copy(space.data(), space.size());
      bytes.remove_prefix(size);
      lines_.commit(size);
      while (const auto line = lines_.next_line()) {
        node_.receive(*line, platform_.now);
      }
      for (const char c : node_.lines().bytes()) {
        said += c == '\n' ? 1 : 0;
      }
      node_.lines().clear();
    }
    return said;
  }

 private:
  FakePlatform platform_;
  host::Node node_;
  host::LineBuffer lines_ = host::LineBuffer(4096);
};

// The number of allocations for the messages after the warm-up.
std::size_t allocations_of(const char* plugin, std::string (*message)(int)) {
  FedNode node(plugin);
  std::string warm_up;
  std::string messages;
  for (int i = 0; i < kWarmUp; ++i) {
    warm_up += message(kFirstId + i);
  }
  for (int i = 0; i < kMessages; ++i) {
    messages += message(kFirstId + kWarmUp + i);
  }
  EXPECT_EQ(node.feed(warm_up), kWarmUp);
  const std::size_t before = allocations;
  EXPECT_EQ(node.feed(messages), kMessages);
  return allocations - before;
}

TEST(Allocation, OfThisProgramIsCounted) {
  const std::size_t before = allocations;
  const std::string text(1000, 'x');
  EXPECT_EQ(allocations - before, 1U) << text;
}

// Echo makes no host calls in its create: all allocations counted there are its own.
TEST(Allocation, OfAPluginIsCounted) {
  static const maelstrom_plugin* const echo_plugin = host::load_plugin(ECHO_PLUGIN).descriptor;
  static std::size_t made = 0;
  maelstrom_plugin counted = *echo_plugin;
  counted.create = [](const maelstrom_host* host) {
    const std::size_t before = allocations;
    void* const instance = echo_plugin->create(host);
    made = allocations - before;
    return instance;
  };
  FakePlatform platform;
  const host::Node node(counted, platform, {});
  EXPECT_GE(made, 1U);
}

TEST(Allocation, IsNotNeededForAnEcho) {
  EXPECT_EQ(allocations_of(ECHO_PLUGIN, echo), 0U);
}

TEST(Allocation, IsNotNeededForAnId) {
  EXPECT_EQ(allocations_of(UNIQUE_IDS_PLUGIN, generate), 0U);
}

}  // namespace
}  // namespace maelstrom::tests
