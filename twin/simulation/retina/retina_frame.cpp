#include "twin/simulation/retina/retina_frame.h"

#include <cmath>
#include <numbers>
#include <utility>

namespace cytotwin {

namespace {

constexpr const char* end_names[] = {"from_x", "from_y", "from_z", "to_x", "to_y", "to_z"};
constexpr double patch_depth = 240;  // um, of the layers that a column stands for

}  // namespace

RetinaFrame::RetinaFrame(const RetinaPatch& patch, double minutes)
    : minutes_(minutes),
      grid_(patch.grid()),
      perfused_(patch.perfused()),
      oxygen_(patch.inner_oxygen()),
      vegf_(patch.vegf()),
      perfusion_(patch.perfusion()),
      burned_(patch.state().burned.begin(), patch.state().burned.end()) {
  const RetinaState& state = patch.state();
  const VesselGraph& graph = patch.vessels();
  for (std::size_t s = 0; s < graph.segments.size(); ++s) {
    const VesselSegment& segment = graph.segments[s];
    const Vec3 from = graph.nodes[segment.from], to = graph.nodes[segment.to];
    const Vec3 middle = 0.5 * (from + to);
    id_.push_back(s);
    x_.push_back(middle.x);
    y_.push_back(middle.y);
    z_.push_back(middle.z);
    radius_.push_back(segment.diameter / 2);
    const double ends[] = {from.x, from.y, from.z, to.x, to.y, to.z};
    for (std::size_t k = 0; k < 6; ++k) ends_[k].push_back(ends[k]);
    const double area = std::numbers::pi / 4 * segment.diameter * segment.diameter;
    flow_.push_back(std::abs(state.flow.flow[s]));
    speed_.push_back(flow_.back() / area / 1000);
    haematocrit_.push_back(state.flow.haematocrit[s]);
    pericytes_.push_back(static_cast<double>(state.capillaries.pericytes[s]) /
                         patch.model().capillaries.pericytes);
    status_.push_back(static_cast<std::uint8_t>(state.capillaries.status[s]));
    plexus_.push_back(static_cast<std::uint8_t>(segment.plexus));
    microaneurysm_.push_back(state.capillaries.microaneurysm[s]);
  }
}

FrameView RetinaFrame::view() const {
  FrameView view;
  view.minutes = minutes_;
  view.id = id_;
  view.x = x_;
  view.y = y_;
  view.z = z_;
  view.radius = radius_;
  view.cells = {
      {"status", "", std::span(status_), {"open", "plugged", "occluded", "acellular"}},
      {"plexus",
       "",
       std::span(plexus_),
       {"arcade", "superficial", "intermediate", "deep", "vertical"}},
      {"perfused", "", std::span(perfused_), {"no", "yes"}},
      {"microaneurysm", "", std::span(microaneurysm_), {"none", "microaneurysm"}},
      {"flow", "um^3/s", std::span(flow_), {}},
      {"speed", "mm/s", std::span(speed_), {}},
      {"haematocrit", "", std::span(haematocrit_), {}},
      {"pericytes", "", std::span(pericytes_), {}},
  };
  for (std::size_t k = 0; k < 6; ++k)
    view.cells.push_back({end_names[k], "um", std::span(ends_[k]), {}});
  view.grid.count = {grid_.nx, grid_.ny, 1};
  view.grid.spacing = {grid_.spacing, grid_.spacing, patch_depth};
  view.grid.origin = {grid_.left, grid_.bottom, 0};
  view.fields = {{"oxygen", "mmHg", oxygen_},
                 {"vegf", "", vegf_},
                 {"perfusion", "", perfusion_},
                 {"burned", "", burned_}};
  return view;
}

}  // namespace cytotwin
