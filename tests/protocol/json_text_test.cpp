// Text from a node for a report: any bytes must become safe to print and to store.
#include "protocol/json_text.hpp"

#include <string>

#include <gtest/gtest.h>

namespace maelstrom::conformance {
namespace {

TEST(Excerpt, LeavesTextAsItIs) {
  EXPECT_EQ(excerpt("Grüße, 日本"), "Grüße, 日本");
}

TEST(Excerpt, ShowsControlCharactersAndBytesThatAreNoText) {
  EXPECT_EQ(excerpt("\x1b[31m\n"), R"(\x1b[31m\x0a)");
  EXPECT_EQ(excerpt("a\xff\xc3(\xe6\x97"), R"(a\xff\xc3(\xe6\x97)");
}

TEST(Excerpt, SaysHowLongACutTextIs) {
  EXPECT_EQ(excerpt(std::string(1000, 'x'), 3), "xxx... (1000 bytes)");
}

TEST(JsonString, EscapesAndReplaces) {
  std::string out;
  append_json_string(out, "a\"\n\xff");
  EXPECT_EQ(out, "\"a\\\"\\n\xEF\xBF\xBD\"");
}

}  // namespace
}  // namespace maelstrom::conformance
