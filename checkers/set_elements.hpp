// The elements of a set in a history, numbered densely, with the reads' results for each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "history/history.hpp"

namespace maelstrom::conformance {

using ElementIndex = std::uint32_t;

// Not thread-safe.
class SetElements {
 public:
  std::size_t size() const { return texts_.size(); }

  // The canonical JSON of an element.
  const std::string& text(ElementIndex element) const { return texts_[element]; }

  // The element with this value, or kNone.
  ElementIndex find(std::int64_t value) const;
  ElementIndex find(std::string_view json) const;

  // Adds an element, perhaps again. `forget`: discards all earlier knowledge of it, as the original does.
  ElementIndex add(std::string_view json, OperationIndex operation, bool forget);

  // Records proof that the element is in the set, at the completion of `operation`.
  void know(ElementIndex element, OperationIndex operation) {
    if (known_[element] == kNone) {
      known_[element] = operation;
    }
  }

  // Begins a read. It contains the elements for which `see` is called; end_read records the others as absent.
  void begin_read() { ++read_; }
  // Returns how often the read has contained the element already.
  std::uint32_t see(ElementIndex element);
  void end_read(OperationIndex operation);
  // Whether the read that began last contains the element.
  bool seen(ElementIndex element) const { return seen_in_[element] == read_; }

  // Records that an add of the element definitely failed.
  void take_back(ElementIndex element) { --times_added_[element]; }

  // How often it has been added so far, without adds that definitely failed.
  std::uint32_t times_added(ElementIndex element) const { return times_added_[element]; }
  OperationIndex added(ElementIndex element) const { return added_[element]; }
  // The operation whose completion first proved the element; kNone if unproved.
  OperationIndex known(ElementIndex element) const { return known_[element]; }
  // The last invoked read that contains it, or lacks it; kNone if there is no such read.
  OperationIndex last_present(ElementIndex element) const { return last_present_[element] - 1; }
  OperationIndex last_absent(ElementIndex element) const { return last_absent_[element] - 1; }

 private:
  ElementIndex insert(std::string text);

  std::vector<std::string> texts_;
  std::vector<ElementIndex> small_;  // by value, of small integers; plus 1
  std::unordered_map<std::string, ElementIndex> others_;
  std::vector<OperationIndex> added_;
  std::vector<std::uint32_t> times_added_;
  std::vector<OperationIndex> known_;
  std::vector<OperationIndex> last_present_;  // plus 1, so that 0 means kNone and a larger value is later
  std::vector<OperationIndex> last_absent_;   // the same
  std::vector<std::uint32_t> seen_in_;        // the last read that contains it
  std::vector<std::uint32_t> times_seen_;     // in that read
  std::uint32_t read_ = 0;
};

}  // namespace maelstrom::conformance
