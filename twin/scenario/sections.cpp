#include "twin/scenario/sections.h"

namespace cytotwin {

std::vector<Section> all_sections() {
  return {twin_section(),       time_section(),     mechanics_section(), domain_section(),
          substance_section(),  variable_section(), kinetics_section(),  cell_type_section(),
          rule_section(),       coupling_section(), placement_section(), treatment_section(),
          comparison_section(), output_section()};
}

Table scenario_table() {
  TableBuilder<ScenarioDraft> root("A scenario: everything that one simulation needs.");
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
  for (const Section& section : all_sections()) section.declare(root);
  return root.build();
}

}  // namespace cytotwin
