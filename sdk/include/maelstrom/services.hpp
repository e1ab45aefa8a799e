// Clients of the services that Maelstrom offers to nodes (jepsen-io/maelstrom, doc/services.md at cb7f072): the
// key-value stores lin-kv, seq-kv and lww-kv, and the timestamp oracle lin-tso.
//
// Keys and values are any JSON; they are sent and returned exactly. JsonAs describes the types of values. Every
// operation is a Task: co_await it, or pass it to Node::spawn with a callback. It throws Error: the error reply of the
// service, or kTimeout, after which the outcome of a write or a cas is unknown. [loop]
#pragma once

#include <maelstrom/language.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <maelstrom/error.hpp>
#include <maelstrom/host.hpp>
#include <maelstrom/json.hpp>
#include <maelstrom/move_only_function.hpp>
#include <maelstrom/result.hpp>
#include <maelstrom/rpc.hpp>
#include <maelstrom/task.hpp>

namespace maelstrom {

// The names of the services.
inline constexpr std::array<std::string_view, 4> kServices = {"lin-kv", "seq-kv", "lww-kv", "lin-tso"};

// Whether an id belongs to a service, not to a node or a client. [any-thread]
constexpr bool is_service(std::string_view id) {
  return std::find(kServices.begin(), kServices.end(), id) != kServices.end();
}

// Whether a cas creates a missing key.
enum class Create {
  kNever,
  kIfNotExists,  // create_if_not_exists
};

namespace detail {

// Sends requests to one service.
struct ServiceCall {
  Host host;
  std::string_view service;  // of kServices
  std::chrono::nanoseconds timeout;

  Rpc operator()(const JsonText& body) const { return {host, service, body, timeout}; }
};

template <class T>
Task<T> kv_read(ServiceCall call, JsonText key) {
  const Reply reply = co_await call(json_object("type", "read", "key", key));
  co_return reply.get<T>("value");
}

template <class T>
Task<std::optional<T>> kv_read_if_any(ServiceCall call, JsonText key) {
  try {
    co_return co_await kv_read<T>(call, std::move(key));
  } catch (const Error& error) {
    if (error.code() != ErrorCode::kKeyDoesNotExist) {
      throw;
    }
  }
  co_return std::nullopt;
}

template <class T>
Task<T> kv_read_or(ServiceCall call, JsonText key, T fallback) {
  std::optional<T> value = co_await kv_read_if_any<T>(call, std::move(key));
  co_return value ? *std::move(value) : std::move(fallback);
}

inline Task<> kv_write(ServiceCall call, JsonText key, JsonText value) {
  co_await call(json_object("type", "write", "key", key, "value", value));
}

inline Task<> kv_cas(ServiceCall call, JsonText key, JsonText from, JsonText to, Create create) {
  if (create == Create::kIfNotExists) {
    co_await call(json_object("type", "cas", "key", key, "from", from, "to", to, "create_if_not_exists", true));
  } else {
    co_await call(json_object("type", "cas", "key", key, "from", from, "to", to));
  }
}

// creates: the service supports create_if_not_exists.
template <class T>
Task<T> kv_update(ServiceCall call, JsonText key, MoveOnlyFunction<T(std::optional<T>)> change, bool creates) {
  for (;;) {
    const std::optional<JsonText> seen = co_await kv_read_if_any<JsonText>(call, key);
    T value = change(seen ? std::optional<T>(seen->as<T>()) : std::nullopt);
    if (!seen && !creates) {
      co_await kv_write(call, key, JsonText::of(value));
      co_return value;
    }
    // The expected value is sent with the exact bytes that were read, so no conversion can change it. For a missing
    // key, it is a value that is never written, because null could be written by another node meanwhile.
    const Create create = seen ? Create::kNever : Create::kIfNotExists;
    const JsonText from = seen ? *seen : json_object("maelstrom-node", "no value");
    const Result<void> swapped = co_await settled(kv_cas(call, key, from, JsonText::of(value), create));
    if (swapped.ok()) {
      co_return value;
    }
    const Failure& failure = swapped.failure();
    const bool lost_a_race = failure.error.code() == ErrorCode::kPreconditionFailed ||
                             (failure.error.code() == ErrorCode::kKeyDoesNotExist && seen);
    if (failure.kind != Failure::Kind::kError || !lost_a_race) {
      failure.raise();
    }
  }
}

template <class T>
Task<T> kv_read_latest(ServiceCall call, JsonText key) {
  std::array<std::byte, 16> random = {};
  call.host.random_bytes(random);
  std::string nonce;
  for (const std::byte byte : random) {
    constexpr std::string_view kHex = "0123456789abcdef";
    nonce.push_back(kHex[std::to_integer<std::size_t>(byte) >> 4]);
    nonce.push_back(kHex[std::to_integer<std::size_t>(byte) & 0xF]);
  }
  const std::string own_key = "maelstrom-node/read-latest/" + std::string(call.host.node_id());
  co_await kv_write(call, JsonText::of(own_key), JsonText::of(nonce));
  co_return co_await kv_read<T>(call, std::move(key));
}

// The type in which a value is read if the default is a T: text becomes std::string, and an integer of any size becomes
// 64-bit, because other nodes may have written larger values than the default.
template <class T>
struct ValueGivenAsOf {
  using Type = std::conditional_t<Text<T>, std::string, T>;
};
template <Integer T>
struct ValueGivenAsOf<T> {
  using Type = std::conditional_t<std::signed_integral<T>, std::int64_t, std::uint64_t>;
};
template <class T>
using ValueGivenAs = typename ValueGivenAsOf<T>::Type;

}  // namespace detail

// The operations of all key-value stores.
//
//   const auto count = co_await lin_kv().read_or("count", 0);
//   co_await lin_kv().write("last", request.field("value"));
class KeyValueStore {
 public:
  // Returns the value of `key` as a T. Throws Error: kKeyDoesNotExist, kTimeout, or kCrash if it is not a T.
  //
  //   const auto count = co_await seq_kv().read<std::int64_t>("count");
  template <class T = JsonText, class Key>
  Task<T> read(const Key& key) const {
    return detail::kv_read<T>(call_, JsonText::of(key));
  }

  // The same, but `fallback` if the key does not exist. For an integer fallback the result has 64 bits, std::int64_t or
  // std::uint64_t; for text it is a std::string.
  template <class Key, class T>
  Task<detail::ValueGivenAs<T>> read_or(const Key& key, const T& fallback) const {
    return detail::kv_read_or<detail::ValueGivenAs<T>>(call_, JsonText::of(key), detail::ValueGivenAs<T>(fallback));
  }

  // Sets the value of `key`. Throws Error: after kTimeout, the write may still happen later, or never.
  template <class Key, class Value>
  Task<> write(const Key& key, const Value& value) const {
    return detail::kv_write(call_, JsonText::of(key), JsonText::of(value));
  }

 protected:
  // service: of kServices; timeout: of each request, > 0.
  KeyValueStore(Host host, std::string_view service, std::chrono::nanoseconds timeout)
      : call_{host, service, timeout} {}

  // For requests to the service.
  const detail::ServiceCall& call() const { return call_; }

 private:
  detail::ServiceCall call_;
};

// The linearizable key-value store: every operation happens at one moment between its request and its reply.
class LinKv : public KeyValueStore {
 public:
  // timeout: of each request to the service, > 0.
  explicit LinKv(Host host, std::chrono::nanoseconds timeout = kRpcTimeout) : LinKv(host, "lin-kv", timeout) {}

  // Sets the value of `key` to `to` if it is `from`, compared as JSON. Throws Error: kPreconditionFailed if the value
  // differs, kKeyDoesNotExist if the key is missing and `create` is kNever, kTimeout if the outcome is unknown.
  //
  //   co_await lin_kv().cas("leader", nullptr, node_id(), Create::kIfNotExists);
  template <class Key, class From, class To>
  Task<> cas(const Key& key, const From& from, const To& to, Create create = Create::kNever) const {
    return detail::kv_cas(call(), JsonText::of(key), JsonText::of(from), JsonText::of(to), create);
  }

  // Changes the value of `key`, safe with concurrent changes: reads it, sets it to change(value) by cas, and retries if
  // another node changed it meanwhile. change: takes the value as a std::optional<T>, nullopt if the key does not
  // exist, and returns the new T; it may be called several times, and may throw to abort. Returns the written value.
  // Throws Error; after kTimeout the outcome of the last change is unknown.
  //
  //   co_await lin_kv().update<std::int64_t>("count", [delta](auto count) { return count.value_or(0) + delta; });
  template <class T = JsonText, class Key, class Change>
  Task<T> update(const Key& key, Change change) const {
    return detail::kv_update<T>(call(), JsonText::of(key),
                                detail::MoveOnlyFunction<T(std::optional<T>)>(std::move(change)), true);
  }

 protected:
  // For another service that has the same requests.
  LinKv(Host host, std::string_view service, std::chrono::nanoseconds timeout)
      : KeyValueStore(host, service, timeout) {}
};

// The sequentially consistent key-value store: all operations happen in one order, which agrees with the order of each
// node, but a node may see an old state. `read` may return an old value as long as this node only reads; a cas or an
// update that changes a value works on the newest state.
class SeqKv : public LinKv {
 public:
  // timeout: of each request to the service, > 0.
  explicit SeqKv(Host host, std::chrono::nanoseconds timeout = kRpcTimeout) : LinKv(host, "seq-kv", timeout) {}

  // Returns the value of `key` as a T, at least as new as at the time of the call: first writes a new value to a
  // private key of this node. The write goes to the newest state, and a client that has seen a state cannot see an
  // older one. Throws Error, as `read` does, and kTemporarilyUnavailable if the host has no randomness for a nonce.
  template <class T = JsonText, class Key>
  Task<T> read_latest(const Key& key) const {
    return detail::kv_read_latest<T>(call(), JsonText::of(key));
  }
};

// The last-write-wins key-value store, unreliable on purpose: its replicas answer independently and merge from time to
// time, and of two writes the one with the later timestamp wins. An acknowledged write, cas or update may be lost.
class LwwKv : public KeyValueStore {
 public:
  // timeout: of each request to the service, > 0.
  explicit LwwKv(Host host, std::chrono::nanoseconds timeout = kRpcTimeout) : KeyValueStore(host, "lww-kv", timeout) {}

  // As LinKv::cas, but never creates a key: lww-kv ignores create_if_not_exists and answers kKeyDoesNotExist, so it is
  // not offered here.
  template <class Key, class From, class To>
  Task<> cas(const Key& key, const From& from, const To& to) const {
    return detail::kv_cas(call(), JsonText::of(key), JsonText::of(from), JsonText::of(to), Create::kNever);
  }

  // As LinKv::update, but creates a missing key by `write`, because cas cannot: if two nodes create it at the same
  // time, one value is lost.
  template <class T = JsonText, class Key, class Change>
  Task<T> update(const Key& key, Change change) const {
    return detail::kv_update<T>(call(), JsonText::of(key),
                                detail::MoveOnlyFunction<T(std::optional<T>)>(std::move(change)), false);
  }
};

// The linearizable timestamp oracle.
class LinTso {
 public:
  // timeout: of each request to the service, > 0.
  explicit LinTso(Host host, std::chrono::nanoseconds timeout = kRpcTimeout) : call_{host, "lin-tso", timeout} {}

  // Returns a unique number, greater than all numbers returned before this call. Throws Error: kTimeout.
  Task<std::int64_t> ts() const { return ts(call_); }

 private:
  static Task<std::int64_t> ts(detail::ServiceCall call) {
    const Reply reply = co_await call(json_object("type", "ts"));
    co_return reply.get<std::int64_t>("ts");
  }

  detail::ServiceCall call_;
};

}  // namespace maelstrom
