#include "agents/fields/multigrid.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "core/simd.h"

namespace cytotwin {

namespace {

constexpr std::size_t coarsest_size = 64;  // solved directly
// An axis is merged if its coupling D / h^2 is at least this share of the strongest one.
constexpr double merged_coupling = 0.4;
// Roots of the Chebyshev polynomial of degree 2 on [1/3, 2], the part of the spectrum of the
// scaled operator that coarser levels cannot represent.
constexpr double smoothing_middle = (2 + 1.0 / 3) / 2;
constexpr double smoothing_reach = (2 - 1.0 / 3) / 2 / std::numbers::sqrt2;
constexpr auto first_weight = static_cast<float>(1 / (smoothing_middle + smoothing_reach));
constexpr auto second_weight = static_cast<float>(1 / (smoothing_middle - smoothing_reach));

std::vector<float> to_float(const std::vector<double>& values) {
  return {values.begin(), values.end()};
}

/// D / distance of neighbouring centres; half a width at an open end, 0 at a closed one.
std::vector<double> transfers(const std::vector<double>& width, double diffusivity) {
  std::vector<double> transfer(width.size() + 1);
  for (std::size_t i = 1; i < width.size(); ++i) {
    transfer[i] = diffusivity / ((width[i - 1] + width[i]) / 2);
  }
  return transfer;
}

CYTOTWIN_SIMD
void scale_range(float weight, const float* __restrict a, const float* __restrict b,
                 float* __restrict result, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) result[i] = weight * a[i] * b[i];
}

CYTOTWIN_SIMD
void add_row(float weight, const float* __restrict row, float* __restrict sum, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) sum[i] += weight * row[i];
}

CYTOTWIN_SIMD
void mix_rows(const float* const* rows, const float* weights, float* __restrict sum,
              std::size_t size) {
  const float *a = rows[0], *b = rows[1], *c = rows[2], *d = rows[3];
  for (std::size_t i = 0; i < size; ++i) {
    sum[i] = weights[0] * a[i] + weights[1] * b[i] + (weights[2] * c[i] + weights[3] * d[i]);
  }
}

template <class Visit>
void for_voxels(const PaddedBox& box, const Visit& visit) {
  for (std::size_t k = 0; k < box.count[2]; ++k) {
    for (std::size_t j = 0; j < box.count[1]; ++j) {
      for (std::size_t i = 0; i < box.count[0]; ++i) visit(i, j, k, box.row(j, k) + i);
    }
  }
}

}  // namespace

Multigrid::Multigrid(const Grid& grid, double diffusivity,
                     const std::array<FaceCondition, 6>& faces)
    : diffusivity_(diffusivity) {
  for (std::size_t f = 0; f < 6; ++f) {
    if (faces[f].kind == FaceCondition::Kind::fixed_value) open_[f] = faces[f];
  }
  add_level({std::vector<double>(grid.count[0], grid.spacing.x),
             std::vector<double>(grid.count[1], grid.spacing.y),
             std::vector<double>(grid.count[2], grid.spacing.z)});
  while (true) {
    Level& last = levels_.back();
    const auto& count = last.stencil.box.count;
    if (count[0] * count[1] * count[2] <= coarsest_size) break;
    double strongest = 0;
    std::array<double, 3> coupling{};
    for (std::size_t a = 0; a < 3; ++a) {
      if (count[a] > 1) coupling[a] = std::pow(last.width[a][0], -2);
      strongest = std::max(strongest, coupling[a]);
    }
    std::array<std::vector<double>, 3> width;
    for (std::size_t a = 0; a < 3; ++a) {
      const bool merge = count[a] > 1 && coupling[a] >= merged_coupling * strongest;
      last.to_coarse[a] = merge_axis(last.width[a], merge);
      width[a] = last.to_coarse[a].coarse_width;
    }
    add_level(std::move(width));
  }
  const Level& top = levels_.front();
  fine_ = {top.stencil.box, top.width, top.transfer, std::vector<double>(top.stencil.box.size())};
}

void Multigrid::add_level(std::array<std::vector<double>, 3> width) {
  Level level;
  auto& stencil = level.stencil;
  for (std::size_t a = 0; a < 3; ++a) {
    level.transfer[a] = transfers(width[a], diffusivity_);
    stencil.box.count[a] = width[a].size();
    stencil.width[a] = to_float(width[a]);
    stencil.transfer[a] = to_float(level.transfer[a]);
  }
  level.width = std::move(width);
  const std::size_t size = stencil.box.size();
  level.loss.resize(size);
  level.held.resize(size);
  stencil.diagonal.resize(size);
  for (auto* values : {&level.inverse, &level.b, &level.u, &level.work}) values->resize(size);
  levels_.push_back(std::move(level));
}

void Multigrid::set_losses(const std::vector<double>& loss, const std::vector<double>& held,
                           const Workers& workers) {
  levels_.front().loss = loss;
  levels_.front().held = held;
  set_diagonals(levels_.front(), workers);
  for (std::size_t l = 1; l < levels_.size(); ++l) {
    restrict_losses(levels_[l - 1], levels_[l], workers);
    set_diagonals(levels_[l], workers);
  }
  factor_coarsest();
}

void Multigrid::set_diagonals(Level& level, const Workers& workers) {
  // Neighbours in the box and, at open faces, what lies half a voxel away.
  auto transfer = level.transfer;
  for (std::size_t a = 0; a < 3; ++a) {
    const auto& low = open_[2 * a];
    const auto& high = open_[2 * a + 1];
    if (low) transfer[a].front() = low->conductance(level.width[a].front(), diffusivity_);
    if (high) transfer[a].back() = high->conductance(level.width[a].back(), diffusivity_);
  }
  const bool is_fine = &level == &levels_.front();
  const PaddedBox& box = level.stencil.box;
  const auto set_row = [&](std::size_t j, std::size_t k) {
    const double wy = level.width[1][j], wz = level.width[2][k];
    const double across =
        (transfer[1][j] + transfer[1][j + 1]) * wz + (transfer[2][k] + transfer[2][k + 1]) * wy;
    for (std::size_t i = 0, p = box.row(j, k); i < box.count[0]; ++i, ++p) {
      // The finest neighbours include the fixed ones; coarser ones do not know them any more.
      const double held = is_fine ? 0 : std::max(level.held[p], 0.0);
      const double diagonal = (transfer[0][i] + transfer[0][i + 1]) * wy * wz +
                              level.width[0][i] * across + level.loss[p] + held;
      level.stencil.diagonal[p] = static_cast<float>(diagonal);
      level.inverse[p] = level.held[p] < 0 || diagonal == 0 ? 0 : static_cast<float>(1 / diagonal);
      if (is_fine) fine_.diagonal[p] = diagonal;
    }
  };
  workers.for_blocks(box.count[2], box.planes_per_task(), [&](std::size_t begin, std::size_t end) {
    for (std::size_t k = begin; k < end; ++k) {
      for (std::size_t j = 0; j < box.count[1]; ++j) set_row(j, k);
    }
  });
}

void Multigrid::restrict_losses(const Level& fine, Level& coarse, const Workers& workers) const {
  const PaddedBox &from = fine.stencil.box, &to = coarse.stencil.box;
  const auto& [x, y, z] = fine.to_coarse;
  std::fill(coarse.loss.begin(), coarse.loss.end(), 0);
  std::fill(coarse.held.begin(), coarse.held.end(), -1);
  const auto add_row = [&](std::size_t j, std::size_t k) {
    const std::size_t target = to.row(y.parent[j], z.parent[k]);
    for (std::size_t i = 0, p = from.row(j, k); i < from.count[0]; ++i, ++p) {
      if (fine.inverse[p] == 0) continue;
      const std::size_t parent = target + x.parent[i];
      coarse.loss[parent] += fine.loss[p];
      coarse.held[parent] = std::max(coarse.held[parent], 0.0) + fine.held[p];
    }
  };
  // A task owns coarse planes: the fine ones of a coarse plane follow each other.
  workers.for_blocks(to.count[2], to.planes_per_task(), [&](std::size_t begin, std::size_t end) {
    const auto first = std::lower_bound(z.parent.begin(), z.parent.end(), begin);
    const auto last = std::lower_bound(z.parent.begin(), z.parent.end(), end);
    for (auto k = first - z.parent.begin(); k < last - z.parent.begin(); ++k) {
      for (std::size_t j = 0; j < from.count[1]; ++j) add_row(j, static_cast<std::size_t>(k));
    }
  });
}

void Multigrid::factor_coarsest() {
  const Level& level = levels_.back();
  const PaddedBox& box = level.stencil.box;
  const std::size_t n = box.count[0] * box.count[1] * box.count[2];
  factor_.assign(n * n, 0);
  std::size_t row = 0;
  for_voxels(box, [&](std::size_t i, std::size_t j, std::size_t k, std::size_t p) {
    const bool free = level.inverse[p] != 0;
    factor_[row * n + row] = free ? static_cast<double>(level.stencil.diagonal[p]) : 1;
    const std::array<std::size_t, 3> at = {i, j, k};
    const std::array<std::size_t, 3> pitch = {1, box.row_pitch(), box.plane_pitch()};
    const std::array<std::size_t, 3> step = {1, box.count[0], box.count[0] * box.count[1]};
    for (std::size_t a = 0; a < 3; ++a) {
      if (at[a] == 0 || !free || level.inverse[p - pitch[a]] == 0) continue;
      const std::size_t b = (a + 1) % 3, c = (a + 2) % 3;
      factor_[row * n + row - step[a]] =
          -level.width[b][at[b]] * level.width[c][at[c]] * level.transfer[a][at[a]];
    }
    ++row;
  });
  for (std::size_t c = 0; c < n; ++c) {
    for (std::size_t r = c; r < n; ++r) {
      double sum = factor_[r * n + c];
      for (std::size_t m = 0; m < c; ++m) sum -= factor_[r * n + m] * factor_[c * n + m];
      // Round-off of a nearly singular problem must not make the preconditioner indefinite.
      if (r == c) sum = std::sqrt(std::max(sum, 1e-12 * factor_[c * n + c]));
      factor_[r * n + c] = r == c ? sum : sum / factor_[c * n + c];
    }
  }
}

void Multigrid::solve_coarsest() {
  Level& level = levels_.back();
  std::vector<double> x;
  for_voxels(level.stencil.box, [&](std::size_t, std::size_t, std::size_t, std::size_t p) {
    x.push_back(level.inverse[p] == 0 ? 0 : static_cast<double>(level.b[p]));
  });
  const std::size_t n = x.size();
  for (std::size_t r = 0; r < n; ++r) {
    for (std::size_t c = 0; c < r; ++c) x[r] -= factor_[r * n + c] * x[c];
    x[r] /= factor_[r * n + r];
  }
  for (std::size_t r = n; r-- > 0;) {
    for (std::size_t c = r + 1; c < n; ++c) x[r] -= factor_[c * n + r] * x[c];
    x[r] /= factor_[r * n + r];
  }
  std::size_t row = 0;
  for_voxels(level.stencil.box, [&](std::size_t, std::size_t, std::size_t, std::size_t p) {
    level.u[p] = static_cast<float>(x[row++]);
  });
}

const std::vector<float>& Multigrid::precondition(const Workers& workers) {
  cycle(0, workers);
  return levels_.front().u;
}

void Multigrid::cycle(std::size_t depth, const Workers& workers) {
  if (depth + 1 == levels_.size()) {
    solve_coarsest();
    return;
  }
  Level& level = levels_[depth];
  Level& coarse = levels_[depth + 1];
  const float* inverse = level.inverse.data();
  const float* b = level.b.data();
  float* u = level.u.data();
  float* work = level.work.data();
  const std::size_t plane = level.stencil.box.plane_pitch();
  workers.for_blocks(level.stencil.box.count[2] + 2, level.stencil.box.planes_per_task(),
                     [&](std::size_t begin, std::size_t end) {
                       const std::size_t at = begin * plane;
                       scale_range(first_weight, inverse + at, b + at, work + at,
                                   (end - begin) * plane);
                     });
  relax(level.stencil, inverse, b, second_weight, work, u, workers);
  residual(level.stencil, inverse, b, u, work, workers);
  restrict_to(level, coarse, workers);
  cycle(depth + 1, workers);
  interpolate_from(coarse, level, workers);
  relax(level.stencil, inverse, b, second_weight, u, work, workers);
  relax(level.stencil, inverse, b, first_weight, work, u, workers);
}

void Multigrid::restrict_to(const Level& fine, Level& coarse, const Workers& workers) const {
  const PaddedBox &from = fine.stencil.box, &to = coarse.stencil.box;
  const std::size_t nx = from.count[0];
  workers.for_blocks(to.count[2], to.planes_per_task(), [&](std::size_t begin, std::size_t end) {
    std::vector<float> sum(nx);
    for (std::size_t k = begin; k < end; ++k) {
      for (std::size_t j = 0; j < to.count[1]; ++j) {
        std::fill(sum.begin(), sum.end(), 0.0F);
        for (const auto& z : fine.to_coarse[2].parts[k]) {
          for (const auto& y : fine.to_coarse[1].parts[j]) {
            const float weight = z.weight * y.weight;
            const float* row = fine.work.data() + from.row(y.fine, z.fine);
            add_row(weight, row, sum.data(), nx);
          }
        }
        float* out = coarse.b.data() + to.row(j, k);
        for (std::size_t c = 0; c < to.count[0]; ++c) {
          float value = 0;
          for (const auto& x : fine.to_coarse[0].parts[c]) value += x.weight * sum[x.fine];
          out[c] = value;
        }
      }
    }
  });
}

void Multigrid::interpolate_from(const Level& coarse, Level& fine, const Workers& workers) const {
  const PaddedBox &from = coarse.stencil.box, &to = fine.stencil.box;
  const auto &x = fine.to_coarse[0], &y = fine.to_coarse[1], &z = fine.to_coarse[2];
  const std::size_t nx = from.count[0];
  workers.for_blocks(to.count[2], to.planes_per_task(), [&](std::size_t begin, std::size_t end) {
    std::vector<float> sum(nx);
    for (std::size_t k = begin; k < end; ++k) {
      for (std::size_t j = 0; j < to.count[1]; ++j) {
        const float* rows[4] = {coarse.u.data() + from.row(y.parent[j], z.parent[k]),
                                coarse.u.data() + from.row(y.other[j], z.parent[k]),
                                coarse.u.data() + from.row(y.parent[j], z.other[k]),
                                coarse.u.data() + from.row(y.other[j], z.other[k])};
        const float weights[4] = {
            y.parent_weight[j] * z.parent_weight[k], y.other_weight[j] * z.parent_weight[k],
            y.parent_weight[j] * z.other_weight[k], y.other_weight[j] * z.other_weight[k]};
        mix_rows(rows, weights, sum.data(), nx);
        interpolate_row(x, sum.data(), fine.inverse.data() + to.row(j, k),
                        fine.u.data() + to.row(j, k));
      }
    }
  });
}

}  // namespace cytotwin
