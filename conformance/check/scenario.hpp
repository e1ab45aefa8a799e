// A conversation that every plugin can have: what several rules watch it by.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "driven_node.hpp"
#include "subject.hpp"

namespace maelstrom::conformance::check {

struct Step {
  std::string client;
  std::string type;
  std::string members;
};

// The requests of the conversation, each type several times, from two clients.
std::vector<Step> scenario(const std::vector<TypeFacts>& types);

// Sends them all, one after the other.
void play(DrivenNode& node, const std::vector<Step>& steps);

// The lines that a new node of this setup sends during the scenario.
std::string transcript(Subject& subject, NodeSetup setup);

// The setup of a node for `transcript`.
NodeSetup transcript_setup(const Subject& subject, const std::string& node, const std::string& stream);

// Where two transcripts part: "line 3: ..." of each.
struct Difference {
  std::string first;
  std::string second;
};
Difference first_difference(std::string_view first, std::string_view second);

}  // namespace maelstrom::conformance::check
