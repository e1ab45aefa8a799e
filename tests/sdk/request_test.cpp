#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <maelstrom/request.hpp>
#include <maelstrom/workload.hpp>

#include "workload_node.hpp"

namespace maelstrom::tests {
namespace {

// A workload with one handler, set by the test.
class Asked : public Workload {
 public:
  static inline std::function<void(Request&)> handler;
  explicit Asked(Host host) : Workload(host) {
    on("ask", [](Request& request) { handler(request); });
  }
};

class RequestTest : public ::testing::Test {
 protected:
  // The node's output for {"type":"ask","msg_id":1,MEMBERS} with this handler.
  std::string ask(std::function<void(Request&)> handler, std::string_view members = "") {
    Asked::handler = std::move(handler);
    return node.say(R"("type":"ask","msg_id":1)" + std::string(members.empty() ? "" : ",") + std::string(members));
  }

  static constexpr const char* kTypes[] = {"ask"};
  WorkloadNode<Asked> node{kTypes};
};

TEST_F(RequestTest, TellsWhoAskedWhat) {
  ask(
      [](maelstrom::Request& request) {
        EXPECT_EQ(request.type(), "ask");
        EXPECT_EQ(request.src(), "c1");
        EXPECT_EQ(request.msg_id(), 1);
        EXPECT_EQ(request.raw_body(), R"({"type":"ask","msg_id":1,"x":[1, 2]})");
      },
      R"("x":[1, 2])");
}

TEST_F(RequestTest, TellsAnAbsentMsgIdFromZero) {
  std::optional<std::int64_t> seen;
  Asked::handler = [&seen](maelstrom::Request& request) { seen = request.msg_id(); };
  node.say(R"("type":"ask","msg_id":0)");
  EXPECT_EQ(seen, 0);
  node.say(R"("type":"ask")");
  EXPECT_EQ(seen, std::nullopt);
}

TEST_F(RequestTest, ReadsItsBodyAsADocument) {
  ask(
      [](maelstrom::Request& request) {
        EXPECT_EQ(request.body()["x"], nlohmann::json({1, 2, "drei"}));
        EXPECT_EQ(&request.body(), &request.body());  // parsed once
      },
      R"("x":[1,2,"drei"])");
}

TEST_F(RequestTest, AnswersADocumentThatNoDoubleHoldsWithError12) {
  const std::string said = ask([](maelstrom::Request& request) { request.body(); }, R"("x":1e400)");
  const auto body = nlohmann::json::parse(said)["body"];
  EXPECT_EQ(body["type"], "error");
  EXPECT_EQ(body["code"], 12);
  EXPECT_EQ(body["in_reply_to"], 1);
}

TEST_F(RequestTest, GivesTheExactBytesOfAField) {
  ask(
      [](maelstrom::Request& request) {
        EXPECT_EQ(request.field("x").text, "1e400");
        EXPECT_EQ(request.field("y").text, "{ }");
        ASSERT_TRUE(request.find_field("x").has_value());
        EXPECT_FALSE(request.find_field("z").has_value());
      },
      R"("x":1e400,"y":{ })");
}

TEST_F(RequestTest, AnswersAMissingFieldWithError12AndItsName) {
  EXPECT_EQ(ask([](maelstrom::Request& request) { request.field("echo"); }),
            answer(R"("type":"error","code":12,"text":"a message of type ask needs the field echo")"));
}

TEST_F(RequestTest, RepliesFromMembers) {
  constexpr std::string_view kView = "view";
  const std::string text = "text";
  EXPECT_EQ(ask([&](maelstrom::Request& request) {
              EXPECT_TRUE(request.reply("ok", {{"literal", "l"},
                                               {"view", kView},
                                               {"string", text},
                                               {"raw", RawJson{"[1e400]"}},
                                               {"null", nullptr},
                                               {"bool", true},
                                               {"int", -1},
                                               {"long", std::numeric_limits<std::int64_t>::min()},
                                               {"unsigned", std::numeric_limits<std::uint64_t>::max()},
                                               {"double", 0.5}}));
            }),
            answer(R"("type":"ok","literal":"l","view":"view","string":"text","raw":[1e400],"null":null,"bool":true,)"
                   R"("int":-1,"long":-9223372036854775808,"unsigned":18446744073709551615,"double":0.5)"));
}

TEST_F(RequestTest, RepliesFromMembersOfAnyType) {
  const std::vector<int> vector = {1, 2};
  const std::set<std::string> set = {"a", "b"};
  const std::map<std::string, std::vector<JsonText>> map = {{"k", {JsonText("1e400")}}};
  const std::optional<double> none;
  const std::string members =
      R"("type":"ok","vector":[1,2],"set":["a","b"],"map":{"k":[1e400]},"none":null,"pair":[1,"x"],"json":{"a":null},)"
      R"("text":1e400,"list":[3,4],"body":[5])";
  EXPECT_EQ(ask(
                [&](maelstrom::Request& request) {
                  EXPECT_TRUE(request.reply("ok", {{"vector", vector},
                                                   {"set", set},
                                                   {"map", map},
                                                   {"none", none},
                                                   {"pair", std::pair(1, "x")},
                                                   {"json", nlohmann::json{{"a", nullptr}}},
                                                   {"text", JsonText("1e400")},
                                                   {"list", {3, 4}},
                                                   {"body", request.body()["x"]}}));
                },
                R"("x":[5])"),
            answer(members));
  EXPECT_EQ(ask(
                [&](maelstrom::Request& request) {
                  EXPECT_TRUE(request.reply("ok", "vector", vector, "set", set, "map", map, "none", none, "pair",
                                            std::pair(1, "x"), "json", nlohmann::json{{"a", nullptr}}, "text",
                                            JsonText("1e400"), "list", std::array{3, 4}, "body", request.body()["x"]));
                },
                R"("x":[5])"),
            answer(members));
}

TEST_F(RequestTest, RepliesFromRawJsonAndFromAPartOfABody) {
  EXPECT_EQ(ask([](maelstrom::Request& request) { request.reply(RawJson{R"({"type":"ok","n":1e400})"}); }),
            answer(R"("type":"ok","n":1e400)"));
  EXPECT_EQ(ask([](maelstrom::Request& request) { request.reply(request.body()["x"]); }, R"("x":{"type":"ok"})"),
            answer(R"("type":"ok")"));
}

TEST_F(RequestTest, DoesNotTakeJsonTextForTheTypeOfAReply) {
  EXPECT_EQ(ask([](maelstrom::Request& request) { request.reply(R"({"type":"ok"})"); }),
            answer(R"("type":"error","code":13,"text":"the type of a message was expected, not JSON text: )"
                   R"({\"type\":\"ok\"}; a body that is text is given as RawJson{text}")"));
}

TEST_F(RequestTest, AnswersAMissingMemberOfItsBodyWithError12AndItsName) {
  const auto asks = [this](std::function<void(const Document&)> read) {
    return ask([read = std::move(read)](maelstrom::Request& request) { read(request.body()); },
               R"("user":{"name":"x","tags":[1,2]})");
  };
  const auto error = [](const std::string& text) {
    return answer(R"("type":"error","code":12,"text":")" + text + '"');
  };
  EXPECT_EQ(asks([](const Document& body) { body["echo"]; }), error("a message of type ask needs the field echo"));
  EXPECT_EQ(asks([](const Document& body) { body.at("echo"); }), error("a message of type ask needs the field echo"));
  EXPECT_EQ(asks([](const Document& body) { body["user"]["id"]; }),
            error("a message of type ask needs the field user.id"));
  EXPECT_EQ(asks([](const Document& body) { body["type"]["id"]; }),
            error(R"(the field type of a message of type ask must be an object with the member id, not \"ask\")"));
  EXPECT_EQ(
      asks([](const Document& body) { body["user"]["tags"][2]; }),
      error("the field user.tags of a message of type ask must be an array with an element of this index, counted "
            "from 0: 2; it is [1,2]"));
  EXPECT_EQ(asks([](const Document& body) { body["user"]["tags"][1].get<std::string>(); }),
            error("the field user.tags[1] of a message of type ask: type must be string, but is number"));
  EXPECT_EQ(asks([](const Document& body) {
              const int name = body["user"]["name"];
              static_cast<void>(name);
            }),
            error("the field user.name of a message of type ask: type must be number, but is string"));
  EXPECT_EQ(asks([](const Document& body) { body["type"].value("x", 1); }),
            error(R"(the field type of a message of type ask must be an object with the member x, not \"ask\")"));
}

TEST_F(RequestTest, ReadsItsBodyAsAnNlohmannDocumentIsRead) {
  ask(
      [](maelstrom::Request& request) {
        const auto& body = request.body();
        const std::string how = body["how"];
        const nlohmann::json list = body["list"];
        const nlohmann::json& whole = body;
        nlohmann::json made{{"how", body["how"]}, {"n", body.at("n")}};
        made["list"] = body["list"];
        EXPECT_EQ(how, "so");
        EXPECT_EQ(made.dump(), R"({"how":"so","list":[1,"two"],"n":5})");
        EXPECT_EQ(whole.size(), 5U);
        EXPECT_TRUE(body["n"] == 5 && 5 == body["n"] && body["n"] != 6 && body["list"] == list);
        EXPECT_EQ(body.value("n", 0) + body.value("m", 1), 6);
        EXPECT_TRUE(body.contains("n") && !body.contains("m") && body.find("m") == body.end());
        EXPECT_EQ(body.find("n")->get<int>(), 5);
        std::vector<nlohmann::json> elements;
        for (const auto& element : body["list"]) {
          elements.push_back(element);
        }
        EXPECT_EQ(nlohmann::json(elements), list);
        std::string names;
        for (auto& [name, value] : body.items()) {
          names += name + (value.is_array() ? "[]" : "") + ' ';
        }
        for (const auto& item : body["list"].items()) {
          names += item.key();
        }
        EXPECT_EQ(names, "how list[] msg_id n type 01");
      },
      R"("how":"so","n":5,"list":[1,"two"])");
}

// nlohmann/json uses stack for each level when it copies or writes a document.
TEST_F(RequestTest, AnswersABodyThatNestsTooDeepForADocumentWithError12) {
  const auto nested = [](std::size_t levels) {
    return R"("x":)" + std::string(levels, '[') + R"("]]]")" + std::string(levels, ']');
  };
  const std::function<void(maelstrom::Request&)> copies = [](maelstrom::Request& request) {
    const nlohmann::json copy = request.body()["x"];
    request.reply("ok", {{"x", copy}});
  };
  const auto gets = [](maelstrom::Request& request) { request.get<nlohmann::json>("x"); };
  const auto gets_own_type = [](maelstrom::Request& request) { request.get<std::array<nlohmann::json, 1>>("x"); };
  constexpr std::size_t kMostThatTheHostPasses = kMostNesting - 2;  // the message and its body are levels too
  EXPECT_EQ(ask(copies, nested(kMostThatTheHostPasses)), answer(R"("type":"ok",)" + nested(kMostThatTheHostPasses)));
  EXPECT_EQ(ask(gets, nested(kMostThatTheHostPasses)), "");
  const auto array = [](std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); };
  EXPECT_TRUE(maelstrom::JsonAs<nlohmann::json>::decode(array(kMostNesting)));
  EXPECT_FALSE(maelstrom::JsonAs<nlohmann::json>::decode(array(kMostNesting + 1)));
  for (const auto& handler : std::vector<std::function<void(maelstrom::Request&)>>{gets, gets_own_type, copies}) {
    const auto body = nlohmann::json::parse(ask(handler, nested(100'000)))["body"];
    EXPECT_EQ(body["code"], 12) << body;
  }
  EXPECT_EQ(ask(
                [](maelstrom::Request& request) {
                  request.reply("ok", {{"x", request.field("x")}});
                },
                nested(990)),
            answer(R"("type":"ok",)" + nested(990)));
}

TEST_F(RequestTest, RepliesFromADocument) {
  EXPECT_EQ(ask([](maelstrom::Request& request) {
              EXPECT_TRUE(request.reply(nlohmann::json{{"type", "ok"}, {"value", {1, 2}}}));
            }),
            answer(R"("type":"ok","value":[1,2])"));
}

TEST_F(RequestTest, RepliesFromAWriter) {
  EXPECT_EQ(ask([](maelstrom::Request& request) {
              JsonWriter body;
              body.begin_object().member("type", "ok").key("list").begin_array().value(1).end_array().end_object();
              EXPECT_TRUE(request.reply(body));
            }),
            answer(R"("type":"ok","list":[1])"));
}

template <class R>
concept RepliesWithATypeAlone = requires(R& request) {
  request.reply("ok");
};

template <class R>
void reply_with_a_type_alone(R& request) {
  if constexpr (RepliesWithATypeAlone<R>) {
    request.reply("ok");
  }
}

TEST_F(RequestTest, RepliesWithATypeAlone) {
  EXPECT_TRUE(RepliesWithATypeAlone<maelstrom::Request>);
  EXPECT_EQ(ask([](maelstrom::Request& request) { reply_with_a_type_alone(request); }), answer(R"("type":"ok")"));
}

TEST_F(RequestTest, RepliesWithAnError) {
  EXPECT_EQ(ask([](maelstrom::Request& request) {
              EXPECT_TRUE(request.reply_error(ErrorCode::kKeyDoesNotExist, "no \"k\""));
            }),
            answer(R"("type":"error","code":20,"text":"no \"k\"")"));
}

TEST_F(RequestTest, ThrowsRefusedForAReplyThatBreaksTheContract) {
  const auto status_of = [](const std::function<void()>& reply) {
    try {
      reply();
    } catch (const Refused& refused) {
      EXPECT_STRNE(refused.what(), "");
      return refused.status();
    }
    return maelstrom_status{MAELSTROM_OK};
  };
  EXPECT_EQ(ask([&](maelstrom::Request& request) {
              EXPECT_EQ(status_of([&] { request.reply(nlohmann::json{{"value", 1}}); }), MAELSTROM_E_BODY);
              EXPECT_EQ(status_of([&] { request.reply("ok", {{"msg_id", 1}}); }), MAELSTROM_E_BODY);
              EXPECT_EQ(status_of([&] { request.reply("ok", {{"x", RawJson{"{"}}}); }), MAELSTROM_E_BODY);
              EXPECT_EQ(status_of([&] { request.reply("ok", {}); }), MAELSTROM_OK);
              EXPECT_EQ(status_of([&] { request.reply("ok", {}); }), MAELSTROM_E_ANSWERED);
            }),
            answer(R"("type":"ok")"));
}

TEST_F(RequestTest, TellsThatAReplyCameTooLate) {
  EXPECT_EQ(ask([this](maelstrom::Request& request) {
              node.platform.now += 5 * kSecond;
              EXPECT_FALSE(request.reply("ok", {{"x", 1}}));
              EXPECT_FALSE(request.reply_error(ErrorCode::kAbort, "x"));
            }),
            "");
  EXPECT_EQ(node.node().counters().failures, 0U);
}

TEST_F(RequestTest, GivesAFieldAsATypedValue) {
  ask(
      [](maelstrom::Request& request) {
        EXPECT_EQ(request.get<std::int64_t>("delta"), std::numeric_limits<std::int64_t>::max());
        EXPECT_EQ(request.get<std::string>("name"), "ä\n");
        EXPECT_EQ(request.get<std::vector<int>>("list"), (std::vector<int>{1, 2}));
        EXPECT_EQ(request.get<JsonText>("big").text(), "18446744073709551616");
        EXPECT_EQ(request.get<std::optional<bool>>("flag"), true);
        EXPECT_EQ(request.get<std::optional<bool>>("none"), std::nullopt);
        EXPECT_EQ(request.get<std::optional<bool>>("missing"), std::nullopt);
      },
      R"("delta":9223372036854775807,"name":"ä\n","list":[1,2],"big":18446744073709551616,"flag":true,"none":null)");
}

TEST_F(RequestTest, AnswersAWrongFieldWithError12ItsNameAndWhatWasExpected) {
  const auto get_delta = [](maelstrom::Request& request) { request.get<std::int8_t>("delta"); };
  EXPECT_EQ(ask(get_delta), answer(R"("type":"error","code":12,"text":"a message of type ask needs the field delta")"));
  EXPECT_EQ(ask(get_delta, R"("delta":"many")"),
            answer(R"("type":"error","code":12,"text":"the field delta of a message of type ask must be )"
                   R"(an integer from -128 to 127, not \"many\"")"));
  EXPECT_EQ(ask(get_delta, R"("delta":128)"),
            answer(R"("type":"error","code":12,"text":"the field delta of a message of type ask must be )"
                   R"(an integer from -128 to 127, not 128")"));
}

TEST_F(RequestTest, IsKeptToBeAnsweredLater) {
  std::shared_ptr<Request> kept;
  EXPECT_EQ(ask([&kept](maelstrom::Request& request) { kept = request.keep(); }, R"("x":[1e400],"n":7)"), "");
  node.say(R"("type":"unknown","msg_id":2,"x":"another")");
  EXPECT_EQ(kept->type(), "ask");
  EXPECT_EQ(kept->src(), "c1");
  EXPECT_EQ(kept->msg_id(), 1);
  EXPECT_EQ(kept->get<int>("n"), 7);
  EXPECT_FALSE(kept->answered());
  EXPECT_TRUE(kept->reply("ok", {{"x", kept->field("x")}}));
  EXPECT_TRUE(kept->answered());
  EXPECT_EQ(node.said(), answer(R"("type":"ok","x":[1e400])"));
  EXPECT_THROW(kept->reply("ok"), Refused);
}

TEST_F(RequestTest, IsAnsweredOnceWhoeverAnswersIt) {
  std::shared_ptr<Request> kept;
  EXPECT_EQ(ask([&kept](maelstrom::Request& request) {
              kept = request.keep();
              request.reply("ok");
            }),
            answer(R"("type":"ok")"));
  EXPECT_THROW(kept->reply("ok"), Refused);
  EXPECT_EQ(node.said(), "");
}

TEST_F(RequestTest, RepliesWithAnErrorLater) {
  std::shared_ptr<Request> kept;
  ask([&kept](maelstrom::Request& request) { kept = request.keep(); });
  EXPECT_TRUE(kept->reply_error(ErrorCode::kAbort, "no"));
  EXPECT_EQ(node.said(), answer(R"("type":"error","code":14,"text":"no")"));
}

TEST_F(RequestTest, TellsThatAKeptOneIsAnsweredTooLate) {
  std::shared_ptr<Request> kept;
  ask([&kept](maelstrom::Request& request) { kept = request.keep(); });
  node.platform.now += 5 * kSecond;
  EXPECT_FALSE(kept->reply("ok"));
  EXPECT_EQ(node.said(), "");
}

// The protocol has no reply without in_reply_to. This is not an exception: a handler serves messages with and without
// msg_id, and its code after the reply must run for both.
TEST_F(RequestTest, IsAnsweredWithoutInReplyToIfItHasNoMsgId) {
  Asked::handler = [](maelstrom::Request& request) { EXPECT_TRUE(request.reply("ok")); };
  EXPECT_EQ(node.say(R"("type":"ask")"), R"({"src":"n1","dest":"c1","body":{"type":"ok"}})"
                                         "\n");
}

TEST_F(RequestTest, HasNoLaterReplyWithoutAMsgIdAndTheLogSaysWhy) {
  std::shared_ptr<Request> kept;
  Asked::handler = [&kept](maelstrom::Request& request) {
    EXPECT_FALSE(request.reply_error(ErrorCode::kAbort, "no"));
    EXPECT_FALSE(request.answered());
    kept = request.keep();
  };
  EXPECT_EQ(node.say(R"("type":"ask")"), "");
  EXPECT_FALSE(kept->reply("ok"));
  EXPECT_FALSE(kept->reply_error(ErrorCode::kAbort, "no"));
  EXPECT_EQ(node.said(), "");
  EXPECT_EQ(node.node().counters().failures, 0U);
  EXPECT_EQ(node.node().counters().refused, 0U);
  EXPECT_EQ(
      node.platform.logged(MAELSTROM_LOG_WARN,
                           {"a reply to c1 was not sent: a message of type ask without a msg_id can have no reply"}),
      1U)
      << node.platform.log_text();
  EXPECT_EQ(node.platform.logged(MAELSTROM_LOG_WARN, {"error 14, no, to c1 was not sent"}), 2U);
}

TEST_F(RequestTest, RepliesFromJsonText) {
  EXPECT_EQ(ask([](maelstrom::Request& request) { request.reply(json_object("type", "ok", "n", JsonText("1e400"))); }),
            answer(R"("type":"ok","n":1e400)"));
}

}  // namespace
}  // namespace maelstrom::tests
