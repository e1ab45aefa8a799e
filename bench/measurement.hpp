// The measured nodes, the figures of each, and their medians.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "traffic.hpp"

namespace maelstrom::bench {

struct Subject {
  std::string name;
  std::vector<std::string> command;
  Workload workload;
  Answers answers;
};

// The figures, in the order of the table's columns.
enum class Figure : std::size_t { kFlood, kWindow1, kWindow16, kWindow64, kP50, kP99, kP999, kLarge, kCpu, kPeak };
inline constexpr std::size_t kFigures = 10;

struct FigureInfo {
  std::string_view key;    // in JSON
  std::string_view title;  // of the column
  std::string_view unit;
};
const FigureInfo& info(Figure figure);

// nullopt: not available on this system, or for this workload.
class Figures {
 public:
  std::optional<double>& operator[](Figure figure) { return values_[static_cast<std::size_t>(figure)]; }
  const std::optional<double>& operator[](Figure figure) const { return values_[static_cast<std::size_t>(figure)]; }

 private:
  std::array<std::optional<double>, kFigures> values_;
};

struct Settings {
  int rounds = 5;
  double seconds = 0.25;            // for each figure, in each round
  std::uint64_t soak = 10'000'000;  // messages; 0: no soak
};

// Measures every figure of the subject once, in one process, or in two: figures bound to one processor have their own.
// Throws WrongReply and the exceptions of NodeProcess.
Figures measure(const Subject& subject, const Settings& settings);

// Each figure's median over the rounds.
Figures median(const std::vector<Figures>& rounds);

// Memory held after so many messages, in MB.
struct SoakPoint {
  std::uint64_t messages;
  double megabytes;
};

// Lets a node of the subject answer `settings.soak` messages; returns its memory after each power of ten from 10,000,
// and at the end. Empty if the system does not report it.
std::vector<SoakPoint> soak(const Subject& subject, const Settings& settings);

}  // namespace maelstrom::bench
