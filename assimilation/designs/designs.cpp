#include "assimilation/designs/designs.h"

#include <fmt/format.h>

#include <boost/random/sobol.hpp>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <utility>
#include <vector>

#include "core/random.h"

namespace cytotwin {
namespace {

constexpr unsigned bits = 32;  // of the sequence; a uniform rest below them fills the double

void check(const char* where, Eigen::Index dimensions, Eigen::Index points, Eigen::Index most) {
  if (dimensions < 1 || dimensions > most || points < 1 || points > Eigen::Index{1} << 31)
    throw std::invalid_argument(
        fmt::format("{}: {} points in {} dimensions; 1 to 2^31 points in 1 to {} dimensions are "
                    "possible",
                    where, points, dimensions, most));
}

// Owen's tree of random flips. The bits before one are the entity, their number its upper half.
double scrambled(std::uint32_t value, std::uint64_t seed, std::uint32_t dimension) {
  std::uint32_t result = 0;
  for (unsigned depth = 0; depth < bits; ++depth) {
    const std::uint64_t before = depth ? value >> (bits - depth) : 0;
    RandomStream stream(seed, std::uint64_t{depth} << 32 | before, dimension,
                        Purpose::design_points);
    const std::uint32_t bit = (value >> (bits - 1 - depth) ^ stream.bits()) & 1;
    result |= bit << (bits - 1 - depth);
  }
  RandomStream rest(seed, std::uint64_t{bits} << 32 | value, dimension, Purpose::design_points);
  // a uniform number near 1 may round the sum up to 1 itself
  return std::min((result + rest.uniform()) * 0x1p-32, std::nextafter(1., 0.));
}

}  // namespace

Matrix random_points(Eigen::Index dimensions, Eigen::Index points, std::uint64_t seed) {
  check("random_points", dimensions, points, Eigen::Index{1} << 31);
  Matrix u(dimensions, points);
  for (Eigen::Index j = 0; j < points; ++j) {
    RandomStream stream(seed, static_cast<std::uint64_t>(j), 0, Purpose::design_points);
    for (Eigen::Index i = 0; i < dimensions; ++i) u(i, j) = stream.uniform();
  }
  return u;
}

Matrix latin_hypercube(Eigen::Index dimensions, Eigen::Index points, std::uint64_t seed) {
  check("latin_hypercube", dimensions, points, Eigen::Index{1} << 31);
  Matrix u(dimensions, points);
  std::vector<Eigen::Index> slices(static_cast<std::size_t>(points));
  for (Eigen::Index i = 0; i < dimensions; ++i) {
    RandomStream stream(seed, static_cast<std::uint64_t>(i), 1, Purpose::design_points);
    std::iota(slices.begin(), slices.end(), Eigen::Index{0});
    for (std::size_t k = slices.size(); k > 1; --k)  // Fisher and Yates' shuffle
      std::swap(slices[k - 1],
                slices[static_cast<std::size_t>(stream.uniform() * static_cast<double>(k))]);
    for (Eigen::Index j = 0; j < points; ++j) {
      const double slice = static_cast<double>(slices[static_cast<std::size_t>(j)]);
      u(i, j) = std::min((slice + stream.uniform()) / static_cast<double>(points),
                         std::nextafter(1., 0.));
    }
  }
  return u;
}

Matrix sobol_points(Eigen::Index dimensions, Eigen::Index points, std::uint64_t seed) {
  check("sobol_points", dimensions, points, BOOST_RANDOM_SOBOL_MAX_DIMENSION);
  boost::random::sobol_engine<std::uint32_t, bits> sequence(static_cast<std::size_t>(dimensions));
  Matrix u(dimensions, points);
  for (Eigen::Index j = 0; j < points; ++j)
    for (Eigen::Index i = 0; i < dimensions; ++i) {
      // the engine leaves out the origin, without which the first 2^k points are no net
      const std::uint32_t value = j == 0 ? 0 : sequence();
      u(i, j) = scrambled(value, seed, static_cast<std::uint32_t>(i));
    }
  return u;
}

}  // namespace cytotwin
