#include "host/program/options.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace maelstrom::host {
namespace {

Options parse(std::initializer_list<const char*> arguments) {
  std::vector<const char*> argv = {"host"};
  argv.insert(argv.end(), arguments);
  return parse_options(static_cast<int>(argv.size()), argv.data());
}

// The error message; empty if the command line is valid.
std::string complaint(std::initializer_list<const char*> arguments) {
  try {
    parse(arguments);
    return "";
  } catch (const UsageError& e) {
    return e.what();
  }
}

TEST(Options, ServesAPluginByDefault) {
  const Options options = parse({"--plugin", "echo"});
  EXPECT_EQ(options.action, Options::Action::kServe);
  EXPECT_EQ(options.plugin, "echo");
  EXPECT_EQ(options.log_level, MAELSTROM_LOG_INFO);
  EXPECT_EQ(options.node.policy.reply_deadline_ns, 4'500'000'000);
  EXPECT_TRUE(options.node.plugin_options.empty());
  EXPECT_EQ(parse({"-p", "a/b.so"}).plugin, "a/b.so");
  EXPECT_EQ(parse({"--plugin=echo"}).plugin, "echo");
}

TEST(Options, KnowsItsActions) {
  EXPECT_EQ(parse({"--plugin", "echo", "--describe"}).action, Options::Action::kDescribe);
  EXPECT_EQ(parse({"--list"}).action, Options::Action::kList);
  EXPECT_EQ(parse({"--new-plugin", "mine"}).action, Options::Action::kNewPlugin);
  EXPECT_EQ(parse({"--new-plugin", "mine"}).new_plugin, "mine");
  EXPECT_EQ(parse({"--version"}).action, Options::Action::kVersion);
  EXPECT_EQ(parse({"--help"}).action, Options::Action::kHelp);
  EXPECT_EQ(parse({"-h", "--plugin", "echo"}).action, Options::Action::kHelp);
}

TEST(Options, WantsExactlyOnePlugin) {
  EXPECT_EQ(complaint({}), "no plugin given: use --plugin PATH|NAME");
  EXPECT_EQ(complaint({"--describe"}), "no plugin given: use --plugin PATH|NAME");
  EXPECT_EQ(complaint({"--plugin", "a", "--plugin", "b"}), "--plugin is given more than once");
  EXPECT_EQ(complaint({"--plugin", ""}), "--plugin needs a path or a name");
  EXPECT_NE(complaint({"--plugin"}), "");
}

TEST(Options, RefusesWhatItDoesNotKnow) {
  EXPECT_NE(complaint({"--plugin", "echo", "--bogus"}).find("bogus"), std::string::npos);
  EXPECT_EQ(complaint({"--plugin", "echo", "stray"}), "unexpected argument stray");
  EXPECT_EQ(complaint({"--plugin", "echo", "--lgo-level=debug"}),
            "unknown option --lgo-level=debug; did you mean --log-level?");
  EXPECT_EQ(complaint({"--plugin", "echo", "-z"}), "unknown option -z");
}

TEST(Options, CollectsThePluginsSettings) {
  const auto settings = parse({"--plugin", "x", "--set", "a=1", "-s", "b=", "--set", "c=x=y,z, and more", "--set=d=4"})
                            .node.plugin_options;
  EXPECT_EQ(settings, (decltype(settings){{"a", "1"}, {"b", ""}, {"c", "x=y,z, and more"}, {"d", "4"}}));
}

TEST(Options, RefusesAnOptionThatIsGivenTwice) {
  EXPECT_EQ(complaint({"--plugin", "x", "--log-level", "info", "--log-level=debug"}),
            "--log-level is given more than once");
  EXPECT_EQ(complaint({"--plugin", "x", "--record", "a", "--record", "b"}), "--record is given more than once");
}

TEST(Options, RefusesASettingThatIsNone) {
  EXPECT_EQ(complaint({"--plugin", "x", "--set", "a"}), "--set needs KEY=VALUE, not a");
  EXPECT_EQ(complaint({"--plugin", "x", "--set", "=a"}), "--set needs KEY=VALUE, not =a");
  EXPECT_EQ(complaint({"--plugin", "x", "--set", "a=1", "--set", "a=2"}), "--set gives a twice");
}

TEST(Options, KnowsEveryLogLevel) {
  const auto level = [](const char* name) { return parse({"--plugin", "x", "--log-level", name}).log_level; };
  EXPECT_EQ(level("trace"), MAELSTROM_LOG_TRACE);
  EXPECT_EQ(level("debug"), MAELSTROM_LOG_DEBUG);
  EXPECT_EQ(level("info"), MAELSTROM_LOG_INFO);
  EXPECT_EQ(level("warn"), MAELSTROM_LOG_WARN);
  EXPECT_EQ(level("error"), MAELSTROM_LOG_ERROR);
  EXPECT_GT(level("off"), MAELSTROM_LOG_ERROR);
  for (const char* name : {"loud", "", "INFO"}) {
    EXPECT_EQ(complaint({"--plugin", "x", "--log-level", name}).find("--log-level must be one of"), 0U) << name;
  }
}

TEST(Options, TakesAReplyDeadlineInSeconds) {
  const auto deadline = [](const char* text) {
    return parse({"--plugin", "x", "--reply-deadline", text}).node.policy.reply_deadline_ns;
  };
  EXPECT_EQ(deadline("0"), 0);
  EXPECT_EQ(deadline("0.2"), 200'000'000);
  EXPECT_EQ(deadline("10"), 10'000'000'000);
  EXPECT_EQ(deadline("1e9"), 1'000'000'000'000'000'000);
  for (const char* text : {"-1", "-0.001", "1e10", "inf", "nan", "soon", "1s", ""}) {
    EXPECT_NE(complaint({"--plugin", "x", "--reply-deadline", text}), "") << text;
  }
}

TEST(Options, TakesADirectoryForRecordings) {
  EXPECT_EQ(parse({"--plugin", "x"}).record, "");
  EXPECT_EQ(parse({"--plugin", "x", "--record", "/tmp/r"}).record, "/tmp/r");
  EXPECT_EQ(complaint({"--plugin", "x", "--record", ""}), "--record needs a directory");
}

TEST(Options, DocumentsEveryOptionAndEveryExitCode) {
  const std::string help = help_text("maelstrom-host");
  EXPECT_EQ(help.find("$0"), std::string::npos);
  EXPECT_EQ(help.find(" host -"), std::string::npos) << "that is not its name";
  EXPECT_NE(help.find("\n  maelstrom-host --plugin unique_ids "), std::string::npos);
  for (const char* option : {"--plugin", "--set", "--log-level", "--reply-deadline", "--record", "--describe", "--list",
                             "--new-plugin", "--version", "--help", "MAELSTROM_PLUGIN_PATH"}) {
    EXPECT_NE(help.find(option), std::string::npos) << option;
  }
  for (const char* code :
       {"\n   0  ", "\n   1  ", "\n   2  ", "10  ", "11  ", "12  ", "13  ", "14  ", "15  ", "16  ", "17  "}) {
    EXPECT_NE(help.find(code, help.find("Exit codes:")), std::string::npos) << code;
  }
}

}  // namespace
}  // namespace maelstrom::host
