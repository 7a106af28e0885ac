#include "agents/contacts/attack.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "agents/cells/controlled.h"
#include "agents/cells/dying.h"
#include "agents/contacts/contact_columns.h"
#include "agents/contacts/first_event.h"
#include "agents/mechanics/reach.h"
#include "core/random.h"

namespace cytotwin {
namespace {

constexpr std::size_t block = 512, large_block = 4096;
constexpr std::uint32_t nobody = RowIndex::none;

double clamped_share(double value, double none, double full) {
  return std::clamp((value - none) / (full - none), 0.0, 1.0);
}

/// What one attacker decided.
struct Decision {
  std::uint32_t row;
  std::uint32_t target;  // row; nobody: free
  double start_time;     // within the step, of an attack that begins in it [min]
  double damage;         // delivered to the target, as of the end of the step [-]
  std::uint32_t hits;
  bool starts, ends;
};

/// Everything that decisions are made from; nothing is written.
class Attackers {
 public:
  Attackers(Population& cells, const ContactStep& step)
      : cells_(cells), step_(step), columns_(cells), reach_(cells, step.types) {
    const auto types = static_cast<std::uint16_t>(step.types.size());
    for (std::uint16_t t = 0; t < types; ++t) {
      rate_.emplace_back(cells, step.types, Control{ControlKind::attack, t});
      immunogenicity_.emplace_back(cells, step.types, Control{ControlKind::immunogenicity, t});
      variable_.push_back(variable_of(step.types[t]));
    }
    hit_rate_.emplace_back(cells, step.types, Control{ControlKind::attack_hit_rate, 0});
    damage_rate_.emplace_back(cells, step.types, Control{ControlKind::attack_damage_rate, 0});
    duration_.emplace_back(cells, step.types, Control{ControlKind::attack_duration, 0});
    repair_.emplace_back(cells, step.types, Control{ControlKind::damage_repair, 0});
    mark_taken();
  }

  bool may_attack(std::size_t row) const {
    if (cells_.state[row] != CellState::live) return false;
    if (columns_.target[row] >= 0) return true;
    return std::any_of(rate_.begin(), rate_.end(),
                       [&](const Controlled& rate) { return rate(row) > 0; });
  }

  Decision decide(std::uint32_t row) const {
    return columns_.target[row] >= 0 ? go_on(row) : look_around(row);
  }

 private:
  const double* variable_of(const CellType& type) const {
    if (!type.contact.attack.recognition) return nullptr;
    const std::size_t column =
        cells_.find_extra("custom_" + type.contact.attack.recognition->variable);
    return column < cells_.extra.size() ? cells_.extra[column].values.data() : nullptr;
  }

  void mark_taken() {
    taken_.assign(cells_.size(), 0);
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      if (columns_.target[i] < 0) continue;
      const std::uint32_t j = step_.rows.row_of(static_cast<std::uint64_t>(columns_.target[i]));
      if (j != nobody) taken_[j] = 1;
    }
  }

  const AttackModel& model(std::size_t row) const {
    return step_.types[cells_.type[row]].contact.attack;
  }

  double recognition(std::size_t row, std::size_t target) const {
    const double* variable = variable_[cells_.type[row]];
    if (variable == nullptr) return 1;
    const Recognition& known = *model(row).recognition;
    return clamped_share(variable[target], known.threshold, known.saturation);
  }

  double range_factor(std::size_t row, std::size_t target) const {
    // beyond the reach the list of neighbours is complete or not, by when it was built
    if (!reach_.holds(row, target)) return 0;
    const AttackModel& attack = model(row);
    const double distance = norm(cells_.position(target) - cells_.position(row));
    return attack.far ? clamped_share(distance, *attack.far, attack.near) : 1;
  }

  double start_rate(std::size_t row, std::size_t target) const {
    if (cells_.state[target] != CellState::live) return 0;
    const double rate = rate_[cells_.type[target]](row);
    if (rate == 0 || (model(row).exclusive && taken_[target] != 0)) return 0;
    return rate * immunogenicity_[cells_.type[row]](target) * recognition(row, target) *
           range_factor(row, target);
  }

  Decision look_around(std::uint32_t row) const {
    RandomStream random(step_.seed, cells_.id[row], step_.step_index, Purpose::attack_start);
    const FirstEvent first = first_event(cells_, step_.neighbours.of(row), step_.step, random,
                                         [&](std::uint32_t j) { return start_rate(row, j); });
    return {row, first.neighbour, first.time, 0, 0, first.neighbour != nobody, false};
  }

  Decision go_on(std::uint32_t row) const {
    const auto id = static_cast<std::uint64_t>(columns_.target[row]);
    Decision decision{row, step_.rows.row_of(id), 0, 0, 0, false, false};
    if (decision.target == nobody || cells_.state[decision.target] != CellState::live) {
      decision.ends = true;
      return decision;
    }
    RandomStream random(step_.seed, cells_.id[row], step_.step_index, Purpose::attack_hits);
    const double end = random.exponential() * duration_[0](row);
    const double until = std::min(end, step_.step);
    strike(decision, until, random);
    const double apart = norm(cells_.position(decision.target) - cells_.position(row));
    const double limit = model(row).break_distance;
    decision.ends = end < step_.step || (limit > 0 && apart > limit);
    return decision;
  }

  // Hits and continuous damage up to a time within the step, each less what is repaired of it.
  void strike(Decision& decision, double until, RandomStream& random) const {
    const AttackModel& attack = model(decision.row);
    const double known = recognition(decision.row, decision.target);
    const double repair = repair_[0](decision.target);
    const double rest = step_.step - until;
    const double poured = repair > 0 ? -std::expm1(-repair * until) / repair : until;
    decision.damage = known * damage_rate_[0](decision.row) * poured * std::exp(-repair * rest);
    const double hit_rate = hit_rate_[0](decision.row) * known;
    if (hit_rate == 0) return;
    double time = std::max(0.0, attack.first_hit_delay - columns_.since[decision.row]);
    while (true) {
      time += random.exponential() / hit_rate;
      if (time > until) return;
      ++decision.hits;
      double hit = attack.hit_damage;
      if (attack.hit_spread > 0) hit *= std::exp(attack.hit_spread * random.normal());
      decision.damage += hit * std::exp(-repair * (step_.step - time));
    }
  }

  Population& cells_;
  const ContactStep& step_;
  ContactColumns columns_;
  Reach reach_;
  std::vector<Controlled> rate_, immunogenicity_;                       // by type of the other
  std::vector<Controlled> hit_rate_, damage_rate_, duration_, repair_;  // one each
  std::vector<const double*> variable_;                                 // by type of the attacker
  std::vector<std::uint8_t> taken_;  // whether somebody attacks the row
};

std::vector<Decision> decide_all(Population& cells, const ContactStep& step,
                                 const Workers& workers) {
  const Attackers attackers(cells, step);
  std::vector<std::uint8_t> may(cells.size());
  workers.for_blocks(cells.size(), large_block, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) may[i] = attackers.may_attack(i);
  });
  std::vector<std::uint32_t> rows;
  for (std::uint32_t i = 0; i < cells.size(); ++i) {
    if (may[i] != 0) rows.push_back(i);
  }
  std::vector<Decision> decisions(rows.size());
  workers.for_blocks(rows.size(), block, [&](std::size_t begin, std::size_t end) {
    for (std::size_t k = begin; k < end; ++k) decisions[k] = attackers.decide(rows[k]);
  });
  std::sort(decisions.begin(), decisions.end(), [&](const Decision& a, const Decision& b) {
    return cells.id[a.row] < cells.id[b.row];
  });
  return decisions;
}

void repair_all(Population& cells, const ContactStep& step, ContactColumns& columns,
                const Workers& workers) {
  const Controlled rate(cells, step.types, {ControlKind::damage_rate, 0});
  const Controlled repair(cells, step.types, {ControlKind::damage_repair, 0});
  workers.for_blocks(cells.size(), large_block, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const double source = rate(i), loss = repair(i);
      if (columns.damage[i] == 0 && source == 0) continue;
      if (cells.state[i] != CellState::live) continue;
      const double gain =
          loss > 0 ? source * -std::expm1(-loss * step.step) / loss : source * step.step;
      columns.damage[i] = columns.damage[i] * std::exp(-loss * step.step) + gain;
    }
  });
}

void apply(const Decision& decision, const ContactStep& step, ContactColumns& columns,
           AttackEvents& events) {
  const std::uint32_t i = decision.row;
  columns.since[i] += step.step;
  columns.time[i] += step.step;
  if (decision.target != nobody && columns.damage != nullptr) {
    columns.damage[decision.target] += decision.damage;
    columns.delivered[i] += decision.damage;
  }
  events.hits += decision.hits;
  if (!decision.ends) return;
  columns.target[i] = no_target;
  columns.since[i] = 0;
}

void let_go_of_the_dying(const Population& cells, ContactColumns& columns, const Workers& workers) {
  workers.for_blocks(cells.size(), large_block, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      if (columns.target[i] < 0 || cells.state[i] == CellState::live) continue;
      columns.target[i] = no_target;
      columns.since[i] = 0;
    }
  });
}

void start(std::vector<Decision> starts, Population& cells, const ContactStep& step,
           ContactColumns& columns, AttackEvents& events) {
  std::sort(starts.begin(), starts.end(), [&](const Decision& a, const Decision& b) {
    return std::tuple(a.start_time, cells.id[a.row]) < std::tuple(b.start_time, cells.id[b.row]);
  });
  std::vector<std::uint32_t> taken;
  for (const Decision& decision : starts) {
    const bool exclusive = step.types[cells.type[decision.row]].contact.attack.exclusive;
    if (exclusive && std::find(taken.begin(), taken.end(), decision.target) != taken.end()) {
      continue;
    }
    taken.push_back(decision.target);
    columns.target[decision.row] = static_cast<double>(cells.id[decision.target]);
    columns.since[decision.row] = 0;
    ++events.starts;
  }
}

// Cells at their lethal damage die; attackers learn of it in their next step.
std::size_t kill(Population& cells, const ContactStep& step, const ContactColumns& columns,
                 const Workers& workers) {
  const double kills =
      workers.sum_blocks(cells.size(), large_block, [&](std::size_t begin, std::size_t end) {
        double some = 0;
        for (std::size_t i = begin; i < end; ++i) {
          const std::optional<double>& lethal = step.types[cells.type[i]].contact.damage.lethal;
          if (!lethal || columns.damage[i] < *lethal || cells.state[i] != CellState::live) continue;
          begin_apoptosis(cells, i);
          ++some;
        }
        return some;
      });
  return static_cast<std::size_t>(kills);
}

}  // namespace

AttackEvents attack(Population& cells, const ContactStep& step, const Workers& workers) {
  AttackEvents events;
  ContactColumns columns(cells);
  std::vector<Decision> decisions;
  if (columns.target != nullptr) {
    let_go_of_the_dying(cells, columns, workers);
    decisions = decide_all(cells, step, workers);
  }
  repair_all(cells, step, columns, workers);
  std::vector<Decision> starts;
  for (const Decision& decision : decisions) {
    if (decision.starts) starts.push_back(decision);
    if (columns.target[decision.row] >= 0) apply(decision, step, columns, events);
  }
  start(std::move(starts), cells, step, columns, events);
  events.kills = kill(cells, step, columns, workers);
  return events;
}

}  // namespace cytotwin
