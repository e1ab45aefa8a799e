#include "plugin_check/scenario.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "plugin_check/message_text.hpp"
#include "protocol/json_text.hpp"

namespace maelstrom::conformance::check {
namespace {

constexpr int kRounds = 3;

std::string_view line_at(std::string_view text, std::size_t begin) {
  return begin >= text.size() ? "nothing more" : text.substr(begin, text.find('\n', begin) - begin);
}

}  // namespace

std::vector<Step> scenario(const Survey& types) {
  std::vector<Step> steps;
  for (int round = 0; round < kRounds; ++round) {
    for (const TypeFacts& facts : types) {
      const char* const client = round % 2 == 0 ? "c1" : "c2";
      steps.push_back({facts.is_answered() ? client : "n2", facts.type, facts.members, facts.is_answered()});
    }
  }
  return steps;
}

void take(DrivenNode& node, const Step& step) {
  constexpr std::int64_t kPauseNs = 10 * kMillisecondNs;  // for the peers to answer
  if (step.is_request) {
    node.ask(step.client, step.type, step.members);
  } else {
    node.deliver(step.client, make_body(step.type, std::nullopt, step.members));
  }
  node.settle(kPauseNs);
}

void play(DrivenNode& node, const std::vector<Step>& steps) {
  for (const Step& step : steps) {
    take(node, step);
  }
  node.settle();
}

Record busy_life(Subject& subject, Peers peers) {
  NodeSetup setup = subject.setup();
  setup.peers = peers;
  auto node = subject.started(std::move(setup));
  play(*node, scenario(subject.types()));
  for (const TypeFacts& facts : subject.types()) {
    for (const char* const asker : {"c1", "n2"}) {
      if (facts.is_answered()) {
        node->ask(asker, facts.type, facts.members);
      } else {
        node->deliver(asker, make_body(facts.type, node->next_msg_id(asker), facts.members));
      }
    }
  }
  node->settle();
  node->stop();
  const Probe& probe = node->probe();
  node.reset();  // ends the plugin's threads; their calls until then count
  return probe.record();
}

std::vector<std::string> transcripts(Subject& subject, const std::vector<std::string>& ids) {
  std::vector<std::unique_ptr<DrivenNode>> nodes;
  nodes.reserve(ids.size());
  for (const std::string& id : ids) {
    NodeSetup setup = subject.setup();
    setup.id = id;
    setup.stream = "stream of " + id;
    setup.shares_library = true;
    nodes.push_back(subject.started(std::move(setup)));
  }
  for (const Step& step : scenario(subject.types())) {
    for (const auto& node : nodes) {
      take(*node, step);
    }
  }
  std::vector<std::string> transcripts;
  transcripts.reserve(nodes.size());
  for (const auto& node : nodes) {
    node->settle();
    transcripts.push_back(node->transcript());
  }
  return transcripts;
}

Difference first_difference(std::string_view first, std::string_view second) {
  const auto [a, b] = std::mismatch(first.begin(), first.end(), second.begin(), second.end());
  const std::string_view same(first.begin(), a);
  const std::size_t begin = same.rfind('\n') == std::string_view::npos ? 0 : same.rfind('\n') + 1;
  const std::string line = "line " + std::to_string(std::count(same.begin(), same.end(), '\n') + 1) + ": ";
  return {line + excerpt(line_at(first, begin)), line + excerpt(line_at(second, begin))};
}

bool always_differ(const std::function<std::string()>& one, const std::string& first_of_one,
                   const std::function<std::string()>& other, const std::string& first_of_other) {
  constexpr int kTimes = 10;  // enough for a random bit per run to show both values
  for (int i = 0; i < kTimes; ++i) {
    if (one() != first_of_one || other() != first_of_other) {
      return false;
    }
  }
  return true;
}

}  // namespace maelstrom::conformance::check
