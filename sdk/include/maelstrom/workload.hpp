// The C++ way to write a plugin: a class with a handler for each type of message, and one macro that exports it.
//
//   #include <maelstrom/workload.hpp>
//
//   class Echo : public maelstrom::Workload {
//    public:
//     explicit Echo(maelstrom::Host host) : Workload(host) {
//       on("echo", [](maelstrom::Request& request) { request.reply("echo_ok", {{"echo", request.field("echo")}}); });
//     }
//   };
//   MAELSTROM_PLUGIN(Echo, "echo", "1.0.0", "Answers with what was said", "echo");
//
// Thread rule: everything is called on the node's loop thread. Keep all state in the class: one process may run many
// instances.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <maelstrom/abi.h>
#include <maelstrom/error.hpp>
#include <maelstrom/host.hpp>
#include <maelstrom/request.hpp>
#include <maelstrom/short_text.hpp>
#include <maelstrom/slice.hpp>

namespace maelstrom {

class Workload {
 public:
  using Handler = std::function<void(Request&)>;

  // host: what the constructor of the derived class got. A constructor that throws refuses to run: what() tells the
  // user why.
  explicit Workload(Host host) : host_(host) {}
  virtual ~Workload() = default;
  Workload(const Workload&) = delete;
  Workload& operator=(const Workload&) = delete;

 protected:
  // Handles messages of `type`. If the handler throws Error, that is the reply; another exception becomes error 13,
  // crash. A handler may answer or not. Call it in the constructor.
  void on(std::string type, Handler handler) { handlers_.emplace_back(std::move(type), std::move(handler)); }

  // The value of --set name=value, or nullopt. Call it in the constructor for every option there is: one that the user
  // gave and nobody asked for is refused, so that a misspelt name is noticed. Valid as long as the instance.
  std::optional<std::string_view> option(std::string_view name) {
    known_options_.emplace(name);
    maelstrom_slice value = {};
    const maelstrom_status status = host_.table()->option(host_.table(), slice_of(name), &value);
    if (status == MAELSTROM_E_ABSENT) {
      return std::nullopt;
    }
    host_.check(status);
    return text_of(value);
  }

  Host host() const { return host_; }

  // The node knows its id and its peers now. No message has come yet; what is sent goes out when one has.
  virtual void on_start() {}

  // The node ends in an orderly way, which under Maelstrom it never does.
  virtual void on_stop() {}

 private:
  template <class W>
  friend struct PluginFunctions;

  void handle(const maelstrom_message& message) {
    Request request(host_, message, scratch_);
    const auto found = std::find_if(handlers_.begin(), handlers_.end(), [&request](const auto& row) {
      return detail::same_text(row.first, request.type());
    });
    if (found == handlers_.end()) {
      throw Error(ErrorCode::kNotSupported, "no handler for messages of type " + std::string(request.type()));
    }
    try {
      found->second(request);
    } catch (const Error& error) {
      request.reply_error(error.code(), error.what());
    }
  }

  // Throws if the constructor left a contradiction: between the types it handles and those that the plugin declares, or
  // between the options it knows and those that were given.
  void check_complete(std::span<const char* const> types) const {
    for (const auto& [type, handler] : handlers_) {
      if (std::find(types.begin(), types.end(), type) == types.end()) {
        throw std::logic_error("it handles messages of type " + type + " but MAELSTROM_PLUGIN does not list that type");
      }
    }
    for (const std::string_view type : types) {
      const auto handles = [type](const auto& row) { return row.first == type; };
      if (std::none_of(handlers_.begin(), handlers_.end(), handles)) {
        throw std::logic_error("MAELSTROM_PLUGIN lists messages of type " + std::string(type) +
                               " but it has no handler for them");
      }
    }
    maelstrom_slice name = {};
    maelstrom_slice value = {};
    for (std::size_t i = 0; host_.table()->option_at(host_.table(), i, &name, &value) == MAELSTROM_OK; ++i) {
      if (!known_options_.contains(text_of(name))) {
        std::string known;
        for (const std::string& option : known_options_) {
          known += (known.empty() ? "" : ", ") + option;
        }
        throw std::invalid_argument("it has no option " + std::string(text_of(name)) +
                                    (known.empty() ? ", nor any other" : "; its options: " + known));
      }
    }
  }

  Host host_;
  std::vector<std::pair<std::string, Handler>> handlers_;
  std::set<std::string, std::less<>> known_options_;
  JsonWriter scratch_;
};

// The functions of the descriptor for the workload W: nothing that W throws gets out of them.
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
    return guarded(instance, [](Workload& workload) { workload.on_start(); });
  }

  static maelstrom_status message(void* instance, const maelstrom_message* message) noexcept {
    return guarded(instance, [message](Workload& workload) { workload.handle(*message); });
  }

  static void stop(void* instance) noexcept {
    auto& workload = *static_cast<Workload*>(instance);
    caught([&workload] { workload.on_stop(); },
           [&workload](std::string_view reason) {
             workload.host_.log(LogLevel::kError, "on_stop failed: " + std::string(reason));
           });
  }

  static void destroy(void* instance) noexcept { delete static_cast<Workload*>(instance); }

 private:
  // Calls call(workload); an exception becomes the reason of a failure.
  template <class Call>
  static maelstrom_status guarded(void* instance, Call&& call) noexcept {
    auto& workload = *static_cast<Workload*>(instance);
    const maelstrom_host* const host = workload.host_.table();
    const bool done =
        caught([&] { call(workload); }, [host](std::string_view reason) { host->fail(host, slice_of(reason)); });
    return done ? MAELSTROM_OK : MAELSTROM_E_FAILED;
  }

  // Runs `call` and lets nothing out of it. If it throws, reports the reason and returns false.
  template <class Call, class Report>
  static bool caught(Call&& call, Report&& report) noexcept {
    try {
      call();
      return true;
    } catch (const std::exception& e) {
      report(e.what());
    } catch (...) {
      report("an exception that is no std::exception");
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
// plugin of this library: its name in lower case, its version, a line of summary, and every type of message that it
// handles. Use it once, outside of any namespace.
#define MAELSTROM_PLUGIN(CLASS, NAME, VERSION, SUMMARY, ...)                                                          \
  extern "C" MAELSTROM_EXPORT const maelstrom_plugin* MAELSTROM_ENTRY(void) {                                         \
    static constexpr const char* kTypes[] = {__VA_ARGS__};                                                            \
    static constexpr maelstrom_plugin kPlugin = ::maelstrom::detail::describe<CLASS>(NAME, VERSION, SUMMARY, kTypes); \
    ::maelstrom::PluginFunctions<CLASS>::types = kTypes;                                                              \
    return &kPlugin;                                                                                                  \
  }                                                                                                                   \
  static_assert(true, "a semicolon may follow")
