// The rule about determinism, which simulation requires.
#include <array>
#include <chrono>
#include <ctime>
#include <string>
#include <thread>

#include "plugin_check/outcome.hpp"
#include "plugin_check/rules/rule.hpp"
#include "plugin_check/scenario.hpp"
#include "plugin_check/subject.hpp"

namespace maelstrom::conformance::check {
namespace {

void warn_of(Subject& subject, const std::string& message, const std::string& first, const std::string& second) {
  const Difference difference = first_difference(first, second);
  subject.warn(message, "the same output for the same seed, clock and messages; first, " + difference.first,
               "then, " + difference.second);
}

// Waits until a clock with a resolution of one second changes.
void wait_for_the_next_second(Subject& subject) {
  const std::time_t second = std::time(nullptr);
  while (std::time(nullptr) == second) {
    subject.options().on_step("nothing: the check waits for the next second");
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

void deterministic(Subject& subject) {
  constexpr int kTimes = 8;  // enough for a random bit to show both values
  const std::vector<std::string> nodes = {subject.setup().id};
  const auto run = [&] { return transcripts(subject, nodes).front(); };
  const std::string first = run();
  for (int i = 0; i < kTimes; ++i) {
    if (const std::string again = run(); again != first) {
      warn_of(subject,
              "a second instance in the same process behaves differently: hidden globals, its own clock or randomness",
              first, again);
      return;
    }
  }
  wait_for_the_next_second(subject);
  if (const std::string later = subject.options().fresh_transcript(nodes, 0); later != first) {
    warn_of(subject, "in another process, a second later, it behaves differently: its own clock or randomness", first,
            later);
  }
}

}  // namespace

std::span<const Rule> determinism_rules() {
  static constexpr std::array kRules = {
      Rule{"deterministic", "The same seed, clock and messages give the same output (a warning).",
           "A simulator can reproduce a bug only if the plugin takes time and randomness from its host alone.",
           deterministic},
  };
  return kRules;
}

}  // namespace maelstrom::conformance::check
