#include "agents/mechanics/ordering.h"

#include <algorithm>
#include <numeric>

namespace cytotwin {

namespace {

constexpr double lattice_spacing = 20;  // [um], about one cell

// Moves bit b of the lowest 21 bits to bit 3 b.
std::uint64_t spread_bits(std::uint64_t value) {
  value &= 0x1fffff;
  value = (value | value << 32) & 0x001f00000000ffffULL;
  value = (value | value << 16) & 0x001f0000ff0000ffULL;
  value = (value | value << 8) & 0x100f00f00f00f00fULL;
  value = (value | value << 4) & 0x10c30c30c30c30c3ULL;
  value = (value | value << 2) & 0x1249249249249249ULL;
  return value;
}

std::uint64_t lattice_index(double coordinate) {
  constexpr double middle = 1 << 20;
  const double index = coordinate / lattice_spacing + middle;
  return static_cast<std::uint64_t>(std::clamp(index, 0.0, 2 * middle - 1));
}

}  // namespace

std::vector<std::uint32_t> space_filling_order(const Population& cells) {
  struct Entry {
    std::uint64_t key, id;
    std::uint32_t row;
  };
  std::vector<Entry> entries(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    entries[i] = {spread_bits(lattice_index(cells.x[i])) |
                      spread_bits(lattice_index(cells.y[i])) << 1 |
                      spread_bits(lattice_index(cells.z[i])) << 2,
                  cells.id[i], static_cast<std::uint32_t>(i)};
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return a.key != b.key ? a.key < b.key : a.id < b.id;
  });
  std::vector<std::uint32_t> order(entries.size());
  for (std::size_t r = 0; r < entries.size(); ++r) order[r] = entries[r].row;
  return order;
}

}  // namespace cytotwin
