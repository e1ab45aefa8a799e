// Measures the checkers: processor time of the check alone (best of five, without reading the history), and memory.
//
// The memory that one run frees serves the next run, as in the warm JVM that the figures of Elle and Knossos come from.
// So the best run does not contain the time in which the kernel supplies memory, which depends on the machine.
//
// usage: checkers_bench WORKLOAD HISTORY.jsonl...
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <exception>
#include <string>

#include <malloc.h>
#include <sys/resource.h>

#include "checkers/checker.hpp"
#include "checkers/verdict.hpp"
#include "history/reader.hpp"

namespace maelstrom::conformance {
namespace {

constexpr int kRuns = 5;

double processor_seconds() {
  timespec now = {};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

double peak_megabytes() {
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

void measure(const CheckerEntry& checker, const std::string& path) {
  const double begin = processor_seconds();
  const History history = read_history_file(path);
  const double load = processor_seconds() - begin;
  for (const bool as_maelstrom : {true, false}) {
    CheckerOptions options;
    options.as_maelstrom = as_maelstrom;
    double first = 0;
    double best = 1e9;
    std::string summary;
    for (int run = 0; run < kRuns; ++run) {
      const double start = processor_seconds();
      const CheckerVerdict verdict = checker.check(history, options);
      const double taken = processor_seconds() - start;
      first = run == 0 ? taken : first;
      best = std::min(best, taken);
      summary = verdict.summary;
    }
    const auto operations = static_cast<double>(std::max<std::size_t>(history.operations().size(), 1));
    std::printf("%-24s %-13s load %6.3f s, first check %7.4f s, best %7.4f s, %4.0f ns per operation, %4.0f MB: %s\n",
                path.substr(path.rfind('/') + 1).c_str(), as_maelstrom ? "as Maelstrom" : "strict", load, first, best,
                best / operations * 1e9, peak_megabytes(), summary.c_str());
  }
}

}  // namespace
}  // namespace maelstrom::conformance

int main(int argc, char** argv) {
  const auto* const checker = argc < 2 ? nullptr : maelstrom::conformance::find_checker(argv[1]);
  if (checker == nullptr || argc < 3) {
    std::fprintf(stderr, "usage: checkers_bench WORKLOAD HISTORY.jsonl...\n");
    return 2;
  }
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  try {
    for (int i = 2; i < argc; ++i) {
      maelstrom::conformance::measure(*checker, argv[i]);
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 2;
  }
  return 0;
}
