#include "core/units_grammar.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "core/units.h"

namespace cytotwin {

namespace {

using Pair = std::pair<std::string_view, std::string_view>;

constexpr std::array prefixable = {"m",  "g", "s", "L", "l",  "mol", "M", "Da",
                                   "Pa", "N", "J", "W", "Gy", "Bq",  "U", "IU"};
constexpr std::string_view small_prefixes = "kcdmunpf";
constexpr std::string_view large_prefixes = "MG";
// With "M" and "G": those of which millions are met; "Mm" and "Ml" are slips for "mm" and "mL".
constexpr std::array takes_large = {"Da", "Pa", "N", "J", "W", "Bq"};

/// Names taken whole, with the spelling that is handed on.
constexpr std::array words = {
    Pair{"min", "min"},
    Pair{"minute", "min"},
    Pair{"minutes", "min"},
    Pair{"h", "h"},
    Pair{"hr", "h"},
    Pair{"hour", "h"},
    Pair{"hours", "h"},
    Pair{"d", "d"},
    Pair{"day", "d"},
    Pair{"days", "d"},
    Pair{"week", "week"},
    Pair{"weeks", "week"},
    Pair{"sec", "s"},
    Pair{"second", "s"},
    Pair{"seconds", "s"},
    Pair{"micron", "um"},
    Pair{"microns", "um"},
    Pair{"mmHg", "mmHg"},
    Pair{"torr", "torr"},
    Pair{"Torr", "torr"},
    Pair{"atm", "atm"},
    Pair{"bar", "bar"},
    Pair{"mbar", "mbar"},
    Pair{"hPa", "hPa"},
    Pair{"%", "percent"},
    Pair{"percent", "percent"},
    Pair{"cell", "cell"},
    Pair{"cells", "cell"},
    Pair{"letter", "letter"},
    Pair{"letters", "letter"},
    Pair{"molecule", "molecule"},
    Pair{"molecules", "molecule"},
    Pair{"dyn", "dyne"},
    Pair{"dyne", "dyne"},
    Pair{"K", "K"},
    Pair{"mcg", "ug"},
    Pair{"Ci", "Ci"},
    Pair{"mCi", "mCi"},
    Pair{"uCi", "uCi"},
};

/// Names that the unit library would take for something that nobody means here.
constexpr std::array refused = {
    Pair{"a", "in physics \"a\" is an are, 100 m^2; write \"d\" for days"},
    Pair{"u", "in physics \"u\" is an atomic mass; write \"um\" for length, \"Da\" for mass"},
    Pair{"b", "in physics \"b\" is a barn, 1e-28 m^2"},
    Pair{"H", "in physics \"H\" is a henry; write \"h\" for hours"},
    Pair{"pa", "in physics \"pa\" is a pico-are; write \"Pa\" for pascal"},
    Pair{"as", "in physics \"as\" is an attosecond; write \"s\" for seconds"},
    Pair{"month", "months differ in length; write days, for example \"30 d\""},
    Pair{"months", "months differ in length; write days, for example \"30 d\""},
    Pair{"year", "years differ in length; write days, for example \"365 d\""},
    Pair{"years", "years differ in length; write days, for example \"365 d\""},
    Pair{"yr", "years differ in length; write days, for example \"365 d\""},
    Pair{"count", "leave counts out: write \"1/min\" for a rate"},
    Pair{"counts", "leave counts out: write \"1/min\" for a rate"},
    Pair{"rad", "leave radians out: write \"1/min\" for a rate"},
    Pair{"deg", "angles have no place here"},
    Pair{"Hz", "write \"1/s\" for a rate"},
    Pair{"rpm", "write \"1/min\" for a rate"},
    Pair{"degC", "temperatures with an offset cannot be scaled; write kelvin, \"K\""},
    Pair{"degF", "temperatures with an offset cannot be scaled; write kelvin, \"K\""},
    Pair{"celsius", "temperatures with an offset cannot be scaled; write kelvin, \"K\""},
    Pair{"fahrenheit", "temperatures with an offset cannot be scaled; write kelvin, \"K\""},
    Pair{"C", "temperatures with an offset cannot be scaled; write kelvin, \"K\""},
};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '%'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The name without its prefix if it is a prefixable one, else empty.
std::string_view symbol_of(std::string_view name) {
  const auto known = [](const auto& list, std::string_view symbol) {
    return std::find(list.begin(), list.end(), symbol) != list.end();
  };
  if (known(prefixable, name)) return name;
  if (name.size() < 2) return {};
  const std::string_view rest = name.substr(1);
  if (small_prefixes.find(name[0]) != std::string_view::npos && known(prefixable, rest))
    return rest;
  if (large_prefixes.find(name[0]) != std::string_view::npos && known(takes_large, rest))
    return rest;
  return {};
}

/// "mmhg" -> "mmHg", "ML" -> "mL": the known name that differs in case alone.
std::string same_in_other_case(std::string_view name) {
  const std::string wanted = lower(name);
  for (const auto& [word, spelling] : words) {
    if (lower(word) == wanted) return std::string(word);
  }
  for (const char* symbol : prefixable) {
    if (lower(symbol) == wanted) return symbol;
    for (const char prefix : small_prefixes) {
      const std::string candidate = prefix + std::string(symbol);
      if (lower(candidate) == wanted) return candidate;
    }
  }
  return {};
}

/// One spelling for a name, or UnitError.
std::string known_name(std::string_view name, std::string_view whole) {
  for (const auto& [word, hint] : refused) {
    if (word == name)
      throw UnitError(fmt::format("\"{}\" has the unit \"{}\", which is not accepted", whole, name),
                      std::string(hint));
  }
  for (const auto& [word, spelling] : words) {
    if (word == name) return std::string(spelling);
  }
  if (!symbol_of(name).empty()) return std::string(name);
  const std::string near = same_in_other_case(name);
  throw UnitError(
      fmt::format("\"{}\" has an unknown unit \"{}\"", whole, name),
      near.empty()
          ? "known units: um, mm, cm, m, s, min, h, d, week, mL, L, pg, ng, ug, mg, g, kg, "
            "pM, nM, uM, mM, M, mol, mmHg, Pa, kPa, IU, U, Da, kDa, cell, molecule, "
            "letter, N, Gy, K, % and their prefixed forms"
          : fmt::format("did you mean \"{}\"?", near));
}

/// Superscripts, the micro signs and the middle dot in plain characters.
std::string plain(std::string_view text) {
  constexpr std::array replacements = {Pair{"\u00b5", "u"},         Pair{"\u03bc", "u"},
                                       Pair{"\u00b2", "^2"},        Pair{"\u00b3", "^3"},
                                       Pair{"\u00b9", "^1"},        Pair{"\u207b\u00b9", "^-1"},
                                       Pair{"\u207b\u00b2", "^-2"}, Pair{"\u207b\u00b3", "^-3"},
                                       Pair{"\u00b7", "*"},         Pair{"\u00b0C", "degC"}};
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const Pair* match = nullptr;
    for (const Pair& pair : replacements) {
      const bool here = text.substr(i, pair.first.size()) == pair.first;
      if (here && (match == nullptr || pair.first.size() > match->first.size())) match = &pair;
    }
    if (match == nullptr) {
      out += text[i++];
    } else {
      out += match->second;
      i += match->first.size();
    }
  }
  return out;
}

/// Reads unit := [ "1" ] factor { ( " " | "*" | "/" ) factor }, factor := name [ power ] | "("
/// unit ")". A blank after a division is refused: "a/b c" is read both ways by people.
class UnitParser {
 public:
  explicit UnitParser(std::string_view whole) : whole_(whole), text_(plain(whole)) {}

  std::vector<UnitFactor> parse() {
    product(1, 0);
    if (at_ < text_.size()) fail("has a unit that cannot be read", expected());
    return std::move(factors_);
  }

 private:
  static std::string expected() { return "a unit looks like \"um^2/min\", \"1/h\" or \"ng/mL\""; }

  [[noreturn]] void fail(std::string_view what, std::string hint) const {
    throw UnitError(fmt::format("\"{}\" {}", whole_, what), std::move(hint));
  }
  char here() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool blanks() {
    const std::size_t before = at_;
    while (here() == ' ') ++at_;
    return at_ > before;
  }

  void product(int sign, int depth) {
    blanks();
    bool divided = false;
    if (here() == '1' && !is_digit(text_.size() > at_ + 1 ? text_[at_ + 1] : '\0')) {
      ++at_;
    } else if (here() != '/') {
      factor(sign, depth);
    }
    while (at_ < text_.size() && here() != ')') {
      const bool apart = blanks();
      if (at_ == text_.size() || here() == ')') break;
      const char c = here();
      const bool division = c == '/';
      if (division || c == '*') {
        ++at_;
        blanks();
        divided = divided || division;
      } else if (!apart) {
        fail("has a unit that cannot be read", expected());
      } else if (divided) {
        fail("is ambiguous: a blank after a division", "write \"a/(b c)\", \"a/b/c\" or \"a*c/b\"");
      }
      factor(division ? -sign : sign, depth);
    }
  }

  void factor(int sign, int depth) {
    if (here() == '(' && depth < 2) {
      ++at_;
      product(sign, depth + 1);
      if (here() != ')') fail("has a unit with an open bracket", expected());
      ++at_;
      return;
    }
    const std::size_t start = at_;
    while (is_letter(here())) ++at_;
    if (at_ == start) fail("has a unit that cannot be read", expected());
    const std::string name = known_name(std::string_view(text_).substr(start, at_ - start), whole_);
    factors_.push_back({name, sign * power()});
  }

  int power() {
    const bool marked = here() == '^' || text_.compare(at_, 2, "**") == 0;
    if (marked) at_ += here() == '^' ? 1 : 2;
    const bool negative = here() == '-';
    if (!marked && !negative && !is_digit(here())) return 1;
    if (negative || (marked && here() == '+')) ++at_;
    if (!is_digit(here())) fail("has a power that is no whole number", expected());
    const int value = here() - '0';
    ++at_;
    if (is_digit(here()) || here() == '.' || here() == ',' || value == 0)
      fail("has a power that is no whole number from 1 to 9",
           "fractional powers are not accepted; write for example \"um^2/min\"");
    return negative ? -value : value;
  }

  std::string_view whole_;
  std::string text_;
  std::size_t at_ = 0;
  std::vector<UnitFactor> factors_;
};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

std::vector<UnitFactor> unit_factors(std::string_view text) {
  const std::string_view unit = trimmed(text);
  if (unit.empty()) return {};
  return UnitParser(unit).parse();
}

std::string canonical_unit(std::string_view text) {
  std::string out;
  for (const UnitFactor& factor : unit_factors(text)) {
    if (!out.empty()) out += ' ';
    out += factor.power == 1 ? factor.name : fmt::format("{}^{}", factor.name, factor.power);
  }
  return out.empty() ? "1" : out;
}

QuantityText split_quantity(std::string_view text) {
  const std::string_view body = trimmed(text);
  const std::size_t sign = !body.empty() && body.front() == '+' ? 1 : 0;
  QuantityText out;
  const char* first = body.data() + sign;
  const char* last = body.data() + body.size();
  // from_chars also reads "inf", "nan" and "infinity"; a number starts with a digit here.
  const char* digit = first < last && *first == '-' && sign == 0 ? first + 1 : first;
  const bool numeric = digit < last && (is_digit(*digit) || *digit == '.');
  const auto [end, error] = numeric ? std::from_chars(first, last, out.value)
                                    : std::from_chars_result{first, std::errc::invalid_argument};
  if (error == std::errc::result_out_of_range)
    throw UnitError(fmt::format("\"{}\" is too large or too small a number", text),
                    "numbers lie between 1e-307 and 1e308");
  if (error != std::errc())
    throw UnitError(fmt::format("\"{}\" does not start with a number", text), {});
  out.number = std::string(body.substr(0, static_cast<std::size_t>(end - body.data())));
  out.unit = std::string(trimmed(body.substr(out.number.size())));
  return out;
}

}  // namespace cytotwin
