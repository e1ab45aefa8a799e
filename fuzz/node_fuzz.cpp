// A complete node run, with a plugin that is controlled by the messages. The input is a sequence of steps, each on a
// line: "+" and digits advances time by this many milliseconds, "-" and digits makes the next line this much older, and
// every other line is input for the node.
//
// For any input: each output line is a complete envelope from this node to an existing receiver; a request is answered
// at most once; every accepted rpc, timer and post completes exactly once, and never inside the call that created it;
// and at the end the node still answers.

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <maelstrom/slice.hpp>

#include "fake_platform.hpp"
#include "host/node/node.hpp"
#include "protocol/envelope.hpp"
#include "reference.hpp"
#include "require.hpp"

namespace {

using maelstrom::slice_of;
using maelstrom::text_of;
using maelstrom::fuzz::reference;
using maelstrom::fuzz::require;
using nlohmann::json;
namespace host = maelstrom::host;

// The actions that a message orders: a letter for each action, in the field "do", with operands in other fields.
struct Orders {
  std::string letters;
  std::string to = "n2";
  std::string say = R"({"type":"word"})";
  std::int64_t wait_ms = 1;
};

class Plugin {
 public:
  // Calls that were accepted and have not completed yet.
  std::size_t outstanding = 0;

  static const maelstrom_plugin& descriptor() {
    static constexpr const char* kTypes[] = {"do", "echo", "generate", "broadcast", "txn", "read"};
    static constexpr maelstrom_plugin kPlugin = {sizeof(maelstrom_plugin),
                                                 MAELSTROM_ABI_MINOR,
                                                 0,
                                                 std::size(kTypes),
                                                 "fuzzed",
                                                 "1",
                                                 "Does what it is told",
                                                 kTypes,
                                                 create,
                                                 start,
                                                 message,
                                                 stop,
                                                 destroy};
    return kPlugin;
  }

  static Plugin* current;  // at most one exists

 private:
  // The argument of a callback.
  struct Pending {
    Plugin* plugin;
    std::string letters;  // the actions of the callback
    bool accepted = false;
    bool completed = false;
    bool cancelled = false;  // a cancelled timer
  };

  static void* create(const maelstrom_host* host) {
    current->host_ = host;
    return current;
  }
  static maelstrom_status start(void* instance) {
    return static_cast<Plugin*>(instance)->carry_out({"stq", "n3"}, nullptr);
  }
  static maelstrom_status message(void* instance, const maelstrom_message* message) {
    auto& self = *static_cast<Plugin*>(instance);
    self.kept_.push_back(message->request);
    return self.carry_out(self.read_orders(), message);
  }
  static void stop(void* instance) { static_cast<Plugin*>(instance)->carry_out({"srtqp"}, nullptr); }
  static void destroy(void* /*instance*/) {}

  std::string field(std::string_view name) const {
    maelstrom_slice value = {};
    return host_->raw_field(host_, slice_of(name), &value) == MAELSTROM_OK ? std::string(text_of(value)) : "";
  }

  Orders read_orders() const {
    Orders orders;
    orders.letters = field("do");
    if (const json to = json::parse(field("to"), nullptr, false); to.is_string()) {
      orders.to = to.get<std::string>();
    }
    if (const std::string say = field("say"); !say.empty()) {
      orders.say = say;
    }
    orders.wait_ms = host::parse_integer(field("wait")).value_or(1);
    if (orders.letters.empty()) {
      orders.letters = "r";
    }
    return orders;
  }

  maelstrom_status carry_out(const Orders& orders, const maelstrom_message* message) {
    constexpr std::size_t kMost = 64;
    for (const char letter : orders.letters.substr(0, kMost)) {
      require(!inside_, "no callback runs inside a call of the table", orders.letters);
      inside_ = true;
      const maelstrom_status status = ask(letter, orders, message);
      inside_ = false;
      require(status <= 0 && (status == 0 || host_->last_error(host_).size != 0), "a failure has a reason",
              orders.letters);
      if (letter == 'f') {
        host_->fail(host_, slice_of("told to fail"));
        return MAELSTROM_E_FAILED;
      }
      if (letter == 'x') {
        throw std::runtime_error("told to throw");
      }
    }
    return MAELSTROM_OK;
  }

  maelstrom_status ask(char letter, const Orders& orders, const maelstrom_message* message) {
    const std::int64_t wait_ns = orders.wait_ms > INT64_MAX / 1'000'000 ? INT64_MAX : orders.wait_ms * 1'000'000;
    const maelstrom_request request = message != nullptr ? message->request : 0;
    switch (letter) {
      case 'r':
        return host_->reply(host_, request, slice_of(orders.say));
      case 'R':  // the oldest
        return host_->reply(host_, kept_.empty() ? 1 : kept_.front(), slice_of(orders.say));
      case 'k':
        kept_.erase(kept_.begin(), kept_.begin() + (kept_.empty() ? 0 : 1));
        return MAELSTROM_OK;
      case 'e':
        return host_->reply_error(host_, request, static_cast<std::int32_t>(orders.wait_ms), slice_of(orders.say));
      case 's':
        return host_->send(host_, slice_of(orders.to), slice_of(orders.say));
      case 'q':
        return rpc(orders, wait_ns);
      case 'c':
        return host_->cancel_rpc(host_, last_rpc_);
      case 't':
        return after(orders, wait_ns);
      case 'u':
        return cancel();
      case 'p':
        return post(orders);
      case 'l':
        host_->log(host_, MAELSTROM_LOG_WARN, slice_of(orders.say));
        return MAELSTROM_OK;
      default:
        return MAELSTROM_OK;
    }
  }

  Pending& pending(const Orders& orders) {
    const std::size_t half = orders.letters.size() / 2;  // so that it ends
    return *pending_.emplace_back(new Pending{this, orders.letters.substr(0, half)});
  }
  maelstrom_status note(Pending& call, maelstrom_status status) {
    call.accepted = status == MAELSTROM_OK;
    outstanding += call.accepted ? 1 : 0;
    return status;
  }
  static void complete(Pending& call, const maelstrom_message* reply) {
    require(call.accepted && !call.completed && !call.cancelled, "what was accepted completes once", call.letters);
    call.completed = true;
    --call.plugin->outstanding;
    call.plugin->carry_out({call.letters}, reply);
  }
  static void run(void* user) { complete(*static_cast<Pending*>(user), nullptr); }

  maelstrom_status rpc(const Orders& orders, std::int64_t timeout_ns) {
    Pending& call = pending(orders);
    const auto completed = [](void* user, maelstrom_status status, const maelstrom_message* reply) {
      require((status == MAELSTROM_OK) == (reply != nullptr), "a reply comes with success", "");
      complete(*static_cast<Pending*>(user), reply);
    };
    return note(call,
                host_->rpc(host_, slice_of(orders.to), slice_of(orders.say), timeout_ns, completed, &call, &last_rpc_));
  }
  maelstrom_status after(const Orders& orders, std::int64_t delay_ns) {
    Pending& call = pending(orders);
    const maelstrom_status status = note(call, host_->after(host_, delay_ns, run, &call, &last_timer_));
    if (status == MAELSTROM_OK) {
      timers_[last_timer_] = &call;
    }
    return status;
  }
  maelstrom_status cancel() {
    const maelstrom_status status = host_->cancel(host_, last_timer_);
    if (status == MAELSTROM_OK) {
      timers_.at(last_timer_)->cancelled = true;
      --outstanding;
    }
    return status;
  }
  maelstrom_status post(const Orders& orders) {
    Pending& call = pending(orders);
    const maelstrom_status status = note(call, host_->post(host_, run, &call));
    return status == MAELSTROM_E_STATE ? MAELSTROM_OK : status;  // [any-thread], so no last_error
  }

 public:
  // Timers that are still waiting: a node that has ended does not run them.
  std::size_t waiting_timers() const {
    std::size_t count = 0;
    for (const auto& [timer, call] : timers_) {
      count += !call->completed && !call->cancelled ? 1 : 0;
    }
    return count;
  }

 private:
  const maelstrom_host* host_ = nullptr;
  bool inside_ = false;  // inside a call of the table
  std::vector<maelstrom_request> kept_;
  std::vector<std::unique_ptr<Pending>> pending_;
  std::map<maelstrom_timer, Pending*> timers_;
  maelstrom_rpc last_rpc_ = 0;
  maelstrom_timer last_timer_ = 0;
};

Plugin* Plugin::current = nullptr;

// The node, and the receivers of its output.
class Life {
 public:
  Life() {
    Plugin::current = &plugin_;
    platform_.level = MAELSTROM_LOG_DEBUG;
    node_ = std::make_unique<host::Node>(Plugin::descriptor(), platform_, host::NodeOptions{});
  }

  void step(std::string_view text) {
    if (text.starts_with('+') || text.starts_with('-')) {
      std::uint32_t ms = 0;
      std::from_chars(text.data() + 1, text.data() + text.size(), ms);
      constexpr std::int64_t kMillisecond = 1'000'000;
      if (text.front() == '-') {
        age_ns_ = ms * kMillisecond;
        return;
      }
      platform_.now += ms * kMillisecond;
      node_->advance();
    } else {
      note_asked(text);
      node_->receive(text, platform_.now - std::exchange(age_ns_, 0));
    }
    listen();
  }

  // Checks that the node still answers.
  void end() {
    step(R"({"src":"c9","dest":"n1","body":{"type":"init","msg_id":7,"node_id":"n1","node_ids":["n1","n2"]}})");
    const std::uint64_t sent = node_->counters().sent;
    const std::string ping = R"({"src":"c9","dest":"n1","body":{"type":"do","msg_id":8,"do":"r"}})";
    step(ping);
    require(node_->counters().sent == sent + 1, "the node still answers", ping);
    node_->stop();
    listen();
    node_.reset();
    require(plugin_.outstanding == plugin_.waiting_timers(), "all that was accepted has completed", "");
  }

 private:
  // Notes the existing receivers, and the requests that may be answered.
  void note_asked(std::string_view line) {
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) {
      return;
    }
    const bool is_message = reader_.read(line);
    const host::Envelope& envelope = reader_.envelope();
    if (envelope.src_json.empty()) {
      return;
    }
    std::string src = json::parse(envelope.src_json).get<std::string>();
    if (envelope.msg_id) {
      ++asked_[{src, *envelope.msg_id}];
    }
    if (!is_message) {
      return;
    }
    known_.insert(std::move(src));
    if (node_->id().empty() && envelope.type == "init") {
      const json body = reference(envelope.body).value();
      for (const json& id : body.value("node_ids", json::array())) {
        known_.insert(id.is_string() ? id.get<std::string>() : "");
      }
      const json id = body.value("node_id", json());
      known_.insert(id.is_string() ? id.get<std::string>() : "");
    }
  }

  void listen() {
    std::string_view bytes = node_->lines().bytes();
    while (!bytes.empty()) {
      const std::size_t end = bytes.find('\n');
      require(end != std::string_view::npos, "what goes out are whole lines", bytes);
      hear(bytes.substr(0, end));
      bytes.remove_prefix(end + 1);
    }
    node_->lines().clear();
  }

  void hear(std::string_view line) {
    host::EnvelopeReader reader;
    require(reader.read(line) && reader.envelope().closed && reference(line).has_value(), "it is an envelope", line);
    const host::Envelope& envelope = reader.envelope();
    const std::string dest(envelope.dest);
    require(node_->id().empty() || envelope.src == node_->id(), "it is in this node's name", line);
    if (envelope.in_reply_to) {
      const auto request = asked_.find({dest, *envelope.in_reply_to});
      require(request != asked_.end() && request->second-- > 0, "it was asked for, and not answered yet", line);
    } else {
      require(known_.contains(dest), "its destination exists", line);
    }
  }

  maelstrom::tests::FakePlatform platform_;
  Plugin plugin_;
  std::unique_ptr<host::Node> node_;
  host::EnvelopeReader reader_;
  std::set<std::string> known_ = {"lin-kv", "seq-kv", "lww-kv", "lin-tso"};
  std::map<std::pair<std::string, std::int64_t>, int> asked_;
  std::int64_t age_ns_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Life life;
  for (std::size_t begin = 0; begin < size;) {
    const std::size_t end = std::min(text.find('\n', begin), size);
    life.step(text.substr(begin, end - begin));
    begin = end + 1;
  }
  life.end();
  return 0;
}
