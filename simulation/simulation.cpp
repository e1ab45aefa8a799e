#include "conformance/simulator/simulation.hpp"

#include <algorithm>
#include <fstream>
#include <optional>
#include <ostream>
#include <set>
#include <stdexcept>

#include <spdlog/fmt/fmt.h>

#include <maelstrom/simulation.hpp>

#include "conformance/report/results.hpp"
#include "conformance/workloads/workload.hpp"
#include "history/faults.hpp"
#include "history/trace.hpp"
#include "host/loading/plugin_library.hpp"
#include "protocol/json_cursor.hpp"

namespace maelstrom::simulation {
namespace {

namespace engine = maelstrom::conformance;

// Adapts a test's own workload to the engine. The value of an operation is the body of its request.
class OwnWorkload final : public engine::Workload {
 public:
  explicit OwnWorkload(std::unique_ptr<simulation::Workload> own) : own_(std::move(own)) {}

  void next(const engine::Worker& /*worker*/, engine::Time /*now*/, engine::ChoiceStream& choices,
            engine::Task& task) override {
    const std::string body = own_->request(choices.bits());
    host::JsonScanner scanner;
    auto cursor = scanner.scan(body);
    std::optional<std::string> type;
    const auto member = [&](std::string_view name) {
      const std::string_view value = cursor->value();
      if (name == "type" && value.starts_with('"')) {
        host::append_unescaped(type.emplace(), value.substr(1, value.size() - 2));
      }
      return name != "msg_id" && !value.empty();
    };
    const std::string_view object = cursor && cursor->peek() == '{' ? cursor->object(member) : std::string_view();
    if (object.empty() || !scanner.finished(*cursor) || !type) {
      throw std::invalid_argument(
          "the workload's request must be a JSON object with a string type and without msg_id: " + body);
    }
    task.function = *functions_.insert(*std::move(type)).first;
    task.value = object;
    task.request.type = task.function;
    task.request.members = object.substr(1, object.size() - 2);
  }

  engine::Reaction on_reply(const engine::Worker& /*worker*/, const engine::Request& /*sent*/, std::string_view value,
                            const host::Envelope& reply, engine::Request& /*next_request*/) override {
    ++checked_;
    return {reply.body, false, own_->check(value, reply.body)};
  }

  engine::CheckerVerdict verdict() {
    engine::CheckerVerdict verdict;
    verdict.summary = fmt::format("{} replies checked", checked_);
    if (std::string failure = own_->finish(); !failure.empty()) {
      verdict.valid = engine::Validity::kFalse;
      verdict.findings.push_back({"finish", std::move(failure), {}, true});
    }
    return verdict;
  }

 private:
  const std::unique_ptr<simulation::Workload> own_;
  std::set<std::string> functions_;  // the types of requests
  std::uint64_t checked_ = 0;
};

Nodes numbered(std::size_t count) {
  Nodes nodes;
  for (std::size_t i = 1; i <= count; ++i) {
    nodes.push_back(fmt::format("n{}", i));
  }
  return nodes;
}

void require_nodes(const Nodes& nodes) {
  if (nodes.empty()) {
    throw std::invalid_argument("a simulation needs a node");
  }
  if (std::set<std::string>(nodes.begin(), nodes.end()).size() != nodes.size()) {
    throw std::invalid_argument("two nodes have the same name");
  }
}

std::vector<engine::NodeIndex> indexes(const Nodes& names, const Nodes& nodes) {
  std::vector<engine::NodeIndex> found;
  for (const std::string& name : names) {
    const auto node = std::find(nodes.begin(), nodes.end(), name);
    if (node == nodes.end()) {
      throw std::invalid_argument("the script names an unknown node: " + name);
    }
    found.push_back(static_cast<engine::NodeIndex>(node - nodes.begin()));
  }
  return found;
}

engine::Fault fault_of(const Action& action, const Nodes& nodes) {
  std::vector<engine::NodeIndex> hit = indexes(action.nodes, nodes);
  switch (action.kind) {
    case Action::Kind::kKill:
      return engine::kill_nodes(std::move(hit));
    case Action::Kind::kRestart:
      return engine::start_nodes(std::move(hit));
    case Action::Kind::kPause:
      return engine::pause_nodes(std::move(hit));
    case Action::Kind::kResume:
      return engine::resume_nodes(std::move(hit));
    case Action::Kind::kIsolate:
      return engine::isolate_nodes(hit, nodes.size());
    case Action::Kind::kHeal:
      return engine::heal_network();
    case Action::Kind::kJumpClock:
      return engine::jump_clocks(std::move(hit), action.jump.count());
  }
  throw std::invalid_argument("the script has an empty action");
}

void demand(bool sensible, const char* what) {
  if (!sensible) {
    throw std::invalid_argument(what);
  }
}

engine::Plan plan_of(const Simulation& simulation, const std::string& workload, const Nodes& nodes) {
  demand(simulation.rate >= 0, "rate must be 0 or more");
  demand(simulation.time_limit > Duration::zero(), "time_limit must be above 0");
  demand(simulation.clients_per_node > 0, "clients_per_node must be above 0");
  demand(simulation.latency >= Duration::zero(), "latency must be 0 or more");
  demand(simulation.fault_interval > Duration::zero(), "fault_interval must be above 0");
  demand(simulation.availability >= 0 && simulation.availability <= 1, "availability must be from 0 to 1");
  engine::Plan plan;
  plan.workload = workload;
  plan.nodes = nodes;
  plan.concurrency = static_cast<std::uint32_t>(nodes.size()) * simulation.clients_per_node;
  plan.rate = simulation.rate;
  plan.time_limit = simulation.time_limit.count();
  plan.latency = {engine::LatencyDistribution::kExponential, simulation.latency.count()};
  plan.nemesis_interval = simulation.fault_interval.count();
  if (!simulation.faults.empty()) {
    auto faults = engine::parse_faults(simulation.faults, true);
    if (!faults) {
      throw std::invalid_argument("faults must be all, or some of " + engine::fault_names(true) +
                                  ", separated by commas, not " + simulation.faults);
    }
    plan.faults = *std::move(faults);
  }
  if (simulation.availability > 0) {
    plan.availability = engine::AvailabilityDemand{simulation.availability == 1, simulation.availability};
  }
  plan.answer_all = simulation.answer_all;
  plan.seed = simulation.seed;
  return plan;
}

Result result_of(const engine::Results& results) {
  Result result;
  result.valid = results.valid == engine::Validity::kTrue;
  result.reasons = results.reasons;
  result.requests = results.counts.invoked;
  result.ok = results.counts.ok;
  result.failed = results.counts.fail;
  result.unknown = results.counts.info;
  result.server_messages = results.network.servers.sent;
  result.lost_messages = results.network.lost;
  result.text = engine::summary(results) + engine::verdict_text(results);
  return result;
}

}  // namespace

Workload::~Workload() = default;

std::ostream& operator<<(std::ostream& out, const Result& result) {
  return out << result.text;
}

Simulation::Simulation(std::string_view workload, std::size_t node_count)
    : Simulation(workload, numbered(node_count)) {}

Simulation::Simulation(std::string_view workload, Nodes nodes) : workload_(workload), nodes_(std::move(nodes)) {
  require_nodes(nodes_);
  if (engine::find_workload(workload) == nullptr) {
    throw std::invalid_argument("unknown workload " + workload_);
  }
}

Simulation::Simulation(MakeWorkload workload, std::size_t node_count)
    : Simulation(std::move(workload), numbered(node_count)) {}

Simulation::Simulation(MakeWorkload workload, Nodes nodes)
    : workload_("a custom workload"), make_workload_(std::move(workload)), nodes_(std::move(nodes)) {
  require_nodes(nodes_);
  if (!make_workload_) {
    throw std::invalid_argument("a simulation needs a workload");
  }
}

Result Simulation::run(const std::filesystem::path& plugin) const {
  const auto search = host::PluginSearch::from_environment();
  const std::filesystem::path found = host::find_plugin(plugin.string(), search);
  return run_with([&found](engine::Simulation& simulated) { return simulated.run(found); });
}

Result Simulation::run(const maelstrom_plugin& plugin) const {
  return run_with([&plugin](engine::Simulation& simulated) { return simulated.run(plugin); });
}

template <class Engine>
Result Simulation::run_with(Engine&& run) const {
  engine::Simulation simulated;
  simulated.plan = plan_of(*this, workload_, nodes_);
  simulated.node_options.plugin_options.insert(options.begin(), options.end());
  OwnWorkload* own = nullptr;  // of this run
  if (make_workload_) {
    simulated.plan.stats_by_function = false;
    simulated.make_workload = [this, &own] {
      auto made = std::make_unique<OwnWorkload>(make_workload_());
      own = made.get();
      return made;
    };
    simulated.checker = [&own](const engine::History&, const engine::CheckerOptions&) { return own->verdict(); };
  }
  for (const auto& [time, action] : script_) {
    simulated.at(time.count(), fault_of(action, nodes_));
  }
  if (trace.empty()) {
    return result_of(run(simulated));
  }
  std::ofstream file(trace, std::ios::binary);
  engine::Trace lines(file);
  simulated.trace = &lines;
  simulated.log_level = MAELSTROM_LOG_INFO;
  Result result = result_of(run(simulated));
  if (!file) {
    throw std::runtime_error("cannot write " + trace.string());
  }
  return result;
}

}  // namespace maelstrom::simulation
