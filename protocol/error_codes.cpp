#include "protocol/error_codes.hpp"

#include <algorithm>
#include <array>

namespace maelstrom::conformance {
namespace {

struct ErrorCode {
  std::int64_t code;
  bool definite;
  std::string_view name;
};

constexpr std::array kErrorCodes = {
    ErrorCode{0, false, "timeout"},
    ErrorCode{1, true, "node-not-found"},
    ErrorCode{10, true, "not-supported"},
    ErrorCode{11, true, "temporarily-unavailable"},
    ErrorCode{12, true, "malformed-request"},
    ErrorCode{13, false, "crash"},
    ErrorCode{14, true, "abort"},
    ErrorCode{20, true, "key-does-not-exist"},
    ErrorCode{21, true, "key-already-exists"},
    ErrorCode{22, true, "precondition-failed"},
    ErrorCode{30, true, "txn-conflict"},
};

const ErrorCode* find(std::int64_t code) {
  const auto* const found =
      std::find_if(kErrorCodes.begin(), kErrorCodes.end(), [code](const ErrorCode& row) { return row.code == code; });
  return found == kErrorCodes.end() ? nullptr : found;
}

}  // namespace

bool is_definite(std::int64_t code) {
  const ErrorCode* const row = find(code);
  return row != nullptr && row->definite;
}

std::string_view error_name(std::int64_t code) {
  const ErrorCode* const row = find(code);
  return row == nullptr ? "custom error" : row->name;
}

}  // namespace maelstrom::conformance
