#include "measurement.hpp"

#include <algorithm>
#include <memory>

#include "load.hpp"
#include "node_process.hpp"

namespace maelstrom::bench {
namespace {

constexpr std::size_t kBatch = 20'000;  // requests
constexpr std::size_t kSmallBatch = 2'000;
constexpr std::size_t kLargeBatch = 1'000;
constexpr std::size_t kLargePayload = 10'000;  // bytes
constexpr double kMegabyte = 1e6;

// The traffic of a workload is created once, for all nodes.
const Traffic& traffic(Workload workload, std::size_t count, std::size_t payload = 0) {
  struct Made {
    Workload workload;
    std::size_t count;
    std::size_t payload;
    Traffic traffic;
  };
  static std::vector<std::unique_ptr<Made>> made;
  const auto found = std::find_if(made.begin(), made.end(), [&](const auto& m) {
    return m->workload == workload && m->count == count && m->payload == payload;
  });
  if (found != made.end()) {
    return (*found)->traffic;
  }
  made.push_back(std::make_unique<Made>(Made{workload, count, payload, Traffic(workload, count, payload)}));
  return made.back()->traffic;
}

struct Total {
  double messages = 0;
  double wall_ns = 0;
  std::optional<double> cpu_ns = 0;

  double per_second() const { return messages / wall_ns * 1e9; }
};

// Calls run(), which sends a batch of the traffic through the node, until `seconds` have been measured, and checks the
// replies between batches. The first batch is a warm-up and does not count.
template <class Run>
Total repeat(const Subject& subject, const Traffic& batch, double seconds, const Inbox& inbox, Run&& run) {
  Total total;
  run();
  batch.check(inbox.bytes(), subject.answers);
  while (total.wall_ns < seconds * 1e9) {
    const Elapsed elapsed = run();
    batch.check(inbox.bytes(), subject.answers);
    total.messages += static_cast<double>(batch.count());
    total.wall_ns += static_cast<double>(elapsed.wall_ns);
    total.cpu_ns = elapsed.cpu_ns && total.cpu_ns ? std::optional(*total.cpu_ns + static_cast<double>(*elapsed.cpu_ns))
                                                  : std::nullopt;
  }
  return total;
}

double percentile(std::vector<std::int64_t>& sorted, double fraction) {
  return static_cast<double>(sorted[static_cast<std::size_t>(fraction * static_cast<double>(sorted.size() - 1))]);
}

void measure_floods(const Subject& subject, const Settings& settings, Inbox& inbox, Figures& figures) {
  const NodeProcess node(subject.command);
  initialize(node, subject.answers);
  const Traffic& batch = traffic(subject.workload, kBatch);
  const Total small = repeat(subject, batch, settings.seconds, inbox, [&] { return flood(node, batch, inbox); });
  figures[Figure::kFlood] = small.per_second();
  if (small.cpu_ns) {
    figures[Figure::kCpu] = *small.cpu_ns / small.messages / 1e3;
  }
  if (subject.workload == Workload::kEcho) {
    const Traffic& large = traffic(subject.workload, kLargeBatch, kLargePayload);
    const double bytes = static_cast<double>(large.requests().size()) / static_cast<double>(large.count());
    const Total total = repeat(subject, large, settings.seconds, inbox, [&] { return flood(node, large, inbox); });
    figures[Figure::kLarge] = total.per_second() * bytes / kMegabyte;
  }
  if (const auto memory = node.memory()) {
    figures[Figure::kPeak] = static_cast<double>(memory->peak) / kMegabyte;
  }
}

void measure_conversations(const Subject& subject, const Settings& settings, Inbox& inbox, Figures& figures) {
  const NodeProcess node(subject.command);
  initialize(node, subject.answers);
  const Traffic& batch = traffic(subject.workload, kSmallBatch);
  const auto converse_for = [&](std::size_t window, std::vector<std::int64_t>* latencies = nullptr) {
    return repeat(subject, batch, settings.seconds, inbox,
                  [&] { return converse(node, batch, window, inbox, latencies); })
        .per_second();
  };
  figures[Figure::kWindow1] = converse_for(1);
  figures[Figure::kWindow16] = converse_for(16);
  figures[Figure::kWindow64] = converse_for(64);
  std::vector<std::int64_t> latencies;
  converse_for(1, &latencies);
  std::sort(latencies.begin(), latencies.end());
  figures[Figure::kP50] = percentile(latencies, 0.5) / 1e3;
  figures[Figure::kP99] = percentile(latencies, 0.99) / 1e3;
  figures[Figure::kP999] = percentile(latencies, 0.999) / 1e3;
}

}  // namespace

const FigureInfo& info(Figure figure) {
  static constexpr std::array<FigureInfo, kFigures> kInfos = {{
      {"flood_per_s", "flood", "1/s"},
      {"window_1_per_s", "window 1", "1/s"},
      {"window_16_per_s", "window 16", "1/s"},
      {"window_64_per_s", "window 64", "1/s"},
      {"latency_p50_us", "p50", "us"},
      {"latency_p99_us", "p99", "us"},
      {"latency_p99_9_us", "p99.9", "us"},
      {"payload_10_kb_mb_per_s", "10 KB", "MB/s"},
      {"cpu_per_message_us", "CPU", "us"},
      {"peak_resident_mb", "memory", "MB"},
  }};
  return kInfos[static_cast<std::size_t>(figure)];
}

Figures measure(const Subject& subject, const Settings& settings) {
  Inbox inbox(std::size_t{16} << 20);
  Figures figures;
  stay_on_processors(0);
  measure_floods(subject, settings, inbox, figures);
  stay_on_processors(1);
  measure_conversations(subject, settings, inbox, figures);
  stay_on_processors(0);
  return figures;
}

Figures median(const std::vector<Figures>& rounds) {
  Figures medians;
  for (std::size_t i = 0; i < kFigures; ++i) {
    const auto figure = static_cast<Figure>(i);
    std::vector<double> values;
    for (const Figures& round : rounds) {
      if (round[figure]) {
        values.push_back(*round[figure]);
      }
    }
    if (!values.empty()) {
      const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
      std::nth_element(values.begin(), middle, values.end());
      medians[figure] = *middle;
    }
  }
  return medians;
}

std::vector<SoakPoint> soak(const Subject& subject, const Settings& settings) {
  Inbox inbox(std::size_t{16} << 20);
  const NodeProcess node(subject.command);
  initialize(node, subject.answers);
  const Traffic& batch = traffic(subject.workload, kBatch);
  std::vector<SoakPoint> points;
  std::uint64_t next = kBatch;
  for (std::uint64_t messages = kBatch; messages <= settings.soak; messages += kBatch) {
    flood(node, batch, inbox);
    batch.check(inbox.bytes(), subject.answers);
    const auto memory = node.memory();
    if (memory && (messages >= next || messages + kBatch > settings.soak)) {
      points.push_back({messages, static_cast<double>(memory->now) / kMegabyte});
      next = messages * 10;
    }
  }
  return points;
}

}  // namespace maelstrom::bench
