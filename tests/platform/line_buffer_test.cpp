#include "platform/line_buffer.hpp"

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace maelstrom::host {
namespace {

// Puts `bytes` into the buffer as one read would. REQUIRES: they fit into a chunk.
void read_into(LineBuffer& buffer, std::string_view bytes) {
  const auto space = buffer.space();
  ASSERT_GE(space.size(), bytes.size());
  std::memcpy(space.data(), bytes.data(), bytes.size());
  buffer.commit(bytes.size());
}

// All lines of `input`, read in pieces of `piece` bytes.
std::vector<std::string> lines_of(std::string_view input, std::size_t chunk, std::size_t piece) {
  LineBuffer buffer(chunk);
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < input.size(); at += piece) {
    read_into(buffer, input.substr(at, piece));
    while (const auto line = buffer.next_line()) {
      lines.emplace_back(*line);
    }
  }
  if (const auto line = buffer.last_line()) {
    lines.emplace_back(*line);
  }
  return lines;
}

TEST(LineBuffer, GivesTheSameLinesForChunksOfEverySize) {
  const std::string input = "first\n\nthird, longer than most of the chunks\r\n\r\nfifth\nno newline";
  const std::vector<std::string> expected = {"first", "",      "third, longer than most of the chunks",
                                             "",      "fifth", "no newline"};
  for (std::size_t chunk = 1; chunk <= input.size() + 1; ++chunk) {
    for (std::size_t piece = 1; piece <= chunk; ++piece) {
      ASSERT_EQ(lines_of(input, chunk, piece), expected) << "chunk " << chunk << ", piece " << piece;
    }
  }
}

TEST(LineBuffer, TreatsAChunkOfNothingAsOneByte) {
  EXPECT_EQ(lines_of("ab\nc\n", 0, 1), (std::vector<std::string>{"ab", "c"}));
}

TEST(LineBuffer, HasNoLineBeforeItsNewline) {
  LineBuffer buffer(16);
  EXPECT_EQ(buffer.next_line(), std::nullopt);
  read_into(buffer, "ab");
  EXPECT_EQ(buffer.next_line(), std::nullopt);
  read_into(buffer, "c\nd");
  EXPECT_EQ(buffer.next_line(), "abc");
  EXPECT_EQ(buffer.next_line(), std::nullopt);
  EXPECT_EQ(buffer.last_line(), "d");
}

TEST(LineBuffer, HasNoLastLineBehindANewline) {
  LineBuffer buffer(16);
  EXPECT_EQ(buffer.last_line(), std::nullopt);
  read_into(buffer, "a\n");
  EXPECT_EQ(buffer.next_line(), "a");
  EXPECT_EQ(buffer.last_line(), std::nullopt);
}

TEST(LineBuffer, TakesTheLastLineOnce) {
  LineBuffer buffer(16);
  read_into(buffer, "tail\r");
  EXPECT_EQ(buffer.last_line(), "tail");
  EXPECT_EQ(buffer.last_line(), std::nullopt);
}

TEST(LineBuffer, TakesOneCarriageReturnAndOnlyBeforeTheNewline) {
  LineBuffer buffer(32);
  read_into(buffer, "a\rb\r\r\n\r\n");
  EXPECT_EQ(buffer.next_line(), "a\rb\r");
  EXPECT_EQ(buffer.next_line(), "");
}

TEST(LineBuffer, KeepsLinesValidUntilTheNextSpace) {
  LineBuffer buffer(64);
  read_into(buffer, "one\ntwo\nthree\n");
  const auto one = buffer.next_line();
  const auto two = buffer.next_line();
  const auto three = buffer.next_line();
  EXPECT_EQ(one, "one");
  EXPECT_EQ(two, "two");
  EXPECT_EQ(three, "three");
}

TEST(LineBuffer, AlwaysOffersAChunk) {
  LineBuffer buffer(8);
  for (int i = 0; i < 1000; ++i) {
    ASSERT_GE(buffer.space().size(), 8U);
    read_into(buffer, "12345\n78");
    while (buffer.next_line()) {
    }
  }
}

TEST(LineBuffer, DoesNotGrowForManyShortLines) {
  LineBuffer buffer(64);
  const std::size_t before = buffer.capacity();
  for (int i = 0; i < 10'000; ++i) {
    read_into(buffer, "some line\nand the front of");
    while (buffer.next_line()) {
    }
  }
  EXPECT_EQ(buffer.capacity(), before);
}

TEST(LineBuffer, GivesTheMemoryOfALongLineBack) {
  LineBuffer buffer(1024);
  const std::size_t before = buffer.capacity();
  const std::string piece(1024, 'x');
  for (int i = 0; i < 10 * 1024; ++i) {
    read_into(buffer, piece);
    ASSERT_EQ(buffer.next_line(), std::nullopt);
  }
  EXPECT_GE(buffer.capacity(), 10U * 1024 * 1024);
  read_into(buffer, "\nrest");
  const auto line = buffer.next_line();
  ASSERT_TRUE(line.has_value());
  EXPECT_EQ(line->size(), 10U * 1024 * 1024);
  EXPECT_TRUE(std::all_of(line->begin(), line->end(), [](char c) { return c == 'x'; }));
  read_into(buffer, " of it\n");
  EXPECT_EQ(buffer.capacity(), before);
  EXPECT_EQ(buffer.next_line(), "rest of it");
}

TEST(LineBuffer, ShowsWhatNoLineBreakEnded) {
  LineBuffer buffer(1024);
  EXPECT_EQ(buffer.unfinished_line(), "");
  read_into(buffer, "one\ntw");
  EXPECT_EQ(buffer.next_line(), "one");
  EXPECT_EQ(buffer.next_line(), std::nullopt);
  EXPECT_EQ(buffer.unfinished_line(), "tw");
  read_into(buffer, "o\n");
  EXPECT_EQ(buffer.next_line(), "two");
  EXPECT_EQ(buffer.unfinished_line(), "");
}

}  // namespace
}  // namespace maelstrom::host
