// Conversations that every plugin can have: what several rules watch it by.
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
  bool is_request;  // has a msg_id, and is waited for
};

// The messages of the conversation: requests of each type that is answered, several times, from two clients, and
// messages of the others from a peer, which expects nothing.
std::vector<Step> scenario(const Survey& types);

// Sends one, waits for the reply if there is to be one, and a moment longer.
void take(DrivenNode& node, const Step& step);

// Sends them all in order, and waits for the results.
void play(DrivenNode& node, const std::vector<Step>& steps);

// A complete run: the conversation, a request of every type from a client and from a peer, the end. For rules that
// watch the plugin's calls.
Record busy_life(Subject& subject, Peers peers = Peers::kAnswer);

// The lines that new nodes of these ids send during the scenario, each of them in turn. They are instances of one
// library, and each is in a cluster of its own.
std::vector<std::string> transcripts(Subject& subject, const std::vector<std::string>& ids);

// Where two transcripts part: "line 3: ..." of each.
struct Difference {
  std::string first;
  std::string second;
};
Difference first_difference(std::string_view first, std::string_view second);

// Whether two ways to make a transcript always give what they gave first, so that the difference of these two is that
// of the ways: a plugin that has its own clock or randomness says something else now and then, whatever one does. They
// take turns, so that a clock that counts slowly does not look like one that stands still.
bool always_differ(const std::function<std::string()>& one, const std::string& first_of_one,
                   const std::function<std::string()>& other, const std::string& first_of_other);

}  // namespace maelstrom::conformance::check
