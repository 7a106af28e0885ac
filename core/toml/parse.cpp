#include "core/toml/parse.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <sstream>
#include <string>
#include <toml.hpp>
#include <utility>

namespace cytotwin {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool is_bare(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

/// Turns the reader's values into nodes. The reader keeps places of values only, so keys are
/// looked up in the text in front of them.
class Converter {
 public:
  explicit Converter(SourceHandle source) : source_(std::move(source)) {}

  Node node(const toml::value& value) const {
    Node out;
    out.mark = mark_of(value);
    switch (value.type()) {
      case toml::value_t::boolean:
        out.kind = Node::Kind::boolean;
        out.boolean = value.as_boolean();
        break;
      case toml::value_t::integer:
        out.kind = Node::Kind::integer;
        out.integer = whole_number(value.as_integer(), out.mark);
        break;
      case toml::value_t::floating:
        out.kind = Node::Kind::real;
        out.real = real_number(value.as_floating(), out.mark);
        break;
      case toml::value_t::string:
        out.kind = Node::Kind::string;
        out.text = value.as_string().str;
        break;
      case toml::value_t::array:
        out.kind = Node::Kind::list;
        for (const toml::value& item : value.as_array()) out.items.push_back(node(item));
        break;
      case toml::value_t::table:
        out.entries = entries(value.as_table());
        break;
      default:
        out.kind = Node::Kind::other;
    }
    return out;
  }

 private:
  [[noreturn]] static void refuse_number(const Mark& mark) {
    throw InputError(mark.place(), "not valid TOML: the number " + mark.written() + " is too large",
                     "whole numbers lie within +-9.2e18, others within +-1.8e308");
  }

  /// The reader turns whole numbers beyond its range into the largest one.
  static std::int64_t whole_number(std::int64_t value, const Mark& mark) {
    std::string digits;
    for (const char c : mark.written()) digits += c == '_' || c == '+' ? "" : std::string(1, c);
    const bool at_limit = value == std::numeric_limits<std::int64_t>::max() ||
                          value == std::numeric_limits<std::int64_t>::min();
    if (at_limit && digits != std::to_string(value)) refuse_number(mark);
    return value;
  }

  /// The reader's own conversion follows the locale and turns 1e999 into the largest number.
  static double real_number(double value, const Mark& mark) {
    if (!std::isfinite(value)) return value;
    std::string digits;
    for (const char c : mark.written()) digits += c == '_' || c == '+' ? "" : std::string(1, c);
    // An exponent keeps its sign: "1e+5" reads as "1e5".
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error == std::errc::result_out_of_range) refuse_number(mark);
    return value;
  }

  /// location() counts lines from the start for every value; the region itself does not.
  Mark mark_of(const toml::value& value) const {
    const auto* region = dynamic_cast<const toml::detail::region*>(toml::detail::get_region(value));
    // Regions of parts that the reader read again by themselves lie in another buffer.
    if (region == nullptr || region->source()->size() < source_->text.size())
      return {source_, 0, 0};
    const auto offset = static_cast<std::size_t>(region->first() - region->begin());
    return {source_, std::min(offset, source_->text.size()), region->size()};
  }

  std::vector<NodeEntry> entries(const toml::table& table) const {
    std::vector<NodeEntry> out;
    for (const auto& [key, value] : table) {
      Node converted = node(value);
      Mark key_mark = key_of(key, converted);
      out.push_back({key, std::move(key_mark), std::move(converted)});
    }
    std::sort(out.begin(), out.end(), [](const NodeEntry& a, const NodeEntry& b) {
      return std::pair(a.key_mark.offset, a.key) < std::pair(b.key_mark.offset, b.key);
    });
    return out;
  }

  Mark key_of(const std::string& key, const Node& value) const {
    const std::string& text = source_->text;
    const std::size_t start = value.mark.offset;
    const bool has_body = value.kind == Node::Kind::table && value.mark.length > 0;
    if ((has_body && text[start] != '{') || (value.is_table_list() && in_header(value)))
      return key_in_header(key, value.mark);
    std::size_t end = start;
    while (end > 0 && is_blank(text[end - 1])) --end;
    if (end == 0 || text[end - 1] != '=') return value.mark;
    --end;
    while (end > 0 && is_blank(text[end - 1])) --end;
    std::size_t first = end;
    if (end > 0 && (text[end - 1] == '"' || text[end - 1] == '\'')) {
      const std::size_t open = end < 2 ? std::string::npos : text.rfind(text[end - 1], end - 2);
      first = open == std::string::npos ? end - 1 : open;
    } else {
      while (first > 0 && is_bare(text[first - 1])) --first;
    }
    return {source_, first, end - first};
  }

  bool in_header(const Node& list) const {
    return source_->text.compare(list.items.front().mark.offset, 2, "[[") == 0;
  }

  /// Of "[a.b.c]", "[[a.b]]" or "a.b = ": the first whole word that is the key.
  Mark key_in_header(const std::string& key, const Mark& header) const {
    const std::string text = header.written();
    for (std::size_t at = text.find(key); at != std::string::npos; at = text.find(key, at + 1)) {
      const std::size_t end = at + key.size();
      const bool starts = at == 0 || !is_bare(text[at - 1]);
      if (starts && (end == text.size() || !is_bare(text[end])))
        return {source_, header.offset + at, key.size()};
    }
    return header;
  }

  SourceHandle source_;
};

/// The reader's report is a picture of several lines; the first says what is wrong, the one with
/// the caret what was expected.
InputError syntax_problem(const SourceHandle& source, const toml::syntax_error& error) {
  std::istringstream report(error.what());
  std::string message, hint, line;
  std::getline(report, message);
  for (const std::string_view part : {"[error] ", "toml::"}) {
    if (message.compare(0, part.size(), part) == 0) message.erase(0, part.size());
  }
  // "parse_array: ..." names a function of the reader.
  if (const auto colon = message.find(": ");
      colon != std::string::npos && message.find(' ') > colon)
    message.erase(0, colon + 2);
  while (std::getline(report, line)) {
    const auto caret = line.find('^');
    const auto words = caret == std::string::npos ? caret : line.find_first_not_of("^-~ ", caret);
    if (words != std::string::npos && hint.empty()) hint = line.substr(words);
  }
  SourcePlace place{source->name, 0, 0, {}};
  if (source->has_lines) {
    place.line = error.location().line();
    place.column = error.location().column();
    place.text = error.location().line_str().substr(0, 160);
  }
  return InputError(std::move(place), "not valid TOML: " + message, std::move(hint));
}

toml::value parsed(const SourceHandle& source, const std::string& text) {
  try {
    std::istringstream in(text);
    return toml::parse(in, source->name);
  } catch (const toml::syntax_error& error) {
    throw syntax_problem(source, error);
  } catch (const InputError&) {
    throw;
  } catch (const std::exception& error) {
    // Whatever else the reader throws on odd input (bad number, range, its own internal errors).
    const std::string what = error.what();
    throw InputError({source->name, 0, 0, {}}, "not valid TOML",
                     what.substr(0, std::min<std::size_t>(what.find('\n'), 200)));
  }
}

}  // namespace

Node parse_toml(const SourceHandle& source) {
  Node root = Converter(source).node(parsed(source, source->text));
  root.mark = {source, Mark::whole, 0};
  return root;
}

Node parse_toml_value(const SourceHandle& source) {
  const std::string key = "value = ";
  auto padded = std::make_shared<SourceText>(*source);
  padded->text = key + source->text;
  Node root = parse_toml(padded);
  if (root.entries.size() != 1 || root.entries.front().key != "value")
    throw InputError({source->name, 0, 0, {}}, "not one value");
  return std::move(root.entries.front().value);
}

}  // namespace cytotwin
