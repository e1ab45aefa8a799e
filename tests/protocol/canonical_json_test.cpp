#include "protocol/canonical_json.hpp"

#include <gtest/gtest.h>

namespace maelstrom::conformance {
namespace {

TEST(CanonicalJson, IgnoresTheOrderOfMembersAndWhiteSpace) {
  EXPECT_TRUE(equal_json(R"({"a":1,"b":[1, 2]})", R"({ "b" : [1,2], "a" : 1 })"));
  EXPECT_FALSE(equal_json("[1,2]", "[2,1]"));
}

TEST(CanonicalJson, ComparesNumbersByValue) {
  EXPECT_TRUE(equal_json("1.0", "1e0"));
  EXPECT_TRUE(equal_json("100.0", "1e2"));
  EXPECT_TRUE(equal_json("0", "-0"));
  EXPECT_TRUE(equal_json("0.0", "-0.0"));
  EXPECT_TRUE(equal_json("0.5", "5e-1"));
  EXPECT_FALSE(equal_json("1", "\"1\""));
  EXPECT_FALSE(equal_json("1", "true"));
}

TEST(CanonicalJson, KeepsIntegersAndOtherNumbersApartAsMaelstromDoes) {
  EXPECT_FALSE(equal_json("1", "1.0"));
  EXPECT_FALSE(equal_json("100", "1e2"));
  EXPECT_FALSE(equal_json("0", "-0.0"));
  EXPECT_FALSE(equal_json("[1]", "[1.0]"));
}

TEST(CanonicalJson, KeepsEveryDigitOfAnInteger) {
  EXPECT_FALSE(equal_json("9007199254740993", "9007199254740992"));
  EXPECT_FALSE(equal_json("18446744073709551617", "18446744073709551616"));
  EXPECT_FALSE(equal_json("[340282366920938463463374607431768211456]", "[340282366920938463463374607431768211457]"));
  EXPECT_TRUE(equal_json("[ 340282366920938463463374607431768211456]", "[340282366920938463463374607431768211456]"));
}

TEST(CanonicalJson, NormalisesEscapes) {
  EXPECT_TRUE(equal_json(R"("\u0041\/")", R"("A/")"));
  EXPECT_TRUE(equal_json("\"\xc3\xa9\"", R"("\u00e9")"));
  EXPECT_FALSE(equal_json(R"("\\n")", R"("\n")"));
}

TEST(CanonicalJson, TakesTheLastOfTwoMembersWithOneName) {
  EXPECT_EQ(canonical(R"({"a":1,"b":2,"a":3})"), R"({"a":3,"b":2})");
}

TEST(CanonicalJson, HandlesNestingAndEmptyContainers) {
  EXPECT_EQ(canonical(R"({"z":{"y":[ ],"x":{ }},"":null})"), R"({"":null,"z":{"x":{},"y":[]}})");
  EXPECT_EQ(canonical("[[[true ]],false]"), "[[[true]],false]");
}

TEST(CanonicalJson, SurvivesANestingOfAnyDepth) {
  const std::string deep = std::string(5000, '[') + "1" + std::string(5000, ']');
  EXPECT_EQ(canonical(deep), deep);
}

TEST(CanonicalJson, LeavesANumberThatNoDoubleHoldsAsItIs) {
  EXPECT_EQ(canonical("1e400"), "1e400");
  EXPECT_FALSE(equal_json("1e400", "1e401"));
}

}  // namespace
}  // namespace maelstrom::conformance
