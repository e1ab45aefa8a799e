// Runs the built executable and reads its report.
#pragma once

#include <array>
#include <cstdio>
#include <stdexcept>
#include <string>

#include <nlohmann/json.hpp>
#include <sys/wait.h>

namespace maelstrom::conformance::check {

struct Finished {
  int status = -1;  // the exit status
  std::string output;
};

// `arguments` and `environment`: for a shell.
inline Finished run_check(const std::string& arguments, const std::string& environment = "") {
  const std::string command = environment + " '" + CONFORMANCE_PROGRAM + "' check 2>&1 " + arguments;
  std::FILE* const pipe = ::popen(command.c_str(), "r");  // NOLINT: the tests' own words
  if (pipe == nullptr) {
    throw std::runtime_error("cannot run " + command);
  }
  Finished run;
  std::array<char, 4096> chunk = {};
  while (const std::size_t size = std::fread(chunk.data(), 1, chunk.size(), pipe)) {
    run.output.append(chunk.data(), size);
  }
  const int status = ::pclose(pipe);
  run.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return run;
}

inline std::string fixture(const std::string& name) {
#ifdef __APPLE__
  return std::string(CHECK_FIXTURES) + "/" + name + ".dylib";
#else
  return std::string(CHECK_FIXTURES) + "/" + name + ".so";
#endif
}

}  // namespace maelstrom::conformance::check
