#include "conformance/workloads/echo.hpp"

#include <array>

#include "protocol/canonical_json.hpp"
#include "protocol/json_text.hpp"

namespace maelstrom::conformance {
namespace {

constexpr std::uint64_t kDifferentEchoes = 128;  // as Maelstrom's
constexpr std::array<std::string_view, 1> kEchoOkFields = {"echo"};

class Echo : public Workload {
 public:
  void request(Random& random, Request& request) override {
    request.function = "echo";
    request.value = "\"Please echo ";
    append_number(request.value, random.below(kDifferentEchoes));
    request.value += '"';
    request.members = R"("echo":)";
    request.members += request.value;
    request.members += R"(,"type":"echo")";
  }

  ReplyShape reply_shape(std::string_view /*function*/) const override { return {"echo_ok", kEchoOkFields}; }

  Judgement judge(const Asked& asked, const host::Envelope& reply) override {
    const std::string_view echo = *reply.field("echo");
    if (equal_json(asked.value, echo)) {
      ++matching_;
      return {echo, {}, false};
    }
    ++different_;
    return {echo, "expected the echo " + excerpt(asked.value) + ", but received " + excerpt(echo), true};
  }

  // Maelstrom's checker compares what was sent with what came back, and an operation that failed has nothing.
  std::string judge_definite_error(const Asked& asked, std::string_view error) override {
    ++different_;
    return "expected the echo " + excerpt(asked.value) + ", but received the error " + std::string(error);
  }

  WorkloadReport report(const History& /*history*/) const override {
    WorkloadReport report;
    report.details = {{"matching-count", matching_}, {"different-count", different_}};
    report.summary =
        std::to_string(matching_) + " echoes equal to what was sent, " + std::to_string(different_) + " different";
    return report;
  }

 private:
  std::uint64_t matching_ = 0;
  std::uint64_t different_ = 0;
};

}  // namespace

std::unique_ptr<Workload> make_echo() {
  return std::make_unique<Echo>();
}

}  // namespace maelstrom::conformance
