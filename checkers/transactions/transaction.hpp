// Transactions for the checkers: events in order, their micro-operations, keys and elements as small numbers.
//
// A micro-operation is ["r", key, value], ["append", key, element] or ["w", key, value]; keys and elements are any
// JSON. All texts are slices of the history text, which must outlive this object. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/json_cursor.hpp"

namespace maelstrom::conformance::transactions {

using KeyId = std::uint32_t;
using ElementId = std::uint32_t;  // an element (or a register's value) of one key
using EventId = std::uint32_t;    // a position in Transactions::events

inline constexpr std::uint32_t kNone = UINT32_MAX;

enum class EventType : std::uint8_t { kInvoke, kOk, kFail, kInfo };

// The type of a read's result, and the name of the other micro-operation.
enum class DataType : std::uint8_t { kListAppend, kRegister };

struct MicroOperation {
  KeyId key = 0;
  // An element, or kNone for null. For a read of a list: the position of its elements in Transactions::lists, or kNone
  // for null.
  std::uint32_t value = kNone;
  std::uint32_t length = 0;  // of the list that was read
  bool read = false;
};

struct Event {
  std::int64_t time = 0;    // ns
  std::uint32_t index = 0;  // in the whole history, including faults
  std::int64_t process = 0;
  std::uint32_t first = 0;  // of its micro-operations
  std::uint32_t count = 0;
  EventId other = kNone;  // the completion of an invocation, or the invocation of a completion
  EventType type = EventType::kInvoke;
  bool malformed = false;  // its value is not a transaction; Transactions::malformed has the reason
};

// A value that is not a transaction.
struct MalformedValue {
  EventId event = 0;
  std::string reason;
};

// Gives each text a number within a scope: the same text in the same scope has the same number.
class TextNumbers {
 public:
  // `added`: set if the text was new.
  std::uint32_t number(std::uint32_t scope, std::string_view text, bool& added);
  std::string_view text(std::uint32_t number) const { return entries_[number].text; }
  std::uint32_t scope(std::uint32_t number) const { return entries_[number].scope; }
  std::size_t size() const { return entries_.size(); }
  // A number that lookups do not find; the caller stores it.
  std::uint32_t add(std::uint32_t scope, std::string_view text);

 private:
  struct Entry {
    std::string_view text;
    std::uint32_t scope = 0;
  };
  void grow();

  std::vector<Entry> entries_;
  std::vector<std::uint32_t> slots_;  // open addressing; kNone: free
  std::size_t used_ = 0;              // slots
};

class Transactions {
 public:
  explicit Transactions(DataType type) : type_(type) {}

  // The expected total size, so that memory grows once: events, and bytes of their JSON.
  void reserve(std::size_t events, std::size_t bytes);

  // Appends an event. Call it in the order of the indices; `value` is the JSON of the transaction. `invocation`: for a
  // completion, the id that add returned for its invocation.
  EventId add(EventType type, std::uint32_t index, std::int64_t process, std::int64_t time, std::string_view value,
              EventId invocation = kNone);

  DataType type() const { return type_; }
  const std::vector<Event>& events() const { return events_; }
  const std::vector<MalformedValue>& malformed() const { return malformed_; }

  std::span<const MicroOperation> operations(const Event& event) const {
    return {operations_.data() + event.first, event.count};
  }
  std::span<const MicroOperation> operations(EventId event) const { return operations(events_[event]); }

  // The elements of a list that was read. REQUIRES: a read of a list-append history.
  std::span<const ElementId> list(const MicroOperation& read) const {
    return read.value == kNone ? std::span<const ElementId>() : std::span(lists_.data() + read.value, read.length);
  }

  std::size_t key_count() const { return keys_.size(); }
  std::size_t element_count() const { return elements_.size(); }
  KeyId key_of(ElementId element) const { return elements_.scope(element); }
  std::string_view key_text(KeyId key) const { return keys_.text(key); }
  std::string_view element_text(ElementId element) const {
    return element == kNone ? std::string_view("null") : elements_.text(element);
  }
  // JSON of a micro-operation.
  std::string text(const MicroOperation& operation) const;
  // JSON of a whole transaction.
  std::string text(const Event& event) const;

 private:
  friend class TransactionParser;

  KeyId key(std::string_view text);
  ElementId element(KeyId key, std::string_view text);
  ElementId small_element(KeyId key, std::uint32_t value, std::string_view text);
  // The canonical text, the same for equal values.
  std::string_view canonical(std::string_view text);

  DataType type_;
  std::vector<Event> events_;
  std::vector<MicroOperation> operations_;
  std::vector<ElementId> lists_;
  std::vector<MalformedValue> malformed_;
  TextNumbers keys_;
  TextNumbers elements_;
  std::vector<std::vector<ElementId>> small_elements_;  // by key and small integer; kNone: not seen
  std::vector<KeyId> small_keys_;                       // by small integer
  std::deque<std::string> canonical_texts_;
  host::JsonScanner scanner_;
};

}  // namespace maelstrom::conformance::transactions
