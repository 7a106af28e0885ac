#pragma once

#include <span>
#include <vector>

#include "core/parallel.h"
#include "kinetics/network.h"
#include "twin/eyes/population.h"
#include "twin/eyes/treatment.h"
#include "twin/eyes/visits.h"

namespace cytotwin::eyes {

/// An eye that a population is learnt from, with what the network leaves of its oedema: shape
/// (visits, members).
struct LearningEye {
  std::vector<Visit> visits;
  std::vector<std::vector<double>> left;
};

/// Visits of an eye whose weeks are not published, at the weeks that its rule gives them by what
/// was seen. Those after an interval of more than 4 weeks are marked as reconstructed. Where a
/// thickness is missing the interval stays.
std::vector<Visit> reconstructed(const EyeRecord& eye, const TreatAndExtend& rule);

/// Members of one population taken for those of another: dry thickness and restlessness are moved,
/// the network's parameters weighted by the ratio of the densities.
std::vector<EyeMember> reweighted(std::span<const EyeMember> members, const Population& from,
                                  const Population& to);

/// Mean log score of forecasts 1 to 6 visits ahead after each visit from `first` visits seen on.
double mean_log_score(const Population& population, std::span<const EyeMember> members,
                      std::span<const LearningEye> eyes, std::size_t first, const Workers& workers);

/// Mean log score of the letters of the next visit after each visit.
double mean_letters_log_score(const Population& population, std::span<const LearningEye> eyes);

}  // namespace cytotwin::eyes
