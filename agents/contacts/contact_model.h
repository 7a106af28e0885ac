#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace cytotwin {

/// How well a target is recognised by a variable of its own, for example an antigen:
/// clamp((value - threshold) / (saturation - threshold)) to [0, 1].
struct Recognition {
  std::string variable;   ///< a variable of the target
  double threshold = 0;   ///< not recognised at or below
  double saturation = 1;  ///< fully recognised at or above, > threshold
};

/// How cells of a type attack live cells of others. A cell attacks one target at a time and is held
/// to it by a spring meanwhile (AttachmentModel). Rates are of competing exponential events, so
/// that nothing depends on the step as long as rate x step is small.
///
/// Start, at each neighbour in reach: rate x immunogenicity x recognition x g(distance). Meanwhile
/// the target's damage grows at damage_rate x recognition and by hit_damage at each discrete hit,
/// which come at hit_rate x recognition. The attack ends at rate 1 / mean_duration, when the target
/// dies or goes, or when the pair is further apart than break_distance.
struct AttackModel {
  std::vector<double> rate = {};  ///< by type of the target [1/min], >= 0; empty: none
  /// g = 1 up to `near`, 0 from `far` on, linear between, of the centres' distance [um];
  /// far unset: 1. Beyond the reach of the adhesion law 0 in any case.
  double near = 0;
  std::optional<double> far = {};
  double break_distance = 0;                    ///< [um]; 0: never
  bool exclusive = false;                       ///< leaves alone what another cell attacks
  std::optional<Recognition> recognition = {};  ///< unset: 1
  double hit_rate = 0;                          ///< [1/min], >= 0
  double hit_damage = 1;                        ///< of one hit, or its median [-], >= 0
  double hit_spread = 0;                        ///< sd of the logarithm of a hit's damage [-], >= 0
  double first_hit_delay = 0;                   ///< no hit before, from the start [min], >= 0
  double damage_rate = 0;                       ///< continuous [1/min], >= 0
  double mean_duration = 30;                    ///< [min], > 0
  bool holds_still = true;                      ///< does not move of its own accord meanwhile
  bool holds_target =
      false;               ///< what it attacks neither grows, cycles nor dies otherwise meanwhile
  double pull = 0;         ///< towards targets in reach, dead ones too (add_pull) [1/min], >= 0
  double pull_beyond = 0;  ///< no pull at or below this distance of the centres [um], >= 0
  std::optional<double> pull_within = {};  ///< nor from this one on [um]; unset: all in reach
};

/// What damage does to the cells of a type: D' = rate - repair D between hits.
struct DamageModel {
  double rate = 0;                    ///< without an attacker [1/min], >= 0
  double repair = 0;                  ///< ln 2 / half-time [1/min], >= 0
  std::optional<double> lethal = {};  ///< kills at once, by apoptosis, from there on; unset: never
};

/// Adhesive links: springs between the centres of two live cells that last until one lets go, dies,
/// divides or is removed. Each cell of a pair acts at its own rates, so that two that touch attach
/// at the sum of their attach_rate x adhesive affinity to the other's type, and let go of each
/// other at the sum of their detach_rates (PhysiCell 1.14.2).
struct AttachmentModel {
  double attach_rate = 0;  ///< to each neighbour in reach [1/min], >= 0
  double detach_rate = 0;  ///< from each linked cell [1/min], >= 0
  double spring = 0.01;    ///< elastic constant k; a pair has sqrt(k k') [1/min], >= 0
  std::size_t most = 12;   ///< links of one cell
};

/// What live cells of a type do to those they touch, and what becomes of themselves. Rates are of
/// competing exponential events. Rates by type may be empty: none.
struct ContactModel {
  AttachmentModel attachment;
  AttackModel attack;
  DamageModel damage;
  double phagocytose_apoptotic = 0;      ///< of each neighbour so dying [1/min], >= 0
  double phagocytose_necrotic = 0;       ///< of each neighbour so dying [1/min], >= 0
  double phagocytose_other_dead = 0;     ///< of each neighbour dead otherwise [1/min], >= 0
  std::vector<double> phagocytose = {};  ///< live neighbours, by type [1/min], >= 0
  std::vector<double> fuse = {};         ///< by type [1/min], >= 0
  std::vector<double> transform = {};    ///< into another type [1/min], >= 0
  /// Probability that one daughter of a division is of that type [-], >= 0; of the own type
  /// without effect, as the rest of the divisions are symmetric.
  std::vector<double> divide_into = {};
  std::vector<double> immunogenicity = {};  ///< to attackers of each type; empty: 1 [-], >= 0
};

/// Whether a cell does something to any type: one of its rates by type is above 0.
inline bool any_positive(const std::vector<double>& by_type) {
  return std::any_of(by_type.begin(), by_type.end(), [](double value) { return value > 0; });
}

}  // namespace cytotwin
