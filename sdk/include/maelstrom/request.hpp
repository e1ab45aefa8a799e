// A message that a handler is to deal with. [loop]
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include <nlohmann/json.hpp>

#include <maelstrom/abi.h>
#include <maelstrom/error.hpp>
#include <maelstrom/host.hpp>
#include <maelstrom/json.hpp>
#include <maelstrom/json_writer.hpp>
#include <maelstrom/message.hpp>
#include <maelstrom/slice.hpp>

namespace maelstrom {

// One member of a reply: {"id", 7}, {"key", "k"}, {"echo", RawJson{bytes}}. Text is borrowed until the reply has been
// sent.
struct Member {
  // n: the name; what follows: the value, text as a JSON string.
  template <std::convertible_to<std::string_view> Text>
  Member(std::string_view n, const Text& text) : name(n), value(std::string_view(text)) {}
  Member(std::string_view n, RawJson json) : name(n), value(json) {}
  Member(std::string_view n, std::nullptr_t) : name(n), value(nullptr) {}
  Member(std::string_view n, std::same_as<bool> auto flag) : name(n), value(flag) {}
  template <detail::Integer Number>
  Member(std::string_view n, Number number) : name(n) {
    if constexpr (std::signed_integral<Number>) {
      value = std::int64_t{number};
    } else {
      value = std::uint64_t{number};
    }
  }
  Member(std::string_view n, std::floating_point auto number) : name(n), value(static_cast<double>(number)) {}

  std::string_view name;  // borrowed
  // One of what JSON has, text borrowed.
  std::variant<std::nullptr_t, bool, std::int64_t, std::uint64_t, double, std::string_view, RawJson> value;
};

namespace detail {

// Writes the body of a message. Returns it; valid until the writer is used again.
inline std::string_view write_body(JsonWriter& writer, std::string_view type, std::initializer_list<Member> members) {
  writer.clear();
  writer.begin_object().member("type", type);
  for (const Member& member : members) {
    std::visit([&](const auto& value) { writer.member(member.name, value); }, member.value);
  }
  return writer.end_object().text();
}

}  // namespace detail

// What a plain handler gets is there until the handler returns, and borrows the message's bytes; `keep` makes one that
// stays. What a coroutine gets is a kept one, for as long as it runs.
class Request : public Message {
 public:
  // scratch: a writer that `reply` may use; it is the workload's.
  Request(Host host, const maelstrom_message& message, JsonWriter& scratch)
      : Message(host, message, Kind::kRequest), scratch_(scratch) {}
  Request(const Request&) = delete;
  Request& operator=(const Request&) = delete;

  // nullopt if the sender gave none: it does not wait for a reply then.
  std::optional<std::int64_t> msg_id() const {
    return (view().flags & MAELSTROM_HAS_MSG_ID) != 0 ? std::optional(view().msg_id) : std::nullopt;
  }

  // What the host knows this message by: valid for its table's `reply` also after the handler has returned.
  maelstrom_request handle() const { return view().request; }

  // The same request with bytes of its own, to be read and answered later, up to the host's reply deadline. The handler
  // returns without an answer then; should it throw, that is the answer.
  //
  //   waiting_.push_back(request.keep());
  std::shared_ptr<Request> keep() const { return std::shared_ptr<Request>(new Request(*this, Copied())); }

  // Whether this object has answered: a kept one does not know what the one that it was made from has done.
  bool answered() const { return answered_; }

  // Each `reply` answers the request, once: the first way from a type and members, the second from a document, the
  // third from JSON text. The host adds in_reply_to. Returns whether the reply goes out: false if the request is older
  // than the host's reply deadline, so that its client has given up; the log has the reason. A request without msg_id
  // is answered without in_reply_to, though nobody waits; later, by a kept request, it cannot be answered any more:
  // false, and the log has the reason. (To say something to such a sender, Node::send.) Throws Refused if the reply
  // breaks the contract: not JSON, no type, a second reply.
  bool reply(std::string_view type, std::initializer_list<Member> members = {}) {
    return reply_text(detail::write_body(scratch_, type, members));
  }
  bool reply(const std::same_as<nlohmann::json> auto& body) { return reply_text(body.dump()); }
  bool reply(const JsonWriter& body) { return reply_text(body.text()); }
  bool reply(const std::same_as<JsonText> auto& body) { return reply_text(body.text()); }

  // Answers with an error. Throwing Error from the handler does the same.
  bool reply_error(ErrorCode code, std::string_view text) {
    if (!msg_id()) {
      log_nobody_waits("error " + std::to_string(static_cast<std::int32_t>(code)) + ", " + std::string(text) + ",");
      return false;
    }
    return went_out(
        host().table()->reply_error(host().table(), handle(), static_cast<std::int32_t>(code), slice_of(text)));
  }

 private:
  Request(const Request& other, Copied copied)
      : Message(other.host(), other.view(), Kind::kRequest, copied), scratch_(other.scratch_), kept_(true) {}

  bool reply_text(std::string_view body) {
    if (kept_ && !msg_id()) {
      log_nobody_waits("a reply");
      return false;
    }
    return went_out(host().table()->reply(host().table(), handle(), slice_of(body)));
  }
  bool went_out(maelstrom_status status) {
    if (status == MAELSTROM_E_EXPIRED) {
      return false;
    }
    host().check(status);
    answered_ = true;
    return true;
  }
  void log_nobody_waits(const std::string& answer) const {
    host().log(LogLevel::kWarn, answer + " to " + std::string(src()) + " was not sent: " + what_it_is() +
                                    " without a msg_id can have no reply later");
  }

  JsonWriter& scratch_;
  bool kept_ = false;
  bool answered_ = false;
};

}  // namespace maelstrom
