// A handler reads a message's body and replies with it: the input is the body. `field` must find every member that
// nlohmann/json finds, with its value, and a reply must return it byte for byte.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <maelstrom/workload.hpp>

#include "reference.hpp"
#include "require.hpp"
#include "workload_node.hpp"

namespace {

using maelstrom::fuzz::reference;
using maelstrom::fuzz::require;
using nlohmann::json;

bool sees_a_message = false;  // whether the handler was called in this run

class Looks : public maelstrom::Workload {
 public:
  explicit Looks(maelstrom::Host host) : Workload(host) {
    on("look", [](maelstrom::Request& request) {
      sees_a_message = true;
      look(request);
    });
  }

 private:
  static void look(maelstrom::Request& request) {
    const std::string_view text = request.raw_body();
    const json document = reference(text).value();
    compare_body(request, document);
    std::string absent = "absent";
    maelstrom::JsonWriter reply;
    reply.begin_object().member("type", "seen");
    for (const auto& [name, value] : document.items()) {
      const maelstrom::RawJson field = request.field(name);
      require(reference(field.text) == value, "a field has its value", text);
      require(text.find(field.text) != std::string_view::npos, "a field's bytes are the body's", text);
      if (name != "type" && name != "msg_id" && name != "in_reply_to") {
        reply.member(name, field);
      }
      absent += name;
    }
    require(!request.find_field(absent), "there is no field that is not there", text);
    request.reply(reply.end_object());
  }

  static void compare_body(maelstrom::Request& request, const json& document) {
    const json parsed = json::parse(request.raw_body(), nullptr, false);
    if (!parsed.is_discarded()) {
      require(request.body() == document, "the body is the document", request.raw_body());
      return;
    }
    try {
      request.body();
      require(false, "a body that nlohmann/json cannot hold is refused", request.raw_body());
    } catch (const maelstrom::Error& error) {
      require(error.code() == maelstrom::ErrorCode::kMalformedRequest, "as malformed", request.raw_body());
    }
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static constexpr const char* kTypes[] = {"look"};
  std::string body(reinterpret_cast<const char*>(data), size);
  std::replace(body.begin(), body.end(), '\n', ' ');  // the body is part of a line
  std::replace(body.begin(), body.end(), '\r', ' ');  // also in the answer
  const auto document = reference(body);
  if (!document) {
    return 0;  // envelope_fuzz covers invalid lines
  }
  maelstrom::tests::WorkloadNode<Looks> node(kTypes);
  sees_a_message = false;
  node.node().receive(R"({"src":"c1","dest":"n1","body":)" + body + "}", node.platform.now);
  const std::string_view said = node.node().lines().bytes();
  if (!sees_a_message) {
    return 0;
  }
  require(node.node().counters().failures == 0 && node.node().counters().refused == 0, "nothing fails", body);
  require(said.ends_with('\n') && said.find('\n') == said.size() - 1, "one line is the answer", said);
  json answer = reference(said).value()["body"];
  require(answer["type"] == "seen", "it is the handler's", said);
  require(answer.contains("in_reply_to") == (document->contains("msg_id") && !document->at("msg_id").is_null()),
          "it names the request if that has an id", said);
  for (const auto& [name, value] : document->items()) {
    const bool sent_back = name != "type" && name != "msg_id" && name != "in_reply_to";
    require(!sent_back || answer[name] == value, "every field comes back", said);
  }
  return 0;
}
