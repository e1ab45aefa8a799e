#include "conformance/processes/refusal.hpp"

#include <gtest/gtest.h>

namespace maelstrom::conformance {
namespace {

TEST(RefusalInALog, IsKnownWithAndWithoutTheNodesId) {
  EXPECT_EQ(refusal_in("n1: refused a reply of plugin p to c1: why", "n1"), "refused a reply of plugin p to c1: why");
  EXPECT_EQ(refusal_in("refused a message of plugin p to n2: why", "n1"), "refused a message of plugin p to n2: why");
  EXPECT_EQ(refusal_in("a: b: refused a reply", "a: b"), "refused a reply");
}

TEST(RefusalInALog, IsNothingElse) {
  for (const char* const text : {"", "n1: started", "n1: plugin p: refused a reply", "n10: refused a reply",
                                 "n1: dropped a late reply of plugin p to c1: why", "n1 refused a reply"}) {
    EXPECT_EQ(refusal_in(text, "n1"), std::nullopt) << text;
  }
}

TEST(WarningInALog, IsKnownByItsLevel) {
  EXPECT_EQ(warning_in("2026-11-23 16:46:08.773 warning n1: plugin p is slow", "n1"), "plugin p is slow");
  EXPECT_EQ(warning_in("2026-11-23 16:46:08.773 error   no id yet", "n1"), "no id yet");
  for (const char* const line : {"2026-11-23 16:46:08.773 info    n1: started", "warning n1: x", "", "an error   x",
                                 "2026-11-23 16:46:08.773 warning n1: dropped msg_id 7 from \"c1\": why"}) {
    EXPECT_EQ(warning_in(line, "n1"), std::nullopt) << line;
  }
}

}  // namespace
}  // namespace maelstrom::conformance
