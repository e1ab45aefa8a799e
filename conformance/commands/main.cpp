// `conformance COMMAND ...`: finds the command and runs it.
#include <algorithm>
#include <array>
#include <exception>
#include <iomanip>
#include <iostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <unistd.h>

#include "command_line/did_you_mean.hpp"
#include "command_line/program_name.hpp"
#include "conformance/commands/replay.hpp"
#include "conformance/commands/simulate.hpp"
#include "conformance/commands/test.hpp"
#include "conformance/commands/verify.hpp"
#include "platform/streams.hpp"
#include "plugin_check/check_command.hpp"

namespace {

using maelstrom::conformance::kExitNotRun;
using maelstrom::conformance::kExitUsage;
using maelstrom::conformance::kExitValid;
using maelstrom::conformance::program_name;
namespace host = maelstrom::host;

struct Command {
  std::string_view name;
  std::string_view summary;
  int (*run)(const char* program, std::span<const char* const> arguments);
};

constexpr std::array kCommands = {
    Command{"test", "run nodes under a workload and faults, as `maelstrom test` does",
            maelstrom::conformance::run_test_command},
    Command{"simulate", "run the same test in virtual time: fast, and reproducible from a seed",
            maelstrom::conformance::run_simulate_command},
    Command{"replay", "replay a recorded node run, offline", maelstrom::conformance::run_replay_command},
    Command{"verify", "check a recorded history, also one from Maelstrom", maelstrom::conformance::run_verify_command},
    Command{"check", "check a plugin for errors", maelstrom::conformance::run_check_command},
};

std::vector<std::string> command_names() {
  std::vector<std::string> names;
  names.reserve(kCommands.size());
  for (const Command& command : kCommands) {
    names.emplace_back(command.name);
  }
  return names;
}

void print_commands(std::ostream& out) {
  out << "\nCommands:\n";
  for (const Command& command : kCommands) {
    out << "  " << std::left << std::setw(10) << command.name << command.summary << '\n';
  }
}

void print_help(std::ostream& out) {
  out << "Tests Maelstrom nodes and plugins.\n\nUsage:\n  " << program_name() << " COMMAND [OPTION...]\n";
  print_commands(out);
  out << "\n`" << program_name()
      << " COMMAND --help` describes a command, with examples.\n\n"
         "  -h, --help     Show this text\n"
         "  --version      Show the version\n\n"
         "Exit status: 0 passed, 1 failed, 2 wrong command line, 3 could not run\n";
}

int run(std::span<const char* const> arguments) {
  if (arguments.size() < 2) {
    print_help(std::cerr);
    return kExitUsage;
  }
  const std::string_view name = arguments[1];
  if (name == "help" && arguments.size() > 2) {
    return run(std::array{arguments[0], arguments[2], "--help"});
  }
  if (name == "--help" || name == "-h" || name == "help") {
    print_help(std::cout);
    return kExitValid;
  }
  if (name == "--version") {
    std::cout << program_name() << " " CONFORMANCE_VERSION "\n";
    return kExitValid;
  }
  const auto* const command =
      std::find_if(kCommands.begin(), kCommands.end(), [name](const Command& row) { return row.name == name; });
  if (command == kCommands.end()) {
    std::cerr << program_name() << ": unknown command " << name << host::did_you_mean(name, command_names()) << '\n';
    print_commands(std::cerr);
    std::cerr << "\nTry `" << program_name() << " --help`.\n";
    return kExitUsage;
  }
  return command->run(arguments[0], arguments.subspan(2));
}

}  // namespace

int main(int argc, char** argv) {
  maelstrom::platform::prepare_process();
  maelstrom::platform::write_completely(std::cout, STDOUT_FILENO);
  maelstrom::platform::write_completely(std::cerr, STDERR_FILENO);
  if (argc > 0) {
    maelstrom::conformance::set_program_name(argv[0]);
  }
  try {
    const int status = run({argv, static_cast<std::size_t>(argc)});
    if (!std::cout.flush()) {
      std::cerr << program_name() << ": cannot write to stdout\n";
      return kExitNotRun;
    }
    return status;
  } catch (const std::exception& error) {
    std::cerr << program_name() << ": " << error.what() << '\n';
    return kExitNotRun;
  }
}
