#include "agents/cells/control.h"

#include <fmt/format.h>

#include <stdexcept>

#include "agents/cells/cell_type.h"

namespace cytotwin {
namespace {

// Entries by type or substance may be missing altogether, and then all have one value.
double entry(const std::vector<double>& values, std::size_t index, double otherwise) {
  if (values.empty()) return otherwise;
  if (index < values.size()) return values[index];
  throw std::invalid_argument(
      fmt::format("base_value: index {} of {} entries", index, values.size()));
}

const CellExchangeRates& exchange_of(const CellType& type, std::size_t substance) {
  if (substance < type.exchange.size()) return type.exchange[substance];
  throw std::invalid_argument(fmt::format("base_value: substance {} of {} of cell type \"{}\"",
                                          substance, type.exchange.size(), type.name));
}

double phase_rate(const CellType& type, std::size_t phase) {
  if (phase < type.cycle.phases.size()) return type.cycle.phases[phase].exit_rate;
  throw std::invalid_argument(fmt::format("base_value: phase {} of {} of cell type \"{}\"", phase,
                                          type.cycle.phases.size(), type.name));
}

// A type without motility stands still, but a rule may set it going.
double base_of_motion(const std::optional<Motility>& own, Control control) {
  const Motility motility = own.value_or(Motility{0, 1, 0, {}, false});
  switch (control.kind) {
    case ControlKind::speed:
      return motility.speed;
    case ControlKind::bias:
      return motility.bias;
    case ControlKind::persistence:
      return motility.persistence;
    default:
      return entry(motility.chemotaxis, control.index, 0);
  }
}

}  // namespace

IndexedBy indexed_by(SignalKind kind) {
  switch (kind) {
    case SignalKind::concentration:
    case SignalKind::internalised:
    case SignalKind::gradient:
      return IndexedBy::substance;
    case SignalKind::contact_type:
      return IndexedBy::cell_type;
    case SignalKind::variable:
    case SignalKind::attacked_variable:
    case SignalKind::attackers_variable:
      return IndexedBy::variable;
    default:
      return IndexedBy::nothing;
  }
}

IndexedBy indexed_by(ControlKind kind) {
  switch (kind) {
    case ControlKind::secretion:
    case ControlKind::secretion_target:
    case ControlKind::uptake:
    case ControlKind::net_export:
    case ControlKind::chemotaxis:
      return IndexedBy::substance;
    case ControlKind::affinity:
    case ControlKind::phagocytose:
    case ControlKind::attack:
    case ControlKind::fuse:
    case ControlKind::transform:
    case ControlKind::divide_into:
    case ControlKind::immunogenicity:
      return IndexedBy::cell_type;
    case ControlKind::phase_exit:
      return IndexedBy::phase;
    case ControlKind::variable:
    case ControlKind::variable_rate:
      return IndexedBy::variable;
    default:
      return IndexedBy::nothing;
  }
}

double base_value(const CellType& type, Control control) {
  const ContactModel& contact = type.contact;
  switch (control.kind) {
    case ControlKind::phase_exit:
      return phase_rate(type, control.index);
    case ControlKind::apoptosis:
      return type.death.apoptosis.rate;
    case ControlKind::necrosis:
      return 0;  // without a response to oxygen
    case ControlKind::secretion:
      return exchange_of(type, control.index).secretion;
    case ControlKind::secretion_target:
      return exchange_of(type, control.index).secretion_target;
    case ControlKind::uptake:
      return exchange_of(type, control.index).uptake;
    case ControlKind::net_export:
      return exchange_of(type, control.index).net_export;
    case ControlKind::speed:
    case ControlKind::bias:
    case ControlKind::persistence:
    case ControlKind::chemotaxis:
      return base_of_motion(type.motility, control);
    case ControlKind::movable:
      return type.mechanics.movable ? 1 : 0;
    case ControlKind::repulsion:
      return type.mechanics.repulsion;
    case ControlKind::adhesion:
      return type.mechanics.adhesion;
    case ControlKind::reach:
      return type.mechanics.reach;
    case ControlKind::affinity:
      return entry(type.mechanics.affinity, control.index, 1);
    case ControlKind::membrane_adhesion:
      return type.mechanics.membrane_adhesion;
    case ControlKind::membrane_repulsion:
      return type.mechanics.membrane_repulsion;
    case ControlKind::spring:
      return contact.attachment.spring;
    case ControlKind::attachment:
      return contact.attachment.attach_rate;
    case ControlKind::detachment:
      return contact.attachment.detach_rate;
    case ControlKind::most_attachments:
      return static_cast<double>(contact.attachment.most);
    case ControlKind::phagocytose_apoptotic:
      return contact.phagocytose_apoptotic;
    case ControlKind::phagocytose_necrotic:
      return contact.phagocytose_necrotic;
    case ControlKind::phagocytose_other_dead:
      return contact.phagocytose_other_dead;
    case ControlKind::phagocytose:
      return entry(contact.phagocytose, control.index, 0);
    case ControlKind::attack:
      return entry(contact.attack.rate, control.index, 0);
    case ControlKind::attack_hit_rate:
      return type.contact.attack.hit_rate;
    case ControlKind::attack_damage_rate:
      return contact.attack.damage_rate;
    case ControlKind::attack_duration:
      return contact.attack.mean_duration;
    case ControlKind::fuse:
      return entry(contact.fuse, control.index, 0);
    case ControlKind::transform:
      return entry(contact.transform, control.index, 0);
    case ControlKind::divide_into:
      return entry(contact.divide_into, control.index, 0);
    case ControlKind::immunogenicity:
      return entry(contact.immunogenicity, control.index, 1);
    case ControlKind::damage_rate:
      return contact.damage.rate;
    case ControlKind::damage_repair:
      return contact.damage.repair;
    case ControlKind::variable:
      return 0;
    case ControlKind::variable_rate:
      return control.index < type.variables.size() ? type.variables[control.index].rate : 0;
  }
  return 0;
}

}  // namespace cytotwin
