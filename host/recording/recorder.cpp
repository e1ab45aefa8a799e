#include "host/recording/recorder.hpp"

#include <cerrno>
#include <span>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <spdlog/fmt/fmt.h>
#include <unistd.h>

#include "platform/file_name.hpp"

namespace maelstrom::host {
namespace {

namespace fs = std::filesystem;

// A process with the same id may have recorded here before: then the name gets a number.
fs::path numbered(const fs::path& folder, const std::string& name, int number) {
  return folder / (number == 1 ? name + ".jsonl" : fmt::format("{}-{}.jsonl", name, number));
}

}  // namespace

Recorder::Recorder(fs::path folder, const RecordingHeader& header, Platform& platform)
    : platform_(platform), folder_(std::move(folder)) {
  std::error_code error;
  fs::create_directories(folder_, error);
  if (error) {
    throw std::system_error(error, "cannot make a directory for recordings, " + folder_.string());
  }
  for (int number = 1; file_ < 0; ++number) {
    path_ = numbered(folder_, std::to_string(getpid()), number);
    constexpr int kMode = 0666;
    file_ = open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kMode);
    if (file_ < 0 && errno != EEXIST) {
      throw std::system_error(errno, std::generic_category(), "cannot make the recording " + path_.string());
    }
  }
  record([&header](RecordingWriter& writer) { return writer.header(header); });
}

Recorder::~Recorder() {
  if (file_ >= 0) {
    close(file_);
  }
}

void Recorder::record_receive(std::string_view line, std::int64_t received_ns) {
  record([&](RecordingWriter& writer) { return writer.receive(line, received_ns); });
}

void Recorder::record_advance() {
  record([](RecordingWriter& writer) { return writer.advance(); });
}

void Recorder::record_stop() {
  record([](RecordingWriter& writer) { return writer.stop(); });
}

void Recorder::record_send(std::string_view line) {
  record([&](RecordingWriter& writer) { return writer.send(line); });
}

void Recorder::name_after(std::string_view node_id) {
  if (!std::exchange(named_, true)) {
    rename_to(node_id);
  }
}

std::int64_t Recorder::monotonic_ns() {
  return clock(RecordedEvent::Kind::kMonotonic, platform_.monotonic_ns());
}

std::int64_t Recorder::coarse_monotonic_ns() {
  return clock(RecordedEvent::Kind::kCoarse, platform_.coarse_monotonic_ns());
}

std::int64_t Recorder::wall_clock_ns() {
  return clock(RecordedEvent::Kind::kWall, platform_.wall_clock_ns());
}

bool Recorder::random_bytes(std::span<std::byte> bytes) {
  const bool given = platform_.random_bytes(bytes);
  record([&](RecordingWriter& writer) {
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return writer.random(given ? std::optional(text) : std::nullopt);
  });
  return given;
}

std::int64_t Recorder::clock(RecordedEvent::Kind kind, std::int64_t ns) {
  record([kind, ns](RecordingWriter& writer) { return writer.clock(kind, ns); });
  return ns;
}

template <class Make>
void Recorder::record(Make&& make) {
  const std::lock_guard lock(mutex_);
  write(make(writer_));
}

void Recorder::write(std::string_view text) {
  while (file_ >= 0 && !text.empty()) {
    const ssize_t written = ::write(file_, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      const int error = errno;
      close(std::exchange(file_, -1));
      platform_.log(MAELSTROM_LOG_ERROR, fmt::format("the recording {} ends here: cannot write: {}", path_.string(),
                                                     std::generic_category().message(error)));
    }
  }
}

void Recorder::rename_to(std::string_view node_id) {
  const std::string name = fmt::format("{}-{}", file_name_of(node_id), getpid());
  int number = 1;
  while (fs::exists(numbered(folder_, name, number))) {
    ++number;
  }
  std::error_code error;
  const fs::path path = numbered(folder_, name, number);
  fs::rename(path_, path, error);
  if (error) {
    platform_.log(MAELSTROM_LOG_WARN,
                  fmt::format("the recording stays {}: cannot rename it: {}", path_.string(), error.message()));
    return;
  }
  path_ = path;
}

void RecordedNode::receive(std::string_view line, std::int64_t received_ns) {
  recorder_.record_receive(line, received_ns);
  record_output([&] { node_.receive(line, received_ns); });
  if (!node_.id().empty()) {
    recorder_.name_after(node_.id());
  }
}

void RecordedNode::advance() {
  if (!node_.next_due()) {
    return;
  }
  recorder_.record_advance();
  record_output([&] { node_.advance(); });
}

void RecordedNode::stop() {
  recorder_.record_stop();
  record_output([&] { node_.stop(); });
}

// Runs `call` on the node, and records the lines that it adds.
template <class Call>
void RecordedNode::record_output(Call&& call) {
  const std::size_t before = lines_.bytes().size();
  call();
  std::string_view sent = lines_.bytes().substr(before);
  while (!sent.empty()) {
    const std::size_t end = sent.find('\n');
    recorder_.record_send(sent.substr(0, end));
    sent.remove_prefix(end + 1);
  }
}

}  // namespace maelstrom::host
