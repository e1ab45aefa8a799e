// A typical simple program: for each line, it parses a document, writes a reply and flushes. Serves echo and generate.
#include <cstdint>
#include <iostream>
#include <string>

#include <nlohmann/json.hpp>

int main() {
  std::ios::sync_with_stdio(false);  // in its favour: most programs omit this, and read a character at a time
  std::string node_id;
  std::uint64_t next_id = 0;
  std::string line;
  while (std::getline(std::cin, line)) {
    const nlohmann::json request = nlohmann::json::parse(line);
    const nlohmann::json& body = request["body"];
    const std::string type = body["type"];
    nlohmann::json reply;
    if (type == "init") {
      node_id = body["node_id"];
      reply["type"] = "init_ok";
    } else if (type == "echo") {
      reply["type"] = "echo_ok";
      reply["echo"] = body["echo"];
    } else if (type == "generate") {
      reply["type"] = "generate_ok";
      reply["id"] = node_id + "-" + std::to_string(next_id++);
    } else {
      reply["type"] = "error";
      reply["code"] = 10;
      reply["text"] = "not supported: " + type;
    }
    reply["in_reply_to"] = body["msg_id"];
    nlohmann::json message;
    message["src"] = node_id;
    message["dest"] = request["src"];
    message["body"] = reply;
    std::cout << message.dump() << std::endl;
  }
}
