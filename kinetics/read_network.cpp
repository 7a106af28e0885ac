#include "kinetics/read_network.h"

#include <fmt/format.h>

#include "core/errors.h"
#include "kinetics/sbml/read_sbml.h"
#include "kinetics/toml/read_toml.h"

namespace cytotwin {

Model read_network(const std::filesystem::path& file) {
  const std::string extension = file.extension().string();
  if (extension == ".toml") return read_toml_network(file);
  if (extension == ".xml" || extension == ".sbml") return read_sbml(file);
  throw InputError({file.string(), 0, 0, {}},
                   fmt::format("\"{}\" is no extension of a reaction network", extension),
                   "networks are read from .toml, and from .xml or .sbml (SBML)");
}

}  // namespace cytotwin
