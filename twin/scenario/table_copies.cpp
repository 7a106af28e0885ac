#include "twin/scenario/table_copies.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "twin/scenario/draft.h"

namespace cytotwin {

namespace {

std::string free_name(const std::string& folder, const std::filesystem::path& file,
                      const std::vector<TableCopy>& copies) {
  const std::string stem = file.stem().string(), extension = file.extension().string();
  std::string name = fmt::format("{}/{}{}", folder, stem, extension);
  const auto taken = [&](const TableCopy& copy) { return copy.name == name; };
  for (int n = 2; std::any_of(copies.begin(), copies.end(), taken); ++n)
    name = fmt::format("{}/{}_{}{}", folder, stem, n, extension);
  return name;
}

void name_copy(const std::string& folder, std::string& file, std::vector<TableCopy>& copies) {
  const auto same = [&](const TableCopy& copy) {
    return copy.file == file && copy.name.compare(0, folder.size(), folder) == 0;
  };
  if (std::none_of(copies.begin(), copies.end(), same))
    copies.push_back({file, free_name(folder, file, copies)});
  file = std::find_if(copies.begin(), copies.end(), same)->name;
}

}  // namespace

std::vector<TableCopy> name_copies(ScenarioDraft& draft) {
  std::vector<TableCopy> copies;
  for (Comparison& comparison : draft.comparisons) {
    if (!comparison.file.empty()) name_copy("measured", comparison.file, copies);
  }
  if (!draft.patient.file.empty()) name_copy("measured", draft.patient.file, copies);
  if (draft.retina && !draft.retina->written_vessels.mask.empty())
    name_copy("vessels", draft.retina->written_vessels.mask, copies);
  for (ImageSection& image : draft.images) name_copy("measured", image.file, copies);
  if (draft.model) name_copy("networks", draft.model->network, copies);
  for (KineticsDraft& kinetics : draft.kinetics) name_copy("networks", kinetics.network, copies);
  for (Placement& placement : draft.placements) {
    if (placement.file) name_copy("placed", *placement.file, copies);
  }
  return copies;
}

}  // namespace cytotwin
