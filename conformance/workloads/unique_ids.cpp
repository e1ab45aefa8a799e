#include "conformance/workloads/unique_ids.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

#include "conformance/canonical_json.hpp"
#include "conformance/json_text.hpp"

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
  Judgement judge(OperationIndex operation, std::string_view /*requested*/, const host::Envelope& reply) override {
    const std::string_view id = *reply.field("id");
    scratch_.clear();
    append_canonical(scratch_, id);
    const auto [first, added] = first_.try_emplace(scratch_, operation);
    if (!added) {
      repeated_[first->first].push_back(operation);
    }
    return {id, {}, !added};
  }

  WorkloadReport report(const History& history) const override;

 private:
  using Repeated = std::vector<std::pair<std::string_view, std::vector<OperationIndex>>>;

  Repeated repeated() const;
  nlohmann::ordered_json range() const;

  std::unordered_map<std::string, OperationIndex> first_;                       // by canonical text
  std::unordered_map<std::string_view, std::vector<OperationIndex>> repeated_;  // all but the first; keys of first_
  std::string scratch_;
};

std::string words(const History& history, OperationIndex index) {
  return "node " + history.node(history.operation(index)) + " in operation " + std::to_string(index);
}

// An integer too long for 64 bits goes into the report as text, because as a number it would lose digits.
nlohmann::ordered_json id_json(std::string_view id) {
  if (is_integer(id) && !host::parse_integer(id)) {
    return id;
  }
  auto parsed = nlohmann::ordered_json::parse(id, nullptr, false);
  return parsed.is_discarded() ? nlohmann::ordered_json(id) : parsed;
}

nlohmann::ordered_json operation_json(const History& history, OperationIndex index) {
  const Operation& operation = history.operation(index);
  return {{"operation", index},
          {"client", "c" + std::to_string(operation.client)},
          {"node", history.node(operation)},
          {"invoked", operation.invoked},
          {"completed", operation.completed}};
}

// Every id that came more than once with the operations that got it, in the order of the first repetition.
UniqueIds::Repeated UniqueIds::repeated() const {
  Repeated all(repeated_.begin(), repeated_.end());
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.second.front() < b.second.front(); });
  for (auto& [id, operations] : all) {
    operations.insert(operations.begin(), first_.at(std::string(id)));
  }
  return all;
}

nlohmann::ordered_json UniqueIds::range() const {
  const auto less = [](const auto& a, const auto& b) { return id_less(a.first, b.first); };
  const auto [lowest, highest] = std::minmax_element(first_.begin(), first_.end(), less);
  if (lowest == first_.end()) {
    return nullptr;
  }
  return nlohmann::ordered_json::array({id_json(lowest->first), id_json(highest->first)});
}

WorkloadReport UniqueIds::report(const History& history) const {
  WorkloadReport report;
  const Repeated all = repeated();
  auto duplicates = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < std::min(all.size(), kReportedDuplicates); ++i) {
    const auto& [id, operations] = all[i];
    auto got_it = nlohmann::ordered_json::array();
    for (std::size_t j = 0; j < std::min(operations.size(), kReportedDuplicates); ++j) {
      got_it.push_back(operation_json(history, operations[j]));
    }
    duplicates.push_back({{"id", id_json(id)}, {"count", operations.size()}, {"operations", std::move(got_it)}});
  }
  report.details = {{"attempted-count", history.counts().invoked},
                    {"acknowledged-count", history.counts().ok},
                    {"duplicated-count", all.size()},
                    {"duplicated", std::move(duplicates)},
                    {"range", range()}};
  report.summary = std::to_string(history.counts().invoked) + " attempted, " + std::to_string(history.counts().ok) +
                   " acknowledged, " + std::to_string(all.size()) + " duplicated";
  if (!all.empty()) {
    const auto& [id, operations] = all.front();
    report.reasons.push_back(std::to_string(all.size()) + " ids were given out more than once; the first one, " +
                             excerpt(id) + ", by " + words(history, operations[0]) + " and by " +
                             words(history, operations[1]));
  }
  return report;
}

}  // namespace

std::unique_ptr<Workload> make_unique_ids() {
  return std::make_unique<UniqueIds>();
}

}  // namespace maelstrom::conformance
