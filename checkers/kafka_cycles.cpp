#include "checkers/kafka_cycles.hpp"

#include <cstddef>
#include <vector>

#include "checkers/transactions/order_graph.hpp"

namespace maelstrom::conformance {
namespace {

void link_polls(const KafkaHistory& history, std::span<const std::uint32_t> writer_of,
                transactions::OrderGraph& graph) {
  const auto operations = history.operations();
  for (std::uint32_t i = 0; i < operations.size(); ++i) {
    std::uint32_t last = kNoOperation;
    for (const KafkaRecord& record : operations[i].polls) {
      const std::uint32_t writer = writer_of[record.message];
      if (writer != kNoOperation && writer != i && writer != last) {
        graph.link(writer, i, transactions::kWriteRead);
        last = writer;
      }
    }
  }
}

void link_in_realtime(const KafkaHistory& history, transactions::OrderGraph& graph) {
  const auto operations = history.operations();
  std::vector<std::uint32_t> completion_of(history.history().operations().size(), kNoOperation);
  for (std::uint32_t i = 0; i < operations.size(); ++i) {
    if (operations[i].sends_or_polls()) {
      completion_of[operations[i].origin] = i;
    }
  }
  transactions::RealtimeLinker linker(operations.size(), graph);
  for (const Event& event : history.history().events()) {
    if (event.type == Event::Type::kNemesis || completion_of[event.index] == kNoOperation) {
      continue;
    }
    const std::uint32_t operation = completion_of[event.index];
    const bool ok = operations[operation].outcome == Outcome::kOk;
    if (event.type == Event::Type::kInvocation) {
      linker.invoke(operation, ok);
    } else if (ok) {
      linker.complete(operation);
    }
  }
}

}  // namespace

KafkaCycles find_kafka_cycles(const KafkaHistory& history, std::span<const std::uint32_t> writer_of) {
  transactions::OrderGraph graph(history.operations().size());
  link_polls(history, writer_of, graph);
  link_in_realtime(history, graph);
  KafkaCycles result;
  result.no_edge = graph.empty();
  const std::vector<transactions::Component> components = graph.components();
  if (components.empty()) {
    return result;
  }
  std::vector<std::uint32_t> indices;
  indices.reserve(history.operations().size());
  for (const KafkaOperation& operation : history.operations()) {
    indices.push_back(history.last_event(operation));
  }
  result.found = transactions::search_cycles(indices, components, transactions::StepPreference::kWriteReadFirst);
  return result;
}

}  // namespace maelstrom::conformance
