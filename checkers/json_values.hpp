// Numbers for JSON values, so that a checker compares numbers instead of texts.
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace maelstrom::conformance {

// Numbers JSON values by their canonical text, from 0.
class JsonValues {
 public:
  std::uint32_t number(std::string_view json);

  // REQUIRES: number < size().
  std::string_view text(std::uint32_t number) const {
    assert(number < size());
    return texts_[number];
  }
  std::size_t size() const { return texts_.size(); }

 private:
  std::uint32_t find_or_add(std::string_view json);

  std::unordered_map<std::string_view, std::uint32_t> numbers_;
  std::deque<std::string> texts_;
  std::vector<std::uint32_t> small_;  // of the integers 0, 1, 2, ...: the number plus 1, or 0
};

}  // namespace maelstrom::conformance
