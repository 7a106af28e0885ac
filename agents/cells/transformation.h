#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "agents/cells/controlled.h"
#include "agents/cells/population.h"
#include "core/random.h"

namespace cytotwin {

/// Whether any type transforms, or divides into another (a rate or share above 0, or a behaviour
/// that sets one).
bool has_transformations(const Population& population, std::span<const CellType> types);
bool has_asymmetric_divisions(const Population& population, std::span<const CellType> types);

/// A live cell takes on another type. It keeps its id, place, volumes, variables, damage and links,
/// enters phase 0 of the new type's cycle and grows or shrinks towards that type's volume. An
/// attack of its own ends; what behaviours had set is as for a new cell until they are asked again.
/// @param type  index of the new one
void transform(Population& population, std::size_t row, std::span<const CellType> types,
               std::uint16_t type);

/// Draws the types that cells take on, from what they have for each type. Valid while the
/// population's columns stay where they are.
class NewTypes {
 public:
  /// @param kind  transform, or divide_into
  NewTypes(const Population& population, std::span<const CellType> types, ControlKind kind);

  /// Of a cell that transforms: in proportion to its rates, never its own.
  std::uint16_t of_transformed(std::size_t row, RandomStream& random) const;
  /// Of the daughter with the new id: each other type with its probability, the mother's with the
  /// rest; probabilities of the others are scaled to add up to 1 if they add up to more.
  std::uint16_t of_daughter(std::size_t row, RandomStream& random) const;
  bool all_zero(std::size_t row) const;  ///< nothing for any type but its own

 private:
  std::vector<double> towards_others(std::size_t row) const;
  const Population& population_;
  std::vector<Controlled> values_;  // by type
};

}  // namespace cytotwin
