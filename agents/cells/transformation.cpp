#include "agents/cells/transformation.h"

#include <algorithm>
#include <numeric>

#include "agents/contacts/contact_columns.h"

namespace cytotwin {
namespace {

// In proportion to weights >= 0 of which one is positive.
std::uint16_t draw_index(const std::vector<double>& weights, RandomStream& random) {
  double left = random.uniform() * std::accumulate(weights.begin(), weights.end(), 0.0);
  std::size_t drawn = 0;
  for (std::size_t t = 0; t < weights.size(); ++t) {
    if (weights[t] == 0) continue;
    drawn = t;
    left -= weights[t];
    if (left <= 0) break;
  }
  return static_cast<std::uint16_t>(drawn);
}

}  // namespace

bool has_transformations(const Population& population, std::span<const CellType> types) {
  return std::any_of(types.begin(), types.end(),
                     [](const CellType& type) { return any_positive(type.contact.transform); }) ||
         is_controlled(population, ControlKind::transform);
}

bool has_asymmetric_divisions(const Population& population, std::span<const CellType> types) {
  return std::any_of(types.begin(), types.end(),
                     [](const CellType& type) { return any_positive(type.contact.divide_into); }) ||
         is_controlled(population, ControlKind::divide_into);
}

void transform(Population& population, std::size_t row, std::span<const CellType> types,
               std::uint16_t type) {
  population.type[row] = type;
  population.phase[row] = 0;
  population.phase_time[row] = 0;
  population.nuclear_solid_target[row] = types[type].volume.nuclear_solid();
  for (ControlColumn& column : population.controlled) column.values[row] = column.initial[type];
  const ContactColumns contacts(population);
  if (contacts.target == nullptr) return;
  contacts.target[row] = no_target;
  contacts.since[row] = 0;
}

NewTypes::NewTypes(const Population& population, std::span<const CellType> types, ControlKind kind)
    : population_(population) {
  for (std::size_t t = 0; t < types.size(); ++t) {
    values_.emplace_back(population, types, Control{kind, static_cast<std::uint16_t>(t)});
  }
}

std::vector<double> NewTypes::towards_others(std::size_t row) const {
  std::vector<double> values;
  for (const Controlled& value : values_) values.push_back(value(row));
  values[population_.type[row]] = 0;
  return values;
}

bool NewTypes::all_zero(std::size_t row) const {
  for (std::size_t t = 0; t < values_.size(); ++t) {
    if (t != population_.type[row] && values_[t](row) > 0) return false;
  }
  return true;
}

std::uint16_t NewTypes::of_transformed(std::size_t row, RandomStream& random) const {
  return draw_index(towards_others(row), random);
}

std::uint16_t NewTypes::of_daughter(std::size_t row, RandomStream& random) const {
  std::vector<double> shares = towards_others(row);
  const double others = std::accumulate(shares.begin(), shares.end(), 0.0);
  shares[population_.type[row]] = std::max(0.0, 1 - others);
  return draw_index(shares, random);
}

}  // namespace cytotwin
