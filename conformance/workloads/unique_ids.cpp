#include "conformance/workloads/unique_ids.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "conformance/workloads/given_ids.hpp"
#include "conformance/workloads/hash128.hpp"
#include "protocol/canonical_json.hpp"
#include "protocol/envelope.hpp"
#include "protocol/json_cursor.hpp"
#include "protocol/json_text.hpp"

namespace maelstrom::conformance {
namespace {

constexpr std::size_t kReportedDuplicates = 48;  // as many as Jepsen's checker
constexpr std::array<std::string_view, 1> kGenerateOkFields = {"id"};

bool is_integer(std::string_view json) {
  return !json.empty() && (json.front() == '-' || (json.front() >= '0' && json.front() <= '9')) &&
         json.find_first_of(".eE") == std::string_view::npos;
}

// Orders ids for the range: integers by value, of any size, and everything else by its text.
bool id_less(std::string_view a, std::string_view b) {
  if (!is_integer(a) || !is_integer(b)) {
    return is_integer(a) != is_integer(b) ? is_integer(a) : a < b;
  }
  const bool a_negative = a.front() == '-';
  const bool b_negative = b.front() == '-';
  if (a_negative != b_negative) {
    return a_negative;
  }
  const bool smaller_magnitude = a.size() != b.size() ? a.size() < b.size() : a < b;
  return a_negative ? a != b && !smaller_magnitude : smaller_magnitude;
}

class UniqueIds : public Workload {
 public:
  void request(Random& /*random*/, Request& request) override {
    request.function = "generate";
    request.value = "null";
    request.members = R"("type":"generate")";
  }

  ReplyShape reply_shape(std::string_view /*function*/) const override { return {"generate_ok", kGenerateOkFields}; }

  // Duplicates are reported together at the end, not one by one.
  Judgement judge(const Asked& asked, const host::Envelope& reply) override;

  WorkloadReport report(const History& history) const override;

 private:
  struct Giving {
    OperationIndex operation;
    NodeIndex node;
  };
  // An id that came more than once.
  struct Repeated {
    Hash128 hash;
    std::string id;
    std::uint64_t count;
    std::vector<Giving> givings;  // the first ones
  };

  void repeat(GivenIds::Given& first, const Asked& asked);
  void widen_range(const std::string& id);

  GivenIds given_;
  std::uint64_t repeated_count_ = 0;
  std::vector<Repeated> repeated_;  // the first ones, in the order of their first repetition
  std::string lowest_;              // canonical, as all ids here; empty if there is none
  std::string highest_;
  std::string id_;  // the one that is judged
};

Judgement UniqueIds::judge(const Asked& asked, const host::Envelope& reply) {
  const std::string_view id = *reply.field("id");
  id_.clear();
  append_canonical(id_, id);
  const std::size_t known = given_.size();
  GivenIds::Given& first = given_.give(hash128(id_), asked.operation, asked.node);
  const bool is_new = given_.size() != known;
  if (is_new) {
    widen_range(id_);
  } else {
    repeat(first, asked);
  }
  return {id, {}, !is_new};
}

void UniqueIds::repeat(GivenIds::Given& first, const Asked& asked) {
  if (first.repeated == 0) {
    first.repeated = 1;
    ++repeated_count_;
    if (repeated_.size() < kReportedDuplicates) {
      repeated_.push_back({first.id, id_, 1, {{first.operation, first.node}}});
    }
  }
  const auto found = std::find_if(repeated_.begin(), repeated_.end(),
                                  [&first](const Repeated& repeated) { return repeated.hash == first.id; });
  if (found == repeated_.end()) {
    return;
  }
  ++found->count;
  if (found->givings.size() < kReportedDuplicates) {
    found->givings.push_back({asked.operation, asked.node});
  }
}

void UniqueIds::widen_range(const std::string& id) {
  if (lowest_.empty() || id_less(id, lowest_)) {
    lowest_ = id;
  }
  if (highest_.empty() || id_less(highest_, id)) {
    highest_ = id;
  }
}

// An integer too long for 64 bits goes into the report as text, because as a number it would lose digits; and so does
// what is nested so deeply that to print it as a document would overflow the stack.
nlohmann::ordered_json id_json(std::string_view id) {
  host::JsonScanner scanner;
  const bool is_too_deep = scanner.valid(id) && scanner.deepest() > host::kMostNesting;
  if (is_too_deep || (is_integer(id) && !host::parse_integer(id))) {
    return id;
  }
  auto parsed = nlohmann::ordered_json::parse(id, nullptr, false);
  return parsed.is_discarded() ? nlohmann::ordered_json(id) : parsed;
}

nlohmann::ordered_json giving_json(const History& history, OperationIndex index, NodeIndex node) {
  nlohmann::ordered_json json = {{"operation", index}, {"node", history.node(node)}};
  if (const Operation* const operation = history.find(index)) {
    json["client"] = "c" + std::to_string(operation->client);
    json["invoked"] = operation->invoked;
    json["completed"] = operation->completed;
  }
  return json;
}

WorkloadReport UniqueIds::report(const History& history) const {
  WorkloadReport report;
  auto duplicates = nlohmann::ordered_json::array();
  for (const Repeated& repeated : repeated_) {
    auto got_it = nlohmann::ordered_json::array();
    for (const Giving& giving : repeated.givings) {
      got_it.push_back(giving_json(history, giving.operation, giving.node));
    }
    duplicates.push_back({{"id", id_json(repeated.id)}, {"count", repeated.count}, {"operations", std::move(got_it)}});
  }
  const OutcomeCounts& counts = history.counts();
  report.details = {{"attempted-count", counts.invoked},
                    {"acknowledged-count", counts.ok},
                    {"duplicated-count", repeated_count_},
                    {"duplicated", std::move(duplicates)},
                    {"range", nullptr}};
  if (!lowest_.empty()) {
    report.details["range"] = nlohmann::ordered_json::array({id_json(lowest_), id_json(highest_)});
  }
  report.summary = std::to_string(counts.invoked) + " attempted, " + std::to_string(counts.ok) + " acknowledged, " +
                   std::to_string(repeated_count_) + " duplicated";
  if (!repeated_.empty()) {
    const auto words = [&history](const Giving& giving) {
      return "node " + history.node(giving.node) + " in operation " + std::to_string(giving.operation);
    };
    const Repeated& first = repeated_.front();
    report.reasons.push_back(std::to_string(repeated_count_) + " ids were given out more than once; the first one, " +
                             excerpt(first.id) + ", by " + words(first.givings[0]) + " and by " +
                             words(first.givings[1]));
  }
  return report;
}

}  // namespace

std::unique_ptr<Workload> make_unique_ids() {
  return std::make_unique<UniqueIds>();
}

}  // namespace maelstrom::conformance
