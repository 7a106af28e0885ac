#include "agents/tissue.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <stdexcept>
#include <utility>

#include "agents/cells/perception.h"
#include "agents/cells/phenotype.h"
#include "agents/cells/standard_behaviour.h"
#include "agents/cells/variable_change.h"
#include "agents/contacts/attack.h"
#include "agents/contacts/contact_columns.h"
#include "agents/contacts/hold.h"
#include "agents/contacts/links.h"
#include "agents/contacts/merging.h"
#include "agents/contacts/pull.h"
#include "agents/contacts/row_index.h"
#include "agents/contacts/springs.h"
#include "agents/fields/exchange.h"
#include "agents/fields/quasi_steady.h"
#include "agents/fields/sampling.h"
#include "agents/fields/transient.h"
#include "agents/mechanics/integrator.h"
#include "agents/mechanics/ordering.h"
#include "agents/motion/cell_motion.h"
#include "agents/motion/tracking.h"
#include "agents/rules/rule_behaviour.h"
#include "core/errors.h"

namespace cytotwin {

// Caches and solvers: all of it can be built again from model, cells and fields.
struct Tissue::Engine {
  Engine(const TissueModel& model)
      : exchange(model.grid, model.substances.size(), model.sources),
        mechanics(model.cell_types, model.law,
                  {model.grid, model.walls, model.grid.count[2] == 1}) {}
  std::vector<std::unique_ptr<FieldSolver>> solvers;   // one a substance
  std::vector<std::unique_ptr<Behaviour>> behaviours;  // one a cell type
  CellExchange exchange;
  std::optional<CellNetworks> networks;
  Mechanics mechanics;
  ExtraVelocities extra;
  RowIndex rows;
  bool rows_current = false;
  bool exchange_current = false;
};

namespace {

std::unique_ptr<FieldSolver> make_solver(const TissueModel& model, std::size_t s) {
  const Substance& substance = model.substances[s];
  if (substance.method == FieldMethod::quasi_steady) {
    return std::make_unique<QuasiSteadySolver>(model.grid, substance, model.fixed[s],
                                               model.quasi_steady_step);
  }
  return std::make_unique<TransientSolver>(model.grid, substance, model.fixed[s], model.field_step);
}

std::unique_ptr<Behaviour> make_behaviour(const TissueModel& model, std::size_t t,
                                          const std::vector<std::string>& substances) {
  const CellType& type = model.cell_types[t];
  const std::vector<Rule> rules = t < model.rules.size() ? model.rules[t] : std::vector<Rule>();
  const std::vector<Drive> drives =
      t < model.drives.size() ? model.drives[t] : std::vector<Drive>();
  if (rules.empty() && drives.empty()) {
    return std::make_unique<StandardBehaviour>(type, substances, model.variables);
  }
  return std::make_unique<RuleBehaviour>(type, rules, drives, substances, model.variables);
}

// The most links that any cell may have by its type or a rule.
std::size_t link_places(const TissueModel& model) {
  std::size_t most = 0;
  for (const CellType& type : model.cell_types) most = std::max(most, type.contact.attachment.most);
  for (const std::vector<Rule>& rules : model.rules) {
    for (const Rule& rule : rules) {
      if (rule.behaviour.kind != ControlKind::most_attachments) continue;
      most = std::max(most, static_cast<std::size_t>(std::max(0.0, rule.saturation) + 0.5));
    }
  }
  return most;
}

TissueModel checked(TissueModel model) {
  if (model.fixed.size() != model.substances.size()) {
    throw std::invalid_argument(fmt::format("Tissue: {} sets of fixed voxels for {} substances",
                                            model.fixed.size(), model.substances.size()));
  }
  for (CellType& type : model.cell_types) {
    if (!type.exchange.empty() && type.exchange.size() != model.substances.size()) {
      throw std::invalid_argument(
          fmt::format("Tissue: cell type \"{}\" has {} exchanges for {} substances", type.name,
                      type.exchange.size(), model.substances.size()));
    }
    type.exchange.resize(model.substances.size());
  }
  return model;
}

}  // namespace

Tissue::Tissue(TissueModel model)
    : model_(checked(std::move(model))), engine_(std::make_unique<Engine>(model_)) {
  const std::size_t substances = model_.substances.size();
  cells_.internalised.resize(substances);
  budgets_.resize(substances);
  std::vector<std::string> names;
  for (std::size_t s = 0; s < substances; ++s) {
    names.push_back(model_.substances[s].name);
    fields_.emplace_back(model_.grid.size(), model_.substances[s].initial);
    engine_->solvers.push_back(make_solver(model_, s));
  }
  for (std::size_t t = 0; t < model_.cell_types.size(); ++t) {
    engine_->behaviours.push_back(make_behaviour(model_, t, names));
  }
  add_variable_columns();
  engine_->networks.emplace(model_.networks, cells_, model_.cell_types, model_.variables);
  add_columns();
}

Tissue::~Tissue() = default;
Tissue::Tissue(Tissue&&) noexcept = default;

void Tissue::set_behaviour(std::size_t cell_type, std::unique_ptr<Behaviour> behaviour) {
  engine_->behaviours.at(cell_type) = std::move(behaviour);
  add_columns();
}

void Tissue::add_columns() {
  std::set<Control> wanted;
  for (const auto& behaviour : engine_->behaviours) {
    wanted.insert(behaviour->controls().begin(), behaviour->controls().end());
  }
  for (const ControlColumn& column : cells_.controlled) wanted.erase(column.control);
  for (const Control control : wanted) {
    if (control.kind == ControlKind::variable) continue;  // those have columns anyway
    ControlColumn column;
    column.control = control;
    column.name = fmt::format("control_{}_{}", static_cast<int>(control.kind), control.index);
    for (const CellType& type : model_.cell_types) {
      column.initial.push_back(base_value(type, control));
    }
    for (const std::uint16_t type : cells_.type) column.values.push_back(column.initial[type]);
    cells_.controlled.push_back(std::move(column));
  }
  for (ControlColumn& column : cells_.controlled) {
    column.of_dead.clear();
    for (const auto& behaviour : engine_->behaviours) {
      const auto controls = behaviour->controls();
      column.of_dead.push_back(behaviour->asks_dead() &&
                               std::find(controls.begin(), controls.end(), column.control) !=
                                   controls.end());
    }
  }
  if (has_motion(cells_, model_.cell_types)) {
    add_motion_columns(cells_, model_.cell_types);
    add_track_columns(cells_, model_.cell_types.size());
  }
  add_contact_columns(cells_, model_.cell_types);
  if (has_links(cells_, model_.cell_types)) {
    add_link_columns(cells_, model_.cell_types.size(), link_places(model_));
  }
}

void Tissue::renew() {
  engine_->mechanics.invalidate();
  engine_->rows_current = false;
  engine_->exchange_current = false;
}

void Tissue::refresh_exchange(double minutes, const Workers& workers) {
  engine_->exchange.rebuild(cells_, model_.cell_types, workers);
  for (std::size_t s = 0; s < model_.substances.size(); ++s) {
    try {
      engine_->solvers[s]->set_reaction(engine_->exchange.reaction(s));
    } catch (const std::invalid_argument& error) {
      throw RunError(fmt::format("what cells do to \"{}\" is out of range: {}",
                                 model_.substances[s].name, error.what()),
                     minutes);
    }
  }
  engine_->exchange_current = true;
}

/// What the cells took up since the exchange was last refreshed goes into their ledger.
void Tissue::internalise(const Workers& workers) {
  if (!engine_->exchange_current) return;
  for (std::size_t s = 0; s < model_.substances.size(); ++s) {
    engine_->solvers[s]->take_exposure(engine_->exchange.exposure(s), workers);
  }
  engine_->exchange.internalise(cells_, workers);
}

void Tissue::step_field(std::size_t s, std::uint64_t step_index, double minutes,
                        const Workers& workers) {
  const FieldBudget budget = engine_->solvers[s]->advance(fields_[s], step_index, workers);
  budgets_[s] += budget;
  const double imbalance = budget.relative_imbalance();
  largest_imbalance_ = std::max(largest_imbalance_, imbalance);
  if (!std::isfinite(imbalance)) {
    throw RunError(fmt::format("the field \"{}\" is not finite", model_.substances[s].name),
                   minutes);
  }
}

void Tissue::step_transient_fields(std::uint64_t step_index, double minutes,
                                   const Workers& workers) {
  if (!engine_->exchange_current) refresh_exchange(minutes, workers);
  for (std::size_t s = 0; s < model_.substances.size(); ++s) {
    if (model_.substances[s].method != FieldMethod::transient) continue;
    step_field(s, step_index, minutes, workers);
  }
}

void Tissue::step_quasi_steady_fields(std::uint64_t step_index, double minutes,
                                      const Workers& workers) {
  internalise(workers);
  refresh_exchange(minutes, workers);
  for (std::size_t s = 0; s < model_.substances.size(); ++s) {
    if (model_.substances[s].method != FieldMethod::quasi_steady) continue;
    step_field(s, step_index, minutes, workers);
    if (step_index == 0) budgets_[s] = {};
  }
  // the solution at the start covers no time: what it would have exchanged is dropped
  if (step_index == 0) engine_->exchange_current = false;
}

void Tissue::add_variable_columns() {
  for (const Variable& variable : model_.variables) {
    ExtraColumn column{variable_column(variable.name), variable.unit, variable.at_division, {}, {}};
    column.initial.assign(model_.cell_types.size(), 0.0);
    cells_.extra.push_back(std::move(column));
  }
}

std::vector<NetworkWork>& Tissue::network_work() { return engine_->networks->work(); }
const std::vector<NetworkWork>& Tissue::network_work() const { return engine_->networks->work(); }

std::size_t Tissue::add_cell(std::uint16_t type, Vec3 position) {
  const CellType& of = model_.cell_types.at(type);
  const std::size_t row = cells_.add(of, type, position);
  RandomStream random(model_.seed, cells_.id[row], 0, Purpose::variables);
  for (std::size_t v = 0; v < of.variables.size(); ++v) {
    const std::size_t column = cells_.find_extra(variable_column(model_.variables.at(v).name));
    cells_.extra[column].values[row] = of.variables[v].draw(random);
  }
  engine_->networks->enter(cells_, row, model_.seed);
  return row;
}

std::vector<Signal> Tissue::sensed_signals() const {
  std::set<Signal> signals;
  for (const auto& behaviour : engine_->behaviours) {
    signals.insert(behaviour->senses().begin(), behaviour->senses().end());
  }
  const std::vector<Signal>& of_networks = engine_->networks->senses();
  signals.insert(of_networks.begin(), of_networks.end());
  return {signals.begin(), signals.end()};
}

std::vector<double> Tissue::gather(std::span<const Signal> signals, double minutes,
                                   const Workers& workers) {
  Surroundings around{model_.cell_types, model_.variables, model_.grid, fields_};
  around.walls = model_.walls;
  around.minutes = minutes;
  const bool touches = std::any_of(signals.begin(), signals.end(),
                                   [](Signal signal) { return is_contact(signal.kind); });
  if (touches) around.neighbours = &engine_->mechanics.neighbours_of(cells_, minutes, workers);
  return gather_signals(cells_, signals, around, workers);
}

bool Tissue::has_contacts() const {
  const std::vector<CellType>& types = model_.cell_types;
  return has_damage(cells_, types) || has_links(cells_, types) || has_phagocytosis(cells_, types) ||
         has_fusion(cells_, types);
}

// What cells take up up to here they take up as they are; their rates are gathered anew.
void Tissue::leave_exchange(const Workers& workers) {
  internalise(workers);
  engine_->exchange_current = false;
}

void Tissue::mend_links() {
  if (!has_links(cells_, model_.cell_types)) return;
  if (!engine_->rows_current) engine_->rows.rebuild(cells_);
  engine_->rows_current = true;
  drop_broken_links(cells_, engine_->rows);
}

void Tissue::step_attacks(const ContactStep& step, const Workers& workers) {
  const AttackEvents happened = attack(cells_, step, workers);
  events_.kills += happened.kills;
  events_.apoptoses += happened.kills;
  events_.hits += happened.hits;
  if (happened.kills == 0) return;
  leave_exchange(workers);
  mend_links();
}

void Tissue::step_merges(const ContactStep& step, const Workers& workers) {
  const std::vector<Merge> merges = find_merges(cells_, step, workers);
  if (merges.empty()) return;
  for (const Merge& merge : merges) ++(merge.fusion ? events_.fusions : events_.phagocytoses);
  events_.removals += merges.size();
  leave_exchange(workers);
  merge_cells(cells_, merges);
  engine_->mechanics.invalidate();
  engine_->rows.rebuild(cells_);
  mend_links();
}

void Tissue::step_contacts(std::uint64_t step_index, double minutes, const Workers& workers) {
  Engine& engine = *engine_;
  const std::vector<CellType>& types = model_.cell_types;
  if (!engine.rows_current) engine.rows.rebuild(cells_);
  engine.rows_current = true;
  const ContactStep step = {types,
                            engine.mechanics.neighbours_of(cells_, minutes, workers),
                            engine.rows,
                            model_.mechanics_step,
                            static_cast<std::uint32_t>(step_index),
                            model_.seed};
  if (has_damage(cells_, types)) step_attacks(step, workers);
  if (has_links(cells_, types)) {
    const LinkEvents happened = step_links(cells_, step, workers);
    events_.attachments += happened.attachments;
    events_.detachments += happened.detachments;
  }
  if (has_phagocytosis(cells_, types) || has_fusion(cells_, types)) step_merges(step, workers);
  engine.extra.smooth.assign(cells_.size());
  add_attack_springs(cells_, types, engine.rows, engine.extra.smooth);
  if (has_links(cells_, types)) {
    add_link_springs(cells_, types, engine.rows, workers, engine.extra.smooth);
  }
  add_pull(cells_, types, engine.mechanics.neighbours_of(cells_, minutes, workers), workers,
           engine.extra.smooth);
}

void Tissue::step_mechanics(std::uint64_t step_index, double minutes, const Workers& workers) {
  if (has_contacts()) step_contacts(step_index, minutes, workers);
  if (has_motion(cells_, model_.cell_types)) {
    own_motion(cells_,
               {model_.cell_types, model_.grid, fields_, model_.mechanics_step,
                static_cast<std::uint32_t>(step_index), model_.seed},
               workers, engine_->extra.steady);
  }
  engine_->mechanics.advance(cells_, model_.mechanics_step, minutes, workers, engine_->extra);
}

void Tissue::require_inside(double minutes) const {
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    if (model_.grid.contains(cells_.position(i))) continue;
    throw RunError(
        "left the domain; make domain.size larger", minutes, cells_.id[i],
        fmt::format("at ({:.6g}, {:.6g}, {:.6g}) um", cells_.x[i], cells_.y[i], cells_.z[i]));
  }
}

void Tissue::add_everywhere(std::size_t substance, double concentration) {
  for (double& value : fields_.at(substance)) value += concentration;
  const double mass =
      concentration * model_.grid.voxel_volume() * static_cast<double>(fields_[substance].size());
  budgets_[substance].imposed += mass;
  budgets_[substance].change += mass;
}

void Tissue::give_back(std::size_t substance, Vec3 position, double mass) {
  // an equilibrium forgets what was put into it
  if (model_.substances[substance].method == FieldMethod::quasi_steady) return;
  fields_[substance][model_.grid.voxel_of(position)] += mass / model_.grid.voxel_volume();
  budgets_[substance].imposed += mass;
  budgets_[substance].change += mass;
}

void Tissue::step_phenotype(std::uint64_t step_index, double minutes, const Workers& workers) {
  require_inside(minutes);
  leave_exchange(workers);
  if (has_motion(cells_, model_.cell_types)) {
    advance_tracks(cells_, model_.phenotype_step, workers);
  }
  std::vector<double> concentration(model_.substances.size() * cells_.size());
  for (std::size_t s = 0; s < model_.substances.size(); ++s) {
    sample_trilinear(model_.grid, fields_[s], cells_.x, cells_.y, cells_.z,
                     std::span(concentration).subspan(s * cells_.size(), cells_.size()), workers);
  }
  std::vector<const Behaviour*> behaviours;
  for (const auto& behaviour : engine_->behaviours) behaviours.push_back(behaviour.get());
  const std::vector<Signal> signals = sensed_signals();
  std::vector<double> sensed = gather(signals, minutes, workers);
  if (!engine_->networks->empty()) {
    engine_->networks->advance(
        cells_, {concentration, signals, sensed, minutes, model_.phenotype_step, model_.seed},
        workers);
    // behaviours follow what the networks came to
    sensed = gather(signals, minutes, workers);
  }
  PhenotypeStep step;
  step.signals = signals;
  step.sensed = sensed;
  step.types = model_.cell_types;
  step.variables = model_.variables;
  step.behaviours = behaviours;
  step.concentration = concentration;
  step.minutes = minutes;
  step.step = model_.phenotype_step;
  step.step_index = static_cast<std::uint32_t>(step_index);
  step.seed = model_.seed;
  step.planar = model_.grid.count[2] == 1;
  const std::vector<std::uint8_t> held = held_rows(cells_, model_.cell_types);
  step.held = held;
  const PhenotypeEvents happened = advance_phenotype(cells_, step, workers);
  change_variables(cells_, model_.cell_types, model_.variables, step.step, workers);
  for (const Release& release : happened.released) {
    give_back(release.substance, release.position, release.mass);
  }
  events_.births += happened.divisions.size();
  events_.apoptoses += happened.apoptoses;
  events_.kills += happened.kills;
  events_.necroses += happened.necroses;
  events_.removals += happened.removals;
  events_.transformations += happened.transformations;
  for (const Division& division : happened.divisions) {
    events_.asymmetric_divisions += division.asymmetric ? 1 : 0;
  }
  // rows are sorted anew at a cadence of the step index, so that memory order, and with it the
  // order of sums, is a function of the state that a checkpoint holds
  constexpr std::uint64_t sorting_interval = 8;
  const bool sort = step_index % sorting_interval == 0;
  if (sort) cells_.reorder(space_filling_order(cells_));
  if (sort || !happened.divisions.empty() || happened.removals > 0) {
    engine_->mechanics.invalidate();
    engine_->rows_current = false;
  }
  mend_links();
  engine_->exchange_current = false;
}

}  // namespace cytotwin
