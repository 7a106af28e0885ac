#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "assimilation/ensemble.h"
#include "core/forward.h"
#include "twin/ensemble/study.h"
#include "twin/simulation/macrostate.h"
#include "twin/simulation/simulation.h"

namespace cytotwin {

/// A stretch of time over which every member goes on from its state at the beginning.
struct Stretch {
  double from = 0, until = 0;     ///< moments at which a phenotype step ends [min, scenario's axis]
  std::filesystem::path before;   ///< folder of the states to go on from; empty: the scenario's own
  std::filesystem::path after;    ///< folder, which is there, for those at the end; empty: not kept
  std::uint32_t number = 0;       ///< of the stretch, from 0 on; keys draws at its beginning
  std::uint64_t seed = 0;         ///< member i has seed + i
  std::vector<std::string> lost;  ///< by member: why it goes on no more; empty: it does
  /// What tissues are given at the beginning: analysed quantities by condition, shape (quantities,
  /// members) each; empty: they go on as they were.
  std::vector<Members> targets;
  /// Fields that they are given before that, by substance; of a study without conditions.
  std::map<std::size_t, Members> fields;  ///< shape (voxels, members) each
};

/// A member's state under a condition in such a folder.
std::filesystem::path state_file(const std::filesystem::path& folder, std::size_t member,
                                 std::size_t condition);

/// The quantities that a scenario's analyses change, by index.
MacroQuantities analysed_quantities(const Scenario& scenario);

/// Simulates a stretch of the tissues of a study, one thread a simulation.
///
/// Columns are the series and then the quantities that analyses change; the last row is that of
/// the end.
class CarriedForward final : public Forward {
 public:
  /// @param study  must outlive this
  /// @throws InputError if two conditions put out different series
  CarriedForward(const Study& study, Stretch stretch);
  const SeriesShape& shape() const override { return shape_; }
  std::vector<double> run(const ForwardInput& input) const override;

 private:
  void begin(Simulation& simulation, std::size_t member, std::size_t condition) const;

  const Study& study_;
  Stretch stretch_;
  MacroQuantities quantities_;
  SeriesShape shape_;
};

}  // namespace cytotwin
