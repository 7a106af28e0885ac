#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "core/toml/suggest.h"
#include "twin/scenario/sections.h"

namespace cytotwin {

namespace {

constexpr std::size_t max_phases = 255;

Table branch_table() {
  using T = BranchDraft;
  TableBuilder<T> table(
      "Another way out of a phase: a share of the cells goes there, the rest to next; each "
      "daughter "
      "of a division by herself.");
  table.text("next", &T::next,
             {.doc = "Phase that follows.", .required = true, .example = "\"G0\""});
  table.number("share", &T::share,
               {.doc = "Of the cells that leave.",
                .required = true,
                .range = {0, 1, true},
                .aliases = {"probability", "fraction"}});
  return table.build();
}

Table phase_table() {
  using T = PhaseDraft;
  TableBuilder<T> table(
      "A phase: of a published model what differs from it, of a custom one everything.");
  table.named_by("name");
  table.text(
      "name", &T::name,
      {.doc = "Of a published model one of its phases.", .required = true, .example = "\"G1\""});
  table.quantity("exit_rate", &T::exit_rate, Measure::rate,
                 {.doc = "Left at this rate (durations are exponential).",
                  .range = at_least(0),
                  .example = "\"0.2 1/h\"",
                  .aliases = {"rate"}});
  table.quantity("duration", &T::duration, Measure::time,
                 {.doc = "Left after this time, instead of at a rate.",
                  .range = more_than(0),
                  .example = "\"13 h\""});
  table.number("early_exit", &T::early_exit,
               {.doc = "Of a duration that ends in death: the share still there at a time t is "
                       "(1 - t / duration)^early_exit, a limited life of mean duration / (1 + "
                       "early_exit).",
                .range = at_least(0),
                .example = "0.5"});
  table.text("next", &T::next,
             {.doc = "Phase that follows; by default the one below, of the last one the first."});
  table.tables("branch", &T::branches, branch_table(), {.aliases = {"branches"}});
  table.truth("divides", &T::divides, {.doc = "Leaving this phase divides the cell."});
  table.truth("dies", &T::dies,
              {.doc = "Leaving this phase begins apoptosis: the end of a limited life."});
  table.truth("doubles_volume", &T::doubles_volume,
              {.doc = "Entering this phase doubles the target volumes."});
  table.truth("oxygen_limited", &T::oxygen_limited,
              {.doc = "The exit rate scales with oxygen, see [cell_type.oxygen]."});
  table.truth("pressure_limited", &T::pressure_limited,
              {.doc = "The exit rate falls with pressure, see [cell_type.pressure]."});
  table.truth(
      "present_pace", &T::present_pace,
      {.doc = "A duration that is judged by the pace of the moment: the phase ends once the "
              "time in it reaches duration / pace, instead of when the pace over time adds "
              "up to it."});
  table.truth("cycling", &T::cycling, {.doc = "Counted as proliferating."});
  return table.build();
}

std::vector<std::string> phase_names(const CycleModel& model) {
  std::vector<std::string> names;
  for (const CyclePhase& phase : model.phases) names.push_back(phase.name);
  return names;
}

/// Index of a phase by name, size() if there is none.
std::size_t index_of(const CycleModel& model, const std::string& name) {
  const auto names = phase_names(model);
  return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

void apply(const PhaseDraft& change, CyclePhase& phase) {
  if (change.exit_rate) {
    phase.stochastic = true;
    phase.exit_rate = *change.exit_rate;
    phase.duration = phase.early_exit = 0;
    phase.present_pace = false;
  }
  if (change.duration) {
    phase.stochastic = false;
    phase.duration = *change.duration;
    phase.exit_rate = 0;
  }
  phase.early_exit = change.early_exit.value_or(phase.early_exit);
  phase.present_pace = change.present_pace.value_or(phase.present_pace);
  phase.divides = change.divides.value_or(phase.divides);
  phase.dies = change.dies.value_or(phase.dies);
  phase.doubles_volume = change.doubles_volume.value_or(phase.doubles_volume);
  phase.oxygen_limited = change.oxygen_limited.value_or(phase.oxygen_limited);
  phase.pressure_limited = change.pressure_limited.value_or(phase.pressure_limited);
  phase.cycling = change.cycling.value_or(phase.cycling);
}

/// Everything about a phase, so that the written-back scenario does not lean on defaults.
PhaseDraft whole(const CycleModel& model, const CyclePhase& phase, const Node* node) {
  PhaseDraft out;
  out.node = node;
  out.name = phase.name;
  if (phase.stochastic)
    out.exit_rate = phase.exit_rate;
  else
    out.duration = phase.duration;
  if (phase.early_exit > 0) out.early_exit = phase.early_exit;
  if (phase.present_pace) out.present_pace = true;
  out.next = model.phases[phase.next].name;
  for (const PhaseBranch& branch : phase.branches) {
    BranchDraft& way = out.branches.emplace_back();
    way.node = node;
    way.next = model.phases[branch.next].name;
    way.share = branch.share;
  }
  out.divides = phase.divides;
  out.dies = phase.dies;
  out.doubles_volume = phase.doubles_volume;
  out.oxygen_limited = phase.oxygen_limited;
  out.pressure_limited = phase.pressure_limited;
  out.cycling = phase.cycling;
  return out;
}

/// The phases of a custom model, or the changes to a published one. False if a name is wrong.
bool add_phases(const CycleDraft& draft, bool custom, const std::string& label, CycleModel& model,
                Checks& checks) {
  bool sound = true;
  for (const PhaseDraft& phase : draft.phases) {
    if (!checks.good(phase, {"name"})) {
      sound = false;
      continue;
    }
    std::size_t index = index_of(model, phase.name);
    if (index == model.phases.size()) {
      if (!custom) {
        checks.problem(
            phase, "name",
            fmt::format("{}cycle \"{}\" has no phase \"{}\"", label, draft.model, phase.name),
            suggestion(phase.name, phase_names(model), "its phases"));
        sound = false;
        continue;
      }
      model.phases.push_back({});
      model.phases[index].name = phase.name;
      if (!phase.exit_rate && !phase.duration && checks.good(phase, {"exit_rate", "duration"})) {
        checks.problem(
            phase, "name",
            fmt::format("{}phase \"{}\" has neither exit_rate nor duration", label, phase.name),
            "give one: exit_rate = \"0.2 1/h\" or duration = \"13 h\"");
        sound = false;
      }
    }
    if (phase.exit_rate && phase.duration) {
      checks.problem(
          phase, "duration",
          fmt::format("{}phase \"{}\" has both exit_rate and duration", label, phase.name),
          "a phase is left at a rate or after a time: give one of them");
      sound = false;
    }
    sound = sound && checks.good(phase, {"exit_rate", "duration", "early_exit", "next"});
    apply(phase, model.phases[index]);
  }
  return sound;
}

std::optional<std::uint8_t> find_phase(const CycleModel& model, const Located& table,
                                       const std::string& name, const std::string& label,
                                       Checks& checks) {
  const std::size_t index = index_of(model, name);
  if (index < model.phases.size()) return static_cast<std::uint8_t>(index);
  checks.problem(table, "next",
                 fmt::format("{}next = \"{}\" is no phase of this cycle", label, name),
                 suggestion(name, phase_names(model), "phases"));
  return std::nullopt;
}

/// Ways out in place of those that a published model has; false if one is wrong.
bool add_branches(const PhaseDraft& draft, const std::string& label, const CycleModel& model,
                  CyclePhase& phase, Checks& checks) {
  if (!checks.good(draft, {"branch"})) return false;
  if (draft.branches.empty()) return true;
  phase.branches.clear();
  double shares = 0;
  bool sound = true;
  for (const BranchDraft& branch : draft.branches) {
    if (!checks.good(branch, {"next", "share"})) {
      sound = false;
      continue;
    }
    const auto next = find_phase(model, branch, branch.next, label + "branch: ", checks);
    sound = sound && next;
    phase.branches.push_back({next.value_or(0), branch.share});
    shares += branch.share;
  }
  if (sound && shares > 1 + 1e-9) {
    checks.problem(draft.branches.back(), "share",
                   fmt::format("{}its branches take {} of its cells", label, number_text(shares)),
                   "shares sum to 1 at most; the rest goes to next");
    sound = false;
  }
  return sound;
}

bool link_phases(const CycleDraft& draft, bool custom, const std::string& label, CycleModel& model,
                 Checks& checks) {
  if (custom) {
    for (std::size_t i = 0; i < model.phases.size(); ++i)
      model.phases[i].next = static_cast<std::uint8_t>((i + 1) % model.phases.size());
  }
  bool sound = true;
  for (const PhaseDraft& phase : draft.phases) {
    if (!checks.good(phase, {"name"})) continue;
    const std::size_t from = index_of(model, phase.name);
    if (from == model.phases.size()) continue;
    const std::string of = fmt::format("{}phase \"{}\": ", label, phase.name);
    if (phase.next && checks.good(phase, {"next"})) {
      const auto next = find_phase(model, phase, *phase.next, of, checks);
      model.phases[from].next = next.value_or(0);
      sound = sound && next;
    }
    sound = add_branches(phase, of, model, model.phases[from], checks) && sound;
  }
  return sound;
}

void warn_of(const CycleDraft& draft, const std::string& message, const std::string& hint,
             Checks& checks) {
  checks.warning(draft, draft.phases.empty() ? "model" : "phase", message, hint);
}

/// What runs, but hardly as it was meant. Phases that are never left may be by a rule.
void warn_of_graph(const CycleDraft& draft, const CycleModel& model, bool has_rules,
                   const std::string& label, Checks& checks) {
  const std::vector<bool> reached = reachable_phases(model, !has_rules);
  std::vector<std::string> unreached;
  bool divides = false, doubles = false;
  for (std::size_t i = 0; i < model.phases.size(); ++i) {
    if (!reached[i]) unreached.push_back('"' + model.phases[i].name + '"');
    const bool stays = model.phases[i].stochastic && model.phases[i].exit_rate == 0 && !has_rules;
    divides = divides || (reached[i] && model.phases[i].divides && !stays);
    doubles = doubles || (reached[i] && model.phases[i].doubles_volume);
  }
  if (!unreached.empty())
    warn_of(draft,
            fmt::format("{}no cell comes from phase \"{}\" to {}", label, model.phases[0].name,
                        joined(unreached)),
            "only cells of a file may be there; is a next, a branch or an exit_rate missing?",
            checks);
  if (divides && !doubles)
    warn_of(draft, fmt::format("{}cells divide, but no phase doubles their volume", label),
            "they halve at each division: write doubles_volume = true where they begin to grow",
            checks);
}

}  // namespace

Table cycle_table() {
  using T = CycleDraft;
  TableBuilder<T> table("Cell cycle. cycle = \"live\" alone is short for a table with this model.");
  std::vector<std::string> names = cycle_names();
  names.push_back("custom");
  std::vector<std::pair<std::string, std::string>> values;
  for (const std::string& name : names) values.emplace_back(name, name);
  table.choice<std::string T::*, std::string>(
      "model", &T::model, values,
      {.doc = "A published model, or custom: the phases below, entered at the first.",
       .aliases = {"code", "name"}});
  table.text("rate_variable", &T::rate_variable,
             {.doc = "A [[variable]] that scales the exit rates of oxygen_limited phases.",
              .example = "\"oncoprotein\""});
  table.tables("phase", &T::phases, phase_table(), {.aliases = {"phases"}});
  return table.build();
}

void check_cycle(CellTypeDraft& type, bool has_rules, Checks& checks) {
  CycleDraft& draft = type.graph;
  if (!checks.good(type, {"cycle"}) || !checks.good(draft, {"model", "phase"})) return;
  const std::string label = fmt::format("cell_type \"{}\": ", type.name);
  const bool custom = draft.model == "custom";
  if (custom && (draft.phases.empty() || draft.phases.size() > max_phases))
    return checks.problem(
        draft, "model", fmt::format("{}a custom cycle with {} phases", label, draft.phases.size()),
        "write 1 to 255 tables [[cell_type.cycle.phase]]");
  CycleModel model = custom ? CycleModel{draft.model, {}} : cycle_by_name(draft.model);
  check_unique_names<PhaseDraft>(draft.phases, "name", label + "phase", &PhaseDraft::name, checks);
  const bool sound = add_phases(draft, custom, label, model, checks);
  if (!link_phases(draft, custom, label, model, checks) || !sound) return;
  try {
    validate(model);
  } catch (const std::invalid_argument& error) {
    return checks.problem(type, "cycle", label + error.what());
  }
  if (custom || !draft.phases.empty()) warn_of_graph(draft, model, has_rules, label, checks);
  std::vector<PhaseDraft> phases;
  for (const CyclePhase& phase : model.phases) phases.push_back(whole(model, phase, draft.node));
  draft.phases = std::move(phases);
  type.cycle = std::move(model);
}

}  // namespace cytotwin
