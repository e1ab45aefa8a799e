// A plugin that does forbidden things on request: each handler names the field that its message needs.
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <thread>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <maelstrom/workload.hpp>

namespace {

using maelstrom::Request;
using maelstrom::slice_of;

void shout(std::string_view text) {
  // A reader is not needed: no output of this may reach the wire.
  [[maybe_unused]] const ssize_t written = write(STDOUT_FILENO, text.data(), text.size());
}

// A request that is answered when a timer runs.
struct Deferred {
  const maelstrom_host* host;
  maelstrom_request request;
};

class Storm : public maelstrom::Workload {
 public:
  explicit Storm(maelstrom::Host host) : Workload(host) {
    on("echo", [](Request& request) { request.reply("echo_ok", {{"echo", request.field("echo")}}); });
    on("block", [](Request& request) {
      std::this_thread::sleep_for(std::chrono::milliseconds(request.body().at("ms").get<int>()));
      request.reply("block_ok");
    });
    on("defer", [this](Request& request) { defer(request); });
    on("send", [this](Request& request) { send(request); });
    on("close", [](Request& request) {
      close(STDOUT_FILENO);
      request.reply("close_ok");
    });
    on("write", [](Request& request) {
      shout("not JSON\n\n{\"src\":\"n1\"}\n");
      request.reply("write_ok");
    });
    on("dup2", [](Request& request) {
      const int null = open("/dev/null", O_WRONLY);
      dup2(null, STDOUT_FILENO);
      shout("into the void\n");
      if (null != STDOUT_FILENO) {  // it is, if 1 was closed
        close(null);
      }
      request.reply("dup2_ok");
    });
    on("fork", [](Request& request) { fork_child(request); });
    on("threads", [this](Request& request) { call_from_threads(request); });
  }

 private:
  // Answers after `ms` milliseconds.
  void defer(Request& request) {
    const auto answer = [](void* user) {
      auto* const deferred = static_cast<Deferred*>(user);
      deferred->host->reply(deferred->host, deferred->request, slice_of(R"({"type":"defer_ok"})"));
      delete deferred;
    };
    const maelstrom_host* const table = host().table();
    const auto delay_ns = request.body().at("ms").get<std::int64_t>() * 1'000'000;
    table->after(table, delay_ns, answer, new Deferred{table, request.handle()}, nullptr);
  }

  // Sends `count` messages, each to `to`, with a number appended if `numbered`.
  void send(Request& request) {
    const maelstrom_host* const table = host().table();
    const auto to = request.body().at("to").get<std::string>();
    const bool numbered = request.body().value("numbered", false);
    int accepted = 0;
    for (int i = 0; i < request.body().at("count").get<int>(); ++i) {
      const std::string dest = numbered ? to + std::to_string(i) : to;
      accepted += table->send(table, slice_of(dest), slice_of(R"({"type":"word"})")) == MAELSTROM_OK ? 1 : 0;
    }
    request.reply("send_ok", {{"accepted", accepted}});
  }

  // A child with a copy of the whole process, which prints to stdout and ends as main would.
  static void fork_child(Request& request) {
    const pid_t child = fork();
    if (child == 0) {
      shout("I am the child\n");
      std::exit(0);  // NOLINT(concurrency-mt-unsafe): what a careless plugin does
    }
    waitpid(child, nullptr, 0);
    request.reply("fork_ok");
  }

  // Calls functions that only the loop's thread may call, and then posts to the loop correctly.
  void call_from_threads(Request& request) {
    const maelstrom_host* const table = host().table();
    std::atomic<int> refused = 0;
    const auto call = [table, &refused, handle = request.handle()] {
      const maelstrom_slice body = slice_of(R"({"type":"word"})");
      refused += table->send(table, slice_of("n2"), body) == MAELSTROM_E_WRONG_THREAD ? 1 : 0;
      refused += table->reply(table, handle, body) == MAELSTROM_E_WRONG_THREAD ? 1 : 0;
      refused += table->after(
                     table, 0, [](void*) {}, nullptr, nullptr) == MAELSTROM_E_WRONG_THREAD
                     ? 1
                     : 0;
    };
    std::thread first(call);
    std::thread second(call);
    first.join();
    second.join();
    request.reply("threads_ok", {{"refused", refused.load()}});
  }
};

}  // namespace

MAELSTROM_PLUGIN(Storm, "storm", "1.0.0", "Does what no plugin should", "echo", "block", "defer", "send", "close",
                 "write", "dup2", "fork", "threads");
