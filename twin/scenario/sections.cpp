#include "twin/scenario/sections.h"

#include <fmt/format.h>

namespace cytotwin {

namespace {

const char* word_of(ScenarioKind kind) {
  switch (kind) {
    case ScenarioKind::model:
      return "reaction network";
    case ScenarioKind::retina:
      return "patch of retina";
    case ScenarioKind::tissue:
      break;
  }
  return "tissue";
}

}  // namespace

std::vector<Section> sections_of(ScenarioKind kind) {
  std::vector<Section> sections = {twin_section(), time_section()};
  if (kind == ScenarioKind::tissue) {
    sections.insert(sections.end(),
                    {mechanics_section(), domain_section(), substance_section(), variable_section(),
                     kinetics_section(), cell_type_section(), rule_section(), coupling_section(),
                     placement_section(), treatment_section(), image_section()});
  } else if (kind == ScenarioKind::model) {
    sections.push_back(model_section());
  } else {
    // the rest of the eye, where there is one
    sections.insert(sections.end(), {model_section(), retina_section()});
  }
  // the patient's file stands in for that of comparisons
  sections.insert(sections.end(),
                  {patient_section(), comparison_section(), output_section(), prior_section(),
                   condition_section(), ensemble_section(), assimilation_section()});
  return sections;
}

Table scenario_table(ScenarioKind kind) {
  TableBuilder<ScenarioDraft> root(
      fmt::format("A scenario: everything that one simulation of a {} needs.", word_of(kind)));
  root.integer("schema", &ScenarioDraft::schema,
               {.doc = "Version of the scenario language.",
                .required = true,
                .range = between(scenario_schema, scenario_schema),
                .example = "1"});
  // Files are merged before anything is read, so that this key is gone by then.
  root.custom(
      "extends", KeyType::text,
      {.doc = "Another scenario file, relative to this one, whose values hold where this file has "
              "none; tables merge key by key, lists of tables by their name, substance or "
              "quantity, other "
              "lists are replaced.",
       .example = "\"base.toml\"",
       .aliases = {"include", "includes", "inherits", "base"}},
      [](const Key&, const Node&, void*, ReadContext&) {},
      [](const Key&, const void*, const std::optional<std::string>&) {
        return std::optional<std::string>();
      });
  for (const Section& section : sections_of(kind)) section.declare(root);
  return root.build();
}

}  // namespace cytotwin
