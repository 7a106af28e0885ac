#include "agents/tissue.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>
#include <utility>

#include "agents/cells/perception.h"
#include "agents/cells/phenotype.h"
#include "agents/cells/standard_behaviour.h"
#include "agents/contacts/attack.h"
#include "agents/contacts/contact_columns.h"
#include "agents/contacts/hold.h"
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
      : exchange(model.grid, model.substances.size()),
        mechanics(model.cell_types, model.law,
                  {model.grid, model.walls, model.grid.count[2] == 1}) {}
  std::vector<std::unique_ptr<FieldSolver>> solvers;   // one a substance
  std::vector<std::unique_ptr<Behaviour>> behaviours;  // one a cell type
  CellExchange exchange;
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
  if (t >= model.rules.size() || model.rules[t].empty()) {
    return std::make_unique<StandardBehaviour>(type, substances, model.variables);
  }
  return std::make_unique<RuleBehaviour>(type, model.rules[t], substances, model.variables);
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
}

void Tissue::renew() {
  engine_->mechanics.invalidate();
  engine_->rows_current = false;
  engine_->exchange_current = false;
}

void Tissue::refresh_exchange(const Workers& workers) {
  engine_->exchange.rebuild(cells_, model_.cell_types, workers);
  for (std::size_t s = 0; s < model_.substances.size(); ++s) {
    engine_->solvers[s]->set_reaction(engine_->exchange.reaction(s));
  }
  engine_->exchange_current = true;
}

void Tissue::step_field(std::size_t s, std::uint64_t step_index, double minutes,
                        const Workers& workers) {
  const FieldBudget budget =
      engine_->solvers[s]->advance(fields_[s], engine_->exchange.exposure(s), step_index, workers);
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
  if (!engine_->exchange_current) refresh_exchange(workers);
  for (std::size_t s = 0; s < model_.substances.size(); ++s) {
    if (model_.substances[s].method != FieldMethod::transient) continue;
    step_field(s, step_index, minutes, workers);
  }
}

void Tissue::step_quasi_steady_fields(std::uint64_t step_index, double minutes,
                                      const Workers& workers) {
  if (engine_->exchange_current) engine_->exchange.internalise(cells_, workers);
  refresh_exchange(workers);
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

std::size_t Tissue::add_cell(std::uint16_t type, Vec3 position) {
  const CellType& of = model_.cell_types.at(type);
  const std::size_t row = cells_.add(of, type, position);
  RandomStream random(model_.seed, cells_.id[row], 0, Purpose::variables);
  for (std::size_t v = 0; v < of.variables.size(); ++v) {
    const std::size_t column = cells_.find_extra(variable_column(model_.variables.at(v).name));
    cells_.extra[column].values[row] = of.variables[v].draw(random);
  }
  return row;
}

std::vector<Signal> Tissue::sensed_signals() const {
  std::set<Signal> signals;
  for (const auto& behaviour : engine_->behaviours) {
    signals.insert(behaviour->senses().begin(), behaviour->senses().end());
  }
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

void Tissue::step_contacts(std::uint64_t step_index, double minutes, const Workers& workers) {
  Engine& engine = *engine_;
  if (!engine.rows_current) engine.rows.rebuild(cells_);
  engine.rows_current = true;
  double reach = 1;
  for (const CellType& type : model_.cell_types) reach = std::max(reach, type.mechanics.reach);
  const AttackEvents happened = attack(
      cells_,
      {model_.cell_types, engine.mechanics.neighbours_of(cells_, minutes, workers), engine.rows,
       reach, model_.mechanics_step, static_cast<std::uint32_t>(step_index), model_.seed},
      workers);
  events_.kills += happened.kills;
  events_.apoptoses += happened.kills;
  events_.hits += happened.hits;
  if (happened.kills > 0 && engine.exchange_current) {
    engine.exchange.internalise(cells_, workers);  // up to here they lived
    engine.exchange_current = false;
  }
  engine.extra.smooth.assign(cells_.size());
  add_attack_springs(cells_, model_.cell_types, engine.rows, engine.extra.smooth);
  add_pull(cells_, model_.cell_types, engine.mechanics.neighbours(), reach, workers,
           engine.extra.smooth);
}

void Tissue::step_mechanics(std::uint64_t step_index, double minutes, const Workers& workers) {
  if (has_damage(cells_, model_.cell_types)) step_contacts(step_index, minutes, workers);
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
  if (engine_->exchange_current) engine_->exchange.internalise(cells_, workers);
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
  const std::vector<double> sensed = gather(signals, minutes, workers);
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
  for (const Release& release : happened.released) {
    give_back(release.substance, release.position, release.mass);
  }
  events_.births += happened.divisions.size();
  events_.apoptoses += happened.apoptoses;
  events_.necroses += happened.necroses;
  events_.removals += happened.removals;
  // rows are sorted anew at a cadence of the step index, so that memory order, and with it the
  // order of sums, is a function of the state that a checkpoint holds
  constexpr std::uint64_t sorting_interval = 8;
  const bool sort = step_index % sorting_interval == 0;
  if (sort) cells_.reorder(space_filling_order(cells_));
  if (sort || !happened.divisions.empty() || happened.removals > 0) {
    engine_->mechanics.invalidate();
    engine_->rows_current = false;
  }
  engine_->exchange_current = false;
}

}  // namespace cytotwin
