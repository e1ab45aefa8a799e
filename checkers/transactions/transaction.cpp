#include "checkers/transactions/transaction.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

namespace maelstrom::conformance::transactions {
namespace {

// Integers below this are looked up in a table instead of by text.
constexpr std::uint32_t kSmallElements = 4096;
constexpr std::uint32_t kSmallKeys = 1U << 20U;

std::uint64_t mix(std::uint64_t hash) {
  hash ^= hash >> 32U;
  hash *= 0x9e3779b97f4a7c15U;
  return hash ^ (hash >> 29U);
}

std::uint64_t hash_of(std::uint32_t scope, std::string_view text) {
  std::uint64_t hash = mix(scope + (static_cast<std::uint64_t>(text.size()) << 32U));
  std::size_t at = 0;
  while (at < text.size()) {
    std::uint64_t word = 0;
    const std::size_t size = std::min<std::size_t>(8, text.size() - at);
    std::memcpy(&word, text.data() + at, size);
    hash = mix(hash ^ word);
    at += size;
  }
  return hash;
}

// The integer of up to seven digits, without a sign or leading zeros, that begins at `begin`; sets `end` to the
// position after it. kNone if there is no such integer.
std::uint32_t small_integer(const char* begin, const char* limit, const char*& end) {
  const char* p = begin;
  std::uint32_t value = 0;
  while (p != limit && p - begin < 8 && *p >= '0' && *p <= '9') {
    value = value * 10 + static_cast<std::uint32_t>(*p++ - '0');
  }
  const bool other = p == begin || p - begin == 8 || (*begin == '0' && p - begin > 1) ||
                     (p != limit && (*p == '.' || *p == 'e' || *p == 'E'));
  end = p;
  return other ? kNone : value;
}

}  // namespace

std::uint32_t TextNumbers::add(std::uint32_t scope, std::string_view text) {
  entries_.push_back({text, scope});
  return static_cast<std::uint32_t>(entries_.size() - 1);
}

std::uint32_t TextNumbers::number(std::uint32_t scope, std::string_view text, bool& added) {
  if (used_ * 2 >= slots_.size()) {
    grow();
  }
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t slot = hash_of(scope, text) & mask;; slot = (slot + 1) & mask) {
    if (slots_[slot] == kNone) {
      added = true;
      ++used_;
      return slots_[slot] = add(scope, text);
    }
    const Entry& entry = entries_[slots_[slot]];
    if (entry.scope == scope && entry.text == text) {
      added = false;
      return slots_[slot];
    }
  }
}

void TextNumbers::grow() {
  const std::vector<std::uint32_t> before = std::exchange(slots_, {});
  slots_.assign(std::max<std::size_t>(64, before.size() * 2), kNone);
  const std::size_t mask = slots_.size() - 1;
  for (const std::uint32_t number : before) {
    if (number == kNone) {
      continue;
    }
    std::size_t slot = hash_of(entries_[number].scope, entries_[number].text) & mask;
    while (slots_[slot] != kNone) {
      slot = (slot + 1) & mask;
    }
    slots_[slot] = number;
  }
}

// Reads one transaction into the arrays of a Transactions.
class TransactionParser {
 public:
  TransactionParser(Transactions& to, std::string_view text)
      : to_(to), p_(text.data()), end_(text.data() + text.size()) {
    to_.scanner_.begin(text);
  }

  // Whether the whole text was a transaction; if not, reason() has the problem.
  bool parse() {
    skip_space();
    if (!take('[')) {
      return fail("the transaction is not an array");
    }
    if (!take(']')) {
      do {
        if (!micro_operation()) {
          return false;
        }
      } while (take(','));
      if (!take(']')) {
        return fail("the array of the transaction is not closed");
      }
    }
    return p_ == end_ || fail("unexpected text after the transaction");
  }

  const std::string& reason() const { return reason_; }

 private:
  bool micro_operation() {
    if (!take('[')) {
      return fail("a micro-operation is not an array");
    }
    MicroOperation operation;
    if (!function(operation) || !take(',')) {
      return fail("a micro-operation has an unknown function");
    }
    if (!key(operation.key) || !take(',')) {
      return fail("a micro-operation has no key and value");
    }
    if (!argument(operation)) {
      return false;
    }
    if (!take(']')) {
      return fail("a micro-operation has more than three parts");
    }
    to_.operations_.push_back(operation);
    return true;
  }

  bool function(MicroOperation& operation) {
    const std::string_view name = value();
    operation.read = name == "\"r\"";
    return operation.read || name == (to_.type_ == DataType::kListAppend ? "\"append\"" : "\"w\"");
  }

  bool key(KeyId& key) {
    const char* end = p_;
    const std::uint32_t small = small_integer(p_, end_, end);
    if (small < kSmallKeys && small < to_.small_keys_.size() && to_.small_keys_[small] != kNone) {
      key = to_.small_keys_[small];
      p_ = end;
      skip_space();
      return true;
    }
    const std::string_view text = value();
    if (text.empty()) {
      return false;
    }
    key = to_.key(text);
    if (small < kSmallKeys) {
      if (small >= to_.small_keys_.size()) {
        to_.small_keys_.resize(small + 1 + small / 2, kNone);
      }
      to_.small_keys_[small] = key;
    }
    return true;
  }

  bool argument(MicroOperation& operation) {
    if (to_.type_ == DataType::kListAppend && operation.read) {
      return list(operation);
    }
    if (to_.type_ == DataType::kRegister && p_ != end_ && *p_ == 'n') {
      return value() == "null" || fail("a value is not JSON");
    }
    return element(operation.key, operation.value);
  }

  bool list(MicroOperation& operation) {
    if (p_ != end_ && *p_ == 'n') {
      return value() == "null" || fail("a value is not JSON");
    }
    if (!take('[')) {
      return fail("a read returned neither an array nor null");
    }
    operation.value = static_cast<std::uint32_t>(to_.lists_.size());
    if (take(']')) {
      return true;
    }
    do {
      ElementId read = kNone;
      if (!element(operation.key, read)) {
        return false;
      }
      to_.lists_.push_back(read);
      ++operation.length;
    } while (take(','));
    return take(']') || fail("the array of a read is not closed");
  }

  bool element(KeyId key, ElementId& element) {
    const char* end = p_;
    const std::uint32_t small = small_integer(p_, end_, end);
    if (small < kSmallElements) {
      element = to_.small_element(key, small, {p_, static_cast<std::size_t>(end - p_)});
      p_ = end;
      skip_space();
      return true;
    }
    const std::string_view text = value();
    if (text.empty()) {
      return fail("a value is not JSON");
    }
    element = to_.element(key, text);
    return true;
  }

  // Skips the value at this position; returns its bytes, or an empty view.
  std::string_view value() {
    const char* const behind = p_ == end_ ? nullptr : to_.scanner_.value(p_);
    if (behind == nullptr) {
      return {};
    }
    const std::string_view text(p_, static_cast<std::size_t>(behind - p_));
    p_ = behind;
    skip_space();
    return text;
  }

  bool take(char c) {
    if (p_ == end_ || *p_ != c) {
      return false;
    }
    ++p_;
    skip_space();
    return true;
  }

  void skip_space() {
    while (p_ != end_ && (*p_ == ' ' || *p_ == '\t' || *p_ == '\n' || *p_ == '\r')) {
      ++p_;
    }
  }

  bool fail(const char* reason) {
    if (reason_.empty()) {
      reason_ = reason;
    }
    return false;
  }

  Transactions& to_;
  const char* p_;
  const char* end_;
  std::string reason_;
};

// Reserved but unused memory costs only address space. No micro-operation is shorter than ["r",1,2], followed by a
// comma; most elements of lists are longer than three digits with their comma.
void Transactions::reserve(std::size_t events, std::size_t bytes) {
  events_.reserve(events);
  operations_.reserve(bytes / 10 + 1);
  if (type_ == DataType::kListAppend) {
    lists_.reserve(bytes / 4);
  }
}

EventId Transactions::add(EventType type, std::uint32_t index, std::int64_t process, std::int64_t time,
                          std::string_view value, EventId invocation) {
  const auto id = static_cast<EventId>(events_.size());
  Event event;
  event.time = time;
  event.index = index;
  event.process = process;
  event.first = static_cast<std::uint32_t>(operations_.size());
  event.type = type;
  event.other = invocation;
  TransactionParser parser(*this, value);
  if (!parser.parse()) {
    event.malformed = true;
    operations_.resize(event.first);
    malformed_.push_back({id, parser.reason()});
  }
  event.count = static_cast<std::uint32_t>(operations_.size()) - event.first;
  events_.push_back(event);
  if (invocation != kNone) {
    events_[invocation].other = id;
  }
  return id;
}

std::string_view Transactions::canonical(std::string_view text) {
  std::string form;
  if (text.front() == '"') {
    if (text.find('\\') == std::string_view::npos) {
      return text;
    }
    std::string characters;
    host::append_unescaped(characters, text.substr(1, text.size() - 2));
    form = nlohmann::json(characters).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  } else if ((text.front() == '-' || (text.front() >= '0' && text.front() <= '9')) &&
             text.find_first_of(".eE") != std::string_view::npos) {
    char digits[40];
    const double number = std::strtod(std::string(text).c_str(), nullptr);
    std::snprintf(digits, sizeof digits, "%.17g", number);
    form = digits;
    if (form.find_first_of(".en") == std::string::npos) {
      form += ".0";
    }  // 1.0 and 1 are different values
  } else {
    return text;
  }
  return canonical_texts_.emplace_back(std::move(form));
}

KeyId Transactions::key(std::string_view text) {
  bool added = false;
  const KeyId key = keys_.number(0, canonical(text), added);
  if (added) {
    small_elements_.emplace_back();
  }
  return key;
}

ElementId Transactions::element(KeyId key, std::string_view text) {
  bool added = false;
  return elements_.number(key, canonical(text), added);
}

ElementId Transactions::small_element(KeyId key, std::uint32_t value, std::string_view text) {
  std::vector<ElementId>& known = small_elements_[key];
  if (value >= known.size()) {
    known.resize(value + 1 + value / 2, kNone);
  }
  if (known[value] == kNone) {
    known[value] = elements_.add(key, text);
  }
  return known[value];
}

std::string Transactions::text(const MicroOperation& operation) const {
  std::string text = "[\"";
  text += operation.read ? "r" : type_ == DataType::kListAppend ? "append" : "w";
  text += "\",";
  text += key_text(operation.key);
  text += ',';
  if (!operation.read || type_ == DataType::kRegister || operation.value == kNone) {
    text += element_text(operation.value);
  } else {
    text += '[';
    for (const ElementId element : list(operation)) {
      if (text.back() != '[') {
        text += ',';
      }
      text += element_text(element);
    }
    text += ']';
  }
  return text += ']';
}

std::string Transactions::text(const Event& event) const {
  std::string joined = "[";
  for (const MicroOperation& operation : operations(event)) {
    if (joined.size() > 1) {
      joined += ',';
    }
    joined += text(operation);
  }
  return joined += ']';
}

}  // namespace maelstrom::conformance::transactions
