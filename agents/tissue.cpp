#include "agents/tissue.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "agents/cells/phenotype.h"
#include "agents/cells/standard_behaviour.h"
#include "agents/fields/exchange.h"
#include "agents/fields/quasi_steady.h"
#include "agents/fields/sample.h"
#include "agents/fields/transient.h"
#include "agents/mechanics/integrator.h"
#include "agents/mechanics/ordering.h"
#include "core/errors.h"

namespace cytotwin {

// Caches and solvers: all of it can be built again from model, cells and fields.
struct Tissue::Engine {
  std::vector<std::unique_ptr<FieldSolver>> solvers;    // one a substance
  std::vector<std::vector<double>> linear_exposure;     // one a substance
  std::vector<std::vector<double>> saturable_exposure;  // one a substance
  std::vector<std::unique_ptr<Behaviour>> behaviours;   // one a cell type
  std::unique_ptr<CellExchange> exchange;
  std::unique_ptr<Mechanics> mechanics;
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

void check(const TissueModel& model) {
  if (model.fixed.size() != model.substances.size()) {
    throw std::invalid_argument(fmt::format("Tissue: {} sets of fixed voxels for {} substances",
                                            model.fixed.size(), model.substances.size()));
  }
  for (const CellType& type : model.cell_types) {
    if (!type.exchange.empty() && type.exchange.size() != model.substances.size()) {
      throw std::invalid_argument(
          fmt::format("Tissue: cell type \"{}\" has {} exchanges for {} substances", type.name,
                      type.exchange.size(), model.substances.size()));
    }
  }
}

}  // namespace

Tissue::Tissue(TissueModel model) : model_(std::move(model)), engine_(std::make_unique<Engine>()) {
  check(model_);
  const std::size_t substances = model_.substances.size();
  for (CellType& type : model_.cell_types) type.exchange.resize(substances);
  cells_.internalised.resize(substances);
  budgets_.resize(substances);
  for (std::size_t s = 0; s < substances; ++s) {
    fields_.emplace_back(model_.grid.size(), model_.substances[s].initial);
    engine_->solvers.push_back(make_solver(model_, s));
    engine_->linear_exposure.emplace_back(model_.grid.size());
    engine_->saturable_exposure.emplace_back(model_.grid.size());
  }
  std::vector<std::string> names;
  for (const Substance& substance : model_.substances) names.push_back(substance.name);
  for (const CellType& type : model_.cell_types) {
    engine_->behaviours.push_back(std::make_unique<StandardBehaviour>(type, names));
  }
  engine_->mechanics = std::make_unique<Mechanics>(model_.cell_types, model_.law);
}

Tissue::~Tissue() = default;
Tissue::Tissue(Tissue&&) noexcept = default;

}  // namespace cytotwin
