#include "conformance/workloads/given_ids.hpp"

#include <utility>

namespace maelstrom::conformance {

GivenIds::Given& GivenIds::give(const Hash128& id, OperationIndex operation, NodeIndex node) {
  if (4 * (size_ + 1) > 3 * table_.size()) {
    grow();
  }
  Given& given = place_of(id);
  if (given.given == 0) {
    given.id = id;
    given.operation = operation;
    given.node = node & ((NodeIndex{1} << 30U) - 1);
    given.given = 1;
    ++size_;
  }
  return given;
}

// The entry of this id, or the free place for it.
GivenIds::Given& GivenIds::place_of(const Hash128& id) {
  const std::size_t mask = table_.size() - 1;
  std::size_t place = id.low & mask;
  while (table_[place].given != 0 && table_[place].id != id) {
    place = (place + 1) & mask;
  }
  return table_[place];
}

void GivenIds::grow() {
  constexpr std::size_t kSmallest = 1024;
  std::vector<Given> old = std::exchange(table_, std::vector<Given>(table_.empty() ? kSmallest : 2 * table_.size()));
  for (const Given& given : old) {
    if (given.given != 0) {
      place_of(given.id) = given;
    }
  }
}

}  // namespace maelstrom::conformance
