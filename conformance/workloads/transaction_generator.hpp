// Draws transactions as Elle does: a few keys in use at a time, the newest used most; each value is written once; a key
// that was written max_writes_per_key times is replaced by a new one (Elle, src/elle/txn.clj, gen at version 0.2.2).
#pragma once

#include <cstdint>
#include <vector>

#include "conformance/choices/choices.hpp"

namespace maelstrom::conformance {

struct MicroOperation {
  std::uint64_t key = 0;
  std::uint64_t written = 0;  // 0: a read
};

class TransactionGenerator {
 public:
  // REQUIRES: all at least 1.
  TransactionGenerator(std::uint32_t key_count, std::uint32_t max_length, std::uint32_t max_writes_per_key);

  // Valid until the next call.
  const std::vector<MicroOperation>& next(ChoiceStream& choices);

 private:
  struct Key {
    std::uint64_t key;
    std::uint64_t next_value;
  };

  MicroOperation next_operation(ChoiceStream& choices);
  Key& choose_key(ChoiceStream& choices);

  const std::uint32_t max_length_;
  const std::uint32_t max_writes_;
  std::uint64_t next_key_;
  std::vector<Key> active_;
  std::vector<MicroOperation> transaction_;
};

}  // namespace maelstrom::conformance
