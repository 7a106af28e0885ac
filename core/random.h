#pragma once

#include <array>
#include <cstdint>

#include "core/vec3.h"

namespace cytotwin {

/// What a random number decides. One value a decision, so that adding a process never shifts the
/// numbers that another one sees. Values are part of the reproducibility contract: append only.
enum class Purpose : std::uint32_t {
  placement = 1,
  phase_exit = 2,
  death = 3,
  division_direction = 4,
  initial_phase = 5,
  coincident_direction = 6,
  transformation = 7,
  transformed_type = 8,
  daughter_type = 9,
  motility = 10,
  daughter_phase = 11,
  attack_start = 20,
  attack_hits = 21,
  attachment = 22,
  detachment = 23,
  phagocytosis = 24,
  fusion = 25,
  variables = 30,
  random_placement = 31,
  network_constants = 32,
  observation_perturbation = 40,
  ensemble_rotation = 41,
  particle_choice = 42,
  particle_jitter = 43,
  observation_order = 44,
  synthetic_truth = 45,
  synthetic_observation = 46,
  initial_members = 47,
  prior_members = 50,
  design_points = 51,
  inversion_noise = 52,
  failed_members = 53,
  bootstrap = 54,
  rank_ties = 55,
  posterior_members = 56,
  lesion_population = 60,
  lesion_bootstrap = 61,
  synthetic_patients = 70,
  parameter_walk = 80,
  resynthesised_cells = 81,
  copy_direction = 82,
  eye_members = 90,
  eye_bootstrap = 91,
  eye_cohort = 92,
  eye_visits = 93,
  capillary_occlusion = 100,
  capillary_reopening = 101,
  pericyte_death = 102,
  microaneurysm = 103,
  new_vessels = 104,
  haemorrhage = 105,
  random_mask = 106,
  focal_laser = 107,
  capillary_net = 110,
  capillary_diameter = 111,
  vessel_arcade = 112,
  vessel_vertical = 113,
  vessel_ladder = 114,
};

/// Random numbers of one (seed, entity, step, purpose), the same for any thread, rank or restart.
///
/// Counter-based Philox4x32-10 (Salmon et al. 2011, SC'11, "Parallel random numbers: as easy as
/// 1, 2, 3"): key = seed, counter = (entity low, entity high, step, purpose and draw block).
/// Distributions are our own, so they do not differ between standard libraries.
class RandomStream {
 public:
  /// @param step  integer step or generation within which the stream is unique; < 2^32
  RandomStream(std::uint64_t seed, std::uint64_t entity, std::uint32_t step, Purpose purpose);

  std::uint32_t bits();
  double uniform();         ///< in the open interval (0, 1), 52 bits
  double normal();          ///< standard normal (Box and Muller 1958)
  double exponential();     ///< mean 1
  Vec3 direction();         ///< uniform on the unit sphere
  Vec3 planar_direction();  ///< uniform on the unit circle, z = 0

 private:
  std::array<std::uint32_t, 4> counter_;
  std::array<std::uint32_t, 2> key_;
  std::array<std::uint32_t, 4> block_{};
  unsigned used_ = 4;
};

}  // namespace cytotwin
