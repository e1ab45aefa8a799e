// txn-list-append and txn-rw-register: the database is one value in the service lin-kv, key -> [version, value]. Right,
// or wrong by --set mistake=NAME:
//
//   dirty           reads from a cache that also has the writes of aborted transactions
//   lost-update     writes the database over the current one, without a check
//   write-skew      checks only conflicts between writes: snapshot isolation
//   stale-snapshot  reads from a snapshot that it keeps for 200 ms
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>

#include <maelstrom/workload.hpp>

#include "cells.hpp"

namespace {

using fixtures::Change;
using fixtures::json;
using maelstrom::Error;
using maelstrom::ErrorCode;
using maelstrom::Request;
using maelstrom::Task;
using namespace std::chrono_literals;

constexpr std::array<std::string_view, 4> kMistakes = {"dirty", "lost-update", "write-skew", "stale-snapshot"};
constexpr std::chrono::nanoseconds kSnapshotTime = 200ms;

// Performs the operations, and returns them with the values read.
json execute(json& database, const json& operations) {
  database = database.is_null() ? json::object() : database;
  json done = operations;
  for (json& operation : done) {
    const std::string key = operation[1].dump();
    if (operation[0] == "r") {
      operation[2] = database.contains(key) ? database[key][1] : json();
      continue;
    }
    json& entry = database[key];
    entry = entry.is_null() ? json{0, nullptr} : entry;
    entry[0] = entry[0].get<std::int64_t>() + 1;
    if (operation[0] == "append") {
      entry[1].push_back(operation[2]);
    } else {
      entry[1] = operation[2];
    }
  }
  return done;
}

std::set<std::string> written_keys(const json& operations) {
  std::set<std::string> keys;
  for (const json& operation : operations) {
    if (operation[0] != "r") {
      keys.insert(operation[1].dump());
    }
  }
  return keys;
}

class Transactions : public maelstrom::Workload {
 public:
  explicit Transactions(maelstrom::Host node_host) : Workload(node_host) {
    mistake_ = fixtures::checked_mistake(option<std::string>("mistake", "none"), kMistakes);
    on("txn", [this](Request& request) -> Task<> {
      const json operations = json::parse(request.field("txn").text);
      const json done = co_await transaction(operations);
      request.reply("txn_ok", "txn", done);
    });
  }

 private:
  std::chrono::nanoseconds now() const { return std::chrono::nanoseconds(host().monotonic_ns()); }

  Task<json> transaction(json operations) {
    const bool only_reads = written_keys(operations).empty();
    if (only_reads && (mistake_ == "dirty" || mistake_ == "stale-snapshot")) {
      return read_snapshot(operations);
    }
    if (mistake_ == "dirty") {
      return abort_some(operations);
    }
    if (mistake_ == "write-skew") {
      return change_snapshot(operations);
    }
    const auto change = [operations](json& database) { return execute(database, operations); };
    return cells_.change("database", change, mistake_ == "lost-update" ? Change::kBlindly : Change::kExactlyOnce);
  }

  Task<json> read_snapshot(json operations) {
    if (snapshot_.is_null() || now() - taken_ > kSnapshotTime) {
      snapshot_ = co_await cells_.read("database");
      taken_ = now();
    }
    co_return execute(snapshot_, operations);
  }

  // Aborts one in four after it has written.
  Task<json> abort_some(json operations) {
    const auto change = [operations](json& database) { return execute(database, operations); };
    if (++count_ % 4 == 0) {
      snapshot_ = co_await cells_.read("database");
      taken_ = now();
      execute(snapshot_, operations);
      throw Error(ErrorCode::kTxnConflict, "aborted");
    }
    co_return co_await cells_.change("database", change);
  }

  Task<json> change_snapshot(json operations) {
    json before = co_await cells_.read("database");
    before = before.is_null() ? json::object() : before;
    json snapshot = before;
    const json done = execute(snapshot, operations);
    const auto change = [before, snapshot, done](json& database) {
      database = database.is_null() ? json::object() : database;
      for (const std::string& key : written_keys(done)) {
        if (database.value(key, json()) != before.value(key, json())) {
          throw Error(ErrorCode::kTxnConflict, "another transaction wrote " + key);
        }
        database[key] = snapshot[key];
      }
      return done;
    };
    co_return co_await cells_.change("database", change);
  }

  std::string mistake_;
  std::uint64_t count_ = 0;
  json snapshot_;
  std::chrono::nanoseconds taken_{0};
  fixtures::Cells cells_{*this, std::chrono::seconds(4)};
};

}  // namespace

MAELSTROM_PLUGIN(Transactions, "transactions", "1.0.0", "Transactions over lists and registers, wrong if asked to be",
                 "txn");
