// How far polls lagged behind the log: the minimum age of a message that a poll did not return.
#pragma once

#include <cstdint>
#include <optional>

#include "checkers/kafka_history.hpp"
#include "history/time.hpp"

namespace maelstrom::conformance {

struct KafkaLag {
  Time time = 0;  // when the poll was invoked
  Time lag = 0;
  std::int64_t process = 0;
  KafkaKey key = 0;
};

// The first of the largest lags; nullopt if there is no poll of an assigned key.
std::optional<KafkaLag> worst_realtime_lag(const KafkaHistory& history);

}  // namespace maelstrom::conformance
