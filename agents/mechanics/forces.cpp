#include "agents/mechanics/forces.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "core/random.h"
#include "core/simd.h"

namespace cytotwin {

namespace {

constexpr std::size_t chunk = 64;  // neighbours taken at once; most cells have 8 to 20
constexpr std::size_t lanes = 4;
constexpr double least_distance = 1e-5;  // [um]
constexpr std::size_t block = 512;

// Where the coefficients of a pair come from.
enum class Source { one_type, types, cells };

// What a cell needs to know of a neighbour, on half a cache line.
struct Packed {
  double x, y, z, radius;
};

// Pairs within reach: displacement from the neighbour, its square, and what the law asks.
struct Gathered {
  alignas(64) double dx[chunk], dy[chunk], dz[chunk], square[chunk], contact[chunk], reach[chunk];
  alignas(64) double push[chunk], pull[chunk];  // where they differ from pair to pair
};

struct Answer {
  alignas(64) double vx[chunk], vy[chunk], vz[chunk], overlap[chunk], stiffness[chunk];
};

struct Sums {
  double vx = 0, vy = 0, vz = 0, overlap = 0, stiffness = 0;

  // one neighbour after the other, so that the order of rows alone decides the bytes
  void add(const Answer& answer, std::size_t n) {
    for (std::size_t l = 0; l < n; ++l) {
      vx += answer.vx[l];
      vy += answer.vy[l];
      vz += answer.vz[l];
      overlap += answer.overlap[l];
      stiffness += answer.stiffness[l];
    }
  }
};

// The law of `filled` pairs, a whole number of lanes. One division serves the three distances:
// divisions bound this loop.
template <ForceLaw law, Source source>
inline __attribute__((always_inline)) void pair_law(const Gathered& near, PairTable::Pair pair,
                                                    std::size_t filled, Answer& answer) {
  for (std::size_t l = 0; l < filled; ++l) {
    const double push = source == Source::one_type ? pair.push : near.push[l];
    const double pull = source == Source::one_type ? pair.pull : near.pull[l];
    const double contact = near.contact[l], reach = near.reach[l];
    const double root = std::sqrt(near.square[l]);
    const double distance = root > least_distance ? root : least_distance;
    const double inverse = 1 / (distance * contact * reach);
    const double over_contact = inverse * distance * reach;
    const double over_reach = inverse * distance * contact;
    const double gap = 1 - distance * over_contact, beyond = 1 - distance * over_reach;
    const double inside = gap > 0 ? gap : 0.0;
    const double within = beyond > 0 ? beyond : 0.0;
    double speed, slope;
    if constexpr (law == ForceLaw::repulsion_adhesion) {
      speed = push * inside * inside - pull * within * within;
      slope = 2 * (push * inside * over_contact + pull * within * over_reach);
    } else {
      slope = within > 0 ? push : 0.0;
      speed = slope * (contact - distance);
    }
    const double along = speed * (inverse * contact * reach);
    answer.vx[l] = along * near.dx[l];
    answer.vy[l] = along * near.dy[l];
    answer.vz[l] = along * near.dz[l];
    answer.overlap[l] = inside * inside;
    answer.stiffness[l] = slope;
  }
}

// Two cells on one point: each pair parts along its own line, one cell either way.
Vec3 parting(const Population& cells, std::size_t i, std::size_t j) {
  const std::uint64_t low = std::min(cells.id[i], cells.id[j]);
  const std::uint64_t high = std::max(cells.id[i], cells.id[j]);
  RandomStream stream(high, low, 0, Purpose::coincident_direction);
  const double sign = cells.id[i] == low ? -1 : 1;
  return (sign * least_distance) * stream.direction();
}

struct Kernel {
  const Population& cells;
  const NeighbourList& neighbours;
  const PairTable& pairs;
  const Packed* packed;
  const CellCoefficients* own;

  // Roots first, so that both cells of a pair find the same bytes.
  PairTable::Pair pair_of_cells(std::size_t i, std::size_t j) const {
    const std::size_t types = pairs.types();
    const double pull_i = own->pull[i] * own->affinity[i * types + cells.type[j]];
    const double pull_j = own->pull[j] * own->affinity[j * types + cells.type[i]];
    return {own->push[i] * own->push[j], pull_i * pull_j, own->reach[i], own->reach[j]};
  }

  // Keeps the pairs within reach, in order: those beyond it then cost no law and leave no trace.
  template <Source source>
  inline __attribute__((always_inline)) std::size_t gather(std::size_t i,
                                                           std::span<const std::uint32_t> rows,
                                                           Gathered& near) const {
    const double x = packed[i].x, y = packed[i].y, z = packed[i].z, radius = packed[i].radius;
    PairTable::Pair pair = pairs.at(0, 0);
    std::size_t kept = 0;
    for (const std::uint32_t j : rows) {
      const Packed& other = packed[j];
      if constexpr (source == Source::types) pair = pairs.at(cells.type[i], cells.type[j]);
      if constexpr (source == Source::cells) pair = pair_of_cells(i, j);
      const double dx = x - other.x, dy = y - other.y, dz = z - other.z;
      const double square = dx * dx + dy * dy + dz * dz;
      const double reach = pair.own_reach * radius + pair.other_reach * other.radius;
      near.dx[kept] = dx;
      near.dy[kept] = dy;
      near.dz[kept] = dz;
      near.square[kept] = square;
      near.contact[kept] = radius + other.radius;
      near.reach[kept] = reach;
      if constexpr (source != Source::one_type) {
        near.push[kept] = pair.push;
        near.pull[kept] = pair.pull;
      }
      if (square == 0) [[unlikely]] {
        const Vec3 shift = parting(cells, i, j);
        near.dx[kept] = shift.x;
        near.dy[kept] = shift.y;
        near.dz[kept] = shift.z;
        near.square[kept] = dot(shift, shift);
      }
      kept += square < reach * reach ? 1 : 0;
    }
    return kept;
  }

  // Fills the last lanes with pairs that may be worked out but are not added.
  static inline __attribute__((always_inline)) std::size_t fill(Gathered& near, std::size_t kept) {
    const std::size_t filled = (kept + lanes - 1) / lanes * lanes;
    for (std::size_t l = kept; l < filled; ++l)
      near.square[l] = near.contact[l] = near.reach[l] = 1;
    return filled;
  }

  template <ForceLaw law, Source source>
  inline __attribute__((always_inline)) Sums around(std::size_t i, Gathered& near,
                                                    Answer& answer) const {
    Sums sums;
    const std::span<const std::uint32_t> rows = neighbours.of(i);
    for (std::size_t first = 0; first < rows.size(); first += chunk) {
      const std::size_t kept =
          gather<source>(i, rows.subspan(first, std::min(chunk, rows.size() - first)), near);
      pair_law<law, source>(near, pairs.at(0, 0), fill(near, kept), answer);
      sums.add(answer, kept);
    }
    return sums;
  }
};

template <ForceLaw law, Source source>
inline __attribute__((always_inline)) void run_rows(const Kernel& kernel, double* pressure,
                                                    CellForces& forces) {
  Gathered near{};
  Answer answer;
  for (std::size_t i = forces.first, place = 0; i < forces.end; ++i, ++place) {
    const Sums sums = kernel.around<law, source>(i, near, answer);
    forces.vx[place] = sums.vx;
    forces.vy[place] = sums.vy;
    forces.vz[place] = sums.vz;
    forces.stiffness[place] = sums.stiffness;
    pressure[i] = sums.overlap / pressure_scale;
  }
}

CYTOTWIN_SIMD void rows_repulsion_adhesion(const Kernel& kernel, double* pressure,
                                           CellForces& forces) {
  if (kernel.pairs.types() == 1) {
    run_rows<ForceLaw::repulsion_adhesion, Source::one_type>(kernel, pressure, forces);
  } else {
    run_rows<ForceLaw::repulsion_adhesion, Source::types>(kernel, pressure, forces);
  }
}

CYTOTWIN_SIMD void rows_linear_spring(const Kernel& kernel, double* pressure, CellForces& forces) {
  if (kernel.pairs.types() == 1) {
    run_rows<ForceLaw::linear_spring, Source::one_type>(kernel, pressure, forces);
  } else {
    run_rows<ForceLaw::linear_spring, Source::types>(kernel, pressure, forces);
  }
}

CYTOTWIN_SIMD void rows_of_cells(const Kernel& kernel, double* pressure, CellForces& forces) {
  if (kernel.pairs.law() == ForceLaw::linear_spring) {
    run_rows<ForceLaw::linear_spring, Source::cells>(kernel, pressure, forces);
  } else {
    run_rows<ForceLaw::repulsion_adhesion, Source::cells>(kernel, pressure, forces);
  }
}

double affinity_to(const MechanicsParameters& type, std::size_t other) {
  return type.affinity.empty() ? 1 : type.affinity.at(other);
}

}  // namespace

PairTable::PairTable(std::span<const MechanicsParameters> types, ForceLaw law)
    : law_(law), types_(types.size()) {
  for (std::size_t i = 0; i < types.size(); ++i) {
    const MechanicsParameters& a = types[i];
    reach_ = std::max(reach_, a.reach);
    for (std::size_t j = 0; j < types.size(); ++j) {
      const MechanicsParameters& b = types[j];
      if (law == ForceLaw::linear_spring) {
        pairs_.push_back({std::sqrt(a.stiffness * b.stiffness), 0, a.reach, b.reach});
      } else {
        const double adhesion = a.adhesion * affinity_to(a, j) * b.adhesion * affinity_to(b, i);
        pairs_.push_back(
            {std::sqrt(a.repulsion * b.repulsion), std::sqrt(adhesion), a.reach, b.reach});
      }
    }
  }
}

double cell_forces(Population& cells, const NeighbourList& neighbours, const PairTable& pairs,
                   const Workers& workers, const std::function<double(CellForces&)>& use,
                   const CellCoefficients* own) {
  const std::size_t n = cells.size();
  const std::unique_ptr<Packed[]> packed(new Packed[n]);  // not initialised: by one thread
  workers.for_blocks(n, 8 * block, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      packed[i] = {cells.x[i], cells.y[i], cells.z[i], cells.radius[i]};
    }
  });
  const Kernel kernel{cells, neighbours, pairs, packed.get(), own};
  const auto by_types =
      pairs.law() == ForceLaw::linear_spring ? rows_linear_spring : rows_repulsion_adhesion;
  const auto rows = own != nullptr ? rows_of_cells : by_types;
  return workers.max_blocks(n, block, [&](std::size_t begin, std::size_t end) {
    CellForces forces{begin, end, {}, {}, {}, {}};
    for (auto* column : {&forces.vx, &forces.vy, &forces.vz, &forces.stiffness}) {
      column->resize(end - begin);
    }
    rows(kernel, cells.pressure.data(), forces);
    return use(forces);
  });
}

}  // namespace cytotwin
