// Records a node's life while it lives it: stands between the node and its machine, and between the loop and the node.
//
// Every event is one write(2), made before the node sees it or the loop sends it, so that SIGKILL costs at most the
// line that is being written. A recording that cannot be written any more ends with a word in the log; the node lives
// on. A plugin whose threads read clocks or post callbacks is recorded too, but when they do so is not. Thread rule:
// receive, advance and stop on the loop thread; the rest as Platform says.
#pragma once

#include <filesystem>
#include <mutex>
#include <string>

#include "host/node/node.hpp"
#include "host/node/platform.hpp"
#include "host/recording/recording.hpp"

namespace maelstrom::host {

class Recorder final : public Platform {
 public:
  // Makes a file of its own in `folder`, which it makes too if need be: PID.jsonl, which becomes NODE-PID.jsonl when
  // the node has an id. `platform` must outlive the recorder. Throws std::system_error.
  Recorder(std::filesystem::path folder, const RecordingHeader& header, Platform& platform);
  ~Recorder() override;
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  // Record the call, have the node do it, and record what it says.
  void receive(Node& node, std::string_view line, std::int64_t received_ns);
  void advance(Node& node);
  void stop(Node& node);

  const std::filesystem::path& path() const { return path_; }

  std::int64_t monotonic_ns() override;
  std::int64_t coarse_monotonic_ns() override;
  std::int64_t wall_clock_ns() override;
  bool random_bytes(std::span<std::byte> bytes) override;
  maelstrom_log_level log_level() override { return platform_.log_level(); }
  void log(maelstrom_log_level level, std::string_view text) override { platform_.log(level, text); }
  void on_timer(maelstrom_timer timer, maelstrom_rpc rpc) override { platform_.on_timer(timer, rpc); }
  void wake() override { platform_.wake(); }

 private:
  // Writes what make(writer) returns.
  template <class Make>
  void record(Make&& make);
  void write(std::string_view text);
  std::int64_t clock(RecordedEvent::Kind kind, std::int64_t ns);
  template <class Call>
  void record_output(Node& node, Call&& call);
  void rename_to(std::string_view node_id);

  Platform& platform_;
  const std::filesystem::path folder_;
  std::filesystem::path path_;
  bool named_ = false;  // after the node

  std::mutex mutex_;
  int file_ = -1;           // guarded by mutex_; -1 once it cannot be written any more
  RecordingWriter writer_;  // guarded by mutex_
};

}  // namespace maelstrom::host
