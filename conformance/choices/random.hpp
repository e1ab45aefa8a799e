// Choices from a seed: xoshiro256**, with our own distributions, because those of the standard library differ between
// implementations and a seed must mean the same everywhere.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>

#include "conformance/choices/choices.hpp"

namespace maelstrom::conformance {

class Random final : public ChoiceStream {
 public:
  explicit Random(std::uint64_t seed, std::string_view stream = {});

  std::uint64_t below(std::uint64_t bound) override;
  std::uint64_t bits() override;

 private:
  std::array<std::uint64_t, 4> state_;
};

class RandomChoices final : public Choices {
 public:
  explicit RandomChoices(std::uint64_t seed) : seed_(seed) {}

  std::unique_ptr<ChoiceStream> stream(std::string_view name) override { return std::make_unique<Random>(seed_, name); }

 private:
  std::uint64_t seed_;
};

}  // namespace maelstrom::conformance
