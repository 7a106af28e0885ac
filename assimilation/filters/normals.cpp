#include "assimilation/filters/normals.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <numbers>
#include <stdexcept>

#include "core/simd.h"

namespace cytotwin {
namespace {

constexpr int lanes = 8;

// One Philox block a lane: words hold 32 bits each in 64, so that products need no unpacking.
struct Counters {
  std::uint64_t word[4][lanes];
};
struct Pairs {
  double first[lanes], second[lanes];
};

// Philox4x32-10, Salmon et al. 2011, with the constants of their section 3.
CYTOTWIN_SIMD
void encrypt(Counters& counters, std::uint64_t seed) {
  auto& c = counters.word;
  std::uint64_t key0 = seed & 0xffffffffu, key1 = seed >> 32;
  for (int round = 0; round < 10; ++round) {
    for (int l = 0; l < lanes; ++l) {
      const std::uint64_t even = c[0][l] * 0xD2511F53u, odd = c[2][l] * 0xCD9E8D57u;
      c[0][l] = (odd >> 32) ^ c[1][l] ^ key0;
      c[2][l] = (even >> 32) ^ c[3][l] ^ key1;
      c[1][l] = odd & 0xffffffffu;
      c[3][l] = even & 0xffffffffu;
    }
    key0 = (key0 + 0x9E3779B9u) & 0xffffffffu;
    key1 = (key1 + 0xBB67AE85u) & 0xffffffffu;
  }
}

// The integer in 52 bits becomes a double in [1, 2) by its exponent: no conversion, which plain
// x86-64 lacks for vectors.
inline double uniform_of(std::uint64_t high, std::uint64_t low) {
  const std::uint64_t bits = ((high >> 6) << 26) | (low >> 6);
  return (std::bit_cast<double>(bits | 0x3ff0000000000000u) - 1.0) + 0x1p-53;
}

// ln x for 0 < x < 1 by 2 artanh((m - 1)/(m + 1)), m in [sqrt(1/2), sqrt(2)): the terms left out
// are below 1e-17.
inline double log_of(double x) {
  const std::uint64_t bits = std::bit_cast<std::uint64_t>(x);
  const std::uint64_t shifted = bits + (0x3ff0000000000000u - 0x3fe6a09e667f3bcdu);
  const std::uint64_t exponent = shifted >> 52;
  const double mantissa = std::bit_cast<double>(bits - ((exponent - 1023) << 52));
  // 2^52 + exponent, made by bits for the same reason as in uniform_of
  const double power = std::bit_cast<double>(exponent | 0x4330000000000000u) - (0x1p52 + 1023.0);
  const double s = (mantissa - 1) / (mantissa + 1), z = s * s;
  double sum = 1.0 / 21;
  for (const double term :
       {1. / 19, 1. / 17, 1. / 15, 1. / 13, 1. / 11, 1. / 9, 1. / 7, 1. / 5, 1. / 3, 1.})
    sum = sum * z + term;
  return power * std::numbers::ln2 + 2 * s * sum;
}

inline double sine_of(double r) {  // Taylor for |r| <= pi/4, remainder below 1e-16 of r
  const double z = r * r;
  double sum = -1. / 1307674368000;
  for (const double term :
       {1. / 6227020800, -1. / 39916800, 1. / 362880, -1. / 5040, 1. / 120, -1. / 6, 1.})
    sum = sum * z + term;
  return r * sum;
}

inline double cosine_of(double r) {
  const double z = r * r;
  double sum = 1. / 20922789888000;
  for (const double term : {-1. / 87178291200, 1. / 479001600, -1. / 3628800, 1. / 40320, -1. / 720,
                            1. / 24, -1. / 2, 1.})
    sum = sum * z + term;
  return sum;
}

CYTOTWIN_SIMD
void pairs_of(const Counters& counters, Pairs& pairs) {
  const auto& c = counters.word;
  for (int l = 0; l < lanes; ++l) {
    const double squared = -2.0 * log_of(uniform_of(c[0][l], c[1][l]));
    const double turn = uniform_of(c[2][l], c[3][l]);
    const double quarters = (4.0 * turn + 0x1.8p52) - 0x1.8p52;  // to the nearest integer
    const double r = (turn - 0.25 * quarters) * (2 * std::numbers::pi);
    const double sine = sine_of(r), cosine = cosine_of(r);
    const bool swapped = quarters == 1 || quarters == 3;
    const double along = swapped ? sine : cosine, across = swapped ? cosine : sine;
    const double radius = __builtin_sqrt(squared);
    pairs.first[l] = radius * (quarters == 1 || quarters == 2 ? -along : along);
    pairs.second[l] = radius * (quarters == 2 || quarters == 3 ? -across : across);
  }
}

}  // namespace

Matrix normal_matrix(Eigen::Index rows, Eigen::Index columns, AnalysisKey key, Purpose purpose,
                     Eigen::Index first_entity) {
  if (rows > 131072)
    throw std::invalid_argument(
        fmt::format("normal_matrix: {} rows; a stream has 131072 numbers", rows));
  Matrix draws(rows, columns);
  const Eigen::Index blocks = (rows + 1) / 2, total = blocks * columns;
  const std::uint64_t last = static_cast<std::uint64_t>(purpose) << 16;
  Eigen::Index column = 0, block = 0;
  for (Eigen::Index start = 0; start < total; start += lanes) {
    Counters counters;
    const Eigen::Index first_column = column, first_block = block;
    for (int l = 0; l < lanes; ++l) {
      const auto entity = static_cast<std::uint64_t>(first_entity + column);
      counters.word[0][l] = entity & 0xffffffffu;
      counters.word[1][l] = entity >> 32;
      counters.word[2][l] = key.cycle;
      counters.word[3][l] = last + static_cast<std::uint64_t>(block);
      if (++block == blocks) block = 0, ++column;
    }
    encrypt(counters, key.seed);
    Pairs pairs;
    pairs_of(counters, pairs);
    Eigen::Index at_column = first_column, at_block = first_block;
    const int used = static_cast<int>(std::min<Eigen::Index>(lanes, total - start));
    for (int l = 0; l < used; ++l) {
      draws(2 * at_block, at_column) = pairs.first[l];
      if (2 * at_block + 1 < rows) draws(2 * at_block + 1, at_column) = pairs.second[l];
      if (++at_block == blocks) at_block = 0, ++at_column;
    }
  }
  return draws;
}

Vector normal_vector(Eigen::Index count, AnalysisKey key, Purpose purpose) {
  constexpr Eigen::Index length = 4096;
  if (count <= length) return normal_matrix(count, 1, key, purpose);
  const Matrix draws = normal_matrix(length, (count + length - 1) / length, key, purpose);
  return draws.reshaped().head(count);
}

}  // namespace cytotwin
