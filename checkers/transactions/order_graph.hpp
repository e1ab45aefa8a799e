// Which transaction must come before which, and why: a directed graph whose edges carry kinds.
//
// Vertices are events (completions). If every member of a large set precedes every member of another, the sets are
// linked through helper vertices, so that memory stays linear in their sizes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "checkers/transactions/transaction.hpp"

namespace maelstrom::conformance::transactions {

// A set of bits, one per kind. A search uses them in the order of the bits.
using EdgeKinds = std::uint8_t;
inline constexpr EdgeKinds kWriteWrite = 1;
inline constexpr EdgeKinds kWriteRead = 2;
inline constexpr EdgeKinds kReadWrite = 4;
inline constexpr EdgeKinds kProcess = 8;
inline constexpr EdgeKinds kRealtime = 16;
inline constexpr EdgeKinds kAllKinds = 31;
inline constexpr EdgeKinds kDependencies = kWriteWrite | kWriteRead;

// ww, wr, rw, process, realtime. REQUIRES: one bit.
std::string_view kind_name(EdgeKinds kind);

// Edges sorted by their start.
struct AdjacencyLists {
  std::vector<std::uint32_t> offsets;  // of each vertex, plus one at the end
  std::vector<std::uint32_t> targets;
  std::vector<EdgeKinds> kinds;

  std::size_t vertex_count() const { return offsets.size() - 1; }
};

// The strongly connected component of each vertex, by Tarjan's algorithm; components are numbered from 0 without gaps.
std::vector<std::uint32_t> strong_components(const std::vector<std::uint32_t>& offsets,
                                             const std::vector<std::uint32_t>& targets, std::uint32_t& count);

// One strongly connected component with all edges inside it, vertices numbered from 0. Helpers come last.
struct Component {
  std::vector<EventId> events;  // of the vertices that are not helpers
  AdjacencyLists edges;

  bool helper(std::uint32_t vertex) const { return vertex >= events.size(); }
};

class OrderGraph {
 public:
  explicit OrderGraph(std::size_t events) : events_(events), known_(events), vertices_(events) {}

  void link(EventId from, EventId to, EdgeKinds kind) {
    known_[from] = known_[to] = true;
    append(from, to, kind);
  }

  // Links each of `from` to each of `to`, but no event to itself.
  void link_all(std::span<const EventId> from, std::span<const EventId> to, EdgeKinds kind);

  // Makes the event a vertex, even without edges.
  void mark(EventId event) { known_[event] = true; }

  // Whether the graph has no vertices.
  bool empty() const;

  // The components with more than one transaction. Removes the edges from this graph.
  std::vector<Component> components();

 private:
  struct Edge {
    std::uint32_t from;
    std::uint32_t to;
    EdgeKinds kinds;
  };

  void append(std::uint32_t from, std::uint32_t to, EdgeKinds kind) { edges_.push_back({from, to, kind}); }
  void link_through_helpers(std::span<const EventId> from, std::span<const EventId> to, EdgeKinds kind);
  AdjacencyLists sort_edges();

  std::size_t events_;
  std::vector<bool> known_;  // events that are vertices, some perhaps without an edge
  std::size_t vertices_;     // including helpers
  std::vector<Edge> edges_;
};

// Links each ok completion to later invocations; only links that do not follow from other links. Its input is the
// history in order.
class RealtimeLinker {
 public:
  RealtimeLinker(std::size_t events, OrderGraph& graph) : graph_(graph), list_of_(events, kNone) {}

  // Records an invocation; `completion` is its later completion, `ok` whether that is ok.
  void invoke(EventId completion, bool ok);

  // REQUIRES: the completion is ok.
  void complete(EventId completion);

 private:
  OrderGraph& graph_;
  std::vector<EventId> frontier_;             // ok completions that do not precede another of them, ascending
  std::vector<std::vector<EventId>> before_;  // predecessors of the operations under way, ascending
  std::vector<std::uint32_t> free_lists_;     // of before_
  std::vector<std::uint32_t> list_of_;        // by the completion of the operation under way
};

// Links each ok transaction to those that began after its completion; only links that do not follow from other links.
void link_realtime(const Transactions& transactions, OrderGraph& graph);

// Links the successive ok transactions of each process.
void link_processes(const Transactions& transactions, OrderGraph& graph);

}  // namespace maelstrom::conformance::transactions
