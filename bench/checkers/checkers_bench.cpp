// How long a checker takes for a history, reading it left out: processor time, the best of five.
//
// usage: checkers_bench WORKLOAD HISTORY.jsonl...
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <exception>
#include <string>

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

void measure(const CheckerEntry& checker, const std::string& path) {
  const double begin = processor_seconds();
  const History history = read_history_file(path);
  const double load = processor_seconds() - begin;
  for (const bool as_maelstrom : {true, false}) {
    CheckerOptions options;
    options.as_maelstrom = as_maelstrom;
    double best = 1e9;
    std::string summary;
    for (int run = 0; run < kRuns; ++run) {
      const double start = processor_seconds();
      const CheckerVerdict verdict = checker.check(history, options);
      best = std::min(best, processor_seconds() - start);
      summary = verdict.summary;
    }
    const auto operations = static_cast<double>(std::max<std::size_t>(history.operations().size(), 1));
    std::printf("%-24s %-13s load %6.3f s, check %7.4f s, %4.0f ns an operation: %s\n",
                path.substr(path.rfind('/') + 1).c_str(), as_maelstrom ? "as Maelstrom" : "strict", load, best,
                best / operations * 1e9, summary.c_str());
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
