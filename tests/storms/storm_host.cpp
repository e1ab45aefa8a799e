#include "storm_host.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include <gtest/gtest.h>

#include "protocol/envelope.hpp"

namespace maelstrom::tests {
namespace {

std::vector<std::string> command_of(const std::vector<std::string>& arguments) {
  std::vector<std::string> all = {"--plugin", fixture("storm")};
  all.insert(all.end(), arguments.begin(), arguments.end());
  return host_with(all);
}

// Uses the host's own reader, which accepts numbers outside the range of every type; nlohmann/json does not. fuzz/
// compares the two.
bool is_envelope(std::string_view line) {
  host::EnvelopeReader reader;
  return reader.read(line) && reader.envelope().closed && reader.envelope().src == "n1";
}

}  // namespace

bool whole_storms() {
  const char* const size = std::getenv("MAELSTROM_STORMS");
  return size != nullptr && std::string_view(size) == "whole";
}

std::size_t storm_size(std::size_t whole, std::size_t small) {
  return whole_storms() ? whole : small;
}

StormHost::StormHost(std::string name, const std::vector<std::string>& arguments, const ProcessOptions& options)
    : name_(std::move(name)), process_(command_of(arguments), options) {
  process_.write(kInit);
  if (!options.output_waits && !options.output_has_no_reader) {
    EXPECT_EQ(process_.read_line().value_or("nothing") + "\n", kInitOk);
    descriptors_before_ = descriptors();
  }
}

void StormHost::attempt(std::string_view line) {
  ++tried_;
  process_.write(line);
}

nlohmann::json StormHost::await(std::int64_t msg_id) {
  const std::string mark = "\"in_reply_to\":" + std::to_string(msg_id) + ",";
  while (const auto line = process_.read_line()) {
    if (contains(*line, mark) && contains(*line, R"("dest":"c0")")) {
      return std::move(nlohmann::json::parse(*line)["body"]);  // a copy of a deep one would overflow the stack
    }
  }
  ADD_FAILURE() << name_ << ": it has gone";
  return {};
}

void StormHost::expect_alive() {
  ++probes_;
  process_.write(request("echo", ++next_probe_, R"(,"echo":"alive?")"));
  EXPECT_EQ(await(next_probe_).value("echo", ""), "alive?") << name_;
}

std::size_t StormHost::descriptors() const {
  std::error_code none;
  const std::filesystem::directory_iterator entries("/proc/" + std::to_string(process_.pid()) + "/fd", none);
  return static_cast<std::size_t>(std::distance(entries, std::filesystem::directory_iterator()));
}

std::size_t StormHost::memory() const {
  if (MAELSTROM_SANITIZED) {
    return 0;  // a sanitizer keeps freed memory
  }
  std::ifstream status("/proc/" + std::to_string(process_.pid()) + "/status");
  for (std::string word; status >> word;) {
    if (std::size_t kilobytes = 0; word == "VmRSS:" && status >> kilobytes) {
      return kilobytes * 1024;
    }
  }
  return 0;
}

Process::Result StormHost::finish(std::size_t unanswered) {
  if (descriptors_before_ != 0) {
    expect_alive();
    EXPECT_EQ(descriptors(), descriptors_before_) << name_;
  }
  Process::Result result = process_.finish();
  EXPECT_EQ(result.exit_code, 0) << name_ << ": " << result.err.substr(0, 2000);
  const std::size_t expected = tried_ - unanswered + probes_ + 1;  // and init_ok
  const std::size_t lines = expect_only_envelopes(result.out);
  EXPECT_EQ(lines, expected) << name_;
  report_storm(name_, tried_, expected - std::min(lines, expected));
  return result;
}

void report_storm(const std::string& name, std::size_t tried, std::size_t lost) {
  std::printf("%-44s tried %7zu  survived %7zu  lost %zu\n", name.c_str(), tried, tried - lost, lost);
}

std::size_t expect_only_envelopes(std::string_view out) {
  std::size_t lines = 0;
  std::size_t bad = 0;
  while (!out.empty()) {
    const std::size_t end = std::min(out.find('\n'), out.size());
    const std::string_view line = out.substr(0, end);
    ++lines;
    if (!is_envelope(line) && ++bad < 5) {
      ADD_FAILURE() << "no envelope: " << line.substr(0, 200);
    }
    out.remove_prefix(std::min(end + 1, out.size()));
  }
  EXPECT_EQ(bad, 0U);
  return lines;
}

std::string request(std::string_view type, std::int64_t msg_id, std::string_view members) {
  return R"({"src":"c0","dest":"n1","body":{"type":")" + std::string(type) + R"(","msg_id":)" + std::to_string(msg_id) +
         std::string(members) + "}}\n";
}

}  // namespace maelstrom::tests
