#include "conformance/run/services.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "protocol/canonical_json.hpp"
#include "protocol/json_text.hpp"

namespace maelstrom::conformance {
namespace {

using host::Envelope;

constexpr int kNotSupported = 10;
constexpr int kMalformedRequest = 12;
constexpr int kKeyDoesNotExist = 20;
constexpr int kPreconditionFailed = 22;

std::string error(int code, std::string_view text) {
  std::string body = R"("type":"error","code":)" + std::to_string(code) + R"(,"text":)";
  append_json_string(body, text);
  return body;
}

std::string not_supported(std::string_view type) {
  return error(kNotSupported, "unsupported request type " + std::string(type));
}

std::string no_such_key() {
  return error(kKeyDoesNotExist, "key does not exist");
}

// The protocol of a key-value store, shared by all three kinds.
struct KvRequest {
  enum class Type { kRead, kWrite, kCas };
  Type type = Type::kRead;
  std::string key;         // canonical
  std::string_view value;  // the new value of a write or a cas
  std::string_view from;   // the expected value of a cas
  bool create_if_not_exists = false;
};

// The stored value for the key of a request, if any.
using Stored = const std::string*;

// Reads a request, or returns the error that answers it.
std::optional<std::string> read_request(const Envelope& message, KvRequest& request) {
  const auto take = [&message](std::string_view name, std::string_view& field) {
    const auto value = message.field(name);
    field = value.value_or(std::string_view());
    return value.has_value();
  };
  std::string_view key;
  std::string_view missing;
  const auto require = [&](std::string_view name, std::string_view& field) {
    if (!take(name, field) && missing.empty()) {
      missing = name;
    }
  };
  require("key", key);
  if (message.type == "read") {
    request.type = KvRequest::Type::kRead;
  } else if (message.type == "write") {
    request.type = KvRequest::Type::kWrite;
    require("value", request.value);
  } else if (message.type == "cas") {
    request.type = KvRequest::Type::kCas;
    require("from", request.from);
    require("to", request.value);
    const auto create = message.field("create_if_not_exists");
    request.create_if_not_exists = create && create != "false" && create != "null";  // true in Clojure
  } else {
    return not_supported(message.type);
  }
  if (!missing.empty()) {
    return error(kMalformedRequest, "a " + std::string(message.type) + " needs the field " + std::string(missing));
  }
  request.key = canonical(key);
  return std::nullopt;
}

// The effect of a request on a store: the answer, and whether to write `request.value`.
struct KvOutcome {
  std::string reply;
  bool writes = false;
};

KvOutcome evaluate(const KvRequest& request, Stored stored) {
  switch (request.type) {
    case KvRequest::Type::kRead:
      return {stored != nullptr ? R"("type":"read_ok","value":)" + *stored : no_such_key()};
    case KvRequest::Type::kWrite:
      return {R"("type":"write_ok")", true};
    case KvRequest::Type::kCas:
      break;
  }
  if (stored == nullptr && !request.create_if_not_exists) {
    return {no_such_key()};
  }
  if (stored != nullptr && !equal_json(*stored, request.from)) {
    return {error(kPreconditionFailed, "current value " + excerpt(*stored) + " is not " + excerpt(request.from))};
  }
  return {R"("type":"cas_ok")", true};
}

// Linearizable: one copy.
class LinearizableKv : public Service {
 public:
  std::string handle(const Envelope& message) override {
    KvRequest request;
    if (auto refusal = read_request(message, request)) {
      return *std::move(refusal);
    }
    const auto found = values_.find(request.key);
    KvOutcome outcome = evaluate(request, found == values_.end() ? nullptr : &found->second);
    if (outcome.writes) {
      values_[request.key] = request.value;
    }
    return std::move(outcome.reply);
  }

 private:
  std::unordered_map<std::string, std::string> values_;
};

// Sequentially consistent: keeps the last states. An operation that changes nothing may happen in any of them, but no
// client goes back to an older state. An operation that changes something happens in the newest state. A client that
// only reads may never see the newest state, as in Maelstrom.
class SequentialKv : public Service {
 public:
  explicit SequentialKv(std::unique_ptr<ChoiceStream> choices) : choices_(std::move(choices)) {}

  std::string handle(const Envelope& message) override {
    KvRequest request;
    if (auto refusal = read_request(message, request)) {
      return *std::move(refusal);
    }
    std::size_t& seen = clients_[std::string(message.src)];
    seen = std::max(seen, oldest());
    const std::size_t state = seen == newest_ ? newest_ : seen + choices_->below(newest_ - seen);
    const Stored stored = value(request.key, state);
    KvOutcome outcome = evaluate(request, stored);
    if (!outcome.writes || (stored != nullptr && equal_json(*stored, request.value))) {
      seen = state;
      return std::move(outcome.reply);
    }
    outcome = evaluate(request, value(request.key, newest_));
    ++newest_;
    seen = newest_;
    if (outcome.writes) {
      write(request.key, request.value);
    }
    return std::move(outcome.reply);
  }

 private:
  static constexpr std::size_t kStates = 32;

  // A value and the first state that holds it.
  struct Version {
    std::size_t since;
    std::string value;
  };

  std::size_t oldest() const { return newest_ < kStates ? 0 : newest_ - kStates + 1; }

  Stored value(const std::string& key, std::size_t state) const {
    const auto found = keys_.find(key);
    if (found == keys_.end()) {
      return nullptr;
    }
    const auto& versions = found->second;
    const auto version =
        std::find_if(versions.rbegin(), versions.rend(), [state](const Version& v) { return v.since <= state; });
    return version == versions.rend() ? nullptr : &version->value;
  }

  // Writes to the newest state; removes values that no kept state uses any longer.
  void write(const std::string& key, std::string_view value) {
    auto& versions = keys_[key];
    versions.push_back({newest_, std::string(value)});
    const auto kept =
        std::find_if(versions.rbegin(), versions.rend(), [this](const Version& v) { return v.since <= oldest(); });
    if (kept != versions.rend()) {
      versions.erase(versions.begin(), std::prev(kept.base()));
    }
  }

  std::unique_ptr<ChoiceStream> choices_;
  std::size_t newest_ = 0;
  std::unordered_map<std::string, std::vector<Version>> keys_;
  std::unordered_map<std::string, std::size_t> clients_;  // the state each one saw last
};

// Last write wins, intentionally pathological: two replicas that take requests independently and merge at random.
// Ignores create_if_not_exists, as Maelstrom's does.
class LastWriteWinsKv : public Service {
 public:
  explicit LastWriteWinsKv(std::unique_ptr<ChoiceStream> choices) : choices_(std::move(choices)) {}

  std::string handle(const Envelope& message) override {
    KvRequest request;
    if (auto refusal = read_request(message, request)) {
      return *std::move(refusal);
    }
    request.create_if_not_exists = false;
    const std::size_t source = choices_->below(replicas_.size());
    merge(source, choices_->below(replicas_.size()));
    Replica& replica = replicas_[choices_->below(replicas_.size())];
    const auto found = replica.values.find(request.key);
    KvOutcome outcome = evaluate(request, found == replica.values.end() ? nullptr : &found->second.value);
    if (outcome.writes) {
      replica.values[request.key] = {replica.clock++, std::string(request.value)};
      replica.changed.insert(request.key);
    }
    return std::move(outcome.reply);
  }

 private:
  struct Entry {
    std::uint64_t timestamp = 0;
    std::string value;
  };

  struct Replica {
    std::uint64_t clock = 0;  // Lamport's
    std::unordered_map<std::string, Entry> values;
    std::unordered_set<std::string> changed;  // keys written here since this one was merged into the other one
  };

  // Of two writes with one timestamp the source's wins. Only changes since the last merge need to be compared: the
  // other replica has already merged everything else.
  void merge(std::size_t source_index, std::size_t dest_index) {
    if (source_index == dest_index) {
      return;
    }
    Replica& source = replicas_[source_index];
    Replica& dest = replicas_[dest_index];
    for (const std::string& key : source.changed) {
      const Entry& theirs = source.values.at(key);
      const auto [ours, added] = dest.values.try_emplace(key, theirs);
      if (!added && ours->second.timestamp <= theirs.timestamp) {
        ours->second = theirs;
      }
    }
    source.changed.clear();
    dest.clock = std::max(dest.clock, source.clock);
  }

  std::unique_ptr<ChoiceStream> choices_;
  std::array<Replica, 2> replicas_;  // as many as Maelstrom has
};

// A timestamp oracle.
class LinearizableTso : public Service {
 public:
  std::string handle(const Envelope& message) override {
    if (message.type != "ts") {
      return not_supported(message.type);
    }
    return R"("type":"ts_ok","ts":)" + std::to_string(next_++);
  }

 private:
  std::uint64_t next_ = 0;
};

}  // namespace

std::unique_ptr<Service> make_service(std::string_view name, Choices& choices) {
  if (name == "lin-kv") {
    return std::make_unique<LinearizableKv>();
  }
  if (name == "seq-kv") {
    return std::make_unique<SequentialKv>(choices.stream(name));
  }
  if (name == "lww-kv") {
    return std::make_unique<LastWriteWinsKv>(choices.stream(name));
  }
  return std::make_unique<LinearizableTso>();
}

}  // namespace maelstrom::conformance
