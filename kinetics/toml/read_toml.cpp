#include "kinetics/toml/read_toml.h"

#include "core/toml/parse.h"
#include "kinetics/toml/internal_reader.h"

namespace cytotwin {

Model read_toml_network(const std::filesystem::path& file) {
  const Node root = parse_toml(read_source(file));
  network_toml::NetworkReader reader(root);
  Model model = reader.read();
  std::vector<InputProblem> problems = reader.problems();
  if (!problems.empty()) throw InputError(std::move(problems));
  return model;
}

}  // namespace cytotwin
