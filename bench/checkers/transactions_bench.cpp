// How long the checkers of transactions take for a history, reading it left out: processor time, the best of three.
//
// usage: transactions_bench HISTORY.jsonl...
// A history whose name begins with "rw" is one of registers, every other one of lists.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <exception>
#include <string>

#include <sys/resource.h>

#include "checkers/check_transactions.hpp"
#include "checkers/checker.hpp"
#include "checkers/verdict.hpp"
#include "history/reader.hpp"

namespace maelstrom::conformance {
namespace {

constexpr int kRuns = 3;

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

void measure(const std::string& path) {
  const double begin = processor_seconds();
  const History history = read_history_file(path);
  const double load = processor_seconds() - begin;
  const double megabytes = peak_megabytes();
  const std::string name = path.substr(path.rfind('/') + 1);
  for (const bool as_maelstrom : {true, false}) {
    CheckerOptions options;
    options.as_maelstrom = as_maelstrom;
    options.consistency_models = {"strict-serializable"};
    double best = 1e9;
    std::string summary;
    for (int run = 0; run < kRuns; ++run) {
      const double start = processor_seconds();
      const CheckerVerdict verdict =
          name.starts_with("rw") ? check_txn_rw_register(history, options) : check_txn_list_append(history, options);
      best = std::min(best, processor_seconds() - start);
      summary = verdict.summary;
    }
    std::printf("%-20s %-13s load %6.3f s, check %6.3f s, %4.0f MB with, %4.0f MB without the check: %s\n",
                name.c_str(), as_maelstrom ? "as Maelstrom" : "strict", load, best, peak_megabytes(), megabytes,
                summary.c_str());
  }
}

}  // namespace
}  // namespace maelstrom::conformance

int main(int argc, char** argv) {
  try {
    for (int i = 1; i < argc; ++i) {
      maelstrom::conformance::measure(argv[i]);
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "transactions_bench: %s\n", error.what());
    return 1;
  }
  return 0;
}
