#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "node_fixture.hpp"

namespace maelstrom::tests {
namespace {

// How a line other than init is handled: passed on, answered by the host, or logged.
class Node : public NodeFixture {
 protected:
  // The plugin answers every message with {"type":"ok"}.
  void answer_all() {
    plugin.on_message = [this](const maelstrom_message& message) {
      return plugin.reply(message.request, R"({"type":"ok"})");
    };
  }

  static std::string error(std::string_view dest, std::string_view in_reply_to, int code, std::string_view text) {
    return R"({"src":"n1","dest":")" + std::string(dest) + R"(","body":{"in_reply_to":)" + std::string(in_reply_to) +
           R"(,"type":"error","code":)" + std::to_string(code) + R"(,"text":")" + std::string(text) + "\"}}\n";
  }
};

TEST_F(Node, HandsAMessageToThePluginAsItCame) {
  start();
  maelstrom_message seen = {};
  std::vector<std::string> texts;
  plugin.on_message = [&](const maelstrom_message& message) {
    seen = message;
    texts = {text_of(message.src), text_of(message.dest), text_of(message.type), text_of(message.body)};
    return MAELSTROM_OK;
  };
  EXPECT_EQ(say(R"({"id":4,"src":"c1","dest":"n1","body":{ "type":"ask", "x":1e400,"msg_id":7}})"), "");
  EXPECT_EQ(texts, (std::vector<std::string>{"c1", "n1", "ask", R"({ "type":"ask", "x":1e400,"msg_id":7})"}));
  EXPECT_EQ(seen.struct_size, sizeof(maelstrom_message));
  EXPECT_EQ(seen.flags, std::uint32_t{MAELSTROM_HAS_MSG_ID});
  EXPECT_EQ(seen.msg_id, 7);
  EXPECT_EQ(seen.in_reply_to, 0);
  EXPECT_NE(seen.request, 0U);
}

TEST_F(Node, DecodesEscapesInWhatItHandsOn) {
  start();
  std::vector<std::string> texts;
  plugin.on_message = [&](const maelstrom_message& message) {
    maelstrom_slice value = {};
    EXPECT_EQ(plugin.host->raw_field(plugin.host, slice("k\n"), &value), MAELSTROM_OK);
    texts = {text_of(message.src), text_of(message.type), text_of(value)};
    return plugin.reply(message.request, R"({"type":"ok"})");
  };
  EXPECT_EQ(say(R"({"src":"c\u0031","dest":"n\u0031","body":{"type":"say \"hi\"","k\n":"\u0041","msg_id":1}})"),
            R"({"src":"n1","dest":"c\u0031","body":{"in_reply_to":1,"type":"ok"}})"
            "\n");
  EXPECT_EQ(texts, (std::vector<std::string>{"c1", "say \"hi\"", R"("\u0041")"}));
}

TEST_F(Node, RepliesNotSupportedToAnUnknownType) {
  start();
  EXPECT_EQ(say(line_from("c1", R"("type":"read","msg_id":3)")),
            error("c1", "3", 10, "plugin scripted does not support messages of type read"));
  EXPECT_EQ(plugin.calls.back(), "start");
}

TEST_F(Node, LogsAnUnknownTypeThatNobodyWaitsFor) {
  start();
  EXPECT_EQ(say(line_from("c1", R"("type":"read")")), "");
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_WARN, {"line 2", "read", "c1", "scripted"}), 1U) << platform.log_text();
}

TEST_F(Node, QuotesAnUnknownTypeOfAnyText) {
  start();
  EXPECT_EQ(say(line_from("c1", R"("type":"\"\n\\","msg_id":3)")),
            error("c1", "3", 10, R"(plugin scripted does not support messages of type \"\u000a\\)"));
}

TEST_F(Node, IgnoresBlankLines) {
  start();
  const auto received = node->counters().received;
  for (const std::string_view line : {"", " ", "\t", "\r", " \t\r"}) {
    EXPECT_EQ(say(line), "");
  }
  EXPECT_EQ(node->counters().received, received);
  EXPECT_EQ(node->counters().malformed, 0U);
}

TEST_F(Node, LogsAMalformedLineWithItsNumberAndAnExcerpt) {
  start();
  const std::pair<std::string, const char*> lines[] = {
      {"hello", "not JSON: expected a value at byte 0"},
      {"[1]", "not an object"},
      {R"({"dest":"n1","body":{"type":"ask"}})", "no src"},
      {R"({"src":1,"dest":"n1","body":{"type":"ask"}})", "src is not a string"},
      {R"({"src":"c1","body":{"type":"ask"}})", "no dest"},
      {R"({"src":"c1","dest":"n1"})", "no body"},
      {R"({"src":"c1","dest":"n1","body":[]})", "body is not an object"},
      {R"({"src":"c1","dest":"n1","body":{}})", "the body has no type"},
      {R"({"src":"c1","dest":"n1","body":{"type":1}})", "the body's type is not a string"},
      {R"({"src":"c1","dest":"n1","body":{"type":"ask","msg_id":1.0}})", "msg_id is not a 64-bit integer"}};
  int number = 1;
  for (const auto& [line, reason] : lines) {
    EXPECT_EQ(say(line), "") << line;
    const std::string prefix = "n1: line " + std::to_string(++number) + ": malformed message: " + reason + ": ";
    std::string quoted = nlohmann::json(line).dump();
    EXPECT_EQ(platform.logged(MAELSTROM_LOG_WARN, {prefix + quoted}), 1U) << prefix + quoted << platform.log_text();
  }
  EXPECT_EQ(node->counters().malformed, std::size(lines));
  EXPECT_EQ(plugin.calls.back(), "start");
}

TEST_F(Node, CountsBlankLinesAsLines) {
  start();
  say("");
  say("rubbish");
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_WARN, {"line 3: malformed message"}), 1U) << platform.log_text();
}

TEST_F(Node, LogsTheFrontOfALongMalformedLineOnOneLine) {
  start();
  say("\xFF\n" + std::string(5000, 'x'));
  EXPECT_EQ(
      platform.logged(MAELSTROM_LOG_WARN, {"\"\xEF\xBF\xBD\\u000a" + std::string(198, 'x') + "\"... (5002 bytes)"}), 1U)
      << platform.log_text();
}

TEST_F(Node, AnswersAMalformedMessageWithError12WhereItsSenderWaits) {
  start();
  EXPECT_EQ(say(R"({"src":"c1","body":{"type":"ask","msg_id":4}})"), error("c1", "4", 12, "no dest"));
  EXPECT_EQ(say(line_from("c1", R"("msg_id":5)")), error("c1", "5", 12, "the body has no type"));
  EXPECT_EQ(say(line_from("c1", R"("type":7,"msg_id":6)")), error("c1", "6", 12, "the body's type is not a string"));
  EXPECT_EQ(say(line_from("c1", R"("type":"ask","msg_id":7,"in_reply_to":"x")")),
            error("c1", "7", 12, "in_reply_to is not a 64-bit integer"));
}

// The message and its body are two of the levels. Tested twice each: the second message has a known layout.
TEST_F(Node, AnswersWithError12WhatIsNestedTooDeeply) {
  start();
  answer_all();
  const auto asks = [this](std::size_t depth, const std::string& more) {
    return say(
        line_from("c1", R"("type":"ask",)" + more + R"("x":)" + std::string(depth, '[') + std::string(depth, ']')));
  };
  for (const char* id : {"1", "2"}) {
    const std::string msg_id = R"("msg_id":)" + std::string(id) + ",";
    EXPECT_EQ(asks(998, msg_id),
              R"({"src":"n1","dest":"c1","body":{"in_reply_to":)" + std::string(id) + R"(,"type":"ok"}})" + "\n");
    EXPECT_EQ(asks(999, msg_id), error("c1", id, 12, "nested deeper than 1000 levels"));
    EXPECT_EQ(asks(200'000, msg_id), error("c1", id, 12, "nested deeper than 1000 levels"));
  }
  EXPECT_EQ(asks(999, ""), "");  // no waiting rpc
  EXPECT_EQ(plugin.calls.size(), 4U);
  EXPECT_EQ(say(line_from("c1", R"("type":"ask","msg_id":9)")),
            R"({"src":"n1","dest":"c1","body":{"in_reply_to":9,"type":"ok"}})"
            "\n");
}

TEST_F(Node, AnswersEveryMsgIdExactly) {
  start();
  answer_all();
  for (const char* id : {"0", "-1", "1", "9223372036854775807", "-9223372036854775808", "9007199254740993"}) {
    EXPECT_EQ(say(line_from("c1", R"("type":"ask","msg_id":)" + std::string(id))),
              R"({"src":"n1","dest":"c1","body":{"in_reply_to":)" + std::string(id) + R"(,"type":"ok"}})" + "\n");
    EXPECT_EQ(say(line_from("c1", R"("type":"read","msg_id":)" + std::string(id))),
              error("c1", id, 10, "plugin scripted does not support messages of type read"));
  }
}

TEST_F(Node, TakesAMsgIdOfNullForNone) {
  start();
  plugin.on_message = [this](const maelstrom_message& message) {
    EXPECT_EQ(message.flags, 0U);
    EXPECT_EQ(message.msg_id, 0);
    return plugin.reply(message.request, R"({"type":"ok"})");
  };
  EXPECT_EQ(say(line_from("c1", R"("type":"ask","msg_id":null)")), R"({"src":"n1","dest":"c1","body":{"type":"ok"}})"
                                                                   "\n");
}

TEST_F(Node, DoesNotAnswerAMsgIdThatIsNo64BitInteger) {
  start();
  answer_all();
  for (const char* id : {"9223372036854775808", "1.0", R"("1")", "true", "[]"}) {
    EXPECT_EQ(say(line_from("c1", R"("type":"ask","msg_id":)" + std::string(id))), "") << id;
  }
  EXPECT_EQ(node->counters().malformed, 5U);
  EXPECT_EQ(plugin.calls.back(), "start");
}

TEST_F(Node, PutsInReplyToOnlyWhereThereWasAMsgId) {
  start();
  answer_all();
  EXPECT_EQ(say(line_from("c1", R"("type":"ask")")), R"({"src":"n1","dest":"c1","body":{"type":"ok"}})"
                                                     "\n");
}

TEST_F(Node, LetsAMessageWithoutMsgIdBeAnsweredOnlyAtOnce) {
  start();
  maelstrom_request request = 0;
  plugin.on_message = [&request](const maelstrom_message& message) {
    request = message.request;
    return MAELSTROM_OK;
  };
  say(line_from("c1", R"("type":"ask")"));
  ASSERT_NE(request, 0U);
  EXPECT_LT(plugin.reply(request, R"({"type":"ok"})"), 0);
  EXPECT_EQ(said(), "");
}

TEST_F(Node, LogsAnErrorThatNobodyWaitsFor) {
  start();
  plugin.on_message = [this](const maelstrom_message& message) {
    return plugin.reply_error(message.request, MAELSTROM_ERROR_ABORT, "too bad");
  };
  EXPECT_EQ(say(line_from("c1", R"("type":"ask")")), "");
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_WARN, {"error 14", "c1", "too bad"}), 1U) << platform.log_text();
}

TEST_F(Node, AnswersWithAnErrorOfEveryCode) {
  start();
  std::int32_t code = 0;
  plugin.on_message = [&](const maelstrom_message& message) {
    return plugin.reply_error(message.request, code, "a \"reason\"");
  };
  for (const std::int32_t each : {0, 1, 10, 11, 12, 13, 14, 20, 21, 22, 30, 1000, 4711}) {
    code = each;
    EXPECT_EQ(say(line_from("c1", R"("type":"ask","msg_id":1)")), error("c1", "1", each, R"(a \"reason\")"));
  }
}

TEST_F(Node, RefusesAnErrorCodeThatTheProtocolDoesNotHave) {
  start();
  plugin.on_message = [this](const maelstrom_message& message) {
    for (const std::int32_t code : {-1, 2, 9, 15, 31, 999}) {
      EXPECT_EQ(plugin.reply_error(message.request, code, "?"), MAELSTROM_E_INVALID) << code;
    }
    return plugin.reply(message.request, R"({"type":"ok"})");
  };
  EXPECT_EQ(say(line_from("c1", R"("type":"ask","msg_id":1)")),
            R"({"src":"n1","dest":"c1","body":{"in_reply_to":1,"type":"ok"}})"
            "\n");
}

TEST_F(Node, AnswersAFailureWithError13AndItsReason) {
  start();
  plugin.on_message = [this](const maelstrom_message&) {
    plugin.host->fail(plugin.host, slice("the \"log\" is torn"));
    return MAELSTROM_E_FAILED;
  };
  EXPECT_EQ(say(line_from("c1", R"("type":"ask","msg_id":1)")), error("c1", "1", 13, R"(the \"log\" is torn)"));
  EXPECT_EQ(
      platform.logged(MAELSTROM_LOG_ERROR,
                      {"plugin scripted", "message of type \"ask\", msg_id 1 from \"c1\" failed: the \"log\" is torn"}),
      1U)
      << platform.log_text();
  EXPECT_EQ(node->counters().failures, 1U);
}

TEST_F(Node, NamesTheStatusOfAFailureWithoutAReason) {
  start();
  plugin.on_message = [](const maelstrom_message&) { return maelstrom_status{-77}; };
  EXPECT_EQ(say(line_from("c1", R"("type":"ask","msg_id":1)")), error("c1", "1", 13, "status -77 and no reason"));
}

TEST_F(Node, DoesNotRepeatTheReasonOfAnEarlierFailure) {
  start();
  plugin.on_message = [this](const maelstrom_message&) {
    plugin.host->fail(plugin.host, slice("once"));
    return MAELSTROM_E_FAILED;
  };
  say(line_from("c1", R"("type":"ask","msg_id":1)"));
  plugin.on_message = [](const maelstrom_message&) { return MAELSTROM_E_FAILED; };
  EXPECT_EQ(say(line_from("c1", R"("type":"ask","msg_id":2)")), error("c1", "2", 13, "status -13 and no reason"));
}

TEST_F(Node, LivesOnWhenThePluginThrows) {
  start();
  plugin.on_message = [](const maelstrom_message&) -> maelstrom_status { throw std::runtime_error("out of luck"); };
  EXPECT_EQ(say(line_from("c1", R"("type":"ask","msg_id":1)")), error("c1", "1", 13, "out of luck"));
  plugin.on_message = [](const maelstrom_message&) -> maelstrom_status { throw 42; };
  EXPECT_EQ(say(line_from("c1", R"("type":"ask","msg_id":2)")),
            error("c1", "2", 13, "an exception not derived from std::exception"));
  answer_all();
  EXPECT_EQ(say(line_from("c1", R"("type":"ask","msg_id":3)")),
            R"({"src":"n1","dest":"c1","body":{"in_reply_to":3,"type":"ok"}})"
            "\n");
}

TEST_F(Node, KeepsTheReplyOfACallThatFailsAfterwards) {
  start();
  plugin.on_message = [this](const maelstrom_message& message) -> maelstrom_status {
    plugin.reply(message.request, R"({"type":"ok"})");
    throw std::runtime_error("too late");
  };
  EXPECT_EQ(say(line_from("c1", R"("type":"ask","msg_id":1)")),
            R"({"src":"n1","dest":"c1","body":{"in_reply_to":1,"type":"ok"}})"
            "\n");
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_ERROR, {"too late"}), 1U) << platform.log_text();
}

TEST_F(Node, DoesNotAnswerAFailureThatNobodyWaitsFor) {
  start();
  plugin.on_message = [](const maelstrom_message&) { return MAELSTROM_E_FAILED; };
  EXPECT_EQ(say(line_from("c1", R"("type":"ask")")), "");
  EXPECT_EQ(node->counters().failures, 1U);
}

TEST_F(Node, DoesNotAnswerABadRequestInTheNameOfNobody) {
  make();
  EXPECT_EQ(say(R"({"src":"c1","body":{"type":"ask","msg_id":1}})"), "");  // no dest, and no init has arrived
}

TEST_F(Node, LogsOneLineWhateverAPluginOrAMessageHasInIt) {
  start();
  EXPECT_EQ(plugin.send("x\n2026-01-01 00:00:00.000 error   n1: forged\x1b[31m", R"({"type":"a"})"),
            MAELSTROM_E_DESTINATION);
  plugin.host->log(plugin.host, MAELSTROM_LOG_ERROR, slice("two\nlines,\ta tab, \x7f, \xC2\x9B, \xC2\xA0"));
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_WARN, {"to x\\n2026-01-01 00:00:00.000 error   n1: forged\\u001b[31m: "}), 1U)
      << platform.log_text();
  EXPECT_EQ(
      platform.logged(MAELSTROM_LOG_ERROR, {"n1: plugin scripted: two\\nlines,\ta tab, \\u007f, \\u009b, \xC2\xA0"}),
      1U)
      << platform.log_text();
}

TEST_F(Node, QuotesWhatItLogsOfAMessage) {
  start();
  say(line_from("c1", R"("type":"\u001b[31mred\nforged")"));
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_WARN, {"line 2: \"\\u001b[31mred\\u000aforged\" from \"c1\""}), 1U)
      << platform.log_text();
}

// Maelstrom delivers messages for a killed node to the next node of that name.
class LeftOver : public Node {
 protected:
  void begin(host::NodeOptions options = {}) {
    make(std::move(options));
    answer_all();
    const std::string init = line_from("c0", R"("type":"init","msg_id":1,"node_id":"n1","node_ids":["n1","n2"])");
    say(R"({"id":100,)" + init.substr(1));
  }

  // The node's output for a request with this id of the network.
  std::string ask(std::string_view src, std::string_view id, std::string_view members = R"("type":"ask","msg_id":7)") {
    return say(R"({"id":)" + std::string(id) + "," + line_from(src, members).substr(1));
  }

  static std::string ok(const std::string& dest) {
    return R"({"src":"n1","dest":")" + dest + R"(","body":{"in_reply_to":7,"type":"ok"}})" + "\n";
  }
};

TEST_F(LeftOver, RequestsOfClientsAreDropped) {
  begin();
  EXPECT_EQ(ask("c1", "40"), "");
  EXPECT_EQ(ask("c1", "40", R"("type":"unknown","msg_id":7)"), "");
  EXPECT_EQ(ask("c1", "101"), ok("c1"));
  EXPECT_EQ(ask("c1", "99"), "");  // the same layout
  EXPECT_EQ(ask("c1", "1000"), ok("c1"));
  EXPECT_EQ(node->counters().expired, 3U);
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_WARN, {"dropped msg_id 7 from \"c1\"", "(id 40, init's is 100)"}), 2U)
      << platform.log_text();
}

TEST_F(LeftOver, MessagesOfNodesAndThoseThatWaitForNothingAreNot) {
  begin();
  EXPECT_EQ(ask("n2", "40"), ok("n2"));
  ask("c1", "41", R"("type":"ask")");
  EXPECT_EQ(plugin.calls.back(), "message");
  EXPECT_EQ(node->counters().expired, 0U);
}

TEST_F(LeftOver, RequestsAreAnsweredWhereNoneCanBeTooLate) {
  begin({.plugin_options = {}, .policy = {.reply_deadline_ns = 0}});
  EXPECT_EQ(ask("c1", "40"), ok("c1"));
}

TEST_F(LeftOver, RequestsAreKnownByIdsThatAreIntegers) {
  begin();
  for (const char* const id : {"null", "\"40\"", "4e1", "-0.5", "[40]"}) {
    EXPECT_EQ(ask("c1", id), ok("c1")) << id;
  }
  start();  // with an init without an id
  answer_all();
  EXPECT_EQ(ask("c1", "-5"), ok("c1"));
}

TEST_F(Node, DropsAReplyThatNobodyWaitsFor) {
  start();
  answer_all();
  platform.level = MAELSTROM_LOG_DEBUG;
  for (const char* members : {R"("type":"ask","in_reply_to":1)", R"("type":"ask","msg_id":2,"in_reply_to":-1)",
                              R"("type":"init","msg_id":2,"in_reply_to":0)", R"("type":"error","in_reply_to":9)"}) {
    EXPECT_EQ(say(line_from("n2", members)), "") << members;
  }
  EXPECT_EQ(plugin.calls.back(), "start");
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_DEBUG, {"dropped a reply from \"n2\""}), 4U) << platform.log_text();
}

TEST_F(Node, TakesAnInReplyToOfNullForNone) {
  start();
  answer_all();
  EXPECT_EQ(say(line_from("c1", R"("type":"ask","msg_id":1,"in_reply_to":null)")),
            R"({"src":"n1","dest":"c1","body":{"in_reply_to":1,"type":"ok"}})"
            "\n");
}

TEST_F(Node, GivesTheExactBytesOfAField) {
  start();
  plugin.on_message = [this](const maelstrom_message&) {
    maelstrom_slice value = {};
    EXPECT_EQ(plugin.host->raw_field(plugin.host, slice("x"), &value), MAELSTROM_OK);
    EXPECT_EQ(text_of(value), "[1e400, -0.0]");
    EXPECT_EQ(plugin.host->raw_field(plugin.host, slice("twice"), &value), MAELSTROM_OK);
    EXPECT_EQ(text_of(value), "2");
    EXPECT_EQ(plugin.host->raw_field(plugin.host, slice("msg_id"), &value), MAELSTROM_OK);
    EXPECT_EQ(text_of(value), "1");
    EXPECT_EQ(plugin.host->raw_field(plugin.host, slice("absent"), &value), MAELSTROM_E_ABSENT);
    EXPECT_EQ(plugin.last_error(), "the body has no member absent");
    EXPECT_EQ(plugin.host->raw_field(plugin.host, slice("x"), nullptr), MAELSTROM_E_INVALID);
    EXPECT_EQ(plugin.host->raw_field(plugin.host, {nullptr, 3}, &value), MAELSTROM_E_INVALID);
    return MAELSTROM_OK;
  };
  say(line_from("c1", R"("type":"ask","x":[1e400, -0.0],"twice":1,"twice":2,"msg_id":1)"));
  EXPECT_EQ(plugin.calls.back(), "message");
}

TEST_F(Node, GivesNoFieldOutsideAMessage) {
  start();
  maelstrom_slice value = {};
  EXPECT_EQ(plugin.host->raw_field(plugin.host, slice("type"), &value), MAELSTROM_E_STATE);
  answer_all();
  say(line_from("c1", R"("type":"ask","msg_id":1)"));
  EXPECT_EQ(plugin.host->raw_field(plugin.host, slice("type"), &value), MAELSTROM_E_STATE);
  EXPECT_EQ(value.data, nullptr);
}

TEST_F(Node, ShowsEveryMessageAtLevelDebug) {
  start();
  answer_all();
  const std::string line = line_from("c1", R"("type":"ask","msg_id":1)");
  say(line);
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_DEBUG, {"ask"}), 0U) << platform.log_text();
  platform.level = MAELSTROM_LOG_DEBUG;
  say(line);
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_DEBUG, {"received", line}), 1U) << platform.log_text();
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_DEBUG, {R"({"in_reply_to":1,"type":"ok"})"}), 1U) << platform.log_text();
  plugin.send("n2", R"({"type":"gossip"})");
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_DEBUG, {R"({"type":"gossip"})"}), 1U) << platform.log_text();
  say(line_from("c1", R"("type":"read","msg_id":2)"));
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_DEBUG, {R"({"in_reply_to":2,"type":"error","code":10)"}), 1U)
      << platform.log_text();
}

TEST_F(Node, CountsWhatItSeesAndDoes) {
  start();
  answer_all();
  say(line_from("c1", R"("type":"ask","msg_id":1)"));
  say("rubbish");
  plugin.send("nobody", R"({"type":"x"})");
  plugin.on_message = [](const maelstrom_message&) { return MAELSTROM_E_FAILED; };
  say(line_from("c1", R"("type":"ask","msg_id":2)"));
  const host::NodeCounters& counters = node->counters();
  EXPECT_EQ(counters.received, 4U);
  EXPECT_EQ(counters.malformed, 1U);
  EXPECT_EQ(counters.sent, 3U);
  EXPECT_EQ(counters.refused, 1U);
  EXPECT_EQ(counters.failures, 1U);
  EXPECT_EQ(counters.expired, 0U);
  node->stop();
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_INFO, {"stopped: 4 lines received, 1 of them malformed; 3 sent, 1 refused",
                                                 "1 plugin calls failed"}),
            1U)
      << platform.log_text();
}

TEST_F(Node, IgnoresWhatComesAfterItsStop) {
  start();
  answer_all();
  node->stop();
  EXPECT_EQ(say(line_from("c1", R"("type":"ask","msg_id":1)")), "");
  EXPECT_EQ(say("rubbish"), "");
  EXPECT_EQ(plugin.calls.back(), "stop");
}

}  // namespace
}  // namespace maelstrom::tests
