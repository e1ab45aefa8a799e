// The built executable with real nodes: its output, and its exit status for scripts.
#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <regex>
#include <sstream>
#include <thread>
#include <tuple>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "platform/child_process.hpp"
#include "temporary_folder.hpp"

namespace maelstrom::conformance {
namespace {

namespace fs = std::filesystem;

struct TestOutcome {
  int status = -1;
  std::string output;  // stdout and stderr
};

// Reads the available output. Returns false at the end.
bool read_some(int descriptor, std::string& text) {
  char bytes[4096];
  const ssize_t size = ::read(descriptor, bytes, sizeof bytes);
  if (size > 0) {
    text.append(bytes, static_cast<std::size_t>(size));
  }
  return size > 0 || (size < 0 && (errno == EAGAIN || errno == EINTR));
}

class Running {
 public:
  Running(const std::vector<std::string>& arguments, const fs::path& folder)
      : child_(spawn(CONFORMANCE_PROGRAM, arguments, folder)) {}

  // Waits until its output contains `text`, or until it ends.
  void wait_for(const std::string& text) {
    while (outcome_.output.find(text) == std::string::npos && step()) {
    }
  }

  void signal(int number) const { ::kill(child_.pid, number); }

  TestOutcome finish() {
    while (step()) {
    }
    int status = 0;
    ::waitpid(child_.pid, &status, 0);
    outcome_.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    ::close(child_.standard_input);
    ::close(child_.standard_output);
    ::close(child_.standard_error);
    return outcome_;
  }

 private:
  bool step() {
    std::vector<pollfd> open;
    if (output_open_) {
      open.push_back({child_.standard_output, POLLIN, 0});
    }
    if (error_open_) {
      open.push_back({child_.standard_error, POLLIN, 0});
    }
    if (open.empty() || ::poll(open.data(), static_cast<nfds_t>(open.size()), -1) < 0) {
      return !open.empty();
    }
    output_open_ = output_open_ && read_some(child_.standard_output, outcome_.output);
    error_open_ = error_open_ && read_some(child_.standard_error, outcome_.output);
    return true;
  }

  ChildProcess child_;
  TestOutcome outcome_;
  bool output_open_ = true;
  bool error_open_ = true;
};

class EndToEnd : public ::testing::Test {
 protected:
  TestOutcome run(const std::vector<std::string>& arguments) { return Running(arguments, folder_.path()).finish(); }

  // A test of one second, with the fixture node in this mode.
  std::vector<std::string> arguments(const std::string& mode, const std::string& workload = "echo",
                                     std::vector<std::string> more = {}) {
    std::vector<std::string> all = {"test", "-w", workload, "--bin", FIXTURE_NODE, "--store", store().string()};
    for (const auto& [option, value] : {std::pair("--node-count", "2"), {"--time-limit", "1"}, {"--rate", "50"}}) {
      if (std::find(more.begin(), more.end(), option) == more.end()) {
        all.insert(all.end(), {option, value});
      }
    }
    all.insert(all.end(), more.begin(), more.end());
    all.insert(all.end(), {"--", mode});
    return all;
  }
  TestOutcome run_mode(const std::string& mode, const std::string& workload = "echo",
                       const std::vector<std::string>& more = {}) {
    return run(arguments(mode, workload, more));
  }

  void expect_invalid(const std::string& mode, const std::string& reason, const std::string& workload = "echo",
                      const std::vector<std::string>& more = {}) {
    const TestOutcome outcome = run_mode(mode, workload, more);
    EXPECT_EQ(outcome.status, 1) << outcome.output;
    EXPECT_NE(outcome.output.find("valid: false\n"), std::string::npos) << outcome.output;
    EXPECT_NE(outcome.output.find(reason), std::string::npos) << reason << "\nin\n" << outcome.output;
  }

  fs::path store() const { return folder_.path() / "store"; }

  static std::string content(const fs::path& path) {
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }

  TemporaryFolder folder_;
};

TEST_F(EndToEnd, AGoodNodeIsValid) {
  for (const char* const workload : {"echo", "unique-ids"}) {
    const TestOutcome outcome = run_mode("good", workload, {"--availability", "total"});
    EXPECT_EQ(outcome.status, 0) << outcome.output;
    EXPECT_NE(outcome.output.find("valid: true\n"), std::string::npos) << outcome.output;
  }
}

TEST_F(EndToEnd, AGoodNodeIsValidUnderPartitionsAndLatency) {
  const TestOutcome outcome = run_mode("good", "unique-ids",
                                       {"--nemesis", "partition", "--nemesis-interval", "0.1", "--latency", "5",
                                        "--latency-dist", "exponential", "--concurrency", "4n", "--nodes", "a,b,c"});
  EXPECT_EQ(outcome.status, 0) << outcome.output;
  EXPECT_NE(outcome.output.find(" injected"), std::string::npos) << outcome.output;
}

TEST_F(EndToEnd, KeepsTheRate) {
  const TestOutcome outcome = run_mode("good", "echo", {"--rate", "500", "--concurrency", "4n"});
  const auto results = nlohmann::json::parse(content(store() / "latest" / "results.json"));
  EXPECT_NEAR(results["stats"]["count"].get<double>(), 500, 25) << outcome.output;
}

TEST_F(EndToEnd, CatchesDuplicateIds) {
  expect_invalid("duplicate-ids", " was returned ", "unique-ids");
}

TEST_F(EndToEnd, CatchesAWrongEcho) {
  expect_invalid("wrong-echo", "\"echo\":\"something else\"");
}

TEST_F(EndToEnd, CatchesACrash) {
  expect_invalid("crash", "exited with status 42 before the end of the test");
  expect_invalid("crash", "last words");
}

TEST_F(EndToEnd, CatchesAnEarlyExitEvenWithStatus0) {
  expect_invalid("exit-0", "exited with status 0 before the end of the test");
}

TEST_F(EndToEnd, CatchesADeathBySignal) {
  expect_invalid("signal", "was killed by signal 9");
}

TEST_F(EndToEnd, CatchesANodeThatDoesNotStart) {
  expect_invalid("no-init", "exited with status 3");
  expect_invalid("no-init", "cannot start: no such thing");
}

TEST_F(EndToEnd, CatchesRubbish) {
  expect_invalid("rubbish", "Maelstrom reads nothing more from it: Segmentation fault (core dumped)");
}

TEST_F(EndToEnd, CatchesAnEmptyLine) {
  expect_invalid("empty-line", "an empty line");
}

TEST_F(EndToEnd, CatchesAnExtraEnvelopeKey) {
  expect_invalid("extra-envelope-key", "the envelope has the extra key timestamp");
}

TEST_F(EndToEnd, CatchesAnExtraBodyKey) {
  expect_invalid("extra-body-key", "the reply echo_ok has the extra key node");
}

TEST_F(EndToEnd, CatchesAnUnknownDestination) {
  expect_invalid("unknown-dest", "unknown destination nowhere");
}

TEST_F(EndToEnd, CatchesAForeignSource) {
  expect_invalid("foreign-src", "src is somebody, which is not this node");
}

TEST_F(EndToEnd, CatchesADoubleReply) {
  expect_invalid("double-reply", "duplicate reply to c");
}

// The only worker makes its next request immediately, so that a new client has replaced the first one.
TEST_F(EndToEnd, CatchesALateReply) {
  expect_invalid("late-reply", "late reply to a client that no longer exists", "echo",
                 {"--node-count", "1", "--rate", "4", "--concurrency", "1", "--time-limit", "6"});
}

TEST_F(EndToEnd, CatchesASilentNode) {
  expect_invalid("silent", " operations succeeded: 0 failed, ");
  expect_invalid("silent", " no reply within 5 s\n");
}

TEST_F(EndToEnd, CatchesMissingAvailability) {
  expect_invalid("errors", ": a fraction of 0, but at least 1 is required", "echo", {"--availability", "total"});
}

TEST_F(EndToEnd, UsageErrorsExitWith2) {
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {}, {"tset"}, {"test"}, {"test", "-w", "echo"}, {"test", "-w", "echo", "--bin", "x", "--rate", "fast"}}) {
    const TestOutcome outcome = run(arguments);
    EXPECT_EQ(outcome.status, 2) << outcome.output;
    EXPECT_NE(outcome.output.find("--help"), std::string::npos) << outcome.output;
  }
}

TEST_F(EndToEnd, AProgramThatDoesNotExistExitsWith3) {
  const TestOutcome outcome = run({"test", "-w", "echo", "--bin", "/no/such/program"});
  EXPECT_EQ(outcome.status, 3) << outcome.output;
  EXPECT_NE(outcome.output.find("/no/such/program"), std::string::npos);
}

TEST_F(EndToEnd, AProgramThatCannotBeExecutedExitsWith3) {
  const fs::path program = folder_.path() / "broken";
  std::ofstream(program) << "#!/no/such/interpreter\n";
  fs::permissions(program, fs::perms::owner_all);
  const TestOutcome outcome = run({"test", "-w", "echo", "--bin", program.string(), "--store", store().string()});
  EXPECT_EQ(outcome.status, 3) << outcome.output;
  EXPECT_NE(outcome.output.find("cannot run"), std::string::npos);
  EXPECT_NE(outcome.output.find("the interpreter in its first line is missing"), std::string::npos);
}

// Then no node exists, so there is no verdict.
TEST_F(EndToEnd, APluginThatDoesNotRunExitsWith3) {
  for (const auto& [plugin, setting, reason] : {std::tuple("no-such-plugin", "a=b", "plugin no-such-plugin not found"),
                                                {"unique_ids", "scheme=none", "scheme is counter or uuid"}}) {
    const TestOutcome outcome =
        run({"test", "-w", "echo", "--plugin", plugin, "--store", store().string(), "--", "--set", setting});
    EXPECT_EQ(outcome.status, 3) << outcome.output;
    EXPECT_NE(outcome.output.find("valid: unknown"), std::string::npos) << outcome.output;
    EXPECT_NE(outcome.output.find(reason), std::string::npos) << outcome.output;
  }
}

TEST_F(EndToEnd, AMistakeInTheOptionsOfTheHostIsNoVerdictOnANode) {
  const TestOutcome here = run({"test", "-w", "echo", "--plugin", "echo", "--", "--log-levl", "x"});
  EXPECT_EQ(here.status, 2) << here.output;
  EXPECT_NE(here.output.find("log-levl"), std::string::npos) << here.output;
  // Only another host knows its options.
  const fs::path host = folder_.path() / "other-host";
  std::ofstream(host) << "#!/bin/sh\necho \"unknown option $3\" >&2\nexit 2\n";
  fs::permissions(host, fs::perms::owner_all);
  const TestOutcome there = run({"test", "-w", "echo", "--plugin", "echo", "--host", host.string(), "--store",
                                 store().string(), "--", "--log-levl", "x"});
  EXPECT_EQ(there.status, 3) << there.output;
  EXPECT_NE(there.output.find("valid: unknown"), std::string::npos) << there.output;
  EXPECT_NE(there.output.find("unknown option --log-levl"), std::string::npos) << there.output;
}

TEST_F(EndToEnd, ATestWithoutRequestsIsNotValid) {
  const TestOutcome outcome = run_mode("good", "echo", {"--rate", "0"});
  EXPECT_EQ(outcome.status, 3) << outcome.output;
  EXPECT_NE(outcome.output.find("valid: unknown\n  no request was sent"), std::string::npos) << outcome.output;
}

TEST_F(EndToEnd, AnOutputThatCannotBeWrittenExitsWith3) {
  const std::string command = std::string(CONFORMANCE_PROGRAM) + " --help >/dev/full 2>/dev/null";
  EXPECT_EQ(WEXITSTATUS(std::system(command.c_str())), 3);  // NOLINT(cert-env33-c): the tests' own words
}

TEST_F(EndToEnd, HelpAndVersionExitWith0) {
  EXPECT_EQ(run({"--help"}).status, 0);
  EXPECT_EQ(run({"--version"}).status, 0);
  const TestOutcome help = run({"test", "--help"});
  EXPECT_EQ(help.status, 0);
  EXPECT_NE(help.output.find("Exit status:"), std::string::npos);
}

TEST_F(EndToEnd, HelpOfACommandIsItsOwn) {
  const TestOutcome help = run({"help", "test"});
  EXPECT_EQ(help.status, 0);
  EXPECT_EQ(help.output, run({"test", "--help"}).output);
  EXPECT_EQ(run({"help", "tst"}).status, 2);
}

TEST_F(EndToEnd, AnUnknownCommandIsShownTheOnesThereAre) {
  const TestOutcome outcome = run({"tst"});
  EXPECT_NE(outcome.output.find("unknown command tst; did you mean test?\n"), std::string::npos) << outcome.output;
  EXPECT_NE(outcome.output.find("\n  simulate  "), std::string::npos) << outcome.output;
}

TEST_F(EndToEnd, LeavesResultsHistoryAndLogs) {
  run_mode("good");
  EXPECT_TRUE(fs::is_symlink(store() / "latest"));
  EXPECT_TRUE(fs::is_symlink(store() / "echo" / "latest"));
  EXPECT_TRUE(fs::equivalent(store() / "latest", store() / "echo" / "latest"));
  const auto results = nlohmann::json::parse(content(store() / "latest" / "results.json"));
  EXPECT_EQ(results["valid"], true);
  EXPECT_EQ(results["test"]["rate"], 50);
  EXPECT_EQ(results["test"]["node-command"], nlohmann::json::parse(R"([")" FIXTURE_NODE R"(","good"])"));
  std::istringstream history(content(store() / "latest" / "history.jsonl"));
  std::size_t lines = 0;
  for (std::string line; std::getline(history, line); ++lines) {
    EXPECT_TRUE(nlohmann::json::accept(line)) << line;
  }
  EXPECT_EQ(lines, 2 * results["stats"]["count"].get<std::size_t>());
  EXPECT_EQ(content(store() / "latest" / "node-logs" / "n1.log").find("mode good"), 0U);
}

TEST_F(EndToEnd, QuietPrintsTheVerdictAlone) {
  EXPECT_EQ(run_mode("good", "echo", {"--quiet"}).output, "valid: true\n");
}

TEST_F(EndToEnd, ShowsStderrIfAskedTo) {
  EXPECT_NE(run_mode("good", "echo", {"--log-stderr"}).output.find("n0: mode good"), std::string::npos);
}

TEST_F(EndToEnd, RunsNodesInTheTemporaryFolder) {
  const fs::path program = folder_.path() / "where";
  std::ofstream(program) << "#!/bin/sh\npwd >&2\nexit 1\n";
  fs::permissions(program, fs::perms::owner_all);
  const TestOutcome outcome = run({"test", "-w", "echo", "--bin", "./where", "--store", "store"});
  EXPECT_NE(outcome.output.find('\n' + ("    " + fs::canonical(fs::temp_directory_path()).string()) + '\n'),
            std::string::npos)
      << outcome.output;
}

// The process ids that the nodes wrote to their logs.
std::vector<pid_t> logged_processes(const fs::path& logs) {
  std::vector<pid_t> all;
  const std::regex number("(?:in|grandchild) ([0-9]+)");
  for (const auto& entry : fs::directory_iterator(logs)) {
    std::stringstream text;
    text << std::ifstream(entry.path()).rdbuf();
    const std::string log = text.str();
    for (std::sregex_iterator match(log.begin(), log.end(), number), end; match != end; ++match) {
      all.push_back(std::stoi((*match)[1]));
    }
  }
  return all;
}

// A killed process stays a zombie until its new parent reaps it.
bool runs(pid_t process) {
  const std::ifstream status("/proc/" + std::to_string(process) + "/stat");
  if (status) {
    std::stringstream text;
    text << status.rdbuf();
    return text.str().find(") Z ") == std::string::npos;
  }
  return ::kill(process, 0) == 0 && !fs::exists("/proc/self");
}

// Waits until a killed process is gone; returns whether it is.
bool ends(pid_t process) {
  const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (runs(process) && std::chrono::steady_clock::now() < patience) {
    std::this_thread::yield();
  }
  return !runs(process);
}

TEST_F(EndToEnd, LeavesNoProcessBehind) {
  run_mode("orphan");
  const auto processes = logged_processes(store() / "latest" / "node-logs");
  EXPECT_EQ(processes.size(), 4U);
  for (const pid_t process : processes) {
    EXPECT_TRUE(ends(process)) << process;
  }
}

TEST_F(EndToEnd, AnInterruptEndsTheTestAndItsNodes) {
  for (const int signal : {SIGINT, SIGTERM}) {
    Running running(arguments("orphan", "echo", {"--time-limit", "60", "--log-stderr"}), folder_.path());
    running.wait_for("n0: grandchild");
    running.wait_for("n1: grandchild");
    running.signal(signal);
    const TestOutcome outcome = running.finish();
    EXPECT_EQ(outcome.status, 3) << outcome.output;
    EXPECT_NE(outcome.output.find("interrupted by "), std::string::npos) << outcome.output;
    EXPECT_NE(outcome.output.find("valid: unknown\n"), std::string::npos) << outcome.output;
    EXPECT_EQ(nlohmann::json::parse(content(store() / "latest" / "results.json"))["valid"], "unknown");
    const auto processes = logged_processes(store() / "latest" / "node-logs");
    EXPECT_EQ(processes.size(), 4U);
    for (const pid_t process : processes) {
      EXPECT_TRUE(ends(process)) << process;
    }
  }
}

}  // namespace
}  // namespace maelstrom::conformance
