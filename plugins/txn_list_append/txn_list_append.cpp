// Maelstrom's txn-list-append workload, strict-serializable and durable: the database is in the service lin-kv, and a
// node that is killed loses nothing.
//
// One key of the service, the root, is the whole state. It has the appends of the last transactions, and the names of
// the pages with all earlier ones. A page is written once, under a new name, and never changes. A commit is one
// compare-and-set of the root. A node commits one batch at a time; transactions that arrive meanwhile form the next.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <maelstrom/workload.hpp>

namespace {

using maelstrom::Create;
using maelstrom::Error;
using maelstrom::ErrorCode;
using maelstrom::JsonText;
using maelstrom::Request;
using maelstrom::Task;
using maelstrom::when_all;
using namespace std::chrono_literals;

constexpr std::string_view kRoot = "txn-list-append";
constexpr std::size_t kPages = 64;
constexpr std::size_t kMostRecent = 200;  // appends in the root
constexpr std::size_t kMostInBatch = 200;
constexpr std::chrono::nanoseconds kServiceTimeout = 500ms;
constexpr std::chrono::nanoseconds kPause = 10ms;  // after an error of the service
// After this time a transaction that is not being committed gets an error. Clients wait 5 s, and the host 4.5 s.
constexpr std::chrono::nanoseconds kPatience = 3400ms;

// Lists by key. A key is JSON text.
using Lists = std::map<std::string, std::vector<JsonText>>;

struct Root {
  std::string name;                            // of the commit that wrote it: no two roots have the same
  std::map<std::string, std::string> commits;  // node -> the name of its last commit
  std::vector<std::string> pages = std::vector<std::string>(kPages);  // names; "": an empty page
  Lists recent;                                                       // appended after the pages were written
};

}  // namespace

// How a Root is read from JSON; encoded() writes it.
template <>
struct maelstrom::JsonAs<Root> {
  static std::string expected() { return "the root of a database of this plugin"; }
  static std::optional<Root> decode(std::string_view json) {
    Root root;
    const auto read = [json]<class T>(std::string_view name, T& to) {
      const auto member = find_member({json}, name);
      std::optional<T> value = member ? JsonAs<T>::decode(member->text) : std::nullopt;
      return value ? (to = *std::move(value), true) : false;
    };
    const bool is_root = read("name", root.name) && read("commits", root.commits) && read("pages", root.pages) &&
                         read("recent", root.recent) && root.pages.size() == kPages;
    return is_root ? std::optional(std::move(root)) : std::nullopt;
  }
};

namespace {

std::string encoded(const Root& root) {
  return maelstrom::json_object("name", root.name, "commits", root.commits, "pages", root.pages, "recent", root.recent)
      .text();
}

struct Page {
  std::string name;
  Lists lists;
};

// A micro-operation as it came: ["r", key, null] or ["append", key, element].
using Operation = std::vector<JsonText>;

struct Transaction {
  std::shared_ptr<Request> request;
  std::vector<Operation> operations;
  std::chrono::nanoseconds deadline;
};

bool is_read(const Operation& operation) {
  return operation[0].text() == R"("r")";
}

// The page of a key, by FNV-1a.
std::size_t page_of(std::string_view key) {
  std::uint64_t hash = 14695981039346656037U;
  for (const char c : key) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  }
  return hash % kPages;
}

void append(std::vector<JsonText>& list, const std::vector<JsonText>& more) {
  list.insert(list.end(), more.begin(), more.end());
}

class TxnListAppend : public maelstrom::Workload {
 public:
  explicit TxnListAppend(maelstrom::Host node_host) : Workload(node_host) {
    std::uint64_t random = 0;
    host().random_bytes(std::as_writable_bytes(std::span(&random, 1)));
    life_ = std::to_string(random);
    on("txn", [this](Request& request) {
      queue_.push_back({request.keep(), parsed(request), now() + kPatience});
      if (!std::exchange(committing_, true)) {
        spawn(commit_all());
      }
    });
  }

 private:
  static std::vector<Operation> parsed(const Request& request) {
    auto operations = request.get<std::vector<Operation>>("txn");
    for (const Operation& operation : operations) {
      if (operation.size() != 3 || (!is_read(operation) && operation[0].text() != R"("append")")) {
        throw Error(
            ErrorCode::kMalformedRequest,
            R"(an operation is ["r", KEY, null] or ["append", KEY, ELEMENT], not )" + JsonText::of(operation).text());
      }
    }
    return operations;
  }

  std::chrono::nanoseconds now() const { return std::chrono::nanoseconds(host().monotonic_ns()); }

  // A name that is never used again, by any node, also after a restart.
  std::string new_name() { return std::string(node_id()) + '-' + life_ + '-' + std::to_string(++last_name_); }

  Task<> commit_all() {
    while (!queue_.empty()) {
      const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(std::min(queue_.size(), kMostInBatch));
      std::vector<Transaction> batch(std::make_move_iterator(queue_.begin()), std::make_move_iterator(end));
      queue_.erase(queue_.begin(), end);
      co_await commit(std::move(batch));
    }
    committing_ = false;
  }

  // Tries until each transaction has committed, or its time is over. At the beginning of an attempt, no earlier attempt
  // has happened or will happen.
  Task<> commit(std::vector<Transaction> batch) {
    is_newest_ = false;  // these requests may have come after the last read of the root
    for (;;) {
      const auto late = std::stable_partition(batch.begin(), batch.end(),
                                              [this](const Transaction& t) { return now() < t.deadline; });
      std::for_each(late, batch.end(), [](Transaction& transaction) {
        transaction.request->reply_error(ErrorCode::kTemporarilyUnavailable,
                                         "the transaction was not committed in time");
      });
      batch.erase(late, batch.end());
      if (batch.empty()) {
        co_return;
      }
      bool service_failed = false;
      try {
        if (co_await attempt(batch)) {
          co_return;
        }
      } catch (const Error& error) {  // of the service, before the compare-and-set
        log(std::string("an attempt to commit failed: ") + error.what());
        service_failed = true;
      }
      if (service_failed) {
        co_await sleep(kPause);
      }
    }
  }

  // For the steps before the compare-and-set, each of which may take as long as the service's timeout.
  void demand_time(const std::vector<Transaction>& batch) const {
    if (is_late(batch)) {
      throw Error(ErrorCode::kTemporarilyUnavailable, "the time of a transaction is over");
    }
  }
  bool is_late(const std::vector<Transaction>& batch) const {
    return std::any_of(batch.begin(), batch.end(), [this](const Transaction& t) { return t.deadline <= now(); });
  }

  // Returns whether the batch is answered. If it is not, or on an Error, the batch did not happen and never will.
  Task<bool> attempt(std::vector<Transaction>& batch) {
    const bool only_reads = std::all_of(batch.begin(), batch.end(), [](const Transaction& transaction) {
      return std::all_of(transaction.operations.begin(), transaction.operations.end(), is_read);
    });
    // Another node has probably changed the root, if it had before the last commit. Reads need the newest root.
    if (!std::exchange(is_newest_, false) && (only_reads || expects_conflict_)) {
      const std::string old_name = root_.name;
      co_await read_root();
      expects_conflict_ = expects_conflict_ && root_.name != old_name;
    }
    demand_time(batch);
    co_await load_pages(batch);
    Root next = root_;
    std::vector<std::vector<Operation>> results;
    for (const Transaction& transaction : batch) {
      results.push_back(executed(transaction.operations, next));
    }
    if (!only_reads) {
      demand_time(batch);
      co_await shrink(next);
      demand_time(batch);
      next.name = new_name();
      next.commits[std::string(node_id())] = next.name;
      const bool committed = co_await replace_root(next, batch);
      if (!committed) {
        co_return batch.empty();
      }
    }
    for (std::size_t i = 0; i < batch.size(); ++i) {
      batch[i].request->reply("txn_ok", "txn", results[i]);
    }
    co_return true;
  }

  std::vector<Operation> executed(std::vector<Operation> operations, Root& root) const {
    for (Operation& operation : operations) {
      const std::string& key = operation[1].text();
      if (!is_read(operation)) {
        root.recent[key].push_back(operation[2]);
        continue;
      }
      std::vector<JsonText> list;
      const Lists& page = pages_[page_of(key)].lists;
      if (const auto found = page.find(key); found != page.end()) {
        append(list, found->second);
      }
      if (const auto found = root.recent.find(key); found != root.recent.end()) {
        append(list, found->second);
      }
      operation[2] = list.empty() ? JsonText() : JsonText::of(list);
    }
    return operations;
  }

  // ---- Pages

  Task<> load_pages(const std::vector<Transaction>& batch) {
    std::set<std::size_t> needed;
    for (const Transaction& transaction : batch) {
      for (const Operation& operation : transaction.operations) {
        needed.insert(page_of(operation[1].text()));
      }
    }
    std::vector<Task<>> loads;
    for (const std::size_t i : needed) {
      loads.push_back(load_page(i));
    }
    for (const auto& loaded : co_await when_all(std::move(loads))) {
      if (!loaded.ok()) {
        throw Error(loaded.error());
      }
    }
  }

  // Pages never change, so a page of the same name is the same page.
  Task<> load_page(std::size_t i) {
    const std::string name = root_.pages[i];
    if (pages_[i].name == name) {
      co_return;
    }
    Lists lists;
    if (!name.empty()) {
      lists = co_await lin_kv(kServiceTimeout).read<Lists>(name);
    }
    pages_[i] = {name, std::move(lists)};
  }

  // Moves the appends of one page out of a large root, into a new page. If the root is not committed, nothing refers to
  // the new page. If the service fails, the root stays large until the next commit.
  Task<> shrink(Root& root) {
    std::array<std::size_t, kPages> counts = {};
    for (const auto& [key, list] : root.recent) {
      counts[page_of(key)] += list.size();
    }
    if (std::accumulate(counts.begin(), counts.end(), std::size_t{0}) < kMostRecent) {
      co_return;
    }
    const auto i = static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin());
    try {
      co_await load_page(i);
      Page page = {new_name(), pages_[i].lists};
      for (const auto& [key, list] : root.recent) {
        if (page_of(key) == i) {
          append(page.lists[key], list);
        }
      }
      co_await lin_kv(kServiceTimeout).write(page.name, page.lists);
      std::erase_if(root.recent, [i](const auto& entry) { return page_of(entry.first) == i; });
      root.pages[i] = page.name;
      pages_[i] = std::move(page);
    } catch (const Error& error) {
      log(std::string("a page was not written: ") + error.what());
    }
  }

  // ---- The root

  Task<> read_root() { root_ = co_await lin_kv(kServiceTimeout).read_or(kRoot, Root()); }

  // Returns whether the root was replaced. After false it never will be, or the batch has got error 0 and is empty.
  // Once the root has another name, an outstanding compare-and-set cannot happen any more, and the last commit of this
  // node shows whether it has happened.
  Task<bool> replace_root(Root next, std::vector<Transaction>& batch) {
    const std::string old_name = root_.name;
    const JsonText from(encoded(root_));
    const JsonText to(encoded(next));
    for (;;) {
      try {
        co_await lin_kv(kServiceTimeout).cas(kRoot, from, to, Create::kIfNotExists);
        root_ = std::move(next);
        co_return true;
      } catch (const Error& error) {
        // There was another root, or a message was lost, or the service had the request twice.
        log(maelstrom::LogLevel::kDebug, std::string("the root was not replaced: ") + error.what());
      }
      try {
        co_await read_root();
        if (root_.name != old_name) {
          is_newest_ = true;
          expects_conflict_ = true;
          const auto own = root_.commits.find(std::string(node_id()));
          co_return own != root_.commits.end() && own->second == next.name;
        }
      } catch (const Error& error) {
        log(std::string("the outcome of a commit is unknown: ") + error.what());
      }
      if (is_late(batch)) {
        for (const Transaction& transaction : std::exchange(batch, {})) {
          transaction.request->reply_error(ErrorCode::kTimeout, "whether the transaction was committed is unknown");
        }
        co_return false;
      }
    }
  }

  std::string life_;
  std::uint64_t last_name_ = 0;

  Root root_;                                            // as read or written last
  bool is_newest_ = false;                               // it was read for the batch that is being committed
  bool expects_conflict_ = true;                         // other nodes commit too
  std::vector<Page> pages_ = std::vector<Page>(kPages);  // as read last

  std::deque<Transaction> queue_;
  bool committing_ = false;
};

}  // namespace

MAELSTROM_PLUGIN(TxnListAppend, "txn-list-append", "1.0.0",
                 "Strict-serializable transactions over lists, kept by the service lin-kv", "txn");
