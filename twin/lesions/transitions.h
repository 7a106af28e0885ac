#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "twin/lesions/protocol.h"

namespace cytotwin::lesions {

/// From one scan of a patient to a later one, with what the scans up to the first of them tell.
/// All pairs of scans are transitions, but those from the very first scan.
struct Transition {
  std::uint32_t patient = 0, from = 0, to = 0;  ///< indices of patient and scans
  double size = 0;                              ///< at `from` [mm]
  double change = 0;                            ///< of size [mm]; hidden for a patient under test
  double horizon = 0;                           ///< [weeks]
  double target_week = 0;                       ///< of `to`, after the first scan
  double slope = 0;                             ///< from the scan before `from` [mm/week]
  double longer_slope = 0;                      ///< from two scans before where there are [mm/week]
  double variability = 0;  ///< mean size of past changes, shrunk towards 6 % of the size [mm]
  double first = 0;        ///< size of the first scan [mm]
  bool unchanged = false;  ///< the last two sizes are the same
  bool chemotherapy = false;
  std::uint32_t remaining = 0;  ///< scans after `from`
};

/// In the order of patients, then `from`, then `to`.
std::vector<Transition> transitions_of(std::span<const Patient> patients);

/// Where transitions of (patient, from) start in that list; `to` = from + 1 + the place from there.
class TransitionIndex {
 public:
  TransitionIndex(std::span<const Transition> transitions, std::span<const Patient> patients);
  std::size_t of(std::size_t patient, std::size_t from, std::size_t to) const {
    return starts_[patient][from] + (to - from - 1);
  }

 private:
  std::vector<std::vector<std::size_t>> starts_;
};

/// Weights a past change has by its age in scans: 0.8, 0.64 ... of the latest.
inline constexpr double memory_a_scan = 0.8;

}  // namespace cytotwin::lesions
