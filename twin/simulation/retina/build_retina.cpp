#include "twin/simulation/retina/build_retina.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "agents/retina/open_border.h"
#include "agents/vessels/retina_layers.h"
#include "agents/vessels/vessel_mask.h"
#include "core/errors.h"

namespace cytotwin {

namespace {

constexpr double minutes_in_a_day = 1440;

double a_day(double a_year) { return a_year / 365.25; }

double days_from_start(const Scenario& scenario, double minutes) {
  return (minutes - scenario.time.start) / minutes_in_a_day;
}

CapillaryConstants capillaries_of(const RetinaLoss& loss) {
  CapillaryConstants constants;
  constants.occlusion = a_day(loss.occlusion);
  constants.vegf_gain = loss.vegf_gain;
  constants.pericyte_gain = loss.pericyte_gain;
  constants.diameter_exponent = loss.diameter_exponent;
  constants.reopening = a_day(loss.reopening);
  constants.pericyte_loss = a_day(loss.pericyte_loss);
  constants.microaneurysm = a_day(loss.microaneurysm);
  constants.edge_gain = loss.edge_gain;
  constants.clearing = a_day(loss.clearing);
  return constants;
}

std::vector<LaserSession> sessions_of(const Scenario& scenario) {
  std::vector<LaserSession> sessions;
  for (const RetinaLaser& laser : scenario.retina->laser) {
    LaserSession session;
    session.day = days_from_start(scenario, laser.at);
    session.pattern = static_cast<LaserSession::Pattern>(laser.pattern);
    session.burned_share = laser.burned_share;
    session.spot = laser.spot;
    session.bands = laser.bands;
    session.band_length = laser.band_length;
    session.spare_radius = laser.spare_radius;
    sessions.push_back(session);
  }
  std::stable_sort(sessions.begin(), sessions.end(),
                   [](const LaserSession& a, const LaserSession& b) { return a.day < b.day; });
  return sessions;
}

[[noreturn]] void refuse_mask(const RetinaVessels& vessels, const std::string& what) {
  throw InputError({vessels.mask, 0, 0, {}}, what,
                   "the picture must show vessels that are joined and reach its border");
}

// Blood enters and leaves within 5 pixels of the border, through vessels of 12 um and more.
constexpr double border_pixels = 5, feeding_diameter = 12;

void read_vessels(const RetinaSection& retina, RetinaModel& model) {
  const RetinaVessels& vessels = retina.vessels;
  const VesselMask mask = read_vessel_mask(vessels.mask);
  if (mask.width != mask.height)
    refuse_mask(vessels, fmt::format("is {} by {} pixels, not a square", mask.width, mask.height));
  const double size = vessels.pixel * static_cast<double>(mask.width);
  try {
    MaskReading reading;
    reading.pixel = vessels.pixel;
    model.vessels = trace_vessels(mask, reading);
    add_border_terminals(model.vessels, size, size, border_pixels * vessels.pixel, feeding_diameter,
                         vessels.blood);
    model.mesh = macula_mesh(size, retina.column, few_levels);
  } catch (const std::invalid_argument& error) {
    refuse_mask(vessels, error.what());
  }
  model.fovea = {size / 2, size / 2, 0};
}

// Half as thick in the inner layers as around the fovea: 64 um; outer nuclear layer 45 um.
RetinaColumn peripheral_column() {
  RetinaColumn column = perifoveal_column();
  column.thickness = {22, 13.5, 13.5, 15, 45, 20, 30};
  return column;
}

void generate_vessels(const RetinaSection& retina, std::uint64_t seed, RetinaModel& model) {
  const RetinaVessels& vessels = retina.vessels;
  if (retina.patch == RetinaSection::Patch::macula) {
    const double size = vessels.macula.size;
    model.vessels = macula_patch(vessels.macula, seed);
    open_border(model.vessels, {0, size, 0, size, vessels.macula.loop});
    model.mesh = macula_mesh(size, retina.column, few_levels);
    model.fovea = {size / 2, size / 2, 0};
    return;
  }
  const LadderStrip& strip = vessels.strip;
  model.vessels = ladder_strip(strip, seed);
  // the generator lays vessels into perifoveal layers
  for (Vec3& node : model.vessels.nodes) node.z *= 0.5;
  model.mesh =
      uniform_mesh(strip.length, strip.width, peripheral_column(), retina.column, few_levels);
  model.fovea = {-1e6, -1e6, 0};
}

}  // namespace

RetinaModel build_retina(const Scenario& scenario) {
  const RetinaSection& retina = *scenario.retina;
  RetinaModel model;
  if (retina.vessels.mask.empty()) {
    generate_vessels(retina, scenario.twin.seed, model);
  } else {
    read_vessels(retina, model);
  }
  model.oxygen = retina.oxygen;
  model.supply_reach = retina.supply_reach;
  model.capillaries = capillaries_of(retina.loss);
  model.vegf = {retina.vegf.half_pressure, retina.vegf.power, retina.vegf.fold, retina.vegf.spread};
  model.drive = {retina.glucose.exponent, retina.glucose.memory_share,
                 retina.glucose.memory_time / minutes_in_a_day};
  model.resolve_share = retina.loss.resolve_share;
  model.ageing = a_day(retina.loss.ageing);
  model.laser = sessions_of(scenario);
  model.seed = scenario.twin.seed;
  return model;
}

HbA1cHistory hba1c_of(const Scenario& scenario) {
  const std::vector<RetinaHbA1c>& given = scenario.retina->hba1c;
  HbA1cHistory history;
  if (given.empty()) return history;
  history.since.clear();
  history.percent.clear();
  for (const RetinaHbA1c& value : given) {
    history.since.push_back(days_from_start(scenario, value.since));
    history.percent.push_back(value.percent);
  }
  return history;
}

}  // namespace cytotwin
