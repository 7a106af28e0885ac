#pragma once

#include <string>
#include <vector>

namespace cytotwin {

struct ScenarioDraft;

/// A table of measurements or of cells or a network, and how a copy of it is called beside the
/// scenario.
struct TableCopy {
  std::string file;  ///< absolute path
  std::string name;  ///< "measured/radius.csv", "networks/t_cell.toml", in the scenario's folder
};

/// Puts names of copies in place of the files of a checked draft. A copy keeps its file's name;
/// further files of the same name, in the order of the scenario, become "radius_2.csv" and so on.
std::vector<TableCopy> name_copies(ScenarioDraft& draft);

}  // namespace cytotwin
