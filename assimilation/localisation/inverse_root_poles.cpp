#include "assimilation/localisation/inverse_root_poles.h"

#include <fmt/format.h>

#include <cmath>
#include <numbers>
#include <stdexcept>

namespace cytotwin {
namespace {

// Jacobi's functions for one modulus k by the arithmetic-geometric mean (Abramowitz and Stegun
// 1964, 16.4), from the complementary modulus, which is what is small here.
struct Elliptic {
  std::vector<double> a, c;
  double complement;  // k'

  explicit Elliptic(double complementary_modulus) : complement(complementary_modulus) {
    double mean = 1, geometric = complement;
    a.push_back(1);
    c.push_back(std::sqrt((1 - complement) * (1 + complement)));
    while (c.back() > 1e-9 * mean) {  // the next is its square over 4: below round-off
      c.push_back((mean - geometric) / 2);
      const double next = (mean + geometric) / 2;
      geometric = std::sqrt(mean * geometric);
      a.push_back(mean = next);
    }
  }

  double quarter_period() const { return std::numbers::pi / (2 * a.back()); }

  double amplitude(double u) const {
    double phi = std::ldexp(a.back() * u, static_cast<int>(a.size()) - 1);
    for (std::size_t n = a.size() - 1; n > 0; --n)
      phi = (phi + std::asin(c[n] / a[n] * std::sin(phi))) / 2;
    return phi;
  }
};

// The rule's error falls by exp(-2 pi^2/(ln(largest) + 6)) a pole; the last 1e-13 is ln 1e13 = 30.
int pole_count(double largest) {
  return static_cast<int>(
      std::ceil(30 * (std::log(largest) + 6) / (2 * std::numbers::pi * std::numbers::pi)));
}

}  // namespace

InverseRootPoles inverse_root_poles(double largest) {
  if (!(largest >= 1) || !std::isfinite(largest))
    throw std::invalid_argument(
        fmt::format("inverse_root_poles: largest eigenvalue {}; it must be >= 1", largest));
  const Elliptic functions(1 / std::sqrt(largest));
  const int count = pole_count(largest);
  const double spacing = functions.quarter_period() / count;
  InverseRootPoles poles;
  for (int k = 0; k < count; ++k) {
    const double phi = functions.amplitude((k + 0.5) * spacing);
    const double sn = std::sin(phi), cn = std::cos(phi);
    const double dn = std::sqrt(cn * cn + sn * sn / largest);
    poles.shifts.push_back(sn * sn / (cn * cn));
    poles.weights.push_back(2 / std::numbers::pi * spacing * dn / (cn * cn));
  }
  return poles;
}

}  // namespace cytotwin
