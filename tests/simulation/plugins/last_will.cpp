// Right; logs all of its code that runs at the end of its life. When its node is killed, none of this may run.
#include <chrono>
#include <exception>
#include <string>

#include <maelstrom/workload.hpp>

namespace {

using namespace std::chrono_literals;

class LastWill : public maelstrom::Workload {
 public:
  explicit LastWill(maelstrom::Host host) : Workload(host) {
    on("echo", [this](maelstrom::Request& request) -> maelstrom::Task<> {
      const LogsItsEnd frame(*this);
      request.reply("echo_ok", {{"echo", request.field("echo")}});
      try {
        co_await sleep(3600s);
      } catch (const std::exception&) {
        log_end("a catch block");
      }
    });
  }
  ~LastWill() override { log_end("the destructor"); }

 private:
  struct LogsItsEnd {
    explicit LogsItsEnd(LastWill& owner) : workload(owner) {}
    ~LogsItsEnd() { workload.log_end("the end of a handler"); }
    LogsItsEnd(const LogsItsEnd&) = delete;
    LogsItsEnd& operator=(const LogsItsEnd&) = delete;
    LastWill& workload;
  };

  void on_stop() override { log_end("stop"); }
  void log_end(const std::string& what) { host().log(maelstrom::LogLevel::kWarn, "last will: " + what); }
};

}  // namespace

MAELSTROM_PLUGIN(LastWill, "last-will", "1.0.0", "Logs the end of its life", "echo");
