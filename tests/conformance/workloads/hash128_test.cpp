#include "conformance/workloads/hash128.hpp"

#include <set>
#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace maelstrom::conformance {
namespace {

TEST(Hash128, IsMurmurHash3) {
  EXPECT_EQ(hash128(""), (Hash128{0, 0}));
  EXPECT_EQ(hash128("hello"), (Hash128{0xcbd8a7b341bd9b02, 0x5b1e906a48ae1d19}));
  EXPECT_EQ(hash128("The quick brown fox jumps over the lazy dog"), (Hash128{0xe34bbc7bbc071b6c, 0x7a433ca9c49a9347}));
}

TEST(Hash128, DiffersForTextsThatAreAlike) {
  std::set<std::pair<std::uint64_t, std::uint64_t>> seen;
  for (std::size_t length = 0; length < 70; ++length) {
    for (std::size_t place = 0; place < length; ++place) {
      std::string text(length, '0');
      text[place] = '1';
      const Hash128 hash = hash128(text);
      EXPECT_TRUE(seen.emplace(hash.low, hash.high).second) << text;
    }
  }
}

}  // namespace
}  // namespace maelstrom::conformance
