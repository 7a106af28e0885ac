// Files of rules and of cells as accidents leave them: each is either refused with a place or
// satisfies, checked anew, every range. Nothing else may happen; the sanitizers look on where this
// runs under their preset.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <random>
#include <string_view>

#include "support.h"
#include "twin/scenario/cells_csv.h"
#include "twin/scenario/load.h"
#include "twin/scenario/rules_csv.h"
#include "twin/scenario/sections.h"

namespace cytotwin {
namespace {

using namespace testing_support;
using Random = std::mt19937;

constexpr std::size_t mutations = 1000;

const std::string text = R"(schema = 1
[time]
end = "2 d"
[domain]
size = ["400 um", "400 um", "400 um"]
[[substance]]
name = "oxygen"
unit = "mmHg"
diffusivity = "1e5 um^2/min"
decay = "0.1 1/min"
[[variable]]
name = "antigen"
[[cell_type]]
name = "tumour"
cycle = "ki67_basic"
[[cell_type.variable]]
name = "antigen"
distribution = "uniform"
lower = 0
upper = 2
[[cell_type]]
name = "T cell"
)";

std::size_t pick(Random& random, std::size_t below) { return random() % below; }

std::vector<std::string> split(const std::string& whole, char at) {
  std::vector<std::string> parts(1);
  for (const char c : whole) {
    if (c == at)
      parts.emplace_back();
    else
      parts.back() += c;
  }
  return parts;
}

std::string joined_by(const std::vector<std::string>& parts, char with) {
  std::string whole;
  for (std::size_t p = 0; p < parts.size(); ++p)
    whole += (p > 0 ? std::string(1, with) : "") + parts[p];
  return whole;
}

/// A field of one line dropped, put in, or in place of another one: numbers beyond all numbers.
std::string with_other_field(const std::string& csv, Random& random) {
  static constexpr std::array<std::string_view, 16> odd = {
      "nan", "1e999", "-1", "1e-400", "text", "inf",  "",    "-inf",
      "0",   "1e308", "\"", "0x1p3",  "skip", "-0.0", "1,2", "3 um"};
  std::vector<std::string> lines = split(csv, '\n');
  std::string& line = lines[pick(random, lines.size())];
  std::vector<std::string> fields = split(line, ',');
  const auto at = fields.begin() + static_cast<std::ptrdiff_t>(pick(random, fields.size()));
  switch (pick(random, 4)) {
    case 0:
      fields.erase(at);
      break;
    case 1:
      fields.insert(at, std::string(odd[pick(random, odd.size())]));
      break;
    default:
      *at = odd[pick(random, odd.size())];
  }
  line = joined_by(fields, ',');
  return joined_by(lines, '\n');
}

/// A byte changed, a bit of it flipped, bytes dropped or doubled, the file cut, UTF-8 broken.
std::string with_other_bytes(const std::string& csv, Random& random) {
  static constexpr std::array<std::string_view, 6> broken = {
      "\xff", "\xc3", "\xed\xa0\x80", "\xf5\x80\x80", "\xc0\xaf", "\"\""};
  const std::size_t at = pick(random, csv.size());
  std::string out = csv;
  switch (pick(random, 6)) {
    case 0:
      out[at] = static_cast<char>(random() % 256);
      return out;
    case 1:
      out[at] = static_cast<char>(out[at] ^ (1 << (random() % 8)));
      return out;
    case 2:
      return out.erase(at, 1 + pick(random, 12));
    case 3:
      return out.insert(at, csv.substr(pick(random, csv.size()), 12));
    case 4:
      return out.insert(at, broken[pick(random, broken.size())]);
    default:
      return out.substr(0, at);
  }
}

std::string mutated(std::string csv, Random& random) {
  for (std::size_t times = 1 + pick(random, 3); times > 0 && !csv.empty(); --times)
    csv = pick(random, 2) == 0 ? with_other_field(csv, random) : with_other_bytes(csv, random);
  return csv;
}

/// A checked draft without files, and a place for one.
class Mutation : public testing::Test {
 protected:
  Mutation()
      : loaded_(load_scenario(screened_source("s.toml", text, data_folder), {})), context_(units_) {
    context_.learn_substances(loaded_.root);
    read_table(scenario_table(), loaded_.root, &draft_, context_);
    Checks checks(loaded_.root, context_);
    for (const Section& section : sections_of(ScenarioKind::tissue)) section.check(draft_, checks);
  }
  ~Mutation() override { std::filesystem::remove(path_); }

  /// Reads mutants of a sound file; accepted ones go to `check`. How many were refused.
  template <class Read, class Check>
  std::size_t refused(const std::string& sound, const Read& read, const Check& check) {
    EXPECT_TRUE(context_.problems().empty());
    Random random(20261123);
    std::size_t refused = 0;
    for (std::size_t k = 0; k < mutations; ++k) {
      const std::string csv = mutated(sound, random);
      std::ofstream(path_, std::ios::binary) << csv;
      try {
        check(read(path_), csv);
      } catch (const InputError& error) {
        ++refused;
        EXPECT_FALSE(error.problems().empty());
        for (const InputProblem& problem : error.problems()) {
          EXPECT_EQ(problem.place.file, path_.string());
          EXPECT_FALSE(problem.hint.empty()) << problem.message;
        }
      }
    }
    return refused;
  }

  const UnitSystem units_;
  const LoadedScenario loaded_;
  ReadContext context_;
  ScenarioDraft draft_;
  std::filesystem::path path_ =
      std::filesystem::temp_directory_path() /
      ("mutated_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()) +
       ".csv");
};

bool sound(const Rule& r) {
  const ControlKind kind = r.behaviour.kind;
  const bool any_sign = kind == ControlKind::variable || kind == ControlKind::chemotaxis ||
                        kind == ControlKind::net_export;
  return std::isfinite(r.saturation) && std::isfinite(r.half_maximum) && r.half_maximum > 0 &&
         r.hill_power > 0 && r.hill_power <= 100 && (r.saturation >= 0 || any_sign) &&
         (kind != ControlKind::bias || r.saturation <= 1);
}

TEST_F(Mutation, OfRulesIsRefusedOrInRange) {
  const std::string csv =
      "// published grammar, version 3\n"
      "tumour,oxygen,increases,cycle entry,0.003,15,4,0\n"
      "\n"
      "tumour, pressure, decreases, cycle entry, 0, 1, 4, 0\n"
      "T cell,contact with tumour,decreases,migration speed,0.1,0.5,8,0\n"
      "T cell,contact with tumour,decreases,migration bias,0.1,0.5,8,0\n"
      "tumour,dead,increases,oxygen secretion,1e-3,0.5,2.5,1\n"
      "\"T cell\",custom:antigen,increases,attack tumour,0.2,1,4,0\n";
  const RuleWords words(draft_, units_);
  const auto read = [&](const std::filesystem::path& file) { return read_rules_csv(file, words); };
  const auto check = [&](const std::vector<RuleDraft>& rules, const std::string& mutant) {
    for (const RuleDraft& rule : rules) {
      ASSERT_TRUE(rule.rule) << mutant;
      EXPECT_TRUE(sound(*rule.rule)) << mutant;
    }
  };
  EXPECT_GT(refused(csv, read, check), mutations / 2) << "most break a word, a number or a row";
}

bool sound(const PlacedCell& cell, const ScenarioDraft& draft) {
  if (cell.type >= draft.cell_types.size() || !draft.domain.grid->contains(cell.position))
    return false;
  const CellTypeDraft& type = draft.cell_types[cell.type];
  const double own = type.volume.total;
  if (cell.volume && !(*cell.volume >= own / 1000 && *cell.volume <= own * 1000)) return false;
  if (cell.phase && *cell.phase >= type.cycle.phases.size()) return false;
  if (static_cast<int>(cell.state) > 3) return false;
  const bool bounded = !type.variable_draws.empty();
  return std::all_of(cell.variables.begin(), cell.variables.end(), [&](double value) {
    return std::isnan(value) || (std::isfinite(value) && (!bounded || (value >= 0 && value <= 2)));
  });
}

TEST_F(Mutation, OfCellsIsRefusedOrInRange) {
  const auto read = [&](const std::filesystem::path& file) { return read_cells_csv(file, draft_); };
  const auto check = [&](const std::vector<PlacedCell>& cells, const std::string& mutant) {
    EXPECT_FALSE(cells.empty()) << mutant;
    for (const PlacedCell& cell : cells) EXPECT_TRUE(sound(cell, draft_)) << mutant;
  };
  const std::string with_header =
      "x,y,z,type,volume,phase,state,custom:antigen\n"
      "-10,2.5,1e1,tumour,2000,ki67_positive,live,0.5\n"
      "# comment\n"
      "199,-200,0,T cell,skip,,apoptotic,\n"
      "0,0,0,\"tumour\",,ki67_negative,necrotic_lysed,1\n";
  EXPECT_GT(refused(with_header, read, check), mutations / 2);
  EXPECT_GT(refused("-10,2.5,1e1,0\n199,-200,0,1\n0,0,0,0\n", read, check), mutations / 3);
}

}  // namespace
}  // namespace cytotwin
