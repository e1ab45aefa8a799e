#include "subject.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include <dlfcn.h>
#include <unistd.h>

#include "host/plugin_library.hpp"
#include "outcome.hpp"
#include "process_state.hpp"

namespace maelstrom::conformance::check {
namespace {

// While it lives, what is written to stdout goes into a file.
class StdoutCapture {
 public:
  StdoutCapture() : file_(std::tmpfile()) {
    std::fflush(nullptr);
    if (file_ != nullptr) {
      saved_ = ::dup(STDOUT_FILENO);
      ::dup2(::fileno(file_), STDOUT_FILENO);
    }
  }
  StdoutCapture(const StdoutCapture&) = delete;
  StdoutCapture& operator=(const StdoutCapture&) = delete;
  StdoutCapture(StdoutCapture&&) = delete;
  StdoutCapture& operator=(StdoutCapture&&) = delete;
  ~StdoutCapture() {
    finish();
    if (file_ != nullptr) {
      static_cast<void>(std::fclose(file_));
    }
  }

  // Gives stdout back and returns what was written.
  std::string finish() {
    std::string text;
    if (saved_ < 0) {
      return text;
    }
    std::fflush(nullptr);
    ::dup2(saved_, STDOUT_FILENO);
    ::close(std::exchange(saved_, -1));
    std::rewind(file_);
    std::array<char, 4096> chunk = {};
    while (const std::size_t size = std::fread(chunk.data(), 1, chunk.size(), file_)) {
      text.append(chunk.data(), size);
    }
    return text;
  }

 private:
  std::FILE* file_;
  int saved_ = -1;
};

bool concerns_descriptor(host::ExitCode code) {
  return code == host::kExitBadDescriptor || code == host::kExitNeedsNewerHost;
}

}  // namespace

LoadedLibrary load_library(const std::filesystem::path& path) {
  LoadedLibrary library = {};
  StdoutCapture capture;
  try {
    host::load_plugin(path);
  } catch (const host::PluginRefused& refused) {
    if (!concerns_descriptor(refused.code())) {
      throw;
    }
    library.refusal = refused.what();
  }
  library.printed = capture.finish();
  // The host keeps its handle to itself; this is the same library.
  library.handle = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  library.entry = reinterpret_cast<maelstrom_plugin_entry>(::dlsym(library.handle, MAELSTROM_ENTRY_NAME));
  library.descriptor = library.entry();
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

const maelstrom_plugin& Subject::plugin() {
  if (!library().refusal.empty()) {
    skip("the host refuses the plugin's descriptor");
  }
  return *library().descriptor;
}

void Subject::phase(const std::string& text) {
  phase_ = text;
  options_.on_step(text);
}

DrivenNode::OnStep Subject::on_step() const {
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
  const maelstrom_plugin& descriptor = plugin();
  try {
    return std::make_unique<DrivenNode>(descriptor, std::move(setup), on_step());
  } catch (const host::CreateFailed& failed) {
    skip(std::string("the plugin refuses to run: ") + failed.what());
  }
}

std::unique_ptr<DrivenNode> Subject::started(NodeSetup setup) {
  auto node = created(std::move(setup));
  const Sent* const answer = node->init();
  if (answer == nullptr || answer->is_error()) {
    skip("the plugin does not start: " + describe(answer));
  }
  node->forget_sent();
  return node;
}

std::vector<TypeFacts> Subject::usable_types() const {
  std::vector<TypeFacts> types;
  std::copy_if(options_.survey.begin(), options_.survey.end(), std::back_inserter(types),
               [](const TypeFacts& facts) { return facts.usable(); });
  if (types.empty()) {
    skip("no type of message gets a reply");
  }
  return types;
}

bool Subject::has_workload(std::string_view name) const {
  return std::any_of(options_.workloads.begin(), options_.workloads.end(),
                     [name](const WorkloadShape* workload) { return workload->name == name; });
}

}  // namespace maelstrom::conformance::check
