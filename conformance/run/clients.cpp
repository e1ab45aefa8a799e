#include "conformance/run/clients.hpp"

#include <charconv>

#include "protocol/json_text.hpp"

namespace maelstrom::conformance {
namespace {

std::optional<ClientIndex> parse_client_name(std::string_view name) {
  if (name.size() < 2 || name[0] != 'c' || (name[1] == '0' && name.size() > 2)) {
    return std::nullopt;  // c07 is not c7
  }
  ClientIndex index = 0;
  const char* const end = name.data() + name.size();
  const auto result = std::from_chars(name.data() + 1, end, index);
  return result.ec == std::errc() && result.ptr == end ? std::optional(index) : std::nullopt;
}

}  // namespace

ClientIndex Clients::open(NodeIndex node, std::uint32_t owner) {
  clients_.push_back({node, owner});
  return static_cast<ClientIndex>(clients_.size() - 1);
}

void Clients::close(ClientIndex client) {
  settle(client);
  clients_[client].open = false;
}

std::optional<ClientIndex> Clients::find(std::string_view name) const {
  const auto index = parse_client_name(name);
  return index && *index < clients_.size() ? index : std::nullopt;
}

std::uint32_t Clients::ask(ClientIndex index) {
  Client& client = clients_[index];
  client.waiting = true;
  ++waiting_;
  return ++client.last_msg_id;
}

ReplyMatch Clients::match(ClientIndex index, std::optional<std::int64_t> in_reply_to) {
  Client& client = clients_[index];
  if (!client.open) {
    return ReplyMatch::kVanished;
  }
  if (!in_reply_to) {
    return ReplyMatch::kNoReply;
  }
  if (*in_reply_to < 1 || *in_reply_to > client.last_msg_id) {
    return ReplyMatch::kNeverAsked;
  }
  if (client.waiting && *in_reply_to == client.last_msg_id) {
    return ReplyMatch::kAwaited;
  }
  const bool was_given_up = std::erase(client.given_up, static_cast<std::uint32_t>(*in_reply_to)) > 0;
  return was_given_up ? ReplyMatch::kGivenUp : ReplyMatch::kAnswered;
}

void Clients::settle(ClientIndex client) {
  waiting_ -= clients_[client].waiting ? 1 : 0;
  clients_[client].waiting = false;
}

void Clients::give_up(ClientIndex index) {
  settle(index);
  clients_[index].given_up.push_back(clients_[index].last_msg_id);
}

void append_client_name(std::string& out, ClientIndex client) {
  out += 'c';
  append_number(out, client);
}

bool is_client_name(std::string_view name) {
  return parse_client_name(name).has_value();
}

}  // namespace maelstrom::conformance
