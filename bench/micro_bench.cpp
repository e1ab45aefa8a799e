// What the steps of a message's way cost, each alone, in one process and without I/O.
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <benchmark/benchmark.h>

#include "envelope.hpp"
#include "node.hpp"
#include "outbox.hpp"
#include "platform.hpp"
#include "plugin_library.hpp"

namespace maelstrom::host {
namespace {

constexpr std::string_view kInit =
    R"({"id":0,"src":"c0","dest":"n0","body":{"type":"init","node_id":"n0","node_ids":["n0","n1","n2"],"msg_id":1}})";
constexpr std::string_view kEcho =
    R"({"id":16,"src":"c8","dest":"n0","body":{"echo":"Please echo 62","type":"echo","msg_id":1}})";
constexpr std::string_view kGenerate = R"({"id":7,"src":"c7","dest":"n0","body":{"type":"generate","msg_id":1}})";

// Time stands still and nothing is logged, so that only the node is measured.
class StillPlatform final : public Platform {
 public:
  std::int64_t monotonic_ns() override { return 0; }
  std::int64_t coarse_monotonic_ns() override { return 0; }
  std::int64_t wall_clock_ns() override { return 0; }
  bool random_bytes(std::span<std::byte> bytes) override {
    for (std::byte& byte : bytes) {
      byte = std::byte{7};
    }
    return true;
  }
  maelstrom_log_level log_level() override { return MAELSTROM_LOG_INFO; }
  void log(maelstrom_log_level /*level*/, std::string_view /*text*/) override {}
  void wake() override {}
};

void read_envelope(benchmark::State& state) {
  EnvelopeReader reader;
  for ([[maybe_unused]] auto step : state) {
    benchmark::DoNotOptimize(reader.read(kEcho));
  }
}
BENCHMARK(read_envelope);

void add_to_outbox(benchmark::State& state) {
  Outbox outbox;
  for ([[maybe_unused]] auto step : state) {
    benchmark::DoNotOptimize(
        outbox.add(R"("n0")", R"("c8")", Outbox::Id::kInReplyTo, 1, R"({"type":"echo_ok","echo":"Please echo 62"})"));
    outbox.clear();
  }
}
BENCHMARK(add_to_outbox);

void round_trip(benchmark::State& state, const char* plugin, std::string_view request) {
  StillPlatform platform;
  Node node(*load_plugin(plugin).descriptor, platform, {});
  node.receive(kInit, 0);
  for ([[maybe_unused]] auto step : state) {
    node.receive(request, 0);
    benchmark::DoNotOptimize(node.outbox().bytes().data());
    node.outbox().clear();
  }
}
BENCHMARK_CAPTURE(round_trip, echo, ECHO_PLUGIN, kEcho);
BENCHMARK_CAPTURE(round_trip, generate, UNIQUE_IDS_PLUGIN, kGenerate);

}  // namespace
}  // namespace maelstrom::host

BENCHMARK_MAIN();
