#include "protocol/canonical_json.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace maelstrom::conformance {
namespace {

using nlohmann::json;

bool is_integer_literal(std::string_view text) {
  const std::size_t begin = text.starts_with('-') ? 1 : 0;
  return text.size() > begin && std::all_of(text.begin() + static_cast<std::ptrdiff_t>(begin), text.end(),
                                            [](char c) { return c >= '0' && c <= '9'; });
}

bool is_plain_string(std::string_view text) {
  return text.size() >= 2 && text.front() == '"' && text.find('\\') == std::string_view::npos;
}

std::string number_text(double value, const std::string& literal) {
  if (is_integer_literal(literal)) {
    return literal;  // beyond 64 bits
  }
  return json(value == 0 ? 0.0 : value).dump();  // always with a point or an exponent; 0.0 and -0.0 are equal
}

// Builds the canonical text from the parser's events, because a parsed tree does not keep the text of a number.
class CanonicalText : public nlohmann::json_sax<json> {
 public:
  bool null() override { return add("null"); }
  bool boolean(bool value) override { return add(value ? "true" : "false"); }
  bool number_integer(number_integer_t value) override { return add(std::to_string(value)); }
  bool number_unsigned(number_unsigned_t value) override { return add(std::to_string(value)); }
  bool number_float(number_float_t value, const string_t& literal) override { return add(number_text(value, literal)); }
  bool string(string_t& value) override { return add(json(value).dump()); }
  bool binary(binary_t& /*value*/) override { return false; }

  bool start_object(std::size_t /*size*/) override {
    open_.push_back({true, {}, {}});
    return true;
  }
  bool key(string_t& value) override {
    open_.back().key = json(value).dump();
    return true;
  }
  bool end_object() override {
    auto members = std::move(open_.back().items);
    open_.pop_back();
    return add('{' + join(sorted(std::move(members))) + '}');
  }
  bool start_array(std::size_t /*size*/) override {
    open_.push_back({false, {}, {}});
    return true;
  }
  bool end_array() override {
    const auto items = std::move(open_.back().items);
    open_.pop_back();
    return add('[' + join(items) + ']');
  }
  bool parse_error(std::size_t /*position*/, const std::string& /*token*/, const json::exception& /*error*/) override {
    return false;
  }

  std::string take() { return std::move(text_); }

 private:
  using Items = std::vector<std::pair<std::string, std::string>>;  // key (empty in an array), value

  struct Container {
    bool object;
    std::string key;
    Items items;
  };

  bool add(std::string text) {
    if (open_.empty()) {
      text_ = std::move(text);
    } else {
      open_.back().items.emplace_back(std::move(open_.back().key), std::move(text));
      open_.back().key.clear();
    }
    return true;
  }

  // By name; of duplicates, the last.
  static Items sorted(Items members) {
    std::stable_sort(members.begin(), members.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    Items unique;
    for (auto& member : members) {
      if (!unique.empty() && unique.back().first == member.first) {
        unique.back() = std::move(member);
      } else {
        unique.push_back(std::move(member));
      }
    }
    return unique;
  }

  static std::string join(const Items& items) {
    std::string text;
    for (const auto& [key, value] : items) {
      text += text.empty() ? "" : ",";
      if (!key.empty()) {
        text += key;
        text += ':';
      }
      text += value;
    }
    return text;
  }

  std::vector<Container> open_;
  std::string text_;
};

}  // namespace

void append_canonical(std::string& out, std::string_view text) {
  if (is_plain_string(text) || (is_integer_literal(text) && text != "-0")) {
    out += text;  // the usual case for ids and echoes
    return;
  }
  CanonicalText events;
  out += json::sax_parse(text, &events) ? events.take() : std::string(text);
}

std::string canonical(std::string_view text) {
  std::string out;
  append_canonical(out, text);
  return out;
}

bool equal_json(std::string_view a, std::string_view b) {
  return a == b || canonical(a) == canonical(b);
}

}  // namespace maelstrom::conformance
