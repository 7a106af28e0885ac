#pragma once

#include <filesystem>
#include <string>

#include "twin/ensemble/observations.h"
#include "twin/ensemble/study.h"
#include "twin/store/ensemble_store.h"

namespace cytotwin {

/// What a chart of an ensemble says beside its bands.
struct BandChartWords {
  std::string file_stem;  ///< "prior", "posterior", "forecast"
  std::string band;       ///< for the legend, "posterior"
  std::string note;       ///< ends the title; may be empty
};

/// Charts of an ensemble: where the scenario has comparisons, one for each of them and each
/// condition, with the measured values, filled where they are fitted; else one for each column.
/// Bands hold 90 and 50 % of the members.
/// @param observations  null where the scenario has none
void draw_bands(const EnsembleStore& store, const Study& study,
                const StudyObservations* observations, const BandChartWords& words,
                const std::filesystem::path& folder);

}  // namespace cytotwin
