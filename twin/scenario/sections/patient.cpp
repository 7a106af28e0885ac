#include <filesystem>

#include "twin/scenario/sections.h"

namespace cytotwin {

namespace {

using T = Draft<PatientSection>;

void declare(TableBuilder<ScenarioDraft>& root) {
  TableBuilder<T> table("Whose data the comparisons read.");
  table.text("file", &T::file,
             {.doc = "CSV file with a header row, relative to this scenario file; of the "
                     "comparisons without a file of their own.",
              .example = "\"patient.csv\"",
              .aliases = {"data"}});
  root.table("patient", &ScenarioDraft::patient, table.build());
}

void check(ScenarioDraft& draft, Checks& checks) {
  T& patient = draft.patient;
  if (!checks.good(patient, {"file"}) || patient.file.empty()) return;
  patient.file = std::filesystem::absolute(checks.directory_of(patient, "file") / patient.file)
                     .lexically_normal()
                     .string();
}

void fill(const ScenarioDraft& draft, Scenario& scenario) { scenario.patient = draft.patient; }

}  // namespace

Section patient_section() { return {declare, check, fill}; }

}  // namespace cytotwin
