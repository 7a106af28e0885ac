#pragma once

#include <span>
#include <variant>
#include <vector>

namespace cytotwin::eyes {

/// What a clinic saw at a visit, and whether it injected then.
struct ClinicVisit {
  double week = 0;
  double thickness = 0;  ///< [um]
  double letters = 0;
  bool injected = false;
};

/// What it does now, and when it wants the eye back.
struct Decision {
  bool inject = false;
  double weeks = 4;  ///< to the next visit
};

/// An injection at every visit: `loading` of them 4 weeks apart, then at an interval.
struct FixedInterval {
  int loading = 0;
  double weeks = 4;
};

/// An injection at every visit; after `loading` of them 4 weeks apart the interval grows by `step`
/// where the eye is dry, and shrinks by it where it is not.
struct TreatAndExtend {
  int loading = 4;
  double step = 2, shortest = 4, longest = 16;  ///< [weeks]
  double dry = 325;                             ///< thickness [um]
};

/// A visit every `weeks`; after `loading` injections one is given only where the eye is wet: above
/// `dry` and thicker than the thinnest seen by `rise` of it, or by `letters` worse than the best
/// seen.
struct AsNeeded {
  int loading = 3;
  double weeks = 4;
  double dry = 325;   ///< [um]
  double rise = 0.1;  ///< share
  double letters = 5;
};

using TreatmentRule = std::variant<FixedInterval, TreatAndExtend, AsNeeded>;

/// @param past  visits before, in order
/// @param now   what is seen at this visit; `injected` is not looked at
Decision decide(const TreatmentRule& rule, std::span<const ClinicVisit> past,
                const ClinicVisit& now);

}  // namespace cytotwin::eyes
