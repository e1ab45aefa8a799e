// Maelstrom's unique-ids workload: {"type":"generate"} is answered with {"type":"generate_ok","id":ID}, and no two IDs
// are the same, in the whole cluster and through restarts. Needs no disk, no clock and no other node, so it is totally
// available.
#include <array>
#include <charconv>
#include <concepts>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include <boost/uuid/random_generator.hpp>
#include <boost/uuid/uuid_io.hpp>

#include <maelstrom/workload.hpp>

namespace {

// The host's randomness in the shape that Boost.UUID wants.
class HostRandomness {
 public:
  using result_type = std::uint32_t;
  explicit HostRandomness(maelstrom::Host host) : host_(host) {}
  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return std::numeric_limits<result_type>::max(); }
  result_type operator()() {
    result_type number = 0;
    host_.random_bytes(std::as_writable_bytes(std::span(&number, 1)));
    return number;
  }

 private:
  maelstrom::Host host_;
};

class UniqueIds : public maelstrom::Workload {
 public:
  explicit UniqueIds(maelstrom::Host node_host) : Workload(node_host) {
    const std::string_view scheme = option("scheme").value_or("counter");
    if (scheme == "counter") {
      on("generate", [this](maelstrom::Request& request) { request.reply("generate_ok", {{"id", next_id()}}); });
    } else if (scheme == "uuid") {
      on("generate", [this](maelstrom::Request& request) { request.reply("generate_ok", {{"id", next_uuid()}}); });
    } else {
      throw std::invalid_argument("scheme is counter or uuid, not " + std::string(scheme));
    }
  }

 private:
  // <node id>-<incarnation>-<counter>. Two nodes differ in the first part, two incarnations of one node in the second,
  // two ids of one incarnation in the third. The last two parts have no dash and the second has a fixed length, so an
  // id can be parsed from its end in only one way, for every node id: n1 + 12 is not n11 + 2.
  std::string_view next_id() {
    if (id_.empty()) {
      id_ = std::string(host().node_id()) + '-' + draw_incarnation() + '-';
      prefix_ = id_.size();
      id_.resize(prefix_ + std::numeric_limits<std::uint64_t>::digits10 + 1);
    }
    char* const counter = id_.data() + prefix_;
    const char* const end = std::to_chars(counter, id_.data() + id_.size(), counter_++).ptr;
    return std::string_view(id_).substr(0, static_cast<std::size_t>(end - id_.data()));
  }

  // 64 bits of randomness in hexadecimal. Throws, and the request is refused with error 11, if the system has none:
  // other numbers could repeat the ids of an earlier incarnation.
  std::string draw_incarnation() const {
    std::array<std::byte, 8> bytes;
    host().random_bytes(bytes);
    std::string text;
    for (const std::byte byte : bytes) {
      constexpr std::string_view kHex = "0123456789abcdef";
      text += kHex[std::to_integer<std::size_t>(byte >> 4)];
      text += kHex[std::to_integer<std::size_t>(byte & std::byte{0xF})];
    }
    return text;
  }

  // RFC 4122, version 4: 122 bits of randomness for every id.
  std::string next_uuid() const {
    HostRandomness randomness(host());
    return to_string(boost::uuids::basic_random_generator<HostRandomness>(randomness)());
  }

  std::string id_;  // the last id, with room for every counter after the prefix; empty before the first
  std::size_t prefix_ = 0;
  std::uint64_t counter_ = 0;
};

}  // namespace

MAELSTROM_PLUGIN(UniqueIds, "unique-ids", "1.0.0",
                 "Gives out ids that are unique in the cluster and through restarts, without coordination", "generate");
