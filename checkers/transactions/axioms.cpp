#include "checkers/transactions/axioms.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "checkers/transactions/order_graph.hpp"

namespace maelstrom::conformance::transactions {
namespace {

// Limit of steps of the search for causes, used without sessions.
constexpr std::uint64_t kCauseSteps = 100'000'000;
// Limit of entries of the table of the last position in each session that each transaction has seen.
constexpr std::size_t kSeenEntries = 40'000'000;

// A read of a value that another transaction wrote, in the order of the reader's micro-operations.
struct SourcedRead {
  KeyId key = 0;
  EventId writer = kNone;  // kNone: the initial null
};

// Why one transaction must come before another.
struct Precedence {
  EventId before = 0;
  EventId after = 0;
  EventId observer = kNone;  // of the axiom; kNone: `after` read from `before`, or both are in one session
  KeyId key = kNone;         // that the observer read from `after`
};

// The transactions with their sources and writes.
class AxiomHistory {
 public:
  AxiomHistory(const Transactions& transactions, bool sessions) : transactions_(transactions), sessions_(sessions) {
    find_writers();
    find_reads();
  }

  std::span<const SourcedRead> reads(EventId event) const { return slice(reads_, read_offsets_, event); }
  std::span<const KeyId> written(EventId event) const { return slice(written_, written_offsets_, event); }
  bool writes(EventId event, KeyId key) const {
    const std::span<const KeyId> keys = written(event);
    return std::binary_search(keys.begin(), keys.end(), key);
  }
  bool takes_part(EventId event) const { return taking_part_[event]; }
  std::size_t size() const { return taking_part_.size(); }
  bool sessions() const { return sessions_; }
  const Transactions& transactions() const { return transactions_; }

  // The previous transaction in its session; kNone if there is no previous one or sessions do not count.
  EventId session_before(EventId event) const { return before_[event]; }

 private:
  template <class T>
  static std::span<const T> slice(const std::vector<T>& all, const std::vector<std::uint32_t>& offsets, EventId event) {
    return {all.data() + offsets[event], offsets[event + 1] - offsets[event]};
  }

  void find_writers();
  void find_reads();

  const Transactions& transactions_;
  bool sessions_;
  std::vector<EventId> writer_of_;  // by element: the transaction that wrote it as the last value of its key
  std::vector<std::uint32_t> written_offsets_{0};
  std::vector<KeyId> written_;  // of each event, ascending
  std::vector<std::uint32_t> read_offsets_{0};
  std::vector<SourcedRead> reads_;
  std::vector<bool> taking_part_;  // ok, or info and read by an ok one
  std::vector<EventId> before_;
};

void AxiomHistory::find_writers() {
  writer_of_.assign(transactions_.element_count(), kNone);
  for (EventId id = 0; id < transactions_.events().size(); ++id) {
    const Event& event = transactions_.events()[id];
    const std::size_t begin = written_.size();
    const std::span<const MicroOperation> operations = transactions_.operations(event);
    const bool possible = event.type == EventType::kOk || event.type == EventType::kInfo;
    for (std::size_t i = operations.size(); possible && i-- > 0;) {
      const MicroOperation& write = operations[i];
      if (write.read || std::find(written_.begin() + static_cast<std::ptrdiff_t>(begin), written_.end(), write.key) !=
                            written_.end()) {
        continue;
      }
      written_.push_back(write.key);
      if (write.value != kNone) {
        writer_of_[write.value] = id;
      }
    }
    std::sort(written_.begin() + static_cast<std::ptrdiff_t>(begin), written_.end());
    written_offsets_.push_back(static_cast<std::uint32_t>(written_.size()));
  }
}

void AxiomHistory::find_reads() {
  const std::vector<Event>& events = transactions_.events();
  taking_part_.assign(events.size(), false);
  before_.assign(events.size(), kNone);
  std::unordered_map<std::int64_t, EventId> last;
  for (EventId id = 0; id < events.size(); ++id) {
    const std::span<const MicroOperation> operations = transactions_.operations(id);
    for (std::size_t i = 0; events[id].type == EventType::kOk && i < operations.size(); ++i) {
      const MicroOperation& read = operations[i];
      if (!read.read) {
        continue;
      }
      const std::span<const MicroOperation> earlier = operations.first(i);
      const bool own = std::any_of(earlier.begin(), earlier.end(),
                                   [&](const MicroOperation& other) { return !other.read && other.key == read.key; });
      const EventId writer = read.value == kNone ? kNone : writer_of_[read.value];
      // A write that failed, was replaced by its own transaction, or never happened is a separate anomaly.
      if (own || writer == id || (read.value != kNone && writer == kNone)) {
        continue;
      }
      reads_.push_back({read.key, writer});
      if (writer != kNone) {
        taking_part_[writer] = true;
      }
    }
    read_offsets_.push_back(static_cast<std::uint32_t>(reads_.size()));
    if (events[id].type == EventType::kOk) {
      taking_part_[id] = true;
    }
    if (!sessions_ || (events[id].type != EventType::kOk && events[id].type != EventType::kInfo)) {
      continue;
    }
    const auto [entry, first] = last.try_emplace(events[id].process, id);
    if (!first) {
      before_[id] = std::exchange(entry->second, id);
    }
  }
}

// Calls each(before, after, key): `before` must precede `after`, from which the observer read the key. `after` kNone is
// the initial state.
template <class Each>
void read_committed_of(const AxiomHistory& history, EventId observer, Each each) {
  const std::span<const SourcedRead> reads = history.reads(observer);
  for (std::size_t i = 0; i < reads.size(); ++i) {
    const EventId seen = reads[i].writer;
    if (seen == kNone) {
      continue;
    }
    for (std::size_t later = i + 1; later < reads.size(); ++later) {
      if (reads[later].writer != seen && history.writes(seen, reads[later].key)) {
        each(seen, reads[later].writer, reads[later].key);
      }
    }
  }
}

template <class Each>
void read_atomic_of(const AxiomHistory& history, EventId observer, Each each) {
  const std::span<const SourcedRead> reads = history.reads(observer);
  const auto observe = [&](EventId seen) {
    if (seen == kNone || seen == observer) {
      return;
    }
    for (const SourcedRead& read : reads) {
      if (read.writer != seen && history.writes(seen, read.key)) {
        each(seen, read.writer, read.key);
      }
    }
  };
  for (const SourcedRead& read : reads) {
    observe(read.writer);
  }
}

// The position in each session up to which each transaction has seen it; with sessions this finds every chain of
// causes.
class SessionClocks {
 public:
  // REQUIRES: reads and sessions have no cycle.
  explicit SessionClocks(const AxiomHistory& history)
      : session_(history.size(), kNone), position_(history.size(), 0), row_(history.size(), 0) {
    for (EventId id = 0; id < history.size(); ++id) {
      if (!history.takes_part(id)) {
        continue;
      }
      const EventId before = history.session_before(id);
      session_[id] = before == kNone ? count_++ : session_[before];
      position_[id] = before == kNone ? 1 : position_[before] + 1;
      row_[id] = rows_++;
    }
  }

  bool fits() const { return static_cast<std::size_t>(count_) * rows_ <= kSeenEntries; }

  void fill(const AxiomHistory& history) {
    seen_.assign(static_cast<std::size_t>(count_) * rows_, 0);
    std::vector<bool> done(history.size(), false);
    std::vector<EventId> path;
    for (EventId root = 0; root < history.size(); ++root) {
      if (!history.takes_part(root)) {
        continue;
      }
      path.assign(1, root);
      while (!path.empty()) {
        const EventId id = path.back();
        const EventId waiting = done[id] ? kNone : first_undone(history, id, done);
        if (waiting != kNone) {
          path.push_back(waiting);
          continue;
        }
        if (!done[id]) {
          join(history, id);
        }
        done[id] = true;
        path.pop_back();
      }
    }
  }

  std::uint32_t session(EventId id) const { return session_[id]; }
  std::uint32_t position(EventId id) const { return position_[id]; }
  // How far `id` has seen the session, without itself.
  std::uint32_t seen(EventId id, std::uint32_t session) const {
    const std::uint32_t seen = seen_[static_cast<std::size_t>(row_[id]) * count_ + session];
    return session == session_[id] ? position_[id] - 1 : seen;
  }

 private:
  static EventId first_undone(const AxiomHistory& history, EventId id, const std::vector<bool>& done) {
    const EventId before = history.session_before(id);
    if (before != kNone && !done[before]) {
      return before;
    }
    for (const SourcedRead& read : history.reads(id)) {
      if (read.writer != kNone && !done[read.writer]) {
        return read.writer;
      }
    }
    return kNone;
  }

  void join(const AxiomHistory& history, EventId id) {
    std::uint32_t* const own = &seen_[static_cast<std::size_t>(row_[id]) * count_];
    const auto take = [&](EventId cause) {
      if (cause == kNone) {
        return;
      }
      const std::uint32_t* const other = &seen_[static_cast<std::size_t>(row_[cause]) * count_];
      for (std::uint32_t session = 0; session < count_; ++session) {
        own[session] = std::max(own[session], other[session]);
      }
    };
    take(history.session_before(id));
    for (const SourcedRead& read : history.reads(id)) {
      take(read.writer);
    }
    own[session_[id]] = std::max(own[session_[id]], position_[id]);
  }

  std::uint32_t count_ = 0;  // sessions
  std::uint32_t rows_ = 0;   // transactions that take part
  std::vector<std::uint32_t> session_;
  std::vector<std::uint32_t> position_;
  std::vector<std::uint32_t> row_;
  std::vector<std::uint32_t> seen_;
};

struct KeyWriter {
  KeyId key = 0;
  std::uint32_t session = 0;
  std::uint32_t position = 0;
  EventId event = 0;

  auto operator<=>(const KeyWriter&) const = default;
};

class AxiomCheck {
 public:
  AxiomCheck(const AxiomHistory& history, AxiomLevel level) : history_(history), level_(level) {}

  AxiomResult run() {
    AxiomResult result;
    collect_base();
    if (level_ == AxiomLevel::kCausal) {
      // A cycle of reads and sessions alone is already a violation, and then there are no clocks.
      if ((result.violation = find_violation())) {
        return result;
      }
      result.complete = collect_causal();
    } else {
      for (EventId id = 0; id < history_.size(); ++id) {
        collect(id);
      }
    }
    if (result.complete) {
      result.violation = find_violation();
    }
    return result;
  }

 private:
  void collect_base() {
    for (EventId id = 0; id < history_.size(); ++id) {
      for (const SourcedRead& read : history_.reads(id)) {
        if (read.writer != kNone) {
          edges_.push_back({read.writer, id, kNone, read.key});
        }
      }
      const EventId before = history_.session_before(id);
      if (before != kNone) {
        edges_.push_back({before, id, kNone, kNone});
      }
    }
  }

  void require(EventId before, EventId after, EventId observer, KeyId key) {
    if (after == kNone) {
      if (!before_initial_) {
        before_initial_ = Precedence{before, kNone, observer, key};
      }
    } else if (after != before) {
      edges_.push_back({before, after, observer, key});
    }
  }

  void collect(EventId observer) {
    const auto each = [&](EventId before, EventId after, KeyId key) { require(before, after, observer, key); };
    if (level_ == AxiomLevel::kReadCommitted) {
      read_committed_of(history_, observer, each);
      return;
    }
    read_atomic_of(history_, observer, each);
    // In the observer's own session, the last writer of a key before this transaction is enough.
    for (const SourcedRead& read : history_.reads(observer)) {
      const EventId before = last_in_session(observer, read.key);
      if (before != kNone && before != read.writer) {
        require(before, read.writer, observer, read.key);
      }
    }
    for (const KeyId key : history_.written(observer)) {
      last_writer_[session_key(observer, key)] = observer;
    }
  }

  // Events of each session come in order.
  EventId last_in_session(EventId observer, KeyId key) const {
    if (!history_.sessions()) {
      return kNone;
    }
    const auto found = last_writer_.find(session_key(observer, key));
    return found == last_writer_.end() ? kNone : found->second;
  }
  std::uint64_t session_key(EventId observer, KeyId key) const {
    const auto process = static_cast<std::uint64_t>(history_.transactions().events()[observer].process);
    return (process << 32U) ^ key;
  }

  bool collect_causal() {
    if (history_.sessions()) {
      SessionClocks clocks(history_);
      if (clocks.fits()) {
        collect_by_clocks(clocks);
        return true;
      }
    }
    return collect_by_search();
  }

  void collect_by_clocks(SessionClocks& clocks) {
    clocks.fill(history_);
    std::vector<KeyWriter> writers;
    for (EventId id = 0; id < history_.size(); ++id) {
      if (!history_.takes_part(id)) {
        continue;
      }
      for (const KeyId key : history_.written(id)) {
        writers.push_back({key, clocks.session(id), clocks.position(id), id});
      }
    }
    std::sort(writers.begin(), writers.end());
    std::vector<std::uint32_t> begins(history_.transactions().key_count() + 1, 0);
    for (const KeyWriter& writer : writers) {
      ++begins[writer.key + 1];
    }
    for (std::size_t i = 1; i < begins.size(); ++i) {
      begins[i] += begins[i - 1];
    }
    for (EventId observer = 0; observer < history_.size(); ++observer) {
      for (const SourcedRead& read : history_.reads(observer)) {
        const std::span<const KeyWriter> of_key(writers.data() + begins[read.key],
                                                begins[read.key + 1] - begins[read.key]);
        collect_seen(clocks, observer, read, of_key);
      }
    }
  }

  // Collects, for each session, the last writer of the key that the observer has seen.
  void collect_seen(const SessionClocks& clocks, EventId observer, const SourcedRead& read,
                    std::span<const KeyWriter> writers) {
    for (auto begin = writers.begin(); begin != writers.end();) {
      const std::uint32_t session = begin->session;
      const auto end = std::partition_point(begin, writers.end(),
                                            [&](const KeyWriter& writer) { return writer.session == session; });
      const std::uint32_t seen = clocks.seen(observer, session);
      const auto behind =
          std::partition_point(begin, end, [&](const KeyWriter& writer) { return writer.position <= seen; });
      if (behind != begin && (behind - 1)->event != read.writer) {
        require((behind - 1)->event, read.writer, observer, read.key);
      }
      begin = end;
    }
  }

  // Walks back from each reader to all its causes.
  bool collect_by_search() {
    std::vector<EventId> stamp(history_.size(), kNone);
    std::vector<EventId> causes;
    std::uint64_t steps = 0;
    for (EventId observer = 0; observer < history_.size(); ++observer) {
      const std::span<const SourcedRead> reads = history_.reads(observer);
      if (reads.empty()) {
        continue;
      }
      causes.assign(1, observer);
      const auto reach = [&](EventId cause) {
        if (cause != kNone && std::exchange(stamp[cause], observer) != observer) {
          causes.push_back(cause);
        }
      };
      stamp[observer] = observer;
      for (std::size_t i = 0; i < causes.size(); ++i) {
        const EventId cause = causes[i];
        steps += 1 + reads.size();
        if (steps > kCauseSteps) {
          return false;
        }
        for (const SourcedRead& read : history_.reads(cause)) {
          reach(read.writer);
        }
        reach(history_.session_before(cause));
        for (const SourcedRead& read : reads) {
          if (cause == observer || cause == read.writer || !history_.writes(cause, read.key)) {
            continue;
          }
          require(cause, read.writer, observer, read.key);
        }
      }
    }
    return true;
  }

  std::optional<AnomalyCase> find_violation() {
    if (before_initial_) {
      return describe({*before_initial_});
    }
    std::vector<std::uint32_t> offsets(history_.size() + 1, 0);
    for (const Precedence& edge : edges_) {
      ++offsets[edge.before + 1];
    }
    for (std::size_t i = 1; i < offsets.size(); ++i) {
      offsets[i] += offsets[i - 1];
    }
    std::vector<std::uint32_t> next(offsets.begin(), offsets.end() - 1);
    std::vector<std::uint32_t> targets(edges_.size());
    std::vector<std::uint32_t> edge_at(edges_.size());
    for (std::uint32_t edge = 0; edge < edges_.size(); ++edge) {
      const std::uint32_t place = next[edges_[edge].before]++;
      targets[place] = edges_[edge].after;
      edge_at[place] = edge;
    }
    std::uint32_t count = 0;
    const std::vector<std::uint32_t> component_of = strong_components(offsets, targets, count);
    std::vector<std::uint32_t> size(count, 0);
    for (const std::uint32_t component : component_of) {
      ++size[component];
    }
    std::uint32_t smallest = kNone;
    for (std::uint32_t component = 0; component < count; ++component) {
      if (size[component] > 1 && (smallest == kNone || size[component] < size[smallest])) {
        smallest = component;
      }
    }
    if (smallest == kNone) {
      return std::nullopt;
    }
    return describe(short_cycle(offsets, edge_at, component_of, smallest));
  }

  // The shortest cycle through the first transaction of the component.
  std::vector<Precedence> short_cycle(const std::vector<std::uint32_t>& offsets,
                                      const std::vector<std::uint32_t>& edge_at,
                                      const std::vector<std::uint32_t>& component_of, std::uint32_t component) const {
    const auto start =
        static_cast<EventId>(std::find(component_of.begin(), component_of.end(), component) - component_of.begin());
    std::unordered_map<EventId, std::uint32_t> reached_by;
    std::vector<EventId> queue{start};
    for (std::size_t i = 0; i < queue.size() && !reached_by.contains(start); ++i) {
      for (std::uint32_t place = offsets[queue[i]]; place < offsets[queue[i] + 1]; ++place) {
        const EventId target = edges_[edge_at[place]].after;
        if (component_of[target] != component) {
          continue;
        }
        if (reached_by.try_emplace(target, edge_at[place]).second) {
          queue.push_back(target);
        }
      }
    }
    std::vector<Precedence> cycle;
    EventId at = start;
    do {
      cycle.push_back(edges_[reached_by.at(at)]);
      at = cycle.back().before;
    } while (at != start);
    std::reverse(cycle.begin(), cycle.end());
    return cycle;
  }

  AnomalyCase describe(const std::vector<Precedence>& cycle) const {
    AnomalyCase one;
    const auto name = [&](EventId event) {
      const auto known = std::find(one.events.begin(), one.events.end(), event);
      if (known == one.events.end()) {
        one.events.push_back(event);
        return "T" + std::to_string(one.events.size());
      }
      return "T" + std::to_string(known - one.events.begin() + 1);
    };
    one.explanation = "No order of the transactions explains these reads.";
    for (const Precedence& step : cycle) {
      const std::string key = step.key == kNone ? "" : std::string(history_.transactions().key_text(step.key));
      const std::string before = name(step.before);
      const std::string after = step.after == kNone ? "the initial state" : name(step.after);
      one.explanation += "\n" + before + " < " + after + ", because ";
      if (step.observer != kNone) {
        const std::string observer = name(step.observer);
        one.explanation +=
            observer + " had seen " + before + ", which writes key " + key + ", and read key " + key + " from " + after;
      } else {
        one.explanation += step.key == kNone ? "one process executed both in this order"
                                             : after + " read " + before + "'s write of key " + key;
      }
      one.explanation += '.';
      one.key = step.key != kNone ? step.key : one.key;
    }
    return one;
  }

  const AxiomHistory& history_;
  AxiomLevel level_;
  std::vector<Precedence> edges_;
  std::optional<Precedence> before_initial_;  // a transaction that would have to come before the initial state
  std::unordered_map<std::uint64_t, EventId> last_writer_;
};

}  // namespace

AxiomResult check_axiom(const Transactions& transactions, AxiomLevel level, bool sessions) {
  const AxiomHistory history(transactions, sessions);
  return AxiomCheck(history, level).run();
}

}  // namespace maelstrom::conformance::transactions
