#include "conformance/run/error_counts.hpp"

#include <gtest/gtest.h>

namespace maelstrom::conformance {
namespace {

using Lines = std::vector<std::string>;

TEST(ErrorCounts, AreOneLineAKindTheMostFrequentFirst) {
  ErrorCounts errors;
  errors.add("no reply within 5 s");
  errors.add("error replies: 13 crash", R"("my \"bug\"\n")");
  errors.add("error replies: 13 crash", R"("another")");
  EXPECT_EQ(error_lines(errors.all()),
            (Lines{R"(2 error replies: 13 crash, "my "bug"\x0a")", "1 no reply within 5 s"}));
}

TEST(ErrorCounts, OfNothingAreNoLine) {
  EXPECT_EQ(error_lines(ErrorCounts().all()), Lines());
}

TEST(ErrorCounts, ShowATextThatIsNoStringAsItIs) {
  ErrorCounts errors;
  errors.add("error replies: 13 crash", R"({"a":1})");
  EXPECT_EQ(error_lines(errors.all()), Lines{R"(1 error replies: 13 crash, "{"a":1}")"});
}

TEST(ErrorCounts, CutALongText) {
  ErrorCounts errors;
  errors.add("error replies: 13 crash", '"' + std::string(10'000, 'x') + '"');
  EXPECT_LT(errors.all()[0].example.size(), 300U);
}

TEST(ErrorCounts, ShowAFewKindsAndCountTheOthers) {
  ErrorCounts errors;
  for (int kind = 0; kind < 100; ++kind) {
    for (int times = 0; times < 100 - kind; ++times) {
      errors.add(std::to_string(kind));
    }
  }
  EXPECT_EQ(error_lines(errors.all()), (Lines{"100 0", "99 1", "98 2", "97 3", "4656 others"}));
  EXPECT_LT(errors.all().size(), 50U);
}

}  // namespace
}  // namespace maelstrom::conformance
