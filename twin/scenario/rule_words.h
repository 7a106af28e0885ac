#pragma once

#include <functional>
#include <string>
#include <vector>

#include "agents/rules/vocabulary.h"
#include "core/units.h"
#include "twin/scenario/draft.h"

namespace cytotwin {

/// What the words of a rule mean in a scenario whose substances, variables and types are sound.
class RuleWords {
 public:
  RuleWords(const ScenarioDraft& draft, const UnitSystem& units);

  /// Key of the rule, what is wrong with its value, what to do.
  using Report = std::function<void(const char* key, const std::string&, const std::string&)>;

  /// Sets rule.rule, or reports everything that is wrong.
  void resolve(RuleDraft& rule, const Report& report) const;

  /// A word of the grammar, or a report at `key`.
  std::optional<Signal> signal(const std::string& word, const char* key,
                               const Report& report) const;
  /// What `scale` x a variable is to do in a type; reports at "behaviour" and "scale".
  std::optional<Drive> drive(const std::string& cell_type, const std::string& behaviour,
                             const std::string& scale, const Report& report) const;

  /// "0.5 1/min" for a number in the unit of a rule's signal or behaviour; just the number if the
  /// word is not known, which resolve() reports.
  std::string with_signal_unit(const std::string& number, const RuleDraft& rule) const;
  std::string with_behaviour_unit(const std::string& number, const RuleDraft& rule) const;

  /// Whether an earlier rule of the same type, behaviour and direction has another saturation.
  bool has_other_saturation(const std::vector<RuleDraft>& rules, std::size_t index) const;

  const std::vector<std::string>& cell_types() const { return names_.cell_types; }

 private:
  std::optional<Control> behaviour(const std::string& word, const Report& report) const;
  Dimension dimension_of_signal(Signal signal) const;
  Dimension dimension_of_behaviour(Control control, const CellTypeDraft* type) const;
  void check_phase(const RuleDraft& rule, Control control, const Report& report) const;
  const CellTypeDraft* type_of(const RuleDraft& rule) const;

  const ScenarioDraft& draft_;
  const UnitSystem& units_;
  VocabularyNames names_;
  std::vector<std::string> substance_units_;
  Vocabulary vocabulary_;
};

}  // namespace cytotwin
