// The measurements as text, as JSON, and as columns for gnuplot.
#pragma once

#include <string>
#include <vector>

#include "measurement.hpp"

namespace maelstrom::bench {

struct Row {
  Subject subject;
  Figures figures;
};

struct Soak {
  std::string name;
  std::vector<SoakPoint> points;
};

struct Results {
  std::vector<Row> rows;
  std::vector<Soak> soaks;
};

// A table for each workload: the figures, and for every other node the ratios to the reflector and the usual program.
std::string table(const Results& results);

// The project's targets, each with its figure and whether it is met. Figures that were not measured are omitted.
std::string targets(const Results& results);

std::string json(const Results& results, const Settings& settings);

// A block for each workload, two empty lines between them (gnuplot's `index`): name, then the figures in their order.
std::string columns(const Results& results);

}  // namespace maelstrom::bench
