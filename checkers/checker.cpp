#include "checkers/checker.hpp"

#include <algorithm>
#include <array>

#include "checkers/check_transactions.hpp"
#include "checkers/counters.hpp"
#include "checkers/echo.hpp"
#include "checkers/kafka.hpp"
#include "checkers/lin_kv.hpp"
#include "checkers/set_full.hpp"
#include "checkers/stats.hpp"
#include "checkers/unique_ids.hpp"
#include "checkers/verdict.hpp"

namespace maelstrom::conformance {
namespace {

constexpr std::array kCheckers = {
    CheckerEntry{"availability", check_availability},
    CheckerEntry{"broadcast", check_broadcast},
    CheckerEntry{"echo", check_echo},
    CheckerEntry{"g-counter", check_g_counter},
    CheckerEntry{"g-set", check_g_set},
    CheckerEntry{"kafka", check_kafka},
    CheckerEntry{"lin-kv", check_lin_kv},
    CheckerEntry{"pn-counter", check_pn_counter},
    CheckerEntry{"stats", check_stats},
    CheckerEntry{"txn-list-append", check_txn_list_append},
    CheckerEntry{"txn-rw-register", check_txn_rw_register},
    CheckerEntry{"unique-ids", check_unique_ids},
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
