#include "kinetics/sbml/read_sbml.h"

#include <fmt/format.h>
#include <sbml/SBMLTypes.h>
#include <sbml/conversion/ConversionProperties.h>

#include <memory>

#include "core/errors.h"
#include "kinetics/sbml/internal_builder.h"

namespace cytotwin {
namespace {

void require_readable(const std::filesystem::path& file, const SBMLDocument& document) {
  std::vector<InputProblem> problems;
  for (unsigned i = 0; i < document.getNumErrors(); ++i) {
    const ::SBMLError& error = *document.getError(i);
    if (!error.isError() && !error.isFatal()) continue;
    problems.push_back(
        {{file.string(), error.getLine(), error.getColumn(), {}}, error.getShortMessage(), ""});
  }
  if (!problems.empty()) throw InputError(std::move(problems));
}

void flatten(const std::filesystem::path& file, SBMLDocument& document) {
  if (document.getPlugin("comp") == nullptr) return;
  ::ConversionProperties properties;
  properties.addOption("flatten comp", true);
  properties.addOption("performValidation", false);
  if (document.convert(properties) == ::LIBSBML_OPERATION_SUCCESS) return;
  throw InputError({file.string(), 0, 0, {}},
                   "a hierarchical model (comp) that cannot be flattened",
                   "replace it by a flat model");
}

}  // namespace

Model read_sbml(const std::filesystem::path& file) {
  if (!std::filesystem::is_regular_file(file)) {
    throw InputError({file.string(), 0, 0, {}}, "no such file");
  }
  const std::unique_ptr<SBMLDocument> document(::readSBMLFromFile(file.c_str()));
  require_readable(file, *document);
  flatten(file, *document);
  const ::Model* source = document->getModel();
  if (source == nullptr) throw InputError({file.string(), 0, 0, {}}, "no model in the file");
  if (document->getLevel() < 2) {
    throw InputError({file.string(), 0, 0, {}}, "SBML Level 1 (Levels 2 and 3 are read)",
                     "convert it to Level 2 or 3");
  }
  sbml::ModelBuilder builder(*source);
  Model model = builder.build();
  std::vector<InputProblem> problems;
  for (const std::string& problem : builder.problems()) {
    problems.push_back({{file.string(), 0, 0, {}}, problem, ""});
  }
  if (!problems.empty()) throw InputError(std::move(problems));
  return model;
}

}  // namespace cytotwin
