// A proxy between the host's node and the plugin: a plugin for the node, and a host for the plugin. It records every
// call and forwards it.
//
// Rules need it because a node does not report which calls a plugin made, on which thread, and when. Thread rule: that
// of abi.h for the plugin's side; everything else on the thread that called make_node.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <maelstrom/abi.h>

#include "host/node/node.hpp"
#include "plugin_check/borrowed_memory.hpp"

namespace maelstrom::conformance::check {

// A different name of a node, shown to the plugin.
struct Alias {
  std::string node;
  std::string name;
};

struct ProbeOptions {
  AfterBorrow after_borrow = AfterBorrow::kKeep;
  bool newer_host = false;  // the host seems to be one minor version ahead, its tables longer
  bool times_calls = false;
  std::optional<Alias> alias;
  // Called when a handler reads a field of a message of this type.
  std::function<void(std::string_view type, std::string_view field)> on_field;
};

// A message that the plugin tried to send.
struct Attempt {
  enum class Kind { kReply, kReplyError, kSend, kRpc };

  Kind kind;
  std::string dest;  // of a send and an rpc
  std::string type;  // of the message that was being handled, or empty
  std::string body;  // its beginning; for an error, the text
  maelstrom_status status = MAELSTROM_OK;
  std::string refusal;        // the host's reason, if it refused
  bool before_start = false;  // the node had not called start yet
  bool before_first_message = false;
};

std::string_view attempt_name(Attempt::Kind kind);

// The duration of one call into the plugin, in real time without the time that its thread waited for a processor.
struct CallTime {
  std::string what;
  std::size_t message_bytes;  // of the message that was handled, or 0
  std::int64_t ns;
};

// The records so far. Calls that break a rule are named by their function.
struct Record {
  std::vector<Attempt> attempts;
  std::vector<CallTime> calls;             // if they are timed
  std::vector<std::string> invalid_calls;  // "function (the host's reason)": an invalid argument
  std::vector<std::string> foreign_calls;  // [loop] functions, on another thread
  std::vector<std::string> outside_calls;  // [loop] functions, while this instance was not being called
  std::vector<std::string> late_calls;     // any, after destroy
  std::vector<std::string> exceptions;     // "message: what() text"
  std::vector<std::string> kept_slices;    // calls that passed memory whose borrow had ended
  std::set<std::string> options_read;
  bool was_refused_randomness = false;
  std::optional<std::string> reason;  // the last argument of `fail`
  std::size_t messages = 0;           // messages delivered to the plugin
};

class Probe {
 public:
  // A probe exists until the process ends, or until forget_all, so that a late call of the plugin is recorded instead
  // of a crash. `plugin` must outlive it.
  static Probe& make(const maelstrom_plugin& plugin, ProbeOptions options);

  // Frees all probes. REQUIRES: the nodes are destroyed.
  static void forget_all() { all().clear(); }

  // Creates the node of this plugin; once. Throws host::CreateFailed.
  std::unique_ptr<host::Node> make_node(host::Platform& platform, host::NodeOptions options);

  // A copy.
  Record record() const;

  // A point in the plugin's run.
  struct Mark {
    std::size_t attempts = 0;
    std::size_t invalid_calls = 0;
    std::size_t foreign_calls = 0;
    std::size_t exceptions = 0;
  };
  Mark mark() const;

  // The host's refusals and other problems since then, as distinct phrases for the report.
  std::vector<std::string> mistakes_since(const Mark& mark) const;

 private:
  friend struct ProbeHost;
  friend struct ProbePlugin;

  struct Callback {
    Probe* probe;
    maelstrom_callback function;
    maelstrom_rpc_callback rpc_function;
    void* user;
    const char* what;
  };

  Probe(const maelstrom_plugin& plugin, ProbeOptions options);
  static std::list<std::unique_ptr<Probe>>& all();

  // --- calls into the plugin
  template <class Call>
  maelstrom_status run(std::string what, std::size_t message_bytes, Call&& call);
  template <class Call>
  maelstrom_status run(std::string what, Call&& call) {
    return run(std::move(what), 0, std::forward<Call>(call));
  }
  void* create(const maelstrom_host* host);
  maelstrom_status message(const maelstrom_message& message);
  void destroy();
  const maelstrom_message* lend(const maelstrom_message& message);
  void run_callback(Callback* callback);
  void complete_rpc(Callback* callback, maelstrom_status status, const maelstrom_message* reply);

  // --- calls of the plugin. False if the instance was destroyed, so the call cannot be forwarded.
  bool note_call(const char* function, bool loop_only);
  void note_invalid(const char* function, const std::string& reason);
  void note_slices(const char* function, std::initializer_list<maelstrom_slice> slices);
  maelstrom_slice named_for_plugin(maelstrom_slice node) const;
  maelstrom_slice named_for_host(maelstrom_slice name) const;
  bool on_loop() const { return std::this_thread::get_id() == loop_thread_; }
  maelstrom_status note_attempt(Attempt::Kind kind, maelstrom_slice dest, maelstrom_slice body,
                                maelstrom_status status);
  Callback* keep(maelstrom_callback function, maelstrom_rpc_callback rpc_function, void* user, const char* what);
  void forget(Callback* callback);

  const maelstrom_plugin& plugin_;
  const ProbeOptions options_;
  maelstrom_plugin descriptor_ = {};      // called by the node
  std::unique_ptr<char[]> table_memory_;  // of the table for the plugin; longer than the table for a newer host
  const maelstrom_host* real_ = nullptr;  // the node's
  void* instance_ = nullptr;              // the plugin's
  const std::thread::id loop_thread_ = std::this_thread::get_id();
  int depth_ = 0;                             // of calls into the plugin; loop thread only
  bool started_ = false;                      // loop thread only
  std::string current_type_;                  // of the message being handled; loop thread only
  std::unique_ptr<BorrowedMemory> borrowed_;  // until the call into the plugin returns; loop thread only
  std::unique_ptr<BorrowedMemory> error_;     // until the next call of the table has returned; loop thread only

  mutable std::shared_mutex alive_mutex_;  // held, shared, by every call of the plugin while it is forwarded
  bool alive_ = false;                     // guarded by alive_mutex_

  mutable std::mutex mutex_;
  Record record_;                  // guarded by mutex_
  std::list<Callback> callbacks_;  // guarded by mutex_; addresses are handed to the node
};

}  // namespace maelstrom::conformance::check
