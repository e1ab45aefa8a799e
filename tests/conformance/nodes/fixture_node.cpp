// A Maelstrom node for the end-to-end tests, correct or wrong in one way: fixture_node MODE.
#include <csignal>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <thread>

#include <nlohmann/json.hpp>
#include <sys/types.h>
#include <unistd.h>

namespace {

using nlohmann::json;

constexpr int kRequestsBeforeTheEnd = 5;

void write_line(const std::string& line) {
  std::cout << line << std::endl;
}

void send(const json& request, json body) {
  body["in_reply_to"] = request["body"]["msg_id"];
  write_line(json{{"src", request["dest"]}, {"dest", request["src"]}, {"body", std::move(body)}}.dump());
}

json good_reply(const json& request) {
  static std::uint64_t counter = 0;
  const json& body = request["body"];
  if (body["type"] == "echo") {
    return {{"type", "echo_ok"}, {"echo", body["echo"]}};
  }
  return {{"type", "generate_ok"}, {"id", request["dest"].get<std::string>() + "-" + std::to_string(++counter)}};
}

// Ends the node once it has answered a few requests.
void answer_then(const json& request, const std::function<void()>& end) {
  static int requests = 0;
  send(request, good_reply(request));
  if (++requests == kRequestsBeforeTheEnd) {
    std::cerr << "about to end\nlast words" << std::endl;
    end();
  }
}

// How a mode handles a request; init has its own handler.
const std::map<std::string, std::function<void(const json&)>>& modes() {
  static const std::map<std::string, std::function<void(const json&)>> table = {
      {"good", [](const json& request) { send(request, good_reply(request)); }},
      {"silent", [](const json&) {}},
      {"hears",
       [](const json& request) { std::cerr << "hears " << request["id"] << ' ' << request["body"] << std::endl; }},
      {"duplicate-ids",
       [](const json& request) {
         send(request, {{"type", "generate_ok"}, {"id", request["body"]["msg_id"]}});
       }},
      {"wrong-echo",
       [](const json& request) {
         send(request, {{"type", "echo_ok"}, {"echo", "something else"}});
       }},
      {"crash", [](const json& request) { answer_then(request, [] { std::_Exit(42); }); }},
      {"exit-0", [](const json& request) { answer_then(request, [] { std::_Exit(0); }); }},
      {"signal", [](const json& request) { answer_then(request, [] { ::raise(SIGKILL); }); }},
      {"rubbish", [](const json&) { write_line("Segmentation fault (core dumped)"); }},
      {"empty-line", [](const json&) { write_line(""); }},
      {"extra-envelope-key",
       [](const json& request) {
         write_line(
             json{{"src", request["dest"]}, {"dest", request["src"]}, {"body", {{"type", "echo_ok"}}}, {"timestamp", 1}}
                 .dump());
       }},
      {"extra-body-key",
       [](const json& request) {
         json reply = good_reply(request);
         reply["node"] = request["dest"];
         send(request, reply);
       }},
      {"unknown-dest",
       [](const json& request) {
         write_line(json{{"src", request["dest"]}, {"dest", "nowhere"}, {"body", {{"type", "x"}}}}.dump());
       }},
      {"foreign-src",
       [](const json& request) {
         write_line(json{{"src", "somebody"}, {"dest", request["src"]}, {"body", {{"type", "x"}}}}.dump());
       }},
      {"late-reply",
       [](const json& request) {
         // Longer than a client waits, and shorter than the test waits for the last request.
         static const auto start = std::chrono::steady_clock::now();
         static bool first = true;
         if (first) {
           first = false;
           std::thread([request] {
             std::this_thread::sleep_until(start + std::chrono::milliseconds(5300));
             send(request, good_reply(request));
           }).detach();
         }
       }},
      {"double-reply",
       [](const json& request) {
         const json reply = good_reply(request);
         send(request, reply);
         send(request, reply);
       }},
      {"stall-n0",
       [](const json& request) {
         if (request["dest"] == "n0") {
           ::pause();  // no longer reads
         }
         send(request, good_reply(request));
       }},
      {"long-lines",
       [](const json& request) {
         json reply = good_reply(request);
         reply["padding"] = std::string(1'000'000, 'x');
         send(request, reply);
       }},
      {"errors",
       [](const json& request) {
         send(request, {{"type", "error"}, {"code", 11}, {"text", "never available"}});
       }},
      {"orphan",
       [](const json& request) {
         // A grandchild that outlives the node unless its whole group is killed.
         static bool first = true;
         if (first) {
           first = false;
           const pid_t child = ::fork();
           if (child == 0) {
             ::pause();
             std::_Exit(0);
           }
           std::cerr << "grandchild " << child << std::endl;
         }
         send(request, good_reply(request));
       }},
  };
  return table;
}

void serve(const std::string& mode) {
  std::cerr << "mode " << mode << " in " << ::getpid() << std::endl;
  for (std::string line; std::getline(std::cin, line);) {
    const json message = json::parse(line);
    if (message["body"]["type"] == "init") {
      std::cerr << "init " << message["id"] << std::endl;
      send(message, {{"type", "init_ok"}});
    } else {
      modes().at(mode)(message);
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const std::string mode = argc > 1 ? argv[1] : "good";
    if (mode == "no-init") {
      std::cerr << "cannot start: no such thing" << std::endl;
      return 3;
    }
    serve(mode);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << error.what() << std::endl;
    return 1;
  }
}
