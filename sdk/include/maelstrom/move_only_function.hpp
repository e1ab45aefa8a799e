// std::move_only_function of C++23: a callable of any type, which may own objects that cannot be copied. The coroutines
// of this library take their callables in this type: for a coroutine frame that holds a lambda of an anonymous
// namespace, GCC warns in a unity build (-Wsubobject-linkage).
#pragma once

#include <maelstrom/language.hpp>

#include <cassert>
#include <memory>
#include <utility>

namespace maelstrom::detail {

template <class Signature>
class MoveOnlyFunction;

template <class Returned, class... Arguments>
class MoveOnlyFunction<Returned(Arguments...)> {
 public:
  MoveOnlyFunction() = default;
  template <class F>
  explicit MoveOnlyFunction(F function) : callable_(std::make_unique<Holder<F>>(std::move(function))) {}

  explicit operator bool() const { return callable_ != nullptr; }

  // REQUIRES: it holds a callable.
  Returned operator()(Arguments... arguments) {
    assert(callable_ != nullptr);
    return callable_->call(std::forward<Arguments>(arguments)...);
  }

 private:
  struct Callable {
    Callable() = default;
    Callable(const Callable&) = delete;
    Callable& operator=(const Callable&) = delete;
    virtual ~Callable() = default;
    virtual Returned call(Arguments... arguments) = 0;
  };
  template <class F>
  struct Holder final : Callable {
    explicit Holder(F f) : function(std::move(f)) {}
    Returned call(Arguments... arguments) override {
      return static_cast<Returned>(function(std::forward<Arguments>(arguments)...));
    }
    F function;
  };

  std::unique_ptr<Callable> callable_;
};

}  // namespace maelstrom::detail
