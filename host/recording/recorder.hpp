// Records a node's run: Recorder is a layer between the node and its machine, RecordedNode between the loop and the
// node.
//
// Every event is one write(2), before the node sees it or the loop sends it, so that SIGKILL loses at most the line
// that is being written. After a write error the recording ends with a line in the log; the node continues. A plugin
// whose threads read clocks or post callbacks is recorded too, but not the times of these calls. Thread rule: the
// record_ functions and RecordedNode on the loop thread; the rest as in Platform.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <maelstrom/abi.h>

#include "host/node/node.hpp"
#include "host/node/node_input.hpp"
#include "host/node/platform.hpp"
#include "host/outbox/line_outbox.hpp"
#include "host/recording/recording.hpp"

namespace maelstrom::host {

class Recorder final : public Platform {
 public:
  // Creates a new file in `folder`, and the folder if missing: PID.jsonl, renamed to NODE-PID.jsonl when the node has
  // an id. `platform` must outlive the recorder. Throws std::system_error.
  Recorder(std::filesystem::path folder, const RecordingHeader& header, Platform& platform);
  ~Recorder() override;
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  // Each records one event.
  void record_receive(std::string_view line, std::int64_t received_ns);
  void record_advance();
  void record_stop();
  void record_send(std::string_view line);

  // Renames the file after the node, once.
  void name_after(std::string_view node_id);

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
  void rename_to(std::string_view node_id);

  Platform& platform_;
  const std::filesystem::path folder_;
  std::filesystem::path path_;
  bool named_ = false;  // after the node

  std::mutex mutex_;
  int file_ = -1;           // guarded by mutex_; -1 after a write error
  RecordingWriter writer_;  // guarded by mutex_
};

class RecordedNode final : public NodeInput {
 public:
  // All are borrowed. lines: the node's outbox.
  RecordedNode(Node& node, const LineOutbox& lines, Recorder& recorder)
      : node_(node), lines_(lines), recorder_(recorder) {}

  // Each records the call, forwards it to the node, and records the node's messages.
  void receive(std::string_view line, std::int64_t received_ns) override;
  void advance() override;
  std::optional<std::int64_t> next_due() const override { return node_.next_due(); }
  void stop() override;

 private:
  template <class Call>
  void record_output(Call&& call);

  Node& node_;
  const LineOutbox& lines_;
  Recorder& recorder_;
};

}  // namespace maelstrom::host
