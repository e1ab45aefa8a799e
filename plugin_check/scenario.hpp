// Standard conversations with a plugin, used by several rules.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "plugin_check/driven_node.hpp"
#include "plugin_check/subject.hpp"

namespace maelstrom::conformance::check {

struct Step {
  std::string client;
  std::string type;
  std::string members;
  bool is_request;  // has a msg_id; wait for its reply
};

// The messages of the conversation: requests of each answered type, several times, from two clients, and messages of
// the other types from a peer, without replies.
std::vector<Step> scenario(const Survey& types);

// Sends one message, waits for the reply if it is a request, and a moment longer.
void take(DrivenNode& node, const Step& step);

// Sends them all in order, and waits for the results.
void play(DrivenNode& node, const std::vector<Step>& steps);

// A complete run: the conversation, a request of every type from a client and from a peer, the end. For rules about the
// plugin's calls.
Record busy_life(Subject& subject, Peers peers = Peers::kAnswer);

// The lines that new nodes with these ids send during the scenario, one node after the other. They are instances of one
// library, each in its own cluster.
std::vector<std::string> transcripts(Subject& subject, const std::vector<std::string>& ids);

// The first difference of two transcripts: "line 3: ..." of each.
struct Difference {
  std::string first;
  std::string second;
};
Difference first_difference(std::string_view first, std::string_view second);

// Whether two functions, called repeatedly, always return their first transcripts. If so, the difference is caused by
// the functions, and not by a clock or randomness of the plugin's own. The calls alternate, so that a slow clock does
// not look like a stopped one.
bool always_differ(const std::function<std::string()>& one, const std::string& first_of_one,
                   const std::function<std::string()>& other, const std::string& first_of_other);

}  // namespace maelstrom::conformance::check
