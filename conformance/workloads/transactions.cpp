// txn-list-append and txn-rw-register: transactions over lists, and over registers.
#include <memory>
#include <string>

#include "conformance/workloads/make.hpp"
#include "conformance/workloads/transaction_generator.hpp"
#include "protocol/json_text.hpp"

namespace maelstrom::conformance {
namespace {

class Transactions final : public Workload {
 public:
  // write: the name of the operation that writes.
  Transactions(const WorkloadSetting& setting, std::string_view write)
      : generator_(setting.options.key_count, setting.options.max_txn_length, setting.options.max_writes_per_key),
        write_(write) {}

  void next(const Worker& /*worker*/, Time /*now*/, ChoiceStream& choices, Task& task) override {
    task.function = "txn";
    task.value = '[';
    for (const MicroOperation& operation : generator_.next(choices)) {
      task.value += task.value.size() == 1 ? R"([")" : R"(,[")";
      task.value += operation.written == 0 ? "r" : write_;
      task.value += "\",";
      append_number(task.value, operation.key);
      task.value += ',';
      task.value += operation.written == 0 ? "null" : std::to_string(operation.written);
      task.value += ']';
    }
    task.value += ']';
    task.request.type = "txn";
    task.request.members = R"("txn":)" + task.value + R"(,"type":"txn")";
  }

  Reaction on_reply(const Worker& /*worker*/, const Request& /*sent*/, std::string_view /*value*/,
                    const host::Envelope& reply, Request& /*next_request*/) override {
    return {*reply.field("txn")};
  }

  bool keeps_clients() const override { return true; }

 private:
  TransactionGenerator generator_;
  const std::string_view write_;
};

}  // namespace

std::unique_ptr<Workload> make_txn_list_append(const WorkloadSetting& setting) {
  return std::make_unique<Transactions>(setting, "append");
}

std::unique_ptr<Workload> make_txn_rw_register(const WorkloadSetting& setting) {
  return std::make_unique<Transactions>(setting, "w");
}

}  // namespace maelstrom::conformance
