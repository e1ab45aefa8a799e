#include "conformance/run/clients.hpp"

#include <set>

#include <gtest/gtest.h>

namespace maelstrom::conformance {
namespace {

TEST(Clients, AreNamedInTheOrderOfOpening) {
  Clients clients;
  EXPECT_EQ(clients.open(0, 0), 0U);
  EXPECT_EQ(clients.open(1, 1), 1U);
  EXPECT_EQ(clients.find("c1"), 1U);
  EXPECT_EQ(clients[1].node, 1U);
}

TEST(Clients, KnowOnlyTheExactName) {
  Clients clients;
  for (int i = 0; i < 20; ++i) {
    clients.open(0, 0);
  }
  EXPECT_EQ(clients.find("c19"), 19U);
  for (const char* const name : {"c20", "c", "c01", "c1x", "c-1", "n1", "", "C1", "c99999999999999999999"}) {
    EXPECT_EQ(clients.find(name), std::nullopt) << name;
  }
}

TEST(Clients, MsgIdsStartAtOneAndCountOn) {
  Clients clients;
  const ClientIndex client = clients.open(0, 0);
  EXPECT_EQ(clients.ask(client), 1U);
  clients.settle(client);
  EXPECT_EQ(clients.ask(client), 2U);
}

TEST(Clients, TellWhatAReplyIs) {
  Clients clients;
  const ClientIndex client = clients.open(0, 0);
  clients.ask(client);
  clients.settle(client);
  clients.ask(client);
  EXPECT_EQ(clients.match(client, 2), ReplyMatch::kAwaited);
  EXPECT_EQ(clients.match(client, 1), ReplyMatch::kAnswered);
  EXPECT_EQ(clients.match(client, 3), ReplyMatch::kNeverAsked);
  EXPECT_EQ(clients.match(client, 0), ReplyMatch::kNeverAsked);
  EXPECT_EQ(clients.match(client, -1), ReplyMatch::kNeverAsked);
  EXPECT_EQ(clients.match(client, std::nullopt), ReplyMatch::kNoReply);
  clients.settle(client);
  EXPECT_EQ(clients.match(client, 2), ReplyMatch::kAnswered);
  clients.close(client);
  EXPECT_EQ(clients.match(client, 2), ReplyMatch::kVanished);
}

TEST(Clients, CountThoseThatWait) {
  Clients clients;
  const ClientIndex a = clients.open(0, 0);
  const ClientIndex b = clients.open(0, 1);
  clients.ask(a);
  clients.ask(b);
  EXPECT_EQ(clients.waiting(), 2U);
  clients.settle(a);
  clients.settle(a);
  EXPECT_EQ(clients.waiting(), 1U);
  clients.close(b);
  EXPECT_EQ(clients.waiting(), 0U);
}

TEST(Clients, KnowALateReplyFromASecondOne) {
  Clients clients;
  const ClientIndex client = clients.open(0);
  clients.ask(client);
  clients.give_up(client);
  EXPECT_EQ(clients.waiting(), 0U);
  EXPECT_EQ(clients.match(client, 1), ReplyMatch::kGivenUp);
  EXPECT_EQ(clients.match(client, 1), ReplyMatch::kAnswered);
}

}  // namespace
}  // namespace maelstrom::conformance
