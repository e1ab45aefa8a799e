#include "checkers/transactions/rw_register.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "checkers/transactions/aborted_reads.hpp"
#include "checkers/transactions/lost_update.hpp"

namespace maelstrom::conformance::transactions {
namespace {

bool is_ok(const Event& event) {
  return event.type == EventType::kOk;
}

// Elle's type of a JSON text. Elle requires one type for all keys.
char json_type(std::string_view text) {
  if (text.front() == '-' || (text.front() >= '0' && text.front() <= '9')) {
    if (text.find_first_of(".eE") != std::string_view::npos) {
      return 'd';
    }
    return text.size() > 18 ? 'N' : 'i';
  }
  return text.front();
}

}  // namespace

template <class Counts>
std::vector<ExternalAccess> external_accesses(const Transactions& transactions, bool reads, Counts counts) {
  std::vector<ExternalAccess> accesses;
  for (EventId id = 0; id < transactions.events().size(); ++id) {
    if (!counts(transactions.events()[id])) {
      continue;
    }
    const std::span<const MicroOperation> operations = transactions.operations(id);
    for (std::size_t i = 0; i < operations.size(); ++i) {
      if (operations[i].read != reads) {
        continue;
      }
      const KeyId key = operations[i].key;
      const auto hides = [&](const MicroOperation& other) { return other.key == key && (reads || !other.read); };
      const std::span<const MicroOperation> others = reads ? operations.first(i) : operations.subspan(i + 1);
      if (std::none_of(others.begin(), others.end(), hides)) {
        accesses.push_back({key, operations[i].value, id});
      }
    }
  }
  return accesses;
}

VersionIndex::VersionIndex(const Transactions& transactions, const std::vector<ExternalAccess>& accesses)
    : elements_(transactions.element_count()), offsets_(elements_ + transactions.key_count() + 1, 0) {
  const auto version = [&](const ExternalAccess& access) {
    return access.value == kNone ? elements_ + access.key : access.value;
  };
  for (const ExternalAccess& access : accesses) {
    ++offsets_[version(access) + 1];
  }
  for (std::size_t i = 1; i < offsets_.size(); ++i) {
    offsets_[i] += offsets_[i - 1];
  }
  events_.resize(offsets_.back());
  std::vector<std::uint32_t> next(offsets_.begin(), offsets_.end() - 1);
  for (const ExternalAccess& access : accesses) {
    events_[next[version(access)]++] = access.event;
  }
}

RwRegisterAnalysis::RwRegisterAnalysis(const Transactions& transactions)
    : transactions_(transactions),
      ok_reads_(external_accesses(transactions, true, is_ok)),
      ok_writes_(external_accesses(transactions, false, is_ok)),
      readers_(transactions, ok_reads_),
      writers_(transactions, ok_writes_) {
  find_objections();
  find_aborted_reads(transactions, cases_);
  find_intermediate_reads(transactions, cases_);
  find_internal();
  find_lost_updates(transactions, cases_);
  order_versions();
}

void RwRegisterAnalysis::find_objections() {
  for (const MalformedValue& malformed : transactions_.malformed()) {
    const Event& event = transactions_.events()[malformed.event];
    const std::string text = "index " + std::to_string(event.index) + ": " + malformed.reason;
    (event.type == EventType::kOk ? original_objection_ : objection_) = text;
  }
  for (KeyId key = 1; key < transactions_.key_count(); ++key) {
    if (json_type(transactions_.key_text(key)) != json_type(transactions_.key_text(0))) {
      original_objection_ = "keys of several types: " + std::string(transactions_.key_text(0)) + " and " +
                            std::string(transactions_.key_text(key));
    }
  }
  for (const ExternalAccess& read : ok_reads_) {
    if (writers_.of(read.key, read.value).size() < 2) {
      continue;
    }
    objection_ = "key " + std::string(transactions_.key_text(read.key)) + " had value " +
                 std::string(transactions_.element_text(read.value)) +
                 " written by several transactions; written values must be unique for each key";
  }
}

void RwRegisterAnalysis::find_internal() {
  static const Anomaly kInternal = anomaly_named("internal");
  for (EventId id = 0; id < transactions_.events().size(); ++id) {
    const Event& event = transactions_.events()[id];
    if (event.type != EventType::kOk) {
      continue;
    }
    const std::span<const MicroOperation> operations = transactions_.operations(event);
    for (std::size_t i = 1; i < operations.size(); ++i) {
      const MicroOperation& read = operations[i];
      if (!read.read) {
        continue;
      }
      std::size_t last = i;
      while (last > 0 && operations[last - 1].key != read.key) {
        --last;
      }
      // A null known from a read does not restrict the next read.
      if (last == 0 || operations[last - 1].value == kNone || operations[last - 1].value == read.value) {
        continue;
      }
      cases_.add(kInternal, [&] {
        AnomalyCase one;
        one.events = {id};
        one.key = read.key;
        one.values = {transactions_.text(read), transactions_.text(operations[last - 1])};
        one.explanation = "T1's read " + one.values[0] + " contradicts its own earlier " + one.values[1] + ".";
        return one;
      });
      break;
    }
  }
}

void RwRegisterAnalysis::order_versions() {
  const auto initial_first = [&](const std::vector<ExternalAccess>& accesses) {
    for (const ExternalAccess& access : accesses) {
      if (access.value != kNone) {
        version_order_.push_back({access.key, kNone, access.value});
      }
    }
  };
  initial_first(ok_reads_);
  initial_first(ok_writes_);
  initial_first(
      external_accesses(transactions_, false, [](const Event& event) { return event.type == EventType::kInfo; }));
  const std::size_t initial = version_order_.size();
  // Both lists are in the order of the events.
  std::size_t write = 0;
  for (const ExternalAccess& read : ok_reads_) {
    if (read.value == kNone) {
      continue;
    }
    while (write < ok_writes_.size() && ok_writes_[write].event < read.event) {
      ++write;
    }
    for (std::size_t i = write; i < ok_writes_.size() && ok_writes_[i].event == read.event; ++i) {
      if (ok_writes_[i].key == read.key && ok_writes_[i].value != kNone) {
        version_order_.push_back({read.key, read.value, ok_writes_[i].value});
      }
    }
  }
  const std::vector<VersionEdge> follow(version_order_.begin() + static_cast<std::ptrdiff_t>(initial),
                                        version_order_.end());
  if (find_cyclic_versions(follow)) {
    version_order_.resize(initial);
  }
  std::sort(version_order_.begin(), version_order_.end());
  version_order_.erase(std::unique(version_order_.begin(), version_order_.end()), version_order_.end());
}

// Null comes before all other values and after none, so only edges after reads can form a cycle.
bool RwRegisterAnalysis::find_cyclic_versions(const std::vector<VersionEdge>& edges) {
  // In most histories every version has a higher number than the version it follows: then no search is needed.
  if (std::all_of(edges.begin(), edges.end(), [](const VersionEdge& edge) { return edge.before <= edge.after; })) {
    return false;
  }
  std::vector<std::uint32_t> offsets(transactions_.element_count() + 1, 0);
  for (const VersionEdge& edge : edges) {
    ++offsets[edge.before + 1];
  }
  for (std::size_t i = 1; i < offsets.size(); ++i) {
    offsets[i] += offsets[i - 1];
  }
  std::vector<std::uint32_t> next(offsets.begin(), offsets.end() - 1);
  std::vector<std::uint32_t> targets(edges.size());
  for (const VersionEdge& edge : edges) {
    targets[next[edge.before]++] = edge.after;
  }
  std::uint32_t count = 0;
  const std::vector<std::uint32_t> component_of = strong_components(offsets, targets, count);
  std::vector<std::uint32_t> size(count, 0);
  for (const std::uint32_t component : component_of) {
    ++size[component];
  }
  std::map<std::uint32_t, std::vector<ElementId>> cyclic;
  for (ElementId element = 0; element < component_of.size(); ++element) {
    if (size[component_of[element]] > 1) {
      cyclic[component_of[element]].push_back(element);
    }
  }
  for (const auto& [component, versions] : cyclic) {
    add_cyclic_case(transactions_.key_of(versions.front()), versions);
  }
  return !cyclic.empty();
}

void RwRegisterAnalysis::add_cyclic_case(KeyId key, const std::vector<ElementId>& versions) {
  static const Anomaly kCyclicVersions = anomaly_named("cyclic-versions");
  cases_.add(kCyclicVersions, [&] {
    AnomalyCase one;
    one.key = key;
    for (const ElementId version : versions) {
      one.values.emplace_back(transactions_.element_text(version));
      const std::span<const EventId> writers = writers_.of(key, version);
      one.events.insert(one.events.end(), writers.begin(), writers.end());
    }
    one.explanation = "Transactions that read key " + std::string(transactions_.key_text(key)) +
                      " and then wrote it order its versions in a cycle:";
    for (const std::string& value : one.values) {
      one.explanation += ' ' + value;
    }
    one.explanation += '.';
    return one;
  });
}

void RwRegisterAnalysis::link(OrderGraph& graph) const {
  for (const ExternalAccess& read : ok_reads_) {
    const std::span<const EventId> writers = writers_.of(read.key, read.value);
    if (writers.size() == 1) {
      graph.link(writers[0], read.event, kWriteRead);
    }
  }
  for (std::size_t begin = 0; begin < version_order_.size();) {
    const VersionEdge& first = version_order_[begin];
    std::size_t end = begin + 1;
    while (end < version_order_.size() && version_order_[end].key == first.key &&
           version_order_[end].before == first.before) {
      ++end;
    }
    link_versions(graph, std::span(version_order_).subspan(begin, end - begin));
    begin = end;
  }
}

void RwRegisterAnalysis::link_versions(OrderGraph& graph, std::span<const VersionEdge> same_before) const {
  std::vector<EventId> later;
  for (const VersionEdge& edge : same_before) {
    const std::span<const EventId> writers = writers_.of(edge.key, edge.after);
    later.insert(later.end(), writers.begin(), writers.end());
  }
  const auto link = [&](std::span<const EventId> earlier, EdgeKinds kind) {
    if (earlier.empty() || later.empty()) {
      return;
    }
    // Elle removes a transaction's edge to itself only after it has become a vertex.
    for (const EventId event : earlier) {
      graph.mark(event);
    }
    for (const EventId event : later) {
      graph.mark(event);
    }
    graph.link_all(earlier, later, kind);
  };
  link(writers_.of(same_before.front().key, same_before.front().before), kWriteWrite);
  link(readers_.of(same_before.front().key, same_before.front().before), kReadWrite);
}

bool RwRegisterAnalysis::later(KeyId key, ElementId before, ElementId after) const {
  return std::binary_search(version_order_.begin(), version_order_.end(), VersionEdge{key, before, after});
}

DataReason RwRegisterAnalysis::reason(EventId from, EventId to, EdgeKinds kind) const {
  const auto of = [](const std::vector<ExternalAccess>& all, EventId event) {
    const auto begin =
        std::lower_bound(all.begin(), all.end(), event,
                         [](const ExternalAccess& access, EventId wanted) { return access.event < wanted; });
    const auto end =
        std::find_if(begin, all.end(), [&](const ExternalAccess& access) { return access.event != event; });
    return std::vector<ExternalAccess>(begin, end);
  };
  for (const ExternalAccess& a : of(kind == kReadWrite ? ok_reads_ : ok_writes_, from)) {
    for (const ExternalAccess& b : of(kind == kWriteRead ? ok_reads_ : ok_writes_, to)) {
      if (a.key != b.key) {
        continue;
      }
      const bool holds = kind == kWriteRead ? a.value == b.value : later(a.key, a.value, b.value);
      if (holds) {
        return {a.key, a.value, b.value};
      }
    }
  }
  return {};
}

}  // namespace maelstrom::conformance::transactions
