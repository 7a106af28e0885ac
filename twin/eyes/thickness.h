#pragma once

#include <span>
#include <vector>

#include "twin/eyes/population.h"
#include "twin/eyes/visits.h"

namespace cytotwin::eyes {

/// An eye as its visits so far let it be: weighted members, each with a drift of its own. In every
/// member
///
///   thickness = dry + oedema_0 left(t) + drift + swing + reading error
///   drift(t + w weeks) = keep^(w/4) drift(t) + restless scale e,   swing = swing restless scale e'
///   scale = max(dry + oedema_0 left + drift - calm, least_scale)
///
/// with e, e' of Student's t. Given a member the drift is followed by a Kalman filter whose gain
/// trusts outliers less (weights (n + 1)/(n + r^2), Lange, Little, Taylor 1989, J Am Stat Assoc
/// 84:881); members are weighted by how likely they made what was seen.
struct ThicknessPosterior {
  std::vector<double> oedema_0;         ///< untreated excess of each member [um]
  std::vector<double> dry;              ///< [um]
  std::vector<double> weight;           ///< sum 1
  std::vector<double> drift, variance;  ///< [um], [um^2]
  double week = 0;                      ///< of the last visit
};

/// The eye itself, without what its visits show: members, and the share of the untreated oedema
/// that each is left with at each visit, those to come included; shape (visits, members).
struct EyeBank {
  Population population;
  std::span<const EyeMember> members;
  std::span<const std::vector<double>> left;
};

/// @param seen  visits from the first on, at most as many as the bank has; one thickness at least.
/// Those
///              without one let time pass
/// @throws std::invalid_argument if there is no thickness or there are more visits than the bank
/// has
ThicknessPosterior assimilate(const EyeBank& bank, std::span<const Visit> seen);

/// One visit more, the one at `visit` of the bank.
void assimilate_next(const EyeBank& bank, std::size_t visit, const Visit& seen,
                     ThicknessPosterior& posterior);

/// ln of the density that a posterior gives to a thickness at a later visit, with the scale of the
/// drift as it is expected there.
double log_score(const EyeBank& bank, const ThicknessPosterior& posterior, std::size_t visit,
                 const Visit& seen);

/// ln of the density of Student's t with n degrees of freedom and a variance at a residual; n > 2.
double student_log_density(double residual, double variance, double n);

/// When an eye will be seen; `reconstructed` as of Visit.
struct ComingVisit {
  double week = 0;
  bool reconstructed = false;
};

/// What an eye may be at the visits to come, as draws of equal weight.
struct ThicknessForecast {
  /// True thickness and what an instrument would read, shape (visits to come, draws) [um].
  std::vector<std::vector<double>> thickness, reading;
};

/// Readings are drawn in towards their median by Population::spread.
/// @param coming  after the last seen one; the bank's visits go on with them
/// @param first  the first of them, among the bank's visits
ThicknessForecast forecast(const EyeBank& bank, const ThicknessPosterior& posterior,
                           std::span<const ComingVisit> coming, std::size_t first,
                           std::size_t draws, std::uint64_t seed);

}  // namespace cytotwin::eyes
