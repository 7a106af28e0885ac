#include <cmath>

#include "assimilation/localisation/lanes_internal.h"
#include "core/simd.h"

namespace cytotwin {
namespace {

// GCC and clang turn these into one vector operation of the function's instruction set.
using Wide = double __attribute__((vector_size(sizeof(Pack)), may_alias));

inline Wide* wide(Pack* p) { return reinterpret_cast<Wide*>(p); }
inline const Wide* wide(const Pack* p) { return reinterpret_cast<const Wide*>(p); }

}  // namespace

LaneProblem::LaneProblem(int members, int most_rows)
    : size(members),
      rows(most_rows),
      matrix(static_cast<std::size_t>(members * members)),
      pull(static_cast<std::size_t>(members)),
      vectors(static_cast<std::size_t>(members * most_rows)),
      diagonal(pull.size()),
      beside(pull.size()),
      scale(pull.size()),
      work(2 * pull.size()),
      result(pull.size() * static_cast<std::size_t>(most_rows + 1)) {}

CYTOTWIN_SIMD
void accumulate(LaneProblem& problem, const double* s, double d, const Pack& taper) {
  const int n = problem.size;
  const Wide t = *wide(&taper);
  for (int i = 0; i < n; ++i) {
    const Wide scaled = t * s[i];
    Wide* row = wide(&problem.matrix[static_cast<std::size_t>(i * n)]);
    for (int j = 0; j <= i; ++j) row[j] += scaled * s[j];
    wide(problem.pull.data())[i] += scaled * d;
  }
}

CYTOTWIN_SIMD
void tridiagonalise(LaneProblem& problem) {
  const int n = problem.size;
  Wide* a = wide(problem.matrix.data());
  Wide *diagonal = wide(problem.diagonal.data()), *beside = wide(problem.beside.data());
  Wide *scale = wide(problem.scale.data()), *v = wide(problem.work.data()), *w = v + n;
  for (int k = 0; k + 1 < n; ++k) {
    diagonal[k] = a[k * n + k];
    Wide norm2 = {};
    for (int i = k + 1; i < n; ++i) {
      v[i] = a[i * n + k];
      norm2 += v[i] * v[i];
    }
    Wide alpha, factor;
    for (int l = 0; l < lane_count; ++l) {
      const double norm = __builtin_sqrt(norm2[l]), first = v[k + 1][l];
      alpha[l] = first > 0 ? -norm : norm;
      const double length = norm2[l] - first * alpha[l];  // v.v/2 of the reflection
      factor[l] = length > 0 ? 1 / length : 0;
    }
    v[k + 1] -= alpha;
    beside[k] = alpha;
    scale[k] = factor;
    Wide along = {};
    for (int i = k + 1; i < n; ++i) w[i] = Wide{};
    for (int i = k + 1; i < n; ++i) {  // the lower triangle read once, as itself and its transpose
      const Wide* row = a + i * n;
      Wide sum = row[i] * v[i];
      for (int j = k + 1; j < i; ++j) {
        sum += row[j] * v[j];
        w[j] += row[j] * v[i];
      }
      w[i] += sum;
    }
    for (int i = k + 1; i < n; ++i) {
      w[i] *= factor;
      along += w[i] * v[i];
    }
    along *= factor * 0.5;
    for (int i = k + 1; i < n; ++i) w[i] -= along * v[i];
    for (int i = k + 1; i < n; ++i) {
      Wide* row = a + i * n;
      for (int j = k + 1; j <= i; ++j) row[j] -= v[i] * w[j] + w[i] * v[j];
      row[k] = v[i];
    }
  }
  diagonal[n - 1] = a[n * n - 1];
}

namespace {

inline void reflect(const Wide* a, const Wide* scale, int n, int k, Wide* x) {
  Wide along = {};
  for (int i = k + 1; i < n; ++i) along += a[i * n + k] * x[i];
  along *= scale[k];
  for (int i = k + 1; i < n; ++i) x[i] -= along * a[i * n + k];
}

}  // namespace

CYTOTWIN_SIMD
void to_tridiagonal(const LaneProblem& problem, Pack* x) {
  const Wide *a = wide(problem.matrix.data()), *scale = wide(problem.scale.data());
  for (int k = 0; k + 1 < problem.size; ++k) reflect(a, scale, problem.size, k, wide(x));
}

CYTOTWIN_SIMD
void from_tridiagonal(const LaneProblem& problem, Pack* x) {
  const Wide *a = wide(problem.matrix.data()), *scale = wide(problem.scale.data());
  for (int k = problem.size - 2; k >= 0; --k) reflect(a, scale, problem.size, k, wide(x));
}

CYTOTWIN_SIMD
void add_solution(LaneProblem& problem, double shift, double weight, const Pack* right,
                  int right_sides, Pack* result) {
  const int n = problem.size;
  const Wide *diagonal = wide(problem.diagonal.data()), *beside = wide(problem.beside.data());
  Wide *inverse = wide(problem.work.data()), *y = inverse + n;
  inverse[0] = 1 / (diagonal[0] + shift);
  for (int i = 1; i < n; ++i)
    inverse[i] = 1 / (diagonal[i] + shift - beside[i - 1] * beside[i - 1] * inverse[i - 1]);
  for (int r = 0; r < right_sides; ++r) {
    const Wide* b = wide(right) + r * n;
    Wide* x = wide(result) + r * n;
    y[0] = b[0];
    for (int i = 1; i < n; ++i) y[i] = b[i] - beside[i - 1] * (inverse[i - 1] * y[i - 1]);
    Wide next = y[n - 1] * inverse[n - 1];
    x[n - 1] += weight * next;
    for (int i = n - 2; i >= 0; --i) {
      next = (y[i] - beside[i] * next) * inverse[i];
      x[i] += weight * next;
    }
  }
}

CYTOTWIN_SIMD
void add_product(const Pack* a, const Pack* b, int size, Pack& sum) {
  Wide total = *wide(&sum);
  for (int i = 0; i < size; ++i) total += wide(a)[i] * wide(b)[i];
  *wide(&sum) = total;
}

}  // namespace cytotwin
