// JsonWriter: the input determines the written values, and nlohmann/json must read the same values.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <fuzzer/FuzzedDataProvider.h>

#include <maelstrom/json_writer.hpp>

#include "reference.hpp"
#include "require.hpp"

namespace {

using maelstrom::JsonWriter;
using maelstrom::RawJson;
using maelstrom::fuzz::reference;
using maelstrom::fuzz::require;
using nlohmann::json;

// A text, and its expected value: for invalid UTF-8 the writer may choose, as long as the result is JSON.
std::string make_text(FuzzedDataProvider& input, json& expected) {
  const std::string text = input.ConsumeRandomLengthString(40);
  try {
    json(text).dump();  // throws if it is not UTF-8
    expected = text;
  } catch (const json::exception&) {
    std::string written;
    maelstrom::append_json_string(written, text);
    expected = reference(written).value();
    require(expected.get_ref<const std::string&>().find("\xEF\xBF\xBD") != std::string::npos, "what is no UTF-8 shows",
            text);
  }
  return text;
}

void write_double(FuzzedDataProvider& input, JsonWriter& writer, json& expected) {
  const auto number = input.ConsumeFloatingPoint<double>();
  if (std::isfinite(number)) {
    writer.value(number);
    expected = number;
    return;
  }
  try {
    writer.value(number);
    require(false, "an infinity is refused", "");
  } catch (const std::invalid_argument&) {
    writer.value(nullptr);
    expected = nullptr;
  }
}

void write(FuzzedDataProvider& input, JsonWriter& writer, json& expected, int depth);

void write_object(FuzzedDataProvider& input, JsonWriter& writer, json& expected, int depth) {
  expected = json::object();
  writer.begin_object();
  for (std::size_t left = input.ConsumeIntegralInRange<std::size_t>(0, 6); left != 0; --left) {
    json name;
    writer.key(make_text(input, name));
    write(input, writer, expected[name.get<std::string>()], depth);
  }
  writer.end_object();
}

void write_array(FuzzedDataProvider& input, JsonWriter& writer, json& expected, int depth) {
  expected = json::array();
  writer.begin_array();
  for (std::size_t left = input.ConsumeIntegralInRange<std::size_t>(0, 6); left != 0; --left) {
    write(input, writer, expected.emplace_back(), depth);
  }
  writer.end_array();
}

void write(FuzzedDataProvider& input, JsonWriter& writer, json& expected, int depth) {
  constexpr int kDeepest = 40;
  switch (depth == kDeepest ? 0 : input.ConsumeIntegralInRange(0, 9)) {
    case 0:
      writer.value(nullptr);
      expected = nullptr;
      break;
    case 1:
      expected = input.ConsumeBool();
      writer.value(expected.get<bool>());
      break;
    case 2:
      expected = input.ConsumeIntegral<std::int64_t>();
      writer.value(expected.get<std::int64_t>());
      break;
    case 3:
      expected = input.ConsumeIntegral<std::uint64_t>();
      writer.value(expected.get<std::uint64_t>());
      break;
    case 4:
      expected = input.ConsumeIntegral<std::int8_t>();
      writer.value(expected.get<std::int8_t>());
      break;
    case 5:
      write_double(input, writer, expected);
      break;
    case 6:
      writer.value(make_text(input, expected));
      break;
    case 7:
      make_text(input, expected);
      writer.value(RawJson{expected.dump()});
      break;
    case 8:
      write_array(input, writer, expected, depth + 1);
      break;
    default:
      write_object(input, writer, expected, depth + 1);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  FuzzedDataProvider input(data, size);
  JsonWriter writer;
  for (int document = 0; document < 2; ++document) {  // a cleared writer must behave like a new one
    json expected;
    writer.clear();
    write(input, writer, expected, 0);
    require(reference(writer.text()) == expected, "what is written is read", writer.text());
    require(writer.text().find('\n') == std::string_view::npos, "it is one line", writer.text());
  }
  return 0;
}
