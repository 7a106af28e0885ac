#include "agents/rules/vocabulary.h"

#include <fmt/format.h>

namespace cytotwin {
namespace {

std::uint16_t index_of(std::size_t i) { return static_cast<std::uint16_t>(i); }

// "VERB NAME", and "VERB cell type 3" for the third type.
std::vector<std::string> of_type(const std::string& verb, const std::string& name, std::size_t t) {
  return {fmt::format("{} {}", verb, name), fmt::format("{} cell type {}", verb, t)};
}

std::vector<std::string> of_variable(const std::string& name, std::size_t v) {
  return {fmt::format("custom:{}", name), fmt::format("custom: {}", name),
          fmt::format("custom {}", v)};
}

}  // namespace

Vocabulary::Vocabulary(const VocabularyNames& names) {
  add_signals(names);
  add_behaviours(names);
  add_contact_behaviours(names);
}

void Vocabulary::add(Signal signal, const std::vector<std::string>& words) {
  signal_order_.push_back(signal);
  signal_names_[signal] = words.front();
  // a name of the user's that reads like a word of the grammar does not take its place
  for (const std::string& word : words) signals_.emplace(word, signal);
}

void Vocabulary::add(Control control, const std::vector<std::string>& words) {
  behaviour_order_.push_back(control);
  behaviour_names_[control] = words.front();
  for (const std::string& word : words) behaviours_.emplace(word, control);
}

void Vocabulary::add_signals(const VocabularyNames& names) {
  using K = SignalKind;
  for (std::size_t s = 0; s < names.substances.size(); ++s) {
    const std::string& name = names.substances[s];
    add({K::concentration, index_of(s)}, {name});
    add({K::internalised, index_of(s)}, {"intracellular " + name, "internalized " + name});
    add({K::gradient, index_of(s)},
        {name + " gradient", "grad(" + name + ")", "gradient of " + name});
  }
  add({K::pressure}, {"pressure"});
  add({K::volume}, {"volume"});
  for (std::size_t t = 0; t < names.cell_types.size(); ++t) {
    add({K::contact_type, index_of(t)}, of_type("contact with", names.cell_types[t], t));
  }
  add({K::contact_live}, {"contact with live cell", "contact with live cells"});
  add({K::contact_dead}, {"contact with dead cell", "contact with dead cells"});
  add({K::contact_apoptotic}, {"contact with apoptotic cell", "contact with apoptotic cells"});
  add({K::contact_necrotic}, {"contact with necrotic cell", "contact with necrotic cells"});
  add({K::contact_other_dead}, {"contact with other dead cell", "contact with other dead cells"});
  add({K::contact_membrane}, {"contact with basement membrane", "contact with BM"});
  add({K::damage}, {"damage"});
  add({K::damage_delivered}, {"damage delivered", "total damage delivered"});
  add({K::attacking}, {"attacking", "is attacking"});
  add({K::dead}, {"dead", "is dead"});
  add({K::attack_time}, {"total attack time"});
  add({K::time}, {"time", "current time", "global time"});
  for (std::size_t v = 0; v < names.variables.size(); ++v) {
    add({K::variable, index_of(v)}, of_variable(names.variables[v], v));
  }
  add({K::apoptotic}, {"apoptotic", "is_apoptotic", "is apoptotic"});
  add({K::necrotic}, {"necrotic", "is_necrotic", "is necrotic"});
  // not words of the published grammar
  add({K::attackers}, {"attackers"});
  for (std::size_t v = 0; v < names.variables.size(); ++v) {
    const std::string word = "custom:" + names.variables[v];
    add({K::attacked_variable, index_of(v)}, {word + " of attacked cell"});
    add({K::attackers_variable, index_of(v)}, {word + " of attackers"});
  }
}

void Vocabulary::add_behaviours(const VocabularyNames& names) {
  using K = ControlKind;
  for (std::size_t s = 0; s < names.substances.size(); ++s) {
    const std::string& name = names.substances[s];
    add({K::secretion, index_of(s)}, {name + " secretion"});
    add({K::secretion_target, index_of(s)},
        {name + " secretion target", name + " secretion saturation density"});
    add({K::uptake, index_of(s)}, {name + " uptake"});
    add({K::net_export, index_of(s)}, {name + " export"});
    add({K::chemotaxis, index_of(s)},
        {"chemotactic response to " + name, "chemotactic sensitivity to " + name});
  }
  add({K::phase_exit, 0}, {"cycle entry", "exit from cycle phase 0"});
  for (std::size_t phase = 1; phase < names.phases; ++phase) {
    add({K::phase_exit, index_of(phase)}, {fmt::format("exit from cycle phase {}", phase)});
  }
  add({K::apoptosis}, {"apoptosis"});
  add({K::necrosis}, {"necrosis"});
  add({K::speed}, {"migration speed"});
  add({K::bias}, {"migration bias"});
  add({K::persistence}, {"migration persistence time"});
  add({K::adhesion}, {"cell-cell adhesion"});
  add({K::spring}, {"cell-cell adhesion elastic constant"});
  for (std::size_t t = 0; t < names.cell_types.size(); ++t) {
    add({K::affinity, index_of(t)}, of_type("adhesive affinity to", names.cell_types[t], t));
  }
  add({K::reach}, {"relative maximum adhesion distance"});
  add({K::repulsion}, {"cell-cell repulsion"});
  add({K::membrane_adhesion}, {"cell-BM adhesion", "cell-membrane adhesion"});
  add({K::membrane_repulsion}, {"cell-BM repulsion", "cell-membrane repulsion"});
  add({K::movable}, {"is_movable", "movable", "is movable"});
  for (std::size_t v = 0; v < names.variables.size(); ++v) {
    add({K::variable, index_of(v)}, of_variable(names.variables[v], v));
  }
  // not a word of the published grammar
  for (std::size_t v = 0; v < names.variables.size(); ++v) {
    add({K::variable_rate, index_of(v)}, {"rate of custom:" + names.variables[v]});
  }
}

void Vocabulary::add_contact_behaviours(const VocabularyNames& names) {
  using K = ControlKind;
  add({K::phagocytose_apoptotic}, {"phagocytose apoptotic cell", "phagocytosis of apoptotic cell",
                                   "phagocytosis of apoptotic cells"});
  add({K::phagocytose_necrotic}, {"phagocytose necrotic cell", "phagocytosis of necrotic cell",
                                  "phagocytosis of necrotic cells"});
  add({K::phagocytose_other_dead},
      {"phagocytose other dead cell", "phagocytosis of other dead cell",
       "phagocytosis of other dead cells"});
  for (std::size_t t = 0; t < names.cell_types.size(); ++t) {
    const std::string& name = names.cell_types[t];
    std::vector<std::string> eat = of_type("phagocytose", name, t);
    eat.push_back("phagocytosis of " + name);
    add({K::phagocytose, index_of(t)}, eat);
    add({K::attack, index_of(t)}, of_type("attack", name, t));
    add({K::fuse, index_of(t)}, of_type("fuse to", name, t));
    add({K::transform, index_of(t)}, of_type("transform to", name, t));
    add({K::divide_into, index_of(t)}, of_type("asymmetric division to", name, t));
    add({K::immunogenicity, index_of(t)}, of_type("immunogenicity to", name, t));
  }
  add({K::attachment}, {"cell attachment rate"});
  add({K::detachment}, {"cell detachment rate"});
  add({K::most_attachments}, {"maximum number of cell attachments"});
  add({K::attack_hit_rate}, {"attack hit rate"});  // not a word of the published grammar
  add({K::attack_damage_rate}, {"attack damage rate"});
  add({K::attack_duration}, {"attack duration"});
  add({K::damage_rate}, {"damage rate"});
  add({K::damage_repair}, {"damage repair rate"});
}

std::optional<Signal> Vocabulary::signal(const std::string& word) const {
  const auto found = signals_.find(word);
  if (found == signals_.end()) return std::nullopt;
  return found->second;
}

std::optional<Control> Vocabulary::behaviour(const std::string& word) const {
  const auto found = behaviours_.find(word);
  if (found == behaviours_.end()) return std::nullopt;
  return found->second;
}

std::vector<std::string> Vocabulary::signals() const {
  std::vector<std::string> words;
  for (const Signal signal : signal_order_) words.push_back(word(signal));
  return words;
}

std::vector<std::string> Vocabulary::behaviours() const {
  std::vector<std::string> words;
  for (const Control control : behaviour_order_) words.push_back(word(control));
  return words;
}

}  // namespace cytotwin
