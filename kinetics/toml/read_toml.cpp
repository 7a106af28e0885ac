#include "kinetics/toml/read_toml.h"

#include "core/toml/parse.h"
#include "kinetics/toml/internal_reader.h"

namespace cytotwin {
namespace {

Model read_source_text(const SourceHandle& source) {
  const Node root = parse_toml(source);
  network_toml::NetworkReader reader(root);
  Model model = reader.read();
  std::vector<InputProblem> problems = reader.problems();
  if (!problems.empty()) throw InputError(std::move(problems));
  return model;
}

}  // namespace

Model read_toml_network(const std::filesystem::path& file) {
  return read_source_text(read_source(file));
}

Model read_toml_network_text(const std::string& name, const std::string& text) {
  return read_source_text(screened_source(name, text, {}));
}

}  // namespace cytotwin
