#include "plugin_check/subject.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include <dlfcn.h>
#include <unistd.h>

#include "host/loading/plugin_copies.hpp"
#include "host/loading/plugin_library.hpp"
#include "plugin_check/outcome.hpp"
#include "plugin_check/process_state.hpp"
#include "plugin_check/stdout_capture.hpp"

namespace maelstrom::conformance::check {

namespace {

class OwnLives final : public LifeSource {
 public:
  explicit OwnLives(const std::filesystem::path& path) : copies_(path) {}

  const maelstrom_plugin& begin_life() override { return copies_.begin_life(); }
  void end_life(const maelstrom_plugin& plugin) override {
    if (!copies_.may_have_threads()) {
      copies_.end_life(plugin);
    }
  }

 private:
  host::PluginCopies copies_;
};

}  // namespace

LoadedLibrary load_library(const std::filesystem::path& path) {
  LoadedLibrary library = {};
  StdoutCapture capture;
  const ProcessorWait wait(::getpid());
  const auto begin = std::chrono::steady_clock::now();
  library.descriptor = host::load_plugin(path).descriptor;
  library.duration = std::chrono::steady_clock::now() - begin - wait.longest();
  library.printed = capture.finish();
  // The host's handle is private; this returns the same library.
  library.handle = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  library.entry = reinterpret_cast<maelstrom_plugin_entry>(::dlsym(library.handle, MAELSTROM_ENTRY_NAME));
  return library;
}

Subject::Subject(SubjectOptions options, std::optional<LoadedLibrary> loaded)
    : options_(std::move(options)), library_(std::move(loaded)) {
  threads_at_start();
}

const LoadedLibrary& Subject::library() {
  if (!library_) {
    options_.on_step("loading the library");
    library_ = load_library(options_.path);
  }
  return *library_;
}

LifeSource& Subject::lives(const NodeSetup& setup) {
  const maelstrom_plugin& original = plugin();
  std::unique_ptr<LifeSource>& lives = setup.shares_library ? shared_lives_ : own_lives_;
  if (lives == nullptr && setup.shares_library) {
    lives = std::make_unique<OneLibrary>(original);
  } else if (lives == nullptr) {
    options_.on_step("loading a copy of the library");
    lives = std::make_unique<OwnLives>(options_.path);
  }
  return *lives;
}

std::filesystem::path Subject::make_folder() const {
  std::string name = (options_.folder / "XXXXXX").string();
  if (options_.folder.empty() || ::mkdtemp(name.data()) == nullptr) {
    skip("no directory for temporary files: set TMPDIR");
  }
  return name;
}

void Subject::phase(const std::string& text) {
  phase_ = text;
  options_.on_step(text);
}

void Subject::warn(std::string message, std::string expected, std::string actual) {
  if (!warning_) {
    warning_ = Outcome{Status::kWarning, std::move(message), std::move(expected), std::move(actual), {}};
  }
}

OnStep Subject::on_step() const {
  return [tell = options_.on_step, phase = phase_](const std::string& step) {
    tell(phase.empty() ? step : phase + ": " + step);
  };
}

NodeSetup Subject::setup() const {
  NodeSetup setup;
  setup.seed = options_.seed;
  setup.plugin_options = options_.plugin_options;
  return setup;
}

std::unique_ptr<DrivenNode> Subject::created(NodeSetup setup) {
  LifeSource& source = lives(setup);
  try {
    return std::make_unique<DrivenNode>(source, std::move(setup), on_step());
  } catch (const host::CreateFailed& failed) {
    skip(std::string("plugin failed to start: ") + failed.what());
  }
}

std::unique_ptr<DrivenNode> Subject::started(NodeSetup setup) {
  auto node = created(std::move(setup));
  const Sent* const answer = node->init();
  if (answer == nullptr || answer->is_error()) {
    skip("the plugin does not start: " + node->describe(answer));
  }
  node->forget_sent();
  return node;
}

Survey Subject::answered_types() const {
  Survey types = options_.survey;
  std::erase_if(types, [](const TypeFacts& facts) { return !facts.is_answered(); });
  if (types.empty()) {
    skip("no message type gets a reply");
  }
  return types;
}

Survey Subject::right_types() const {
  Survey types = options_.survey;
  std::erase_if(types, [](const TypeFacts& facts) { return !facts.is_right(); });
  if (types.empty()) {
    skip("no accepted request is known: give one with --request");
  }
  return types;
}

bool Subject::has_workload(std::string_view name) const {
  return std::any_of(options_.workloads.begin(), options_.workloads.end(),
                     [name](const WorkloadSchema* workload) { return workload->name == name; });
}

}  // namespace maelstrom::conformance::check
