#include "agents/fields/multigrid.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

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

template <class Visit>
void for_voxels(const PaddedBox& box, const Visit& visit) {
  for (std::size_t k = 0; k < box.count[2]; ++k) {
    for (std::size_t j = 0; j < box.count[1]; ++j) {
      for (std::size_t i = 0; i < box.count[0]; ++i) visit(i, j, k, box.row(j, k) + i);
    }
  }
}

}  // namespace

AxisTransfer merge_axis(const std::vector<double>& width, bool merge) {
  const std::size_t n = width.size(), coarse = merge ? (n + 1) / 2 : n;
  AxisTransfer axis;
  axis.parts.resize(coarse);
  axis.coarse_width.resize(coarse);
  std::vector<double> fine_centre(n), centre(coarse);
  double position = 0;
  for (std::size_t i = 0; i < n; ++i) {
    axis.coarse_width[merge ? i / 2 : i] += width[i];
    fine_centre[i] = position + width[i] / 2;
    position += width[i];
  }
  position = 0;
  for (std::size_t c = 0; c < coarse; ++c) {
    centre[c] = position + axis.coarse_width[c] / 2;
    position += axis.coarse_width[c];
  }
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t parent = merge ? i / 2 : i;
    const double offset = fine_centre[i] - centre[parent];
    std::size_t other = parent;
    if (offset < 0 && parent > 0) other = parent - 1;
    if (offset > 0 && parent + 1 < coarse) other = parent + 1;
    const double share = other == parent ? 0 : offset / (centre[other] - centre[parent]);
    axis.parent.push_back(static_cast<std::uint32_t>(parent));
    axis.other.push_back(static_cast<std::uint32_t>(other));
    axis.parent_weight.push_back(static_cast<float>(1 - share));
    axis.other_weight.push_back(static_cast<float>(share));
    const auto fine = static_cast<std::uint32_t>(i);
    axis.parts[parent].push_back({fine, axis.parent_weight.back()});
    if (other != parent) axis.parts[other].push_back({fine, axis.other_weight.back()});
  }
  return axis;
}

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

void Multigrid::set_losses(const std::vector<double>& loss, const std::vector<double>& held) {
  levels_.front().loss = loss;
  levels_.front().held = held;
  set_diagonals(levels_.front());
  for (std::size_t l = 1; l < levels_.size(); ++l) {
    restrict_losses(levels_[l - 1], levels_[l]);
    set_diagonals(levels_[l]);
  }
  factor_coarsest();
}

void Multigrid::set_diagonals(Level& level) {
  // Neighbours in the box and, at open faces, what lies half a voxel away.
  auto transfer = level.transfer;
  for (std::size_t a = 0; a < 3; ++a) {
    const auto& low = open_[2 * a];
    const auto& high = open_[2 * a + 1];
    if (low) transfer[a].front() = low->conductance(level.width[a].front(), diffusivity_);
    if (high) transfer[a].back() = high->conductance(level.width[a].back(), diffusivity_);
  }
  const bool is_fine = &level == &levels_.front();
  for_voxels(level.stencil.box, [&](std::size_t i, std::size_t j, std::size_t k, std::size_t p) {
    const bool masked = level.held[p] < 0;
    // The finest neighbours include the fixed ones; coarser ones do not know them any more.
    const double held = is_fine ? 0 : std::max(level.held[p], 0.0);
    const double diagonal =
        conductance_sum(level.width, transfer, {i, j, k}) + level.loss[p] + held;
    level.stencil.diagonal[p] = static_cast<float>(diagonal);
    level.inverse[p] = masked || diagonal == 0 ? 0 : static_cast<float>(1 / diagonal);
    if (is_fine) fine_.diagonal[p] = diagonal;
  });
}

void Multigrid::restrict_losses(const Level& fine, Level& coarse) const {
  std::fill(coarse.loss.begin(), coarse.loss.end(), 0);
  std::fill(coarse.held.begin(), coarse.held.end(), -1);
  for_voxels(fine.stencil.box, [&](std::size_t i, std::size_t j, std::size_t k, std::size_t p) {
    if (fine.inverse[p] == 0) return;
    const std::size_t parent =
        coarse.stencil.box.row(fine.to_coarse[1].parent[j], fine.to_coarse[2].parent[k]) +
        fine.to_coarse[0].parent[i];
    coarse.loss[parent] += fine.loss[p];
    coarse.held[parent] = std::max(coarse.held[parent], 0.0) + fine.held[p] / 2;
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

void Multigrid::precondition(const std::vector<double>& b, double scale, std::vector<double>& u,
                             const Workers& workers) {
  Level& top = levels_.front();
  const std::size_t plane = top.stencil.box.plane_pitch();
  const std::size_t planes = top.stencil.box.count[2] + 2;
  const auto factor = 1 / scale;
  workers.for_blocks(planes, 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t p = begin * plane; p < end * plane; ++p) {
      top.b[p] = static_cast<float>(factor * b[p]);
    }
  });
  cycle(0, workers);
  workers.for_blocks(planes, 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t p = begin * plane; p < end * plane; ++p) {
      u[p] = scale * static_cast<double>(top.u[p]);
    }
  });
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
                       for (std::size_t p = begin * plane; p < end * plane; ++p) {
                         work[p] = first_weight * inverse[p] * b[p];
                       }
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
            for (std::size_t i = 0; i < nx; ++i) sum[i] += weight * row[i];
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
        for (std::size_t c = 0; c < nx; ++c) {
          sum[c] = weights[0] * rows[0][c] + weights[1] * rows[1][c] +
                   (weights[2] * rows[2][c] + weights[3] * rows[3][c]);
        }
        float* out = fine.u.data() + to.row(j, k);
        const float* inverse = fine.inverse.data() + to.row(j, k);
        for (std::size_t i = 0; i < to.count[0]; ++i) {
          const float value =
              x.parent_weight[i] * sum[x.parent[i]] + x.other_weight[i] * sum[x.other[i]];
          out[i] += inverse[i] == 0 ? 0 : value;
        }
      }
    }
  });
}

}  // namespace cytotwin
