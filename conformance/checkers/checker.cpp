#include "conformance/checkers/checker.hpp"

#include <algorithm>
#include <array>

#include "conformance/checkers/check_transactions.hpp"
#include "conformance/checkers/kafka.hpp"
#include "conformance/checkers/lin_kv.hpp"
#include "conformance/checkers/stats.hpp"
#include "conformance/checkers/verdict.hpp"

namespace maelstrom::conformance {
namespace {

constexpr std::array kCheckers = {
    CheckerEntry{"availability", check_availability},
    CheckerEntry{"kafka", check_kafka},
    CheckerEntry{"lin-kv", check_lin_kv},
    CheckerEntry{"stats", check_stats},
    CheckerEntry{"txn-list-append", check_txn_list_append},
    CheckerEntry{"txn-rw-register", check_txn_rw_register},
};

}  // namespace

std::span<const CheckerEntry> checkers() {
  return kCheckers;
}

const CheckerEntry* find_checker(std::string_view name) {
  const auto* const found =
      std::find_if(kCheckers.begin(), kCheckers.end(), [name](const CheckerEntry& row) { return row.name == name; });
  return found == kCheckers.end() ? nullptr : found;
}

}  // namespace maelstrom::conformance
