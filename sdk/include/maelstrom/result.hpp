// The outcome of an operation: a value, or the reason of the failure. For callbacks, and for several results at once; a
// co_await of one operation returns the value or throws. [any-thread]
#pragma once

#include <maelstrom/language.hpp>

#include <cassert>
#include <exception>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

#include <maelstrom/abi.h>
#include <maelstrom/error.hpp>

namespace maelstrom {

// The reason why there is no value.
struct Failure {
  // The kind of failure.
  enum class Kind {
    kError,      // an Error: an error reply, a timeout, or an exception of a task
    kException,  // any other exception: a mistake in a program
    kCancelled,  // by a call of cancel
    kStopping,   // the node stops
  };
  Kind kind;
  // For kError the Error itself; otherwise an indefinite Error for a client.
  Error error;
  bool logged = false;  // whether it is already logged, as the host's refusals are

  // The outcome for an exception.
  static Failure of(const std::exception_ptr& exception) {
    try {
      std::rethrow_exception(exception);
    } catch (const Error& e) {
      return {Kind::kError, e};
    } catch (const Cancelled& e) {
      return of(e);
    } catch (const Refused& e) {  // E_STATE: only after stop or before start
      return {e.status() == MAELSTROM_E_STATE ? Kind::kStopping : Kind::kException, Error(ErrorCode::kCrash, e.what()),
              e.logged()};
    } catch (const std::exception& e) {
      return {Kind::kException, Error(ErrorCode::kCrash, e.what())};
    } catch (...) {
      return {Kind::kException, Error(ErrorCode::kCrash, "an exception not derived from std::exception")};
    }
  }
  static Failure of(const Cancelled& e) {
    return {e.stopping() ? Kind::kStopping : Kind::kCancelled, Error(ErrorCode::kCrash, e.what())};
  }

  // Throws the Error or Cancelled.
  [[noreturn]] void raise() const {
    if (kind == Kind::kCancelled || kind == Kind::kStopping) {
      throw Cancelled(kind == Kind::kStopping);
    }
    throw error;
  }
};

// A T or a Failure; of Result<void>, nothing or a Failure.
//
//   rpc("n2", "ping").then([this](Result<Reply> reply) {
//     if (!reply.ok()) {
//       host().log(LogLevel::kInfo, reply.error().what());
//       return;
//     }
//     pongs_ += reply.value().get<int>("count");
//   });
template <class T>
class [[nodiscard]] Result {
 public:
  // The value on success; empty for Result<void>.
  using Value = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

  // For Result<void>: success.
  Result() requires std::is_void_v<T> : result_(std::in_place_index<0>) {}
  Result(Value value) : result_(std::in_place_index<0>, std::move(value)) {}  // NOLINT(google-explicit-constructor)
  Result(Failure failure)
      : result_(std::in_place_index<1>, std::move(failure)) {}  // NOLINT(google-explicit-constructor)

  // Whether it has a value.
  bool ok() const { return result_.index() == 0; }
  explicit operator bool() const { return ok(); }

  // The value. Throws Error or Cancelled on failure.
  std::add_lvalue_reference_t<T> value() & {
    if (!ok()) {
      std::get<1>(result_).raise();
    }
    if constexpr (!std::is_void_v<T>) {
      return std::get<0>(result_);
    }
  }
  T value() && {
    if (!ok()) {
      std::get<1>(result_).raise();
    }
    if constexpr (!std::is_void_v<T>) {
      return std::get<0>(std::move(result_));
    }
  }

  // The error, with a code, a text and definite(). REQUIRES: !ok().
  const Error& error() const { return failure().error; }

  // Whether it was cancelled, by a call of cancel or because the node stops.
  bool cancelled() const {
    return !ok() && (failure().kind == Failure::Kind::kCancelled || failure().kind == Failure::Kind::kStopping);
  }

  // REQUIRES: !ok().
  const Failure& failure() const {
    assert(!ok());
    return std::get<1>(result_);
  }

 private:
  std::variant<Value, Failure> result_;
};

}  // namespace maelstrom
