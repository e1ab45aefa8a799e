// Every free choice of a run: which request, by which client, to which node; how long a message takes, whether it is
// lost or doubled; which fault begins when, and on which nodes; what a plugin draws.
//
// A run draws from a `Choices` and from nothing else. So the same answers give the same run, wherever they come from: a
// seed (RandomChoices), a record of an earlier run, or a search.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace maelstrom::conformance {

// The choices of one part of a run, in their order. Not thread-safe.
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

  // Exponentially distributed, with the given mean. Integer arithmetic alone: a library's logarithm, or a compiler that
  // contracts a product and a sum, rounds differently from one machine to the next.
  std::uint64_t exponential(std::uint64_t mean);

  template <class T>
  void shuffle(std::vector<T>& items) {
    for (std::size_t left = items.size(); left > 1; --left) {
      std::swap(items[left - 1], items[below(left)]);
    }
  }
};

// Each part of a run has a stream of its own, so that, say, the faults of a seed stay the same however many messages
// the nodes exchange.
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
