// Every free choice of a run: which request, by which client, to which node; the latency, loss and duplication of a
// message; which fault begins when, and on which nodes; the random values of a plugin.
//
// A run draws only from a `Choices`. The same answers give the same run, whatever their source: a seed (RandomChoices),
// a record of an earlier run, or a search.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace maelstrom::conformance {

// The choices of one part of a run, in order. Not thread-safe.
class ChoiceStream {
 public:
  ChoiceStream() = default;
  ChoiceStream(const ChoiceStream&) = delete;
  ChoiceStream& operator=(const ChoiceStream&) = delete;
  ChoiceStream(ChoiceStream&&) = delete;
  ChoiceStream& operator=(ChoiceStream&&) = delete;
  virtual ~ChoiceStream() = default;

  // One of `bound` possibilities: in [0, bound). REQUIRES: bound > 0.
  virtual std::uint64_t below(std::uint64_t bound) = 0;

  // 64 bits.
  virtual std::uint64_t bits() = 0;

  // In [0, 1). Exact: a multiple of 2^-53.
  double unit();

  // In [least, most], in steps of a millionth. REQUIRES: least <= most, both within plus and minus a million.
  double between(double least, double most);

  // Exponentially distributed, with the given mean. Uses integer arithmetic only: a library's logarithm, or a compiler
  // that fuses multiply and add, rounds differently between machines.
  std::uint64_t exponential(std::uint64_t mean);

  template <class T>
  void shuffle(std::vector<T>& items) {
    for (std::size_t left = items.size(); left > 1; --left) {
      std::swap(items[left - 1], items[below(left)]);
    }
  }
};

// Each part of a run has its own stream. For example, the faults of a seed do not depend on the number of messages.
class Choices {
 public:
  Choices() = default;
  Choices(const Choices&) = delete;
  Choices& operator=(const Choices&) = delete;
  Choices(Choices&&) = delete;
  Choices& operator=(Choices&&) = delete;
  virtual ~Choices() = default;

  // The stream of this name. A run asks for each name once: "generator", "network", "machine n1 2", ...
  virtual std::unique_ptr<ChoiceStream> stream(std::string_view name) = 0;
};

}  // namespace maelstrom::conformance
