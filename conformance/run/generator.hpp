// When requests are made.
#pragma once

#include <cstdint>
#include <memory>

#include "conformance/choices/choices.hpp"
#include "history/time.hpp"

namespace maelstrom::conformance {

// Divides time into slots of 1/rate and puts one request at a random moment of each: staggered, and yet the number of
// requests is exact. A request that found no free client is made as soon as there is one, and the schedule is kept; but
// a stall of more than a second is not made good, lest the nodes get all of it in one burst.
class Generator {
 public:
  // rate: requests per second in all; 0 means none.
  Generator(double rate, Choices& choices);

  // Begins the schedule. No request is due at `end` or later.
  void start(Time now, Time end);

  // When the next request is due.
  Time next_time() const { return next_time_; }

  // Reports that the due request was sent.
  void made(Time now);

  void stop() { next_time_ = kNever; }

 private:
  void choose();

  double rate_;
  std::unique_ptr<ChoiceStream> choices_;
  Time origin_ = 0;
  Time end_ = kNever;
  std::uint64_t slot_ = 0;
  Time next_time_ = kNever;
};

}  // namespace maelstrom::conformance
