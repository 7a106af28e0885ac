#include "agents/retina/capillary_agents.h"

#include <cmath>
#include <limits>

#include "core/random.h"

namespace cytotwin {

namespace {

double threshold(std::uint64_t seed, std::size_t segment, std::uint32_t number, Purpose purpose) {
  return RandomStream(seed, segment, number, purpose).exponential();
}

constexpr double never = std::numeric_limits<double>::infinity();

class Step {
 public:
  Step(CapillaryAgents& agents, const CapillaryConstants& constants,
       const CapillarySurroundings& in, std::uint64_t seed)
      : agents_(agents), constants_(constants), in_(in), seed_(seed) {}

  CapillaryEvents run() {
    for (std::size_t s = 0; s < agents_.size(); ++s) {
      if (in_.capillary[s] == 0) continue;
      lose_pericytes(s);
      change_status(s);
      turn_microaneurysm(s);
    }
    return events_;
  }

 private:
  double pericyte_share(std::size_t s) const {
    return static_cast<double>(agents_.pericytes[s]) / constants_.pericytes;
  }

  void lose_pericytes(std::size_t s) {
    if (agents_.pericytes[s] == 0) return;
    double& left = agents_.pericyte_left[s];
    left -= constants_.pericyte_loss * in_.drive * in_.days * agents_.pericytes[s];
    while (left <= 0 && agents_.pericytes[s] > 0) {
      --agents_.pericytes[s];
      ++events_.pericytes_lost;
      const auto lost = static_cast<std::uint32_t>(constants_.pericytes - agents_.pericytes[s]);
      left += threshold(seed_, s, lost, Purpose::pericyte_death);
    }
  }

  double hazard(std::size_t s) const {
    return constants_.occlusion * in_.drive * (1 + constants_.vegf_gain * in_.vegf_excess[s]) *
           (1 + constants_.pericyte_gain * (1 - pericyte_share(s))) *
           std::pow(in_.mean_diameter / in_.diameter[s], constants_.diameter_exponent);
  }

  void change_status(std::size_t s) {
    const double end = in_.day + in_.days;
    switch (agents_.status[s]) {
      case VesselStatus::open:
        agents_.occlusion_left[s] -= hazard(s) * in_.days;
        if (agents_.occlusion_left[s] <= 0) close(s, end);
        break;
      case VesselStatus::plugged:
        if (end >= agents_.reopens[s]) {
          reopen(s, end);
        } else if (end - agents_.changed[s] >= constants_.plug_days) {
          turn(s, VesselStatus::occluded, end);
        }
        break;
      case VesselStatus::occluded:
        if (end - agents_.changed[s] >= constants_.acellular_days)
          turn(s, VesselStatus::acellular, end);
        break;
      case VesselStatus::acellular:
        break;
    }
  }

  void turn(std::size_t s, VesselStatus status, double day) {
    agents_.status[s] = status;
    agents_.changed[s] = day;
  }

  // A plug comes loose after an exponential time, unless it has become an occlusion before.
  void close(std::size_t s, double day) {
    turn(s, VesselStatus::plugged, day);
    const std::uint32_t number = ++agents_.closures[s];
    const double wait =
        constants_.reopening > 0
            ? threshold(seed_, s, number, Purpose::capillary_reopening) / constants_.reopening
            : never;
    agents_.reopens[s] = wait < constants_.plug_days ? day + wait : never;
    ++events_.closed;
  }

  void reopen(std::size_t s, double day) {
    turn(s, VesselStatus::open, day);
    agents_.occlusion_left[s] =
        threshold(seed_, s, agents_.closures[s], Purpose::capillary_occlusion);
    ++events_.reopened;
  }

  void turn_microaneurysm(std::size_t s) {
    double rate = constants_.clearing * in_.clearing_gain;
    if (agents_.microaneurysm[s] == 0) {
      if (!agents_.open(s)) return;
      rate = constants_.microaneurysm * in_.drive * (1 - pericyte_share(s)) *
             (in_.near_closed[s] != 0 ? constants_.edge_gain : 1);
    }
    agents_.microaneurysm_left[s] -= rate * in_.days;
    if (agents_.microaneurysm_left[s] > 0) return;
    ++(agents_.microaneurysm[s] == 0 ? events_.microaneurysms_formed
                                     : events_.microaneurysms_cleared);
    agents_.microaneurysm[s] ^= 1;
    agents_.microaneurysm_left[s] =
        threshold(seed_, s, ++agents_.turnovers[s], Purpose::microaneurysm);
  }

  CapillaryAgents& agents_;
  const CapillaryConstants& constants_;
  const CapillarySurroundings& in_;
  std::uint64_t seed_;
  CapillaryEvents events_;
};

}  // namespace

CapillaryAgents open_capillaries(std::size_t segments, const CapillaryConstants& constants,
                                 std::uint64_t seed) {
  CapillaryAgents agents;
  agents.status.assign(segments, VesselStatus::open);
  agents.changed.assign(segments, 0);
  agents.reopens.assign(segments, never);
  agents.closures.assign(segments, 0);
  agents.pericytes.assign(segments, static_cast<std::uint8_t>(constants.pericytes));
  agents.microaneurysm.assign(segments, 0);
  agents.turnovers.assign(segments, 0);
  for (std::size_t s = 0; s < segments; ++s) {
    agents.occlusion_left.push_back(threshold(seed, s, 0, Purpose::capillary_occlusion));
    agents.pericyte_left.push_back(threshold(seed, s, 0, Purpose::pericyte_death));
    agents.microaneurysm_left.push_back(threshold(seed, s, 0, Purpose::microaneurysm));
  }
  return agents;
}

CapillaryEvents step_capillaries(CapillaryAgents& agents, const CapillaryConstants& constants,
                                 const CapillarySurroundings& surroundings, std::uint64_t seed) {
  return Step(agents, constants, surroundings, seed).run();
}

}  // namespace cytotwin
