// A message that a handler is to deal with. [loop], and only until the handler returns.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include <nlohmann/json.hpp>

#include <maelstrom/abi.h>
#include <maelstrom/error.hpp>
#include <maelstrom/host.hpp>
#include <maelstrom/json_writer.hpp>
#include <maelstrom/slice.hpp>

namespace maelstrom {

// One member of a reply: {"id", 7}, {"key", "k"}, {"echo", RawJson{bytes}}. Text is borrowed until the reply has been
// sent.
struct Member {
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

  std::string_view name;
  std::variant<std::nullptr_t, bool, std::int64_t, std::uint64_t, double, std::string_view, RawJson> value;
};

class Request {
 public:
  // scratch: a writer that `reply` may use; it is the workload's.
  Request(Host host, const maelstrom_message& message, JsonWriter& scratch)
      : host_(host), message_(message), scratch_(scratch) {}
  Request(const Request&) = delete;
  Request& operator=(const Request&) = delete;

  std::string_view type() const { return text_of(message_.type); }
  std::string_view src() const { return text_of(message_.src); }

  // nullopt if the sender gave none: it does not wait for a reply then.
  std::optional<std::int64_t> msg_id() const {
    return (message_.flags & MAELSTROM_HAS_MSG_ID) != 0 ? std::optional(message_.msg_id) : std::nullopt;
  }

  // What the host knows this message by: valid for its table's `reply` also after the handler has returned.
  maelstrom_request handle() const { return message_.request; }

  // The exact bytes of the body, a JSON object.
  std::string_view raw_body() const { return text_of(message_.body); }

  // The body as a document, parsed when first asked for. Throws Error(kMalformedRequest) if nlohmann/json cannot hold
  // it: a number beyond a double such as 1e400. An integer beyond 64 bits becomes a double; `field` has its digits.
  const nlohmann::json& body() {
    if (!body_) {
      try {
        body_ = nlohmann::json::parse(raw_body());
      } catch (const nlohmann::json::exception& e) {
        throw Error(ErrorCode::kMalformedRequest, e.what());
      }
    }
    return *body_;
  }

  // The exact bytes of the body's member `name`, not looked into; of two with one name, the last. nullopt if there is
  // none.
  std::optional<RawJson> find_field(std::string_view name) const {
    maelstrom_slice value = {};
    const maelstrom_status status = host_.table()->raw_field(host_.table(), slice_of(name), &value);
    if (status == MAELSTROM_E_ABSENT) {
      return std::nullopt;
    }
    host_.check(status);
    return RawJson{text_of(value)};
  }

  // The same for a member that must be there: throws Error(kMalformedRequest), which names it, if it is not.
  RawJson field(std::string_view name) const {
    const auto found = find_field(name);
    if (!found) {
      throw Error(ErrorCode::kMalformedRequest,
                  "a message of type " + std::string(type()) + " needs the field " + std::string(name));
    }
    return *found;
  }

  // Each `reply` answers the request, once: the first way from a type and members, the second from a document, the
  // third from JSON text. The host adds in_reply_to. Returns whether the reply goes out: false if the request is older
  // than the host's reply deadline, so that its client has given up. Throws Refused if the reply breaks the contract:
  // not JSON, no type, a second reply.
  bool reply(std::string_view type, std::initializer_list<Member> members = {}) {
    scratch_.clear();
    scratch_.begin_object().member("type", type);
    for (const Member& member : members) {
      std::visit([&](const auto& value) { scratch_.member(member.name, value); }, member.value);
    }
    return reply_text(scratch_.end_object().text());
  }
  bool reply(const std::same_as<nlohmann::json> auto& body) { return reply_text(body.dump()); }
  bool reply(const JsonWriter& body) { return reply_text(body.text()); }

  // Answers with an error. Throwing Error from the handler does the same.
  bool reply_error(ErrorCode code, std::string_view text) {
    return went_out(
        host_.table()->reply_error(host_.table(), message_.request, static_cast<std::int32_t>(code), slice_of(text)));
  }

 private:
  bool reply_text(std::string_view body) {
    return went_out(host_.table()->reply(host_.table(), message_.request, slice_of(body)));
  }
  bool went_out(maelstrom_status status) const {
    if (status == MAELSTROM_E_EXPIRED) {
      return false;
    }
    host_.check(status);
    return true;
  }

  Host host_;
  const maelstrom_message& message_;
  JsonWriter& scratch_;
  std::optional<nlohmann::json> body_;
};

}  // namespace maelstrom
