#include <fmt/format.h>

#include "twin/scenario/references.h"
#include "twin/scenario/sections.h"

namespace cytotwin {

namespace {

using T = TowardsTypeDraft;

void declare_type(TableBuilder<T>& table) {
  table.named_by("cell_type");
  table.text("cell_type", &T::cell_type,
             {.doc = "Which other type.", .required = true, .example = "\"effector\""});
}

void check_types(const ScenarioDraft& draft, const CellTypeDraft& type, const std::vector<T>& list,
                 const std::string& of, Checks& checks) {
  for (const T& one : list) {
    if (!known_cell_type(draft, one, "cell_type", one.cell_type, of + ": ", checks)) continue;
    if (checks.good(type, {"name"}) && one.cell_type == type.name)
      checks.problem(one, "cell_type", fmt::format("{} to its own type has no effect", of),
                     "name another type, or leave the table out");
  }
  check_unique_names<T>(list, "cell_type", of + " to", &T::cell_type, checks);
}

void check_shares(const CellTypeDraft& type, const std::string& of, Checks& checks) {
  double sum = 0;
  for (const T& one : type.asymmetric_divisions) {
    if (!checks.good(one, {"share"})) return;
    sum += one.value;
    if (sum <= 1) continue;
    checks.problem(one, "share", fmt::format("{}: the shares add up to {}", of, number_text(sum)),
                   "each division is of one kind: at most 1 in all");
    return;
  }
}

}  // namespace

Table transformation_table() {
  TableBuilder<T> table("Cells of this type become cells of another, in place.");
  declare_type(table);
  table.quantity("rate", &T::value, Measure::rate,
                 {.doc = "Of each live cell.",
                  .required = true,
                  .range = at_least(0),
                  .example = "\"0.1 1/h\""});
  return table.build();
}

Table asymmetric_division_table() {
  TableBuilder<T> table("One daughter of a division is of another type.");
  declare_type(table);
  table.number("share", &T::value,
               {.doc = "Of this type's divisions.",
                .required = true,
                .range = between(0, 1),
                .example = "0.5",
                .aliases = {"probability"}});
  return table.build();
}

void check_new_types(const ScenarioDraft& draft, const CellTypeDraft& type,
                     const std::string& label, Checks& checks) {
  check_types(draft, type, type.transformations, label + "transformation", checks);
  check_types(draft, type, type.asymmetric_divisions, label + "asymmetric_division", checks);
  check_shares(type, label + "asymmetric_division", checks);
  if (!checks.good(draft.time, {"phenotype"})) return;
  for (const T& one : type.transformations) {
    if (!checks.good(one, {"rate"}) || one.value * draft.time.phenotype <= 0.5) continue;
    checks.warning(one, "rate",
                   fmt::format("{}transformation within {} min, steps are of {} min", label,
                               number_text(1 / one.value), number_text(draft.time.phenotype)),
                   "a cell transforms once in a step: a shorter time.phenotype follows it");
  }
}

void fill_new_types(const ScenarioDraft& draft, const CellTypeDraft& type, CellType& out) {
  const auto fill = [&](const std::vector<T>& list, std::vector<double>& values) {
    if (list.empty()) return;
    values.assign(draft.cell_types.size(), 0);
    for (const T& one : list) values[index_of_name(draft.cell_types, one.cell_type)] = one.value;
  };
  fill(type.transformations, out.contact.transform);
  fill(type.asymmetric_divisions, out.contact.divide_into);
}

}  // namespace cytotwin
