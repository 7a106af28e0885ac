#include "twin/scenario/references.h"
#include "twin/scenario/sections.h"

namespace cytotwin {

namespace {

Table rate_table(const std::string& doc, const std::string& type_doc, const std::string& rate_doc) {
  using T = TowardsTypeDraft;
  TableBuilder<T> table(doc);
  table.named_by("cell_type");
  table.text("cell_type", &T::cell_type,
             {.doc = type_doc, .required = true, .example = "\"tumour\""});
  table.quantity(
      "rate", &T::value, Measure::rate,
      {.doc = rate_doc, .required = true, .range = at_least(0), .example = "\"0.01 1/min\""});
  return table.build();
}

}  // namespace

Table phagocytosis_table() {
  using T = PhagocytosisDraft;
  TableBuilder<T> table(
      "Live cells of this type eat neighbours in reach, volumes, substances and all.");
  table.quantity("apoptotic", &T::apoptotic, Measure::rate,
                 {.doc = "Of each apoptotic neighbour, whatever its type.",
                  .range = at_least(0),
                  .aliases = {"apoptotic_phagocytosis_rate"}});
  table.quantity("necrotic", &T::necrotic, Measure::rate,
                 {.doc = "Of each necrotic neighbour, whatever its type.",
                  .range = at_least(0),
                  .aliases = {"necrotic_phagocytosis_rate"}});
  table.quantity(
      "other_dead", &T::other_dead, Measure::rate,
      {.doc = "Of each neighbour that is dead otherwise; cells here die in no other way.",
       .range = at_least(0),
       .aliases = {"other_dead_phagocytosis_rate"}});
  table.tables(
      "target", &T::targets,
      rate_table("A type whose live cells are eaten.", "Which type.", "Of each such neighbour."),
      {.aliases = {"live_phagocytosis_rates"}});
  return table.build();
}

Table fusion_table() {
  return rate_table("Cells of this type fuse with live neighbours in reach into one of this type.",
                    "With which type.", "With each such neighbour.");
}

void check_merging(const ScenarioDraft& draft, const CellTypeDraft& type, const std::string& label,
                   Checks& checks) {
  const auto check = [&](const std::vector<TowardsTypeDraft>& list, const std::string& of) {
    for (const TowardsTypeDraft& one : list)
      known_cell_type(draft, one, "cell_type", one.cell_type, of + ": ", checks);
    check_unique_names<TowardsTypeDraft>(list, "cell_type", of + " of",
                                         &TowardsTypeDraft::cell_type, checks);
  };
  if (type.phagocytosis) check(type.phagocytosis->targets, label + "phagocytosis");
  check(type.fusions, label + "fusion");
}

void fill_merging(const ScenarioDraft& draft, const CellTypeDraft& type, CellType& out) {
  const std::size_t types = draft.cell_types.size();
  const auto fill = [&](const std::vector<TowardsTypeDraft>& list, std::vector<double>& rates) {
    if (list.empty()) return;
    rates.assign(types, 0);
    for (const TowardsTypeDraft& one : list)
      rates[index_of_name(draft.cell_types, one.cell_type)] = one.value;
  };
  fill(type.fusions, out.contact.fuse);
  if (!type.phagocytosis) return;
  out.contact.phagocytose_apoptotic = type.phagocytosis->apoptotic;
  out.contact.phagocytose_necrotic = type.phagocytosis->necrotic;
  out.contact.phagocytose_other_dead = type.phagocytosis->other_dead;
  fill(type.phagocytosis->targets, out.contact.phagocytose);
}

}  // namespace cytotwin
