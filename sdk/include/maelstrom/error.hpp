// The errors of the Maelstrom protocol (jepsen-io/maelstrom, doc/protocol.md at cb7f072, "Errors") as an exception. If
// a handler throws it, it becomes the reply.
#pragma once

#include <maelstrom/language.hpp>

#include <cstdint>
#include <exception>
#include <stdexcept>
#include <string>

#include <maelstrom/abi.h>

namespace maelstrom {

// Workloads may define codes from 1000 on; cast them.
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

// Whether an error of this code means that the operation did not happen and never will. After an indefinite one (a
// timeout, a crash, and every code that the protocol does not define) it may have happened.
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

// Whether a retry makes sense after an error of this code: the operation may succeed later (temporarily-unavailable),
// or its outcome is unknown (indefinite errors). Do not retry an operation that must not happen twice after an
// indefinite error.
constexpr bool is_worth_a_retry(ErrorCode code) {
  return !is_definite(code) || code == ErrorCode::kTemporarilyUnavailable;
}

// throw Error(ErrorCode::kKeyDoesNotExist, "there is no key 7");
class Error : public std::runtime_error {
 public:
  // text: for people; sent in the reply.
  Error(ErrorCode code, const std::string& text) : std::runtime_error(text), code_(code) {}

  // The code of the reply.
  ErrorCode code() const { return code_; }
  // Whether the operation did not happen and never will; see is_definite.
  bool definite() const { return is_definite(code_); }

 private:
  ErrorCode code_;
};

// An rpc or a task was cancelled, or the node stops. Not derived from std::runtime_error or Error, so handlers that
// catch these, to answer or to retry, do not catch it: a coroutine that ends with it ends normally.
class Cancelled : public std::exception {
 public:
  // stopping: the node stops, so nothing can be sent; otherwise cancel was called.
  explicit Cancelled(bool stopping) : stopping_(stopping) {}

  // Whether the cause is that the node stops.
  bool stopping() const { return stopping_; }
  // The cause as text.
  const char* what() const noexcept override {
    return stopping_ ? "cancelled, because the node is stopping" : "cancelled";
  }

 private:
  bool stopping_;
};

// The host refused a call: an argument breaks the contract of abi.h, or a queue is full. what() has the reason.
class Refused : public std::runtime_error {
 public:
  // status: the return value of the host's function; reason: its text; logged: whether the host has logged it.
  Refused(maelstrom_status status, const std::string& reason, bool logged = false)
      : std::runtime_error(reason), status_(status), logged_(logged) {}

  // One of MAELSTROM_E_...
  maelstrom_status status() const { return status_; }
  // Whether the reason is already logged.
  bool logged() const { return logged_; }

 private:
  maelstrom_status status_;
  bool logged_;
};

}  // namespace maelstrom
