#include "kinetics/lu_program.h"

#include <limits>

#include "core/simd.h"

namespace cytotwin {
namespace {

constexpr std::size_t lanes = tape_lanes;
constexpr std::uint32_t absent = 0xffffffff;

}  // namespace

// `filled` gets the places that elimination fills.
void LuProgram::order_pivots(std::vector<std::vector<std::uint8_t>>& filled) {
  const std::size_t n = filled.size();
  std::vector<std::uint8_t> done(n, 0);
  for (std::size_t step = 0; step < n; ++step) {
    std::size_t best = 0, least = std::numeric_limits<std::size_t>::max();
    for (std::size_t k = 0; k < n; ++k) {
      if (done[k] != 0) continue;
      std::size_t in_row = 0, in_column = 0;
      for (std::size_t i = 0; i < n; ++i) {
        if (done[i] != 0 || i == k) continue;
        in_row += filled[k][i];
        in_column += filled[i][k];
      }
      if (in_row * in_column >= least) continue;
      least = in_row * in_column;
      best = k;
    }
    done[best] = 1;
    order_.push_back(static_cast<std::uint32_t>(best));
    for (std::size_t i = 0; i < n; ++i) {
      if (done[i] != 0 || filled[i][best] == 0) continue;
      for (std::size_t j = 0; j < n; ++j) {
        if (done[j] == 0 && filled[best][j] != 0) filled[i][j] = 1;
      }
    }
  }
}

LuProgram::LuProgram(const SparsePattern& pattern) {
  const std::size_t n = pattern.first.size() - 1;
  std::vector<std::vector<std::uint8_t>> filled(n, std::vector<std::uint8_t>(n, 0));
  for (std::size_t column = 0; column < n; ++column) {
    for (std::uint32_t e = pattern.first[column]; e < pattern.first[column + 1]; ++e) {
      filled[pattern.row[e]][column] = 1;
    }
  }
  order_pivots(filled);
  std::vector<std::vector<std::uint32_t>> place(n, std::vector<std::uint32_t>(n, absent));
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      if (filled[i][j] != 0) place[i][j] = static_cast<std::uint32_t>(entries_++);
    }
  }
  for (std::size_t column = 0; column < n; ++column) {
    for (std::uint32_t e = pattern.first[column]; e < pattern.first[column + 1]; ++e) {
      places_.push_back(place[pattern.row[e]][column]);
    }
    diagonal_.push_back(place[column][column]);
  }
  for (std::size_t k = 0; k < n; ++k) {
    const std::uint32_t p = order_[k];
    pivots_.push_back({place[p][p], static_cast<std::uint32_t>(scaled_.size()),
                       static_cast<std::uint32_t>(updates_.size())});
    for (std::size_t i = k + 1; i < n; ++i) {
      const std::uint32_t row = order_[i], below = place[row][p];
      if (place[p][row] != absent) backward_.push_back({p, place[p][row], row});
      if (below == absent) continue;
      scaled_.push_back(below);
      forward_.push_back({row, below, p});
      for (std::size_t j = k + 1; j < n; ++j) {
        const std::uint32_t column = order_[j];
        if (place[p][column] == absent) continue;
        updates_.push_back({place[row][column], below, place[p][column]});
      }
    }
  }
  pivots_.push_back(
      {0, static_cast<std::uint32_t>(scaled_.size()), static_cast<std::uint32_t>(updates_.size())});
}

namespace {

// Whole loops, so that the choice of the processor's variant is made once.

CYTOTWIN_SIMD
void run_factor(const LuProgram::Pivot* pivots, std::size_t size, const std::uint32_t* scaled,
                const LuProgram::Update* updates, double* matrix) {
  for (std::size_t k = 0; k < size; ++k) {
    double* pivot = matrix + pivots[k].diagonal * lanes;
    for (std::size_t l = 0; l < lanes; ++l) pivot[l] = 1 / pivot[l];
    for (std::uint32_t s = pivots[k].first_scaled; s < pivots[k + 1].first_scaled; ++s) {
      double* entry = matrix + scaled[s] * lanes;
      for (std::size_t l = 0; l < lanes; ++l) entry[l] *= pivot[l];
    }
    for (std::uint32_t u = pivots[k].first_update; u < pivots[k + 1].first_update; ++u) {
      double* target = matrix + updates[u].target * lanes;
      const double* a = matrix + updates[u].left * lanes;
      const double* b = matrix + updates[u].right * lanes;
      for (std::size_t l = 0; l < lanes; ++l) target[l] -= a[l] * b[l];
    }
  }
}

CYTOTWIN_SIMD
void run_forward(const LuProgram::Update* first, const LuProgram::Update* last,
                 const double* matrix, double* right) {
  for (; first != last; ++first) {
    double* target = right + first->target * lanes;
    const double* a = matrix + first->left * lanes;
    const double* b = right + first->right * lanes;
    for (std::size_t l = 0; l < lanes; ++l) target[l] -= a[l] * b[l];
  }
}

// Pivots and what stands right of them, from the last to the first.
CYTOTWIN_SIMD
void run_backward(const LuProgram::Pivot* pivots, const std::uint32_t* order, std::size_t size,
                  const LuProgram::Update* end, std::size_t updates, const double* matrix,
                  double* right) {
  const LuProgram::Update* update = end;
  for (std::size_t k = size; k-- > 0;) {
    double* row = right + order[k] * lanes;
    while (updates > 0 && update[-1].target == order[k]) {
      --update;
      --updates;
      const double* a = matrix + update->left * lanes;
      const double* b = right + update->right * lanes;
      for (std::size_t l = 0; l < lanes; ++l) row[l] -= a[l] * b[l];
    }
    const double* pivot = matrix + pivots[k].diagonal * lanes;
    for (std::size_t l = 0; l < lanes; ++l) row[l] *= pivot[l];
  }
}

}  // namespace

void LuProgram::factor(double* matrix) const {
  run_factor(pivots_.data(), size(), scaled_.data(), updates_.data(), matrix);
}

void LuProgram::solve(const double* matrix, double* right) const {
  run_forward(forward_.data(), forward_.data() + forward_.size(), matrix, right);
  run_backward(pivots_.data(), order_.data(), size(), backward_.data() + backward_.size(),
               backward_.size(), matrix, right);
}

}  // namespace cytotwin
