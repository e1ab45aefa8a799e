// Measures whether the cost of an item is independent of the number of items, and whether memory is freed.
#include <cstdint>
#include <cstdio>
#include <span>
#include <string>
#include <string_view>

#include <benchmark/benchmark.h>

#include <maelstrom/slice.hpp>

#include "host/node/node.hpp"
#include "platform/line_buffer.hpp"
#include "still_node.hpp"

namespace maelstrom::bench {
namespace {

constexpr std::int64_t kTimeout = 3'600'000'000'000;

// In MB; 0 without /proc.
double resident_megabytes() {
  long pages = 0;
  if (std::FILE* const file = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(file, "%*d %ld", &pages) != 1) {
      pages = 0;
    }
    std::fclose(file);
  }
  constexpr double kPage = 4096;
  return static_cast<double>(pages) * kPage / 1e6;
}

// The number of items per iteration, and the growth of resident memory by them and the node: with all items, and after
// their end.
class Account {
 public:
  explicit Account(benchmark::State& state) : state_(state), before_(resident_megabytes()) {}

  std::int64_t items() const { return state_.range(0); }
  void all_there() { full_ = resident_megabytes(); }
  void all_gone() {
    state_.counters["per_item"] = benchmark::Counter(static_cast<double>(state_.iterations() * items()),
                                                     benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
    state_.counters["MB_full"] = full_ - before_;
    state_.counters["MB_after"] = resident_megabytes() - before_;
  }

 private:
  benchmark::State& state_;
  double before_;
  double full_ = 0;
};

void outstanding_rpcs(benchmark::State& state) {
  Account account(state);
  StillNode still(SilentPlugin::descriptor());
  const maelstrom_host* const table = SilentPlugin::host();
  std::int64_t completed = 0;
  for ([[maybe_unused]] auto step : state) {
    maelstrom_rpc first = 0;
    maelstrom_rpc last = 0;
    for (std::int64_t i = 0; i < account.items(); ++i) {
      table->rpc(
          table, slice_of("n1"), slice_of(R"({"type":"check"})"), kTimeout,
          [](void* user, maelstrom_status status, const maelstrom_message* /*reply*/) {
            *static_cast<std::int64_t*>(user) += status == MAELSTROM_OK ? 1 : 0;
          },
          &completed, &last);
      first = first == 0 ? last : first;
      still.node.lines().clear();
    }
    account.all_there();
    for (maelstrom_rpc rpc = first; rpc <= last; ++rpc) {
      still.receive(R"({"src":"n1","dest":"n0","body":{"type":"check_ok","in_reply_to":)" + std::to_string(rpc) + "}}");
    }
  }
  account.all_gone();
  if (completed != state.iterations() * account.items()) {
    state.SkipWithError("not every rpc has completed");
  }
}

void timers(benchmark::State& state) {
  Account account(state);
  StillNode still(SilentPlugin::descriptor());
  const maelstrom_host* const table = SilentPlugin::host();
  std::int64_t run = 0;
  for ([[maybe_unused]] auto step : state) {
    for (std::int64_t i = 0; i < account.items(); ++i) {
      const std::int64_t delay = (i * 7'919) % account.items();  // unordered
      table->after(
          table, delay, [](void* user) { ++*static_cast<std::int64_t*>(user); }, &run, nullptr);
    }
    account.all_there();
    still.pass(account.items());
  }
  account.all_gone();
  if (run != state.iterations() * account.items()) {
    state.SkipWithError("not every timer has run");
  }
}

// One line; an item is one byte of it.
void line(benchmark::State& state) {
  std::string line = R"({"src":"c1","dest":"n0","body":{"type":"drop","text":")";
  line.append(static_cast<std::size_t>(state.range(0)), 'x').append("\"}}\n");
  Account account(state);
  StillNode still(SilentPlugin::descriptor());
  host::LineBuffer lines(std::size_t{256} * 1024);
  for ([[maybe_unused]] auto step : state) {
    std::string_view rest = line;
    while (!rest.empty()) {
      constexpr std::size_t kPipe = std::size_t{64} * 1024;
      const std::span<char> space = lines.space();
      const std::size_t size = rest.substr(0, kPipe).copy(space.data(), space.size());
      rest.remove_prefix(size);
      lines.commit(size);
      while (const auto whole = lines.next_line()) {
        account.all_there();
        still.receive(*whole);
      }
    }
    lines.space();  // the start of the next line
  }
  account.all_gone();
  if (still.node.counters().received != 2 + static_cast<std::uint64_t>(state.iterations())) {
    state.SkipWithError("not every line was a message");
  }
}

BENCHMARK(outstanding_rpcs)->RangeMultiplier(10)->Range(1'000, 1'000'000);
BENCHMARK(timers)->RangeMultiplier(10)->Range(1'000, 1'000'000);
BENCHMARK(line)->RangeMultiplier(10)->Range(1'000, 100'000'000);

}  // namespace
}  // namespace maelstrom::bench
