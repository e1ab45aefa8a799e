// The rule that lets a plugin run in a simulator.
#include <array>
#include <chrono>
#include <string>
#include <thread>

#include "outcome.hpp"
#include "rule.hpp"
#include "scenario.hpp"
#include "subject.hpp"

namespace maelstrom::conformance::check {
namespace {

[[noreturn]] void warn_of(const std::string& message, const std::string& first, const std::string& second) {
  const Difference difference = first_difference(first, second);
  warn(message, "the same output for the same seed, clock and messages; first, " + difference.first,
       "then, " + difference.second);
}

void deterministic(Subject& subject) {
  const std::string node = subject.setup().id;
  const std::string stream = subject.setup().stream;
  const auto run = [&] { return transcript(subject, transcript_setup(subject, node, stream)); };
  const std::string first = run();
  if (const std::string again = run(); again != first) {
    warn_of(
        "a second instance in the same process behaves differently: hidden globals, a clock or randomness of its own",
        first, again);
  }
  // A clock that counts whole seconds shows too.
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));
  if (const std::string later = subject.options().fresh_transcript(node, stream); later != first) {
    warn_of("in another process, a second later, it behaves differently: a clock or randomness of its own", first,
            later);
  }
}

}  // namespace

std::span<const Rule> determinism_rules() {
  static constexpr std::array kRules = {
      Rule{"deterministic", "The same seed, clock and messages give the same output (a warning).",
           "A simulator finds a bug once and then again and again, as long as the plugin asks only its host for time "
           "and "
           "randomness.",
           deterministic},
  };
  return kRules;
}

}  // namespace maelstrom::conformance::check
