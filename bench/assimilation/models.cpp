#include "models.h"

#include <cmath>
#include <numbers>

#include "core/simd.h"

namespace cytotwin::bench {
namespace {

constexpr int lanes = 8;
struct alignas(64) Pack {
  double lane[lanes];
};
using Wide = double __attribute__((vector_size(sizeof(Pack)), may_alias));
inline Wide* wide(Pack* p) { return reinterpret_cast<Wide*>(p); }

// Members across lanes. Rows of Lorenz 96 have two ghosts below and one above.
void load(const Members& members, Eigen::Index first, Pack* rows) {
  for (int l = 0; l < lanes; ++l) {
    const auto column = std::min(first + l, members.cols() - 1);
    for (Eigen::Index i = 0; i < members.rows(); ++i) rows[i].lane[l] = members(i, column);
  }
}
void store(const Pack* rows, Eigen::Index first, Eigen::Index count, Members& members) {
  for (int l = 0; l < lanes && first + l < members.cols(); ++l)
    for (Eigen::Index i = 0; i < count; ++i) members(i, first + l) = rows[i].lane[l];
}

inline void fill_ghosts(Wide* x, int n) {
  x[-2] = x[n - 2];
  x[-1] = x[n - 1];
  x[n] = x[0];
}

// One stage of Runge-Kutta 4: from the state of this stage to that of the next and the sum.
inline void stage96(const Wide* x, const Wide* base, const Wide& forcing, double ahead,
                    double weight, int n, Wide* next, Wide* sum) {
  for (int i = 0; i < n; ++i) {
    const Wide rate = (x[i + 1] - x[i - 2]) * x[i - 1] - x[i] + forcing;
    next[i] = base[i] + ahead * rate;
    sum[i] += weight * rate;
  }
  fill_ghosts(next, n);
}

// `buffer` holds three states with ghosts; the first is the start and the end.
CYTOTWIN_SIMD
void steps96(Pack* buffer, const Pack* forcing, double h, int n, int steps) {
  Wide* x = wide(buffer) + 2;
  Wide *a = x + n + 3, *b = a + n + 3, *sum = b + n + 3;
  const Wide f = *reinterpret_cast<const Wide*>(forcing);
  for (int step = 0; step < steps; ++step) {
    fill_ghosts(x, n);
    for (int i = 0; i < n; ++i) sum[i] = x[i];
    stage96(x, x, f, h / 2, h / 6, n, a, sum);
    stage96(a, x, f, h / 2, h / 3, n, b, sum);
    stage96(b, x, f, h, h / 3, n, a, sum);
    stage96(a, x, f, 0, h / 6, n, b, sum);
    for (int i = 0; i < n; ++i) x[i] = sum[i];
  }
}

// Two packs at once, so that one waits for no result of its own.
constexpr int together = 2;

CYTOTWIN_SIMD
void steps63(Pack* packs, double h, int steps) {
  for (int step = 0; step < steps; ++step)
    for (int g = 0; g < together; ++g) {
      Wide* state = wide(packs) + 3 * g;
      const Wide x = state[0], y = state[1], z = state[2];
      Wide sx = x, sy = y, sz = z, cx = x, cy = y, cz = z;
      const double ahead[4] = {h / 2, h / 2, h, 0}, weight[4] = {h / 6, h / 3, h / 3, h / 6};
      for (int s = 0; s < 4; ++s) {
        const Wide dx = 10.0 * (cy - cx), dy = 28.0 * cx - cy - cx * cz;
        const Wide dz = cx * cy - (8.0 / 3) * cz;
        sx += weight[s] * dx;
        sy += weight[s] * dy;
        sz += weight[s] * dz;
        cx = x + ahead[s] * dx;
        cy = y + ahead[s] * dy;
        cz = z + ahead[s] * dz;
      }
      state[0] = sx;
      state[1] = sy;
      state[2] = sz;
    }
}

void advance63(Members& members, double h, int steps) {
  Pack packs[3 * together];
  for (Eigen::Index first = 0; first < members.cols(); first += lanes * together) {
    for (int g = 0; g < together; ++g) load(members, first + g * lanes, packs + 3 * g);
    steps63(packs, h, steps);
    for (int g = 0; g < together; ++g) store(packs + 3 * g, first + g * lanes, 3, members);
  }
}

void advance96(Members& members, const Model& model, int steps) {
  const auto n = static_cast<int>(model.variables);
  std::vector<Pack> buffer(static_cast<std::size_t>(4 * (n + 3)));
  Pack forcing;
  for (double& value : forcing.lane) value = model.forcing;
  for (Eigen::Index first = 0; first < members.cols(); first += lanes) {
    load(members, first, &buffer[2]);  // a forcing row lands in the ghost above, overwritten later
    if (members.rows() > n) forcing = buffer[static_cast<std::size_t>(2 + n)];
    steps96(buffer.data(), &forcing, model.step_length, n, steps);
    store(&buffer[2], first, n, members);
  }
}

void shift(Members& members, int steps) {
  const auto size = members.rows();
  Members moved(size, members.cols());
  for (Eigen::Index i = 0; i < size; ++i) moved.row((i + steps) % size) = members.row(i);
  members = moved;
}

constexpr int waves = 5;

Members random_waves(Eigen::Index nodes, const Matrix& draws) {
  Matrix shapes(nodes, 2 * waves);
  for (int k = 0; k < waves; ++k)
    for (Eigen::Index i = 0; i < nodes; ++i) {
      const double angle =
          2 * std::numbers::pi * static_cast<double>((k + 1) * i) / static_cast<double>(nodes);
      shapes(i, 2 * k) = std::cos(angle);
      shapes(i, 2 * k + 1) = std::sin(angle);
    }
  return shapes * draws / std::sqrt(static_cast<double>(waves));
}

}  // namespace

void Model::advance(Members& members, int steps) const {
  switch (kind) {
    case Kind::lorenz63:
      return advance63(members, step_length, steps);
    case Kind::lorenz96:
      return advance96(members, *this, steps);
    case Kind::linear:
      return shift(members, steps);
  }
}

double Model::operations() const {
  if (kind == Kind::linear) return 0;
  if (kind == Kind::lorenz63) return 4 * (9 + 4 * 3);  // a rate, the next stage, the sum
  return 4 * (4 + 2 + 2) * static_cast<double>(variables);
}

Members Model::start(Eigen::Index members, AnalysisKey key, Purpose purpose) const {
  const auto draws = [&](Eigen::Index rows) { return normal_matrix(rows, members, key, purpose); };
  if (kind == Kind::linear) return random_waves(variables, draws(2 * waves));
  if (kind == Kind::lorenz63)
    return (std::sqrt(2.0) * draws(3)).colwise() + Vector{{1.509, -1.531, 25.46}};
  return (std::sqrt(0.001) * draws(variables)).colwise() + Vector::Unit(variables, 0);
}

}  // namespace cytotwin::bench
