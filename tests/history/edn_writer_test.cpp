#include "history/edn_writer.hpp"

#include <sstream>

#include <gtest/gtest.h>

#include "history/history.hpp"
#include "history/reader.hpp"

namespace maelstrom::conformance {
namespace {

History example() {
  History history({"n \"1\""});
  const auto txn = history.invoke(0, 3, 0, "txn", R"([["append",8,1],["r",7,null]])", 10);
  history.nemesis("start-partition", R"(["isolated",{"n0":["n1"]}])", NemesisPhase::kStart, 15);
  history.complete(txn, Outcome::kOk, R"([["append",8,1],["r",7,[1,123456789012345678901]]])", {}, 30);
  const auto poll = history.invoke(1, kNone, kNone, "assign", R"(["a\/b"])", 40, {true, true});
  history.complete(poll, Outcome::kInfo, R"(["a\/b"])", R"("net-timeout")", 50);
  const auto cas = history.invoke(2, kNone, kNone, "cas", "[0,[1,2]]", 60);
  history.complete(cas, Outcome::kFail, {}, R"(["precondition-failed","no \"x\""])", 70);
  return history;
}

TEST(EdnWriter, WritesAsJepsenDoes) {
  std::ostringstream text;
  write_edn(example(), text);
  EXPECT_EQ(
      text.str(),
      R"({:index 0, :time 10, :type :invoke, :process 0, :f :txn, :value [[:append 8 1] [:r 7 nil]], :client "c3", :node "n \"1\""}
{:index 1, :time 15, :type :info, :process :nemesis, :f :start-partition, :value [:isolated {"n0" ["n1"]}]}
{:index 2, :time 30, :type :ok, :process 0, :f :txn, :value [[:append 8 1] [:r 7 [1 123456789012345678901N]]], :client "c3", :node "n \"1\""}
{:index 3, :time 40, :type :invoke, :process 1, :f :assign, :value ["a/b"], :final? true, :seek-to-beginning? true}
{:index 4, :time 50, :type :info, :process 1, :f :assign, :value ["a/b"], :error :net-timeout, :final? true, :seek-to-beginning? true}
{:index 5, :time 60, :type :invoke, :process 2, :f :cas, :value [0 [1 2]]}
{:index 6, :time 70, :type :fail, :process 2, :f :cas, :value [0 [1 2]], :error [:precondition-failed "no \"x\""]}
)");
}

TEST(EdnWriter, WritesWhatTheReaderReads) {
  std::ostringstream text;
  write_edn(example(), text);
  std::ostringstream again;
  write_edn(read_edn_history(text.str()), again);
  EXPECT_EQ(again.str(), text.str());
}

}  // namespace
}  // namespace maelstrom::conformance
