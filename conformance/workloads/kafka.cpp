// kafka: append-only logs. Clients send messages to keys, poll their assigned keys, and commit the polled offsets.
//
// An assign requests the committed offsets of its keys, unless it starts at the beginning; a poll commits its offsets.
// In the final phase each worker gets a new client, reads from the beginning all keys with a known offset, and polls
// until it has seen all messages that any client has seen or that were acknowledged. Without such a key it does
// nothing.
#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "conformance/workloads/make.hpp"
#include "conformance/workloads/transaction_generator.hpp"
#include "protocol/json_cursor.hpp"
#include "protocol/json_text.hpp"

namespace maelstrom::conformance {
namespace {

constexpr std::uint64_t kOperationsPerAssign = 64;
constexpr std::uint64_t kAssignsPerCatchUp = 3;  // one of so many takes the keys on which polls lag behind
constexpr Time kCrashInterval = 30 * kSecond;    // between two crashes of one worker, on average
constexpr Time kFinalPollInterval = kSecond / 5;
constexpr Time kFinalLimit = 10 * kSecond;

// The decoded key -> an offset.
using Offsets = std::map<std::string, std::int64_t, std::less<>>;

void raise(Offsets& offsets, const std::string& key, std::int64_t offset) {
  const auto [place, is_new] = offsets.try_emplace(key, offset);
  place->second = std::max(place->second, offset);
}

std::string json_of(const Offsets& offsets) {
  std::string json = "{";
  for (const auto& [key, offset] : offsets) {
    json += json.size() == 1 ? "" : ",";
    append_json_string(json, key);
    json += ':';
    append_number(json, offset);
  }
  return json + '}';
}

std::string json_of(const std::vector<std::string>& keys) {
  std::string json = "[";
  for (const std::string& key : keys) {
    json += json.size() == 1 ? "" : ",";
    append_json_string(json, key);
  }
  return json + ']';
}

std::string decoded(std::string_view escaped) {
  std::string text;
  host::append_unescaped(text, escaped);
  return text;
}

// An integer outside the 64-bit range becomes the nearest one inside it.
std::int64_t offset_of(std::string_view json) {
  using Limits = std::numeric_limits<std::int64_t>;
  return host::parse_integer(json).value_or(json.front() == '-' ? Limits::min() : Limits::max());
}

std::int64_t following(std::int64_t offset) {
  return offset == std::numeric_limits<std::int64_t>::max() ? offset : offset + 1;
}

Offsets read_offsets(std::string_view json) {
  Offsets offsets;
  host::JsonScanner scanner;
  auto cursor = scanner.scan(json);
  cursor->object([&](std::string_view name) {
    const std::string_view offset = cursor->value();
    offsets[decoded(name)] = offset_of(offset);
    return !offset.empty();
  });
  return offsets;
}

// The highest offset of each key that has messages in {"k": [[offset, message], ...]}.
Offsets highest_offsets(std::string_view json) {
  Offsets highest;
  host::JsonScanner scanner;
  auto cursor = scanner.scan(json);
  cursor->object([&](std::string_view name) {
    if (cursor->peek() == 'n') {
      return !cursor->value().empty();  // null, which counts as no messages
    }
    const std::string key = decoded(name);
    const auto on_message = [&] {
      bool is_first = true;
      return !cursor
                  ->array([&] {
                    const std::string_view part = cursor->value();
                    if (std::exchange(is_first, false)) {
                      raise(highest, key, offset_of(part));
                    }
                    return !part.empty();
                  })
                  .empty();
    };
    return !cursor->array(on_message).empty();
  });
  return highest;
}

class Kafka final : public Workload {
 public:
  explicit Kafka(const WorkloadSetting& setting)
      : generator_(setting.options.key_count, 1, setting.options.max_writes_per_key),
        crash_interval_(kCrashInterval / std::max<Time>(setting.concurrency, 1)) {}

  void next(const Worker& worker, Time now, ChoiceStream& choices, Task& task) override;

  bool has_final_phase() const override { return true; }
  FinalStep next_final(const Worker& worker, Time now, ChoiceStream& choices, Task& task) override;
  Time final_limit() const override { return kFinalLimit; }

  void client_opened(const Worker& worker) override { state(worker).next.clear(); }
  Reaction on_reply(const Worker& worker, const Request& sent, std::string_view value, const host::Envelope& reply,
                    Request& next_request) override;
  bool is_idempotent(std::string_view function) const override { return function == "assign"; }

 private:
  struct State {
    Offsets next;                             // key assigned -> the offset to poll from
    std::vector<std::string> assigning = {};  // the keys of the assign under way
    std::string sent_key = {};
    std::string sent_message = {};
    std::string value = {};  // of the operation under way
    Offsets highest = {};    // of the poll under way, by key
    enum class Final : std::uint8_t { kCrash, kAssign, kPoll } final = Final::kCrash;
    Time poll_at = 0;  // of the final phase: the first poll is immediate
  };

  State& state(const Worker& worker) {
    if (worker.index >= states_.size()) {
      states_.resize(worker.index + 1);
    }
    return states_[worker.index];
  }

  static Time stagger(Time mean, ChoiceStream& choices) {
    return static_cast<Time>(choices.below(2 * static_cast<std::uint64_t>(mean)));
  }

  static void crash(Task& task) {
    task.function = "crash";
    task.value = "null";
    task.immediate_outcome = Outcome::kInfo;
  }

  void send(State& state, const MicroOperation& operation, Task& task) const;
  static void poll(const State& state, Task& task);
  void assign(State& state, const std::string& key, ChoiceStream& choices, Task& task) const;
  bool has_seen_everything(const State& state) const;
  Reaction on_polled(State& state, const host::Envelope& reply, Request& next_request);

  TransactionGenerator generator_;
  const Time crash_interval_;
  Time next_crash_ = 0;                      // the first crash is due immediately
  std::optional<MicroOperation> postponed_;  // an assign took its turn
  Offsets sent_;                             // the highest offsets that ok sends returned
  Offsets polled_;                           // and the highest that ok polls saw
  std::optional<Offsets> target_;            // offsets that each worker must have seen at the end
  std::vector<State> states_;                // of workers
};

void Kafka::next(const Worker& worker, Time now, ChoiceStream& choices, Task& task) {
  // Jepsen draws between the two operations that are due now.
  if (now >= next_crash_ && choices.below(2) == 0) {
    next_crash_ = now + stagger(crash_interval_, choices);
    crash(task);
    return;
  }
  const bool was_postponed = postponed_.has_value();
  const MicroOperation operation =
      was_postponed ? *std::exchange(postponed_, std::nullopt) : generator_.next(choices)[0];
  if (!was_postponed && choices.below(kOperationsPerAssign) == 0) {
    postponed_ = operation;
    assign(state(worker), std::to_string(operation.key), choices, task);
  } else if (operation.written == 0) {
    poll(state(worker), task);
  } else {
    send(state(worker), operation, task);
  }
}

void Kafka::send(State& state, const MicroOperation& operation, Task& task) const {
  state.sent_key = std::to_string(operation.key);
  state.sent_message = std::to_string(operation.written);
  task.function = "send";
  task.value = R"([["send",")" + state.sent_key + "\"," + state.sent_message + "]]";
  task.request.type = "send";
  task.request.members = R"("key":")" + state.sent_key + R"(","msg":)" + state.sent_message + R"(,"type":"send")";
}

void Kafka::poll(const State& state, Task& task) {
  task.function = "poll";
  task.value = R"([["poll"]])";
  task.request.type = "poll";
  task.request.members = R"("offsets":)" + json_of(state.next) + R"(,"type":"poll")";
}

void Kafka::assign(State& state, const std::string& key, ChoiceStream& choices, Task& task) const {
  state.assigning = {key};
  if (choices.below(kAssignsPerCatchUp) == 0) {
    for (const auto& [sent_key, offset] : sent_) {
      const auto polled = polled_.find(sent_key);
      if (sent_key != key && (polled == polled_.end() || polled->second < offset)) {
        state.assigning.push_back(sent_key);
      }
    }
  }
  task.function = "assign";
  task.value = json_of(state.assigning);
  task.request.type = "list_committed_offsets";
  task.request.members = R"("keys":)" + task.value + R"(,"type":"list_committed_offsets")";
}

FinalStep Kafka::next_final(const Worker& worker, Time now, ChoiceStream& choices, Task& task) {
  State& own = state(worker);
  if (!target_) {
    target_ = sent_;
    for (const auto& [key, offset] : polled_) {
      raise(*target_, key, offset);
    }
  }
  if (target_->empty()) {
    return {};
  }
  switch (own.final) {
    case State::Final::kCrash:
      own.final = State::Final::kAssign;
      crash(task);
      return {FinalStep::Kind::kTask};
    case State::Final::kAssign: {
      own.final = State::Final::kPoll;
      std::vector<std::string> keys;
      for (const auto& [key, offset] : *target_) {
        keys.push_back(key);
        own.next[key] = 0;
      }
      task.function = "assign";
      task.value = json_of(keys);
      task.flags.seek_to_beginning = true;
      task.immediate_outcome = Outcome::kOk;
      return {FinalStep::Kind::kTask};
    }
    case State::Final::kPoll:
      if (has_seen_everything(own)) {
        return {};
      }
      if (now < own.poll_at) {
        return {FinalStep::Kind::kWait, own.poll_at};
      }
      own.poll_at = now + stagger(kFinalPollInterval, choices);
      poll(own, task);
      return {FinalStep::Kind::kTask};
  }
  return {};
}

bool Kafka::has_seen_everything(const State& state) const {
  return std::all_of(target_->begin(), target_->end(), [&state](const auto& known) {
    const auto next = state.next.find(known.first);
    return next != state.next.end() && next->second > known.second;
  });
}

Reaction Kafka::on_reply(const Worker& worker, const Request& sent, std::string_view value, const host::Envelope& reply,
                         Request& next_request) {
  State& own = state(worker);
  if (sent.type == "send") {
    const std::string_view offset = *reply.field("offset");
    raise(sent_, own.sent_key, offset_of(offset));
    own.value = R"([["send",")" + own.sent_key + "\",[";
    own.value += offset;
    own.value += ',' + own.sent_message + "]]]";
    return {own.value};
  }
  if (sent.type == "poll") {
    return on_polled(own, reply, next_request);
  }
  if (sent.type == "commit_offsets") {
    for (const auto& [key, offset] : own.highest) {
      raise(polled_, key, offset);
    }
    return {own.value};
  }
  const Offsets committed = read_offsets(*reply.field("offsets"));
  Offsets next;
  for (const std::string& key : own.assigning) {
    const auto old = own.next.find(key);
    const auto found = committed.find(key);
    next[key] = old != own.next.end() ? old->second : found != committed.end() ? found->second : 0;
  }
  own.next = std::move(next);
  return {value};
}

Reaction Kafka::on_polled(State& state, const host::Envelope& reply, Request& next_request) {
  const std::string_view messages = *reply.field("msgs");
  state.highest = highest_offsets(messages);
  for (const auto& [key, offset] : state.highest) {
    raise(state.next, key, following(offset));
  }
  state.value = R"([["poll",)";
  state.value += messages;
  state.value += "]]";
  if (state.highest.empty()) {
    return {state.value};
  }
  next_request.type = "commit_offsets";
  next_request.members = R"("offsets":)" + json_of(state.highest) + R"(,"type":"commit_offsets")";
  return {{}, true};
}

}  // namespace

std::unique_ptr<Workload> make_kafka(const WorkloadSetting& setting) {
  return std::make_unique<Kafka>(setting);
}

}  // namespace maelstrom::conformance
