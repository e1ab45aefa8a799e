// A plugin with the C interface whose functions are set by the test.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <maelstrom/abi.h>

namespace maelstrom::tests {

inline maelstrom_slice slice(std::string_view text) {
  return {text.data(), text.size()};
}
inline std::string text_of(maelstrom_slice slice) {
  return std::string(slice.data == nullptr ? "" : slice.data, slice.size);
}

class ScriptedPlugin {
 public:
  // The plugin's functions; a function that is not set does nothing and succeeds.
  std::function<bool()> on_create;
  std::function<maelstrom_status()> on_start;
  std::function<maelstrom_status(const maelstrom_message&)> on_message;
  std::function<void()> on_stop;
  std::function<void()> on_destroy;

  // The host's table, from create on.
  const maelstrom_host* host = nullptr;

  // The functions that the host has called, in order.
  std::vector<std::string> calls;

  // The plugin's descriptor, for the next node that this thread creates.
  const maelstrom_plugin& descriptor() {
    made_next() = this;
    static constexpr const char* kTypes[] = {"ask", "say \"hi\""};
    static constexpr maelstrom_plugin kDescriptor = {sizeof(maelstrom_plugin),
                                                     MAELSTROM_ABI_MINOR,
                                                     0,
                                                     2,
                                                     "scripted",
                                                     "1.2.3",
                                                     "A test's",
                                                     kTypes,
                                                     create,
                                                     start,
                                                     message,
                                                     stop,
                                                     destroy};
    return kDescriptor;
  }

  maelstrom_status send(std::string_view dest, std::string_view body) const {
    return host->send(host, slice(dest), slice(body));
  }
  maelstrom_status reply(maelstrom_request request, std::string_view body) const {
    return host->reply(host, request, slice(body));
  }
  maelstrom_status reply_error(maelstrom_request request, std::int32_t code, std::string_view text) const {
    return host->reply_error(host, request, code, slice(text));
  }
  std::string last_error() const { return text_of(host->last_error(host)); }

 private:
  static ScriptedPlugin*& made_next() {
    static thread_local ScriptedPlugin* plugin = nullptr;
    return plugin;
  }
  static ScriptedPlugin& self(void* instance) { return *static_cast<ScriptedPlugin*>(instance); }

  static void* create(const maelstrom_host* host) {
    ScriptedPlugin* const plugin = made_next();
    plugin->host = host;
    plugin->calls.emplace_back("create");
    return !plugin->on_create || plugin->on_create() ? plugin : nullptr;
  }
  static maelstrom_status start(void* instance) {
    self(instance).calls.emplace_back("start");
    return self(instance).on_start ? self(instance).on_start() : MAELSTROM_OK;
  }
  static maelstrom_status message(void* instance, const maelstrom_message* message) {
    self(instance).calls.emplace_back("message");
    return self(instance).on_message ? self(instance).on_message(*message) : MAELSTROM_OK;
  }
  static void stop(void* instance) {
    self(instance).calls.emplace_back("stop");
    if (self(instance).on_stop) {
      self(instance).on_stop();
    }
  }
  static void destroy(void* instance) {
    self(instance).calls.emplace_back("destroy");
    if (self(instance).on_destroy) {
      self(instance).on_destroy();
    }
  }
};

}  // namespace maelstrom::tests
