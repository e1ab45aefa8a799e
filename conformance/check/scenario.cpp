#include "scenario.hpp"

#include <algorithm>
#include <utility>

#include "conformance/json_text.hpp"

namespace maelstrom::conformance::check {
namespace {

constexpr int kRounds = 3;

std::string_view line_at(std::string_view text, std::size_t begin) {
  return begin >= text.size() ? "nothing more" : text.substr(begin, text.find('\n', begin) - begin);
}

}  // namespace

std::vector<Step> scenario(const std::vector<TypeFacts>& types) {
  std::vector<Step> steps;
  for (int round = 0; round < kRounds; ++round) {
    for (const TypeFacts& facts : types) {
      steps.push_back({round % 2 == 0 ? "c1" : "c2", facts.type, facts.members});
    }
  }
  return steps;
}

void play(DrivenNode& node, const std::vector<Step>& steps) {
  for (const Step& step : steps) {
    node.ask(step.client, step.type, step.members);
  }
}

NodeSetup transcript_setup(const Subject& subject, const std::string& node, const std::string& stream) {
  NodeSetup setup = subject.setup();
  setup.id = node;
  setup.stream = stream;
  return setup;
}

std::string transcript(Subject& subject, NodeSetup setup) {
  const auto node = subject.started(std::move(setup));
  play(*node, scenario(subject.usable_types()));
  return node->transcript();
}

Difference first_difference(std::string_view first, std::string_view second) {
  const auto [a, b] = std::mismatch(first.begin(), first.end(), second.begin(), second.end());
  const std::string_view same(first.begin(), a);
  const std::size_t begin = same.rfind('\n') == std::string_view::npos ? 0 : same.rfind('\n') + 1;
  const std::string line = "line " + std::to_string(std::count(same.begin(), same.end(), '\n') + 1) + ": ";
  return {line + excerpt(line_at(first, begin)), line + excerpt(line_at(second, begin))};
}

}  // namespace maelstrom::conformance::check
