#include "host/node/host_table.hpp"

#include <cstddef>
#include <span>
#include <string_view>

#include <maelstrom/slice.hpp>

#include "host/node/node.hpp"

namespace maelstrom::host {
namespace {

bool valid(maelstrom_slice slice) {
  return slice.data != nullptr || slice.size == 0;
}

}  // namespace

// The functions of the table. A friend of Node, so that no other code can reach the plugin's interface of a node. They
// are noexcept, because the caller is a plugin: a failed allocation ends the process.
struct HostFunctions {
  static Node& node_of(const maelstrom_host* host) noexcept { return *static_cast<Node*>(host->context); }

  // Runs `call` on the node if this is its loop thread and the arguments are valid.
  template <class Call>
  static maelstrom_status checked(const maelstrom_host* host, bool arguments_valid, Call&& call) noexcept {
    Node& node = node_of(host);
    if (!node.on_loop_thread()) {
      return node.refuse_wrong_thread();
    }
    return checked_anywhere(host, arguments_valid, call);
  }

  // The same on any thread.
  template <class Call>
  static maelstrom_status checked_anywhere(const maelstrom_host* host, bool arguments_valid, Call&& call) noexcept {
    Node& node = node_of(host);
    return arguments_valid ? call(node) : node.failure(MAELSTROM_E_INVALID, "an argument is a null pointer");
  }

  static maelstrom_slice node_id(const maelstrom_host* host) noexcept {
    const Node& node = node_of(host);
    return node.on_loop_thread() ? slice_of(node.members_.id()) : maelstrom_slice{};
  }

  static std::size_t node_count(const maelstrom_host* host) noexcept {
    const Node& node = node_of(host);
    return node.on_loop_thread() ? node.members_.nodes().size() : 0;
  }

  static maelstrom_slice node_at(const maelstrom_host* host, std::size_t index) noexcept {
    const Node& node = node_of(host);
    const bool there = node.on_loop_thread() && index < node.members_.nodes().size();
    return there ? slice_of(node.members_.nodes()[index]) : maelstrom_slice{};
  }

  static maelstrom_status send(const maelstrom_host* host, maelstrom_slice dest, maelstrom_slice body) noexcept {
    return checked(host, valid(dest) && valid(body),
                   [&](Node& node) { return node.send(text_of(dest), text_of(body)); });
  }

  static maelstrom_status reply(const maelstrom_host* host, maelstrom_request request, maelstrom_slice body) noexcept {
    return checked(host, valid(body), [&](Node& node) { return node.reply(request, text_of(body)); });
  }

  static maelstrom_status reply_error(const maelstrom_host* host, maelstrom_request request, std::int32_t code,
                                      maelstrom_slice text) noexcept {
    return checked(host, valid(text), [&](Node& node) { return node.reply_error(request, code, text_of(text)); });
  }

  static maelstrom_status rpc(const maelstrom_host* host, maelstrom_slice dest, maelstrom_slice body,
                              std::int64_t timeout_ns, maelstrom_rpc_callback callback, void* user,
                              maelstrom_rpc* rpc) noexcept {
    return checked(host, valid(dest) && valid(body) && callback != nullptr,
                   [&](Node& node) { return node.rpc(text_of(dest), text_of(body), timeout_ns, callback, user, rpc); });
  }

  static maelstrom_status cancel_rpc(const maelstrom_host* host, maelstrom_rpc rpc) noexcept {
    return checked(host, true, [&](Node& node) { return node.cancel_rpc(rpc); });
  }

  static maelstrom_status raw_field(const maelstrom_host* host, maelstrom_slice name, maelstrom_slice* value) noexcept {
    return checked(host, valid(name) && value != nullptr, [&](Node& node) {
      std::string_view found;
      const maelstrom_status status = node.raw_field(text_of(name), found);
      if (status == MAELSTROM_OK) {
        *value = slice_of(found);
      }
      return status;
    });
  }

  static maelstrom_status after(const maelstrom_host* host, std::int64_t delay_ns, maelstrom_callback callback,
                                void* user, maelstrom_timer* timer) noexcept {
    return checked(host, callback != nullptr, [&](Node& node) { return node.after(delay_ns, callback, user, timer); });
  }

  static maelstrom_status cancel(const maelstrom_host* host, maelstrom_timer timer) noexcept {
    return checked(host, true, [&](Node& node) { return node.cancel(timer); });
  }

  static std::int64_t monotonic_clock(const maelstrom_host* host) noexcept {
    return node_of(host).platform_.monotonic_ns();
  }

  static std::int64_t wall_clock(const maelstrom_host* host) noexcept {
    return node_of(host).platform_.wall_clock_ns();
  }

  static maelstrom_status random_bytes(const maelstrom_host* host, void* bytes, std::size_t size) noexcept {
    return checked_anywhere(host, bytes != nullptr || size == 0, [&](Node& node) {
      return node.random_bytes(std::span(static_cast<std::byte*>(bytes), size));
    });
  }

  static maelstrom_status option(const maelstrom_host* host, maelstrom_slice name, maelstrom_slice* value) noexcept {
    return checked(host, valid(name) && value != nullptr, [&](Node& node) {
      const auto& options = node.options_.plugin_options;
      const auto found = options.find(text_of(name));
      if (found == options.end()) {
        return node.failure(MAELSTROM_E_ABSENT, "unknown option " + std::string(text_of(name)));
      }
      *value = slice_of(found->second);
      return maelstrom_status{MAELSTROM_OK};
    });
  }

  static maelstrom_status option_at(const maelstrom_host* host, std::size_t index, maelstrom_slice* name,
                                    maelstrom_slice* value) noexcept {
    return checked(host, name != nullptr && value != nullptr, [&](Node& node) {
      const auto& options = node.options_.plugin_options;
      if (index >= options.size()) {
        return node.failure(MAELSTROM_E_ABSENT, "there are no more options");
      }
      const auto found = std::next(options.begin(), static_cast<std::ptrdiff_t>(index));
      *name = slice_of(found->first);
      *value = slice_of(found->second);
      return maelstrom_status{MAELSTROM_OK};
    });
  }

  static maelstrom_log_level log_level(const maelstrom_host* host) noexcept {
    return node_of(host).platform_.log_level();
  }

  static void log(const maelstrom_host* host, maelstrom_log_level level, maelstrom_slice text) noexcept {
    if (valid(text)) {
      node_of(host).plugin_log(level, text_of(text));
    }
  }

  static maelstrom_status post(const maelstrom_host* host, maelstrom_callback callback, void* user) noexcept {
    return checked_anywhere(host, callback != nullptr, [&](Node& node) { return node.post(callback, user); });
  }

  static void fail(const maelstrom_host* host, maelstrom_slice reason) noexcept {
    checked(host, valid(reason), [&](Node& node) {
      node.plugin_.set_failure(text_of(reason));
      return maelstrom_status{MAELSTROM_OK};
    });
  }

  static maelstrom_slice last_error(const maelstrom_host* host) noexcept {
    return slice_of(node_of(host).last_error_.text());
  }

  // No extensions exist yet.
  static const void* extension(const maelstrom_host* /*host*/, const char* /*id*/) noexcept { return nullptr; }
};

maelstrom_host make_host_table(Node& node) {
  using F = HostFunctions;
  maelstrom_host table = {};
  table.struct_size = sizeof table;
  table.abi_minor = MAELSTROM_ABI_MINOR;
  table.name = kHostName;
  table.version = kHostVersion;
  table.context = &node;
  table.node_id = F::node_id;
  table.node_count = F::node_count;
  table.node_at = F::node_at;
  table.send = F::send;
  table.reply = F::reply;
  table.reply_error = F::reply_error;
  table.rpc = F::rpc;
  table.cancel_rpc = F::cancel_rpc;
  table.raw_field = F::raw_field;
  table.after = F::after;
  table.cancel = F::cancel;
  table.monotonic_clock = F::monotonic_clock;
  table.wall_clock = F::wall_clock;
  table.random_bytes = F::random_bytes;
  table.option = F::option;
  table.option_at = F::option_at;
  table.log_level = F::log_level;
  table.log = F::log;
  table.post = F::post;
  table.fail = F::fail;
  table.last_error = F::last_error;
  table.extension = F::extension;
  return table;
}

}  // namespace maelstrom::host
