#include "checkers/kafka.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "checkers/checker.hpp"
#include "checkers/kafka_errors.hpp"
#include "checkers/kafka_history.hpp"
#include "checkers/kafka_lag.hpp"
#include "checkers/kafka_logs.hpp"
#include "checkers/verdict.hpp"
#include "history/history.hpp"

namespace maelstrom::conformance {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kShownErrors = 8;

ordered_json parsed(std::string_view json) {
  return ordered_json::parse(json, nullptr, false);
}

double seconds(Time nanoseconds) {
  return static_cast<double>(nanoseconds) / 1e9;
}

class KafkaReport {
 public:
  KafkaReport(const KafkaHistory& history, const KafkaLogs& logs, const KafkaErrors& errors)
      : history_(history), logs_(logs), errors_(errors) {}

  // Maelstrom's {"count", "errs"}, with the most telling examples.
  ordered_json errors_json(std::string_view kind, std::vector<KafkaError> examples) const {
    ordered_json json;
    json["count"] = examples.size();
    json["errs"] = ordered_json::array();
    for (const KafkaError& error : most_telling(kind, std::move(examples))) {
      json["errs"].push_back(error_json(kind, error));
    }
    return json;
  }

  Finding finding(std::string_view kind, const std::vector<KafkaError>& all) const {
    const std::vector<KafkaError> telling = most_telling(kind, all);
    const KafkaError& error = kind.ends_with("skip") ? telling.back() : telling.front();
    Finding finding;
    finding.kind = kind;
    finding.invalidates = !is_allowed_kafka_error(kind);
    finding.explanation = "Key " + std::string(history_.key_text(error.key)) + ": " + error_words(kind, error) +
                          log_words(error) + count_words(all.size());
    for (const std::uint32_t operation : {error.operation, error.other_operation}) {
      if (operation != kNoOperation) {
        finding.operations.push_back(history_.operations()[operation].origin);
      }
    }
    return finding;
  }

  // The offsets around the error, with their values, senders and first polls.
  ordered_json around_json(const KafkaError& error) const {
    auto list = ordered_json::array();
    for (const std::uint32_t index : around(error)) {
      const KafkaLog& log = logs_.log(error.key);
      for (const MessageId message : log.at(index)) {
        ordered_json entry{{"offset", log.offsets[index]}, {"value", parsed(history_.value_text(message))}};
        entry["sent-by"] = operation_json(errors_.writer_of[message]);
        entry["polled-by"] = operation_json(errors_.reader_of[message]);
        list.push_back(std::move(entry));
      }
    }
    return list;
  }

  ordered_json unseen_json() const {
    ordered_json json;
    json["time"] = errors_.unseen_time;
    json["unseen"] = ordered_json::object();
    json["messages"] = ordered_json::object();
    constexpr std::size_t kShownMessages = 32;
    for (const auto& [key, messages] : errors_.unseen) {
      const std::string name(history_.key_text(key));
      json["unseen"][name] = messages.size();
      std::vector<ordered_json> values;
      for (const MessageId message : messages) {
        values.push_back(parsed(history_.value_text(message)));
      }
      std::sort(values.begin(), values.end());
      values.resize(std::min(values.size(), kShownMessages));
      json["messages"][name] = values;
    }
    return json;
  }

  Finding unseen_finding() const {
    const auto& [key, messages] = errors_.unseen.front();
    std::size_t count = 0;
    for (const auto& entry : errors_.unseen) {
      count += entry.second.size();
    }
    const std::uint32_t writer = errors_.writer_of[messages.front()];
    Finding finding;
    finding.kind = "unseen";
    finding.explanation = "Key " + std::string(history_.key_text(key)) + ": " + value(messages.front()) +
                          " was acknowledged to " + words(writer) + ", but no ok poll ever returned it. " +
                          std::to_string(count) + " such messages, of " + std::to_string(errors_.unseen.size()) +
                          (errors_.unseen.size() == 1 ? " key." : " keys.");
    if (writer != kNoOperation) {
      finding.operations = {history_.operations()[writer].origin};
    }
    return finding;
  }

  ordered_json cycle_json(const transactions::Cycle& cycle) const {
    ordered_json json{{"type", transactions::anomaly_name(cycle.type)}};
    json["cycle"] = ordered_json::array();
    json["steps"] = ordered_json::array();
    for (const transactions::CycleStep& step : cycle.steps) {
      json["cycle"].push_back(last_event(step.from));
      ordered_json entry{{"type", transactions::kind_name(step.kind)}};
      if (step.kind == transactions::kRealtime) {
        entry["a'"] = operation_json(step.from);
      } else {
        const MessageId message = sent_and_polled(step);
        entry["key"] = history_.key_text(history_.messages()[message].key);
        entry["value"] = parsed(history_.value_text(message));
      }
      json["steps"].push_back(std::move(entry));
    }
    json["cycle"].push_back(last_event(cycle.steps.front().from));
    return json;
  }

  ordered_json exists_json(const transactions::CycleExists& exists) const {
    ordered_json json{{"type", transactions::anomaly_name(exists.type)},
                      {"not", transactions::friendly_name(exists.model)}};
    json["scc-size"] = exists.transactions.size();
    json["scc"] = ordered_json::array();
    for (const std::uint32_t operation : exists.transactions) {
      json["scc"].push_back(last_event(operation));
    }
    return json;
  }

  Finding cycle_finding(const transactions::Cycle& cycle, std::size_t count) const {
    Finding finding;
    finding.kind = transactions::anomaly_name(cycle.type);
    const auto name = [&cycle](std::size_t step) { return "T" + std::to_string(step % cycle.steps.size() + 1); };
    for (std::size_t i = 0; i < cycle.steps.size(); ++i) {
      finding.operations.push_back(history_.operations()[cycle.steps[i].from].origin);
      finding.explanation += name(i) + " = " + words(cycle.steps[i].from) + "\n";
    }
    for (std::size_t i = 0; i < cycle.steps.size(); ++i) {
      const transactions::CycleStep& step = cycle.steps[i];
      const bool last = i + 1 == cycle.steps.size();
      finding.explanation += (last ? "However, " : "") + name(i) + " < " + name(i + 1) + ", because " +
                             (step.kind == transactions::kRealtime ? realtime_words(step, name(i), name(i + 1))
                                                                   : polled_words(step, name(i), name(i + 1))) +
                             (last ? ": a contradiction." : ".\n");
    }
    finding.explanation += count_words(count);
    return finding;
  }

  Finding exists_finding(const transactions::CycleExists& exists) const {
    Finding finding;
    finding.kind = transactions::anomaly_name(exists.type);
    finding.explanation = "Some of these " + std::to_string(exists.transactions.size()) +
                          " operations precede each other in a cycle, which " +
                          std::string(transactions::friendly_name(exists.model)) + " forbids.";
    for (const std::uint32_t operation : exists.transactions) {
      finding.operations.push_back(history_.operations()[operation].origin);
    }
    return finding;
  }

 private:
  static bool is_sorted_by_delta(std::string_view kind) {
    return kind == "duplicate" || kind == "inconsistent-offsets" || kind.ends_with("skip") ||
           kind.find("nonmonotonic") != std::string_view::npos;
  }

  // Sorted as Maelstrom does: the smallest number first, and for skips the largest ones.
  static std::vector<KafkaError> most_telling(std::string_view kind, std::vector<KafkaError> errors) {
    if (is_sorted_by_delta(kind)) {
      std::stable_sort(errors.begin(), errors.end(),
                       [](const KafkaError& a, const KafkaError& b) { return a.delta < b.delta; });
    }
    const auto shown = static_cast<std::ptrdiff_t>(std::min(errors.size(), kShownErrors));
    return kind.ends_with("skip") ? std::vector<KafkaError>(errors.end() - shown, errors.end())
                                  : std::vector<KafkaError>(errors.begin(), errors.begin() + shown);
  }

  EventIndex last_event(std::uint32_t operation) const { return history_.last_event(history_.operations()[operation]); }

  // REQUIRES: a wr step.
  MessageId sent_and_polled(const transactions::CycleStep& step) const {
    for (const KafkaRecord& record : history_.operations()[step.to].polls) {
      if (errors_.writer_of[record.message] == step.from) {
        return record.message;
      }
    }
    return 0;
  }

  std::string polled_words(const transactions::CycleStep& step, const std::string& from, const std::string& to) const {
    const MessageId message = sent_and_polled(step);
    return to + " polled " + value(message) + " of key " +
           std::string(history_.key_text(history_.messages()[message].key)) + ", which " + from + " sent";
  }

  std::string realtime_words(const transactions::CycleStep& step, const std::string& from,
                             const std::string& to) const {
    const Operation& before = history_.origin(history_.operations()[step.from]);
    const Operation& after = history_.origin(history_.operations()[step.to]);
    return from + " completed at event " + std::to_string(before.completion) + ", before " + to +
           " was invoked at event " + std::to_string(after.invocation);
  }

  ordered_json operation_json(std::uint32_t operation) const {
    return operation == kNoOperation ? ordered_json(nullptr) : ordered_json{{"op", last_event(operation)}};
  }

  std::string words(std::uint32_t operation) const {
    return operation == kNoOperation
               ? std::string("an operation that the history lacks")
               : operation_words(history_.history(), history_.origin(history_.operations()[operation]));
  }

  // An offset may be known from a send only, so there may be no poll to name.
  std::string first_poll_words(std::uint32_t operation) const {
    return operation == kNoOperation ? ", which no poll returned" : ", first polled by " + words(operation);
  }

  // Empty if no completed operation sent the message, which is a separate finding.
  std::string sender_words(const std::string& before, std::uint32_t writer, const std::string& after = {}) const {
    return writer == kNoOperation ? std::string() : before + words(writer) + after;
  }

  std::string value(MessageId message) const { return std::string(history_.value_text(message)); }

  ordered_json values_json(std::vector<MessageId> messages) const {
    auto list = ordered_json::array();
    for (const MessageId message : messages) {
      list.push_back(parsed(history_.value_text(message)));
    }
    return list;
  }

  std::vector<MessageId> skipped(const KafkaError& error) const {
    const auto& order = logs_.log(error.key).order;
    return {order.begin() + error.index + 1, order.begin() + error.other_index};
  }

  ordered_json error_json(std::string_view kind, const KafkaError& error) const {
    if (kind == "precommitted-read" || kind == "phantom") {
      return {{"op", operation_json(error.operation)},
              {"key", history_.key_text(error.key)},
              {"value", parsed(history_.value_text(error.first))}};
    }
    ordered_json json{{"key", history_.key_text(error.key)}};
    const KafkaLog& log = logs_.log(error.key);
    if (kind == "inconsistent-offsets") {
      json["offset"] = log.offsets[error.index];
      json["index"] = error.index;
      json["values"] = values_json(log.at(error.index));
      std::sort(json["values"].begin(), json["values"].end());
    } else if (kind == "duplicate") {
      json["value"] = parsed(history_.value_text(error.first));
      json["count"] = error.delta;
      json["offsets"] = ordered_json::array();
      for (std::uint32_t index = error.index; index <= error.other_index; ++index) {
        const auto messages = log.at(index);
        if (std::find(messages.begin(), messages.end(), error.first) != messages.end()) {
          json["offsets"].push_back(log.offsets[index]);
        }
      }
    } else if (kind == "lost-write") {
      json["value"] = parsed(history_.value_text(error.first));
      json["index"] = error.index;
      json["max-read-index"] = error.other_index;
      json["writer"] = operation_json(error.operation);
      json["max-read"] = operation_json(error.other_operation);
    } else if (kind == "G1a") {
      json["value"] = parsed(history_.value_text(error.first));
      json["writer"] = operation_json(error.other_operation);
      json["reader"] = operation_json(error.operation);
    } else {
      add_pair(kind, error, json);
    }
    return json;
  }

  void add_pair(std::string_view kind, const KafkaError& error, ordered_json& json) const {
    if (kind != "poll-skip") {
      json["values"] = values_json({error.first, error.second});
    }
    json["delta"] = error.delta;
    if (kind.ends_with("skip")) {
      json["skipped"] = values_json(skipped(error));
    }
    if (kind.starts_with("int-")) {
      json["op"] = operation_json(error.operation);
    } else {
      json["ops"] = {operation_json(error.other_operation), operation_json(error.operation)};
    }
  }

  std::string error_words(std::string_view kind, const KafkaError& error) const {
    const std::string first = value(error.first);
    const std::string second = value(error.second);
    if (kind == "inconsistent-offsets") {
      return "offset " + std::to_string(logs_.log(error.key).offsets[error.index]) +
             " has more than one value: " + first + first_poll_words(error.other_operation) + ", and " + second +
             first_poll_words(error.operation) + ".";
    }
    if (kind == "duplicate") {
      return first + " is at " + std::to_string(error.delta) + " offsets, but was sent once" +
             sender_words(", by ", errors_.writer_of[error.first]) + ".";
    }
    if (kind == "lost-write") {
      return first + ", sent by " + words(error.operation) +
             ", is lost: no ok poll returned it, though a later message was polled, by " +
             words(error.other_operation) + ".";
    }
    if (kind == "G1a") {
      return words(error.operation) + " polled " + first + ", but its send failed: " + words(error.other_operation) +
             ".";
    }
    if (kind == "phantom") {
      return words(error.operation) + " polled " + first + ", which no completed operation sent.";
    }
    if (kind == "precommitted-read") {
      return words(error.operation) + " polled " + first + ", which it sent itself.";
    }
    return pair_words(kind, error);
  }

  std::string pair_words(std::string_view kind, const KafkaError& error) const {
    const bool is_send = kind.find("send") != std::string_view::npos;
    const std::string did = is_send ? " sent " : " polled ";
    std::string text = kind.starts_with("int-")
                           ? words(error.operation) + did + value(error.first) + " and then " + value(error.second)
                           : words(error.other_operation) + did + value(error.first) + ", and then " +
                                 words(error.operation) + " of the same process" + did + value(error.second);
    if (!kind.ends_with("skip")) {
      return text + (error.delta == 0 ? " again." : ", which comes before it in the log.");
    }
    text += ", but between them the log has ";
    const auto between = skipped(error);
    constexpr std::size_t kShown = 5;
    for (std::size_t i = 0; i < between.size() && i < kShown; ++i) {
      text += (i == 0 ? "" : ", ") + value(between[i]) + sender_words(" (sent by ", errors_.writer_of[between[i]], ")");
    }
    return text + (between.size() > kShown ? " and " + std::to_string(between.size() - kShown) + " more." : ".");
  }

  // From two indices before the error to two after it.
  std::vector<std::uint32_t> around(const KafkaError& error) const {
    std::vector<std::uint32_t> indices;
    const auto size = static_cast<std::uint32_t>(logs_.log(error.key).order.size());
    for (const std::uint32_t center : {error.index, error.other_index}) {
      if (center == kNoIndex) {
        continue;
      }
      for (std::uint32_t i = center < 2 ? 0 : center - 2; i < size && i <= center + 2; ++i) {
        indices.push_back(i);
      }
    }
    std::sort(indices.begin(), indices.end());
    indices.erase(std::unique(indices.begin(), indices.end()), indices.end());
    return indices;
  }

  std::string log_words(const KafkaError& error) const {
    std::string text;
    for (const std::uint32_t index : around(error)) {
      const KafkaLog& log = logs_.log(error.key);
      text += (text.empty() ? " The log there, offset: value: " : "; ") + std::to_string(log.offsets[index]) + ": ";
      const auto messages = log.at(index);
      for (std::size_t i = 0; i < messages.size(); ++i) {
        text += (i == 0 ? "" : " and ") + value(messages[i]);
      }
    }
    return text.empty() ? text : text + ".";
  }

  static std::string count_words(std::size_t count) {
    return count == 1 ? std::string() : " " + std::to_string(count) + " errors of this kind.";
  }

  const KafkaHistory& history_;
  const KafkaLogs& logs_;
  const KafkaErrors& errors_;
};

ordered_json info_causes(const KafkaHistory& history) {
  auto causes = ordered_json::array();
  for (const KafkaOperation& operation : history.operations()) {
    if (history.origin(operation).outcome == Outcome::kInfo && operation.sends_or_polls()) {
      const std::string_view error = history.history().text(history.origin(operation).error);
      ordered_json cause = error.empty() ? ordered_json(nullptr) : parsed(error);
      if (std::find(causes.begin(), causes.end(), cause) == causes.end()) {
        causes.push_back(std::move(cause));
      }
    }
  }
  return causes;
}

ordered_json lag_json(const KafkaHistory& history) {
  const auto worst = worst_realtime_lag(history);
  if (!worst) {
    return {{"time", 0.0}, {"lag", 0.0}};
  }
  return {{"time", seconds(worst->time)},
          {"process", worst->process},
          {"key", history.key_text(worst->key)},
          {"lag", seconds(worst->lag)}};
}

// Why Maelstrom's checker throws, so that its verdict is unknown. Empty if it does not.
std::string original_exception(const KafkaHistory& history, const KafkaErrors& errors) {
  if (history.history().operations().empty()) {
    return "the history is empty";
  }
  if (const auto phantoms = errors.by_kind.find("phantom"); phantoms != errors.by_kind.end()) {
    return "a value was polled that no completed operation sent: " +
           std::string(history.value_text(phantoms->second.front().first));
  }
  return errors.empty_unknown_poll ? "an ok poll returned no messages of an unknown key" : std::string();
}

// Adds an example of an anomaly; only the first few are shown.
void add_example(ordered_json& anomaly, ordered_json example) {
  if (anomaly.is_null()) {
    anomaly = {{"count", 0}, {"errs", ordered_json::array()}};
  }
  anomaly["count"] = anomaly["count"].get<std::size_t>() + 1;
  if (anomaly["errs"].size() < kShownErrors) {
    anomaly["errs"].push_back(std::move(example));
  }
}

// The shortest cycle of each type comes first, and is explained.
void report_cycles(const KafkaReport& report, const KafkaErrors& errors, ordered_json& json, CheckerVerdict& verdict) {
  std::map<std::string_view, std::vector<const transactions::Cycle*>> by_name;
  for (const transactions::Cycle& cycle : errors.cycles.found.cycles) {
    by_name[transactions::anomaly_name(cycle.type)].push_back(&cycle);
  }
  for (auto& [name, cycles] : by_name) {
    std::stable_sort(cycles.begin(), cycles.end(), [](const transactions::Cycle* a, const transactions::Cycle* b) {
      return a->steps.size() < b->steps.size();
    });
    for (const transactions::Cycle* const cycle : cycles) {
      add_example(json[std::string(name)], report.cycle_json(*cycle));
    }
    verdict.findings.push_back(report.cycle_finding(*cycles.front(), cycles.size()));
  }
  for (const transactions::CycleExists& exists : errors.cycles.found.exists) {
    ordered_json& anomaly = json[std::string(transactions::anomaly_name(exists.type))];
    if (anomaly.is_null()) {
      verdict.findings.push_back(report.exists_finding(exists));
    }
    add_example(anomaly, report.exists_json(exists));
  }
}

void report_empty(const CheckerOptions& options, ordered_json& json, CheckerVerdict& verdict) {
  if (options.as_maelstrom) {
    json["empty-transaction-graph"] = {{"count", 1}, {"errs", true}};
  }
  verdict.findings.push_back({"empty-transaction-graph",
                              "No operation is known to precede another one, so nothing was tested. Raise --rate or "
                              "--time-limit, so that messages are sent and polled.",
                              {},
                              options.as_maelstrom});
  verdict.valid = Validity::kUnknown;
}

void report_malformed(const KafkaHistory& history, CheckerVerdict& verdict) {
  for (const OperationIndex index : history.malformed()) {
    const Operation& operation = history.history().operations()[index];
    verdict.findings.push_back({"malformed-operation",
                                operation_words(history.history(), operation) + ": " +
                                    std::string(history.history().function(operation)) + " " +
                                    std::string(history.history().last_value(operation)) + " is not a kafka operation.",
                                {index},
                                true});
    verdict.valid = worst(verdict.valid, Validity::kUnknown);
  }
}

// Maelstrom's checker keeps a vector for each key, as long as the largest offset (`assocv` in jepsen-io/jepsen,
// jepsen/src/jepsen/tests/kafka.clj). With more entries than this it may run out of memory.
constexpr double kManyOffsets = 1e8;

void warn_of_large_offsets(const KafkaHistory& history, const KafkaLogs& logs, CheckerVerdict& verdict) {
  double entries = 0;
  std::int64_t largest = 0;
  for (KafkaKey key = 0; key < history.key_count(); ++key) {
    const std::vector<std::int64_t>& offsets = logs.log(key).offsets;
    if (!offsets.empty()) {
      entries += static_cast<double>(offsets.back());
      largest = std::max(largest, offsets.back());
    }
  }
  if (entries > kManyOffsets) {
    verdict.findings.push_back({"large-offsets",
                                "The largest offset is " + std::to_string(largest) +
                                    ". Maelstrom's checker needs memory in proportion to the largest offset of each "
                                    "key, and may run out of memory. Use smaller offsets.",
                                {},
                                false});
  }
}

// Adds the kinds, sorted, and whether any of them makes the history invalid.
void conclude(const ordered_json& errors, CheckerVerdict& verdict) {
  std::vector<std::string> kinds;
  std::vector<std::string> bad;
  for (const auto& [kind, error] : errors.items()) {
    kinds.push_back(kind);
    if (!is_allowed_kafka_error(kind)) {
      bad.push_back(kind);
    }
  }
  std::sort(kinds.begin(), kinds.end());
  std::sort(bad.begin(), bad.end());
  if (!bad.empty()) {
    verdict.valid = Validity::kFalse;
  }
  verdict.details["error-types"] = kinds;
  verdict.details["bad-error-types"] = bad;
}

}  // namespace

CheckerVerdict check_kafka(const History& history, const CheckerOptions& options) {
  CheckerVerdict verdict;
  const KafkaHistory kafka(history, !options.as_maelstrom);
  const KafkaLogs logs(kafka);
  const KafkaErrors errors = find_kafka_errors(kafka, logs, options.as_maelstrom);
  const KafkaReport report(kafka, logs, errors);
  auto json = ordered_json::object();
  auto around = ordered_json::object();
  report_malformed(kafka, verdict);
  for (const auto& [kind, found] : errors.by_kind) {
    if (kind == "phantom" && options.as_maelstrom) {
      continue;
    }
    json[kind] = report.errors_json(kind, found);
    verdict.findings.push_back(report.finding(kind, found));
    around[kind] = report.around_json(found.front());
  }
  report_cycles(report, errors, json, verdict);
  if (!errors.unseen.empty()) {
    json["unseen"] = report.unseen_json();
    verdict.findings.push_back(report.unseen_finding());
  }
  if (errors.cycles.no_edge) {
    report_empty(options, json, verdict);
  }
  if (!options.as_maelstrom) {
    warn_of_large_offsets(kafka, logs, verdict);
  }
  conclude(json, verdict);
  verdict.details["worst-realtime-lag"] = lag_json(kafka);
  verdict.details["info-txn-causes"] = info_causes(kafka);
  verdict.summary = std::to_string(kafka.operations().size()) + " operations on " + std::to_string(kafka.key_count()) +
                    " keys; errors: " + (json.empty() ? "none" : verdict.details["error-types"].dump());
  verdict.details["errors"] = std::move(json);
  verdict.details["around"] = std::move(around);
  if (const std::string why = original_exception(kafka, errors); options.as_maelstrom && !why.empty()) {
    verdict.valid = Validity::kUnknown;
    verdict.details["error"] = why;
    verdict.findings.push_back(
        {"original-throws", "Maelstrom's checker ends with an exception here: " + why + ".", {}, true});
  }
  return verdict;
}

}  // namespace maelstrom::conformance
