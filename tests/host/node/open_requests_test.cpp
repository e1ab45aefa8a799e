#include "host/node/open_requests.hpp"

#include <limits>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace maelstrom::host {
namespace {

TEST(OpenRequests, KeepsWhoAskedAndWhatAndWhen) {
  OpenRequests requests;
  const maelstrom_request handle = requests.open(R"("c1")", -7, 42);
  ASSERT_NE(handle, 0U);
  const OpenRequest* request = requests.find(handle);
  ASSERT_NE(request, nullptr);
  EXPECT_EQ(request->src_json, R"("c1")");
  EXPECT_EQ(request->msg_id, -7);
  EXPECT_EQ(request->received_ns, 42);
  EXPECT_EQ(requests.size(), 1U);
}

TEST(OpenRequests, KeepsTheAbsenceOfAMsgId) {
  OpenRequests requests;
  requests.close(requests.open(R"("c1")", 5, 0));
  EXPECT_EQ(requests.find(requests.open(R"("c1")", std::nullopt, 0))->msg_id, std::nullopt);
}

TEST(OpenRequests, DoesNotKnowHandlesThatItNeverGave) {
  OpenRequests requests;
  const maelstrom_request handle = requests.open(R"("c1")", 1, 0);
  const maelstrom_request next_generation = handle + (maelstrom_request{1} << 24);
  for (const maelstrom_request other : {maelstrom_request{0}, maelstrom_request{1}, handle + 1, next_generation,
                                        std::numeric_limits<maelstrom_request>::max()}) {
    EXPECT_EQ(requests.find(other), nullptr) << other;
    EXPECT_FALSE(requests.closed(other)) << other;
  }
}

TEST(OpenRequests, TellsAClosedRequestFromAnExpiredOne) {
  OpenRequests requests;
  const maelstrom_request answered = requests.open(R"("c1")", 1, 0);
  const maelstrom_request too_old = requests.open(R"("c2")", 2, 0);
  const maelstrom_request open = requests.open(R"("c3")", 3, 0);
  requests.close(answered);
  requests.expire(too_old);
  EXPECT_TRUE(requests.closed(answered));
  EXPECT_FALSE(requests.expired(answered));
  EXPECT_TRUE(requests.closed(too_old));
  EXPECT_TRUE(requests.expired(too_old));
  EXPECT_FALSE(requests.closed(open));
  EXPECT_EQ(requests.find(answered), nullptr);
  EXPECT_EQ(requests.find(too_old), nullptr);
  EXPECT_NE(requests.find(open), nullptr);
  EXPECT_EQ(requests.size(), 1U);
}

TEST(OpenRequests, DoesNotUseAHandleAgain) {
  OpenRequests requests;
  std::set<maelstrom_request> handles;
  maelstrom_request before = 0;
  for (int i = 0; i < 1000; ++i) {
    const maelstrom_request handle = requests.open(R"("c1")", i, i);
    ASSERT_TRUE(handles.insert(handle).second) << i;
    ASSERT_EQ(requests.find(before), nullptr) << i;
    ASSERT_EQ(requests.closed(before), i != 0) << i;
    requests.close(handle);
    before = handle;
  }
}

TEST(OpenRequests, ForgetsThatAnEarlierRequestOfTheSlotExpired) {
  OpenRequests requests;
  requests.expire(requests.open(R"("c1")", 1, 0));
  const maelstrom_request second = requests.open(R"("c1")", 2, 0);
  requests.close(second);
  EXPECT_FALSE(requests.expired(second));
}

TEST(OpenRequests, KnowsTheOldestWhateverIsClosedInBetween) {
  OpenRequests requests;
  EXPECT_EQ(requests.oldest(Asker::kClient), 0U);
  std::vector<maelstrom_request> handles;
  for (int i = 0; i < 5; ++i) {
    handles.push_back(requests.open(R"("c1")", i, i));
  }
  requests.close(handles[1]);
  EXPECT_EQ(requests.oldest(Asker::kClient), handles[0]);
  requests.close(handles[0]);
  EXPECT_EQ(requests.oldest(Asker::kClient), handles[2]);
  const maelstrom_request late = requests.open(R"("c1")", 9, 9);  // into a slot used before
  requests.close(handles[4]);
  requests.expire(handles[2]);
  EXPECT_EQ(requests.oldest(Asker::kClient), handles[3]);
  requests.close(handles[3]);
  EXPECT_EQ(requests.oldest(Asker::kClient), late);
  requests.close(late);
  EXPECT_EQ(requests.oldest(Asker::kClient), 0U);
  EXPECT_EQ(requests.size(), 0U);
}

// A handle's lower 24 bits are its slot: they stay below the number of requests open at the same time.
TEST(OpenRequests, DoesNotGrowWithTheNumberOfRequests) {
  OpenRequests requests;
  constexpr maelstrom_request kSlot = (maelstrom_request{1} << 24) - 1;
  maelstrom_request highest = 0;
  std::vector<maelstrom_request> open(4);
  for (int i = 0; i < 1'000'000; ++i) {
    maelstrom_request& handle = open[static_cast<std::size_t>(i) % open.size()];
    if (handle != 0) {
      requests.close(handle);
    }
    handle = requests.open(R"("c1")", i, i);
    highest = std::max(highest, handle & kSlot);
  }
  EXPECT_EQ(highest, open.size() - 1);
  EXPECT_EQ(requests.size(), open.size());
}

}  // namespace
}  // namespace maelstrom::host
