// Every word of the grammar does what it says: a cell that follows a rule for it against one that
// does not, on a stage where it shows.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "agents/contacts/links.h"
#include "agents/rules/vocabulary.h"
#include "agents/tissue.h"

namespace cytotwin {
namespace {

using K = ControlKind;
constexpr double at_once = 1e3;  // [1/min]

double distance(const Tissue& tissue) {
  return norm(tissue.cells().position(1) - tissue.cells().position(0));
}

// 0 where the tissue has no such process.
double column(const Tissue& tissue, const char* name, std::size_t row) {
  const std::vector<ExtraColumn>& all = tissue.cells().extra;
  const std::size_t index = tissue.cells().find_extra(name);
  return index < all.size() ? all[index].values[row] : 0;
}

/// Cell 0, of type "tumour", follows the rule; cell 1 stands `apart` to its right.
struct Stage {
  TissueModel model;
  Vec3 place = {0, 0, 0};
  double apart = 15;  // [um]; the radii are 8.4, so that they touch, and reach for each other to 21
  std::uint16_t neighbour = 1;
  CellState of_neighbour = CellState::live;
  std::uint8_t phase = 0;
  bool slope = false;                          // substances rise along x
  double saturation = 1;                       // of the rule
  bool increases = true;                       // what the rule does
  std::function<double(const Tissue&)> shows;  // larger where the rule is followed

  CellType& own() { return model.cell_types[0]; }
  CellType& other() { return model.cell_types[1]; }
};

Stage bare() {
  Stage stage;
  TissueModel& model = stage.model;
  model.grid = {{20, 20, 20}, {20, 20, 20}, {-200, -200, -200}};
  for (const char* name : {"oxygen", "IFN"}) {
    Substance substance;
    substance.name = name;
    substance.diffusivity = 1e-3;
    model.substances.push_back(substance);
  }
  model.fixed.resize(2);
  model.variables = {{"antigen", "", AtDivision::copied}};
  for (const char* name : {"tumour", "T cell"}) {
    CellType type;
    type.name = name;
    type.cycle.phases.resize(2);
    type.cycle.phases[0].name = "first";
    type.cycle.phases[0].next = 1;
    type.cycle.phases[1].name = "second";
    type.cycle.phases[1].divides = true;
    type.death.apoptosis.rate = 0;
    type.volume.live = {0, 0, 0, 0};
    type.mechanics.repulsion = type.mechanics.adhesion = 0;
    type.exchange.resize(2);
    model.cell_types.push_back(type);
  }
  model.seed = 4;
  return stage;
}

double run(const Stage& stage, Control behaviour, bool ruled) {
  TissueModel model = stage.model;
  // a volume of 2494 um^3 is so far above 1 um^3 that the response is 1
  const Rule rule = {
      {SignalKind::volume, 0}, behaviour, stage.increases, stage.saturation, 1, 4, false};
  if (ruled) model.rules = {{rule}, {}};
  Tissue tissue(std::move(model));
  tissue.add_cell(0, stage.place);
  tissue.add_cell(stage.neighbour, stage.place + Vec3{stage.apart, 0, 0});
  Population& cells = tissue.cells();
  cells.phase[0] = stage.phase;
  cells.state[1] = stage.of_neighbour;
  if (stage.slope) {
    for (auto& field : tissue.fields()) {
      for (std::size_t v = 0; v < field.size(); ++v) field[v] = static_cast<double>(v % 20);
    }
  }
  tissue.renew();
  const Workers workers(1);
  tissue.step_phenotype(1, 6, workers);
  for (std::uint64_t s = 1; s <= 20; ++s) {
    tissue.step_transient_fields(s, 6, workers);
    tissue.step_mechanics(s, 6, workers);
  }
  tissue.step_phenotype(2, 12, workers);
  return stage.shows(tissue);
}

void on_life(Stage& stage, Control behaviour) {
  stage.apart = 100;
  stage.saturation = at_once;
  switch (behaviour.kind) {
    case K::phase_exit:
      stage.phase = static_cast<std::uint8_t>(behaviour.index);
      stage.shows = [](const Tissue& t) {
        return t.cells().phase[0] + 10.0 * static_cast<double>(t.events().births);
      };
      break;
    case K::apoptosis:
      stage.shows = [](const Tissue& t) { return static_cast<double>(t.events().apoptoses); };
      break;
    default:
      stage.shows = [](const Tissue& t) { return static_cast<double>(t.events().necroses); };
  }
}

void on_exchange(Stage& stage, Control behaviour) {
  CellExchangeRates& rates = stage.own().exchange[behaviour.index];
  const std::size_t s = behaviour.index;
  stage.shows = [s](const Tissue& t) { return t.budgets()[s].supplied; };
  if (behaviour.kind == K::secretion) rates.secretion_target = 100;
  if (behaviour.kind == K::secretion_target) rates.secretion = 0.1;
  if (behaviour.kind == K::uptake) {
    stage.model.substances[s].initial = 10;
    stage.shows = [s](const Tissue& t) { return t.budgets()[s].consumed; };
  }
}

void on_motion(Stage& stage, Control behaviour) {
  stage.apart = 100;
  stage.slope = true;
  stage.saturation = 1;
  // on its own a cell that draws a new direction every step
  if (behaviour.kind != K::speed) stage.own().motility = Motility{1, 1e-9, 0, {}, false};
  stage.shows = [](const Tissue& t) { return t.cells().x[0]; };
  switch (behaviour.kind) {
    case K::bias:
      stage.own().motility->chemotaxis = {1, 0};
      break;
    case K::chemotaxis:
      stage.own().motility->bias = 1;
      break;
    default:
      stage.saturation = behaviour.kind == K::persistence ? 1e9 : 5;
      stage.shows = [](const Tissue& t) { return norm(t.cells().position(0)); };
  }
}

void on_mechanics(Stage& stage, Control behaviour) {
  const auto near = [](const Tissue& t) { return -distance(t); };
  stage.shows = near;
  stage.neighbour = behaviour.kind == K::affinity ? behaviour.index : 1;
  switch (behaviour.kind) {
    case K::repulsion:
      stage.other().mechanics.repulsion = stage.saturation = 10;
      stage.shows = distance;
      break;
    case K::adhesion:
      stage.other().mechanics.adhesion = stage.saturation = 2;
      break;
    case K::movable:
      stage.own().mechanics.repulsion = stage.other().mechanics.repulsion = 10;
      stage.increases = false;
      stage.saturation = 0;
      stage.shows = [](const Tissue& t) { return -norm(t.cells().position(0)); };
      break;
    case K::spring:
      stage.own().contact.attachment = {1e9, 0, 0, 12};
      stage.other().contact.attachment.spring = stage.saturation = 0.05;
      break;
    default:  // affinity, reach
      stage.own().mechanics.adhesion = stage.other().mechanics.adhesion = 2;
      if (behaviour.kind == K::reach) {
        stage.apart = 22;
        stage.saturation = 2;
      } else {
        stage.increases = false;
        stage.saturation = 0;
        stage.shows = distance;
      }
  }
}

void on_walls(Stage& stage, Control behaviour) {
  stage.model.walls = true;
  const bool adhesion = behaviour.kind == K::membrane_adhesion;
  for (CellType& type : stage.model.cell_types) type.mechanics.membrane_repulsion = 0;
  stage.place = {adhesion ? -191.0 : -196.0, 0, 0};
  stage.apart = 100;
  stage.saturation = 20;
  stage.shows = [adhesion](const Tissue& t) { return adhesion ? -t.cells().x[0] : t.cells().x[0]; };
}

void on_links(Stage& stage, Control behaviour) {
  AttachmentModel& model = stage.own().contact.attachment;
  stage.shows = [](const Tissue& t) { return static_cast<double>(count_links(t.cells())); };
  stage.saturation = at_once;
  if (behaviour.kind != K::attachment) model.attach_rate = 1e9;
  if (behaviour.kind == K::most_attachments) {
    model.most = 0;
    stage.saturation = 3;
  }
  if (behaviour.kind == K::detachment) {
    stage.shows = [](const Tissue& t) { return static_cast<double>(t.events().detachments); };
  }
}

void on_merging(Stage& stage, Control behaviour) {
  stage.saturation = at_once;
  stage.shows = [](const Tissue& t) {
    return static_cast<double>(t.events().phagocytoses + t.events().fusions);
  };
  switch (behaviour.kind) {
    case K::phagocytose_apoptotic:
      stage.of_neighbour = CellState::apoptotic;
      break;
    case K::phagocytose_necrotic:
      stage.of_neighbour = CellState::necrotic_lysed;
      break;
    case K::phagocytose_other_dead:
      stage.of_neighbour = static_cast<CellState>(4);  // no model here ends in another death
      break;
    default:
      stage.neighbour = behaviour.index;
  }
}

void on_attack(Stage& stage, Control behaviour) {
  AttackModel& model = stage.own().contact.attack;
  model.mean_duration = 1e9;
  stage.neighbour = 1;
  stage.shows = [](const Tissue& t) { return column(t, "attack_time", 0); };
  if (behaviour.kind != K::attack) model.rate = {0, 1e9};
  switch (behaviour.kind) {
    case K::attack:
      stage.neighbour = behaviour.index;
      stage.saturation = at_once;
      break;
    case K::attack_hit_rate:
      model.hit_rate = 0;
      stage.shows = [](const Tissue& t) { return column(t, "damage", 1); };
      break;
    case K::attack_damage_rate:
      stage.shows = [](const Tissue& t) { return column(t, "damage", 1); };
      break;
    case K::attack_duration:
      model.mean_duration = 1e-3;
      stage.saturation = 1e9;
      break;
    default:  // immunogenicity: the neighbour attacks
      model.rate = {0, 0};
      stage.own().contact.immunogenicity = {0, 0};
      stage.neighbour = behaviour.index;
      stage.model.cell_types[behaviour.index].contact.attack.rate = {1e9, 0};
      stage.shows = [](const Tissue& t) { return column(t, "attack_time", 1); };
  }
}

void on_damage(Stage& stage, Control behaviour) {
  stage.shows = [](const Tissue& t) { return column(t, "damage", 0); };
  if (behaviour.kind != K::damage_repair) return;
  stage.own().contact.damage.rate = 1;
  stage.saturation = 10;
  stage.shows = [](const Tissue& t) { return -column(t, "damage", 0); };
}

void on_kind(Stage& stage, Control behaviour) {
  if (behaviour.kind == K::transform) {
    stage.saturation = at_once;
    stage.shows = [](const Tissue& t) { return static_cast<double>(t.events().transformations); };
    return;
  }
  stage.phase = 1;
  stage.own().cycle.phases[1].exit_rate = 10;
  stage.shows = [](const Tissue& t) {
    return static_cast<double>(t.events().asymmetric_divisions);
  };
}

Stage stage_of(Control behaviour) {
  Stage stage = bare();
  const auto set = [&](void (*how)(Stage&, Control)) {
    how(stage, behaviour);
    return stage;
  };
  switch (behaviour.kind) {
    case K::phase_exit:
    case K::apoptosis:
    case K::necrosis:
      return set(on_life);
    case K::secretion:
    case K::secretion_target:
    case K::uptake:
    case K::net_export:
      return set(on_exchange);
    case K::speed:
    case K::bias:
    case K::persistence:
    case K::chemotaxis:
      return set(on_motion);
    case K::movable:
    case K::repulsion:
    case K::adhesion:
    case K::reach:
    case K::affinity:
    case K::spring:
      return set(on_mechanics);
    case K::membrane_adhesion:
    case K::membrane_repulsion:
      return set(on_walls);
    case K::attachment:
    case K::detachment:
    case K::most_attachments:
      return set(on_links);
    case K::phagocytose_apoptotic:
    case K::phagocytose_necrotic:
    case K::phagocytose_other_dead:
    case K::phagocytose:
    case K::fuse:
      return set(on_merging);
    case K::attack:
    case K::attack_hit_rate:
    case K::attack_damage_rate:
    case K::attack_duration:
    case K::immunogenicity:
      return set(on_attack);
    case K::damage_rate:
    case K::damage_repair:
      return set(on_damage);
    case K::transform:
    case K::divide_into:
      return set(on_kind);
    case K::variable:
    case K::variable_rate:
      stage.shows = [](const Tissue& t) { return column(t, "custom_antigen", 0); };
      return stage;
  }
  return stage;
}

TEST(EveryBehaviour, HasItsEffect) {
  const Vocabulary vocabulary({{"oxygen", "IFN"}, {"tumour", "T cell"}, {"antigen"}, 2});
  const std::vector<std::string> words = vocabulary.behaviours();
  EXPECT_EQ(words.size(), 51U);
  for (const std::string& word : words) {
    const Control behaviour = *vocabulary.behaviour(word);
    const Stage stage = stage_of(behaviour);
    const bool own_type = behaviour.kind == K::transform || behaviour.kind == K::divide_into;
    const double ruled = run(stage, behaviour, true), plain = run(stage, behaviour, false);
    if (own_type && behaviour.index == 0) {
      EXPECT_EQ(ruled, plain) << word << ": to what it is already";
    } else {
      EXPECT_GT(ruled, plain) << word;
    }
  }
}

}  // namespace
}  // namespace cytotwin
