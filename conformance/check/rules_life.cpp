// Rules about the life of an instance: create, start, stop, destroy.
#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "conformance/json_text.hpp"
#include "outcome.hpp"
#include "process_state.hpp"
#include "rule.hpp"
#include "scenario.hpp"
#include "subject.hpp"

namespace maelstrom::conformance::check {
namespace {

// ---- create-destroy

struct Held {
  std::optional<std::size_t> heap = heap_bytes();
  std::optional<std::size_t> resident = resident_bytes();
};

void create_and_destroy(Subject& subject, int times) {
  const maelstrom_plugin& plugin = subject.plugin();
  FedPlatform platform(subject.options().seed, "node");
  for (int i = 0; i < times; ++i) {
    try {
      const host::Node node(plugin, platform, {subject.options().plugin_options});
    } catch (const host::CreateFailed& failed) {
      skip(std::string("the plugin refuses to run: ") + failed.what());
    }
  }
}

void expect_no_growth(const char* what, std::optional<std::size_t> before, std::optional<std::size_t> after,
                      std::size_t tolerance) {
  if (before && after && *after > *before + tolerance) {
    fail(std::string("its ") + what + " grows when instances come and go",
         "no growth over 1000 times create and destroy", std::to_string(*after - *before) + " bytes more");
  }
}

void create_destroy(Subject& subject) {
  constexpr int kWarmUp = 100;  // for what is made once
  constexpr int kTimes = 1000;
  constexpr std::size_t kHeapTolerance = 15'000;  // less than the smallest block a time
  constexpr std::size_t kResidentTolerance = std::size_t{8} << 20U;
  subject.phase("create and destroy, many times");
  create_and_destroy(subject, kWarmUp);
  const Held before;
  create_and_destroy(subject, kTimes);
  const Held after;
  expect_no_growth("heap", before.heap, after.heap, kHeapTolerance);
  expect_no_growth("memory", before.resident, after.resident, kResidentTolerance);
}

// ---- instances-share-nothing

// Several instances at once, each spoken to in turn.
std::vector<std::string> interleaved_transcripts(Subject& subject, const std::vector<std::string>& ids) {
  std::vector<std::unique_ptr<DrivenNode>> nodes;
  nodes.reserve(ids.size());
  for (const std::string& id : ids) {
    nodes.push_back(subject.started(transcript_setup(subject, id, "stream of " + id)));
  }
  for (const Step& step : scenario(subject.usable_types())) {
    for (const auto& node : nodes) {
      node->ask(step.client, step.type, step.members);
    }
  }
  std::vector<std::string> transcripts;
  transcripts.reserve(nodes.size());
  for (const auto& node : nodes) {
    transcripts.push_back(node->transcript());
  }
  return transcripts;
}

void instances_share_nothing(Subject& subject) {
  const std::vector<std::string> ids = {"n1", "n2", "n3"};
  const auto alone = [&subject](const std::string& id) {
    return subject.options().fresh_transcript(id, "stream of " + id);
  };
  const std::vector<std::string> together = interleaved_transcripts(subject, ids);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const std::string expected = alone(ids[i]);
    if (together[i] == expected) {
      continue;
    }
    if (alone(ids[i]) != expected) {
      skip("its output is another one each time, so that there is nothing to compare: see deterministic");
    }
    const Difference difference = first_difference(expected, together[i]);
    fail("instances in one process influence each other",
         "what " + ids[i] + " sends when it is alone, " + difference.first, difference.second);
  }
}

// ---- starts

void expect_start(Subject& subject, const std::string& id, std::vector<std::string> ids) {
  NodeSetup setup = subject.setup();
  setup.id = id;
  setup.ids = std::move(ids);
  const std::string where = "as node " + excerpt(id, 40) + " of " + std::to_string(setup.ids.size());
  try {
    DrivenNode node(subject.plugin(), setup, subject.on_step());
    const Sent* const answer = node.init();
    if (answer == nullptr || answer->is_error()) {
      fail("it does not start " + where, "init_ok", describe(answer));
    }
  } catch (const host::CreateFailed& failed) {
    fail("it cannot be created", "an instance; options that it needs are given by --set", failed.what());
  }
}

void starts(Subject& subject) {
  expect_start(subject, "n1", {"n1", "n2", "n3"});
  expect_start(subject, "n1", {"n1"});
  expect_start(subject, "n0", {"n4", "n3", "n2", "n1", "n0"});
  expect_start(subject, "a", {"a", "b-1", "B 2"});
  expect_start(subject,
               "N\xc3\xb6"
               "de \"7\"",
               {"N\xc3\xb6"
                "de \"7\"",
                "\xe2\x98\x83"});
  expect_start(subject, std::string(300, 'x'), {std::string(300, 'x'), "y"});
}

// ---- quiet-before-start

void quiet_before_start(Subject& subject) {
  const auto node = subject.created(subject.setup());
  node->settle(kSecondNs);
  for (const Attempt& attempt : node->record().attempts) {
    if (attempt.before_start) {
      fail("it sends before it has been started", "no message before start: the node has no id yet",
           std::string(attempt_name(attempt.kind)) + " to " + attempt.dest + ": " + excerpt(attempt.body));
    }
  }
}

// ---- repeated-init

// Which of the types were answered, asked with msg_ids from 1 on.
std::vector<std::string> unanswered(DrivenNode& node, const std::vector<TypeFacts>& types) {
  std::vector<std::string> missing;
  std::int64_t msg_id = 0;
  for (const TypeFacts& facts : types) {
    if (node.ask("c1", ++msg_id, facts.type, facts.members) == nullptr) {
      missing.push_back(facts.type);
    }
  }
  return missing;
}

void repeated_init(Subject& subject) {
  const std::vector<TypeFacts> types = subject.usable_types();
  const auto node = subject.started();
  if (!unanswered(*node, types).empty()) {
    skip("it does not answer before the second init either");
  }
  const Sent* const answer = node->init(2);
  if (answer == nullptr || answer->is_error()) {
    fail("a second init is not answered", "init_ok", describe(answer));
  }
  const std::vector<std::string> missing = unanswered(*node, types);
  if (!missing.empty()) {
    fail("it does not answer after a second init, when clients count their msg_ids anew",
         "a reply to " + missing.front() + " as before", "no reply");
  }
}

// ---- stop-with-work

void stop_with_work(Subject& subject) {
  const std::vector<TypeFacts> types = subject.usable_types();
  NodeSetup setup = subject.setup();
  setup.peers = Peers::kSilent;
  const auto node = subject.started(std::move(setup));
  for (int round = 0; round < 2; ++round) {
    for (const TypeFacts& facts : types) {
      node->deliver("c1", make_body(facts.type, node->next_msg_id("c1"), facts.members));
    }
  }
  node->stop();
}

// ---- destroy-leaves-nothing

struct Resources {
  std::optional<std::size_t> threads = thread_count();
  std::optional<std::size_t> descriptors = open_descriptors();
};

// A life with work in it, which ends as usual. Returns the probe, which sees what comes later too.
const Probe& live_and_die(Subject& subject) {
  const auto node = subject.started();
  for (const TypeFacts& facts : subject.usable_types()) {
    node->ask("c1", facts.type, facts.members);
  }
  return node->probe();
}

// A thread that has been joined may be listed for a moment longer.
Resources settled_resources(const Resources& before) {
  using namespace std::chrono_literals;
  Resources now;
  for (int i = 0; i < 100 && (now.threads > before.threads || now.descriptors > before.descriptors); ++i) {
    std::this_thread::sleep_for(10ms);
    now = Resources();
  }
  return now;
}

void destroy_leaves_nothing(Subject& subject) {
  subject.plugin();
  const std::optional<std::size_t> threads = thread_count();
  live_and_die(subject);  // what the process opens once and keeps, it has now
  const Resources before = {threads, open_descriptors()};
  const Probe& probe = live_and_die(subject);
  const Resources after = settled_resources(before);
  if (after.threads > before.threads) {
    fail("a thread outlives its instance", std::to_string(*before.threads) + " threads after destroy, as before create",
         std::to_string(*after.threads) + " threads");
  }
  const Record record = probe.record();
  if (!record.late_calls.empty()) {
    fail("it calls its host after destroy has returned", "no call", record.late_calls.front());
  }
  if (after.descriptors > before.descriptors) {
    fail("destroy leaves files or timers open", std::to_string(*before.descriptors) + " descriptors, as before",
         std::to_string(*after.descriptors));
  }
}

// ---- unknown-option, malformed-option

struct Creation {
  bool created = false;
  std::string reason;  // that the plugin gave; empty if it gave none
  Record record;
};

// Only creates: what an option means shows later, whether it is refused shows here.
Creation create_with(Subject& subject, const std::string& name, const std::string& value) {
  NodeSetup setup = subject.setup();
  setup.plugin_options[name] = value;
  subject.phase("create with the option " + name + "=" + excerpt(value, 40));
  FedPlatform platform(setup.seed, setup.stream);
  Probe& probe = Probe::make(subject.plugin(), {});
  Creation creation;
  try {
    probe.make_node(platform, {setup.plugin_options});
    creation.created = true;
  } catch (const host::CreateFailed&) {
    creation.reason = probe.record().reason.value_or("");
  }
  creation.record = probe.record();
  return creation;
}

void unknown_option(Subject& subject) {
  subject.created(subject.setup());
  const Creation creation = create_with(subject, "no-such-option", "1");
  if (creation.created) {
    fail("it accepts an option that it does not know", "create refuses --set no-such-option=1 with a reason",
         "an instance");
  }
  if (creation.reason.empty()) {
    fail("it refuses an option that it does not know without saying so", "a reason, by the host's `fail`", "none");
  }
}

void malformed_option(Subject& subject) {
  std::set<std::string> names = subject.created(subject.setup())->record().options_read;
  for (const auto& [name, value] : subject.options().plugin_options) {
    names.insert(name);
  }
  if (names.empty()) {
    skip("it has no options");
  }
  static const std::array values = {std::string(),
                                    std::string(" "),
                                    std::string("-1"),
                                    std::string("1e999"),
                                    std::string("\x01"),
                                    std::string("no such value"),
                                    std::string("\xc3\xbc"),
                                    std::string("99999999999999999999"),
                                    std::string(100'000, '9')};
  for (const std::string& name : names) {
    for (const std::string& value : values) {
      const Creation creation = create_with(subject, name, value);
      if (!creation.created && creation.reason.empty()) {
        fail("it refuses a value of the option " + name + " without saying why", "a reason, by the host's `fail`",
             "none for --set " + name + "=" + excerpt(value, 40));
      }
    }
  }
}

}  // namespace

std::span<const Rule> life_rules() {
  static constexpr std::array kRules = {
      Rule{"create-destroy", "Creating and destroying 1000 instances does not take more and more memory.",
           "Simulators and tests make instances by the thousand.", create_destroy},
      Rule{"instances-share-nothing", "Several instances in one process do not influence each other.",
           "A simulator runs a whole cluster in one process; a global variable would join its nodes.",
           instances_share_nothing},
      Rule{"starts", "It starts in a cluster of any size, with node ids of any kind.",
           "Node ids are opaque (`--nodes a,b`): nothing may be parsed out of them.", starts},
      Rule{"quiet-before-start", "It sends nothing before it has been started.",
           "Before init the node has no id to send as, so the host refuses.", quiet_before_start},
      Rule{"repeated-init", "After a repeated init it answers as before, also to msg_ids that it has seen.",
           "Clients number their requests from 1, each one and each time; a msg_id identifies nothing for long.",
           repeated_init},
      Rule{"stop-with-work", "It can be stopped while requests, timers and rpcs are outstanding.",
           "A node is ended at any time, and rpcs then complete as cancelled.", stop_with_work},
      Rule{"destroy-leaves-nothing", "After destroy no thread, file or timer of the instance is left.",
           "A thread that lives on calls into an instance that has been freed.", destroy_leaves_nothing},
      Rule{"unknown-option", "Create refuses an option that it does not know, with a reason.",
           "A misspelt option that is ignored costs its user an afternoon.", unknown_option},
      Rule{"malformed-option", "Create takes any value of an option, or refuses it with a reason.",
           "Options are typed by people.", malformed_option},
  };
  return kRules;
}

}  // namespace maelstrom::conformance::check
