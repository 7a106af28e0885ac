#include "analysis.h"

#include <cmath>

#include "assimilation/filters/enkf.h"
#include "assimilation/filters/enkf_n.h"
#include "assimilation/filters/rank_histogram_filter.h"
#include "assimilation/filters/rotation.h"
#include "assimilation/localisation/taper.h"

namespace cytotwin::bench {
namespace {

constexpr double half_support = 1.82;  // of a radius
constexpr double negligible = 1e-3;    // tapers below are left out

double taper_at(const Settings& s, double distance) {
  const double taper = s.taper == Taper::step ? step_taper(distance, *s.radius)
                                              : gaspari_cohn(distance, half_support * *s.radius);
  return taper < negligible ? 0 : taper;
}

double around(double a, double b, Eigen::Index size) {
  const double d = std::abs(a - b);
  return std::min(d, static_cast<double>(size) - d);
}

// A forcing of its own is seen by every observation.
CovarianceTaper covariance_taper(const Settings& s, const std::vector<Eigen::Index>& observed) {
  const auto n = s.model.variables;
  const auto p = static_cast<Eigen::Index>(observed.size());
  CovarianceTaper taper{Matrix::Ones(s.model.rows(), p), Matrix::Ones(p, p)};
  for (Eigen::Index j = 0; j < p; ++j) {
    const auto at = static_cast<double>(observed[static_cast<std::size_t>(j)]);
    for (Eigen::Index i = 0; i < n; ++i)
      taper.variables(i, j) = taper_at(s, around(static_cast<double>(i), at, n));
    taper.observations.col(j) = taper.variables.col(j)(observed);
  }
  return taper;
}

LocalDomains domains(const Settings& s, const std::vector<Eigen::Index>& observed) {
  std::vector<LocalDomain> result;
  const auto n = s.model.variables;
  for (Eigen::Index first = 0; first < n; first += s.batch) {
    LocalDomain domain;
    for (auto i = first; i < std::min(n, first + s.batch); ++i) domain.rows.push_back(i);
    const double centre = static_cast<double>(domain.rows.front() + domain.rows.back()) / 2;
    for (std::size_t j = 0; j < observed.size(); ++j) {
      const double taper = taper_at(s, around(static_cast<double>(observed[j]), centre, n));
      if (taper == 0) continue;
      domain.observations.push_back(static_cast<Eigen::Index>(j));
      domain.taper.push_back(taper);
    }
    result.push_back(domain);
  }
  if (s.model.own_forcing) {
    LocalDomain all{{n}, {}, std::vector<double>(observed.size(), 1.0)};
    for (std::size_t j = 0; j < observed.size(); ++j)
      all.observations.push_back(static_cast<Eigen::Index>(j));
    result.push_back(all);
  }
  return {std::move(result), s.model.rows(), static_cast<Eigen::Index>(observed.size())};
}

Matrix transform_of(const EnsembleSpace& space, const Settings& s, AnalysisKey key) {
  const bool smoother = s.method == Method::enks || s.method == Method::enrts;
  if (s.method == Method::enkf_n) return enkf_n(space, s.certainty.value_or(1)).transform;
  if (s.method == Method::esrf) return serial_esrf(space);
  if (s.method == Method::enkf || (smoother && s.update == Update::perturbed))
    return stochastic_enkf(space, key);
  if (s.method == Method::denkf || (smoother && s.update == Update::deterministic))
    return denkf(space);
  return etkf(space);
}

}  // namespace

Localisation localisation(const Settings& settings, const std::vector<Eigen::Index>& observed) {
  Localisation local;
  if (!settings.radius) return local;
  if (settings.method == Method::letkf)
    local.domains.emplace(domains(settings, observed));
  else
    local.taper = covariance_taper(settings, observed);
  return local;
}

Analysis analyse(const Members& forecast, const EnsembleSpace& space, const Settings& s,
                 const Localisation& local, const Workers& workers, AnalysisKey key) {
  if (s.method == Method::letkf) return {letkf(forecast, space, *local.domains, workers), {}};
  const auto& taper = local.taper;
  if (s.method == Method::rhf)
    return {rank_histogram_filter(forecast, space, key, taper.variables, taper.observations), {}};
  if (s.radius && s.method == Method::esrf)
    return {localised_serial_esrf(forecast, space, taper.variables, taper.observations, key), {}};
  if (s.radius && s.method == Method::denkf) return {localised_denkf(forecast, space, taper), {}};
  if (s.radius) return {localised_stochastic_enkf(forecast, space, taper, key), {}};
  Matrix transform = transform_of(space, s, key);
  Members members = analysed(forecast, transform);
  return {std::move(members), std::move(transform)};
}

std::vector<Eigen::Index> kept_rows(const Settings& s) {
  if (!s.model.own_forcing || s.inflate_parameters) return {};
  return {s.model.variables};
}

Members finished(const Members& analysed, const Members& forecast, const Settings& s,
                 AnalysisKey key) {
  Members members = analysed;
  const auto kept = kept_rows(s);
  if (s.relaxation > 0) members = relaxed_to_prior_spread(members, forecast, s.relaxation, kept);
  if (s.inflation != 1) members = inflated(members, s.inflation, kept);
  return s.rotate ? rotated(members, key) : members;
}

}  // namespace cytotwin::bench
