// A child process with pipes: feeds bytes to its stdin and collects its output, so that neither side waits for the
// other's buffer.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <sys/types.h>

namespace maelstrom::tests {

struct ProcessOptions {
  std::string directory;                           // working directory; empty: this one
  std::map<std::string, std::string> environment;  // in addition to the inherited variables
  int input = -1;                                  // becomes its stdin and is closed here; -1: a pipe
  bool output_has_no_reader = false;               // its stdout is a pipe whose other end is closed
  bool log_has_no_reader = false;                  // its stderr is such a pipe
  bool log_waits = false;                          // its stderr is not read until it has ended
  bool output_waits = false;                       // its stdout is not read until `let_read`
  bool output_is_small = false;                    // its stdout is a pipe that holds one page
  bool output_does_not_block = false;              // its stdout is a pipe with O_NONBLOCK
};

class Process {
 public:
  struct Result {
    int exit_code = -1;  // or 128 + the number of the signal that ended it, as in a shell
    std::string out;
    std::string err;
  };

  explicit Process(const std::vector<std::string>& command, const ProcessOptions& options = {});

  // Kills it if it has not been waited for.
  ~Process();

  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  // Writes to its stdin; bytes that it no longer reads are lost.
  void write(std::string_view bytes) const;
  void close_input();

  // The next line of its stdout, without the '\n'; nullopt if stdout is closed.
  std::optional<std::string> read_line();

  // Waits until its stderr contains `text`; returns false if stderr is closed without it.
  bool wait_for_log(std::string_view text);

  void signal(int number) const;

  // Begins to read its stdout, with output_waits.
  void let_read();

  pid_t pid() const { return pid_; }

  // Closes its stdin, waits for its end, and returns its whole output, including the lines that read_line returned.
  Result finish();

 private:
  void collect(int descriptor, std::string& into, bool& closed);

  pid_t pid_ = -1;
  int input_ = -1;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string out_, err_;                         // guarded by mutex_
  bool out_closed_ = false, err_closed_ = false;  // guarded by mutex_
  std::size_t next_line_ = 0;                     // where it begins in out_
  int unread_log_ = -1;                           // read at the end
  int unread_output_ = -1;                        // read after let_read
  std::vector<std::thread> readers_;
};

// A file with these bytes, open for reading, for use as a stdin.
int file_with(std::string_view bytes);

// Runs a command to its end with `input` as its stdin.
Process::Result run(const std::vector<std::string>& command, std::string_view input = "",
                    const ProcessOptions& options = {});

}  // namespace maelstrom::tests
