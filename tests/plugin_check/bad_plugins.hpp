// The plugins that are wrong on purpose, and the expected findings of `conformance check`.
#pragma once

#include <ostream>

namespace maelstrom::conformance::check {

struct BadPlugin {
  const char* fixture;
  const char* rule;  // the broken rule
  const char* status;
  const char* message;
  const char* expected = nullptr;  // nullptr: any text, because it varies
  const char* actual = nullptr;    // the same
  const char* options = "";
  bool needs_plain_build = false;  // a sanitizer's runtime changes the result
};

// For a readable name of the test.
inline void PrintTo(const BadPlugin& row, std::ostream* out) {  // NOLINT(readability-identifier-naming): GoogleTest's
  *out << row.fixture;
}

inline constexpr BadPlugin kBadPlugins[] = {
    // library
    {"exports-only-entry", "exports-only-entry", "failed", "it exports more symbols than the entry function",
     "no exported symbol but maelstrom_plugin_v1: use maelstrom_add_plugin, or compile with -fvisibility=hidden and "
     "link with -Wl,--version-script=FILE, where FILE has { global: maelstrom_plugin_v1; "
     "local: *; };",
     "helper_a, helper_b, helper_c and 2 more", "", true},
    {"no-foreign-symbols", "no-foreign-symbols", "failed", "it has unresolved symbols",
     "every undefined symbol is defined by a library that the plugin is linked with", "_ZSt9terminatev", "", true},
    {"silent-load", "silent-load", "failed", "it writes to stdout while it is loaded",
     "no output on stdout, which belongs to the protocol", "fixture is here\\x0a"},
    {"load-time", "load-time", "warning", "it loads slowly",
     "at most 100 ms: static initialisers do little, move the work to create", nullptr,
     "--only '^(load-time|unicode)$'"},
    {"descriptor-sane", "descriptor-sane", "failed", "its name cannot be used on a command line",
     "lower case, digits, '-', '_' and '.'", "Good Plugin"},
    {"descriptor-stable", "descriptor-stable", "failed",
     "its entry function returns another descriptor when it is called again", "the same pointer from every call",
     "a different pointer"},
    {"version-rule", "version-rule", "failed", "it refuses a newer host", "an instance on a host of ABI 1.1",
     "this host is not the one that I know"},
    {"loads-twice", "loads-twice", "failed", "a copy of it cannot be loaded into the same process",
     "a second image next to the first"},
    {"working-directory", "working-directory", "failed", "it fails to start in an empty working directory",
     "it works in an empty working directory too", "there is no fixture.conf"},
    // life
    {"starts", "starts", "failed", "it cannot be created", "an instance; use --set for options that it requires",
     "there is no license"},
    {"any-cluster", "any-cluster", "failed", "it does not start as node N\303\266de \"7\" of 2", "init_ok",
     "{\"in_reply_to\":1,\"type\":\"error\",\"code\":13,\"text\":\"a node's id is ASCII\"}"},
    {"create-destroy", "create-destroy", "failed", "its heap grows when instances are created and destroyed",
     "no growth over repeated create and destroy"},
    {"whole-lives", "whole-lives", "failed", "its heap grows when instances are created and destroyed",
     "no growth over repeated create, start, messages, stop and destroy"},
    {"instances-share-nothing", "instances-share-nothing", "failed", "instances in one process influence each other",
     "the output of n1 when it runs alone, line 26: "
     "{\"src\":\"n1\",\"dest\":\"c1\",\"body\":{\"in_reply_to\":10,\"type\":\"sum_ok\",\"total\":2}}",
     "line 26: {\"src\":\"n1\",\"dest\":\"c1\",\"body\":{\"in_reply_to\":10,\"type\":\"sum_ok\",\"total\":4}}"},
    {"quiet-before-start", "quiet-before-start", "failed", "it sends before start",
     "no message before start: the node has no id yet", "send to lin-kv: {\"type\":\"read\",\"key\":1}"},
    {"repeated-init", "repeated-init", "failed",
     "it does not answer after a second init, when clients count their msg_ids from 1 again", "replies as before",
     "to echo: no reply"},
    {"stop-with-work", "stop-with-work", "crashed", "it crashed with SIGABRT"},
    {"stop-hangs", "stop-with-work", "hung", "it did not return within 3 s", nullptr, nullptr, "--timeout 3"},
    {"stop-exits", "stop-with-work", "failed", "it ended the process, with exit status 3"},
    {"destroy-leaves-nothing", "destroy-leaves-nothing", "failed", "a thread outlives its instance"},
    {"destroy-leaves-a-process", "destroy-leaves-nothing", "failed", "a process outlives its instance",
     "no child, grandchild or daemon of its own after destroy", nullptr, "--only '^(destroy-leaves-nothing|unicode)$'"},
    {"destroy-closes-files", "destroy-leaves-nothing", "failed", "it closes descriptors that it did not open",
     "other descriptors stay open and unchanged"},
    {"unknown-option", "unknown-option", "failed", "it accepts an unknown option",
     "create refuses --set no-such-option=1 with a reason; in C: loop over option_at and, for an unknown name, call "
     "fail and return NULL",
     "an instance"},
    {"malformed-option", "malformed-option", "failed", "it refuses a value of option limit without a reason",
     "a reason, through the host's `fail`", "none for --set limit="},
    {"malformed-option-accepted", "malformed-option", "warning", "it accepts every value of option limit",
     "a malformed value is refused; if every text is valid, exclude this rule",
     "it can be created with each of 9 values, among them an empty one, a control character and 100000 digits"},
    // messages
    {"answers-declared-types", "answers-declared-types", "warning", "a request of type tell is not answered",
     "a reply or an error to {\"type\":\"tell\"}; if nodes send each other such messages without an answer, use "
     "--one-way tell",
     "no reply"},
    {"answers-generate", "answers-declared-types", "failed", "a request of type generate is not answered",
     "a reply or an error to {\"type\":\"generate\"}", "no reply"},
    {"accepts-requests", "accepts-requests", "warning",
     "no accepted request of type transfer is known: many rules were not checked on it",
     "--request '{\"type\": \"transfer\", ...}' with fields that it accepts",
     "to {\"type\":\"transfer\"}: {\"in_reply_to\":1,\"type\":\"error\",\"code\":12,\"text\":\"transfer needs an "
     "amount of 7\"}"},
    {"unknown-type", "unknown-type", "failed", "it declares a type that plugins may not handle", "types of requests",
     "message type error"},
    {"msg-id-absent", "msg-id-absent", "failed", "it fails on a message without msg_id",
     "it handles the message, although no client waits for the reply: {\"type\":\"echo\",\"echo\":\"Please echo 7\"}",
     "handle_message failed: there is no msg_id"},
    {"msg-id-extremes", "msg-id-extremes", "failed", "a request with msg_id 0 is not answered",
     "a reply with in_reply_to 0 to a request of type echo", "no reply"},
    {"in-reply-to", "in-reply-to", "failed", "with concurrent requests, not every request gets its reply",
     "one reply to c1's later, in_reply_to 5", "no reply"},
    {"in-reply-to-mixed-up", "in-reply-to", "failed", "with concurrent requests, one gets the reply to another",
     "one reply to c1's echo, in_reply_to 1, with echo \"of c1, number 0\"",
     "{\"in_reply_to\":1,\"type\":\"echo_ok\",\"echo\":\"of c4, number 3\"}"},
    {"one-reply", "one-reply", "failed", "it answers a request twice", "one reply to each request",
     "a second reply: {\"type\":\"echo_ok\",\"echo\":\"Please echo 7\"}"},
    {"replies-only-to-asker", "replies-only-to-asker", "failed", "it sends a message to a client that did not ask",
     "only replies are sent to clients", "send to c1: {\"type\":\"thanks\"}"},
    {"valid-messages", "valid-messages", "failed", "the host refuses one of its messages",
     "a JSON object with a type, sent to a node, a service or the client that asked",
     "send to nobody: {\"type\":\"hello\"} (it is no node of the cluster, no service, and no client that this node has "
     "heard from)"},
    {"closed-bodies", "closed-bodies", "failed", "a reply has an unknown field", "the fields of Maelstrom's schema",
     "the field debug in {\"in_reply_to\":1,\"type\":\"echo_ok\",\"echo\":\"Please echo 7\",\"debug\":true}"},
    // bodies
    {"missing-fields", "missing-fields", "failed", "the plugin fails to handle a request without the field n",
     "error 12 (malformed-request) or 10 (not-supported), or a reply that does not need it, to {\"type\":\"sum\"}",
     "{\"in_reply_to\":2,\"type\":\"error\",\"code\":13,\"text\":\"n was not found\"}"},
    {"missing-fields-crashes", "missing-fields", "crashed", "it crashed with SIGABRT"},
    {"missing-fields-answered-twice", "missing-fields", "failed",
     "a request without the field echo gets more than one answer", "exactly one error, to {\"type\":\"echo\"}",
     "the host refuses reply {\"type\":\"echo_ok\",\"echo\":null} (the request has been answered already)"},
    {"null-fields", "null-fields", "crashed", "it crashed with SIGABRT"},
    {"wrong-typed-fields", "wrong-typed-fields", "failed", "a request whose field n is true is not answered",
     "error 12 (malformed-request) or 10 (not-supported) to {\"type\":\"sum\",\"n\":true}", "no reply"},
    {"unicode", "unicode", "failed", "text beyond ASCII is refused",
     "a reply of type echo_ok to {\"type\":\"echo\",\"echo\":\"\303\251t\303\251\"}",
     "{\"in_reply_to\":1,\"type\":\"error\",\"code\":12,\"text\":\"too difficult\"}"},
    {"escapes", "escapes", "failed", "an escape is refused",
     "a reply of type echo_ok to {\"type\":\"echo\",\"echo\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"}",
     "{\"in_reply_to\":1,\"type\":\"error\",\"code\":12,\"text\":\"too difficult\"}"},
    {"large-bodies", "large-bodies", "failed", "a string of 1 MB is refused",
     "a reply of type echo_ok to "
     "{\"type\":\"echo\",\"echo\":"
     "\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx... (1048601 "
     "bytes)",
     "{\"in_reply_to\":1,\"type\":\"error\",\"code\":12,\"text\":\"too large\"}"},
    {"deep-nesting", "deep-nesting", "warning", "deep nesting of arrays is refused",
     "a reply of type echo_ok to "
     "{\"type\":\"echo\",\"echo\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[... (2019 bytes)",
     "{\"in_reply_to\":1,\"type\":\"error\",\"code\":12,\"text\":\"too difficult\"}"},
    {"duplicate-keys", "duplicate-keys", "failed",
     "the last of two fields with the same name does not come back as it was", "echo is \"last\"",
     "{\"in_reply_to\":1,\"type\":\"echo_ok\",\"echo\":\"first\"}"},
    {"large-integers", "large-integers", "failed", "an integer beyond 2^53 does not come back as it was",
     "echo is 9007199254740993", "{\"in_reply_to\":1,\"type\":\"echo_ok\",\"echo\":9007199254740992}"},
    {"bodies-by-chance", "bodies-by-chance", "crashed", "it crashed with SIGABRT"},
    // contract
    {"borrowed-slices", "borrowed-slices", "failed", "it uses a slice after the borrow has ended",
     "it copies the bytes that it keeps after a function returns; line 7: "
     "{\"src\":\"n1\",\"dest\":\"c1\",\"body\":{\"in_reply_to\":5,\"type\":\"later_ok\",\"src\":\"c1\"}}",
     "with the memory overwritten, line 7: {\"src\":\"n1\",\"dest\":\"n1\",\"body\":{\"type\":\"told\"}}"},
    {"borrowed-slices-read", "borrowed-slices", "crashed", "it crashed with SIGSEGV", nullptr, nullptr, "", true},
    {"loop-thread", "loop-thread", "failed", "it calls a host function on its own thread",
     "[loop] functions on the loop thread; other threads use `post`", "node_count"},
    {"no-reentry", "no-reentry", "failed", "it calls the host of an instance that is not being called",
     "calls of an instance's host only while the host calls that instance", "node_count"},
    {"valid-arguments", "valid-arguments", "failed", "it passes an invalid argument to a host function",
     "arguments that abi.h allows", "after (the delay of a timer must not be negative)"},
    {"handler-time", "handler-time", "warning", "the handler of echo is slow",
     "at most 10 ms, because the node does nothing else meanwhile"},
    {"handler-blocks", "handler-time", "failed",
     "the handler of tell blocks the loop for longer than the reply deadline of 4.5 s",
     "at most 10 ms, because the node does nothing else meanwhile; a timer or co_await sleep waits without blocking it",
     nullptr, "--only '^handler-time$' --one-way tell --set limit=4600"},
    {"no-exceptions", "no-exceptions", "failed", "an exception leaves the plugin",
     "failures are reported by status and reason: no exception crosses the C boundary", "stop: nobody has caught this"},
    {"rpc-error-reply", "rpc-error-reply", "failed", "when an rpc ends in an error, its request is not answered",
     "a reply or an error to relay", "no reply"},
    {"rpc-late-reply", "rpc-late-reply", "failed",
     "when replies to rpcs come late, in another order and twice, a request is not answered",
     "a reply or an error to relay", "no reply"},
    {"rpc-silent-peer", "rpc-silent-peer", "crashed", "it crashed with SIGABRT"},
    {"rpc-empty-reply", "rpc-empty-reply", "warning", "it crashed with SIGABRT"},
    {"silent-calls", "silent-calls", "warning", "it writes to stdout", "the host's `log`, or stderr",
     "an echo\\x0aan echo\\x0aan echo\\x0aan echo\\x0aan echo\\x0a"},
    {"quiet-until-first-message", "quiet-until-first-message", "warning",
     "it sends a message between init and the first message", "no message until the first one has arrived",
     "send to n1: {\"type\":\"hello\"}"},
    // determinism
    {"deterministic", "deterministic", "warning",
     "a second instance in the same process behaves differently: hidden globals, its own clock or randomness"},
    // workload
    {"good", "workload-types", "failed", "it does not handle all types of the workload kafka",
     "send among its message types, or select another workload with -w", "it is not declared", "-w kafka"},
    {"echo-identity", "echo-identity", "failed", "an echo differs from the value that was sent", "the echo {}",
     "{\"in_reply_to\":20,\"type\":\"echo_ok\",\"echo\":[]}"},
    {"unique-over-instances", "unique-over-instances", "failed", "an id is returned twice",
     "ids that were not returned before", "\"2-0\" by n1, its number 1 and by n2, its number 1"},
    {"unique-over-restarts", "unique-over-restarts", "failed", "an id is returned twice",
     "ids that were not returned before",
     "\"n1-1700000000000000000-0\" by life 1, its number 1 and by life 2, its number 1"},
    {"unique-over-node-ids", "unique-over-node-ids", "failed", "an id is returned twice",
     "ids that were not returned before", "\"n110\" by node \"n1\", its number 11 and by node \"n11\", its number 1"},
    {"unique-over-empty-id", "unique-over-empty-id", "failed", "an id is returned twice",
     "ids that were not returned before", "\"n1-0\" by node \"n1\", its number 1 and by node \"\", its number 1"},
    {"unique-without-randomness", "unique-without-randomness", "failed", "it continues without randomness",
     "error 11 (temporarily-unavailable), because random_bytes failed",
     "{\"in_reply_to\":1,\"type\":\"generate_ok\",\"id\":\"n1-0000000000000000-0\"}"},
    {"store", "reads-what-it-was-told", "failed",
     "a node alone in its cluster does not return the values that it was sent",
     "read_ok with the messages 1001 and 1002, which were broadcast",
     "{\"in_reply_to\":9,\"type\":\"read_ok\",\"messages\":[]}", "-w broadcast --set forgets=true"},
};

}  // namespace maelstrom::conformance::check
