#include "host/recording/recording.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace maelstrom::host {
namespace {

using Kind = RecordedEvent::Kind;

std::string header_text() {
  RecordingWriter writer;
  return std::string(writer.header({"echo", "1.0.0", "/p/echo.so", {{"a", "1"}, {"b", ""}}, 17, 4'500'000'000, 1}));
}

// The events that a reader returns for the lines after a header.
std::vector<RecordedEvent> events(const std::string& lines) {
  const std::string text = header_text() + lines;
  RecordingReader reader(text);
  std::vector<RecordedEvent> all;
  while (auto event = reader.next()) {
    all.push_back(*std::move(event));
  }
  return all;
}

std::string complaint(const std::string& text) {
  try {
    RecordingReader reader(text);
    while (reader.next()) {
    }
    return "";
  } catch (const BadRecording& e) {
    return e.what();
  }
}

TEST(Recording, HasAHeaderThatSaysWhatWasRun) {
  const std::string text = header_text();
  EXPECT_EQ(nlohmann::json::parse(text)["recording"], 1);
  const RecordingHeader header = RecordingReader(text).header();
  EXPECT_EQ(header.plugin, "echo");
  EXPECT_EQ(header.plugin_version, "1.0.0");
  EXPECT_EQ(header.path, "/p/echo.so");
  EXPECT_EQ(header.options, (decltype(header.options){{"a", "1"}, {"b", ""}}));
  EXPECT_EQ(header.started_ns, 17);
  EXPECT_EQ(header.reply_deadline_ns, 4'500'000'000);
  EXPECT_EQ(header.log_level, 1);
}

TEST(Recording, HasIntegersThatAreIntegers) {
  for (const char* wrong : {"18446744073709551616", "-1", "1.5", "1e300", "\"1\"", "null"}) {
    std::string text = header_text();
    const std::string right = "\"reply_deadline\":4500000000";
    ASSERT_NE(text.find(right), std::string::npos) << text;
    text.replace(text.find(right), right.size(), std::string("\"reply_deadline\":") + wrong);
    EXPECT_NE(complaint(text).find("reply_deadline"), std::string::npos) << complaint(text);
  }
}

TEST(Recording, GivesEveryLineBackByteForByte) {
  RecordingWriter writer;
  for (const std::string line :
       {R"({"src":"c1","dest":"n1","body":{"type":"echo","echo":[1e400, "\u00e9",12345678901234567890]}})",
        R"({ "src" : "c1"} )", "  {}", "{}\r", "\t", "rubbish", "\"a\\\"", "{\"a\":1}{", "7", "\"text\"", "\xc3\xa9",
        "\xff\xfe{", "{\"a\":\"\xff\"}"}) {
    const std::string text(writer.receive(line, -5));
    EXPECT_TRUE(JsonScanner().valid(text)) << text;
    const auto read = events(text);
    ASSERT_EQ(read.size(), 1U) << text;
    EXPECT_EQ(read[0].kind, Kind::kReceive);
    EXPECT_EQ(read[0].bytes, line) << text;
    EXPECT_EQ(read[0].time_ns, -5);
    EXPECT_EQ(read[0].line_number, 2U);
  }
}

TEST(Recording, GivesEveryOtherEventBack) {
  RecordingWriter writer;
  std::string text(writer.advance());
  text += writer.stop();
  text += writer.clock(Kind::kMonotonic, 1);
  text += writer.clock(Kind::kCoarse, INT64_MIN);
  text += writer.clock(Kind::kWall, INT64_MAX);
  text += writer.random(std::string_view("\0\x7f\xff", 3));
  text += writer.random("");
  text += writer.random(std::nullopt);
  text += writer.send(R"({"src":"n1","dest":"c1","body":{"type":"x"}})");
  const auto read = events(text);
  ASSERT_EQ(read.size(), 9U);
  EXPECT_EQ(read[0].kind, Kind::kAdvance);
  EXPECT_EQ(read[1].kind, Kind::kStop);
  EXPECT_EQ(read[2].kind, Kind::kMonotonic);
  EXPECT_EQ(read[2].time_ns, 1);
  EXPECT_EQ(read[3].time_ns, INT64_MIN);
  EXPECT_EQ(read[4].kind, Kind::kWall);
  EXPECT_EQ(read[4].time_ns, INT64_MAX);
  EXPECT_EQ(read[5].bytes, std::string("\0\x7f\xff", 3));
  EXPECT_EQ(read[6].bytes, "");
  EXPECT_FALSE(read[6].none);
  EXPECT_TRUE(read[7].none);
  EXPECT_EQ(read[8].kind, Kind::kSend);
  EXPECT_EQ(read[8].bytes, R"({"src":"n1","dest":"c1","body":{"type":"x"}})");
}

TEST(Recording, LeavesAnUnfinishedLastLineOut) {
  const std::string text = header_text() + "{\"advance\":null}\n{\"send\":{\"src\"";
  RecordingReader reader(text);
  EXPECT_TRUE(reader.next());
  EXPECT_FALSE(reader.next());
  EXPECT_TRUE(reader.unfinished());
}

TEST(Recording, IsRefusedWithTheLineThatIsWrong) {
  EXPECT_NE(complaint("").find("not a recording file"), std::string::npos);
  EXPECT_NE(complaint("{\"time\":1}\n").find("line 1: not a recording file"), std::string::npos);
  EXPECT_NE(complaint("{\"recording\":2}\n").find("its format is another one"), std::string::npos);
  EXPECT_NE(complaint("{\"recording\":1}\n").find("line 1: "), std::string::npos);
  for (const auto& [line, why] : {std::pair("rubbish", "no JSON object"),
                                  {"[]", "no JSON object"},
                                  {"{}", "no event"},
                                  {R"({"dance":1})", "no event"},
                                  {R"({"wall":})", "no JSON object"},
                                  {R"({"wall":"noon"})", "makes no sense"},
                                  {R"({"wall":1.5})", "makes no sense"},
                                  {R"({"random":"0g"})", "makes no sense"},
                                  {R"({"random":"000"})", "makes no sense"},
                                  {R"({"receive_text":7,"at":1})", "makes no sense"},
                                  {R"({"receive":7,"at":null})", "makes no sense"},
                                  {R"({"advance":true})", "makes no sense"}}) {
    const std::string text = complaint(header_text() + "{\"stop\":null}\n" + line + '\n');
    EXPECT_NE(text.find("line 3: "), std::string::npos) << text;
    EXPECT_NE(text.find(why), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace maelstrom::host
