#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agents/cells/control.h"

namespace cytotwin {

/// Names that the words of the grammar are made of, in the order of a tissue's model.
struct VocabularyNames {
  std::vector<std::string> substances;
  std::vector<std::string> cell_types;
  std::vector<std::string> variables;
  std::size_t phases = 6;  ///< of the longest cycle
};

/// The words of the cell-behaviour grammar as PhysiCell 1.14.2 publishes them, synonyms included,
/// for the substances, cell types and variables of one tissue. Of two synonyms the first is the
/// canonical word.
class Vocabulary {
 public:
  explicit Vocabulary(const VocabularyNames& names);

  /// Empty if there is no such word.
  std::optional<Signal> signal(const std::string& word) const;
  std::optional<Control> behaviour(const std::string& word) const;

  /// Canonical words, in the order of the grammar.
  std::vector<std::string> signals() const;
  std::vector<std::string> behaviours() const;
  /// @throws std::out_of_range if it has no word
  const std::string& word(Signal signal) const { return signal_names_.at(signal); }
  const std::string& word(Control control) const { return behaviour_names_.at(control); }

  /// Every word with its synonyms.
  const std::map<std::string, Signal>& signal_words() const { return signals_; }
  const std::map<std::string, Control>& behaviour_words() const { return behaviours_; }

 private:
  void add(Signal signal, const std::vector<std::string>& words);
  void add(Control control, const std::vector<std::string>& words);
  void add_signals(const VocabularyNames& names);
  void add_behaviours(const VocabularyNames& names);
  void add_contact_behaviours(const VocabularyNames& names);

  std::map<std::string, Signal> signals_;
  std::map<std::string, Control> behaviours_;
  std::map<Signal, std::string> signal_names_;
  std::map<Control, std::string> behaviour_names_;
  std::vector<Signal> signal_order_;
  std::vector<Control> behaviour_order_;
};

}  // namespace cytotwin
