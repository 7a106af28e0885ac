#include <fmt/format.h>

#include "agents/contacts/links.h"
#include "twin/scenario/sections.h"

namespace cytotwin {

Table attachment_table() {
  using T = AttachmentModel;
  TableBuilder<T> table(
      "Springs that hold live neighbours together, and attackers to their targets.");
  table.quantity("attach_rate", &T::attach_rate, Measure::rate,
                 {.doc = "To each neighbour in reach, x the adhesive affinity to it.",
                  .range = at_least(0),
                  .aliases = {"attachment_rate"}});
  table.quantity("detach_rate", &T::detach_rate, Measure::rate,
                 {.doc = "From each linked cell; two let go of each other at the sum of theirs.",
                  .range = at_least(0),
                  .aliases = {"detachment_rate"}});
  table.quantity("spring", &T::spring, Measure::rate,
                 {.doc = "Elastic constant of links and of attacks; a pair has sqrt(k k').",
                  .range = at_least(0),
                  .aliases = {"attachment_elastic_constant"}});
  table.integer("most", &T::most,
                {.doc = "Links of one cell.",
                 .range = between(0, static_cast<double>(most_links)),
                 .aliases = {"maximum_number_of_attachments"}});
  return table.build();
}

/// A cell on springs to n fixed others relaxes at n k; bound as for the pairs of linear_spring.
void check_attachment(const ScenarioDraft& draft, const CellTypeDraft& type,
                      const std::string& label, Checks& checks) {
  const AttachmentModel& model = type.contact.attachment;
  if (!checks.good(type, {"attachment.attach_rate", "attachment.spring", "attachment.most"}) ||
      !checks.good(draft.time, {"mechanics"}) || model.attach_rate == 0)
    return;
  const double stiffness = 2 * model.spring * static_cast<double>(model.most);
  if (stiffness * draft.time.mechanics < 1) return;
  checks.problem(
      type, "attachment.spring",
      fmt::format("{}{} springs of {} 1/min are not stable with steps of {} min", label, model.most,
                  number_text(model.spring), number_text(draft.time.mechanics)),
      fmt::format("2 x most x spring x time.mechanics must be below 1: write a step below \"{} "
                  "min\"",
                  number_text(1 / stiffness)));
}

}  // namespace cytotwin
