#include "conformance/checkers/kafka_cycles.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace maelstrom::conformance {
namespace {

struct Edges {
  std::vector<KafkaStep> all;      // sorted by `from`
  std::vector<std::size_t> begin;  // of each operation, and one more

  explicit Edges(std::vector<KafkaStep> steps, std::size_t operations)
      : all(std::move(steps)), begin(operations + 1, 0) {
    std::stable_sort(all.begin(), all.end(), [](const KafkaStep& a, const KafkaStep& b) { return a.from < b.from; });
    for (const KafkaStep& step : all) {
      ++begin[step.from + 1];
    }
    for (std::size_t i = 1; i < begin.size(); ++i) {
      begin[i] += begin[i - 1];
    }
  }

  std::span<const KafkaStep> from(std::uint32_t operation) const {
    return std::span(all).subspan(begin[operation], begin[operation + 1] - begin[operation]);
  }
};

// Tarjan's algorithm without recursion. Calls `found` for each component with more than one operation. Only edges for
// which `counts` is true are taken.
template <typename Counts, typename Found>
void strong_components_of(const Edges& edges, std::span<const std::uint32_t> roots, Counts counts, Found found) {
  const std::size_t size = edges.begin.size() - 1;
  std::vector<std::uint32_t> number(size, 0);  // of the visit, from 1 on
  std::vector<std::uint32_t> low(size, 0);
  std::vector<bool> open(size, false);
  std::vector<std::uint32_t> stack;
  std::vector<std::pair<std::uint32_t, std::size_t>> path;  // an operation and its next edge
  std::uint32_t visits = 0;
  const auto visit = [&](std::uint32_t operation) {
    number[operation] = low[operation] = ++visits;
    open[operation] = true;
    stack.push_back(operation);
    path.emplace_back(operation, 0);
  };
  for (const std::uint32_t root : roots) {
    if (number[root] == 0) {
      visit(root);
    }
    while (!path.empty()) {
      const std::uint32_t operation = path.back().first;
      const auto out = edges.from(operation);
      if (path.back().second < out.size()) {
        const KafkaStep& step = out[path.back().second++];
        if (!counts(step)) {
          continue;
        }
        if (number[step.to] == 0) {
          visit(step.to);
        } else if (open[step.to]) {
          low[operation] = std::min(low[operation], number[step.to]);
        }
        continue;
      }
      path.pop_back();
      if (!path.empty()) {
        low[path.back().first] = std::min(low[path.back().first], low[operation]);
      }
      if (low[operation] != number[operation]) {
        continue;
      }
      std::vector<std::uint32_t> component;
      do {
        component.push_back(stack.back());
        open[stack.back()] = false;
        stack.pop_back();
      } while (component.back() != operation);
      if (component.size() > 1) {
        std::sort(component.begin(), component.end());
        found(std::move(component));
      }
    }
  }
}

// Only what does not follow from other edges: from the ok operations that no other one is known to follow.
void link_in_realtime(const KafkaHistory& history, std::vector<KafkaStep>& steps) {
  const auto operations = history.operations();
  const std::size_t invoked = history.history().operations().size();
  std::vector<std::uint32_t> completion_of(invoked, kNoOperation);
  for (std::uint32_t i = 0; i < operations.size(); ++i) {
    if (operations[i].sends_or_polls()) {
      completion_of[operations[i].origin] = i;
    }
  }
  std::vector<std::uint32_t> frontier;
  std::vector<std::vector<std::uint32_t>> followed(operations.size());
  for (const Event& event : history.history().events()) {
    if (event.type == Event::Type::kNemesis || completion_of[event.index] == kNoOperation) {
      continue;
    }
    const std::uint32_t operation = completion_of[event.index];
    if (event.type == Event::Type::kInvocation) {
      for (const std::uint32_t before : frontier) {
        steps.push_back({before, operation, true, 0});
      }
      followed[operation] = frontier;
    } else {
      const std::vector<std::uint32_t> before = std::exchange(followed[operation], {});
      if (operations[operation].outcome == Outcome::kOk) {
        std::erase_if(frontier,
                      [&before](std::uint32_t done) { return std::binary_search(before.begin(), before.end(), done); });
        frontier.push_back(operation);  // ascending
      }
    }
  }
}

// A shortest cycle with a wr edge inside of the component. `mark` is true for its operations.
std::vector<KafkaStep> shortest_cycle(const Edges& edges, std::span<const std::uint32_t> component,
                                      const std::vector<bool>& mark, bool realtime) {
  std::vector<KafkaStep> best;
  std::vector<const KafkaStep*> reached_by(edges.begin.size() - 1, nullptr);
  std::vector<std::uint32_t> reached;
  constexpr std::size_t kMostStarts = 256;
  std::size_t starts = 0;
  for (const std::uint32_t sender : component) {
    for (const KafkaStep& first : edges.from(sender)) {
      if (first.realtime || !mark[first.to] || starts++ >= kMostStarts) {
        continue;
      }
      reached.assign(1, first.to);
      reached_by[first.to] = &first;
      for (std::size_t i = 0; i < reached.size() && reached_by[sender] == nullptr; ++i) {
        for (const KafkaStep& step : edges.from(reached[i])) {
          if (mark[step.to] && reached_by[step.to] == nullptr && (realtime || !step.realtime)) {
            reached_by[step.to] = &step;
            reached.push_back(step.to);
          }
        }
      }
      std::vector<KafkaStep> cycle;
      for (const KafkaStep* step = reached_by[sender]; step != nullptr && step != &first;
           step = reached_by[step->from]) {
        cycle.push_back(*step);
      }
      if (reached_by[sender] != nullptr && (best.empty() || cycle.size() + 1 < best.size())) {
        cycle.push_back(first);
        std::reverse(cycle.begin(), cycle.end());
        best = std::move(cycle);
      }
      for (const std::uint32_t operation : reached) {
        reached_by[operation] = nullptr;
      }
    }
  }
  return best;
}

}  // namespace

KafkaCycles find_kafka_cycles(const KafkaHistory& history, std::span<const std::uint32_t> writer_of) {
  const auto operations = history.operations();
  std::vector<KafkaStep> steps;
  for (std::uint32_t i = 0; i < operations.size(); ++i) {
    std::uint32_t last = kNoOperation;
    for (const KafkaRecord& record : operations[i].polls) {
      const std::uint32_t writer = writer_of[record.message];
      if (writer != kNoOperation && writer != i && writer != last) {
        steps.push_back({writer, i, false, record.message});
        last = writer;
      }
    }
  }
  link_in_realtime(history, steps);
  KafkaCycles result;
  result.no_edge = steps.empty();
  const Edges edges(std::move(steps), operations.size());
  std::vector<std::uint32_t> roots(operations.size());
  for (std::uint32_t i = 0; i < roots.size(); ++i) {
    roots[i] = i;
  }
  std::vector<bool> mark(operations.size(), false);
  strong_components_of(
      edges, roots, [](const KafkaStep&) { return true; },
      [&](std::vector<std::uint32_t> component) {
        for (const std::uint32_t operation : component) {
          mark[operation] = true;
        }
        KafkaCycle cycle;
        cycle.needs_realtime = true;
        std::vector<std::uint32_t> smallest;
        strong_components_of(
            edges, component, [&mark](const KafkaStep& step) { return !step.realtime && mark[step.to]; },
            [&](std::vector<std::uint32_t> inner) {
              cycle.needs_realtime = false;
              if (smallest.empty() || inner.size() < smallest.size()) {
                smallest = std::move(inner);
              }
            });
        cycle.steps = shortest_cycle(edges, component, mark, cycle.needs_realtime);
        for (const std::uint32_t operation : component) {
          mark[operation] = false;
        }
        cycle.operations = cycle.needs_realtime ? std::move(component) : std::move(smallest);
        result.cycles.push_back(std::move(cycle));
      });
  return result;
}

}  // namespace maelstrom::conformance
