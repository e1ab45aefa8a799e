// The errors of the Maelstrom protocol (doc/protocol.md, "Errors") as an exception: thrown by a handler, it becomes the
// reply.
#pragma once

#include <maelstrom/language.hpp>

#include <cstdint>
#include <exception>
#include <stdexcept>
#include <string>

#include <maelstrom/abi.h>

namespace maelstrom {

// Codes from 1000 on are for workloads to define; cast them.
enum class ErrorCode : std::int32_t {
  kTimeout = MAELSTROM_ERROR_TIMEOUT,
  kNodeNotFound = MAELSTROM_ERROR_NODE_NOT_FOUND,
  kNotSupported = MAELSTROM_ERROR_NOT_SUPPORTED,
  kTemporarilyUnavailable = MAELSTROM_ERROR_TEMPORARILY_UNAVAILABLE,
  kMalformedRequest = MAELSTROM_ERROR_MALFORMED_REQUEST,
  kCrash = MAELSTROM_ERROR_CRASH,
  kAbort = MAELSTROM_ERROR_ABORT,
  kKeyDoesNotExist = MAELSTROM_ERROR_KEY_DOES_NOT_EXIST,
  kKeyAlreadyExists = MAELSTROM_ERROR_KEY_ALREADY_EXISTS,
  kPreconditionFailed = MAELSTROM_ERROR_PRECONDITION_FAILED,
  kTxnConflict = MAELSTROM_ERROR_TXN_CONFLICT,
};

// Whether an error of this code says that the operation did not happen and never will. An indefinite one (a timeout, a
// crash, and every code that the protocol does not know) may have happened.
constexpr bool is_definite(ErrorCode code) {
  switch (code) {
    case ErrorCode::kNodeNotFound:
    case ErrorCode::kNotSupported:
    case ErrorCode::kTemporarilyUnavailable:
    case ErrorCode::kMalformedRequest:
    case ErrorCode::kAbort:
    case ErrorCode::kKeyDoesNotExist:
    case ErrorCode::kKeyAlreadyExists:
    case ErrorCode::kPreconditionFailed:
    case ErrorCode::kTxnConflict:
      return true;
    default:
      return false;
  }
}

// Whether it makes sense to try again what failed with an error of this code: it may work a little later
// (temporarily-unavailable), or nobody knows whether it worked (the indefinite ones). An operation that must not happen
// twice must not be tried again after the latter.
constexpr bool is_worth_a_retry(ErrorCode code) {
  return !is_definite(code) || code == ErrorCode::kTemporarilyUnavailable;
}

// throw Error(ErrorCode::kKeyDoesNotExist, "there is no key 7");
class Error : public std::runtime_error {
 public:
  // text: for people; goes into the reply.
  Error(ErrorCode code, const std::string& text) : std::runtime_error(text), code_(code) {}

  // What the reply says, or said.
  ErrorCode code() const { return code_; }
  // Whether the operation did not happen and never will; see is_definite.
  bool definite() const { return is_definite(code_); }

 private:
  ErrorCode code_;
};

// What an rpc or a task was waiting for will not come: it was cancelled, or the node stops. No std::runtime_error and
// no Error, so that what catches these, to answer or to try again, lets it pass: a coroutine that ends by it ends in an
// orderly way.
class Cancelled : public std::exception {
 public:
  // stopping: the node stops, so that nothing can be sent any more; otherwise somebody has called cancel.
  explicit Cancelled(bool stopping) : stopping_(stopping) {}

  // Whether it is because the node stops.
  bool stopping() const { return stopping_; }
  // Which of the two it is, in words.
  const char* what() const noexcept override {
    return stopping_ ? "cancelled, because the node is stopping" : "cancelled";
  }

 private:
  bool stopping_;
};

// The host did not do what the plugin asked for: an argument breaks the contract of abi.h, or too much waits already.
// what() tells the reason in words.
class Refused : public std::runtime_error {
 public:
  // status: what the host's function returned; reason: its words; logged: whether the host has logged them.
  Refused(maelstrom_status status, const std::string& reason, bool logged = false)
      : std::runtime_error(reason), status_(status), logged_(logged) {}

  // One of MAELSTROM_E_...
  maelstrom_status status() const { return status_; }
  // Whether the log has the reason already.
  bool logged() const { return logged_; }

 private:
  maelstrom_status status_;
  bool logged_;
};

}  // namespace maelstrom
