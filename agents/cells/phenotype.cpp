#include "agents/cells/phenotype.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "agents/cells/division.h"
#include "agents/cells/life.h"
#include "agents/cells/life_block.h"
#include "agents/cells/transformation.h"
#include "core/errors.h"
#include "core/random.h"

namespace cytotwin {
namespace {

constexpr std::size_t rows_a_block = 1024;

void check(const Population& population, const PhenotypeStep& step) {
  const auto refuse = [](const std::string& what) {
    throw std::invalid_argument("advance_phenotype: " + what);
  };
  if (step.behaviours.size() != step.types.size()) {
    refuse(fmt::format("{} behaviours for {} types", step.behaviours.size(), step.types.size()));
  }
  if (!(step.step > 0 && std::isfinite(step.step))) {
    refuse(fmt::format("step is {} min (more than 0 allowed)", step.step));
  }
  const std::size_t cells = population.size(), values = step.concentration.size();
  if (cells > 0 && values % cells != 0) {
    refuse(fmt::format("{} concentrations are no multiple of {} cells", values, cells));
  }
  if (step.sensed.size() != step.signals.size() * cells) {
    refuse(fmt::format("{} sensed values for {} signals of {} cells", step.sensed.size(),
                       step.signals.size(), cells));
  }
  for (std::size_t i = 0; i < cells; ++i) {
    const std::size_t type = population.type[i], phase = population.phase[i];
    if (type >= step.types.size()) {
      refuse(fmt::format("a cell has type {}, there are {} types", type, step.types.size()));
    }
    const std::size_t phases = step.types[type].cycle.phases.size();
    if (phase >= phases) refuse(fmt::format("a cell is in phase {} of {}", phase, phases));
  }
}

const char* name_of(CellState state) {
  switch (state) {
    case CellState::live:
      return "live";
    case CellState::apoptotic:
      return "apoptotic";
    case CellState::necrotic_swelling:
      return "necrotic, swelling";
    case CellState::necrotic_lysed:
      return "necrotic, lysed";
  }
  return "unknown";
}

// Rows by what has to be done with them, cut into blocks of one kind: (live of type 0), ...,
// (dead of type 0), ...
struct Block {
  std::span<const std::uint32_t> rows;
  std::uint16_t type;
  bool live;
};

struct Batches {
  std::vector<std::vector<std::uint32_t>> live, dead;  // by type
  std::vector<Block> blocks;

  Batches(const Population& population, std::size_t types, std::span<const std::uint8_t> held)
      : live(types), dead(types) {
    for (std::size_t i = 0; i < population.size(); ++i) {
      if (!held.empty() && held[i] != 0) continue;
      auto& group = population.state[i] == CellState::live ? live : dead;
      group[population.type[i]].push_back(static_cast<std::uint32_t>(i));
    }
    for (std::size_t type = 0; type < types; ++type) {
      cut(live[type], static_cast<std::uint16_t>(type), true);
      cut(dead[type], static_cast<std::uint16_t>(type), false);
    }
  }

  void cut(std::span<const std::uint32_t> rows, std::uint16_t type, bool alive) {
    for (std::size_t begin = 0; begin < rows.size(); begin += rows_a_block) {
      const std::size_t size = std::min(rows_a_block, rows.size() - begin);
      blocks.push_back({rows.subspan(begin, size), type, alive});
    }
  }
};

// Events of every row.
std::vector<LifeEvents> live_all(Population& population, const PhenotypeStep& step,
                                 const Workers& workers) {
  std::vector<LifeEvents> events(population.size());
  const Batches batches(population, step.types.size(), step.held);
  workers.for_blocks(batches.blocks.size(), 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t b = begin; b < end; ++b) {
      const Block& block = batches.blocks[b];
      LifeBlock lives(population, step, block.rows, block.type);
      if (block.live) {
        lives.live();
      } else {
        lives.decay();
      }
      lives.store(population, events);
    }
  });
  return events;
}

// Rows with an event, by the ids of their cells.
std::vector<std::size_t> rows_with(LifeEvent event, const std::vector<LifeEvents>& events,
                                   const Population& population) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (has(events[i], event)) rows.push_back(i);
  }
  std::sort(rows.begin(), rows.end(),
            [&](std::size_t a, std::size_t b) { return population.id[a] < population.id[b]; });
  return rows;
}

std::string problem_of(LifeEvents events) {
  if (has(events, LifeEvent::illegal_rate)) {
    return "a rate of its behaviour is negative or not a number";
  }
  if (has(events, LifeEvent::illegal_volume))
    return "its volume is negative or not a finite number";
  return fmt::format("it entered more than {} phases in one step", most_transitions);
}

void throw_first_failure(const Population& population, const std::vector<LifeEvents>& events,
                         const PhenotypeStep& step) {
  std::size_t first = events.size();
  for (std::size_t i = 0; i < events.size(); ++i) {
    const bool earlier = first == events.size() || population.id[i] < population.id[first];
    if (failed(events[i]) && earlier) first = i;
  }
  if (first == events.size()) return;
  const std::string& type = step.types[population.type[first]].name;
  throw RunError(
      problem_of(events[first]), step.minutes, population.id[first],
      fmt::format("{}, type {}, phase {}, volume {:.6g} um^3", name_of(population.state[first]),
                  type, population.phase[first], population.volume(first).total()));
}

std::size_t transform_all(Population& population, const std::vector<LifeEvents>& events,
                          const PhenotypeStep& step) {
  const std::vector<std::size_t> rows = rows_with(LifeEvent::transformed, events, population);
  if (rows.empty()) return 0;
  const NewTypes types(population, step.types, ControlKind::transform);
  for (const std::size_t row : rows) {
    RandomStream random(step.seed, population.id[row], step.step_index, Purpose::transformed_type);
    transform(population, row, step.types, types.of_transformed(row, random));
  }
  return rows.size();
}

// One a row that divides; drawn before rows are appended and columns move.
std::vector<std::uint16_t> daughter_types(const Population& population,
                                          const std::vector<std::size_t>& rows,
                                          const PhenotypeStep& step) {
  const NewTypes types(population, step.types, ControlKind::divide_into);
  std::vector<std::uint16_t> drawn;
  for (const std::size_t row : rows) {
    drawn.push_back(population.type[row]);
    if (types.all_zero(row)) continue;
    RandomStream random(step.seed, population.id[row], step.step_index, Purpose::daughter_type);
    drawn.back() = types.of_daughter(row, random);
  }
  return drawn;
}

// Each daughter draws her own, by her id.
std::optional<DaughterPhases> daughter_phases(const Population& population, std::size_t row,
                                              const PhenotypeStep& step) {
  const CyclePhase& left = step.types[population.type[row]].cycle.phases[population.phase[row]];
  if (left.branches.empty()) return std::nullopt;
  const auto phase_of = [&](std::uint64_t id) {
    RandomStream random(step.seed, id, step.step_index, Purpose::daughter_phase);
    return draw_next(left, random);
  };
  return DaughterPhases{phase_of(population.id[row]), phase_of(population.next_id)};
}

std::vector<Division> divide_all(Population& population, const std::vector<LifeEvents>& events,
                                 const PhenotypeStep& step) {
  std::vector<Division> divisions;
  const std::vector<std::size_t> rows = rows_with(LifeEvent::divided, events, population);
  const std::vector<std::uint16_t> types = daughter_types(population, rows, step);
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const std::size_t row = rows[k];
    const std::uint64_t mother = population.id[row];
    RandomStream random(step.seed, mother, step.step_index, Purpose::division_direction);
    const std::size_t daughter =
        divide(population, row, step.types[population.type[row]],
               step.planar ? random.planar_direction() : random.direction(),
               daughter_phases(population, row, step));
    const bool asymmetric = types[k] != population.type[row];
    if (asymmetric) transform(population, daughter, step.types, types[k]);
    divisions.push_back({mother, population.id[daughter], population.lag[row], asymmetric});
  }
  return divisions;
}

std::vector<Release> release_all(const Population& population,
                                 const std::vector<LifeEvents>& events, const PhenotypeStep& step) {
  std::vector<Release> released;
  for (const std::size_t row : rows_with(LifeEvent::removed, events, population)) {
    const double fraction = step.types[population.type[row]].death.released_fraction;
    for (std::size_t s = 0; s < population.internalised.size(); ++s) {
      const double mass = fraction * population.internalised[s][row];
      if (mass != 0) released.push_back({population.id[row], population.position(row), s, mass});
    }
  }
  return released;
}

void remove_all(Population& population, const std::vector<LifeEvents>& events) {
  std::vector<std::uint8_t> remove(population.size(), 0);  // daughters stand behind the old rows
  for (std::size_t i = 0; i < events.size(); ++i) remove[i] = has(events[i], LifeEvent::removed);
  population.remove(remove);
}

}  // namespace

PhenotypeEvents advance_phenotype(Population& population, const PhenotypeStep& step,
                                  const Workers& workers) {
  check(population, step);
  const std::vector<LifeEvents> events = live_all(population, step, workers);
  throw_first_failure(population, events, step);
  PhenotypeEvents happened;
  const std::size_t damage = population.find_extra("damage");
  for (std::size_t i = 0; i < events.size(); ++i) {
    const bool dies = has(events[i], LifeEvent::apoptosis);
    happened.apoptoses += dies;
    if (dies && damage < population.extra.size()) {
      happened.kills += population.extra[damage].values[i] > 0;
    }
    happened.necroses += has(events[i], LifeEvent::necrosis);
    happened.ruptures += has(events[i], LifeEvent::ruptured);
    happened.removals += has(events[i], LifeEvent::removed);
  }
  happened.released = release_all(population, events, step);
  happened.transformations = transform_all(population, events, step);
  happened.divisions = divide_all(population, events, step);
  if (happened.removals > 0) remove_all(population, events);
  return happened;
}

}  // namespace cytotwin
