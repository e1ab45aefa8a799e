// Rules about what a plugin makes of messages, whatever its workload.
#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "conformance/canonical_json.hpp"
#include "conformance/json_text.hpp"
#include "outcome.hpp"
#include "rule.hpp"
#include "scenario.hpp"
#include "subject.hpp"

namespace maelstrom::conformance::check {
namespace {

constexpr std::string_view kTwelveOrTen = "error 12 (malformed-request) or 10 (not-supported)";

std::string json_of(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

std::string member(std::string_view name, std::string_view value) {
  return json_of(name) + ':' + std::string(value);
}

std::string request_text(std::string_view type, std::string_view members) {
  return excerpt(make_body(type, std::nullopt, members), 120);
}

// ---- answers-declared-types

void answers_declared_types(Subject& subject) {
  const auto node = subject.started();
  for (const TypeFacts& facts : subject.options().survey) {
    const Sent* const reply = node->ask("c1", facts.type, facts.members);
    if (reply == nullptr) {
      fail("a request of type " + facts.type + " is not answered",
           "a reply or an error to " + request_text(facts.type, facts.members), "no reply");
    }
  }
}

// ---- unknown-type

// Types that are the protocol's, and cannot be a request's.
bool is_reserved(std::string_view type) {
  static constexpr std::array<std::string_view, 4> kReserved = {"init", "init_ok", "error", "*"};
  return std::find(kReserved.begin(), kReserved.end(), type) != kReserved.end();
}

void unknown_type(Subject& subject) {
  const maelstrom_plugin& plugin = subject.plugin();
  for (std::uint32_t i = 0; i < plugin.message_type_count; ++i) {
    if (is_reserved(plugin.message_types[i])) {
      fail("it claims a type that is not for plugins", "types of requests",
           "message type " + excerpt(plugin.message_types[i]));
    }
  }
  const auto node = subject.started();
  for (const std::string_view type : {"no-such-type", "", "\xe2\x98\x83"}) {
    const Sent* const reply = node->ask("c1", type, "");
    if (reply == nullptr || reply->code() != MAELSTROM_ERROR_NOT_SUPPORTED) {
      fail("a message of an unknown type is claimed", "error 10 (not-supported) to " + request_text(type, ""),
           describe(reply));
    }
  }
}

// ---- missing-fields, null-fields, wrong-typed-fields

// Of a request one field: what the workload says of it, or nullptr, and what stands beside it.
struct FieldCase {
  const TypeFacts& facts;
  const std::string& name;
  const FieldShape* shape;
};

const FieldShape* shape_of(const RequestShape* request, std::string_view name) {
  if (request == nullptr) {
    return nullptr;
  }
  const auto found = std::find_if(request->fields.begin(), request->fields.end(),
                                  [name](const FieldShape& field) { return field.name == name; });
  return found == request->fields.end() ? nullptr : &*found;
}

// The members of the request, with the field's value replaced, or, if it is nullopt, without the field.
std::string replace_field(Subject& subject, const FieldCase& field, std::optional<std::string_view> value) {
  const auto body = nlohmann::ordered_json::parse('{' + field.facts.members + '}', nullptr, false);
  std::string members;
  for (const std::string& name : field.facts.fields) {
    const bool replaced = name == field.name;
    if (replaced && !value) {
      continue;
    }
    const FieldShape* const shape = shape_of(subject.shape(field.facts.type), name);
    const std::string example = shape != nullptr      ? std::string(shape->example)
                                : body.contains(name) ? body[name].dump()
                                                      : "1";
    members += (members.empty() ? "" : ",") + member(name, replaced ? *value : example);
  }
  return members;
}

// Calls each(case) for every field of every usable type; skips the rule if there is none.
void for_each_field(Subject& subject, const std::function<void(const FieldCase&)>& each) {
  bool any = false;
  for (const TypeFacts& facts : subject.usable_types()) {
    for (const std::string& name : facts.fields) {
      any = true;
      each({facts, name, shape_of(subject.shape(facts.type), name)});
    }
  }
  if (!any) {
    skip("no request has a field that is known");
  }
}

enum class Demand {
  kAccept,     // the request is right
  kRefuse,     // it is wrong: error 12 or 10
  kAnyAnswer,  // nobody knows: whatever is an answer, but not a failure of the plugin
};

// An error 13 that the host has made of an exception says so.
std::string exception_note(const DrivenNode& node) {
  const std::vector<std::string> exceptions = node.record().exceptions;
  return exceptions.empty() ? "" : " because an exception left " + excerpt(exceptions.back());
}

void expect_answer(DrivenNode& node, const std::string& type, const std::string& members, Demand demand,
                   const std::string& what) {
  const Sent* const reply = node.ask("c1", type, members);
  const std::string to = " to " + request_text(type, members);
  if (reply == nullptr) {
    fail(what + " meets silence", (demand == Demand::kAccept ? "a reply" : std::string(kTwelveOrTen)) + to, "no reply");
  }
  const std::int64_t code = reply->is_error() ? reply->code() : -1;
  const bool refused = code == MAELSTROM_ERROR_MALFORMED_REQUEST || code == MAELSTROM_ERROR_NOT_SUPPORTED;
  if (demand == Demand::kAccept && reply->is_error()) {
    fail(what + " is refused", "a reply of type " + type + "_ok" + to, describe(reply));
  }
  if (demand == Demand::kRefuse && !refused) {
    fail(what + " is not refused as it should be", std::string(kTwelveOrTen) + to,
         describe(reply) + exception_note(node));
  }
  if (demand == Demand::kAnyAnswer && code == MAELSTROM_ERROR_CRASH) {
    fail("the plugin fails on " + what, std::string(kTwelveOrTen) + ", or a reply that does without," + to,
         describe(reply) + exception_note(node));
  }
}

Demand demand_of(const FieldShape* shape) {
  return shape != nullptr && shape->kind != FieldKind::kAny ? Demand::kRefuse : Demand::kAnyAnswer;
}

void missing_fields(Subject& subject) {
  const auto node = subject.started();
  for_each_field(subject, [&](const FieldCase& field) {
    expect_answer(*node, field.facts.type, replace_field(subject, field, std::nullopt),
                  field.shape != nullptr ? Demand::kRefuse : Demand::kAnyAnswer,
                  "a request without the field " + field.name);
  });
}

void null_fields(Subject& subject) {
  const auto node = subject.started();
  for_each_field(subject, [&](const FieldCase& field) {
    const bool payload = field.shape != nullptr && field.shape->kind == FieldKind::kPayload;
    expect_answer(*node, field.facts.type, replace_field(subject, field, "null"),
                  payload ? Demand::kAccept : demand_of(field.shape),
                  "a request whose field " + field.name + " is null");
  });
}

bool is_of_kind(std::string_view value, FieldKind kind) {
  switch (kind) {
    case FieldKind::kInteger:
      return value == "7";
    case FieldKind::kArray:
      return value.front() == '[';
    case FieldKind::kObject:
      return value.front() == '{';
    default:
      return true;
  }
}

void wrong_typed_fields(Subject& subject) {
  static constexpr std::array<std::string_view, 8> kValues = {"7",    "1.5",    R"("text")",  "true",
                                                              "[[]]", R"([7])", R"({"x":1})", "{}"};
  const auto node = subject.started();
  bool any = false;
  for_each_field(subject, [&](const FieldCase& field) {
    for (const std::string_view value : kValues) {
      if (field.shape != nullptr && is_of_kind(value, field.shape->kind)) {
        continue;
      }
      any = true;
      expect_answer(*node, field.facts.type, replace_field(subject, field, value), demand_of(field.shape),
                    "a request whose field " + field.name + " is " + std::string(value));
    }
  });
  if (!any) {
    skip("every field may have every type");
  }
}

// ---- msg-id-absent, msg-id-extremes

void msg_id_absent(Subject& subject) {
  const auto node = subject.started();
  for (const TypeFacts& facts : subject.usable_types()) {
    const std::string body = make_body(facts.type, std::nullopt, facts.members);
    const std::uint64_t failures = node->node().counters().failures;
    node->deliver("c1", body);
    node->settle();
    if (node->node().counters().failures != failures) {
      fail("a message without msg_id makes it fail", "to be handled, although nobody waits for the reply: " + body,
           "its function returned a failure: " + node->record().reason.value_or("no reason"));
    }
    const Sent* const reply = node->ask("c1", facts.type, facts.members);
    if (reply == nullptr) {
      fail("after a message without msg_id it does not answer any more",
           "a reply to the next request of type " + facts.type, "no reply");
    }
  }
}

void msg_id_extremes(Subject& subject) {
  constexpr std::array<std::int64_t, 6> kIds = {
      0, INT64_MAX, (std::int64_t{1} << 53U) + 1, INT32_MAX, std::int64_t{1} << 32U, -1};
  const auto node = subject.started();
  for (const TypeFacts& facts : subject.usable_types()) {
    for (const std::int64_t id : kIds) {
      if (node->ask("c1", id, facts.type, facts.members) == nullptr) {
        fail("a request with msg_id " + std::to_string(id) + " is not answered",
             "a reply with in_reply_to " + std::to_string(id) + " to a request of type " + facts.type, "no reply");
      }
    }
  }
}

// ---- in-reply-to

struct Asked {
  std::string client;
  std::int64_t msg_id;
  std::string type;
};

// Many requests before the first reply, from clients that use the same msg_ids.
std::vector<Asked> ask_all_at_once(DrivenNode& node, const std::vector<TypeFacts>& types) {
  std::vector<Asked> asked;
  for (const TypeFacts& facts : types) {
    for (const char* const client : {"c1", "c2", "c3", "c4"}) {
      asked.push_back({client, node.next_msg_id(client), facts.type});
      node.request(client, asked.back().msg_id, facts.type, facts.members);
    }
  }
  node.settle();
  return asked;
}

void in_reply_to(Subject& subject) {
  const auto node = subject.started();
  const std::vector<Asked> asked = ask_all_at_once(*node, subject.usable_types());
  for (const Asked& request : asked) {
    const auto replies = std::count_if(node->sent().begin(), node->sent().end(), [&request](const Sent& sent) {
      return sent.dest == request.client && sent.in_reply_to == request.msg_id;
    });
    if (replies != 1) {
      fail("of several requests at a time, not each gets its reply",
           "one reply to " + request.client + "'s " + request.type + ", in_reply_to " + std::to_string(request.msg_id),
           replies == 0 ? "no reply" : std::to_string(replies) + " replies");
    }
  }
}

// ---- one-reply, replies-only-to-asker, valid-messages

// Right requests and wrong ones, from clients and from a peer.
Record exercise(Subject& subject, DrivenNode& node) {
  const std::vector<TypeFacts> types = subject.usable_types();
  play(node, scenario(types));
  for (const TypeFacts& facts : types) {
    node.ask("n2", facts.type, facts.members);
  }
  return node.record();
}

// Runs the exercise and returns the first thing that the plugin tried for which `matches` holds.
std::optional<Attempt> find_attempt(Subject& subject,
                                    const std::function<bool(const DrivenNode&, const Attempt&)>& matches) {
  const auto node = subject.started();
  const Record record = exercise(subject, *node);
  const auto found = std::find_if(record.attempts.begin(), record.attempts.end(),
                                  [&](const Attempt& attempt) { return matches(*node, attempt); });
  return found == record.attempts.end() ? std::nullopt : std::optional(*found);
}

std::string text_of(const Attempt& attempt) {
  return std::string(attempt_name(attempt.kind)) + (attempt.dest.empty() ? "" : " to " + excerpt(attempt.dest, 60)) +
         ": " + excerpt(attempt.body, 200);
}

void one_reply(Subject& subject) {
  const auto second = find_attempt(subject, [](const DrivenNode& /*node*/, const Attempt& attempt) {
    return attempt.status == MAELSTROM_E_ANSWERED;
  });
  if (second) {
    fail("it answers a request twice", "one reply to each request", "a second " + text_of(*second));
  }
}

void replies_only_to_asker(Subject& subject) {
  const auto unasked = find_attempt(subject, [](const DrivenNode& node, const Attempt& attempt) {
    return (attempt.kind == Attempt::Kind::kSend || attempt.kind == Attempt::Kind::kRpc) &&
           attempt.status == MAELSTROM_OK && node.is_client(attempt.dest);
  });
  if (unasked) {
    fail("it speaks to a client that has not asked", "to clients nothing but replies", text_of(*unasked));
  }
}

void valid_messages(Subject& subject) {
  const auto refused = find_attempt(subject, [](const DrivenNode& /*node*/, const Attempt& attempt) {
    return attempt.status == MAELSTROM_E_BODY || attempt.status == MAELSTROM_E_DESTINATION ||
           attempt.status == MAELSTROM_E_INVALID;
  });
  if (refused) {
    fail("the host has to refuse a message of it", "a JSON object with a type, to a node, a service or the asker",
         text_of(*refused) + " (" + refused->refusal + ")");
  }
}

// ---- closed-bodies

void expect_closed(const RequestShape& shape, const Sent& reply) {
  std::set<std::string_view> allowed = {"type", "in_reply_to"};
  allowed.insert(shape.reply_fields.begin(), shape.reply_fields.end());
  for (const auto& [name, value] : reply.fields) {
    if (!allowed.contains(name)) {
      fail("a reply has a field that its workload does not know", "the fields that Maelstrom's schema has",
           "the field " + excerpt(name, 60) + " in " + describe(&reply));
    }
  }
  for (const std::string_view name : shape.reply_fields) {
    if (!reply.field(name)) {
      fail("a reply lacks a field", "the field " + std::string(name), describe(&reply));
    }
  }
  if (reply.type != std::string(shape.type) + "_ok") {
    fail("a reply has the wrong type", std::string(shape.type) + "_ok", describe(&reply));
  }
}

void closed_bodies(Subject& subject) {
  const auto node = subject.started();
  for (const TypeFacts& facts : subject.usable_types()) {
    const Sent* const reply = node->ask("c1", facts.type, facts.members);
    if (reply == nullptr || reply->is_error()) {
      continue;
    }
    std::set<std::string_view> names;
    for (const auto& [name, value] : reply->fields) {
      if (!names.insert(name).second) {
        fail("a reply has a field twice", "each field once", describe(reply));
      }
    }
    if (const RequestShape* const shape = subject.shape(facts.type)) {
      expect_closed(*shape, *reply);
    }
  }
}

// ---- unicode, escapes, large-bodies, deep-nesting, duplicate-keys, large-integers

// The field of the request that carries any value and comes back with the reply, or empty.
std::string_view payload_field(const RequestShape* shape) {
  if (shape == nullptr) {
    return {};
  }
  for (const FieldShape& field : shape->fields) {
    const auto& reply = shape->reply_fields;
    if (field.kind == FieldKind::kPayload && std::find(reply.begin(), reply.end(), field.name) != reply.end()) {
      return field.name;
    }
  }
  return {};
}

// A request with these members must be accepted, and its payload come back, if the workload says so; otherwise it must
// be answered, and not by a failure.
void expect_carried(Subject& subject, DrivenNode& node, const TypeFacts& facts, const std::string& members,
                    std::string_view value, const std::string& what) {
  const std::string_view payload = payload_field(subject.shape(facts.type));
  expect_answer(node, facts.type, members, payload.empty() ? Demand::kAnyAnswer : Demand::kAccept, what);
  if (payload.empty()) {
    return;
  }
  const Sent* const reply = node.reply_to("c1", node.last_msg_id("c1"));
  const auto echoed = reply->field(payload);
  if (!echoed || !equal_json(*echoed, value)) {
    fail(what + " does not come back as it was", std::string(payload) + " is " + excerpt(value, 120), describe(reply));
  }
}

// Sends the value in every field that is known, and in one that is not.
void carry(Subject& subject, std::string_view value, const std::string& what) {
  const auto node = subject.started();
  for (const TypeFacts& facts : subject.usable_types()) {
    const std::string_view payload = payload_field(subject.shape(facts.type));
    for (const std::string& name : facts.fields) {
      const FieldCase field = {facts, name, nullptr};
      if (payload.empty() || name == payload) {
        expect_carried(subject, *node, facts, replace_field(subject, field, value), value, what);
      }
    }
    if (payload.empty()) {
      const std::string comma = facts.members.empty() ? "" : ",";
      expect_answer(*node, facts.type, facts.members + comma + member("not-a-field", value), Demand::kAnyAnswer, what);
    }
  }
}

void unicode(Subject& subject) {
  for (const std::string_view text :
       {"\xc3\xa9t\xc3\xa9", "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e", "\xf0\x9f\x98\x80",
        "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d", "e\xcc\x81", "\xef\xbb\xbf", "\xe2\x80\xa8", "\xf4\x8f\xbf\xbf"}) {
    carry(subject, '"' + std::string(text) + '"', "text beyond ASCII");
    carry(subject, "{\"" + std::string(text) + "\":1}", "a key beyond ASCII");
  }
}

// The name as a JSON string whose first character is escaped. REQUIRES: it is ASCII.
std::string escaped_name(std::string_view name) {
  constexpr std::string_view kHex = "0123456789abcdef";
  const auto first = static_cast<unsigned char>(name.front());
  return R"("\u00)" + std::string{kHex[first >> 4U], kHex[first & 15U]} + std::string(name.substr(1)) + '"';
}

void escapes(Subject& subject) {
  for (const std::string_view text :
       {R"("\"\\\/\b\f\n\r\t")", R"("\u0000")", R"("a\u0000b")", R"("\u00e9")", R"("\ud83d\ude00")", R"("\u007f")",
        R"({"\n":"\\"})", R"("\\\"")", R"("\u2028")"}) {
    carry(subject, text, "an escape");
  }
  // A field's name may be escaped too: "\u0065cho" is "echo".
  const auto node = subject.started();
  for (const TypeFacts& facts : subject.usable_types()) {
    const std::string_view payload = payload_field(subject.shape(facts.type));
    if (!payload.empty()) {
      expect_carried(subject, *node, facts, escaped_name(payload) + ":1", "1", "a field whose name is escaped");
    }
  }
}

void large_bodies(Subject& subject) {
  constexpr std::size_t kMegabyte = std::size_t{1} << 20U;
  carry(subject, '"' + std::string(kMegabyte, 'x') + '"', "a string of 1 MB");
  std::string array = "[0";
  while (array.size() < kMegabyte) {
    array += ",12345";
  }
  carry(subject, array + ']', "an array of 1 MB");
  std::string object = R"({"0":0)";
  for (int i = 1; i < 10'000; ++i) {
    object += ",\"" + std::to_string(i) + "\":" + std::to_string(i);
  }
  carry(subject, object + '}', "an object of 10000 members");
}

void deep_nesting(Subject& subject) {
  // With the message and its body 1000 levels, beyond which many JSON libraries refuse to read.
  constexpr std::size_t kDepth = 998;
  carry(subject, std::string(kDepth, '[') + std::string(kDepth, ']'), "deep nesting of arrays");
  std::string objects;
  for (std::size_t i = 0; i < kDepth; ++i) {
    objects += R"({"a":)";
  }
  carry(subject, objects + "1" + std::string(kDepth, '}'), "deep nesting of objects");
}

void duplicate_keys(Subject& subject) {
  const auto node = subject.started();
  for (const TypeFacts& facts : subject.usable_types()) {
    for (const std::string& name : facts.fields) {
      const FieldCase field = {facts, name, nullptr};
      const std::string once = replace_field(subject, field, R"("first")");
      expect_carried(subject, *node, facts, once + ',' + member(name, R"("last")"), R"("last")",
                     "the last of two fields of one name");
    }
    expect_answer(*node, facts.type,
                  R"("not-a-field":1,"not-a-field":2)" + (facts.members.empty() ? "" : ',' + facts.members),
                  Demand::kAnyAnswer, "a field that is there twice");
  }
}

void large_integers(Subject& subject) {
  for (const std::string_view number :
       {"9007199254740993", "-9007199254740993", "9223372036854775807", "-9223372036854775808", "18446744073709551615",
        "[9007199254740993]", R"({"9007199254740993":9007199254740995})"}) {
    carry(subject, number, "an integer beyond 2^53");
  }
}

}  // namespace

std::span<const Rule> message_rules() {
  static constexpr std::array kRules = {
      Rule{"answers-declared-types", "Every request of a type that it declares gets a reply or an error.",
           "A client that gets nothing waits for 5 s and then knows nothing.", answers_declared_types},
      Rule{"unknown-type", "It claims no type but those of requests; all others get error 10.",
           "A type it does not know may be a workload's that it does not have.", unknown_type},
      Rule{"missing-fields", "A request that lacks a field gets error 12 or 10.",
           "Silence costs the client 5 s; a crash costs the node.", missing_fields},
      Rule{"null-fields", "A request with null in a field gets error 12 or 10, or a reply where null is a value.",
           "null is what many JSON libraries make of a value that is absent.", null_fields},
      Rule{"wrong-typed-fields", "A request with a value of the wrong type gets error 12 or 10.",
           "An exception of a JSON library is not an answer.", wrong_typed_fields},
      Rule{"msg-id-absent", "A message without msg_id is handled like any other; nobody waits for the reply.",
           "msg_id is optional in the protocol.", msg_id_absent},
      Rule{"msg-id-extremes", "Every 64-bit msg_id is an id: 0, 2^53 + 1 and 2^63 - 1 too.",
           "Clients choose their ids; 0 is not absent, and a double is no integer.", msg_id_extremes},
      Rule{"in-reply-to", "Of many requests at a time, each gets the one reply to it.",
           "Clients do not wait for each other, and their msg_ids coincide.", in_reply_to},
      Rule{"one-reply", "A request is answered once.",
           "A second reply may reach a client that has gone, which under Maelstrom mutes the node.", one_reply},
      Rule{"replies-only-to-asker", "Clients get nothing but replies to what they have asked.",
           "A client waits for one reply and has no use for anything else.", replies_only_to_asker},
      Rule{
          "valid-messages", "The host need not refuse any message that it sends.",
          "What the host refuses never arrives: the host keeps the node from being muted, it does not mend the plugin.",
          valid_messages},
      Rule{"closed-bodies", "Replies have the fields of their workload, each once, and no others.",
           "Maelstrom refuses a reply with a key that its schema does not have.", closed_bodies},
      Rule{"unicode", "Text in any script is carried as it is.", "Payloads are opaque.", unicode},
      Rule{"escapes", "Every escape of JSON is read, and what is escaped is carried.",
           "A string that is cut at \\u0000 or copied with half an escape is another string.", escapes},
      Rule{"large-bodies", "Bodies of 1 MB are handled.", "The protocol has no limit on the length of a line.",
           large_bodies},
      Rule{"deep-nesting", "Values nested 1000 levels deep are handled.",
           "A parser that recurses without a limit overflows its stack.", deep_nesting},
      Rule{"duplicate-keys", "A field that is there twice counts as its last.",
           "So do the host's raw_field and nearly every JSON library; two readings of one message must not differ.",
           duplicate_keys},
      Rule{"large-integers", "Integers of 64 bits are carried without loss.",
           "A double holds 53 bits; an id that was rounded is another id.", large_integers},
  };
  return kRules;
}

}  // namespace maelstrom::conformance::check
