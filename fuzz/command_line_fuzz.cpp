// The command lines of the host and of `conformance`: each line of the input is an argument. Every command line is
// accepted, or refused with a message.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/commands/options.hpp"
#include "history/faults.hpp"
#include "host/program/options.hpp"
#include "plugin_check/check_options.hpp"
#include "require.hpp"

namespace {

using maelstrom::fuzz::require;
namespace conformance = maelstrom::conformance;

template <class UsageError, class Parse>
void understood_or_refused(Parse&& parse) {
  try {
    parse();
  } catch (const UsageError& error) {
    require(!std::string_view(error.what()).empty(), "a refusal has a reason", "");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<std::string> arguments = {"host"};
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (std::size_t begin = 0; begin < size;) {
    const std::size_t end = std::min(text.find_first_of(std::string_view("\n\0", 2), begin), size);
    arguments.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  std::vector<const char*> pointers;
  for (const std::string& argument : arguments) {
    pointers.push_back(argument.c_str());
    conformance::parse_faults(argument, true);
  }
  const auto given = std::span(pointers).subspan(1);
  using conformance::UsageError;
  understood_or_refused<maelstrom::host::UsageError>(
      [&] { maelstrom::host::parse_options(static_cast<int>(pointers.size()), pointers.data()); });
  understood_or_refused<UsageError>([&] { conformance::parse_test_options(given); });
  understood_or_refused<UsageError>([&] { conformance::parse_simulate_options(given); });
  understood_or_refused<UsageError>([&] { conformance::check::parse_check_options(given); });
  return 0;
}
