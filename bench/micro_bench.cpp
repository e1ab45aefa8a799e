// The cost of each step of a message's path, in one process and without I/O.
#include <cstdint>
#include <string>
#include <string_view>

#include <benchmark/benchmark.h>

#include <maelstrom/slice.hpp>

#include "host/loading/plugin_library.hpp"
#include "host/node/node.hpp"
#include "host/node/output_gate.hpp"
#include "host/outbox/line_outbox.hpp"
#include "protocol/envelope.hpp"
#include "still_node.hpp"

namespace maelstrom::bench {
namespace {

constexpr std::string_view kEcho =
    R"({"id":16,"src":"c8","dest":"n0","body":{"echo":"Please echo 62","type":"echo","msg_id":1}})";
constexpr std::string_view kGenerate = R"({"id":7,"src":"c7","dest":"n0","body":{"type":"generate","msg_id":1}})";
constexpr std::string_view kDrop = R"({"id":16,"src":"c8","dest":"n0","body":{"type":"drop"}})";
constexpr std::int64_t kHour = 3'600'000'000'000;

void parse_envelope(benchmark::State& state) {
  host::EnvelopeReader reader;
  for ([[maybe_unused]] auto step : state) {
    benchmark::DoNotOptimize(reader.read(kEcho));
  }
}
BENCHMARK(parse_envelope);

// The first line of its kind.
void parse_new_envelope(benchmark::State& state) {
  for ([[maybe_unused]] auto step : state) {
    host::EnvelopeReader reader;
    benchmark::DoNotOptimize(reader.read(kEcho));
  }
}
BENCHMARK(parse_new_envelope);

void dispatch(benchmark::State& state) {
  StillNode still(SilentPlugin::descriptor());
  for ([[maybe_unused]] auto step : state) {
    still.receive(kDrop);
  }
}
BENCHMARK(dispatch);

void reply(benchmark::State& state) {
  host::OutputGate gate;
  host::LineOutbox outbox;
  for ([[maybe_unused]] auto step : state) {
    benchmark::DoNotOptimize(gate.admits(R"({"type":"echo_ok","echo":"Please echo 62"})"));
    outbox.add({R"("n0")", R"("c8")", host::OutgoingMessage::Id::kInReplyTo, 1, gate.object()});
    outbox.clear();
  }
}
BENCHMARK(reply);

void round_trip(benchmark::State& state, const char* plugin, std::string_view request) {
  StillNode still(*host::load_plugin(plugin).descriptor);
  for ([[maybe_unused]] auto step : state) {
    still.receive(request);
  }
}
BENCHMARK_CAPTURE(round_trip, echo, ECHO_PLUGIN, kEcho);
BENCHMARK_CAPTURE(round_trip, generate, UNIQUE_IDS_PLUGIN, kGenerate);

// Creates and runs a timer.
void timer(benchmark::State& state) {
  StillNode still(SilentPlugin::descriptor());
  const maelstrom_host* const table = SilentPlugin::host();
  for ([[maybe_unused]] auto step : state) {
    table->after(
        table, 1, [](void* /*user*/) {}, nullptr, nullptr);
    still.pass(1);
  }
}
BENCHMARK(timer);

// Sends a request and receives its reply.
void rpc(benchmark::State& state) {
  StillNode still(SilentPlugin::descriptor());
  const maelstrom_host* const table = SilentPlugin::host();
  maelstrom_rpc handle = 0;
  for ([[maybe_unused]] auto step : state) {
    table->rpc(
        table, slice_of("n1"), slice_of(R"({"type":"check"})"), kHour,
        [](void* /*user*/, maelstrom_status /*status*/, const maelstrom_message* /*reply*/) {}, nullptr, &handle);
    still.receive(R"({"src":"n1","dest":"n0","body":{"type":"check_ok","in_reply_to":)" + std::to_string(handle) +
                  "}}");
  }
}
BENCHMARK(rpc);

}  // namespace
}  // namespace maelstrom::bench

BENCHMARK_MAIN();
