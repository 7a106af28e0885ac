#include "agents/cells/population.h"

#include <utility>

namespace cytotwin {

void Population::set_volume(std::size_t i, const CellVolume& volume) {
  fluid[i] = volume.fluid;
  nuclear_solid[i] = volume.nuclear_solid;
  cytoplasmic_solid[i] = volume.cytoplasmic_solid;
  radius[i] = radius_of(volume.total());
}

std::size_t Population::find_extra(const std::string& name) const {
  std::size_t index = 0;
  while (index < extra.size() && extra[index].name != name) ++index;
  return index;
}

void Population::reserve(std::size_t cells) {
  for_each_column(*this, [&](const char*, const char*, auto& column) { column.reserve(cells); });
}

std::size_t Population::add(const CellType& cell_type, std::uint16_t type_index, Vec3 position) {
  const std::size_t row = size();
  for_each_column(*this, [&](const char*, const char*, auto& column) { column.emplace_back(); });
  id[row] = next_id++;
  x[row] = position.x;
  y[row] = position.y;
  z[row] = position.z;
  type[row] = type_index;
  for (ControlColumn& column : controlled) column.values[row] = column.initial[type_index];
  for (ExtraColumn& column : extra) column.values[row] = column.initial[type_index];
  const VolumeModel& model = cell_type.volume;
  nuclear_solid_target[row] = model.nuclear_solid();
  set_volume(
      row, {model.total * model.fluid_fraction, model.nuclear_solid(), model.cytoplasmic_solid()});
  return row;
}

std::size_t Population::append_copy(std::size_t i) {
  const std::size_t row = size();
  for_each_column(*this, [&](const char*, const char*, auto& column) {
    const auto value = column[i];
    column.push_back(value);
  });
  id[row] = next_id++;
  return row;
}

void Population::remove(const std::vector<std::uint8_t>& remove) {
  for_each_column(*this, [&](const char*, const char*, auto& column) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < column.size(); ++i) {
      if (!remove[i]) column[kept++] = column[i];
    }
    column.resize(kept);
  });
}

void Population::reorder(const std::vector<std::uint32_t>& order) {
  for_each_column(*this, [&](const char*, const char*, auto& column) {
    auto sorted = column;
    for (std::size_t r = 0; r < order.size(); ++r) sorted[r] = column[order[r]];
    column = std::move(sorted);
  });
}

}  // namespace cytotwin
