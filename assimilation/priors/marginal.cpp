#include "assimilation/priors/marginal.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "assimilation/priors/standard_normal.h"

namespace cytotwin {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

struct Interval {
  double low = -infinity, high = infinity;
};

struct Domain {
  Interval operator()(const NormalForm&) const { return {}; }
  Interval operator()(const LognormalForm&) const { return {0, infinity}; }
  Interval operator()(const LognormalMomentsForm&) const { return {0, infinity}; }
  Interval operator()(const SoftplusNormalForm&) const { return {0, infinity}; }
  template <class Bounded>
  Interval operator()(const Bounded& f) const {
    return {f.low, f.high};
  }
};

double inside(double x, Interval domain) {
  return std::clamp(x, std::nextafter(domain.low, infinity),
                    std::nextafter(domain.high, -infinity));
}

double softplus(double u) { return u > 0 ? u + std::log1p(std::exp(-u)) : std::log1p(std::exp(u)); }
double inverse_softplus(double x) {
  return x > 1 ? x + std::log1p(-std::exp(-x)) : std::log(std::expm1(x));
}

// P(a < Z < b), from whichever tail keeps the digits.
double mass_between(double a, double b) {
  return a > 0 ? standard_normal_cdf(-a) - standard_normal_cdf(-b)
               : standard_normal_cdf(b) - standard_normal_cdf(a);
}

// u of two complementary probabilities, from the smaller.
double probit(double below, double above) {
  const double total = below + above;
  return below < above ? standard_normal_quantile(below / total)
                       : -standard_normal_quantile(above / total);
}

struct Constrained {
  double u;
  double operator()(const NormalForm&) const { return u; }
  double operator()(const LognormalForm&) const { return std::exp(u); }
  double operator()(const LognormalMomentsForm&) const { return std::exp(u); }
  double operator()(const SoftplusNormalForm&) const { return softplus(u); }
  double operator()(const LogitNormalForm& f) const {
    const double from_nearer = (f.high - f.low) / (1 + std::exp(std::abs(u)));
    return u < 0 ? f.low + from_nearer : f.high - from_nearer;
  }
  double operator()(const UniformForm& f) const {
    return u < 0 ? f.low + (f.high - f.low) * standard_normal_cdf(u)
                 : f.high - (f.high - f.low) * standard_normal_cdf(-u);
  }
  double operator()(const TruncatedNormalForm& f) const {
    const double a = (f.low - f.mean) / f.deviation, b = (f.high - f.mean) / f.deviation;
    const double p = standard_normal_cdf(u), q = standard_normal_cdf(-u);
    const double below = q * standard_normal_cdf(a) + p * standard_normal_cdf(b);
    const double above = q * standard_normal_cdf(-a) + p * standard_normal_cdf(-b);
    return f.mean + f.deviation * probit(below, above);
  }
};

struct Transformed {
  double x;
  double operator()(const NormalForm&) const { return x; }
  double operator()(const LognormalForm&) const { return std::log(x); }
  double operator()(const LognormalMomentsForm&) const { return std::log(x); }
  double operator()(const SoftplusNormalForm&) const { return inverse_softplus(x); }
  double operator()(const LogitNormalForm& f) const { return std::log((x - f.low) / (f.high - x)); }
  double operator()(const UniformForm& f) const { return probit(x - f.low, f.high - x); }
  double operator()(const TruncatedNormalForm& f) const {
    const double z = (x - f.mean) / f.deviation;
    return probit(mass_between((f.low - f.mean) / f.deviation, z),
                  mass_between(z, (f.high - f.mean) / f.deviation));
  }
};

struct OwnGaussian {
  Moments operator()(const NormalForm& f) const { return {f.mean, f.deviation}; }
  Moments operator()(const LognormalForm& f) const { return {std::log(f.median), f.log_deviation}; }
  Moments operator()(const LognormalMomentsForm& f) const {
    const double ratio = f.deviation / f.mean, v = std::log1p(ratio * ratio);
    return {std::log(f.mean) - v / 2, std::sqrt(v)};
  }
  Moments operator()(const LogitNormalForm& f) const {
    return {Transformed{f.median}(f), f.logit_deviation};
  }
  Moments operator()(const UniformForm&) const { return {0, 1}; }
  Moments operator()(const TruncatedNormalForm&) const { return {0, 1}; }
  Moments operator()(const SoftplusNormalForm& f) const {
    return {inverse_softplus(f.median), f.deviation};
  }
};

// ln |du/dx|, the price of a density in x.
struct LogSlope {
  double x, u;
  double operator()(const NormalForm&) const { return 0; }
  double operator()(const LognormalForm&) const { return -std::log(x); }
  double operator()(const LognormalMomentsForm&) const { return -std::log(x); }
  double operator()(const SoftplusNormalForm&) const { return -std::log(-std::expm1(-x)); }
  double operator()(const LogitNormalForm& f) const {
    return std::log(f.high - f.low) - std::log(x - f.low) - std::log(f.high - x);
  }
  double operator()(const UniformForm& f) const {
    return -std::log(f.high - f.low) - normal_log_density(u, 0, 1);
  }
  double operator()(const TruncatedNormalForm& f) const {
    const double mass =
        mass_between((f.low - f.mean) / f.deviation, (f.high - f.mean) / f.deviation);
    return normal_log_density(x, f.mean, f.deviation) - std::log(mass) -
           normal_log_density(u, 0, 1);
  }
};

Moments moments_by_quadrature(const Marginal& marginal) {
  constexpr int half = 400;     // nodes each side
  constexpr double reach = 12;  // standard deviations; beyond, the weight is below 1e-31
  constexpr double h = reach / half;
  double mean = 0, square = 0, weight = 0;
  const double origin = marginal.map.constrained(marginal.mean);
  for (int i = -half; i <= half; ++i) {
    const double z = i * h, w = std::exp(-z * z / 2);
    const double x = marginal.map.constrained(marginal.mean + marginal.deviation * z) - origin;
    weight += w;
    mean += w * x;
    square += w * x * x;
  }
  mean /= weight;
  return {origin + mean, std::sqrt(std::max(0., square / weight - mean * mean))};
}

bool is_lognormal(const PriorForm& form) {
  return std::holds_alternative<LognormalForm>(form) ||
         std::holds_alternative<LognormalMomentsForm>(form);
}

}  // namespace

double Bijection::constrained(double u) const {
  return inside(std::visit(Constrained{u}, form_), std::visit(Domain{}, form_));
}

double Bijection::transformed(double x) const {
  const Interval domain = std::visit(Domain{}, form_);
  if (!(x > domain.low && x < domain.high))
    throw std::invalid_argument(fmt::format("Bijection::transformed: {} is not between {} and {}",
                                            x, domain.low, domain.high));
  return std::visit(Transformed{x}, form_);
}

Marginal marginal_of(const PriorForm& form) {
  const Moments own = std::visit(OwnGaussian{}, form);
  return {Bijection(form), own.mean, own.deviation};
}

double marginal_cdf(const Marginal& marginal, double x) {
  const Interval domain = std::visit(Domain{}, marginal.map.form());
  if (x <= domain.low) return 0;
  if (x >= domain.high) return 1;
  return standard_normal_cdf((marginal.map.transformed(x) - marginal.mean) / marginal.deviation);
}

double marginal_quantile(const Marginal& marginal, double p) {
  return marginal.map.constrained(marginal.mean + marginal.deviation * standard_normal_quantile(p));
}

double marginal_log_density(const Marginal& marginal, double x) {
  const Interval domain = std::visit(Domain{}, marginal.map.form());
  if (!(x > domain.low && x < domain.high)) return -infinity;
  const double u = marginal.map.transformed(x);
  return normal_log_density(u, marginal.mean, marginal.deviation) +
         std::visit(LogSlope{x, u}, marginal.map.form());
}

Moments marginal_moments(const Marginal& marginal) {
  if (std::holds_alternative<NormalForm>(marginal.map.form()))
    return {marginal.mean, marginal.deviation};
  if (!is_lognormal(marginal.map.form())) return moments_by_quadrature(marginal);
  const double v = marginal.deviation * marginal.deviation;
  const double mean = std::exp(marginal.mean + v / 2);
  return {mean, mean * std::sqrt(std::expm1(v))};
}

}  // namespace cytotwin
