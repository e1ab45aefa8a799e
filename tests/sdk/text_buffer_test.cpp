#include <string>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>

#include <maelstrom/short_text.hpp>
#include <maelstrom/text_buffer.hpp>

namespace maelstrom {
namespace {

TEST(TextBuffer, KeepsWhatIsAppended) {
  TextBuffer buffer;
  EXPECT_EQ(buffer.text(), "");
  std::string expected;
  for (std::size_t size = 0; size < 600; ++size) {
    const std::string piece(size, static_cast<char>('a' + size % 26));
    buffer.append(piece);
    buffer.push_back('.');
    expected += piece + '.';
    ASSERT_EQ(buffer.text(), expected);
  }
  buffer.append({});
  EXPECT_EQ(buffer.size(), expected.size());
}

TEST(TextBuffer, TakesWhatIsWrittenIntoItsRoom) {
  TextBuffer buffer;
  buffer.append("ab");
  char* const to = buffer.room(1000);
  to[0] = 'c';
  buffer.grow_to(to + 1);
  EXPECT_EQ(buffer.text(), "abc");
  EXPECT_GE(buffer.capacity(), 1002U);
}

TEST(TextBuffer, KeepsItsMemoryWhenItIsClearedOrCut) {
  TextBuffer buffer;
  buffer.append(std::string(1000, 'x'));
  const std::size_t capacity = buffer.capacity();
  buffer.truncate(3);
  EXPECT_EQ(buffer.text(), "xxx");
  buffer.clear();
  EXPECT_EQ(buffer.text(), "");
  EXPECT_EQ(buffer.capacity(), capacity);
}

TEST(TextBuffer, IsAValue) {
  TextBuffer one;
  one.append("one");
  TextBuffer copy = one;
  copy.append(" more");
  EXPECT_EQ(one.text(), "one");
  EXPECT_EQ(copy.text(), "one more");
  TextBuffer moved = std::move(copy);
  EXPECT_EQ(moved.text(), "one more");
  copy = moved;
  EXPECT_EQ(copy.text(), "one more");
  one = std::move(moved);
  EXPECT_EQ(one.text(), "one more");
}

TEST(ShortText, CopiesAndComparesEveryLength) {
  const std::string text = "0123456789abcdefghijklmnopqrstuvwxyz";
  for (std::size_t size = 0; size <= text.size(); ++size) {
    const std::string_view part = std::string_view(text).substr(0, size);
    std::string copy(size + 1, '#');
    detail::copy_text(copy.data(), part);
    EXPECT_EQ(copy, std::string(part) + '#');
    EXPECT_TRUE(detail::same_text(part, copy.substr(0, size)));
    EXPECT_FALSE(detail::same_text(part, copy));
    for (std::size_t at = 0; at < size; ++at) {
      std::string other(part);
      other[at] = '#';
      EXPECT_FALSE(detail::same_text(part, other)) << size << ' ' << at;
    }
  }
}

}  // namespace
}  // namespace maelstrom
