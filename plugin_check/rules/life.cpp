// Rules about the life of an instance: create, start, stop, destroy.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <sys/stat.h>
#include <unistd.h>

#include "platform/pipe.hpp"
#include "plugin_check/message_text.hpp"
#include "plugin_check/outcome.hpp"
#include "plugin_check/process_state.hpp"
#include "plugin_check/rules/rule.hpp"
#include "plugin_check/scenario.hpp"
#include "plugin_check/subject.hpp"
#include "protocol/json_text.hpp"

namespace maelstrom::conformance::check {
namespace {

// A setup for rules about leaks: all instances in the one library that the process has loaded.
NodeSetup in_one_library(const Subject& subject) {
  NodeSetup setup = subject.setup();
  setup.shares_library = true;
  return setup;
}

// Resources that an instance may leave behind.
struct Resources {
  std::optional<std::size_t> threads = thread_count();
  std::optional<std::size_t> descriptors = open_descriptors();
  std::size_t processes = living_children().size();

  bool has_more_than(const Resources& other) const {
    return threads > other.threads || descriptors > other.descriptors || processes > other.processes;
  }
};

// A joined thread or a killed process may be listed for a moment longer.
Resources settled_resources(const Resources& before) {
  using namespace std::chrono_literals;
  Resources now;
  for (int i = 0; i < 100 && now.has_more_than(before); ++i) {
    std::this_thread::sleep_for(10ms);
    now = Resources();
  }
  return now;
}

// ---- create-destroy

struct Held {
  std::optional<std::size_t> heap = heap_bytes();
  std::optional<std::size_t> resident = resident_bytes();
};

std::size_t grown(std::optional<std::size_t> before, std::optional<std::size_t> after) {
  return before && after && *after > *before ? *after - *before : 0;
}

struct Growth {
  std::size_t heap = SIZE_MAX;      // bytes per instance; the least of several runs
  std::size_t resident = SIZE_MAX;  // bytes per run, for allocators other than malloc; the least
};

// The memory still held after several runs of `live`, which creates and destroys an instance. A leak grows in every
// run; a cache does not. `times`: instances per run; fewer if they take too long.
Growth growth_of(int times, const std::function<void()>& live) {
  constexpr int kRuns = 4;
  constexpr int kLeastTimes = 4;
  constexpr std::size_t kLeastBlock = 15;  // less than malloc's smallest block
  constexpr auto kMostTime = std::chrono::milliseconds(500);
  Growth growth;
  for (int run = -1; run < kRuns; ++run) {  // the first one is for one-time allocations
    const Held before;
    const auto begin = std::chrono::steady_clock::now();
    std::size_t done = 0;
    while (done < kLeastTimes ||
           (done < static_cast<std::size_t>(times) && std::chrono::steady_clock::now() - begin < kMostTime)) {
      live();
      ++done;
    }
    const Held after;
    if (run >= 0) {
      const std::size_t heap = grown(before.heap, after.heap);
      growth.heap = std::min(growth.heap, heap > kLeastBlock * done ? heap / done : 0);
      growth.resident = std::min(growth.resident, grown(before.resident, after.resident));
    }
  }
  return growth;
}

void expect_no_growth(const Growth& growth, const char* what) {
  constexpr std::size_t kMostResident = std::size_t{2} << 20U;
  const std::string expected = std::string("no growth over repeated ") + what;
  if (growth.heap != 0) {
    fail("its heap grows when instances are created and destroyed", expected,
         "about " + std::to_string(growth.heap) + " bytes more each time");
  }
  if (growth.resident > kMostResident) {
    fail("its memory grows when instances are created and destroyed", expected,
         "at least " + std::to_string(growth.resident) + " bytes more in each of several runs");
  }
}

Growth growth_over_create_and_destroy(Subject& subject) {
  const maelstrom_plugin& plugin = subject.plugin();
  FedClock clock;
  FedPlatform platform(clock, subject.options().seed, "node");
  return growth_of(250, [&] {
    subject.options().on_step("create and destroy, many times");
    const host::Node node(plugin, platform, {subject.options().plugin_options});
  });
}

void create_destroy(Subject& subject) {
  expect_no_growth(growth_over_create_and_destroy(subject), "create and destroy");
}

// ---- whole-lives

void whole_lives(Subject& subject) {
  if (growth_over_create_and_destroy(subject).heap != 0) {
    skip("create and destroy alone make its heap grow");
  }
  play(*subject.started(in_one_library(subject)), scenario(subject.types()));
  const Resources before;  // including one-time resources of the first run
  const Growth growth = growth_of(25, [&] {
    play(*subject.started(in_one_library(subject)), scenario(subject.types()));
    Probe::forget_all();
  });
  if (settled_resources(before).threads > before.threads) {
    skip("a thread outlives its instance and keeps memory");
  }
  expect_no_growth(growth, "create, start, messages, stop and destroy");
}

// ---- instances-share-nothing

void instances_share_nothing(Subject& subject) {
  const std::vector<std::string> ids = {"n1", "n2", "n3"};
  for (std::size_t i = 0; i < ids.size(); ++i) {
    // Each time in a separate process: state kept in a global would look like randomness.
    const auto alone = [&] { return subject.options().fresh_transcript({ids[i]}, 0); };
    const auto among_others = [&] { return subject.options().fresh_transcript(ids, i); };
    const std::string expected = alone();
    const std::string together = among_others();
    if (together != expected && always_differ(alone, expected, among_others, together)) {
      const Difference difference = first_difference(expected, together);
      fail("instances in one process influence each other",
           "the output of " + ids[i] + " when it runs alone, " + difference.first, difference.second);
    }
  }
}

// ---- starts

void expect_start(Subject& subject, const std::string& id, std::vector<std::string> ids) {
  NodeSetup setup = subject.setup();
  setup.id = id;
  setup.ids = std::move(ids);
  const std::string where = "as node " + excerpt(id, 40) + " of " + std::to_string(setup.ids.size());
  try {
    DrivenNode node(subject.lives(setup), setup, subject.on_step());
    const Sent* const answer = node.init();
    if (answer == nullptr || answer->is_error()) {
      fail("it does not start " + where, "init_ok", node.describe(answer));
    }
  } catch (const host::CreateFailed& failed) {
    fail("it cannot be created", "an instance; use --set for options that it requires", failed.what());
  }
}

void starts(Subject& subject) {
  expect_start(subject, "n1", {"n1", "n2", "n3"});
}

void any_cluster(Subject& subject) {
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
      fail("it sends before start", "no message before start: the node has no id yet",
           std::string(attempt_name(attempt.kind)) + " to " + attempt.dest + ": " + excerpt(attempt.body));
    }
  }
}

// ---- repeated-init

// The first type that is not answered, with the reason; msg_ids start at 1.
std::optional<std::string> find_unanswered(DrivenNode& node, const Survey& types) {
  std::int64_t msg_id = 0;
  for (const TypeFacts& facts : types) {
    const Sent* const reply = node.ask("c1", ++msg_id, facts.type, facts.members);
    if (reply == nullptr) {
      return "to " + facts.type + ": " + node.describe(reply);
    }
  }
  return std::nullopt;
}

void repeated_init(Subject& subject) {
  const Survey types = subject.answered_types();
  const auto node = subject.started();
  if (find_unanswered(*node, types)) {
    skip("it did not answer before the second init either");
  }
  const Sent* const answer = node->init(2);
  if (answer == nullptr || answer->is_error()) {
    fail("a second init is not answered", "init_ok", node->describe(answer));
  }
  if (const auto unanswered = find_unanswered(*node, types)) {
    fail("it does not answer after a second init, when clients count their msg_ids from 1 again", "replies as before",
         *unanswered);
  }
}

// ---- stop-with-work

void stop_with_work(Subject& subject) {
  NodeSetup setup = subject.setup();
  setup.peers = Peers::kSilent;
  const auto node = subject.started(std::move(setup));
  for (int round = 0; round < 2; ++round) {
    for (const TypeFacts& facts : subject.types()) {
      node->deliver("c1", make_body(facts.type, node->next_msg_id("c1"), facts.members));
    }
  }
  node->stop();
}

// ---- destroy-leaves-nothing

// Open files of the checker at the descriptors that a host also uses: the standard streams and the first after them.
class CheckersFiles {
 public:
  CheckersFiles() : pipe_(make_pipe()) {}
  CheckersFiles(const CheckersFiles&) = delete;
  CheckersFiles& operator=(const CheckersFiles&) = delete;
  CheckersFiles(CheckersFiles&&) = delete;
  CheckersFiles& operator=(CheckersFiles&&) = delete;
  ~CheckersFiles() {
    if (lost().empty()) {
      ::close(pipe_.read);
      ::close(pipe_.write);
    }
  }

  // The descriptors that are now closed or replaced.
  std::string lost() const {
    std::string lost;
    for (const auto& [descriptor, before] : before_) {
      if (identity_of(descriptor) != before) {
        lost += (lost.empty() ? "" : ", ") + std::to_string(descriptor);
      }
    }
    return lost;
  }

 private:
  using Identity = std::optional<std::pair<dev_t, ino_t>>;

  static Identity identity_of(int descriptor) {
    struct stat status = {};
    return ::fstat(descriptor, &status) == 0 ? Identity({status.st_dev, status.st_ino}) : std::nullopt;
  }

  std::map<int, Identity> identities() const {
    std::map<int, Identity> identities;
    for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO, pipe_.read, pipe_.write}) {
      identities.emplace(descriptor, identity_of(descriptor));
    }
    return identities;
  }

  const Pipe pipe_;
  const std::map<int, Identity> before_ = identities();
};

// A run with some work and a normal end. Returns the probe, which also records later calls.
const Probe& live_and_die(Subject& subject) {
  const auto node = subject.started(in_one_library(subject));
  play(*node, scenario(subject.types()));
  return node->probe();
}

// The least growth of resources per run, over several runs. A runtime's thread pool, for example, starts in one of the
// first runs and stays: only growth in every run is a leak.
class Growing {
 public:
  explicit Growing(const Resources& before) : before_(before) {}

  // Call it after each run.
  void note(const Resources& now) {
    threads_ = std::min(threads_, more(now.threads, before_.threads));
    descriptors_ = std::min(descriptors_, more(now.descriptors, before_.descriptors));
    processes_ = std::min(processes_, more(now.processes, before_.processes));
    before_ = now;
  }

  const Resources& before() const { return before_; }
  std::size_t threads() const { return threads_; }
  std::size_t descriptors() const { return descriptors_; }
  std::size_t processes() const { return processes_; }

 private:
  static std::size_t more(std::optional<std::size_t> now, std::optional<std::size_t> before) {
    return now && before && *now > *before ? *now - *before : 0;
  }

  Resources before_;
  std::size_t threads_ = SIZE_MAX;
  std::size_t descriptors_ = SIZE_MAX;
  std::size_t processes_ = SIZE_MAX;
};

void destroy_leaves_nothing(Subject& subject) {
  constexpr int kLives = 3;  // after the first one
  subject.plugin();
  const CheckersFiles files;
  const Resources at_first;
  live_and_die(subject);
  Growing growing(settled_resources(at_first));
  for (int life = 0; life < kLives; ++life) {
    const Probe& probe = live_and_die(subject);
    growing.note(settled_resources(growing.before()));
    const Record record = probe.record();
    if (!record.late_calls.empty()) {
      fail("it calls its host after destroy has returned", "no call", record.late_calls.front());
    }
  }
  const auto each_time = [](std::size_t count) { return std::to_string(count) + " more after each of several runs"; };
  if (growing.threads() != 0) {
    fail("a thread outlives its instance", "the same number of threads after destroy as before create",
         each_time(growing.threads()));
  }
  if (growing.descriptors() != 0) {
    fail("destroy leaves files or timers open", "the same number of descriptors after destroy as before create",
         each_time(growing.descriptors()));
  }
  if (growing.processes() != 0) {
    fail("a process outlives its instance", "no child, grandchild or daemon of its own after destroy",
         each_time(growing.processes()));
  }
  if (const std::string lost = files.lost(); !lost.empty()) {
    fail("it closes descriptors that it did not open", "other descriptors stay open and unchanged",
         "closed or replaced: " + lost);
  }
}

// ---- unknown-option, malformed-option

struct Creation {
  bool created = false;
  std::string reason;  // from the plugin; empty if it gave none
  Record record;
};

// Only creates: this is enough to see whether the option is refused.
Creation create_with(Subject& subject, const std::string& name, const std::string& value) {
  NodeSetup setup = subject.setup();
  setup.plugin_options[name] = value;
  subject.phase("create with option " + name + "=" + excerpt(value, 40));
  FedClock clock;
  FedPlatform platform(clock, setup.seed, setup.stream);
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
    fail("it accepts an unknown option",
         "create refuses --set no-such-option=1 with a reason; in C: loop over option_at and, for an unknown name, "
         "call fail and return NULL",
         "an instance");
  }
  if (creation.reason.empty()) {
    fail("it refuses an unknown option without a reason", "a reason, through the host's `fail`", "none");
  }
}

// The number of accepted values out of many strange ones; each of the others must be refused with a reason.
std::size_t expect_values_taken_or_refused(Subject& subject, const std::string& name,
                                           const std::vector<std::string>& values) {
  std::size_t accepted = 0;
  for (const std::string& value : values) {
    const Creation creation = create_with(subject, name, value);
    if (!creation.created && creation.reason.empty()) {
      fail("it refuses a value of option " + name + " without a reason", "a reason, through the host's `fail`",
           "none for --set " + name + "=" + excerpt(value, 40));
    }
    accepted += creation.created ? 1 : 0;
  }
  return accepted;
}

void malformed_option(Subject& subject) {
  std::set<std::string> names = subject.created(subject.setup())->record().options_read;
  for (const auto& [name, value] : subject.options().plugin_options) {
    names.insert(name);
  }
  if (names.empty()) {
    skip("it has no options");
  }
  const std::vector<std::string> values = {
      "", " ", "-1", "1e999", "\x01", "no such value", "\xc3\xbc", "99999999999999999999", std::string(100'000, '9')};
  for (const std::string& name : names) {
    if (expect_values_taken_or_refused(subject, name, values) == values.size()) {
      subject.warn("it accepts every value of option " + name,
                   "a malformed value is refused; if every text is valid, exclude this rule",
                   "it can be created with each of " + std::to_string(values.size()) +
                       " values, among them an empty one, a control character and 100000 digits");
    }
  }
}

}  // namespace

std::span<const Rule> life_rules() {
  static constexpr std::array kRules = {
      Rule{kStarts, "It can be created, and starts as one of three nodes.",
           "Otherwise no behaviour of an instance can be checked. Use --set for options that it requires.", starts},
      Rule{"any-cluster", "It starts in a cluster of any size, with node ids of any kind.",
           "Node ids are opaque (`--nodes a,b`): do not parse them.", any_cluster},
      Rule{"create-destroy", "Creating and destroying 1000 instances does not leak memory.",
           "Simulators and tests make instances by the thousand.", create_destroy},
      Rule{"whole-lives", "Running 100 instances (start, messages, stop) does not leak memory.",
           "Leaks in a message handler or in start add up too.", whole_lives},
      Rule{"instances-share-nothing", "Several instances in one process do not influence each other.",
           "A simulator runs a whole cluster in one process; nodes must not share global variables.",
           instances_share_nothing},
      Rule{"quiet-before-start", "It sends nothing before start.",
           "Before init the node has no id to send from, so the host refuses the message.", quiet_before_start},
      Rule{"repeated-init", "After a repeated init it still answers, also requests with a msg_id that it has seen.",
           "Every client numbers its requests from 1, so a msg_id is not unique over time.", repeated_init},
      Rule{"stop-with-work", "It can be stopped while requests, timers and rpcs are outstanding.",
           "A node can be stopped at any time; its rpcs then complete as cancelled.", stop_with_work},
      Rule{"destroy-leaves-nothing",
           "After destroy no thread, process, file or timer of the instance is left, and the host's files are still "
           "open.",
           "A remaining thread uses a freed instance; a closed descriptor may be the host's connection to its clients.",
           destroy_leaves_nothing},
      Rule{"unknown-option", "Create refuses an unknown option, with a reason.",
           "An ignored typing error is hard to find.", unknown_option},
      Rule{"malformed-option",
           "Create refuses a malformed option value, with a reason (a warning if it accepts every value).",
           "Users mistype options.", malformed_option},
  };
  return kRules;
}

}  // namespace maelstrom::conformance::check
