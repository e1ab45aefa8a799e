#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "checkers/check_transactions.hpp"
#include "checkers/checker.hpp"
#include "checkers/verdict.hpp"
#include "history/history.hpp"

namespace maelstrom::conformance {
namespace {

using Names = std::vector<std::string>;

// A history written by hand: events in order, with at most one operation under way per process.
class Written {
 public:
  Written& invoke(int process, std::string_view value) {
    open_[process] = history_.invoke(process, kNone, kNone, "txn", value, ++now_);
    requests_[process] = value;
    return *this;
  }
  Written& ok(int process, std::string_view value) { return complete(process, Outcome::kOk, value); }
  Written& fail(int process) { return complete(process, Outcome::kFail, requests_[process]); }
  Written& info(int process) { return complete(process, Outcome::kInfo, requests_[process]); }
  // Invoked and completed without other events in between.
  Written& txn(int process, std::string_view request, std::string_view reply) {
    return invoke(process, request).ok(process, reply);
  }
  Written& txn(int process, std::string_view request) { return txn(process, request, request); }

  const History& history() const { return history_; }

 private:
  Written& complete(int process, Outcome outcome, std::string_view value) {
    history_.complete(open_[process], outcome, value, {}, ++now_);
    return *this;
  }

  History history_;
  std::map<int, OperationIndex> open_;
  std::map<int, std::string> requests_;
  Time now_ = 0;
};

CheckerOptions asking(const std::string& model, bool as_maelstrom = false) {
  CheckerOptions options;
  options.consistency_models = {model};
  options.as_maelstrom = as_maelstrom;
  return options;
}

Names types(const CheckerVerdict& verdict) {
  return verdict.details.value("anomaly-types", Names());
}

CheckerVerdict list_append(const Written& written, const std::string& model, bool as_maelstrom = false) {
  return check_txn_list_append(written.history(), asking(model, as_maelstrom));
}

CheckerVerdict rw_register(const Written& written, const std::string& model, bool as_maelstrom = false) {
  return check_txn_rw_register(written.history(), asking(model, as_maelstrom));
}

Written serial() {
  return Written()
      .txn(0, R"([["append",1,1],["r",1,null]])", R"([["append",1,1],["r",1,[1]]])")
      .txn(1, R"([["r",1,null],["append",1,2]])", R"([["r",1,[1]],["append",1,2]])")
      .txn(0, R"([["r",1,null]])", R"([["r",1,[1,2]]])");
}

TEST(ListAppend, AcceptsASerialHistory) {
  const CheckerVerdict verdict = list_append(serial(), "strict-serializable");
  EXPECT_EQ(verdict.valid, Validity::kTrue);
  EXPECT_EQ(types(verdict), Names());
}

TEST(ListAppend, FindsAnAbortedRead) {
  const Written written =
      Written().invoke(0, R"([["append",1,1]])").fail(0).txn(1, R"([["r",1,null]])", R"([["r",1,[1]]])");
  const CheckerVerdict verdict = list_append(written, "read-committed");
  EXPECT_EQ(verdict.valid, Validity::kFalse);
  EXPECT_EQ(types(verdict), Names({"G1a", "empty-transaction-graph"}));
  EXPECT_EQ(verdict.findings[0].operations, (std::vector<OperationIndex>{1, 0}));
}

TEST(ListAppend, FindsAnIntermediateRead) {
  const Written written = Written()
                              .txn(0, R"([["append",1,1],["append",1,2]])")
                              .txn(1, R"([["r",1,null]])", R"([["r",1,[1]]])")
                              .txn(1, R"([["r",1,null]])", R"([["r",1,[1,2]]])");
  EXPECT_EQ(types(list_append(written, "read-committed")), Names({"G1b"}));
  EXPECT_EQ(list_append(written, "read-uncommitted").valid, Validity::kTrue);
}

TEST(ListAppend, FindsAReadThatContradictsItsOwnTransaction) {
  const Written written = Written().txn(0, R"([["append",1,1],["r",1,null]])", R"([["append",1,1],["r",1,[]]])");
  EXPECT_EQ(types(list_append(written, "read-atomic")), Names({"empty-transaction-graph", "internal"}));
}

TEST(ListAppend, FindsAReadOfTheFuture) {
  const Written written = Written().txn(0, R"([["r",1,null],["append",1,1]])", R"([["r",1,[1]],["append",1,1]])");
  EXPECT_EQ(types(list_append(written, "read-committed")), Names({"empty-transaction-graph", "future-read"}));
}

TEST(ListAppend, FindsAnElementTwiceInOneRead) {
  const Written written = Written().txn(0, R"([["append",1,1]])").txn(1, R"([["r",1,null]])", R"([["r",1,[1,1]]])");
  const CheckerVerdict verdict = list_append(written, "read-uncommitted");
  EXPECT_EQ(verdict.valid, Validity::kFalse);
  EXPECT_EQ(types(verdict), Names({"duplicate-elements"}));
}

TEST(ListAppend, FindsIncompatibleOrders) {
  const Written written = Written()
                              .invoke(0, R"([["append",1,1]])")
                              .invoke(1, R"([["append",1,2]])")
                              .ok(0, R"([["append",1,1]])")
                              .ok(1, R"([["append",1,2]])")
                              .txn(0, R"([["r",1,null]])", R"([["r",1,[1,2]]])")
                              .txn(1, R"([["r",1,null]])", R"([["r",1,[2,1]]])");
  const CheckerVerdict verdict = list_append(written, "read-committed");
  EXPECT_EQ(types(verdict), Names({"incompatible-order"}));
  EXPECT_EQ(verdict.details.value("not", Names()), Names({"read-committed"}));
}

TEST(ListAppend, FindsADirtyUpdate) {
  const Written written = Written()
                              .invoke(0, R"([["append",1,1]])")
                              .fail(0)
                              .txn(0, R"([["append",1,2]])")
                              .txn(1, R"([["r",1,null]])", R"([["r",1,[1,2]]])");
  EXPECT_EQ(types(list_append(written, "read-committed")), Names({"G1a", "dirty-update"}));
}

Written two_updates_of_one_version() {
  return Written()
      .invoke(0, R"([["r",1,null],["append",1,1]])")
      .invoke(1, R"([["r",1,null],["append",1,2]])")
      .ok(0, R"([["r",1,[]],["append",1,1]])")
      .ok(1, R"([["r",1,[]],["append",1,2]])")
      .txn(0, R"([["r",1,null]])", R"([["r",1,[1,2]]])");
}

TEST(ListAppend, FindsALostUpdate) {
  const CheckerVerdict verdict = list_append(two_updates_of_one_version(), "snapshot-isolation");
  EXPECT_EQ(verdict.valid, Validity::kFalse);
  EXPECT_EQ(types(verdict), Names({"G-single-item", "lost-update"}));
  EXPECT_EQ(list_append(two_updates_of_one_version(), "read-committed").valid, Validity::kTrue);
}

Written write_skew() {
  return Written()
      .invoke(0, R"([["r",1,null],["append",2,1]])")
      .invoke(1, R"([["r",2,null],["append",1,1]])")
      .ok(0, R"([["r",1,[]],["append",2,1]])")
      .ok(1, R"([["r",2,[]],["append",1,1]])")
      .txn(0, R"([["r",1,null],["r",2,null]])", R"([["r",1,[1]],["r",2,[1]]])");
}

TEST(ListAppend, FindsWriteSkewButAllowsItUnderSnapshotIsolation) {
  EXPECT_EQ(types(list_append(write_skew(), "serializable")), Names({"G2-item"}));
  EXPECT_EQ(list_append(write_skew(), "snapshot-isolation").valid, Validity::kTrue);
}

Written circular_information() {
  return Written()
      .invoke(0, R"([["append",1,1],["r",2,null]])")
      .invoke(1, R"([["append",2,1],["r",1,null]])")
      .ok(0, R"([["append",1,1],["r",2,[1]]])")
      .ok(1, R"([["append",2,1],["r",1,[1]]])");
}

TEST(ListAppend, FindsCircularInformationFlow) {
  EXPECT_EQ(types(list_append(circular_information(), "read-committed")), Names({"G1c"}));
  EXPECT_EQ(list_append(circular_information(), "read-uncommitted").valid, Validity::kTrue);
}

TEST(ListAppend, ExplainsEachStepOfACycle) {
  const CheckerVerdict verdict = list_append(circular_information(), "read-committed");
  ASSERT_EQ(verdict.findings.size(), 1U);
  const std::string& text = verdict.findings[0].explanation;
  EXPECT_NE(text.find("T1 < T2, because T2 read T1's append of 1 to key "), std::string::npos) << text;
  EXPECT_NE(text.find("However, T2 < T1, because T1 read T2's append of 1 to key "), std::string::npos) << text;
  const auto& cycle = verdict.details["anomalies"]["G1c"][0];
  EXPECT_EQ(cycle["cycle"].size(), 3U);
  EXPECT_EQ(cycle["steps"][0]["type"], "wr");
  EXPECT_EQ(cycle["transactions"].size(), 2U);
}

TEST(ListAppend, FindsACircleOfWrites) {
  const Written written = Written()
                              .invoke(0, R"([["append",1,1],["append",2,1]])")
                              .invoke(1, R"([["append",1,2],["append",2,2]])")
                              .ok(0, R"([["append",1,1],["append",2,1]])")
                              .ok(1, R"([["append",1,2],["append",2,2]])")
                              .txn(0, R"([["r",1,null],["r",2,null]])", R"([["r",1,[1,2]],["r",2,[2,1]]])");
  const CheckerVerdict verdict = list_append(written, "read-uncommitted");
  EXPECT_EQ(verdict.valid, Validity::kFalse);
  EXPECT_EQ(types(verdict), Names({"G0"}));
}

Written stale_read() {
  return Written()
      .txn(0, R"([["append",1,1]])")
      .txn(1, R"([["r",1,null]])", R"([["r",1,null]])")
      .txn(0, R"([["r",1,null]])", R"([["r",1,[1]]])");
}

TEST(ListAppend, FindsAStaleReadOnlyUnderModelsWithRealTime) {
  EXPECT_EQ(types(list_append(stale_read(), "strict-serializable")), Names({"G-single-item-realtime"}));
  EXPECT_EQ(list_append(stale_read(), "strong-session-serializable").valid, Validity::kTrue);
  EXPECT_EQ(list_append(stale_read(), "serializable").valid, Validity::kTrue);
}

TEST(ListAppend, FindsAStaleReadOfTheOwnSession) {
  const Written written = Written()
                              .txn(0, R"([["append",1,1]])")
                              .txn(0, R"([["r",1,null]])", R"([["r",1,null]])")
                              .txn(1, R"([["r",1,null]])", R"([["r",1,[1]]])");
  EXPECT_EQ(types(list_append(written, "strong-session-serializable")), Names({"G-single-item-process"}));
}

TEST(ListAppend, CallsAPhantomElementInvalidWhereMaelstromGivesUp) {
  const Written written = Written().txn(0, R"([["append",1,1]])").txn(1, R"([["r",1,null]])", R"([["r",1,[1,9]]])");
  const CheckerVerdict strict = list_append(written, "read-uncommitted");
  EXPECT_EQ(strict.valid, Validity::kFalse);
  EXPECT_EQ(types(strict), Names({"empty-transaction-graph", "phantom-element"}));
  EXPECT_EQ(list_append(written, "read-uncommitted", true).valid, Validity::kUnknown);
}

TEST(ListAppend, TakesAnElementOfAnOperationUnderWayForReal) {
  const Written written = Written().invoke(0, R"([["append",1,1]])").txn(1, R"([["r",1,null]])", R"([["r",1,[1]]])");
  EXPECT_EQ(list_append(written, "strict-serializable").valid, Validity::kTrue);
  EXPECT_EQ(list_append(written, "strict-serializable", true).valid, Validity::kUnknown);
}

TEST(ListAppend, ComparesTheReplyWithTheRequest) {
  const Written other_key = Written().txn(0, R"([["append",1,1]])", R"([["append",2,1]])");
  EXPECT_EQ(types(list_append(other_key, "read-uncommitted")), Names({"empty-transaction-graph", "reply-mismatch"}));
  const Written shorter = Written().txn(0, R"([["append",1,1],["r",1,null]])", R"([["append",1,1]])");
  EXPECT_EQ(list_append(shorter, "read-uncommitted").valid, Validity::kFalse);
  const Written no_array = Written().txn(0, R"([["r",1,null]])", R"([["r",1,"x"]])");
  EXPECT_EQ(list_append(no_array, "read-uncommitted").valid, Validity::kFalse);
}

TEST(ListAppend, IsUnknownIfNothingCouldBeOrdered) {
  const Written written = Written().txn(0, R"([["append",1,1]])");
  const CheckerVerdict verdict = list_append(written, "serializable");
  EXPECT_EQ(verdict.valid, Validity::kUnknown);
  ASSERT_EQ(verdict.findings.size(), 1U);
  EXPECT_NE(verdict.findings[0].explanation.find("Raise --rate"), std::string::npos);
  EXPECT_EQ(list_append(Written(), "serializable").valid, Validity::kUnknown);
}

TEST(ListAppend, RefusesAnElementThatWasRequestedTwice) {
  const Written written = Written().txn(0, R"([["append",1,1]])").txn(0, R"([["append",1,1]])");
  const CheckerVerdict verdict = list_append(written, "serializable");
  EXPECT_EQ(verdict.valid, Validity::kUnknown);
  EXPECT_NE(verdict.summary.find("requested twice"), std::string::npos) << verdict.summary;
}

TEST(ListAppend, TellsAnUnknownModel) {
  const CheckerVerdict verdict = list_append(serial(), "serialisable");
  EXPECT_EQ(verdict.valid, Validity::kUnknown);
  EXPECT_NE(verdict.summary.find("serialisable"), std::string::npos);
}

TEST(ListAppend, DistinguishesKeysAndElementsOfAnyKind) {
  const Written written =
      Written()
          .txn(0, R"([["append","a\"b","x"],["append",[1],1.5]])")
          .txn(1, R"([["r","a\u0022b",null],["r",[1],null]])", R"([["r","a\u0022b",["x"]],["r",[1],[1.50]]])");
  EXPECT_EQ(list_append(written, "strict-serializable").valid, Validity::kTrue);
  const Written other = Written().txn(0, R"([["append",1,1]])").txn(1, R"([["r",1,null]])", R"([["r",1,[1.0]]])");
  EXPECT_EQ(types(list_append(other, "read-uncommitted")), Names({"phantom-element"}));
}

// A cycle of n transactions, each of which did not see the next one's append; among many without contradictions.
TEST(ListAppend, FindsACycleAmongManyThatReadAndAppendTheSameKey) {
  Written written;
  for (int i = 1; i <= 300; ++i) {
    written.invoke(i, R"([["r",7,null],["append",7,)" + std::to_string(i) + "]]");
  }
  for (int i = 1; i <= 300; ++i) {
    written.ok(i, R"([["r",7,[]],["append",7,)" + std::to_string(i) + "]]");
  }
  const CheckerVerdict verdict = list_append(written, "serializable");
  EXPECT_EQ(verdict.valid, Validity::kFalse);
  EXPECT_EQ(types(verdict), Names({"G2-item", "lost-update"}));
}

TEST(RwRegister, AcceptsASerialHistory) {
  const Written written = Written()
                              .txn(0, R"([["w",1,1]])")
                              .txn(1, R"([["r",1,null],["w",1,2]])", R"([["r",1,1],["w",1,2]])")
                              .txn(0, R"([["r",1,null]])", R"([["r",1,2]])");
  EXPECT_EQ(rw_register(written, "strict-serializable").valid, Validity::kTrue);
}

TEST(RwRegister, FindsAnAbortedRead) {
  const Written written = Written().invoke(0, R"([["w",1,1]])").fail(0).txn(1, R"([["r",1,null]])", R"([["r",1,1]])");
  EXPECT_EQ(types(rw_register(written, "read-committed")), Names({"G1a", "empty-transaction-graph"}));
}

TEST(RwRegister, FindsAnIntermediateRead) {
  const Written written = Written().txn(0, R"([["w",1,1],["w",1,2]])").txn(1, R"([["r",1,null]])", R"([["r",1,1]])");
  EXPECT_EQ(types(rw_register(written, "read-committed")), Names({"G1b", "empty-transaction-graph"}));
}

TEST(RwRegister, FindsAReadThatContradictsItsOwnTransaction) {
  const Written written =
      Written().txn(0, R"([["w",1,1]])").txn(1, R"([["w",1,2],["r",1,null]])", R"([["w",1,2],["r",1,1]])");
  EXPECT_EQ(types(rw_register(written, "read-atomic")), Names({"empty-transaction-graph", "internal"}));
}

TEST(RwRegister, FindsCircularInformationFlow) {
  const Written written = Written()
                              .invoke(0, R"([["w",1,1],["r",2,null]])")
                              .invoke(1, R"([["w",2,1],["r",1,null]])")
                              .ok(0, R"([["w",1,1],["r",2,1]])")
                              .ok(1, R"([["w",2,1],["r",1,1]])");
  EXPECT_EQ(types(rw_register(written, "read-committed")), Names({"G1c"}));
}

TEST(RwRegister, FindsVersionsInACircle) {
  const Written written = Written()
                              .invoke(0, R"([["r",1,null],["w",1,2]])")
                              .invoke(1, R"([["r",1,null],["w",1,1]])")
                              .ok(0, R"([["r",1,1],["w",1,2]])")
                              .ok(1, R"([["r",1,2],["w",1,1]])");
  const CheckerVerdict verdict = rw_register(written, "read-uncommitted");
  EXPECT_EQ(verdict.valid, Validity::kFalse);
  EXPECT_EQ(types(verdict), Names({"cyclic-versions"}));
}

TEST(RwRegister, CallsAPhantomValueInvalidWhereMaelstromIsContent) {
  const Written written = Written()
                              .txn(0, R"([["w",1,1]])")
                              .txn(1, R"([["r",1,null]])", R"([["r",1,9]])")
                              .txn(1, R"([["r",1,null]])", R"([["r",1,1]])");
  EXPECT_EQ(types(rw_register(written, "read-uncommitted")), Names({"phantom-value"}));
  EXPECT_EQ(rw_register(written, "read-uncommitted", true).valid, Validity::kTrue);
}

TEST(RwRegister, IsUnknownIfNothingCouldBeOrderedWhereMaelstromFails) {
  const Written written = Written().txn(0, R"([["w",1,1]])");
  EXPECT_EQ(rw_register(written, "serializable").valid, Validity::kUnknown);
  EXPECT_EQ(rw_register(written, "serializable", true).valid, Validity::kFalse);
}

TEST(RwRegister, OrdersManyInitialReadsBeforeManyWrites) {
  Written written;
  for (int i = 1; i <= 200; ++i) {
    written.invoke(i, R"([["r",7,null],["w",8,)" + std::to_string(i) + "]]");
    written.invoke(1000 + i, R"([["r",8,null],["w",7,)" + std::to_string(i) + "]]");
  }
  for (int i = 1; i <= 200; ++i) {
    written.ok(i, R"([["r",7,null],["w",8,)" + std::to_string(i) + "]]");
    written.ok(1000 + i, R"([["r",8,null],["w",7,)" + std::to_string(i) + "]]");
  }
  EXPECT_EQ(types(rw_register(written, "serializable")), Names({"G2-item"}));
  EXPECT_EQ(rw_register(written, "snapshot-isolation").valid, Validity::kTrue);
}

// T2 and T3 see the two writers of key 1 in opposite orders.
Written opposite_orders() {
  return Written()
      .txn(0, R"([["w",1,1],["w",2,1]])")
      .txn(1, R"([["w",1,2],["w",3,1]])")
      .txn(2, R"([["r",2,null],["r",1,null]])", R"([["r",2,1],["r",1,2]])")
      .txn(3, R"([["r",3,null],["r",1,null]])", R"([["r",3,1],["r",1,1]])");
}

TEST(RwRegisterAxioms, FindReadersThatSeeWritersInOppositeOrders) {
  const CheckerVerdict verdict = rw_register(opposite_orders(), "read-committed");
  EXPECT_EQ(verdict.valid, Validity::kFalse);
  EXPECT_EQ(types(verdict), Names({"axiomatic-read-committed"}));
  EXPECT_NE(verdict.findings[0].explanation.find("because"), std::string::npos);
  EXPECT_EQ(rw_register(opposite_orders(), "read-uncommitted").valid, Validity::kTrue);
  EXPECT_EQ(rw_register(opposite_orders(), "read-committed", true).valid, Validity::kTrue);
}

TEST(RwRegisterAxioms, FindAFracturedReadButAllowItUnderReadCommitted) {
  // The reader sees one write of T1, and before it the older version of the other key that T1 wrote.
  const Written written = Written()
                              .txn(0, R"([["w",1,1]])")
                              .txn(1, R"([["r",1,null],["w",1,2],["w",2,1]])", R"([["r",1,1],["w",1,2],["w",2,1]])")
                              .txn(2, R"([["r",1,null],["r",2,null]])", R"([["r",1,1],["r",2,1]])");
  EXPECT_EQ(types(rw_register(written, "read-atomic")), Names({"axiomatic-read-atomic"}));
  EXPECT_EQ(rw_register(written, "read-committed").valid, Validity::kTrue);
}

TEST(RwRegisterAxioms, FindAMissingCauseButAllowItUnderReadAtomic) {
  // T2 saw T1; T3 saw T2, but of T1's key only the initial state.
  const Written written = Written()
                              .txn(0, R"([["w",1,1]])")
                              .txn(1, R"([["r",1,null],["w",2,1]])", R"([["r",1,1],["w",2,1]])")
                              .txn(2, R"([["r",2,null],["r",1,null]])", R"([["r",2,1],["r",1,null]])");
  EXPECT_EQ(types(rw_register(written, "causal-cerone")), Names({"axiomatic-causal"}));
  EXPECT_EQ(rw_register(written, "read-atomic").valid, Validity::kTrue);
}

TEST(RwRegisterAxioms, CountSessionsOnlyIfTheModelDoes) {
  // Process 1 no longer sees its own earlier write.
  const Written written = Written()
                              .txn(0, R"([["w",1,1]])")
                              .txn(1, R"([["r",1,null],["w",1,2]])", R"([["r",1,1],["w",1,2]])")
                              .txn(1, R"([["r",1,null]])", R"([["r",1,1]])");
  EXPECT_EQ(rw_register(written, "read-atomic").valid, Validity::kTrue);
  EXPECT_EQ(rw_register(written, "strong-session-snapshot-isolation").valid, Validity::kFalse);
}

TEST(RwRegisterAxioms, DoNotExcludeAModelWithoutSessionsBecauseOfASession) {
  const Written written = Written()
                              .txn(0, R"([["w",8,14]])")
                              .txn(2, R"([["r",8,null]])", R"([["r",8,14]])")
                              .txn(2, R"([["w",8,15]])")
                              .txn(2, R"([["r",8,null]])", R"([["r",8,14]])");
  EXPECT_EQ(rw_register(written, "read-atomic").valid, Validity::kTrue);
  const CheckerVerdict verdict = rw_register(written, "strict-serializable");
  EXPECT_EQ(verdict.valid, Validity::kFalse);
  EXPECT_EQ(types(verdict), Names({"axiomatic-read-atomic"}));
  EXPECT_TRUE(verdict.details["not"].empty()) << verdict.details["not"];
}

TEST(ConsistencyModels, WithoutACheckAreUnknownInsteadOfValid) {
  const Written written = Written().txn(0, R"([["w",1,1]])").txn(1, R"([["r",1,null]])", R"([["r",1,1]])");
  for (const std::string model : {"causal", "PRAM", "linearizable", "sequential", "monotonic-reads"}) {
    const CheckerVerdict verdict = rw_register(written, model);
    EXPECT_EQ(verdict.valid, Validity::kUnknown) << model;
    ASSERT_EQ(verdict.findings.size(), 1U) << model;
    EXPECT_EQ(verdict.findings[0].kind, "unchecked-model");
    EXPECT_NE(verdict.findings[0].explanation.find("Nothing is checked for the model " + model + ". Use"),
              std::string::npos);
  }
  EXPECT_EQ(rw_register(written, "causal-cerone").valid, Validity::kTrue);
}

TEST(RwRegisterAxioms, IgnoreAnInfoTransactionThatNobodyRead) {
  const Written written = Written()
                              .invoke(0, R"([["r",2,null],["w",1,1]])")
                              .info(0)
                              .txn(1, R"([["w",2,1]])")
                              .txn(2, R"([["r",2,null],["r",1,null]])", R"([["r",2,1],["r",1,null]])");
  EXPECT_EQ(rw_register(written, "serializable").valid, Validity::kTrue);
}

}  // namespace
}  // namespace maelstrom::conformance
