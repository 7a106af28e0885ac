#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "agents/cells/life.h"
#include "agents/cells/phenotype.h"

namespace cytotwin {

/// A block of cells of one type, all live or all dead, on its way through one phenotype step.
class LifeBlock {
 public:
  /// Takes the rows out of the population; keeps references to the step.
  /// @throws std::invalid_argument if the behaviour senses what the step does not hold, or
  ///         controls what the population has no column for
  LifeBlock(const Population& population, const PhenotypeStep& step,
            std::span<const std::uint32_t> rows, std::uint16_t type);

  /// Live cells: asks the behaviour for all, then again for those that entered a phase, until
  /// every cell has come to the end of its window, to its division, transformation or removal.
  void live();
  void decay();  ///< dead cells

  /// Puts the cells back into their rows and writes what happened there.
  void store(Population& population, std::span<LifeEvents> events);

 private:
  std::vector<LifeRates> ask(const std::vector<std::uint32_t>& asked);
  std::vector<double> sensed_by(const std::vector<std::uint32_t>& asked) const;
  void find_transformations();

  const Population& population_;
  const PhenotypeStep& step_;
  const Behaviour& behaviour_;
  std::uint16_t type_;
  std::vector<Life> lives_;
  std::vector<std::size_t> signal_rows_;  // of the behaviour's senses in the step's signals
  std::vector<std::size_t> columns_;      // of its controls among the population's
  std::vector<double> controlled_;        // last answers, shape (controls, lives)
  double transformation_ = 0;             // into types that no behaviour controls [1/min]
  std::vector<std::size_t> transformation_controls_;  // the others' places among the controls
};

}  // namespace cytotwin
