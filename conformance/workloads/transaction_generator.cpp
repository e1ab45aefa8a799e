#include "conformance/workloads/transaction_generator.hpp"

#include <cassert>
#include <cstddef>

namespace maelstrom::conformance {

TransactionGenerator::TransactionGenerator(std::uint32_t key_count, std::uint32_t max_length,
                                           std::uint32_t max_writes_per_key)
    : max_length_(max_length), max_writes_(max_writes_per_key), next_key_(key_count) {
  assert(key_count >= 1 && max_length >= 1 && max_writes_per_key >= 1);
  for (std::uint64_t key = 0; key < key_count; ++key) {
    active_.push_back({key, 1});
  }
}

const std::vector<MicroOperation>& TransactionGenerator::next(ChoiceStream& choices) {
  transaction_.clear();
  for (std::uint64_t left = 1 + choices.below(max_length_); left > 0; --left) {
    transaction_.push_back(next_operation(choices));
  }
  return transaction_;
}

MicroOperation TransactionGenerator::next_operation(ChoiceStream& choices) {
  for (;;) {
    const bool is_write = choices.below(2) == 1;
    Key& chosen = choose_key(choices);
    if (!is_write) {
      return {chosen.key, 0};
    }
    if (chosen.next_value <= max_writes_) {
      return {chosen.key, chosen.next_value++};
    }
    chosen = {next_key_++, 1};
  }
}

// The last key with probability 1/2, the one before with 1/4, and so on; starts again if no key was chosen.
TransactionGenerator::Key& TransactionGenerator::choose_key(ChoiceStream& choices) {
  for (;;) {
    for (std::size_t i = active_.size(); i > 0; --i) {
      if (choices.below(2) == 1) {
        return active_[i - 1];
      }
    }
  }
}

}  // namespace maelstrom::conformance
