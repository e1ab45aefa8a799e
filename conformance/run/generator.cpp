#include "conformance/run/generator.hpp"

namespace maelstrom::conformance {
namespace {

constexpr Time kLongestDelayMadeGood = kSecond;

}  // namespace

Generator::Generator(double rate, Choices& choices) : rate_(rate), choices_(choices.stream("generator")) {}

void Generator::start(Time now, Time end) {
  origin_ = now;
  end_ = end;
  slot_ = 0;
  choose();
}

void Generator::made(Time now) {
  const Time late = now - next_time_ - kLongestDelayMadeGood;
  if (late > 0) {
    origin_ += late;
  }
  ++slot_;
  choose();
}

void Generator::choose() {
  if (rate_ <= 0) {
    next_time_ = kNever;
    return;
  }
  const double slots = static_cast<double>(slot_) + choices_->unit();
  next_time_ = origin_ + static_cast<Time>(slots / rate_ * static_cast<double>(kSecond));
  if (next_time_ >= end_) {
    next_time_ = kNever;
  }
}

}  // namespace maelstrom::conformance
