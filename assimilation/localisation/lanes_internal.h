#pragma once

#include <cstddef>
#include <vector>

#include "assimilation/ensemble.h"

namespace cytotwin {

// Eight small symmetric problems side by side: entry l of a pack belongs to problem l. The kernels
// are compiled for several instruction sets (core/simd.h); all give the same bytes.
inline constexpr int lane_count = 8;
struct alignas(64) Pack {
  double lane[lane_count];
};

/// I + G of eight domains, then its tridiagonal form and the reflections that led there.
struct LaneProblem {
  int size = 0;               ///< members
  int rows = 0;               ///< of the domain with most
  std::vector<Pack> matrix;   ///< (i, j), j <= i, at i*size + j
  std::vector<Pack> pull;     ///< S^T d with the taper, shape (size)
  std::vector<Pack> vectors;  ///< anomalies, row r at r*size
  std::vector<Pack> diagonal, beside, scale;
  std::vector<Pack> work, result;

  LaneProblem(int members, int most_rows);
};

/// matrix += sum over observations of taper s s^T, pull += taper s d.
void accumulate(LaneProblem& problem, const double* s, double d, const Pack& taper);

/// Householder's reduction of `matrix`, whose lower columns then hold the reflections.
void tridiagonalise(LaneProblem& problem);

/// x -> Q^T x for a vector of packs, where matrix = Q T Q^T.
void to_tridiagonal(const LaneProblem& problem, Pack* x);
void from_tridiagonal(const LaneProblem& problem, Pack* x);

/// result += weight (T + shift)^-1 right, by elimination without pivots: T + shift is positive.
void add_solution(LaneProblem& problem, double shift, double weight, const Pack* right,
                  int right_sides, Pack* result);

/// Of eight pairs of vectors, shape (size).
void add_product(const Pack* a, const Pack* b, int size, Pack& sum);

}  // namespace cytotwin
