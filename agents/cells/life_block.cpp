#include "agents/cells/life_block.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>

namespace cytotwin {
namespace {

std::size_t row_of(Signal signal, const PhenotypeStep& step) {
  const auto found = std::find(step.signals.begin(), step.signals.end(), signal);
  if (found == step.signals.end()) {
    throw std::invalid_argument("LifeBlock: a behaviour senses what was not gathered");
  }
  return static_cast<std::size_t>(found - step.signals.begin());
}

// Behaviours' columns come first, then the extra ones, of which variables are some.
std::size_t column_of(Control control, const Population& population, const PhenotypeStep& step) {
  if (control.kind == ControlKind::variable) {
    return population.controlled.size() +
           population.find_extra(variable_column(step.variables[control.index].name));
  }
  for (std::size_t c = 0; c < population.controlled.size(); ++c) {
    if (population.controlled[c].control == control) return c;
  }
  throw std::invalid_argument("LifeBlock: a behaviour controls what has no column");
}

std::vector<double>& column(Population& population, std::size_t index) {
  const std::size_t behaviours = population.controlled.size();
  return index < behaviours ? population.controlled[index].values
                            : population.extra.at(index - behaviours).values;
}

}  // namespace

LifeBlock::LifeBlock(const Population& population, const PhenotypeStep& step,
                     std::span<const std::uint32_t> rows, std::uint16_t type)
    : population_(population), step_(step), behaviour_(*step.behaviours[type]), type_(type) {
  lives_.reserve(rows.size());
  for (const std::uint32_t row : rows) {
    lives_.emplace_back(population, row, step.types[type], step.step, step.seed, step.step_index);
  }
  for (const Signal signal : behaviour_.senses()) signal_rows_.push_back(row_of(signal, step));
  for (const Control control : behaviour_.controls()) {
    columns_.push_back(column_of(control, population, step));
  }
  controlled_.resize(columns_.size() * rows.size());
  find_transformations();
}

void LifeBlock::find_transformations() {
  const auto types = static_cast<std::uint16_t>(step_.types.size());
  const std::span<const Control> controls = behaviour_.controls();
  for (std::uint16_t t = 0; t < types; ++t) {
    if (t == type_) continue;
    const Control control = {ControlKind::transform, t};
    const auto found = std::find(controls.begin(), controls.end(), control);
    if (found == controls.end()) {
      transformation_ += base_value(step_.types[type_], control);
    } else {
      transformation_controls_.push_back(static_cast<std::size_t>(found - controls.begin()));
    }
  }
}

std::vector<double> LifeBlock::sensed_by(const std::vector<std::uint32_t>& asked) const {
  std::vector<double> sensed;
  sensed.reserve(signal_rows_.size() * asked.size());
  for (const std::size_t row : signal_rows_) {
    const double* values = step_.sensed.data() + row * population_.size();
    for (const std::uint32_t life : asked) sensed.push_back(values[lives_[life].row()]);
  }
  return sensed;
}

std::vector<LifeRates> LifeBlock::ask(const std::vector<std::uint32_t>& asked) {
  const std::size_t cells = asked.size(), all = population_.size();
  const std::size_t substances = step_.concentration.size() / all;
  std::vector<std::uint64_t> id(cells);
  std::vector<std::uint8_t> phase(cells);
  std::vector<double> pressure(cells), volume(cells), concentration(substances * cells);
  for (std::size_t i = 0; i < cells; ++i) {
    const Life& life = lives_[asked[i]];
    id[i] = population_.id[life.row()];
    phase[i] = life.phase();
    pressure[i] = population_.pressure[life.row()];
    volume[i] = life.volume();
    for (std::size_t s = 0; s < substances; ++s) {
      concentration[s * cells + i] = step_.concentration[s * all + life.row()];
    }
  }
  const std::vector<double> sensed = sensed_by(asked);
  std::vector<double> phase_exit(cells), apoptosis(cells), necrosis(cells);
  std::vector<double> controlled(columns_.size() * cells);
  behaviour_.evaluate({id, phase, pressure, volume, concentration, sensed},
                      {phase_exit, apoptosis, necrosis, controlled});
  std::vector<LifeRates> rates(cells);
  for (std::size_t i = 0; i < cells; ++i) {
    rates[i] = {phase_exit[i], apoptosis[i], necrosis[i], transformation_};
    for (const std::size_t c : transformation_controls_) {
      rates[i].transformation += controlled[c * cells + i];
    }
  }
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    for (std::size_t i = 0; i < cells; ++i) {
      controlled_[c * lives_.size() + asked[i]] = controlled[c * cells + i];
    }
  }
  return rates;
}

void LifeBlock::live() {
  const LiveStep whole(step_.types[type_].volume, step_.step);
  std::vector<std::uint32_t> asked(lives_.size()), entered;
  std::iota(asked.begin(), asked.end(), 0U);
  while (!asked.empty()) {
    const std::vector<LifeRates> rates = ask(asked);
    entered.clear();
    for (std::size_t i = 0; i < asked.size(); ++i) {
      if (lives_[asked[i]].live_on(rates[i], whole)) entered.push_back(asked[i]);
    }
    asked.swap(entered);
  }
}

void LifeBlock::decay() {
  if (behaviour_.asks_dead()) {
    std::vector<std::uint32_t> all(lives_.size());
    std::iota(all.begin(), all.end(), 0U);
    ask(all);
  } else {
    columns_.clear();  // nobody answered
  }
  for (Life& life : lives_) life.decay();
}

void LifeBlock::store(Population& population, std::span<LifeEvents> events) {
  for (std::size_t i = 0; i < lives_.size(); ++i) {
    const std::size_t row = lives_[i].row();
    events[row] = lives_[i].store(population);
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      column(population, columns_[c])[row] = controlled_[c * lives_.size() + i];
    }
  }
}

}  // namespace cytotwin
