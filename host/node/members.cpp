#include "host/node/members.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <nlohmann/json.hpp>

#include <maelstrom/json_writer.hpp>

namespace maelstrom::host {
namespace {

constexpr std::string_view kServices[] = {"lin-kv", "seq-kv", "lww-kv", "lin-tso"};

}  // namespace

Members::Members() {
  known_.insert(std::begin(kServices), std::end(kServices));
}

std::string Members::join(const Envelope& init) {
  const auto parse = [&init](std::string_view name) {
    return nlohmann::json::parse(init.field(name).value_or("null"), nullptr, false);
  };
  const nlohmann::json id = parse("node_id");
  if (!id.is_string() || id.get_ref<const std::string&>().empty()) {
    return "node_id must be a string that is not empty";
  }
  const nlohmann::json peers = parse("node_ids");
  const auto is_id = [](const nlohmann::json& peer) { return peer.is_string(); };
  if (!peers.is_null() && !(peers.is_array() && std::all_of(peers.begin(), peers.end(), is_id))) {
    return "node_ids must be an array of strings";
  }
  auto ids = peers.is_null() ? std::vector<std::string>() : peers.get<std::vector<std::string>>();
  id_ = id.get<std::string>();
  if (std::find(ids.begin(), ids.end(), id_) == ids.end()) {
    ids.push_back(id_);  // an init typed by hand may omit the peers
  }
  id_json_.clear();
  append_json_string(id_json_, id_);
  nodes_ = std::move(ids);
  known_.insert(nodes_.begin(), nodes_.end());
  forget_senders();  // some may have turned out to be nodes
  return {};
}

void Members::leave() {
  for (const std::string& id : nodes_) {
    known_.erase(id);
  }
  forget_senders();  // senders become known again with their next message
  nodes_.clear();
  id_.clear();
  id_json_.clear();
}

Asker Members::kind_of(std::string_view id) const {
  const bool is_peer = std::find(nodes_.begin(), nodes_.end(), id) != nodes_.end() ||
                       std::find(std::begin(kServices), std::end(kServices), id) != std::end(kServices);
  return is_peer ? Asker::kPeer : Asker::kClient;
}

Sender Members::find_or_add(const Envelope& envelope) {
  auto known = senders_.find(envelope.src_json);
  if (known == senders_.end()) {
    known = senders_.emplace(envelope.src_json, kind_of(envelope.src)).first;
    known_.emplace(envelope.src);
  }
  return {known->first, known->second};
}

void Members::forget_senders() {
  recent_.fill({});
  senders_.clear();
}

}  // namespace maelstrom::host
