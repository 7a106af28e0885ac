#include "twin/scenario/rules_csv.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

#include "core/errors.h"
#include "core/toml/suggest.h"
#include "twin/scenario/csv.h"
#include "twin/scenario/measure.h"

namespace cytotwin {

namespace {

constexpr std::array<const char*, 8> fields = {"cell_type",  "signal",         "response",
                                               "behaviour",  "saturation",     "half_maximum",
                                               "hill_power", "applies_to_dead"};

/// One row on its way to a rule; keeps what is wrong with it.
class Row {
 public:
  Row(const CsvRow& row, CsvProblems& problems) : row_(row), problems_(problems) {}

  void problem(std::size_t field, std::string message, std::string hint) {
    sound_ = false;
    problems_.add(row_, row_.columns.at(field), std::move(message), std::move(hint));
  }
  void problem(const std::string& key, const std::string& message, const std::string& hint) {
    std::size_t field = 0;
    while (field + 1 < fields.size() && key != fields[field]) ++field;
    problem(field, message, hint);
  }

  const std::string& text(std::size_t field) const { return row_.cells[field]; }
  bool sound() const { return sound_; }

  /// A finite number, else 0 and a problem.
  double number(std::size_t field) {
    const std::string& cell = text(field);
    double value = 0;
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    if (error == std::errc() && end == cell.data() + cell.size() && std::isfinite(value))
      return value;
    problem(field, fmt::format("{} = \"{}\" is not a number", fields[field], cell),
            "write a plain number, in um, min and the substance's own unit");
    return 0;
  }
  bool one_of(std::size_t field, const std::string& yes, const std::string& no) {
    if (text(field) == yes) return true;
    if (text(field) != no)
      problem(field, fmt::format("{} = \"{}\"", fields[field], text(field)),
              suggestion(text(field), {yes, no}, "allowed"));
    return false;
  }

 private:
  const CsvRow& row_;
  CsvProblems& problems_;
  bool sound_ = true;
};

void read_numbers(Row& row, const RuleWords& words, RuleDraft& rule) {
  // the shortest text that reads back to the same double, so that a resolved scenario is the same
  rule.saturation = words.with_behaviour_unit(number_text(row.number(4)), rule);
  rule.half_maximum = words.with_signal_unit(number_text(row.number(5)), rule);
  rule.hill_power = row.number(6);
  if (rule.hill_power <= 0 || rule.hill_power > 100)
    row.problem(6, fmt::format("hill_power = {} is out of range", row.text(6)),
                "allowed: more than 0, at most 100");
  rule.applies_to_dead = row.one_of(7, "1", "0");
}

}  // namespace

std::vector<RuleDraft> read_rules_csv(const std::filesystem::path& file, const RuleWords& words) {
  CsvProblems problems(file.string());
  std::vector<RuleDraft> rules;
  for_csv_rows(file, "//", problems, [&](const CsvRow& cells) {
    Row row(cells, problems);
    if (cells.cells.size() != fields.size())
      return row.problem(
          0, fmt::format("{} cells, a rule has {}", cells.cells.size(), fields.size()),
          "cell type, signal, increases|decreases, behaviour, saturation, half-maximum, power, "
          "applies to dead");
    RuleDraft rule;
    rule.cell_type = row.text(0);
    rule.signal = row.text(1);
    rule.increases = row.one_of(2, "increases", "decreases");
    rule.behaviour = row.text(3);
    read_numbers(row, words, rule);
    if (row.sound())
      words.resolve(rule,
                    [&](const char* key, const std::string& message, const std::string& hint) {
                      row.problem(std::string(key), message, hint);
                    });
    rules.push_back(std::move(rule));
  });
  problems.throw_if_any();
  return rules;
}

}  // namespace cytotwin
