// Rules about the bodies of requests: invalid, unusual and random ones.
#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "conformance/choices/random.hpp"
#include "plugin_check/message_text.hpp"
#include "plugin_check/outcome.hpp"
#include "plugin_check/rules/rule.hpp"
#include "plugin_check/subject.hpp"
#include "protocol/canonical_json.hpp"
#include "protocol/envelope.hpp"
#include "protocol/json_text.hpp"

namespace maelstrom::conformance::check {
namespace {

constexpr std::string_view kTwelveOrTen = "error 12 (malformed-request) or 10 (not-supported)";

// ---- missing-fields, null-fields, wrong-typed-fields

// One field of a valid request: its schema in the workload, or nullptr, and the other fields.
struct FieldCase {
  const TypeFacts& facts;
  const std::string& name;
  const FieldSchema* shape;
};

const FieldSchema* shape_of(const RequestSchema* request, std::string_view name) {
  if (request == nullptr) {
    return nullptr;
  }
  const auto found = std::find_if(request->fields.begin(), request->fields.end(),
                                  [name](const FieldSchema& field) { return field.name == name; });
  return found == request->fields.end() ? nullptr : &*found;
}

using Members = std::vector<std::pair<std::string, std::string>>;  // names, and values in JSON

Members members_of(const TypeFacts& facts) {
  const std::string line = make_line("c1", "n1", make_body(facts.type, std::nullopt, facts.members));
  host::EnvelopeReader reader;
  reader.read(line);
  Members members;
  for (const host::Field& field : reader.envelope().fields) {
    if (field.name != "type") {
      members.emplace_back(field.name, field.value);
    }
  }
  return members;
}

std::string text_of(const Members& members) {
  std::string text;
  for (const auto& [name, value] : members) {
    add_members(text, member(name, value));
  }
  return text;
}

// The members of the request, with the field's value replaced, or, if it is nullopt, without the field.
std::string replace_field(const FieldCase& field, std::optional<std::string_view> value) {
  Members members = members_of(field.facts);
  const auto found =
      std::find_if(members.begin(), members.end(), [&field](const auto& each) { return each.first == field.name; });
  if (value && found != members.end()) {
    found->second = *value;
  } else if (value) {
    members.emplace_back(field.name, *value);
  } else if (found != members.end()) {
    members.erase(found);
  }
  return text_of(members);
}

// Calls each(case) for every field of every valid request; skips the rule if there are no fields.
void for_each_field(Subject& subject, const std::function<void(const FieldCase&)>& each) {
  bool any = false;
  for (const TypeFacts& facts : subject.right_types()) {
    for (const std::string& name : facts.fields) {
      any = true;
      each({facts, name, shape_of(subject.shape(facts.type), name)});
    }
  }
  if (!any) {
    skip("no request has a known field");
  }
}

enum class Demand {
  kAccept,     // the request is valid
  kWelcome,    // it is valid, but support is optional: error 12 or 10 is a warning
  kRefuse,     // it is invalid: error 12 or 10
  kAnyAnswer,  // unknown: any answer except a failure of the plugin
};

// Returns whether the reply is not an error.
bool expect_answer(Subject& subject, DrivenNode& node, const std::string& type, const std::string& members,
                   Demand demand, const std::string& what) {
  const Sent* const reply = node.ask("c1", type, members);
  const std::string to = " to " + excerpt(make_body(type, std::nullopt, members), 120);
  const bool is_right = demand == Demand::kAccept || demand == Demand::kWelcome;
  const std::string reply_expected = "a reply of type " + type + "_ok";
  if (reply == nullptr) {
    fail(what + " is not answered", (is_right ? reply_expected : std::string(kTwelveOrTen)) + to, node.describe(reply));
  }
  if (!reply->is_error() && demand == Demand::kRefuse) {
    fail(what + " is not refused as it should be", std::string(kTwelveOrTen) + to, node.describe(reply));
  }
  if (!reply->is_error()) {
    return true;
  }
  const bool refused =
      reply->code() == MAELSTROM_ERROR_MALFORMED_REQUEST || reply->code() == MAELSTROM_ERROR_NOT_SUPPORTED;
  if (demand == Demand::kAccept || (demand == Demand::kWelcome && !refused)) {
    fail(what + " is refused", reply_expected + to, node.describe(reply));
  }
  if (demand == Demand::kWelcome) {
    subject.warn(what + " is refused", reply_expected + to, node.describe(reply));
  }
  if (demand == Demand::kRefuse && !refused) {
    fail(what + " is not refused as it should be", std::string(kTwelveOrTen) + to, node.describe(reply));
  }
  if (demand == Demand::kAnyAnswer && reply->code() == MAELSTROM_ERROR_CRASH) {
    fail("the plugin fails to handle " + what, std::string(kTwelveOrTen) + ", or a reply that does not need it," + to,
         node.describe(reply));
  }
  if (const auto mistakes = node.mistakes(); !mistakes.empty()) {
    fail(what + " gets more than one answer", "exactly one error," + to, mistakes.front());
  }
  return false;
}

Demand demand_of(const FieldSchema* shape) {
  const bool is_needed = shape != nullptr && shape->kind != FieldKind::kAny && shape->kind != FieldKind::kIgnored;
  return is_needed ? Demand::kRefuse : Demand::kAnyAnswer;
}

void missing_fields(Subject& subject) {
  const auto node = subject.started();
  for_each_field(subject, [&](const FieldCase& field) {
    const bool is_needed = field.shape != nullptr && field.shape->kind != FieldKind::kIgnored;
    expect_answer(subject, *node, field.facts.type, replace_field(field, std::nullopt),
                  is_needed ? Demand::kRefuse : Demand::kAnyAnswer, "a request without the field " + field.name);
  });
}

void null_fields(Subject& subject) {
  const auto node = subject.started();
  for_each_field(subject, [&](const FieldCase& field) {
    const bool payload = field.shape != nullptr && field.shape->kind == FieldKind::kPayload;
    expect_answer(subject, *node, field.facts.type, replace_field(field, "null"),
                  payload ? Demand::kAccept : demand_of(field.shape),
                  "a request whose field " + field.name + " is null");
  });
}

void wrong_typed_fields(Subject& subject) {
  static constexpr std::array<std::string_view, 8> kValues = {"7",    "1.5",    R"("text")",  "true",
                                                              "[[]]", R"([7])", R"({"x":1})", "{}"};
  const auto node = subject.started();
  bool any = false;
  for_each_field(subject, [&](const FieldCase& field) {
    for (const std::string_view value : kValues) {
      if (field.shape != nullptr && field.shape->kind != FieldKind::kIgnored &&
          protocol::is_of_kind(value, field.shape->kind)) {
        continue;
      }
      any = true;
      expect_answer(subject, *node, field.facts.type, replace_field(field, value), demand_of(field.shape),
                    "a request whose field " + field.name + " is " + std::string(value));
    }
  });
  if (!any) {
    skip("every field may have every type");
  }
}

// ---- unicode, escapes, large-bodies, deep-nesting, duplicate-keys, large-integers

// A request with these members must be accepted, and its payload returned, if the workload requires it; otherwise it
// must be answered without a failure.
void expect_carried(Subject& subject, DrivenNode& node, const TypeFacts& facts, const std::string& members,
                    std::string_view value, const std::string& what, Demand demand) {
  const std::string_view payload = payload_field(subject.shape(facts.type));
  const bool accepted =
      expect_answer(subject, node, facts.type, members, payload.empty() ? Demand::kAnyAnswer : demand, what);
  if (payload.empty() || !accepted) {
    return;
  }
  const Sent* const reply = node.reply_to("c1", node.last_msg_id("c1"));
  const auto echoed = reply->field(payload);
  if (!echoed || !equal_json(*echoed, value)) {
    fail(what + " does not come back as it was", std::string(payload) + " is " + excerpt(value, 120),
         node.describe(reply));
  }
}

// Sends the value in every known field, and in an unknown one.
void carry(Subject& subject, std::string_view value, const std::string& what, Demand demand = Demand::kAccept) {
  const auto node = subject.started();
  for (const TypeFacts& facts : subject.right_types()) {
    const std::string_view payload = payload_field(subject.shape(facts.type));
    for (const std::string& name : facts.fields) {
      if (payload.empty() || name == payload) {
        expect_carried(subject, *node, facts, replace_field({facts, name, nullptr}, value), value, what, demand);
      }
    }
    if (payload.empty()) {
      std::string members = facts.members;
      add_members(members, member("not-a-field", value));
      expect_answer(subject, *node, facts.type, members, Demand::kAnyAnswer, what);
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

// The name as a JSON string with its first character escaped. REQUIRES: it is ASCII.
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
  for (const TypeFacts& facts : subject.right_types()) {
    const std::string_view payload = payload_field(subject.shape(facts.type));
    if (!payload.empty()) {
      expect_carried(subject, *node, facts, escaped_name(payload) + ":1", "1", "a field whose name is escaped",
                     Demand::kAccept);
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
  // The depth that docs/security.md guarantees: the message and its body are two of the levels.
  constexpr std::size_t kDepth = host::kMostNesting - 2;
  carry(subject, std::string(kDepth, '[') + std::string(kDepth, ']'), "deep nesting of arrays", Demand::kWelcome);
  std::string objects;
  for (std::size_t i = 0; i < kDepth; ++i) {
    objects += R"({"a":)";
  }
  carry(subject, objects + "1" + std::string(kDepth, '}'), "deep nesting of objects", Demand::kWelcome);
}

void duplicate_keys(Subject& subject) {
  const auto node = subject.started();
  for (const TypeFacts& facts : subject.right_types()) {
    for (const std::string& name : facts.fields) {
      const std::string once = replace_field({facts, name, nullptr}, R"("first")");
      expect_carried(subject, *node, facts, once + ',' + member(name, R"("last")"), R"("last")",
                     "the last of two fields with the same name", Demand::kWelcome);
    }
    std::string members = R"("not-a-field":1,"not-a-field":2)";
    add_members(members, facts.members);
    expect_answer(subject, *node, facts.type, members, Demand::kAnyAnswer, "a duplicate field");
  }
}

void large_integers(Subject& subject) {
  for (const std::string_view number :
       {"9007199254740993", "-9007199254740993", "9223372036854775807", "-9223372036854775808", "18446744073709551615",
        "[9007199254740993]", R"({"9007199254740993":9007199254740995})"}) {
    carry(subject, number, "an integer beyond 2^53");
  }
}

// ---- bodies-by-chance

bool is_literal(std::string_view json) {
  return json == "null" || json == "true" || json == "false";
}

// The members of a valid request, changed at random places. Other rules check a single missing or null field; this one
// combines changes.
Members changed(Members members, Random& random) {
  const bool is_alone = members.size() == 1;
  Members out;
  random.shuffle(members);
  for (auto& [name, value] : members) {
    const std::uint64_t fate = random.below(8);
    if (fate == 0 && !is_alone) {
      continue;
    }
    std::string other = random_json(random, 3);
    const bool is_changed = fate > 3 && !(is_alone && is_literal(other));
    out.emplace_back(name, is_changed ? std::move(other) : std::move(value));
    if (fate == 7 && !is_alone) {
      out.emplace_back(name, random_json(random, 2));
    }
  }
  if (random.below(4) == 0) {
    out.emplace_back("field-" + std::to_string(random.below(100)), random_json(random, 3));
  }
  return out;
}

void bodies_by_chance(Subject& subject) {
  constexpr int kBodies = 100;
  const auto node = subject.started();
  Random random(subject.options().seed, "bodies");
  for (const TypeFacts& facts : subject.right_types()) {
    const Members members = members_of(facts);
    for (int i = 0; i < kBodies; ++i) {
      expect_answer(subject, *node, facts.type, text_of(changed(members, random)), Demand::kAnyAnswer, "a random body");
    }
  }
}

}  // namespace

std::span<const Rule> body_rules() {
  static constexpr std::array kRules = {
      Rule{"missing-fields", "A request that lacks a field gets error 12 or 10.",
           "Without an answer the client waits for 5 s; a crash ends the node.", missing_fields},
      Rule{"null-fields", "A request with null in a field gets error 12 or 10, or a reply where null is a valid value.",
           "Many JSON libraries write null for an absent value.", null_fields},
      Rule{"wrong-typed-fields", "A request with a value of the wrong type gets error 12 or 10.",
           "An exception from a JSON library is not an answer.", wrong_typed_fields},
      Rule{"unicode", "Text in any script is passed unchanged.", "Payloads are opaque.", unicode},
      Rule{"escapes", "Every JSON escape is read and passed correctly.",
           "A string cut at \\u0000, or copied with half an escape, is a different string.", escapes},
      Rule{"large-bodies", "Bodies of 1 MB are handled.", "The protocol has no limit on the length of a line.",
           large_bodies},
      Rule{"deep-nesting",
           "Messages nested 1000 levels deep, the host's limit, are handled (a warning if it refuses them).",
           "A parser that recurses without a limit overflows its stack.", deep_nesting},
      Rule{"duplicate-keys", "Of a duplicate field the last value counts (a warning if it refuses the message).",
           "raw_field and nearly all JSON libraries read it so; two readings of one message must not differ.",
           duplicate_keys},
      Rule{"large-integers", "64-bit integers are passed without loss.",
           "A double holds 53 bits; a rounded id is a different id.", large_integers},
      Rule{"bodies-by-chance", "Requests with random changes (from --seed) are answered.",
           "Random bodies find cases that fixed tests miss.", bodies_by_chance},
  };
  return kRules;
}

}  // namespace maelstrom::conformance::check
