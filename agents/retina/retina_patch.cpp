#include "agents/retina/retina_patch.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "core/random.h"

namespace cytotwin {

namespace {

constexpr FlowAccuracy run_accuracy{2e-3, 400};  // a haematocrit to 0.002 is no oxygen to speak of
constexpr double swinging_cells = 0.02;          // share of all
constexpr double bound_drug = 0.3;     // less free VEGF than this: microaneurysms clear faster
constexpr double clearing_gain = 3;    // three times as fast (Sugimoto 2016, see docs)
constexpr double focal_success = 0.7;  // of microaneurysms that a focal session closes
constexpr double anoxic_pressure = 2;  // mmHg

void close_microaneurysms(CapillaryAgents& agents, std::uint64_t seed, std::uint32_t session) {
  for (std::size_t s = 0; s < agents.size(); ++s) {
    if (agents.microaneurysm[s] == 0) continue;
    if (RandomStream(seed, s, session, Purpose::focal_laser).uniform() > focal_success) continue;
    agents.microaneurysm[s] = 0;
    agents.microaneurysm_left[s] =
        RandomStream(seed, s, ++agents.turnovers[s], Purpose::microaneurysm).exponential();
  }
}

}  // namespace

RetinaPatch::RetinaPatch(RetinaModel model, unsigned threads)
    : model_(std::move(model)),
      workers_(threads),
      vessels_(model_.vessels),
      solver_(vessels_, run_accuracy),
      oxygen_(vessels_, model_.mesh, model_.fovea, model_.oxygen, model_.supply_reach),
      vegf_(oxygen_.grid(), model_.vegf, healthy_oxygen()) {
  state_.capillaries = open_capillaries(vessels_.segments.size(), model_.capillaries, model_.seed);
  state_.new_vessels = no_new_vessels(model_.seed);
  state_.burned.assign(grid().size(), 0);
  state_.photoreceptors.assign(grid().size(), 1);
  state_.carried.assign(vessels_.segments.size(), VesselStatus::open);
  state_.diameter = healthy_diameter_;
  state_.oxygen = oxygen_.state();
  state_.memory = model_.drive.present(7);
  solve_vegf();
}

std::vector<double> RetinaPatch::healthy_oxygen() {
  index_segments();
  solve_blood();
  healthy_inflow_ = arterial_inflow();
  for (std::size_t s = 0; s < vessels_.segments.size(); ++s) {
    if (capillary_[s] != 0 && perfused_[s] != 0) healthy_length_ += vessels_.segments[s].length;
  }
  return oxygen_.inner();
}

void RetinaPatch::index_segments() {
  double sum = 0, capillaries = 0;
  for (const VesselSegment& segment : vessels_.segments) {
    const Vec3 middle = 0.5 * (vessels_.nodes[segment.from] + vessels_.nodes[segment.to]);
    ends_.push_back({segment.from, segment.to});
    column_.push_back(static_cast<std::uint32_t>(grid().column_of(middle.x, middle.y)));
    healthy_diameter_.push_back(segment.diameter);
    capillary_.push_back(segment.plexus == Plexus::arcade ? 0 : 1);
    if (capillary_.back() == 0) continue;
    sum += segment.diameter;
    ++capillaries;
  }
  mean_diameter_ = capillaries > 0 ? sum / capillaries : 1;
}

void RetinaPatch::restore(RetinaState state) {
  const std::size_t segments = vessels_.segments.size();
  if (state.capillaries.size() != segments || state.carried.size() != segments ||
      state.diameter.size() != segments || state.burned.size() != grid().size() ||
      state.photoreceptors.size() != grid().size())
    throw std::invalid_argument(
        fmt::format("RetinaPatch: a state of {} segments and {} columns for {} and {}",
                    state.capillaries.size(), state.burned.size(), segments, grid().size()));
  state_ = std::move(state);
  for (std::size_t s = 0; s < segments; ++s) {
    vessels_.segments[s].status = state_.carried[s];
    vessels_.segments[s].diameter = state_.diameter[s];
  }
  perfused_ = perfused_segments(vessels_, state_.flow);
  oxygen_.set_burned(state_.burned);
  oxygen_.restore(state_.oxygen, perfused_);
  solve_vegf();
}

// Sessions before the end of the step that begins.
bool RetinaPatch::burn(double until) {
  bool changed = false;
  for (std::size_t k = 0; k < model_.laser.size(); ++k) {
    const LaserSession& session = model_.laser[k];
    if (session.day < state_.day || session.day >= until) continue;
    if (session.pattern == LaserSession::Pattern::focal) {
      close_microaneurysms(state_.capillaries, model_.seed, static_cast<std::uint32_t>(k));
      continue;
    }
    const std::vector<std::uint8_t> spots =
        burned_columns(grid(), session, model_.fovea.x, model_.fovea.y);
    for (std::size_t c = 0; c < spots.size(); ++c) {
      if (spots[c] == 0) continue;
      state_.burned[c] = 1;
      state_.photoreceptors[c] = 0;
    }
    oxygen_.set_burned(state_.burned);
    changed = true;
  }
  return changed;
}

bool RetinaPatch::due() const {
  std::size_t changed = 0;
  for (std::size_t s = 0; s < vessels_.segments.size(); ++s) {
    const bool open = state_.capillaries.open(s), was = state_.carried[s] == VesselStatus::open;
    if (open != was) ++changed;
  }
  return static_cast<double>(changed) >
         model_.resolve_share * static_cast<double>(vessels_.segments.size());
}

void RetinaPatch::solve_blood() {
  try {
    solver_.solve(vessels_, state_.flow);
  } catch (const FlowNotSettled&) {
    // where most is closed a few red cells may swing between two ways for ever
    if (state_.flow.change > swinging_cells) throw;
  }
  perfused_ = perfused_segments(vessels_, state_.flow);
  oxygen_.solve(vessels_, state_.flow, perfused_, workers_);
}

void RetinaPatch::solve_vegf() {
  std::vector<double> sources(grid().size());
  for (std::size_t c = 0; c < sources.size(); ++c) sources[c] = state_.burned[c] != 0 ? 0 : 1;
  vegf_.solve(oxygen_.inner(), sources);
}

void RetinaPatch::solve_again(const std::vector<double>& excess) {
  for (std::size_t s = 0; s < vessels_.segments.size(); ++s) {
    VesselSegment& segment = vessels_.segments[s];
    segment.status = state_.carried[s] = state_.capillaries.status[s];
    segment.diameter = healthy_diameter_[s];
    if (segment.is_open())
      segment.diameter *= 1 + model_.dilation * excess[s] / (excess[s] + model_.dilation_half);
    state_.diameter[s] = segment.diameter;
  }
  solve_blood();
  state_.oxygen = oxygen_.state();
  solve_vegf();
}

std::vector<double> RetinaPatch::excess(double free_vegf) const {
  std::vector<double> values;
  for (const std::uint32_t column : column_) values.push_back(vegf_.excess(column, free_vegf));
  return values;
}

std::vector<std::uint8_t> RetinaPatch::near_closed() const {
  std::vector<std::uint8_t> node(vessels_.nodes.size(), 0), near(ends_.size());
  for (std::size_t s = 0; s < ends_.size(); ++s) {
    if (!state_.capillaries.open(s)) node[ends_[s][0]] = node[ends_[s][1]] = 1;
  }
  for (std::size_t s = 0; s < ends_.size(); ++s)
    near[s] = static_cast<std::uint8_t>(node[ends_[s][0]] | node[ends_[s][1]]);
  return near;
}

void RetinaPatch::lose_photoreceptors(double days) {
  for (std::size_t c = 0; c < grid().size(); ++c) {
    if (oxygen_.inner()[c] < anoxic_pressure)
      state_.photoreceptors[c] *= std::exp(-model_.photoreceptor_loss * days);
  }
}

CapillaryEvents RetinaPatch::step(double days, double a1c, double free_vegf) {
  const bool burned = burn(state_.day + days);
  const std::vector<double> excess_now = excess(free_vegf);
  const std::vector<std::uint8_t> near = near_closed();
  const CapillarySurroundings surroundings{state_.day,
                                           days,
                                           model_.drive.drive(state_.memory, a1c),
                                           excess_now,
                                           healthy_diameter_,
                                           mean_diameter_,
                                           capillary_,
                                           near,
                                           free_vegf < bound_drug ? clearing_gain : 1};
  const CapillaryEvents events =
      step_capillaries(state_.capillaries, model_.capillaries, surroundings, model_.seed);
  state_.memory = model_.drive.remembered(state_.memory, a1c, days);
  lose_photoreceptors(days);
  step_new_vessels(state_.new_vessels, model_.new_vessels, free_vegf * vegf_.secretion_ratio(),
                   closed_share(), state_.day, days, model_.seed);
  state_.day += days;
  if (burned || due()) solve_again(excess_now);
  return events;
}

}  // namespace cytotwin
