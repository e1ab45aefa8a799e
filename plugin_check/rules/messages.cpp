// Rules about the handling of messages, independent of their bodies.
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

#include <nlohmann/json.hpp>

#include "plugin_check/message_text.hpp"
#include "plugin_check/outcome.hpp"
#include "plugin_check/rules/rule.hpp"
#include "plugin_check/scenario.hpp"
#include "plugin_check/subject.hpp"
#include "protocol/canonical_json.hpp"
#include "protocol/json_text.hpp"

namespace maelstrom::conformance::check {
namespace {

std::string request_text(std::string_view type, std::string_view members) {
  return excerpt(make_body(type, std::nullopt, members), 120);
}

// ---- answers-declared-types

void expect_answered(Subject& subject, DrivenNode& node, const TypeFacts& facts) {
  const Sent* const reply = node.ask("c1", facts.type, facts.members);
  if (reply == nullptr && facts.is_given) {
    fail("the request that --request gives is not answered",
         "a reply or an error to " + request_text(facts.type, facts.members), node.describe(reply));
  }
  if (reply == nullptr && subject.shape(facts.type) != nullptr) {
    fail("a request of type " + facts.type + " is not answered",
         "a reply or an error to " + request_text(facts.type, facts.members), node.describe(reply));
  }
  if (reply == nullptr) {
    subject.warn("a request of type " + facts.type + " is not answered",
                 "a reply or an error to " + request_text(facts.type, facts.members) +
                     "; if nodes send each other such messages without an answer, use --one-way " + facts.type,
                 node.describe(reply));
  }
}

void answers_declared_types(Subject& subject) {
  const auto node = subject.started();
  bool any = false;
  for (const TypeFacts& facts : subject.types()) {
    if (facts.is_one_way) {
      node->deliver("n2", make_body(facts.type, std::nullopt, facts.members));
    } else {
      expect_answered(subject, *node, facts);
    }
    any = any || facts.is_answered() || facts.is_one_way;
  }
  if (!any && !subject.types().empty()) {
    const TypeFacts& first = subject.types().front();
    fail("no request of any type is answered", "a reply or an error to " + request_text(first.type, first.members),
         first.reply);
  }
}

// ---- accepts-requests

// Not a requirement of the protocol: without accepted requests, other rules check less.
void accepts_requests(Subject& subject) {
  const Survey types = subject.answered_types();
  for (const TypeFacts& facts : types) {
    if (!facts.is_right()) {
      subject.warn("no accepted request of type " + facts.type + " is known: many rules were not checked on it",
                   R"(--request '{"type": ")" + facts.type + R"(", ...}' with fields that it accepts)",
                   "to " + request_text(facts.type, facts.members) + ": " + facts.reply);
    }
  }
}

// ---- unknown-type

// Types that the protocol reserves, so they cannot be types of requests.
bool is_reserved(std::string_view type) {
  static constexpr std::array<std::string_view, 4> kReserved = {"init", "init_ok", "error", "*"};
  return std::find(kReserved.begin(), kReserved.end(), type) != kReserved.end();
}

void unknown_type(Subject& subject) {
  const maelstrom_plugin& plugin = subject.plugin();
  for (std::uint32_t i = 0; i < plugin.message_type_count; ++i) {
    if (is_reserved(plugin.message_types[i])) {
      fail("it declares a type that plugins may not handle", "types of requests",
           "message type " + excerpt(plugin.message_types[i]));
    }
  }
  const auto node = subject.started();
  for (const std::string_view type : {"no-such-type", "", "\xe2\x98\x83"}) {
    const Sent* const reply = node->ask("c1", type, "");
    if (reply == nullptr || reply->code() != MAELSTROM_ERROR_NOT_SUPPORTED) {
      fail("it accepts a message of an unknown type", "error 10 (not-supported) to " + request_text(type, ""),
           node->describe(reply));
    }
  }
}

// ---- msg-id-absent, msg-id-extremes

void msg_id_absent(Subject& subject) {
  const auto node = subject.started();
  for (const TypeFacts& facts : subject.right_types()) {
    const std::string body = make_body(facts.type, std::nullopt, facts.members);
    const std::uint64_t failures = node->node().counters().failures;
    node->deliver("c1", body);
    node->settle();
    if (node->node().counters().failures != failures) {
      fail("it fails on a message without msg_id",
           "it handles the message, although no client waits for the reply: " + body,
           "handle_message failed: " + node->record().reason.value_or("no reason"));
    }
    const Sent* const reply = node->ask("c1", facts.type, facts.members);
    if (reply == nullptr) {
      fail("after a message without msg_id it no longer answers", "a reply to the next request of type " + facts.type,
           node->describe(reply));
    }
  }
}

void msg_id_extremes(Subject& subject) {
  constexpr std::array<std::int64_t, 6> kIds = {
      0, INT64_MAX, (std::int64_t{1} << 53U) + 1, INT32_MAX, std::int64_t{1} << 32U, -1};
  const auto node = subject.started();
  for (const TypeFacts& facts : subject.answered_types()) {
    for (const std::int64_t id : kIds) {
      if (node->ask("c1", id, facts.type, facts.members) == nullptr) {
        fail("a request with msg_id " + std::to_string(id) + " is not answered",
             "a reply with in_reply_to " + std::to_string(id) + " to a request of type " + facts.type,
             node->describe(nullptr));
      }
    }
  }
}

// ---- in-reply-to

struct Asked {
  std::string client;
  std::int64_t msg_id;
  std::string type;
  std::string_view payload_field;  // that the reply must return, or empty
  std::string payload;
};

// Many requests before the first reply, from clients that use the same msg_ids. Payloads are unique.
std::vector<Asked> ask_all_at_once(Subject& subject, DrivenNode& node) {
  std::vector<Asked> asked;
  for (const TypeFacts& facts : subject.answered_types()) {
    for (const char* const client : {"c1", "c2", "c3", "c4"}) {
      Asked request = {client, node.next_msg_id(client), facts.type, payload_field(subject.shape(facts.type)),
                       json_string("of " + std::string(client) + ", number " + std::to_string(asked.size()))};
      node.request(client, request.msg_id, facts.type,
                   request.payload_field.empty() ? facts.members : member(request.payload_field, request.payload));
      asked.push_back(std::move(request));
    }
  }
  node.settle();
  return asked;
}

void in_reply_to(Subject& subject) {
  const auto node = subject.started();
  for (const Asked& request : ask_all_at_once(subject, *node)) {
    const std::string expected =
        "one reply to " + request.client + "'s " + request.type + ", in_reply_to " + std::to_string(request.msg_id);
    const auto replies = std::count_if(node->sent().begin(), node->sent().end(), [&request](const Sent& sent) {
      return sent.dest == request.client && sent.in_reply_to == request.msg_id;
    });
    if (replies != 1) {
      fail("with concurrent requests, not every request gets its reply", expected,
           replies == 0 ? node->describe(nullptr) : std::to_string(replies) + " replies");
    }
    const Sent& reply = *node->reply_to(request.client, request.msg_id);
    const auto echoed = reply.field(request.payload_field);
    if (!request.payload_field.empty() && !reply.is_error() && (!echoed || !equal_json(*echoed, request.payload))) {
      fail("with concurrent requests, one gets the reply to another",
           expected + ", with " + std::string(request.payload_field) + ' ' + request.payload, node->describe(&reply));
    }
  }
}

// ---- one-reply, replies-only-to-asker, valid-messages

// The first attempt of the plugin in a busy run for which `matches` holds.
std::optional<Attempt> find_attempt(Subject& subject, const std::function<bool(const Attempt&)>& matches) {
  const Record record = busy_life(subject);
  const auto found = std::find_if(record.attempts.begin(), record.attempts.end(), matches);
  return found == record.attempts.end() ? std::nullopt : std::optional(*found);
}

std::string text_of(const Attempt& attempt) {
  return std::string(attempt_name(attempt.kind)) + (attempt.dest.empty() ? "" : " to " + excerpt(attempt.dest, 60)) +
         ": " + excerpt(attempt.body, 200);
}

void one_reply(Subject& subject) {
  const auto second =
      find_attempt(subject, [](const Attempt& attempt) { return attempt.status == MAELSTROM_E_ANSWERED; });
  if (second) {
    fail("it answers a request twice", "one reply to each request", "a second " + text_of(*second));
  }
}

void replies_only_to_asker(Subject& subject) {
  const NodeSetup setup = subject.setup();
  const auto unasked = find_attempt(subject, [&setup](const Attempt& attempt) {
    return (attempt.kind == Attempt::Kind::kSend || attempt.kind == Attempt::Kind::kRpc) &&
           attempt.status == MAELSTROM_OK && is_client(setup, attempt.dest);
  });
  if (unasked) {
    fail("it sends a message to a client that did not ask", "only replies are sent to clients", text_of(*unasked));
  }
}

void valid_messages(Subject& subject) {
  const auto refused = find_attempt(subject, [](const Attempt& attempt) {
    return attempt.status == MAELSTROM_E_BODY || attempt.status == MAELSTROM_E_DESTINATION;
  });
  if (refused) {
    fail("the host refuses one of its messages",
         "a JSON object with a type, sent to a node, a service or the client that asked",
         text_of(*refused) + " (" + refused->refusal + ")");
  }
}

// ---- closed-bodies

void expect_closed(const DrivenNode& node, const RequestSchema& shape, const Sent& reply) {
  std::set<std::string_view> allowed = {"type", "in_reply_to"};
  for (const FieldSchema& field : shape.reply) {
    allowed.insert(field.name);
  }
  for (const auto& [name, value] : reply.fields) {
    if (!allowed.contains(name)) {
      fail("a reply has an unknown field", "the fields of Maelstrom's schema",
           "the field " + excerpt(name, 60) + " in " + node.describe(&reply));
    }
  }
  for (const FieldSchema& field : shape.reply) {
    const auto value = reply.field(field.name);
    if (!value) {
      fail("a reply lacks a field", "the field " + std::string(field.name), node.describe(&reply));
    }
    if (!protocol::is_of_kind(*value, field.kind)) {
      fail("a field of a reply has the wrong type",
           "the field " + std::string(field.name) + " as " + std::string(protocol::kind_words(field.kind)),
           node.describe(&reply));
    }
  }
  if (reply.type != std::string(shape.type) + "_ok") {
    fail("a reply has the wrong type", std::string(shape.type) + "_ok", node.describe(&reply));
  }
}

void closed_bodies(Subject& subject) {
  const auto node = subject.started();
  for (const TypeFacts& facts : subject.answered_types()) {
    const Sent* const reply = node->ask("c1", facts.type, facts.members);
    if (reply == nullptr || reply->is_error()) {
      continue;
    }
    std::set<std::string_view> names;
    for (const auto& [name, value] : reply->fields) {
      if (!names.insert(name).second) {
        fail("a reply has a field twice", "each field once", node->describe(reply));
      }
    }
    if (const RequestSchema* const shape = subject.shape(facts.type)) {
      expect_closed(*node, *shape, *reply);
    }
  }
}

}  // namespace

std::span<const Rule> message_rules() {
  static constexpr std::array kRules = {
      Rule{"answers-declared-types", "Every request of a declared type gets a reply or an error.",
           "A client without an answer waits for 5 s and then does not know the outcome.", answers_declared_types},
      Rule{"accepts-requests", "For every type, the check knows a request that the plugin accepts (a warning).",
           "The check explores an unknown workload by trial; rules that need a valid request are skipped where it "
           "finds none.",
           accepts_requests},
      Rule{"unknown-type", "It declares only request types; all other types get error 10.",
           "An unknown type may belong to a workload that it does not implement.", unknown_type},
      Rule{"msg-id-absent", "A message without msg_id is handled like any other, but no client waits for the reply.",
           "msg_id is optional in the protocol.", msg_id_absent},
      Rule{"msg-id-extremes", "Every 64-bit msg_id is valid, including 0, 2^53 + 1 and 2^63 - 1.",
           "Clients choose their ids; 0 does not mean absent, and a double cannot hold every integer.",
           msg_id_extremes},
      Rule{"in-reply-to", "With many concurrent requests, each gets its own reply.",
           "Clients do not wait for each other, and they use the same msg_ids.", in_reply_to},
      Rule{"one-reply", "A request gets at most one reply.",
           "A second reply may go to a client that no longer exists; Maelstrom then mutes the node.", one_reply},
      Rule{"replies-only-to-asker", "It sends clients only replies to their requests.",
           "A client waits for one reply and cannot use any other message.", replies_only_to_asker},
      Rule{"valid-messages", "The host refuses none of its messages.",
           "A refused message never arrives: the host prevents the node from being muted, but cannot correct the "
           "plugin.",
           valid_messages},
      Rule{"closed-bodies", "Replies have exactly the fields of their workload, each once.",
           "Maelstrom refuses a reply with a key that is not in its schema.", closed_bodies},
  };
  return kRules;
}

}  // namespace maelstrom::conformance::check
