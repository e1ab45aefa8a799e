// The C++ interface for plugins: a class with a handler for each type of message, and one macro that exports it.
//
//   #include <maelstrom/workload.hpp>
//
//   class Echo : public maelstrom::Workload {
//    public:
//     explicit Echo(maelstrom::Host node_host) : Workload(node_host) {
//       on("echo", [](maelstrom::Request& request) { request.reply("echo_ok", {{"echo", request.field("echo")}}); });
//     }
//   };
//   MAELSTROM_PLUGIN(Echo, "echo", "1.0.0", "Answers every echo with its value", "echo");
//
// A handler that waits for other nodes is a coroutine; while it waits, other messages are handled:
//
//     on("read", [this](Request& request) -> Task<> {
//       const JsonText value = co_await lin_kv().read(request.field("key"));
//       request.reply("read_ok", {{"value", value}});
//     });
//
// This header includes all the others.
//
// Thread rule: everything is called on the node's loop thread. Keep all state in the class: one process may run many
// instances.
#pragma once

#include <maelstrom/language.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <maelstrom/abi.h>
#include <maelstrom/did_you_mean.hpp>
#include <maelstrom/error.hpp>
#include <maelstrom/failure_log.hpp>
#include <maelstrom/host.hpp>
#include <maelstrom/json.hpp>
#include <maelstrom/move_only_function.hpp>
#include <maelstrom/node.hpp>
#include <maelstrom/promise.hpp>
#include <maelstrom/request.hpp>
#include <maelstrom/result.hpp>
#include <maelstrom/rpc.hpp>
#include <maelstrom/short_text.hpp>
#include <maelstrom/slice.hpp>
#include <maelstrom/task.hpp>
#include <maelstrom/topology.hpp>
#include <maelstrom/when_all.hpp>

namespace maelstrom {

// The derived class has all operations of Node.
class Workload : protected Node {
 public:
  // The handler for the messages of a type.
  using Handler = std::function<void(Request&)>;

  // node_host: the argument of the derived class's constructor. (A parameter named host would hide host().) If the
  // constructor throws, the plugin fails to start; what() is the reason for the user.
  explicit Workload(Host node_host) : Node(node_host) {}
  virtual ~Workload() = default;
  Workload(const Workload&) = delete;
  Workload& operator=(const Workload&) = delete;

 protected:
  // Handles messages of `type`: handler(Request&) is a plain function or a coroutine, a Task<>. If it throws Error, or
  // an awaited operation does, that is the reply; another exception becomes error 13, crash. A handler may answer or
  // not. The Request of a coroutine, and the handler with its captures, live until it ends. Call it in the constructor,
  // once for each type; throws std::logic_error the second time.
  template <class F>
  void on(std::string type, F handler) {
    constexpr bool kTakesRequest = std::invocable<F&, Request&>;
    static_assert(kTakesRequest, "a handler takes a maelstrom::Request&: on(\"echo\", [](Request& request) { ... })");
    if (find_handler(type) != handlers_.end()) {
      throw std::logic_error("it has two handlers for messages of type " + type);
    }
    if constexpr (kTakesRequest) {
      using Returned = std::invoke_result_t<F&, Request&>;
      if constexpr (detail::IsTask<Returned>::value) {
        static_assert(std::is_same_v<Returned, Task<>>, "a handler answers by Request::reply: it returns nothing");
        auto kept = std::make_shared<CoroutineHandler>(std::move(handler));
        handlers_.emplace_back(std::move(type), [this, kept](Request& request) { run(kept, request.keep()); });
      } else {
        handlers_.emplace_back(std::move(type), std::move(handler));
      }
    }
  }

  // The value of --set name=value, or nullopt. Call it in the constructor for every supported option: a given option
  // that was not read is refused, so misspelt names are detected. Valid as long as the instance.
  std::optional<std::string_view> option(std::string_view name) {
    known_options_.emplace(name);
    maelstrom_slice value = {};
    const maelstrom_status status = host().table()->option(host().table(), slice_of(name), &value);
    if (status == MAELSTROM_E_ABSENT) {
      return std::nullopt;
    }
    host().check(status);
    return text_of(value);
  }

  // The same as a T, a bool, a number or a std::string: nullopt, or `fallback`, if it was not given. Throws
  // std::invalid_argument, which names the option and its value, if it is not a T: the plugin then fails to start.
  //
  //   const int fanout = option<int>("fanout", 3);
  //   const auto path = option<std::string>("path");   // a std::optional<std::string>
  template <class T>
  std::optional<T> option(std::string_view name) {
    static_assert(std::is_arithmetic_v<T> || std::same_as<T, std::string>,
                  "an option is a bool, a number or a std::string; read any other from its text: option(name)");
    const std::optional<std::string_view> text = option(name);
    if (!text) {
      return std::nullopt;
    }
    if constexpr (std::same_as<T, std::string>) {
      return std::string(*text);
    } else {
      const std::optional<T> value = JsonAs<T>::decode(*text);
      if (!value) {
        throw std::invalid_argument("the option " + std::string(name) + " must be " + JsonAs<T>::expected() +
                                    ", not \"" + std::string(*text) + "\"");
      }
      return value;
    }
  }
  template <class T>
  T option(std::string_view name, const std::type_identity_t<T>& fallback) {
    return option<T>(name).value_or(fallback);
  }

  // The node now has its id and its peers. No message has arrived yet; outgoing messages wait for the first one.
  virtual void on_start() {}

  // The node shuts down in an orderly way. Never called under Maelstrom, which ends nodes by SIGKILL.
  virtual void on_stop() {}

 private:
  template <class W>
  friend struct PluginFunctions;

  std::vector<std::pair<std::string, Handler>>::iterator find_handler(std::string_view type) {
    return std::find_if(handlers_.begin(), handlers_.end(),
                        [type](const auto& row) { return detail::same_text(row.first, type); });
  }

  void handle(const maelstrom_message& message) {
    Request request(host(), message, scratch());
    const auto found = find_handler(request.type());
    if (found == handlers_.end()) {
      throw Error(ErrorCode::kNotSupported, "no handler for messages of type " + std::string(request.type()));
    }
    try {
      found->second(request);
    } catch (const Error& error) {
      if (request.answered()) {
        throw;  // to the log
      }
      request.reply_error(error.code(), error.what());
    }
  }

  using CoroutineHandler = detail::MoveOnlyFunction<Task<>(Request&)>;

  // Runs a coroutine, and keeps its objects alive.
  void run(const std::shared_ptr<CoroutineHandler>& handler, const std::shared_ptr<Request>& request) {
    const auto answer = [this, request](const Result<void>& result) {
      if (!result.ok()) {
        answer_failure(*request, result.failure());
      }
    };
    tasks().spawn(running(handler, request), detail::MoveOnlyFunction<void(Result<void>)>(answer));
  }
  static Task<> running(std::shared_ptr<CoroutineHandler> handler, std::shared_ptr<Request> request) {
    co_await (*handler)(*request);
  }

  // As `handle` and the host do for a plain handler.
  void answer_failure(Request& request, const Failure& failure) {
    if (failure.kind != Failure::Kind::kError || request.answered()) {
      detail::log_failure(host(), "the handler of " + request.label(), failure);
    }
    if (failure.kind == Failure::Kind::kStopping || request.answered()) {
      return;
    }
    detail::reply_last_error(host(), request, failure.error.code(), failure.error.what());
  }

  // Throws if the handled types differ from the declared types, or if an unknown option was given.
  void check_complete(std::span<const char* const> types) const {
    for (const auto& [type, handler] : handlers_) {
      if (std::find(types.begin(), types.end(), type) == types.end()) {
        throw std::logic_error("it handles messages of type " + type + " but MAELSTROM_PLUGIN does not list that type");
      }
    }
    for (const std::string_view type : types) {
      const auto handles = [type](const auto& row) { return detail::same_text(row.first, type); };
      if (std::none_of(handlers_.begin(), handlers_.end(), handles)) {
        throw std::logic_error("MAELSTROM_PLUGIN lists messages of type " + std::string(type) +
                               " but it has no handler for them");
      }
    }
    maelstrom_slice name = {};
    maelstrom_slice value = {};
    for (std::size_t i = 0; host().table()->option_at(host().table(), i, &name, &value) == MAELSTROM_OK; ++i) {
      if (!known_options_.contains(text_of(name))) {
        std::string known;
        for (const std::string& option : known_options_) {
          known += (known.empty() ? "" : ", ") + option;
        }
        throw std::invalid_argument("unknown option \"" + std::string(text_of(name)) + '"' +
                                    (known.empty() ? ": this plugin takes no options" : "; its options: " + known) +
                                    detail::did_you_mean(text_of(name), known_options_));
      }
    }
  }

  std::vector<std::pair<std::string, Handler>> handlers_;
  std::set<std::string, std::less<>> known_options_;
};

// The functions of the descriptor for the workload W. They let no exception of W out.
template <class W>
struct PluginFunctions {
  // The types of messages that the plugin declares; MAELSTROM_PLUGIN sets it before anything else can be called.
  static inline std::span<const char* const> types;

  static void* create(const maelstrom_host* host) noexcept {
    void* instance = nullptr;
    const auto make = [host, &instance] {
      auto workload = std::make_unique<W>(Host(host));
      static_cast<Workload&>(*workload).check_complete(types);
      instance = static_cast<Workload*>(workload.release());
    };
    caught(make, [host](std::string_view reason) { host->fail(host, slice_of(reason)); });
    return instance;
  }

  static maelstrom_status start(void* instance) noexcept {
    return guarded(instance, [](Workload& workload) {
      workload.Node::start();
      workload.on_start();
    });
  }

  static maelstrom_status message(void* instance, const maelstrom_message* message) noexcept {
    return guarded(instance, [message](Workload& workload) { workload.handle(*message); });
  }

  static void stop(void* instance) noexcept {
    auto& workload = *static_cast<Workload*>(instance);
    caught([&workload] { workload.on_stop(); },
           [&workload](std::string_view reason) {
             workload.host().log(LogLevel::kError, "on_stop failed: " + std::string(reason));
           });
  }

  static void destroy(void* instance) noexcept {
    auto* const workload = static_cast<Workload*>(instance);
    workload->clear();  // while the objects that its coroutines use still exist
    delete workload;
  }

 private:
  // Calls call(workload); an exception becomes the reason of a failure.
  template <class Call>
  static maelstrom_status guarded(void* instance, Call&& call) noexcept {
    auto& workload = *static_cast<Workload*>(instance);
    const maelstrom_host* const host = workload.host().table();
    const bool done =
        caught([&] { call(workload); }, [host](std::string_view reason) { host->fail(host, slice_of(reason)); });
    return done ? MAELSTROM_OK : MAELSTROM_E_FAILED;
  }

  // Runs `call` and catches all exceptions. If it throws, reports the reason and returns false.
  template <class Call, class Report>
  static bool caught(Call&& call, Report&& report) noexcept {
    try {
      call();
      return true;
    } catch (const std::exception& e) {
      report(e.what());
    } catch (...) {
      report("an exception not derived from std::exception");
    }
    return false;
  }
};

namespace detail {

template <class W, std::size_t kCount>
constexpr maelstrom_plugin describe(const char* name, const char* version, const char* summary,
                                    const char* const (&types)[kCount]) {
  using F = PluginFunctions<W>;
  return {sizeof(maelstrom_plugin),
          MAELSTROM_ABI_MINOR,
          0,
          kCount,
          name,
          version,
          summary,
          types,
          F::create,
          F::start,
          F::message,
          F::stop,
          F::destroy};
}

}  // namespace detail
}  // namespace maelstrom

// Exports the class CLASS, which derives from maelstrom::Workload and is constructible from a maelstrom::Host, as the
// plugin of this library: its name in lower case, its version, a summary of one line, and every type of message that it
// handles. Use it once, outside any namespace.
#define MAELSTROM_PLUGIN(CLASS, NAME, VERSION, SUMMARY, ...)                                                          \
  extern "C" MAELSTROM_EXPORT const maelstrom_plugin* MAELSTROM_ENTRY(void) {                                         \
    static constexpr const char* kTypes[] = {__VA_ARGS__};                                                            \
    static constexpr maelstrom_plugin kPlugin = ::maelstrom::detail::describe<CLASS>(NAME, VERSION, SUMMARY, kTypes); \
    ::maelstrom::PluginFunctions<CLASS>::types = kTypes;                                                              \
    return &kPlugin;                                                                                                  \
  }                                                                                                                   \
  static_assert(true, "a semicolon may follow")
