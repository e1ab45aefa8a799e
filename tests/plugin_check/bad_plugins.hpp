// The plugins that are wrong on purpose, and what `conformance check` has to say of each.
#pragma once

#include <ostream>

namespace maelstrom::conformance::check {

struct BadPlugin {
  const char* fixture;
  const char* rule;  // the one that it breaks
  const char* status;
  const char* message;
  const char* expected = nullptr;  // nullptr: whatever it says, for it is not always the same
  const char* actual = nullptr;    // likewise
  const char* options = "";
  bool needs_plain_build = false;  // a sanitizer's runtime changes what is seen
};

// For a readable name of the test.
inline void PrintTo(const BadPlugin& row, std::ostream* out) {  // NOLINT(readability-identifier-naming): GoogleTest's
  *out << row.fixture;
}

inline constexpr BadPlugin kBadPlugins[] = {
    // library
    {"exports-only-entry", "exports-only-entry", "failed", "it exports more than the entry function",
     "no exported symbol but maelstrom_plugin_v1: maelstrom_add_plugin sees to it; without it, compile with "
     "-fvisibility=hidden and link with -Wl,--version-script=FILE, the file being { global: maelstrom_plugin_v1; "
     "local: *; };",
     "helper_a, helper_b, helper_c and 2 more", "", true},
    {"no-foreign-symbols", "no-foreign-symbols", "failed", "it needs symbols that it is not linked with",
     "every undefined symbol comes from a library that the plugin is linked with", "_ZSt9terminatev", "", true},
    {"silent-load", "silent-load", "failed", "loading it writes to stdout",
     "nothing on stdout, which belongs to the protocol", "fixture is here\\x0a"},
    {"load-time", "load-time", "warning", "loading it takes long",
     "at most 100 ms: static initialisers have little to do, create may have more", nullptr,
     "--only '^(load-time|unicode)$'"},
    {"descriptor-sane", "descriptor-sane", "failed", "its name cannot be used on a command line",
     "lower case, digits, '-', '_' and '.'", "Good Plugin"},
    {"descriptor-stable", "descriptor-stable", "failed",
     "its entry function returns another descriptor when it is called again", "the same pointer from every call",
     "a different pointer"},
    {"version-rule", "version-rule", "failed", "it refuses a newer host", "an instance on a host of ABI 1.1",
     "this host is not the one that I know"},
    {"loads-twice", "loads-twice", "failed", "a copy of it does not load into the same process",
     "a second image beside the first"},
    {"working-directory", "working-directory", "failed", "it fails to start in an empty working directory",
     "it runs in an empty working directory as elsewhere", "there is no fixture.conf"},
    // life
    {"starts", "starts", "failed", "it cannot be created", "an instance; options that it needs are given by --set",
     "there is no license"},
    {"any-cluster", "any-cluster", "failed", "it does not start as node N\303\266de \"7\" of 2", "init_ok",
     "{\"in_reply_to\":1,\"type\":\"error\",\"code\":13,\"text\":\"a node's id is ASCII\"}"},
    {"create-destroy", "create-destroy", "failed", "its heap grows when instances come and go",
     "no growth over create and destroy, again and again"},
    {"whole-lives", "whole-lives", "failed", "its heap grows when instances come and go",
     "no growth over create, start, messages, stop and destroy, again and again"},
    {"instances-share-nothing", "instances-share-nothing", "failed", "instances in one process influence each other",
     "what n1 sends when it is alone, line 26: "
     "{\"src\":\"n1\",\"dest\":\"c1\",\"body\":{\"in_reply_to\":10,\"type\":\"sum_ok\",\"total\":2}}",
     "line 26: {\"src\":\"n1\",\"dest\":\"c1\",\"body\":{\"in_reply_to\":10,\"type\":\"sum_ok\",\"total\":4}}"},
    {"quiet-before-start", "quiet-before-start", "failed", "it sends before it has been started",
     "no message before start: the node has no id yet", "send to lin-kv: {\"type\":\"read\",\"key\":1}"},
    {"repeated-init", "repeated-init", "failed",
     "it does not answer after a second init, when clients count their msg_ids from 1 again", "replies as before",
     "to echo: no reply"},
    {"stop-with-work", "stop-with-work", "crashed", "it crashed with SIGABRT"},
    {"stop-hangs", "stop-with-work", "hung", "it did not come back within 3 s", nullptr, nullptr, "--timeout 3"},
    {"stop-exits", "stop-with-work", "failed", "it ended the process, with exit status 3"},
    {"destroy-leaves-nothing", "destroy-leaves-nothing", "failed", "a thread outlives its instance"},
    {"destroy-leaves-a-process", "destroy-leaves-nothing", "failed", "a process outlives its instance",
     "no child, grandchild or daemon of its own after destroy", nullptr, "--only '^(destroy-leaves-nothing|unicode)$'"},
    {"destroy-closes-files", "destroy-leaves-nothing", "failed", "it closes files that are not its own",
     "descriptors that it has not opened stay as they are"},
    {"unknown-option", "unknown-option", "failed", "it accepts an option that it does not know",
     "create refuses --set no-such-option=1 with a reason; in C: it goes through option_at and, at a name that is not "
     "its own, calls fail and returns NULL",
     "an instance"},
    {"malformed-option", "malformed-option", "failed", "it refuses a value of the option limit without saying why",
     "a reason, by the host's `fail`", "none for --set limit="},
    {"malformed-option-accepted", "malformed-option", "warning", "it takes whatever it is given for the option limit",
     "a value that makes no sense is refused; if every text makes sense, this rule is to be excepted",
     "it can be created with each of 9 values, among them an empty one, a control character and 100000 digits"},
    // messages
    {"answers-declared-types", "answers-declared-types", "warning", "a request of type tell is not answered",
     "a reply or an error to {\"type\":\"tell\"}; if nodes send such messages to each other and want no answer, "
     "--one-way tell says so",
     "no reply"},
    {"answers-generate", "answers-declared-types", "failed", "a request of type generate is not answered",
     "a reply or an error to {\"type\":\"generate\"}", "no reply"},
    {"accepts-requests", "accepts-requests", "warning",
     "no request of type transfer is known that it accepts: many rules have not been checked on it",
     "--request '{\"type\": \"transfer\", ...}' with fields that it accepts",
     "to {\"type\":\"transfer\"}: {\"in_reply_to\":1,\"type\":\"error\",\"code\":12,\"text\":\"transfer needs an "
     "amount of 7\"}"},
    {"unknown-type", "unknown-type", "failed", "it claims a type that is not for plugins", "types of requests",
     "message type error"},
    {"msg-id-absent", "msg-id-absent", "failed", "a message without msg_id makes it fail",
     "to be handled, although no client waits for the reply: {\"type\":\"echo\",\"echo\":\"Please echo 7\"}",
     "its function returned a failure: there is no msg_id"},
    {"msg-id-extremes", "msg-id-extremes", "failed", "a request with msg_id 0 is not answered",
     "a reply with in_reply_to 0 to a request of type echo", "no reply"},
    {"in-reply-to", "in-reply-to", "failed", "of several requests at a time, not each gets its reply",
     "one reply to c1's later, in_reply_to 5", "no reply"},
    {"in-reply-to-mixed-up", "in-reply-to", "failed", "of several requests at a time, one gets the reply to another",
     "one reply to c1's echo, in_reply_to 1, with echo \"of c1, number 0\"",
     "{\"in_reply_to\":1,\"type\":\"echo_ok\",\"echo\":\"of c4, number 3\"}"},
    {"one-reply", "one-reply", "failed", "it answers a request twice", "one reply to each request",
     "a second reply: {\"type\":\"echo_ok\",\"echo\":\"Please echo 7\"}"},
    {"replies-only-to-asker", "replies-only-to-asker", "failed", "it speaks to a client that has not asked",
     "to clients nothing but replies", "send to c1: {\"type\":\"thanks\"}"},
    {"valid-messages", "valid-messages", "failed", "the host has to refuse a message of it",
     "a JSON object with a type, to a node, a service or the asker",
     "send to nobody: {\"type\":\"hello\"} (it is no node of the cluster, no service, and no client that this node has "
     "heard from)"},
    {"closed-bodies", "closed-bodies", "failed", "a reply has a field that its workload does not know",
     "the fields that Maelstrom's schema has",
     "the field debug in {\"in_reply_to\":1,\"type\":\"echo_ok\",\"echo\":\"Please echo 7\",\"debug\":true}"},
    // bodies
    {"missing-fields", "missing-fields", "failed", "the plugin fails on a request without the field n",
     "error 12 (malformed-request) or 10 (not-supported), or a reply that does without, to {\"type\":\"sum\"}",
     "{\"in_reply_to\":2,\"type\":\"error\",\"code\":13,\"text\":\"n was not found\"}"},
    {"missing-fields-crashes", "missing-fields", "crashed", "it crashed with SIGABRT"},
    {"missing-fields-answered-twice", "missing-fields", "failed",
     "a request without the field echo is refused, and then it goes on",
     "one error, and nothing else, to {\"type\":\"echo\"}",
     "the host refuses reply {\"type\":\"echo_ok\",\"echo\":null} (the request has been answered already)"},
    {"null-fields", "null-fields", "crashed", "it crashed with SIGABRT"},
    {"wrong-typed-fields", "wrong-typed-fields", "failed", "a request whose field n is true meets silence",
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
    {"duplicate-keys", "duplicate-keys", "failed", "the last of two fields of one name does not come back as it was",
     "echo is \"last\"", "{\"in_reply_to\":1,\"type\":\"echo_ok\",\"echo\":\"first\"}"},
    {"large-integers", "large-integers", "failed", "an integer beyond 2^53 does not come back as it was",
     "echo is 9007199254740993", "{\"in_reply_to\":1,\"type\":\"echo_ok\",\"echo\":9007199254740992}"},
    {"bodies-by-chance", "bodies-by-chance", "crashed", "it crashed with SIGABRT"},
    // contract
    {"borrowed-slices", "borrowed-slices", "failed", "it uses a slice after its borrow has ended",
     "a copy of whatever is kept when a function returns; line 7: "
     "{\"src\":\"n1\",\"dest\":\"c1\",\"body\":{\"in_reply_to\":5,\"type\":\"later_ok\",\"src\":\"c1\"}}",
     "with the memory overwritten, line 7: {\"src\":\"n1\",\"dest\":\"n1\",\"body\":{\"type\":\"told\"}}"},
    {"borrowed-slices-read", "borrowed-slices", "crashed", "it crashed with SIGSEGV", nullptr, nullptr, "", true},
    {"loop-thread", "loop-thread", "failed", "it calls a function of the host on a thread of its own",
     "[loop] functions on the loop thread; `post` gets another thread's work there", "node_count"},
    {"no-reentry", "no-reentry", "failed", "it calls the host of an instance that is not being called",
     "calls of an instance's host only while the host calls that instance", "node_count"},
    {"valid-arguments", "valid-arguments", "failed", "it gives a function of the host an argument that is not allowed",
     "arguments as abi.h wants them", "after (the delay of a timer must not be negative)"},
    {"handler-time", "handler-time", "warning", "the handler of echo takes long",
     "at most 10 ms, in which the node does nothing else"},
    {"handler-blocks", "handler-time", "failed",
     "the handler of tell blocks the loop for longer than the reply deadline of 4.5 s",
     "at most 10 ms, in which the node does nothing else; a timer or co_await sleep waits without blocking it", nullptr,
     "--only '^handler-time$' --one-way tell --set limit=4600"},
    {"no-exceptions", "no-exceptions", "failed", "an exception leaves the plugin",
     "statuses and reasons: no exception crosses the boundary", "stop: nobody has caught this"},
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
     "it speaks between init and the first message", "silence until the first message has come",
     "send to n1: {\"type\":\"hello\"}"},
    // determinism
    {"deterministic", "deterministic", "warning",
     "a second instance in the same process behaves differently: hidden globals, a clock or randomness of its own"},
    // workload
    {"good", "workload-types", "failed", "it does not handle a type of the workload kafka",
     "send among its message types, or another workload by -w", "it is not declared", "-w kafka"},
    {"echo-identity", "echo-identity", "failed", "an echo is not what was sent", "the echo {}",
     "{\"in_reply_to\":20,\"type\":\"echo_ok\",\"echo\":[]}"},
    {"unique-over-instances", "unique-over-instances", "failed", "an id is given out twice",
     "ids that were not given out before", "\"2-0\" by n1, its number 1 and by n2, its number 1"},
    {"unique-over-restarts", "unique-over-restarts", "failed", "an id is given out twice",
     "ids that were not given out before",
     "\"n1-1700000000000000000-0\" by life 1, its number 1 and by life 2, its number 1"},
    {"unique-over-node-ids", "unique-over-node-ids", "failed", "an id is given out twice",
     "ids that were not given out before", "\"n110\" by node \"n1\", its number 11 and by node \"n11\", its number 1"},
    {"unique-over-empty-id", "unique-over-empty-id", "failed", "an id is given out twice",
     "ids that were not given out before", "\"n1-0\" by node \"n1\", its number 1 and by node \"\", its number 1"},
    {"unique-without-randomness", "unique-without-randomness", "failed", "without randomness it goes on",
     "error 11 (temporarily-unavailable), because random_bytes has failed",
     "{\"in_reply_to\":1,\"type\":\"generate_ok\",\"id\":\"n1-0000000000000000-0\"}"},
    {"store", "reads-what-it-was-told", "failed", "a node that is alone in its cluster does not know what it was told",
     "read_ok with the messages 1001 and 1002, which were broadcast",
     "{\"in_reply_to\":9,\"type\":\"read_ok\",\"messages\":[]}", "-w broadcast --set forgets=true"},
};

}  // namespace maelstrom::conformance::check
