#include "conformance/run/pending_messages.hpp"

#include <algorithm>
#include <utility>

namespace maelstrom::conformance {

PendingMessages::Place PendingMessages::post(Message message) {
  if (free_.empty()) {
    free_.push_back(static_cast<Place>(under_way_.size()));
    under_way_.emplace_back();
  }
  const Place place = free_.back();
  free_.pop_back();
  under_way_[place] = std::move(message);
  return place;
}

std::optional<Message> PendingMessages::take(Place place) {
  free_.push_back(place);
  return std::exchange(under_way_[place], std::nullopt);
}

std::size_t PendingMessages::under_way_to(NodeIndex node) const {
  return static_cast<std::size_t>(std::ranges::count_if(under_way_, [node](const auto& message) {
    return message && message->dest == Address{Address::Kind::kNode, node};
  }));
}

void PendingMessages::hold(NodeIndex node, const std::function<void(const Message&)>& on_message) {
  for (auto& message : under_way_) {
    if (message && message->dest == Address{Address::Kind::kNode, node}) {
      on_message(*message);
      waiting_[node].push_back(*std::exchange(message, std::nullopt));
    }
  }
}

std::vector<Message> PendingMessages::release(NodeIndex node) {
  auto queue = std::exchange(waiting_[node], {});
  std::ranges::sort(queue, {}, [](const Message& message) { return std::pair(message.arrival, message.id); });
  return queue;
}

}  // namespace maelstrom::conformance
