#include "traffic.hpp"

#include <unordered_set>

#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

#include "protocol/envelope.hpp"

namespace maelstrom::bench {
namespace {

constexpr std::size_t kFirstId = 100'000;  // so that ids have as many digits as in the middle of a long test

// Printable text without runs of equal bytes, which would be faster to read.
std::string text_of_size(std::size_t size, std::size_t seed) {
  std::string text;
  text.reserve(size);
  std::uint32_t state = static_cast<std::uint32_t>(seed) * 2'654'435'761U + 1;
  while (text.size() < size) {
    state = state * 1'664'525U + 1'013'904'223U;
    constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ.0123456789";
    text.push_back(kLetters[(state >> 16) % kLetters.size()]);
  }
  return text;
}

[[noreturn]] void reject(std::string_view line, std::string_view reason) {
  throw WrongReply(fmt::format("a wrong reply, {}: {}", reason, line.substr(0, 200)));
}

}  // namespace

std::string_view name_of(Workload workload) {
  return workload == Workload::kEcho ? "echo" : "generate";
}

Traffic::Traffic(Workload workload, std::size_t count, std::size_t payload) : workload_(workload) {
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t id = kFirstId + i;
    std::string body = R"("type":"generate")";
    if (workload == Workload::kEcho) {
      const std::string text = payload == 0 ? fmt::format("Please echo {}", i % 128) : text_of_size(payload, i);
      payloads_.push_back('"' + text + '"');
      body = fmt::format(R"("echo":{},"type":"echo")", payloads_.back());
    }
    bytes_ += fmt::format("{{\"id\":{},\"src\":\"c8\",\"dest\":\"n0\",\"body\":{{{},\"msg_id\":{}}}}}\n", id, body, id);
    ends_.push_back(bytes_.size());
  }
}

std::string_view Traffic::init() {
  return R"({"id":0,"src":"c0","dest":"n0","body":{"type":"init","node_id":"n0","node_ids":["n0"],"msg_id":1}})"
         "\n";
}

void Traffic::check_init(std::string_view reply, Answers answers) {
  host::EnvelopeReader reader;
  const bool right = answers == Answers::kReflections ? reply == init()
                                                      : reader.read(reply) && reader.envelope().type == "init_ok" &&
                                                            reader.envelope().in_reply_to == 1;
  if (!right) {
    reject(reply, "not the answer to init");
  }
}

std::string_view Traffic::requests(std::size_t first, std::size_t last) const {
  const std::size_t begin = first == 0 ? 0 : ends_[first - 1];
  const std::size_t end = last == 0 ? 0 : ends_[last - 1];
  return std::string_view(bytes_).substr(begin, end - begin);
}

class Traffic::Checker {
 public:
  explicit Checker(const Traffic& traffic) : traffic_(traffic), answered_(traffic.count()) {}

  void check(std::string_view line) {
    if (!reader_.read(line)) {
      reject(line, reader_.error());
    }
    const host::Envelope& reply = reader_.envelope();
    if (!reply.closed || reply.src != "n0" || reply.dest != "c8") {
      reject(line, "no envelope from n0 to c8");
    }
    const std::size_t index = static_cast<std::size_t>(reply.in_reply_to.value_or(-1)) - kFirstId;
    if (index >= answered_.size() || answered_[index]) {
      reject(line, "to no request that waits");
    }
    answered_[index] = true;
    const bool right = traffic_.workload_ == Workload::kEcho ? echoes(reply, index) : identifies(reply);
    if (!right) {
      reject(line, "not what was asked for");
    }
  }

 private:
  bool echoes(const host::Envelope& reply, std::size_t index) const {
    const std::string_view text = reply.field("echo").value_or("");
    const std::string& expected = traffic_.payloads_[index];
    return reply.type == "echo_ok" &&
           (text == expected || nlohmann::json::parse(text, nullptr, false) == nlohmann::json::parse(expected));
  }

  bool identifies(const host::Envelope& reply) {
    const std::string_view id = reply.field("id").value_or("");
    return reply.type == "generate_ok" && !id.empty() && ids_.insert(id).second;
  }

  const Traffic& traffic_;
  host::EnvelopeReader reader_;
  std::vector<bool> answered_;
  std::unordered_set<std::string_view> ids_;
};

void Traffic::check(std::string_view replies, Answers answers) const {
  if (answers == Answers::kReflections) {
    if (replies != bytes_) {
      throw WrongReply("what came back is not what was sent");
    }
    return;
  }
  Checker checker(*this);
  std::size_t lines = 0;
  for (; !replies.empty(); ++lines) {
    const std::size_t end = replies.find('\n');
    checker.check(replies.substr(0, end));
    replies.remove_prefix(end == std::string_view::npos ? replies.size() : end + 1);
  }
  if (lines != count()) {
    throw WrongReply(fmt::format("{} replies to {} requests", lines, count()));
  }
}

}  // namespace maelstrom::bench
