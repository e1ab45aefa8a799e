// An echo that wrongly prints to stdout. --set stops=1: it also stops its process; wrong=1: it also answers wrongly.
#include <csignal>
#include <iostream>

#include <maelstrom/workload.hpp>

namespace {

class PrintsAndStops : public maelstrom::Workload {
 public:
  explicit PrintsAndStops(maelstrom::Host host) : Workload(host) {
    const bool stops = option("stops").has_value();
    const bool wrong = option("wrong").has_value();
    on("echo", [stops, wrong](maelstrom::Request& request) {
      std::cout << "printed by the plugin\n";
      if (stops) {
        std::raise(SIGSTOP);
      }
      if (wrong) {
        request.reply("echo_ok", {{"echo", "another"}});
      } else {
        request.reply("echo_ok", {{"echo", request.field("echo")}});
      }
    });
  }
};

}  // namespace

MAELSTROM_PLUGIN(PrintsAndStops, "prints-and-stops", "1.0.0", "Prints, and stops its process", "echo");
