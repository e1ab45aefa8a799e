// One instance of a plugin: calls it, and catches its exceptions. [loop]
#pragma once

#include <cstddef>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <maelstrom/abi.h>
#include <maelstrom/short_text.hpp>

#include "host/node/activity.hpp"
#include "host/node/posts.hpp"

namespace maelstrom::host {

class PluginInstance {
 public:
  // Both are borrowed. No instance exists until `create`. activity: a record of the current call; nullptr: none.
  PluginInstance(const maelstrom_plugin& plugin, Activity* activity)
      : plugin_(plugin),
        types_(plugin.message_types, plugin.message_types + plugin.message_type_count),
        activity_(activity != nullptr ? *activity : own_activity_) {}
  PluginInstance(const PluginInstance&) = delete;
  PluginInstance& operator=(const PluginInstance&) = delete;

  const char* name() const { return plugin_.name; }
  const char* version() const { return plugin_.version; }

  // The index of a type in the plugin's message_types, or nullopt.
  std::optional<std::size_t> find_type(std::string_view type) const {
    for (std::size_t i = 0; i < types_.size(); ++i) {
      if (detail::same_text(types_[i], type)) {
        return i;
      }
    }
    return std::nullopt;
  }

  // Each calls the function of this name. Returns whether it succeeded; if not, `failure` is the reason.
  bool create(const maelstrom_host& table) {
    return call(PluginCall::kCreate, 0, [&] {
      instance_ = plugin_.create(&table);
      return instance_ != nullptr ? MAELSTROM_OK : MAELSTROM_E_FAILED;
    });
  }
  bool start() {
    return call(PluginCall::kStart, 0, [this] { return plugin_.start(instance_); });
  }
  bool message(const maelstrom_message& message, std::size_t type) {
    return call(PluginCall::kMessage, type, [&] { return plugin_.message(instance_, &message); });
  }
  bool stop() {
    return call(PluginCall::kStop, 0, [this] { return done([this] { plugin_.stop(instance_); }); });
  }
  bool destroy() {
    return call(PluginCall::kDestroy, 0, [this] { return done([this] { plugin_.destroy(instance_); }); });
  }

  // Runs a callback: of a timer or a post, according to `which`; or the completion of an rpc.
  bool run(PluginCall which, Callback callback) {
    return call(which, 0, [callback] { return done([callback] { callback.function(callback.user); }); });
  }
  bool complete(maelstrom_rpc_callback callback, void* user, maelstrom_status status, const maelstrom_message* reply) {
    return call(PluginCall::kCompletion, 0, [=] { return done([=] { callback(user, status, reply); }); });
  }

  // Sets the plugin's reason for the coming failure of its current call.
  void set_failure(std::string_view reason) { failure_ = reason; }

  // The reason why the last call failed; empty if it succeeded.
  const std::string& failure() const { return failure_; }

 private:
  template <class Call>
  static maelstrom_status done(Call&& call) {
    call();
    return MAELSTROM_OK;
  }

  template <class Call>
  bool call(PluginCall which, std::size_t type, Call&& call) {
    failure_.clear();
    activity_.begin(which, type);
    maelstrom_status status = MAELSTROM_E_FAILED;
    try {
      status = call();
    } catch (const std::exception& e) {
      failure_ = e.what();
    } catch (...) {
      failure_ = "an exception not derived from std::exception";
    }
    activity_.end();
    if (status == MAELSTROM_OK) {
      return true;
    }
    give_reason(status);
    return false;
  }

  void give_reason(maelstrom_status status);

  const maelstrom_plugin& plugin_;
  const std::vector<std::string_view> types_;
  void* instance_ = nullptr;
  Activity own_activity_;
  Activity& activity_;
  std::string failure_;
};

}  // namespace maelstrom::host
