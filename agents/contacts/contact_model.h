#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace cytotwin {

/// How well a target is recognised by a variable of its own, for example an antigen:
/// clamp((value - threshold) / (saturation - threshold)) to [0, 1].
struct Recognition {
  std::string variable;   ///< a custom variable of the target
  double threshold = 0;   ///< not recognised at or below
  double saturation = 1;  ///< fully recognised at or above, > threshold
};

/// How cells of a type attack others. A cell attacks one target at a time and is held to it by a
/// spring meanwhile. All rates are of competing exponential events, so nothing depends on the step.
struct AttackModel {
  std::vector<double> rate =
      {};  ///< start, at each neighbour in reach, by target type [1/min], >= 0
  /// Surface-independent reach: full rate up to `near`, none beyond `far`, linear between, of the
  /// centre distance; unset: the reach of the adhesion law.
  std::optional<double> near, far;         ///< [um]
  std::optional<Recognition> recognition;  ///< scales starts and hits
  double hit_rate = 0;                     ///< discrete hits while attacking [1/min], >= 0
  double hit_damage = 1;                   ///< of one hit [-], >= 0
  double damage_rate = 1;                  ///< continuous damage while attacking [1/min], >= 0
  double mean_duration = 30;               ///< of an attack, exponential [min], > 0
  double fixed_duration = 0;               ///< > 0: attacks last just that long instead [min]
  bool holds_still = true;                 ///< does not move of its own accord meanwhile
};

/// What damage does to the cells of a type: D' = damage_rate - repair D, plus hits.
struct DamageModel {
  double rate = 0;    ///< of its own [1/min], >= 0
  double repair = 0;  ///< [1/min], >= 0; ln 2 / half-time
  /// Damage that kills at once, by apoptosis; infinite damage is not needed: unset = damage alone
  /// does not kill, a rule may.
  std::optional<double> lethal;
};

/// Adhesive links without an attack.
struct AttachmentModel {
  double attach_rate = 0;     ///< to each neighbour in reach [1/min], >= 0
  double detach_rate = 0;     ///< of each link [1/min], >= 0
  double spring = 0.01;       ///< elastic constant k; a pair has sqrt(k k') [1/min], >= 0
  double break_distance = 0;  ///< links longer than this break [um]; 0: never
  std::size_t most = 12;      ///< links of one cell
};

/// What cells of a type do to those they touch. Rates by type may be empty: none.
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
  std::vector<double> divide_into = {};  ///< share of divisions with one daughter of that type [-]
  std::vector<double> immunogenicity = {};  ///< to attackers of each type; empty: 1 [-], >= 0
};

}  // namespace cytotwin
