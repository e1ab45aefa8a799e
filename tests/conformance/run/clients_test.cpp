#include "conformance/run/clients.hpp"

#include <set>

#include <gtest/gtest.h>

namespace maelstrom::conformance {
namespace {

Clients make_clients() {
  return Clients(Random(1, "clients"));
}

TEST(Clients, AreNamedInTheOrderOfOpening) {
  Clients clients = make_clients();
  EXPECT_EQ(clients.open(0, 0), 0U);
  EXPECT_EQ(clients.open(1, 1), 1U);
  EXPECT_EQ(clients.find("c1"), 1U);
  EXPECT_EQ(clients[1].node, 1U);
}

TEST(Clients, KnowOnlyTheExactName) {
  Clients clients = make_clients();
  for (int i = 0; i < 20; ++i) {
    clients.open(0, 0);
  }
  EXPECT_EQ(clients.find("c19"), 19U);
  for (const char* const name : {"c20", "c", "c01", "c1x", "c-1", "n1", "", "C1", "c99999999999999999999"}) {
    EXPECT_EQ(clients.find(name), std::nullopt) << name;
  }
}

TEST(Clients, MsgIdsStartAtOneAndCountOn) {
  Clients clients = make_clients();
  const ClientIndex client = clients.open(0, 0);
  EXPECT_EQ(clients.ask(client, 5), 1U);
  clients.settle(client);
  EXPECT_EQ(clients.ask(client, 6), 2U);
  EXPECT_EQ(clients[client].operation, 6U);
}

TEST(Clients, TellWhatAReplyIs) {
  Clients clients = make_clients();
  const ClientIndex client = clients.open(0, 0);
  clients.ask(client, 0);
  clients.settle(client);
  clients.ask(client, 1);
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
  Clients clients = make_clients();
  const ClientIndex a = clients.open(0, 0);
  const ClientIndex b = clients.open(0, 1);
  clients.ask(a, 0);
  clients.ask(b, 1);
  EXPECT_EQ(clients.waiting(), 2U);
  clients.settle(a);
  clients.settle(a);
  EXPECT_EQ(clients.waiting(), 1U);
  clients.close(b);
  EXPECT_EQ(clients.waiting(), 0U);
}

TEST(Clients, GiveOutEveryFreeOneOnce) {
  Clients clients = make_clients();
  std::set<ClientIndex> expected;
  for (int i = 0; i < 10; ++i) {
    const ClientIndex client = clients.open(0, 0);
    clients.make_free(client);
    expected.insert(client);
  }
  std::set<ClientIndex> taken;
  while (clients.any_free()) {
    taken.insert(clients.take_free());
  }
  EXPECT_EQ(taken, expected);
}

}  // namespace
}  // namespace maelstrom::conformance
