#include "plugin_check/probe.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <exception>
#include <type_traits>
#include <utility>

#include <maelstrom/slice.hpp>

#include "plugin_check/process_state.hpp"
#include "protocol/json_text.hpp"

namespace maelstrom::conformance::check {
namespace {

using Moment = std::chrono::steady_clock::time_point;

constexpr std::size_t kKeptBody = 400;
constexpr std::size_t kNewerTail = 64;  // bytes added in a newer host's table

// The probe whose plugin a node is about to create: create has no argument that identifies it.
thread_local Probe* creating = nullptr;

}  // namespace

std::string_view attempt_name(Attempt::Kind kind) {
  switch (kind) {
    case Attempt::Kind::kReply:
      return "reply";
    case Attempt::Kind::kReplyError:
      return "reply_error";
    case Attempt::Kind::kSend:
      return "send";
    default:
      return "rpc";
  }
}

// ---- Called by the plugin ----

struct ProbeHost {
  static Probe& probe_of(const maelstrom_host* host) { return *static_cast<Probe*>(host->context); }

  // Records a call of `function` and forwards it by `call`; returns `gone` after destroy.
  template <class Result, class Call>
  static Result forward(const maelstrom_host* host, const char* function, bool loop_only, Result gone,
                        Call&& call) noexcept {
    Probe& probe = probe_of(host);
    const std::shared_lock lock(probe.alive_mutex_);
    if (!probe.note_call(function, loop_only)) {
      return gone;
    }
    const Result result = call(probe, probe.real_);
    if (probe.on_loop()) {
      probe.error_->end_borrow();
    }
    if constexpr (std::is_same_v<Result, maelstrom_status>) {
      if (result == MAELSTROM_E_INVALID) {
        const bool told = probe.on_loop();
        probe.note_invalid(function, told ? std::string(text_of(probe.real_->last_error(probe.real_))) : "");
      }
    }
    return result;
  }

  static maelstrom_slice node_id(const maelstrom_host* host) noexcept {
    return forward(host, "node_id", true, maelstrom_slice{}, [](Probe& probe, const maelstrom_host* real) {
      return probe.named_for_plugin(real->node_id(real));
    });
  }

  static std::size_t node_count(const maelstrom_host* host) noexcept {
    return forward(host, "node_count", true, std::size_t{0},
                   [](Probe&, const maelstrom_host* real) { return real->node_count(real); });
  }

  static maelstrom_slice node_at(const maelstrom_host* host, std::size_t index) noexcept {
    return forward(host, "node_at", true, maelstrom_slice{}, [&](Probe& probe, const maelstrom_host* real) {
      return probe.named_for_plugin(real->node_at(real, index));
    });
  }

  static maelstrom_status send(const maelstrom_host* host, maelstrom_slice dest, maelstrom_slice body) noexcept {
    return forward(host, "send", true, MAELSTROM_E_STATE + 0, [&](Probe& probe, const maelstrom_host* real) {
      probe.note_slices("send", {dest, body});
      const maelstrom_status status = real->send(real, probe.named_for_host(dest), body);
      return probe.note_attempt(Attempt::Kind::kSend, dest, body, status);
    });
  }

  static maelstrom_status reply(const maelstrom_host* host, maelstrom_request request, maelstrom_slice body) noexcept {
    return forward(host, "reply", true, MAELSTROM_E_STATE + 0, [&](Probe& probe, const maelstrom_host* real) {
      probe.note_slices("reply", {body});
      return probe.note_attempt(Attempt::Kind::kReply, {}, body, real->reply(real, request, body));
    });
  }

  static maelstrom_status reply_error(const maelstrom_host* host, maelstrom_request request, std::int32_t code,
                                      maelstrom_slice text) noexcept {
    return forward(host, "reply_error", true, MAELSTROM_E_STATE + 0, [&](Probe& probe, const maelstrom_host* real) {
      probe.note_slices("reply_error", {text});
      return probe.note_attempt(Attempt::Kind::kReplyError, {}, text, real->reply_error(real, request, code, text));
    });
  }

  static maelstrom_status rpc(const maelstrom_host* host, maelstrom_slice dest, maelstrom_slice body,
                              std::int64_t timeout_ns, maelstrom_rpc_callback callback, void* user,
                              maelstrom_rpc* rpc) noexcept {
    return forward(host, "rpc", true, MAELSTROM_E_STATE + 0, [&](Probe& probe, const maelstrom_host* real) {
      probe.note_slices("rpc", {dest, body});
      Probe::Callback* const kept = probe.keep(nullptr, callback, user, "the completion of an rpc");
      const maelstrom_status status = real->rpc(real, probe.named_for_host(dest), body, timeout_ns,
                                                callback == nullptr ? nullptr : completed, kept, rpc);
      if (status != MAELSTROM_OK) {
        probe.forget(kept);
      }
      return probe.note_attempt(Attempt::Kind::kRpc, dest, body, status);
    });
  }

  static maelstrom_status cancel_rpc(const maelstrom_host* host, maelstrom_rpc rpc) noexcept {
    return forward(host, "cancel_rpc", true, MAELSTROM_E_STATE + 0,
                   [&](Probe&, const maelstrom_host* real) { return real->cancel_rpc(real, rpc); });
  }

  static maelstrom_status raw_field(const maelstrom_host* host, maelstrom_slice name, maelstrom_slice* value) noexcept {
    return forward(host, "raw_field", true, MAELSTROM_E_STATE + 0, [&](Probe& probe, const maelstrom_host* real) {
      probe.note_slices("raw_field", {name});
      const maelstrom_status status = real->raw_field(real, name, value);
      if (status == MAELSTROM_OK) {
        *value = probe.borrowed_->lend(*value);
      }
      if (probe.options_.on_field && probe.on_loop()) {
        probe.options_.on_field(probe.current_type_, text_of(name));
      }
      return status;
    });
  }

  static maelstrom_status after(const maelstrom_host* host, std::int64_t delay_ns, maelstrom_callback callback,
                                void* user, maelstrom_timer* timer) noexcept {
    return forward(host, "after", true, MAELSTROM_E_STATE + 0, [&](Probe& probe, const maelstrom_host* real) {
      Probe::Callback* const kept = probe.keep(callback, nullptr, user, "a timer");
      const maelstrom_status status =
          real->after(real, delay_ns, callback == nullptr ? nullptr : called_back, kept, timer);
      if (status != MAELSTROM_OK) {
        probe.forget(kept);
      }
      return status;
    });
  }

  static maelstrom_status cancel(const maelstrom_host* host, maelstrom_timer timer) noexcept {
    return forward(host, "cancel", true, MAELSTROM_E_STATE + 0,
                   [&](Probe&, const maelstrom_host* real) { return real->cancel(real, timer); });
  }

  static std::int64_t monotonic_clock(const maelstrom_host* host) noexcept {
    return forward(host, "monotonic_clock", false, std::int64_t{0},
                   [](Probe&, const maelstrom_host* real) { return real->monotonic_clock(real); });
  }

  static std::int64_t wall_clock(const maelstrom_host* host) noexcept {
    return forward(host, "wall_clock", false, std::int64_t{0},
                   [](Probe&, const maelstrom_host* real) { return real->wall_clock(real); });
  }

  static maelstrom_status random_bytes(const maelstrom_host* host, void* bytes, std::size_t size) noexcept {
    return forward(host, "random_bytes", false, MAELSTROM_E_RESOURCE + 0,
                   [&](Probe& probe, const maelstrom_host* real) {
                     if (bytes == nullptr && size != 0) {
                       probe.note_invalid("random_bytes", "the buffer is a null pointer");
                     }
                     const maelstrom_status status = real->random_bytes(real, bytes, size);
                     if (status != MAELSTROM_OK) {
                       const std::lock_guard lock(probe.mutex_);
                       probe.record_.was_refused_randomness = true;
                     }
                     return status;
                   });
  }

  static maelstrom_status option(const maelstrom_host* host, maelstrom_slice name, maelstrom_slice* value) noexcept {
    return forward(host, "option", true, MAELSTROM_E_STATE + 0, [&](Probe& probe, const maelstrom_host* real) {
      probe.note_slices("option", {name});
      {
        const std::lock_guard lock(probe.mutex_);
        probe.record_.options_read.emplace(text_of(name));
      }
      return real->option(real, name, value);
    });
  }

  static maelstrom_status option_at(const maelstrom_host* host, std::size_t index, maelstrom_slice* name,
                                    maelstrom_slice* value) noexcept {
    return forward(host, "option_at", true, MAELSTROM_E_STATE + 0,
                   [&](Probe&, const maelstrom_host* real) { return real->option_at(real, index, name, value); });
  }

  static maelstrom_log_level log_level(const maelstrom_host* host) noexcept {
    // Requests all levels, so that the code that formats the text runs too.
    return forward(host, "log_level", false, MAELSTROM_LOG_TRACE + 0,
                   [](Probe&, const maelstrom_host*) { return MAELSTROM_LOG_TRACE + 0; });
  }

  static void log(const maelstrom_host* host, maelstrom_log_level level, maelstrom_slice text) noexcept {
    forward(host, "log", false, 0, [&](Probe& probe, const maelstrom_host* real) {
      probe.note_slices("log", {text});
      real->log(real, level, text);
      return 0;
    });
  }

  static maelstrom_status post(const maelstrom_host* host, maelstrom_callback callback, void* user) noexcept {
    return forward(host, "post", false, MAELSTROM_E_STATE + 0, [&](Probe& probe, const maelstrom_host* real) {
      Probe::Callback* const kept = probe.keep(callback, nullptr, user, "a posted callback");
      const maelstrom_status status = real->post(real, callback == nullptr ? nullptr : called_back, kept);
      if (status != MAELSTROM_OK) {
        probe.forget(kept);
      }
      return status;
    });
  }

  static void fail(const maelstrom_host* host, maelstrom_slice reason) noexcept {
    forward(host, "fail", true, 0, [&](Probe& probe, const maelstrom_host* real) {
      probe.note_slices("fail", {reason});
      {
        const std::lock_guard lock(probe.mutex_);
        probe.record_.reason = text_of(reason);
      }
      real->fail(real, reason);
      return 0;
    });
  }

  static maelstrom_slice last_error(const maelstrom_host* host) noexcept {
    Probe& probe = probe_of(host);
    const maelstrom_slice text = forward(host, "last_error", false, maelstrom_slice{},
                                         [](Probe&, const maelstrom_host* real) { return real->last_error(real); });
    return probe.on_loop() && probe.error_ != nullptr ? probe.error_->lend(text) : text;
  }

  static const void* extension(const maelstrom_host* host, const char* id) noexcept {
    return forward(host, "extension", false, static_cast<const void*>(nullptr),
                   [&](Probe&, const maelstrom_host* real) { return real->extension(real, id); });
  }

  // Called by the node instead of the plugin's callbacks.
  static void called_back(void* user) {
    auto* const callback = static_cast<Probe::Callback*>(user);
    callback->probe->run_callback(callback);
  }
  static void completed(void* user, maelstrom_status status, const maelstrom_message* reply) {
    auto* const callback = static_cast<Probe::Callback*>(user);
    callback->probe->complete_rpc(callback, status, reply);
  }

  static maelstrom_host table(Probe& probe, const maelstrom_host& real) {
    maelstrom_host table = real;
    table.context = &probe;
    table.node_id = node_id;
    table.node_count = node_count;
    table.node_at = node_at;
    table.send = send;
    table.reply = reply;
    table.reply_error = reply_error;
    table.rpc = rpc;
    table.cancel_rpc = cancel_rpc;
    table.raw_field = raw_field;
    table.after = after;
    table.cancel = cancel;
    table.monotonic_clock = monotonic_clock;
    table.wall_clock = wall_clock;
    table.random_bytes = random_bytes;
    table.option = option;
    table.option_at = option_at;
    table.log_level = log_level;
    table.log = log;
    table.post = post;
    table.fail = fail;
    table.last_error = last_error;
    table.extension = extension;
    return table;
  }
};

bool Probe::note_call(const char* function, bool loop_only) {
  const std::lock_guard lock(mutex_);
  if (!alive_) {
    record_.late_calls.emplace_back(function);
    return false;
  }
  if (loop_only && !on_loop()) {
    record_.foreign_calls.emplace_back(function);
  } else if (loop_only && depth_ == 0) {
    record_.outside_calls.emplace_back(function);
  }
  return true;
}

void Probe::note_invalid(const char* function, const std::string& reason) {
  const std::lock_guard lock(mutex_);
  record_.invalid_calls.push_back(function + (reason.empty() ? "" : " (" + reason + ')'));
}

void Probe::note_slices(const char* function, std::initializer_list<maelstrom_slice> slices) {
  for (const maelstrom_slice slice : slices) {
    if (slice.data == nullptr && slice.size != 0) {
      note_invalid(function, "a slice is a null pointer with a size of " + std::to_string(slice.size));
    }
    if (options_.after_borrow == AfterBorrow::kOverwrite && looks_overwritten(text_of(slice))) {
      const std::lock_guard lock(mutex_);
      record_.kept_slices.emplace_back(function);
    }
  }
}

maelstrom_slice Probe::named_for_plugin(maelstrom_slice node) const {
  return options_.alias && text_of(node) == options_.alias->node ? slice_of(options_.alias->name) : node;
}

maelstrom_slice Probe::named_for_host(maelstrom_slice name) const {
  return options_.alias && text_of(name) == options_.alias->name ? slice_of(options_.alias->node) : name;
}

maelstrom_status Probe::note_attempt(Attempt::Kind kind, maelstrom_slice dest, maelstrom_slice body,
                                     maelstrom_status status) {
  if (!on_loop()) {
    return status;
  }
  Attempt attempt = {};
  attempt.kind = kind;
  attempt.dest = text_of(dest);
  attempt.type = current_type_;
  attempt.body = text_of(body).substr(0, kKeptBody);
  attempt.status = status;
  if (status != MAELSTROM_OK) {
    attempt.refusal = text_of(real_->last_error(real_));
  }
  attempt.before_start = !started_;
  const std::lock_guard lock(mutex_);
  attempt.before_first_message = record_.messages == 0;
  record_.attempts.push_back(std::move(attempt));
  return status;
}

Probe::Callback* Probe::keep(maelstrom_callback function, maelstrom_rpc_callback rpc_function, void* user,
                             const char* what) {
  const std::lock_guard lock(mutex_);
  return &callbacks_.emplace_back(Callback{this, function, rpc_function, user, what});
}

void Probe::forget(Callback* callback) {
  const std::lock_guard lock(mutex_);
  callbacks_.remove_if([callback](const Callback& kept) { return &kept == callback; });
}

// ---- Called by the node ----

struct ProbePlugin {
  static Probe& probe_of(void* instance) { return *static_cast<Probe*>(instance); }

  static void* create(const maelstrom_host* host) { return creating->create(host); }
  static maelstrom_status start(void* instance) {
    Probe& probe = probe_of(instance);
    probe.started_ = true;
    return probe.run("start", [&probe] { return probe.plugin_.start(probe.instance_); });
  }
  static maelstrom_status message(void* instance, const maelstrom_message* message) {
    return probe_of(instance).message(*message);
  }
  static void stop(void* instance) {
    Probe& probe = probe_of(instance);
    probe.run("stop", [&probe] {
      probe.plugin_.stop(probe.instance_);
      return MAELSTROM_OK;
    });
  }
  static void destroy(void* instance) { probe_of(instance).destroy(); }
};

Probe::Probe(const maelstrom_plugin& plugin, ProbeOptions options)
    : plugin_(plugin),
      options_(std::move(options)),
      borrowed_(std::make_unique<BorrowedMemory>(options_.after_borrow)),
      error_(std::make_unique<BorrowedMemory>(options_.after_borrow)) {
  descriptor_ = plugin;
  descriptor_.struct_size = sizeof descriptor_;
  descriptor_.create = ProbePlugin::create;
  descriptor_.start = ProbePlugin::start;
  descriptor_.message = ProbePlugin::message;
  descriptor_.stop = ProbePlugin::stop;
  descriptor_.destroy = ProbePlugin::destroy;
}

std::list<std::unique_ptr<Probe>>& Probe::all() {
  static std::list<std::unique_ptr<Probe>>& all = *new std::list<std::unique_ptr<Probe>>;
  return all;
}

Probe& Probe::make(const maelstrom_plugin& plugin, ProbeOptions options) {
  return *all().emplace_back(new Probe(plugin, std::move(options)));
}

std::unique_ptr<host::Node> Probe::make_node(host::Platform& platform, host::NodeOptions options) {
  creating = this;
  return std::make_unique<host::Node>(descriptor_, platform, std::move(options));
}

Record Probe::record() const {
  const std::lock_guard lock(mutex_);
  return record_;
}

Probe::Mark Probe::mark() const {
  const std::lock_guard lock(mutex_);
  return {record_.attempts.size(), record_.invalid_calls.size(), record_.foreign_calls.size(),
          record_.exceptions.size()};
}

std::vector<std::string> Probe::mistakes_since(const Mark& mark) const {
  const Record record = this->record();
  std::vector<std::string> mistakes;
  const auto add = [&mistakes](std::string mistake) {
    if (std::find(mistakes.begin(), mistakes.end(), mistake) == mistakes.end()) {
      mistakes.push_back(std::move(mistake));
    }
  };
  for (std::size_t i = mark.attempts; i < record.attempts.size(); ++i) {
    const Attempt& attempt = record.attempts[i];
    if (attempt.status != MAELSTROM_OK && attempt.status != MAELSTROM_E_INVALID) {
      add("the host refuses " + std::string(attempt_name(attempt.kind)) + ' ' + excerpt(attempt.body, 120) + " (" +
          attempt.refusal + ')');
    }
  }
  for (std::size_t i = mark.invalid_calls; i < record.invalid_calls.size(); ++i) {
    add("it calls " + record.invalid_calls[i] + " with an invalid argument");
  }
  for (std::size_t i = mark.foreign_calls; i < record.foreign_calls.size(); ++i) {
    add("it calls " + record.foreign_calls[i] + " on its own thread, which the host refuses");
  }
  for (std::size_t i = mark.exceptions; i < record.exceptions.size(); ++i) {
    add("an exception leaves " + excerpt(record.exceptions[i], 200));
  }
  return mistakes;
}

// Runs `call`, which returns a status, as one call into the plugin.
template <class Call>
maelstrom_status Probe::run(std::string what, std::size_t message_bytes, Call&& call) {
  maelstrom_status status = MAELSTROM_E_FAILED;
  std::string exception;
  const auto now = [this] { return options_.times_calls ? std::chrono::steady_clock::now() : Moment(); };
  const auto waited = [this] { return options_.times_calls ? processor_wait_of_this_thread() : Moment::duration(); };
  ++depth_;
  const auto wait_before = waited();
  const auto begin = now();
  try {
    status = call();
  } catch (const std::exception& e) {
    exception = e.what();
  } catch (...) {
    exception = "an exception not derived from std::exception";
  }
  const std::chrono::nanoseconds time = now() - begin - (waited() - wait_before);
  --depth_;
  borrowed_->end_borrow();
  const std::lock_guard lock(mutex_);
  if (!exception.empty()) {
    record_.exceptions.push_back(what + ": " + exception);
  }
  if (options_.times_calls) {
    record_.calls.push_back({std::move(what), message_bytes, time.count()});
  }
  return status;
}

void* Probe::create(const maelstrom_host* host) {
  real_ = host;
  const std::size_t size = sizeof *host + (options_.newer_host ? kNewerTail : 0);
  table_memory_ = std::make_unique<char[]>(size);
  maelstrom_host table = ProbeHost::table(*this, *host);
  table.struct_size = static_cast<std::uint32_t>(size);
  table.abi_minor += options_.newer_host ? 1 : 0;
  std::memcpy(table_memory_.get(), &table, sizeof table);
  {
    const std::unique_lock lock(alive_mutex_);
    alive_ = true;
  }
  run("create", [this] {
    instance_ = plugin_.create(reinterpret_cast<const maelstrom_host*>(table_memory_.get()));
    return MAELSTROM_OK;
  });
  if (instance_ == nullptr) {
    const std::unique_lock lock(alive_mutex_);
    alive_ = false;
  }
  return instance_ == nullptr ? nullptr : this;
}

const maelstrom_message* Probe::lend(const maelstrom_message& message) {
  maelstrom_message copy = message;
  copy.src = borrowed_->lend(named_for_plugin(message.src));
  copy.dest = borrowed_->lend(named_for_plugin(message.dest));
  copy.type = borrowed_->lend(message.type);
  copy.body = borrowed_->lend(message.body);
  if (!options_.newer_host) {
    return static_cast<const maelstrom_message*>(borrowed_->lend(&copy, sizeof copy));
  }
  std::vector<char> longer(sizeof copy + kNewerTail);
  copy.struct_size = static_cast<std::uint32_t>(longer.size());
  std::memcpy(longer.data(), &copy, sizeof copy);
  return static_cast<const maelstrom_message*>(borrowed_->lend(longer.data(), longer.size()));
}

maelstrom_status Probe::message(const maelstrom_message& message) {
  {
    const std::lock_guard lock(mutex_);
    ++record_.messages;
  }
  current_type_ = text_of(message.type);
  const maelstrom_message* const lent = lend(message);
  const maelstrom_status status =
      run("the handler of " + current_type_, message.body.size, [&] { return plugin_.message(instance_, lent); });
  current_type_.clear();
  return status;
}

void Probe::run_callback(Callback* callback) {
  const Callback kept = *callback;
  forget(callback);
  run(kept.what, [&kept] {
    kept.function(kept.user);
    return MAELSTROM_OK;
  });
}

void Probe::complete_rpc(Callback* callback, maelstrom_status status, const maelstrom_message* reply) {
  const Callback kept = *callback;
  forget(callback);
  const maelstrom_message* const lent = reply == nullptr ? nullptr : lend(*reply);
  run(kept.what, [&] {
    kept.rpc_function(kept.user, status, lent);
    return MAELSTROM_OK;
  });
}

void Probe::destroy() {
  run("destroy", [this] {
    plugin_.destroy(instance_);
    return MAELSTROM_OK;
  });
  const std::unique_lock lock(alive_mutex_);
  alive_ = false;
  borrowed_.reset();
  error_.reset();
  const std::lock_guard record_lock(mutex_);
  callbacks_.clear();
}

}  // namespace maelstrom::conformance::check
