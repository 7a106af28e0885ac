#include "agents/cells/life_block.h"

#include <numeric>

namespace cytotwin {

LifeBlock::LifeBlock(const Population& population, const PhenotypeStep& step,
                     std::span<const std::uint32_t> rows, std::uint16_t type)
    : population_(population), step_(step), type_(type) {
  lives_.reserve(rows.size());
  for (const std::uint32_t row : rows) {
    lives_.emplace_back(population, row, step.types[type], step.step, step.seed, step.step_index);
  }
}

std::vector<LifeRates> LifeBlock::ask(const std::vector<std::uint32_t>& asked) const {
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
  std::vector<double> phase_exit(cells), apoptosis(cells), necrosis(cells);
  step_.behaviours[type_]->evaluate({id, phase, pressure, volume, concentration},
                                    {phase_exit, apoptosis, necrosis});
  std::vector<LifeRates> rates(cells);
  for (std::size_t i = 0; i < cells; ++i) rates[i] = {phase_exit[i], apoptosis[i], necrosis[i]};
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
  for (Life& life : lives_) life.decay();
}

void LifeBlock::store(Population& population, std::span<std::uint8_t> events) {
  for (Life& life : lives_) events[life.row()] = life.store(population);
}

}  // namespace cytotwin
