#include "agents/vessels/layered_diffusion.h"

#include <algorithm>
#include <cmath>

namespace cytotwin {

LayeredDiffusion::LayeredDiffusion(const TissueMesh& mesh, double permeability)
    : nx_(mesh.nx),
      ny_(mesh.ny),
      levels_(mesh.level_count()),
      columns_(mesh.columns_count()),
      right_(mesh.size(), 0),
      below_(mesh.size(), 0),
      deeper_(mesh.size(), 0),
      choroid_(columns_),
      none_(nx_, 0),
      inverse_(mesh.size()),
      factor_(mesh.size()),
      residual_(mesh.size()),
      preconditioned_(mesh.size()),
      direction_(mesh.size()),
      image_(mesh.size()) {
  const double area = mesh.spacing * mesh.spacing;
  for (std::size_t k = 0; k < levels_; ++k) {
    for (std::size_t c = 0; c < columns_; ++c) {
      const std::size_t v = k * columns_ + c;
      const double h = mesh.thickness(k, c);
      // Side faces are as high as the mean of both voxels and as wide as these are far apart.
      if (c % nx_ + 1 < nx_) right_[v] = permeability * 0.5 * (h + mesh.thickness(k, c + 1));
      if (c + nx_ < columns_) below_[v] = permeability * 0.5 * (h + mesh.thickness(k, c + nx_));
      if (k + 1 < levels_) {
        deeper_[v] = permeability * area / (0.5 * (h + mesh.thickness(k + 1, c)));
      } else {
        choroid_[c] = permeability * area / (0.5 * h);
      }
    }
  }
}

double LayeredDiffusion::for_rows(const Workers& workers, const auto& body) const {
  return workers.sum_blocks(ny_, 1, [&](std::size_t first, std::size_t last) {
    double sum = 0;
    for (std::size_t j = first; j < last; ++j) sum += body(j);
    return sum;
  });
}

void LayeredDiffusion::row_flow(std::size_t j, std::size_t k, const double* p, double* out) const {
  const std::size_t at = k * columns_ + j * nx_;
  const bool north = j > 0, south = j + 1 < ny_, up = k > 0, down = k + 1 < levels_;
  const double* here = p + at;
  const double* pn = north ? here - nx_ : here;
  const double* ps = south ? here + nx_ : here;
  const double* pu = up ? here - columns_ : here;
  const double* pd = down ? here + columns_ : here;
  const double* cn = north ? below_.data() + at - nx_ : none_.data();
  const double* cs = below_.data() + at;
  const double* cu = up ? deeper_.data() + at - columns_ : none_.data();
  const double* cd = deeper_.data() + at;
  const double* cr = right_.data() + at;
  double* to = out + at;
  for (std::size_t i = 0; i < nx_; ++i) {
    to[i] = cn[i] * (pn[i] - here[i]) + cs[i] * (ps[i] - here[i]) + cu[i] * (pu[i] - here[i]) +
            cd[i] * (pd[i] - here[i]);
  }
  for (std::size_t i = 0; i + 1 < nx_; ++i) to[i] += cr[i] * (here[i + 1] - here[i]);
  for (std::size_t i = 1; i < nx_; ++i) to[i] += cr[i - 1] * (here[i - 1] - here[i]);
}

void LayeredDiffusion::flow_in(std::span<const double> p, std::span<double> out,
                               const Workers& workers) const {
  for_rows(workers, [&](std::size_t j) {
    for (std::size_t k = 0; k < levels_; ++k) row_flow(j, k, p.data(), out.data());
    return 0.0;
  });
}

void LayeredDiffusion::factor(std::span<const double> diagonal, const Workers& workers) {
  for_rows(workers, [&](std::size_t j) {
    for (std::size_t k = 0; k < levels_; ++k) {
      for (std::size_t i = 0; i < nx_; ++i) {
        const std::size_t v = k * columns_ + j * nx_ + i;
        double pivot = diagonal[v] + right_[v] + below_[v] + deeper_[v];
        if (i > 0) pivot += right_[v - 1];
        if (j > 0) pivot += below_[v - nx_];
        if (k > 0) {
          const std::size_t above = v - columns_;
          pivot += deeper_[above] * (1 - deeper_[above] * inverse_[above]);
        }
        inverse_[v] = 1 / pivot;
        factor_[v] = deeper_[v] / pivot;
      }
    }
    return 0.0;
  });
}

void LayeredDiffusion::precondition_row(std::size_t j) {
  double* z = preconditioned_.data() + j * nx_;
  const double* r = residual_.data() + j * nx_;
  const double* f = factor_.data() + j * nx_;
  const double* inverse = inverse_.data() + j * nx_;
  std::copy(r, r + nx_, z);
  for (std::size_t k = 1; k < levels_; ++k) {
    const std::size_t at = k * columns_;
    for (std::size_t i = 0; i < nx_; ++i) {
      z[at + i] = r[at + i] + f[at - columns_ + i] * z[at - columns_ + i];
    }
  }
  for (std::size_t k = levels_; k-- > 0;) {
    const std::size_t at = k * columns_;
    for (std::size_t i = 0; i < nx_; ++i) z[at + i] *= inverse[at + i];
    if (k + 1 == levels_) continue;
    for (std::size_t i = 0; i < nx_; ++i) z[at + i] += f[at + i] * z[at + columns_ + i];
  }
}

unsigned LayeredDiffusion::solve(std::span<const double> diagonal, std::span<const double> b,
                                 std::span<double> x, double tolerance, unsigned max_iterations,
                                 const Workers& workers) {
  factor(diagonal, workers);
  std::copy(b.begin(), b.end(), residual_.begin());
  std::fill(x.begin(), x.end(), 0.0);
  std::fill(direction_.begin(), direction_.end(), 0.0);
  const auto over_row = [&](std::size_t j, const auto& visit) {
    for (std::size_t k = 0; k < levels_; ++k) {
      const std::size_t at = k * columns_ + j * nx_;
      for (std::size_t v = at; v < at + nx_; ++v) visit(v);
    }
  };
  const auto squares = [&](std::size_t j) {
    double sum = 0;
    over_row(j, [&](std::size_t v) { sum += residual_[v] * residual_[v]; });
    return sum;
  };
  const double wanted = tolerance * tolerance * for_rows(workers, squares);
  double step = 0, weight = 0;
  for (unsigned iteration = 0;; ++iteration) {
    double size = 0;
    if (iteration > 0) {
      size = for_rows(workers, [&](std::size_t j) {
        over_row(j, [&](std::size_t v) {
          x[v] += step * direction_[v];
          residual_[v] -= step * image_[v];
        });
        return squares(j);
      });
    }
    const bool settled = iteration > 0 && size <= wanted;
    if (settled || iteration == max_iterations || wanted == 0) return iteration;
    const double before = weight;
    weight = for_rows(workers, [&](std::size_t j) {
      precondition_row(j);
      double sum = 0;
      over_row(j, [&](std::size_t v) { sum += residual_[v] * preconditioned_[v]; });
      return sum;
    });
    const double keep = iteration > 0 ? weight / before : 0;
    for_rows(workers, [&](std::size_t j) {
      over_row(j,
               [&](std::size_t v) { direction_[v] = preconditioned_[v] + keep * direction_[v]; });
      return 0.0;
    });
    const double curvature = for_rows(workers, [&](std::size_t j) {
      double sum = 0;
      for (std::size_t k = 0; k < levels_; ++k) {
        row_flow(j, k, direction_.data(), image_.data());
      }
      over_row(j, [&](std::size_t v) {
        image_[v] = diagonal[v] * direction_[v] - image_[v];
        sum += direction_[v] * image_[v];
      });
      return sum;
    });
    step = weight / curvature;
  }
}

}  // namespace cytotwin
