// What is due when: a queue of ids ordered by time and, for one time, by the order of their making. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "id_table.hpp"

namespace maelstrom::host {

class TimerQueue {
 public:
  // Makes a timer that is due at `due_ns`. Ids count up from 1.
  std::uint64_t add(std::int64_t due_ns);

  // Takes a timer back; false if it is not waiting any more.
  bool cancel(std::uint64_t id);

  // When the first timer is due; nullopt if none waits.
  std::optional<std::int64_t> next_due() const;

  // Takes the first timer if it is due at `now_ns` and was made before the timer `before`; 0 if there is none such.
  std::uint64_t take_due(std::int64_t now_ns, std::uint64_t before);

  // The id that the next `add` gives.
  std::uint64_t next_id() const { return next_id_; }

  std::size_t size() const { return waiting_.size(); }

 private:
  struct Entry {
    std::int64_t due_ns;
    std::uint64_t id;
  };
  static bool later(const Entry& a, const Entry& b);
  void drop_cancelled();

  std::vector<Entry>
      heap_;  // its front waits; a cancelled entry behind it stays until it gets there, or until half are such
  IdTable<bool> waiting_;  // whose values say nothing
  std::uint64_t next_id_ = 1;
};

}  // namespace maelstrom::host
