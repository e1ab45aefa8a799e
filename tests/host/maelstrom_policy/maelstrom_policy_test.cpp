#include "host/maelstrom_policy/maelstrom_policy.hpp"

#include <cstdint>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "host/outbox/line_outbox.hpp"

namespace maelstrom::host {
namespace {

using Id = OutgoingMessage::Id;

constexpr std::int64_t kSecond = 1'000'000'000;

void add(LineOutbox& outbox, std::string_view object) {
  outbox.add({R"("n1")", R"("c1")", Id::kNone, 0, object});
}

TEST(MaelstromPolicy, ReleasesWhatItHeldAfterWhatCameMeanwhile) {
  MaelstromPolicy policy({});
  ASSERT_TRUE(policy.holds());
  policy.hold({R"("n1")", R"("n2")", Id::kMsgId, 7, R"({"type":"second"})"});
  policy.hold_timeout(7, kSecond);
  policy.hold({R"("n1")", R"("n3")", Id::kNone, 0, R"({"type":"third"})"});
  LineOutbox outbox;
  add(outbox, R"({"type":"first"})");
  EXPECT_EQ(policy.release(outbox), (MaelstromPolicy::Timeouts{{7, kSecond}}));
  EXPECT_FALSE(policy.holds());
  EXPECT_EQ(outbox.bytes(),
            "{\"src\":\"n1\",\"dest\":\"c1\",\"body\":{\"type\":\"first\"}}\n"
            "{\"src\":\"n1\",\"dest\":\"n2\",\"body\":{\"msg_id\":7,\"type\":\"second\"}}\n"
            "{\"src\":\"n1\",\"dest\":\"n3\",\"body\":{\"type\":\"third\"}}\n");
}

TEST(MaelstromPolicy, HoldsOneMebibyteAtMost) {
  MaelstromPolicy policy({});
  const std::string object = R"({"type":")" + std::string(std::size_t{1} << 19, 'x') + R"("})";
  policy.hold({R"("n1")", R"("n2")", Id::kNone, 0, object});
  EXPECT_FALSE(policy.is_full());
  policy.hold({R"("n1")", R"("n2")", Id::kNone, 0, object});
  EXPECT_TRUE(policy.is_full());
  EXPECT_GT(policy.held_bytes(), 2 * object.size());
  policy.drop_held();
  EXPECT_FALSE(policy.is_full());
  EXPECT_TRUE(policy.holds());
}

TEST(MaelstromPolicy, KnowsARequestToAnEarlierLifeByItsId) {
  MaelstromPolicy policy({});
  policy.begin_life("100");
  Envelope request;
  request.msg_id = 1;
  request.id = "99";
  EXPECT_TRUE(policy.may_be_left_over(request));
  request.id = "101";
  EXPECT_FALSE(policy.may_be_left_over(request));
  request.id = "";
  EXPECT_FALSE(policy.may_be_left_over(request));
  request.id = "99";
  request.msg_id = {};
  EXPECT_FALSE(policy.may_be_left_over(request));
}

TEST(MaelstromPolicy, FindsARequestTooOldAfterTheDeadline) {
  const MaelstromPolicy policy({.reply_deadline_ns = kSecond});
  EXPECT_FALSE(policy.is_too_old(kSecond));
  EXPECT_TRUE(policy.is_too_old(kSecond + 1));
}

TEST(MaelstromPolicy, DemandsNothingWhereItIsSwitchedOff) {
  MaelstromPolicy policy(MaelstromPolicyOptions::none());
  policy.begin_life("100");
  Envelope request;
  request.msg_id = 1;
  request.id = "99";
  EXPECT_FALSE(policy.holds());
  EXPECT_FALSE(policy.may_be_left_over(request));
  EXPECT_FALSE(policy.is_too_old(INT64_MAX));
}

}  // namespace
}  // namespace maelstrom::host
