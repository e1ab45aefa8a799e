// The common base of Request and Reply: a body with a type, and the sender. [loop]
#pragma once

#include <maelstrom/language.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include <maelstrom/abi.h>
#include <maelstrom/document.hpp>
#include <maelstrom/error.hpp>
#include <maelstrom/host.hpp>
#include <maelstrom/json.hpp>
#include <maelstrom/json_writer.hpp>
#include <maelstrom/slice.hpp>

namespace maelstrom {

// Views into it are valid as long as the message: a Request of a plain handler is valid until the handler returns; a
// Request of a coroutine, a kept Request and a Reply own their bytes.
class Message {
 public:
  // The body's type.
  std::string_view type() const { return text_of(view_->type); }

  // The sender: a node, a client or a service.
  std::string_view src() const { return text_of(view_->src); }

  // The exact bytes of the body, a JSON object.
  std::string_view raw_body() const { return text_of(view_->body); }

  // The body as a document of nlohmann/json, parsed on the first call; see Document for access. Throws Error if
  // nlohmann/json cannot hold it: a number beyond a double such as 1e400, or more than kMostNesting levels. An integer
  // beyond 64 bits becomes a double; `field` keeps its digits.
  //
  //   const std::string name = request.body()["user"]["name"];
  const Document& body() const {
    if (!body_) {
      parse_body();
    }
    return body_->whole;
  }

  // The exact bytes of the body's member `name`, not parsed; of duplicates, the last. nullopt if it is missing.
  std::optional<RawJson> find_field(std::string_view name) const {
    if (copy_) {  // raw_field reads only the message that is being delivered
      return find_member({raw_body()}, name);
    }
    maelstrom_slice value = {};
    const maelstrom_status status = host_.table()->raw_field(host_.table(), slice_of(name), &value);
    if (status == MAELSTROM_E_ABSENT) {
      return std::nullopt;
    }
    host_.check(status);
    return RawJson{text_of(value)};
  }

  // The same for a required member: throws an Error that names it if it is missing.
  RawJson field(std::string_view name) const {
    const auto found = find_field(name);
    if (!found) {
      throw Error(malformed(), what_it_is() + " needs the field " + std::string(name));
    }
    return *found;
  }

  // The body's member `name` as a T; see JsonAs for the types. If it is missing or not a T, throws an Error with its
  // name and the expected type: kMalformedRequest for a request, kCrash for a reply, which is not our client's mistake.
  // A missing std::optional is nullopt.
  //
  //   const auto delta = request.get<std::int64_t>("delta");
  template <class T>
  T get(std::string_view name) const {
    if constexpr (detail::IsOptional<T>::value) {
      if (!find_field(name)) {
        return std::nullopt;
      }
    }
    const std::string_view json = field(name).text;
    std::optional<T> value = JsonAs<T>::decode(json);
    if (!value) {
      throw Error(malformed(), "the field " + std::string(name) + " of " + what_it_is() + " must be " +
                                   JsonAs<T>::expected() + ", not " + detail::json_excerpt(json));
    }
    return *std::move(value);
  }

 protected:
  // The cause of a wrong field: the sender's mistake in a request; in a reply, not a mistake of our client.
  enum class Kind { kRequest, kReply };

  // Borrows `message` from the host.
  Message(Host host, const maelstrom_message& message, Kind kind) : host_(host), view_(&message), kind_(kind) {}

  // Copies all borrowed bytes.
  struct Copied {};
  Message(Host host, const maelstrom_message& message, Kind kind, Copied /*copied*/)
      : host_(host), copy_(std::make_unique<const Copy>(message)), view_(&copy_->view), kind_(kind) {}

  ~Message() = default;
  Message(Message&&) = default;
  Message& operator=(Message&&) = default;
  Message(const Message&) = delete;
  Message& operator=(const Message&) = delete;

  // The host that the message came from.
  const Host& host() const { return host_; }
  // The message as defined in abi.h.
  const maelstrom_message& view() const { return *view_; }

  // For the text of an error.
  std::string what_it_is() const { return origin().text(); }

 private:
  struct Copy {
    explicit Copy(const maelstrom_message& message) : view(message) {
      bytes.reserve(message.src.size + message.dest.size + message.type.size + message.body.size);
      for (maelstrom_slice* const slice : {&view.src, &view.dest, &view.type, &view.body}) {
        const std::string_view text = text_of(*slice);
        slice->data = bytes.data() + bytes.size();  // its future place; no reallocation moves it
        bytes += text;
      }
    }
    Copy(const Copy&) = delete;
    Copy& operator=(const Copy&) = delete;

    maelstrom_message view;
    std::string bytes;
  };

  detail::Origin origin() const { return {kind_ == Kind::kRequest, type(), src()}; }
  ErrorCode malformed() const { return origin().malformed(); }

  void parse_body() const {
    if (detail::nests_too_deep(raw_body())) {
      throw Error(malformed(), what_it_is() + " nests deeper than " + std::to_string(kMostNesting) +
                                   " levels of arrays and objects");
    }
    try {
      body_ = std::make_unique<const detail::DocumentRoot>(nlohmann::json::parse(raw_body()), origin());
    } catch (const nlohmann::json::exception& e) {
      throw Error(malformed(), e.what());
    }
  }

  Host host_;
  std::unique_ptr<const Copy> copy_;  // null: borrowed
  const maelstrom_message* view_;
  Kind kind_;
  mutable std::unique_ptr<const detail::DocumentRoot> body_;
};

}  // namespace maelstrom
