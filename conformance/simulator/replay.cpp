#include "conformance/simulator/replay.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <span>
#include <utility>

#include "conformance/simulator/thread_stop.hpp"
#include "host/node/node.hpp"
#include "host/node/platform.hpp"

namespace maelstrom::conformance {
namespace {

using host::RecordedEvent;
using Kind = RecordedEvent::Kind;

bool is_call(Kind kind) {
  return kind == Kind::kReceive || kind == Kind::kAdvance || kind == Kind::kStop;
}

// A call of the node with its clock and random reads and its output.
struct RecordedCall {
  RecordedEvent call;  // unused for the first call, which creates the node
  std::vector<RecordedEvent> reads;
  std::vector<RecordedEvent> sends;
};

std::string words(const RecordedCall& recorded) {
  switch (recorded.call.kind) {
    case Kind::kReceive:
      return "receive " + recorded.call.bytes;
    case Kind::kStop:
      return "stop";
    default:
      return "advance";
  }
}

// The platform of a replay: returns the recorded clock values and random bytes. Beyond the recording, clocks stand
// still and random bytes are zero. Thread-safe, because a plugin may have threads.
class RecordedMachine final : public host::Platform {
 public:
  RecordedMachine(const Replay& replay, maelstrom_log_level recorded)
      : log_level_(std::min(recorded, replay.log_level)), replay_(&replay) {}

  // Begins a call in which these were read.
  void load(std::vector<RecordedEvent> reads) {
    const std::lock_guard lock(mutex_);
    for (auto& queue : reads_) {
      queue.clear();
    }
    for (RecordedEvent& read : reads) {
      queue(read.kind).push_back(std::move(read));
    }
    asked_for_more_ = false;
  }

  // Whether the call has read exactly the recorded values.
  bool read_all() {
    const std::lock_guard lock(mutex_);
    return !asked_for_more_ &&
           std::all_of(reads_.begin(), reads_.end(), [](const auto& queue) { return queue.empty(); });
  }

  std::int64_t monotonic_ns() override { return clock(Kind::kMonotonic); }
  std::int64_t coarse_monotonic_ns() override { return clock(Kind::kCoarse); }
  std::int64_t wall_clock_ns() override { return clock(Kind::kWall); }

  bool random_bytes(std::span<std::byte> bytes) override {
    threads_.check();
    const std::lock_guard lock(mutex_);
    const auto read = take(Kind::kRandom);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      bytes[i] = static_cast<std::byte>(read && i < read->bytes.size() ? read->bytes[i] : 0);
    }
    asked_for_more_ = asked_for_more_ || (read && !read->none && read->bytes.size() != bytes.size());
    return !read || !read->none;
  }

  maelstrom_log_level log_level() override {
    threads_.check();
    return log_level_;
  }
  void log(maelstrom_log_level level, std::string_view text) override {
    threads_.check();
    const std::lock_guard lock(mutex_);
    if (replay_ != nullptr && replay_->on_log && level >= replay_->log_level) {
      replay_->on_log(level, text);
    }
  }
  void wake() override { threads_.check(); }

  // The node has been killed: stops its log and its threads.
  void silence() {
    threads_.stop();
    const std::lock_guard lock(mutex_);
    replay_ = nullptr;
  }

 private:
  std::deque<RecordedEvent>& queue(Kind kind) {
    return reads_.at(static_cast<std::size_t>(kind) - static_cast<std::size_t>(Kind::kMonotonic));
  }

  std::optional<RecordedEvent> take(Kind kind) {
    auto& reads = queue(kind);
    if (reads.empty()) {
      asked_for_more_ = true;
      return std::nullopt;
    }
    RecordedEvent read = std::move(reads.front());
    reads.pop_front();
    return read;
  }

  std::int64_t clock(Kind kind) {
    threads_.check();
    const std::lock_guard lock(mutex_);
    if (const auto read = take(kind)) {
      (kind == Kind::kWall ? wall_ : monotonic_) = read->time_ns;
    }
    return kind == Kind::kWall ? wall_ : monotonic_;
  }

  const maelstrom_log_level log_level_;
  ThreadStop threads_;

  std::mutex mutex_;  // guards the members below
  const Replay* replay_;
  std::array<std::deque<RecordedEvent>, 4> reads_;  // of this call, by kind
  bool asked_for_more_ = false;
  std::int64_t monotonic_ = 0;  // last value read
  std::int64_t wall_ = 0;
};

class ReplayRun {
 public:
  ReplayRun(const Replay& replay, const maelstrom_plugin& plugin, std::string_view recording)
      : replay_(replay),
        reader_(recording),
        machine_(std::make_shared<RecordedMachine>(replay, reader_.header().log_level)) {
    RecordedCall making = next_call();
    machine_->load(std::move(making.reads));
    node_ = std::make_unique<host::Node>(plugin, *machine_, node_options(reader_.header()));
  }

  ReplayResult run() {
    while (pending_) {
      play(next_call());
    }
    result_.node = node_->id();
    result_.unfinished = reader_.unfinished();
    result_.killed = !stopped_;
    if (result_.killed) {
      machine_->silence();
      host::Node::abandon(std::move(node_), machine_);
    }
    return std::move(result_);
  }

 private:
  static host::NodeOptions node_options(const host::RecordingHeader& header) {
    host::NodeOptions options;
    options.plugin_options = header.options;
    options.policy.reply_deadline_ns = header.reply_deadline_ns;
    return options;
  }

  // The events from the pending call to the next one.
  RecordedCall next_call() {
    RecordedCall recorded;
    if (pending_) {
      recorded.call = *std::exchange(pending_, std::nullopt);
    }
    while (auto event = reader_.next()) {
      if (is_call(event->kind)) {
        pending_ = std::move(event);
        break;
      }
      (event->kind == Kind::kSend ? recorded.sends : recorded.reads).push_back(*std::move(event));
    }
    return recorded;
  }

  void play(RecordedCall recorded) {
    const RecordedEvent& call = recorded.call;
    if (call.line_number == replay_.stop_at) {
      result_.has_stop = true;
      if (replay_.on_stop) {
        replay_.on_stop();
      }
    }
    machine_->load(std::exchange(recorded.reads, {}));
    if (call.kind == Kind::kReceive) {
      ++result_.received;
      node_->receive(call.bytes, call.time_ns);
    } else if (call.kind == Kind::kAdvance) {
      node_->advance();
    } else {
      stopped_ = true;
      node_->stop();
    }
    ++result_.calls;
    result_.sent += recorded.sends.size();
    const bool complete = pending_ || stopped_;  // otherwise the recording ends within this call
    if (complete && !machine_->read_all() && result_.other_reads == 0) {
      result_.other_reads = call.line_number;
    }
    compare(recorded, take_lines(), complete);
  }

  std::vector<std::string> take_lines() {
    std::vector<std::string> lines;
    std::string_view said = node_->lines().bytes();
    while (!said.empty()) {
      const std::size_t end = said.find('\n');
      lines.emplace_back(said.substr(0, end));
      if (replay_.on_line) {
        replay_.on_line(lines.back());
      }
      said.remove_prefix(end + 1);
    }
    node_->lines().clear();
    return lines;
  }

  void compare(const RecordedCall& recorded, const std::vector<std::string>& replayed, bool complete) {
    const auto& sends = recorded.sends;
    const auto [was, is] =
        std::mismatch(sends.begin(), sends.end(), replayed.begin(), replayed.end(),
                      [](const RecordedEvent& send, const std::string& line) { return send.bytes == line; });
    const bool says_more = was == sends.end() && is != replayed.end();
    if ((was == sends.end() && is == replayed.end()) || (says_more && !complete)) {
      return;
    }
    if (result_.different++ == 0) {
      Difference difference{recorded.call.line_number, words(recorded), std::nullopt, std::nullopt};
      if (was != sends.end()) {
        difference.line_number = was->line_number;
        difference.recorded = was->bytes;
      }
      if (is != replayed.end()) {
        difference.replayed = *is;
      }
      result_.first = std::move(difference);
    }
  }

  const Replay& replay_;
  host::RecordingReader reader_;
  const std::shared_ptr<RecordedMachine> machine_;
  std::optional<RecordedEvent> pending_;  // the next call
  std::unique_ptr<host::Node> node_;
  bool stopped_ = false;
  ReplayResult result_;
};

}  // namespace

ReplayResult Replay::run(const maelstrom_plugin& plugin, std::string_view recording) const {
  return ReplayRun(*this, plugin, recording).run();
}

}  // namespace maelstrom::conformance
