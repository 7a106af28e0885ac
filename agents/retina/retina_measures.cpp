#include <algorithm>
#include <cmath>
#include <numeric>

#include "agents/retina/retina_patch.h"

namespace cytotwin {

namespace {

// An angiogram resolves lesions of 0.01 mm^2 whose middle is 30 um from perfused capillaries.
constexpr double angiogram_reach = 30, least_lesion = 0.01;
constexpr double hypoxic_pressure = 10;  // mmHg

template <class Values>
double mean_of(const Values& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

}  // namespace

double severity_level(double non_perfused, double microaneurysms, double new_vessels) {
  if (new_vessels > 0.3) return 71;
  if (new_vessels > 0.1) return 65;
  if (new_vessels > 0) return 61;
  if (non_perfused >= 0.15) return 53;
  if (non_perfused >= 0.10) return 47;
  if (non_perfused >= 0.05) return 43;
  if (non_perfused >= 0.02) return 35;
  return microaneurysms >= 1 ? 20 : 10;
}

double RetinaPatch::closed_share() const {
  double closed = 0, all = 0;
  for (std::size_t s = 0; s < ends_.size(); ++s) {
    if (capillary_[s] == 0) continue;
    all += 1;
    if (!state_.capillaries.open(s)) closed += 1;
  }
  return all > 0 ? closed / all : 0;
}

// What comes in by arteries; where the border is open, capillaries bring blood from beyond it too.
double RetinaPatch::arterial_inflow() const {
  std::vector<std::uint8_t> arterial(vessels_.nodes.size(), 0);
  for (std::size_t s = 0; s < ends_.size(); ++s) {
    if (capillary_[s] == 0) arterial[ends_[s][0]] = arterial[ends_[s][1]] = 1;
  }
  std::vector<double> leaving(vessels_.nodes.size(), 0);
  for (std::size_t s = 0; s < ends_.size(); ++s) {
    leaving[ends_[s][0]] += state_.flow.flow[s];
    leaving[ends_[s][1]] -= state_.flow.flow[s];
  }
  double inflow = 0;
  for (const VesselTerminal& terminal : vessels_.terminals) {
    if (arterial[terminal.node] != 0) inflow += std::max(leaving[terminal.node], 0.0);
  }
  return inflow;
}

void RetinaPatch::measure_vessels(RetinaMeasures& m) const {
  double lit = 0, pericytes = 0, capillaries = 0;
  std::vector<std::uint8_t> closed(ends_.size(), 0);
  for (std::size_t s = 0; s < ends_.size(); ++s) {
    if (capillary_[s] == 0) continue;
    capillaries += 1;
    closed[s] = state_.capillaries.open(s) ? 0 : 1;
    pericytes += state_.capillaries.pericytes[s];
    m.microaneurysms += state_.capillaries.microaneurysm[s];
    if (perfused_[s] != 0 && closed[s] == 0) lit += vessels_.segments[s].length;
  }
  m.closed = closed_share();
  m.largest_share = largest_contiguous_share(ends_, vessels_.nodes.size(), closed);
  m.non_perfused = healthy_length_ > 0 ? 1 - lit / healthy_length_ : 0;
  m.vessel_density = (1 - m.non_perfused) * (1 - model_.ageing * state_.day);
  m.pericytes = capillaries > 0 ? pericytes / capillaries / model_.capillaries.pericytes : 1;
  m.flow = arterial_inflow() / healthy_inflow_;
}

RetinaMeasures RetinaPatch::measure() const {
  RetinaMeasures m;
  measure_vessels(m);
  const AngiogramMeasures seen =
      measure_angiogram(grid(), oxygen_.perfusion().lit(perfused_), angiogram_reach, least_lesion,
                        model_.fovea.x, model_.fovea.y);
  m.non_perfused_area = seen.non_perfused;
  m.foveal_avascular = seen.foveal_avascular;
  m.oxygen = mean_of(oxygen_.inner());
  const auto hypoxic = std::count_if(oxygen_.inner().begin(), oxygen_.inner().end(),
                                     [](double pressure) { return pressure < hypoxic_pressure; });
  m.hypoxic = static_cast<double>(hypoxic) / static_cast<double>(grid().size());
  m.vegf = mean_of(vegf_.level());
  m.secretion = vegf_.secretion_ratio();
  m.new_vessels = state_.new_vessels.mass;
  m.haemorrhages = state_.new_vessels.haemorrhages;
  m.photoreceptors = mean_of(state_.photoreceptors);
  m.burned = mean_of(state_.burned);
  m.severity = severity_level(m.closed, m.microaneurysms, m.new_vessels);
  return m;
}

}  // namespace cytotwin
