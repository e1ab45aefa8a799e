// A message for a handler. [loop]
#pragma once

#include <maelstrom/language.hpp>

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <maelstrom/abi.h>
#include <maelstrom/body.hpp>
#include <maelstrom/error.hpp>
#include <maelstrom/host.hpp>
#include <maelstrom/json.hpp>
#include <maelstrom/json_writer.hpp>
#include <maelstrom/message.hpp>
#include <maelstrom/result.hpp>
#include <maelstrom/slice.hpp>

namespace maelstrom {

// A plain handler's request is valid until the handler returns, and borrows the message's bytes; `keep` makes a copy
// that stays valid. A coroutine gets a kept request, valid while it runs.
class Request : public Message {
 public:
  // scratch: a writer for `reply`, owned by the workload.
  Request(Host host, const maelstrom_message& message, JsonWriter& scratch)
      : Message(host, message, Kind::kRequest), scratch_(scratch) {}
  Request(const Request&) = delete;
  Request& operator=(const Request&) = delete;

  // nullopt if absent: the sender then does not wait for a reply.
  std::optional<std::int64_t> msg_id() const {
    return (view().flags & MAELSTROM_HAS_MSG_ID) != 0 ? std::optional(view().msg_id) : std::nullopt;
  }

  // The host's handle for this message: valid for the table's `reply` also after the handler has returned.
  maelstrom_request handle() const { return view().request; }

  // The same request with its own bytes, to be read and answered later, up to the host's reply deadline. The handler
  // then returns without an answer; if it throws, the exception is the answer.
  //
  //   waiting_.push_back(request.keep());
  std::shared_ptr<Request> keep() const { return std::shared_ptr<Request>(new Request(*this, Copied())); }

  // Whether this object has answered. A kept request does not include answers of the original.
  bool answered() const { return answered_; }

  // Each `reply` answers the request, once: from a type and members, from a type and alternating names and values, or
  // from a whole body (a document or JSON text). A value may have any type that JsonText::of accepts. The host adds
  // in_reply_to. Returns whether the reply is sent: false if the request is older than the host's reply deadline, so
  // its client has timed out; the reason is logged. A request without msg_id is answered without in_reply_to, although
  // no client waits; a kept request without msg_id cannot be answered: false, and the reason is logged. (Use Node::send
  // to send the sender a message.) Throws Refused if the reply breaks the contract: not JSON, no type, a second reply.
  //
  //   request.reply("read_ok", {{"messages", messages_}});   // a vector, a set, a map, an optional, ...
  //   request.reply("read_ok", "messages", messages_);       // the same; GCC 12 also compiles it with a co_await
  //   request.reply(RawJson{R"({"type":"read_ok"})"});
  bool reply(std::string_view type, std::initializer_list<Member> members = {}) {
    return reply_text(detail::write_body(scratch_, type, members));
  }
  template <detail::Text Name, class Value, class... Rest>
  bool reply(std::string_view type, const Name& name, const Value& value, const Rest&... rest) {
    return reply_text(detail::write_body(scratch_, type, name, value, rest...));
  }
  bool reply(const Body auto& body) {
    std::string buffer;
    return reply_text(detail::body_text(body, buffer));
  }

  // Describes the request, for a log line: "ask for msg_id 1 from c1".
  std::string label() const {
    return std::string(type()) + (msg_id() ? " for msg_id " + std::to_string(*msg_id()) : " for a message") + " from " +
           std::string(src());
  }

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
    host().check_sent(status);
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

namespace detail {

// Answers with an error where no caller can catch an exception; the host logs refusals. An unknown code becomes a
// crash, with the host's reason.
inline void reply_last_error(Host host, Request& request, ErrorCode code, std::string_view text) {
  try {
    request.reply_error(code, text);
  } catch (const Refused& refused) {
    if (!refused.logged()) {
      host.log(LogLevel::kError, "no error could be replied to " + request.label() + ": " + refused.what());
    }
    if (refused.status() == MAELSTROM_E_INVALID && code != ErrorCode::kCrash) {
      reply_last_error(host, request, ErrorCode::kCrash, refused.what());
    }
  }
}

}  // namespace detail

}  // namespace maelstrom
