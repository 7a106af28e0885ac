#include "agents/cells/perception.h"

#include <algorithm>
#include <functional>
#include <stdexcept>

#include "agents/contacts/row_index.h"
#include "agents/fields/sampling.h"
#include "agents/mechanics/reach.h"

namespace cytotwin {
namespace {

constexpr std::size_t block = 1024;

using Read = std::function<double(std::size_t row)>;

Read constant(double value) {
  return [value](std::size_t) { return value; };
}

// A column that not every tissue has: without it nothing of the kind has happened.
Read column(const Population& cells, const std::string& name, double otherwise) {
  const std::size_t index = cells.find_extra(name);
  if (index == cells.extra.size()) return constant(otherwise);
  const double* values = cells.extra[index].values.data();
  return [values](std::size_t row) { return values[row]; };
}

bool is_necrotic(CellState state) {
  return state == CellState::necrotic_swelling || state == CellState::necrotic_lysed;
}

Read state_is(const Population& cells, bool (*holds)(CellState)) {
  return [&cells, holds](std::size_t row) { return holds(cells.state[row]) ? 1.0 : 0.0; };
}

// Whether a neighbour counts for a signal.
bool counts(const Population& cells, std::size_t other, Signal signal) {
  const CellState state = cells.state[other];
  switch (signal.kind) {
    case SignalKind::contact_type:
      return state == CellState::live && cells.type[other] == signal.index;
    case SignalKind::contact_live:
      return state == CellState::live;
    case SignalKind::contact_dead:
      return state != CellState::live;
    case SignalKind::contact_apoptotic:
      return state == CellState::apoptotic;
    case SignalKind::contact_necrotic:
      return is_necrotic(state);
    default:
      return false;  // there is no other way to be dead
  }
}

Read contacts(const Population& cells, Signal signal, const Surroundings& around) {
  if (around.neighbours == nullptr) {
    throw std::invalid_argument("gather_signals: contacts without neighbours");
  }
  return [&cells, signal, &around, reach = Reach(cells, around.types)](std::size_t row) {
    double number = 0;
    for (const std::uint32_t other : around.neighbours->of(row)) {
      if (counts(cells, other, signal)) number += reach.holds(row, other) ? 1 : 0;
    }
    return number;
  };
}

Read wall_contact(const Population& cells, const Surroundings& around) {
  if (!around.walls) return constant(0);
  return [&cells, &around](std::size_t row) {
    const Vec3 at = cells.position(row), low = around.grid.origin, high = around.grid.upper();
    double nearest = std::min({at.x - low.x, high.x - at.x, at.y - low.y, high.y - at.y});
    if (around.grid.count[2] > 1) nearest = std::min({nearest, at.z - low.z, high.z - at.z});
    return nearest < cells.radius[row] ? 1.0 : 0.0;
  };
}

// Rows of the cells that are attacked; RowIndex::none of those that attack nobody.
std::vector<std::uint32_t> attacked_rows(const Population& cells) {
  std::vector<std::uint32_t> rows(cells.size(), RowIndex::none);
  const std::size_t column = cells.find_extra("attack_target");
  if (column == cells.extra.size()) return rows;
  RowIndex index;
  index.rebuild(cells);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const double target = cells.extra[column].values[i];
    if (target >= 0) rows[i] = index.row_of(static_cast<std::uint64_t>(target));
  }
  return rows;
}

Read of_attacked(const Population& cells, const std::string& variable) {
  return [rows = attacked_rows(cells), value = column(cells, variable, 0)](std::size_t row) {
    return rows[row] == RowIndex::none ? 0.0 : value(rows[row]);
  };
}

// Sums over attackers, in the order of their rows.
Read of_attackers(const Population& cells, const Read& value) {
  std::vector<double> sums(cells.size());
  const std::vector<std::uint32_t> rows = attacked_rows(cells);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const bool attacks = rows[i] != RowIndex::none && cells.state[i] == CellState::live;
    if (attacks) sums[rows[i]] += value(i);
  }
  return [sums = std::move(sums)](std::size_t row) { return sums[row]; };
}

Read reader(const Population& cells, Signal signal, const Surroundings& around) {
  switch (signal.kind) {
    case SignalKind::concentration:
    case SignalKind::pressure:
    case SignalKind::volume:
      throw std::invalid_argument("gather_signals: the signal is known without gathering");
    case SignalKind::internalised: {
      const std::vector<double>& held = cells.internalised.at(signal.index);
      return [&cells, &held](std::size_t row) { return held[row] / cells.volume(row).total(); };
    }
    case SignalKind::gradient: {
      const std::vector<double>& field = around.fields[signal.index];
      return [&cells, &field, &around](std::size_t row) {
        return norm(gradient_at(around.grid, field, cells.position(row)));
      };
    }
    case SignalKind::contact_type:
    case SignalKind::contact_live:
    case SignalKind::contact_dead:
    case SignalKind::contact_apoptotic:
    case SignalKind::contact_necrotic:
    case SignalKind::contact_other_dead:
      return contacts(cells, signal, around);
    case SignalKind::contact_membrane:
      return wall_contact(cells, around);
    case SignalKind::damage:
      return column(cells, "damage", 0);
    case SignalKind::damage_delivered:
      return column(cells, "damage_delivered", 0);
    case SignalKind::attacking:
      return [target = column(cells, "attack_target", -1)](std::size_t row) {
        return target(row) >= 0 ? 1.0 : 0.0;
      };
    case SignalKind::attack_time:
      return column(cells, "attack_time", 0);
    case SignalKind::dead:
      return state_is(cells, [](CellState state) { return state != CellState::live; });
    case SignalKind::apoptotic:
      return state_is(cells, [](CellState state) { return state == CellState::apoptotic; });
    case SignalKind::necrotic:
      return state_is(cells, is_necrotic);
    case SignalKind::time:
      return constant(around.minutes);
    case SignalKind::variable:
      return column(cells, variable_column(around.variables[signal.index].name), 0);
    case SignalKind::attacked_variable:
      return of_attacked(cells, variable_column(around.variables[signal.index].name));
    case SignalKind::attackers_variable:
      return of_attackers(cells,
                          column(cells, variable_column(around.variables[signal.index].name), 0));
    case SignalKind::attackers:
      return of_attackers(cells, constant(1));
  }
  throw std::invalid_argument("gather_signals: an unknown signal");
}

}  // namespace

bool is_contact(SignalKind kind) {
  return kind >= SignalKind::contact_type && kind <= SignalKind::contact_other_dead;
}

std::vector<double> gather_signals(const Population& cells, std::span<const Signal> signals,
                                   const Surroundings& around, const Workers& workers) {
  std::vector<double> values(signals.size() * cells.size());
  for (std::size_t s = 0; s < signals.size(); ++s) {
    const Read read = reader(cells, signals[s], around);
    double* row_values = values.data() + s * cells.size();
    workers.for_blocks(cells.size(), block, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) row_values[i] = read(i);
    });
  }
  return values;
}

}  // namespace cytotwin
