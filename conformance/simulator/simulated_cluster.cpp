#include "conformance/simulator/simulated_cluster.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <mutex>
#include <span>
#include <utility>

#include <spdlog/fmt/fmt.h>

#include "conformance/run/run.hpp"
#include "conformance/simulator/thread_stop.hpp"
#include "history/trace.hpp"
#include "host/node/contract.hpp"
#include "host/node/platform.hpp"
#include "platform/clocks.hpp"

namespace maelstrom::conformance {
namespace {

constexpr Time kLeastDelay = 5'000;  // from a node's stdin to its handler
constexpr Time kMostDelay = 60'000;
constexpr Time kLongCall = kSecond;  // of real time
constexpr Time kWallClockStart = 1'700'000'000 * kSecond;
constexpr std::uint64_t kLongestUptime = 1'000'000 * static_cast<std::uint64_t>(kSecond);

}  // namespace

// State shared by the cluster's thread and the plugin's threads.
struct SimulatedCluster::Shared {
  std::atomic<Time> now = 0;
  std::atomic<bool> woken = false;  // a thread has posted something
  const maelstrom_log_level log_level;
  std::mutex mutex;
  Trace* trace;  // guarded by mutex; null when nothing is traced (any more)
};

class SimulatedCluster::Machine final : public host::Platform, public host::ContractObserver {
 public:
  Machine(std::shared_ptr<Shared> shared, std::string name, std::unique_ptr<ChoiceStream> choices)
      : shared_(std::move(shared)),
        name_(std::move(name)),
        choices_(std::move(choices)),
        // Since a moment in the past, different on each node, so that these clocks cannot be compared.
        booted_(-static_cast<Time>(choices_->below(kLongestUptime))) {}

  std::int64_t monotonic_ns() override {
    threads_.check();
    return monotonic_at(now());
  }
  std::int64_t coarse_monotonic_ns() override { return monotonic_at(now()); }
  std::int64_t monotonic_at(Time time) const { return time - booted_; }

  std::int64_t wall_clock_ns() override {
    threads_.check();
    const std::lock_guard lock(mutex_);
    return wall_clock();
  }

  bool random_bytes(std::span<std::byte> bytes) override {
    threads_.check();
    const std::lock_guard lock(mutex_);
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      bits = i % 8 == 0 ? choices_->bits() : bits >> 8U;
      bytes[i] = static_cast<std::byte>(bits & 0xFFU);
    }
    return true;
  }

  maelstrom_log_level log_level() override {
    threads_.check();
    return shared_->log_level;
  }

  void log(maelstrom_log_level level, std::string_view text) override {
    threads_.check();
    if (level >= shared_->log_level) {
      trace([&](Trace& trace) { trace.node(now(), TraceEvent::kLog, name_, text); });
    }
  }

  void on_contract(const host::ContractEvent& event) override {
    threads_.check();
    if (event.kind == host::ContractEvent::Kind::kRefused) {
      const std::lock_guard lock(mutex_);
      refusals_.push_back(host::log_text(event));
    }
  }

  void on_timer(maelstrom_timer timer, maelstrom_rpc rpc) override {
    trace([&](Trace& trace) { rpc != 0 ? trace.timeout(now(), name_, rpc) : trace.timer(now(), name_, timer); });
  }

  // A callback posted by a handler runs after the handler has returned; a callback posted by a thread, when time
  // advances.
  void wake() override {
    threads_.check();
    if (!threads_.on_loop()) {
      shared_->woken.store(true, std::memory_order_release);
    }
  }

  void disturb(Time jump, double drift) {
    const std::lock_guard lock(mutex_);
    jumped_ = wall_clock() - kWallClockStart - now() + jump;
    drift_ = drift;
    drifting_since_ = now();
  }

  // The refusals since the last call.
  std::vector<std::string> take_refusals() {
    const std::lock_guard lock(mutex_);
    return std::exchange(refusals_, {});
  }

  // Called when the node has been killed.
  void stop_threads() { threads_.stop(); }

 private:
  Time now() const { return shared_->now.load(std::memory_order_relaxed); }

  std::int64_t wall_clock() const {
    const Time drifted = static_cast<Time>(drift_ * static_cast<double>(now() - drifting_since_));
    return kWallClockStart + now() + jumped_ + drifted;
  }

  template <class Write>
  void trace(Write&& write) {
    const std::lock_guard lock(shared_->mutex);
    if (shared_->trace != nullptr) {
      write(*shared_->trace);
    }
  }

  const std::shared_ptr<Shared> shared_;
  const std::string name_;
  ThreadStop threads_;
  std::mutex mutex_;  // guards the members below
  std::unique_ptr<ChoiceStream> choices_;
  const Time booted_;
  Time jumped_ = 0;
  double drift_ = 0;
  Time drifting_since_ = 0;
  std::vector<std::string> refusals_;
};

SimulatedCluster::SimulatedCluster(PluginSource& plugins, std::vector<std::string> names, host::NodeOptions options,
                                   Choices& choices, maelstrom_log_level log_level, Trace* trace)
    : plugins_(plugins),
      options_(std::move(options)),
      names_(std::move(names)),
      choices_(choices),
      shared_(new Shared{0, false, log_level, {}, trace}),
      delays_(choices.stream("delays")),
      instances_(names_.size()) {}

SimulatedCluster::~SimulatedCluster() {
  {
    const std::lock_guard lock(shared_->mutex);
    shared_->trace = nullptr;  // the run is over
  }
  for (Instance& instance : instances_) {
    if (instance.node) {
      instance.node.reset();
      plugins_.end_life(*instance.plugin);
    }
  }
}

void SimulatedCluster::set_now(Time now) {
  now_ = now;
  shared_->now.store(now, std::memory_order_relaxed);
}

void SimulatedCluster::start(NodeIndex node) {
  Instance& instance = instances_[node];
  const std::string stream = "machine " + names_[node] + " " + std::to_string(++instance.lives);
  instance.machine = std::make_shared<Machine>(shared_, names_[node], choices_.stream(stream));
  instance.paused_since = kNever;
  instance.plugin = &plugins_.begin_life();
  try {
    host::NodeOptions options = options_;
    options.observer = instance.machine.get();
    instance.node = std::make_unique<host::Node>(*instance.plugin, *instance.machine, std::move(options));
  } catch (const host::CreateFailed& failed) {
    throw CannotRun("plugin failed to start: " + std::string(failed.what()));
  }
  schedule(node);
}

void SimulatedCluster::deliver(NodeIndex node, std::string_view line) {
  Instance& instance = instances_[node];
  if (!instance.node) {
    return;
  }
  std::string text;
  if (!spare_texts_.empty()) {
    text = std::move(spare_texts_.back());
    spare_texts_.pop_back();
  }
  text.assign(line.substr(0, line.size() - 1));  // without the '\n'
  const Time delay = kLeastDelay + static_cast<Time>(delays_->below(kMostDelay - kLeastDelay));
  instance.last_ready = std::max(instance.last_ready, now_) + delay;
  instance.inbox.push_back({std::move(text), std::min(now_, instance.paused_since), instance.last_ready});
  schedule(node);
}

void SimulatedCluster::kill(NodeIndex node) {
  Instance& instance = instances_[node];
  if (!instance.node) {
    return;
  }
  instance.inbox.clear();
  instance.machine->stop_threads();
  host::Node::abandon(std::move(instance.node), instance.machine);
  if (!plugins_.may_have_threads()) {
    plugins_.end_life(*instance.plugin);
  }
}

void SimulatedCluster::pause(NodeIndex node) {
  instances_[node].paused_since = now_;
}

void SimulatedCluster::resume(NodeIndex node) {
  instances_[node].paused_since = kNever;
  schedule(node);
}

void SimulatedCluster::disturb_clock(NodeIndex node, Time jump, double drift) {
  if (instances_[node].machine) {
    instances_[node].machine->disturb(jump, drift);
  }
}

// When the node next has something to do.
Time SimulatedCluster::next_time(const Instance& instance) const {
  if (!instance.node || instance.paused_since != kNever) {
    return kNever;
  }
  Time next = instance.inbox.empty() ? kNever : instance.inbox.front().ready;
  if (const auto due = instance.node->next_due()) {
    const Time since_boot = instance.machine->monotonic_at(0);
    next = std::min(next, *due == INT64_MIN ? now_ : *due - since_boot);
  }
  return std::max(next, now_);
}

void SimulatedCluster::schedule(NodeIndex node) {
  Instance& instance = instances_[node];
  const Time next = next_time(instance);
  if (next < instance.wakeup) {
    instance.wakeup = next;
    wakeups_.push(next, node);
  }
}

void SimulatedCluster::advance(Run& run, Time now) {
  set_now(now);
  if (shared_->woken.load(std::memory_order_relaxed)) {
    schedule_woken();
  }
  while (wakeups_.next_time() <= now && !run.finished()) {
    const Time scheduled = wakeups_.next_time();
    const NodeIndex node = wakeups_.pop();
    if (scheduled == instances_[node].wakeup) {  // otherwise an earlier wake-up has replaced it
      instances_[node].wakeup = kNever;
      run_node(node, run);
    }
  }
}

// A thread has posted something, to whichever node.
void SimulatedCluster::schedule_woken() {
  shared_->woken.exchange(false, std::memory_order_acquire);
  for (NodeIndex node = 0; node < instances_.size(); ++node) {
    schedule(node);
  }
}

void SimulatedCluster::run_node(NodeIndex node, Run& run) {
  Instance& instance = instances_[node];
  if (!instance.node || instance.paused_since != kNever) {
    return;
  }
  const Time began = platform::coarse_clock_ns();  // coarse because it is read twice for every message
  call_plugin(node);
  if (const Time took = platform::coarse_clock_ns() - began; took > kLongCall && slow_call_.empty()) {
    slow_call_ = fmt::format(
        "node {}: a plugin call took {:.1f} s of real time, which is not part of virtual time; under Maelstrom all "
        "requests to the node would wait that long",
        names_[node], in_seconds(took));
  }
  report_refusals(node, run);
  emit(node, run);
  schedule(node);
}

// Lets the node run due events.
void SimulatedCluster::call_plugin(NodeIndex node) {
  Instance& instance = instances_[node];
  instance.node->advance();
  if (!instance.inbox.empty() && instance.inbox.front().ready <= now_) {
    Line line = std::move(instance.inbox.front());
    instance.inbox.pop_front();
    instance.node->receive(line.text, instance.machine->monotonic_at(line.arrived));
    spare_texts_.push_back(std::move(line.text));
  }
}

// Passes the node's output to the run, which may kill the node.
void SimulatedCluster::emit(NodeIndex node, Run& run) {
  host::LineOutbox& outbox = instances_[node].node->lines();
  output_.assign(outbox.bytes());
  outbox.clear();
  for (std::size_t begin = 0; begin < output_.size();) {
    const std::size_t end = output_.find('\n', begin);
    run.on_node_line(node, std::string_view(output_).substr(begin, end - begin), now_);
    begin = end + 1;
  }
}

void SimulatedCluster::report_refusals(NodeIndex node, Run& run) {
  for (const std::string& refusal : instances_[node].machine->take_refusals()) {
    run.on_refusal(node, refusal, now_);
  }
}

}  // namespace maelstrom::conformance
