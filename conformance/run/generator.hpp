// When requests are made.
#pragma once

#include <cstdint>
#include <memory>

#include "conformance/choices/choices.hpp"
#include "history/time.hpp"

namespace maelstrom::conformance {

// Divides time into slots of 1/rate and puts one request at a random time in each: staggered, with an exact number of
// requests. A request that finds no free client is made as soon as a client is free, and the schedule stays; but a
// stall of more than a second shifts the schedule, so that the nodes do not get all missed requests in one burst.
class Generator {
 public:
  // rate: requests per second in total; 0: no requests.
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
