// The one source of randomness of a run: xoshiro256** with distributions of our own, because those of the standard
// library differ from one implementation to the next and a seed must mean the same everywhere. For the same reason
// they are made of integers: a library's logarithm, or a compiler that contracts a product and a sum, rounds in a way
// of its own.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace maelstrom::conformance {

class Random {
 public:
  // Each part of the run draws from a stream of its own, so that, say, the faults of a seed stay the same however many
  // messages the nodes exchange.
  explicit Random(std::uint64_t seed, std::string_view stream = {});

  std::uint64_t next();

  // Uniform in [0, bound). REQUIRES: bound > 0.
  std::uint64_t below(std::uint64_t bound);

  // Uniform in [0, 1). Exact: a multiple of 2^-53.
  double unit();

  // Uniform in [least, most], in steps of a millionth. REQUIRES: least <= most, both within plus and minus a million.
  double between(double least, double most);

  // Exponentially distributed, with the given mean.
  std::uint64_t exponential(std::uint64_t mean);

  template <class T>
  void shuffle(std::vector<T>& items) {
    for (std::size_t left = items.size(); left > 1; --left) {
      std::swap(items[left - 1], items[below(left)]);
    }
  }

 private:
  std::array<std::uint64_t, 4> state_;
};

}  // namespace maelstrom::conformance
