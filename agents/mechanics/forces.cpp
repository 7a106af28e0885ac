#include "agents/mechanics/forces.h"

#include <algorithm>
#include <cmath>

#include "core/random.h"
#include "core/simd.h"

namespace cytotwin {

namespace {

constexpr std::size_t lanes = 8;
constexpr double least_distance = 1e-5;  // [um]
constexpr std::size_t block = 512;

// What a cell needs to know of a neighbour, on half a cache line.
struct Packed {
  double x, y, z, radius;
};

struct Gathered {
  alignas(64) double x[lanes], y[lanes], z[lanes], radius[lanes];
  alignas(64) double push[lanes], pull[lanes], own_reach[lanes], other_reach[lanes];
};

struct Answer {
  alignas(64) double vx[lanes], vy[lanes], vz[lanes], overlap[lanes], stiffness[lanes];
};

// One law for `lanes` neighbours at once; lanes beyond reach answer exactly 0.
template <ForceLaw law>
inline __attribute__((always_inline)) void pair_law(const Packed& self, const Gathered& near,
                                                    Answer& answer) {
  for (std::size_t l = 0; l < lanes; ++l) {
    const double dx = self.x - near.x[l], dy = self.y - near.y[l], dz = self.z - near.z[l];
    const double square = dx * dx + dy * dy + dz * dz;
    const double distance = std::max(least_distance, std::sqrt(square));
    const double contact = self.radius + near.radius[l];
    const double reach = near.own_reach[l] * self.radius + near.other_reach[l] * near.radius[l];
    const double inside = std::max(0.0, 1 - distance / contact);
    const double within = std::max(0.0, 1 - distance / reach);
    double speed, slope;
    if constexpr (law == ForceLaw::repulsion_adhesion) {
      speed = near.push[l] * inside * inside - near.pull[l] * within * within;
      slope = 2 * (near.push[l] * inside / contact + near.pull[l] * within / reach);
    } else {
      const double on = within > 0 ? near.push[l] : 0.0;
      speed = on * (contact - distance);
      slope = on;
    }
    const double along = speed / distance;
    answer.vx[l] = along * dx;
    answer.vy[l] = along * dy;
    answer.vz[l] = along * dz;
    answer.overlap[l] = inside * inside;
    answer.stiffness[l] = slope;
  }
}

struct Sums {
  double vx = 0, vy = 0, vz = 0, overlap = 0, stiffness = 0;
};

// Two cells on one point: each pair parts along its own line, one cell either way.
void part_coincident(const Population& cells, std::size_t i, std::size_t j, Packed& other) {
  const std::uint64_t low = std::min(cells.id[i], cells.id[j]);
  const std::uint64_t high = std::max(cells.id[i], cells.id[j]);
  RandomStream stream(high, low, 0, Purpose::coincident_direction);
  const double sign = cells.id[i] == low ? 1 : -1;
  const Vec3 shift = (sign * least_distance) * stream.direction();
  other.x += shift.x;
  other.y += shift.y;
  other.z += shift.z;
}

struct Kernel {
  const Population& cells;
  const NeighbourList& neighbours;
  const PairTable& pairs;
  const std::vector<Packed>& packed;

  inline __attribute__((always_inline)) void gather(std::size_t i,
                                                    std::span<const std::uint32_t> rows,
                                                    Gathered& near) const {
    const Packed& self = packed[i];
    const bool one_type = pairs.types() == 1;
    for (std::size_t l = 0; l < lanes; ++l) {
      if (l >= rows.size()) {  // a lane out of every reach
        near.x[l] = self.x + 1e9;
        near.y[l] = self.y;
        near.z[l] = self.z;
        near.radius[l] = self.radius;
        near.push[l] = near.pull[l] = 0;
        near.own_reach[l] = near.other_reach[l] = 1;
        continue;
      }
      const std::uint32_t j = rows[l];
      Packed other = packed[j];
      if (other.x == self.x && other.y == self.y && other.z == self.z) [[unlikely]] {
        part_coincident(cells, i, j, other);
      }
      const PairTable::Pair& pair =
          one_type ? pairs.at(0, 0) : pairs.at(cells.type[i], cells.type[j]);
      near.x[l] = other.x;
      near.y[l] = other.y;
      near.z[l] = other.z;
      near.radius[l] = other.radius;
      near.push[l] = pair.push;
      near.pull[l] = pair.pull;
      near.own_reach[l] = pair.own_reach;
      near.other_reach[l] = pair.other_reach;
    }
  }

  template <ForceLaw law>
  inline __attribute__((always_inline)) Sums around(std::size_t i) const {
    Sums sums;
    Gathered near;
    Answer answer;
    const std::span<const std::uint32_t> rows = neighbours.of(i);
    for (std::size_t first = 0; first < rows.size(); first += lanes) {
      const std::size_t n = std::min(lanes, rows.size() - first);
      gather(i, rows.subspan(first, n), near);
      pair_law<law>(packed[i], near, answer);
      // one neighbour after the other: pairs beyond reach then leave the sums' bytes alone
      for (std::size_t l = 0; l < n; ++l) {
        sums.vx += answer.vx[l];
        sums.vy += answer.vy[l];
        sums.vz += answer.vz[l];
        sums.overlap += answer.overlap[l];
        sums.stiffness += answer.stiffness[l];
      }
    }
    return sums;
  }
};

template <ForceLaw law>
inline __attribute__((always_inline)) void run_rows(const Kernel& kernel, std::size_t begin,
                                                    std::size_t end, double* pressure,
                                                    CellForces& forces) {
  for (std::size_t i = begin; i < end; ++i) {
    const Sums sums = kernel.around<law>(i);
    forces.vx[i] = sums.vx;
    forces.vy[i] = sums.vy;
    forces.vz[i] = sums.vz;
    forces.stiffness[i] = sums.stiffness;
    pressure[i] = sums.overlap / pressure_scale;
  }
}

CYTOTWIN_SIMD void rows_repulsion_adhesion(const Kernel& kernel, std::size_t begin, std::size_t end,
                                           double* pressure, CellForces& forces) {
  run_rows<ForceLaw::repulsion_adhesion>(kernel, begin, end, pressure, forces);
}

CYTOTWIN_SIMD void rows_linear_spring(const Kernel& kernel, std::size_t begin, std::size_t end,
                                      double* pressure, CellForces& forces) {
  run_rows<ForceLaw::linear_spring>(kernel, begin, end, pressure, forces);
}

}  // namespace

PairTable::PairTable(std::span<const MechanicsParameters> types, ForceLaw law)
    : law_(law), types_(types.size()) {
  for (const MechanicsParameters& a : types) {
    reach_ = std::max(reach_, a.reach);
    for (const MechanicsParameters& b : types) {
      if (law == ForceLaw::linear_spring) {
        pairs_.push_back({std::sqrt(a.stiffness * b.stiffness), 0, a.reach, b.reach});
      } else {
        pairs_.push_back({std::sqrt(a.repulsion * b.repulsion), std::sqrt(a.adhesion * b.adhesion),
                          a.reach, b.reach});
      }
    }
  }
}

void CellForces::resize(std::size_t cells) {
  for (auto* column : {&vx, &vy, &vz, &stiffness}) column->resize(cells);
}

void cell_forces(Population& cells, const NeighbourList& neighbours, const PairTable& pairs,
                 const Workers& workers, CellForces& forces) {
  const std::size_t n = cells.size();
  forces.resize(n);
  std::vector<Packed> packed(n);
  workers.for_blocks(n, 8 * block, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      packed[i] = {cells.x[i], cells.y[i], cells.z[i], cells.radius[i]};
    }
  });
  const Kernel kernel{cells, neighbours, pairs, packed};
  const auto rows =
      pairs.law() == ForceLaw::linear_spring ? rows_linear_spring : rows_repulsion_adhesion;
  workers.for_blocks(n, block, [&](std::size_t begin, std::size_t end) {
    rows(kernel, begin, end, cells.pressure.data(), forces);
  });
}

}  // namespace cytotwin
