#include "command_line/did_you_mean.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace maelstrom::host {
namespace {

TEST(DidYouMean, CountsInsertedDeletedReplacedAndSwappedCharacters) {
  EXPECT_EQ(edit_distance("", ""), 0U);
  EXPECT_EQ(edit_distance("echo", "echo"), 0U);
  EXPECT_EQ(edit_distance("echo", ""), 4U);
  EXPECT_EQ(edit_distance("eco", "echo"), 1U);
  EXPECT_EQ(edit_distance("echoo", "echo"), 1U);
  EXPECT_EQ(edit_distance("ecko", "echo"), 1U);
  EXPECT_EQ(edit_distance("ehco", "echo"), 1U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
}

TEST(DidYouMean, SuggestsTheMostSimilarName) {
  const std::vector<std::string> names = {"echo", "unique-ids", "g-set", "g-counter"};
  EXPECT_EQ(did_you_mean("ehco", names), "; did you mean echo?");
  EXPECT_EQ(did_you_mean("Unique_IDs", names), "; did you mean unique-ids?");
  EXPECT_EQ(did_you_mean("g-st", names), "; did you mean g-set?");
}

TEST(DidYouMean, SuggestsANameThatBeginsAsTyped) {
  EXPECT_EQ(did_you_mean("uni", {"echo", "unique-ids"}), "; did you mean unique-ids?");
  EXPECT_EQ(did_you_mean("u", {"echo", "unique-ids"}), "");
}

TEST(DidYouMean, IsSilentAboutNamesThatAreNotSimilar) {
  EXPECT_EQ(did_you_mean("bank", {"echo", "unique-ids"}), "");
  EXPECT_EQ(did_you_mean("", {"echo"}), "");
  EXPECT_EQ(did_you_mean("x", {"y"}), "");
  EXPECT_EQ(did_you_mean("echo", {}), "");
}

}  // namespace
}  // namespace maelstrom::host
