#include <fmt/format.h>

#include <cmath>

#include "twin/scenario/references.h"
#include "twin/scenario/sections.h"

namespace cytotwin {

namespace {

Table target_table() {
  using T = TowardsTypeDraft;
  TableBuilder<T> table("A type that is attacked.");
  table.named_by("cell_type");
  table.text("cell_type", &T::cell_type,
             {.doc = "Which type.", .required = true, .example = "\"tumour\""});
  table.quantity("rate", &T::value, Measure::rate,
                 {.doc = "Of starting to attack each such cell in reach that is fully recognised.",
                  .required = true,
                  .range = at_least(0),
                  .example = "\"0.2 1/min\"",
                  .aliases = {"attack_rate", "attachment_rate"}});
  return table.build();
}

Table recognition_table() {
  using T = Draft<Recognition>;
  TableBuilder<T> table(
      "Rates are scaled by clamp((value - threshold) / (saturation - threshold)) of the target's "
      "variable; without this table all targets are fully recognised.");
  table.text("variable", &T::variable,
             {.doc = "A [[variable]].", .required = true, .example = "\"antigen\""});
  table.number("threshold", &T::threshold, {.doc = "Not recognised at or below."});
  table.number("saturation", &T::saturation, {.doc = "Fully recognised at or above."});
  return table.build();
}

template <class T>
void declare_hits(TableBuilder<T>& table) {
  table.quantity("hit_rate", &T::hit_rate, Measure::rate,
                 {.doc = "Discrete hits on a fully recognised target.", .range = at_least(0)});
  table.number("hit_damage", &T::hit_damage,
               {.doc = "Of one hit; its median where hits differ.", .range = at_least(0)});
  table.number("hit_spread", &T::hit_spread,
               {.doc = "Standard deviation of the natural logarithm of a hit's damage.",
                .range = at_least(0)});
  table.quantity("first_hit_delay", &T::first_hit_delay, Measure::time,
                 {.doc = "No hit earlier after the start.", .range = at_least(0)});
  table.quantity("damage_rate", &T::damage_rate, Measure::rate,
                 {.doc = "Damage done continuously.",
                  .range = at_least(0),
                  .aliases = {"attack_damage_rate"}});
}

}  // namespace

Table attack_table() {
  using T = AttackDraft;
  TableBuilder<T> table("Cells attack live cells of other types, one at a time.");
  table.tables("target", &T::targets, target_table());
  table.quantity("near", &T::near, Measure::length,
                 {.doc = "The start's rate is full up to this distance of the centres and falls "
                         "linearly to 0 at far.",
                  .range = at_least(0)});
  table.quantity("far", &T::far, Measure::length,
                 {.doc = "No start from this distance on; by default the reach of adhesion, with "
                         "the full rate up to there.",
                  .range = more_than(0),
                  .example = "\"18 um\""});
  table.quantity("break_distance", &T::break_distance, Measure::length,
                 {.doc = "The attack ends if the pair is pulled further apart; 0: never.",
                  .range = at_least(0)});
  table.truth("exclusive", &T::exclusive, {.doc = "Leaves alone what another cell attacks."});
  declare_hits(table);
  table.quantity("mean_duration", &T::mean_duration, Measure::time,
                 {.doc = "Of an attack that does not end otherwise (exponential).",
                  .range = more_than(0),
                  .aliases = {"attack_duration"}});
  table.truth("holds_still", &T::holds_still,
              {.doc = "Does not move of its own accord meanwhile."});
  table.truth("holds_target", &T::holds_target,
              {.doc = "What it attacks neither grows, cycles nor dies otherwise meanwhile."});
  table.quantity(
      "pull", &T::pull, Measure::rate,
      {.doc = "Cells move towards every cell of a target type in reach, attacked or not, "
              "live or dead, at this rate times the distance.",
       .range = at_least(0),
       .example = "\"0.01 1/min\"",
       .aliases = {"elastic_constant"}});
  table.quantity(
      "pull_beyond", &T::pull_beyond, Measure::length,
      {.doc = "Nothing pulls from this distance of the centres down.", .range = at_least(0)});
  table.quantity("pull_within", &T::pull_within, Measure::length,
                 {.doc = "Nor from this one on; by default all in reach of the type with the "
                         "largest mechanics.reach pull.",
                  .range = more_than(0),
                  .example = "\"21 um\""});
  table.table("recognition", &T::recognised, recognition_table());
  return table.build();
}

Table damage_table() {
  TableBuilder<DamageModel> table("What damage does to cells of this type.");
  table.quantity("rate", &DamageModel::rate, Measure::rate,
                 {.doc = "Without an attacker.", .range = at_least(0)});
  table.quantity("repair", &DamageModel::repair, Measure::rate,
                 {.doc = "Damage falls at this rate: ln 2 / half-time.",
                  .range = at_least(0),
                  .aliases = {"damage_repair_rate"}});
  table.number("lethal", &DamageModel::lethal,
               {.doc = "From here on it dies at once, by apoptosis; by default never.",
                .range = more_than(0),
                .example = "1"});
  return table.build();
}

namespace {

void check_targets(const ScenarioDraft& draft, const AttackDraft& attack, const std::string& label,
                   Checks& checks) {
  for (const TowardsTypeDraft& target : attack.targets)
    known_cell_type(draft, target, "cell_type", target.cell_type, label, checks);
  check_unique_names<TowardsTypeDraft>(attack.targets, "cell_type", label + "target",
                                       &TowardsTypeDraft::cell_type, checks);
  if (attack.targets.empty() && checks.good(attack, {"target"}))
    checks.problem(attack, "", label + "no target is named",
                   "add [[cell_type.attack.target]] with a cell_type and a rate");
}

void check_distances(const AttackDraft& attack, const std::string& label, Checks& checks) {
  if (!checks.good(attack, {"near", "far", "break_distance"}) || !attack.far) return;
  if (attack.near >= *attack.far)
    checks.problem(attack, checks.written(attack, "near") ? "near" : "far",
                   fmt::format("{}near = {} um is not below far = {} um", label,
                               number_text(attack.near), number_text(*attack.far)),
                   "the rate falls from near to far");
  if (attack.break_distance > 0 && attack.break_distance < *attack.far)
    checks.problem(attack, "break_distance",
                   fmt::format("{}break_distance = {} um is below far = {} um", label,
                               number_text(attack.break_distance), number_text(*attack.far)),
                   "attacks would break as they start");
}

double diameter_of(const CellTypeDraft& type) {
  return 2 * std::cbrt(3 * type.volume.total / (4 * 3.14159265358979323846));
}

/// Neighbours are known up to the reach of adhesion only.
void warn_of_reach(const ScenarioDraft& draft, const CellTypeDraft& type, const std::string& label,
                   Checks& checks) {
  const AttackDraft& attack = *type.attack;
  if (!attack.far || !checks.good(attack, {"far"})) return;
  for (const TowardsTypeDraft& target : attack.targets) {
    const std::size_t t = index_of_name(draft.cell_types, target.cell_type);
    if (t == draft.cell_types.size()) continue;
    const CellTypeDraft& other = draft.cell_types[t];
    const double reach =
        (diameter_of(type) * type.mechanics.reach + diameter_of(other) * other.mechanics.reach) / 2;
    if (*attack.far <= reach) continue;
    checks.warning(attack, "far",
                   fmt::format("{}far = {} um is beyond the reach of \"{}\" and \"{}\", {:.3g} um",
                               label, number_text(*attack.far), type.name, other.name, reach),
                   "attacks start within the reach of adhesion only, see mechanics.reach");
  }
}

}  // namespace

void check_attack(const ScenarioDraft& draft, const CellTypeDraft& type, const std::string& label,
                  Checks& checks) {
  if (!type.attack) return;
  const AttackDraft& attack = *type.attack;
  const std::string of = label + "attack: ";
  check_targets(draft, attack, of, checks);
  check_distances(attack, of, checks);
  warn_of_reach(draft, type, of, checks);
  if (!attack.recognised) return;
  const Draft<Recognition>& recognition = *attack.recognised;
  known_variable(draft, recognition, "variable", recognition.variable, of, checks);
  if (checks.good(recognition, {"threshold", "saturation"}) &&
      recognition.saturation <= recognition.threshold)
    checks.problem(
        recognition, checks.written(recognition, "saturation") ? "saturation" : "threshold",
        fmt::format("{}saturation = {} is not above threshold = {}", of,
                    number_text(recognition.saturation), number_text(recognition.threshold)),
        "recognition rises from threshold to saturation");
}

void fill_attack(const ScenarioDraft& draft, const CellTypeDraft& type, CellType& out) {
  if (!type.attack) return;
  out.contact.attack = *type.attack;
  if (type.attack->recognised) out.contact.attack.recognition = *type.attack->recognised;
  out.contact.attack.rate.assign(draft.cell_types.size(), 0);
  for (const TowardsTypeDraft& target : type.attack->targets)
    out.contact.attack.rate[index_of_name(draft.cell_types, target.cell_type)] = target.value;
}

}  // namespace cytotwin
