#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <optional>
#include <vector>

#include "agents/vessels/vessel_mask.h"
#include "core/errors.h"
#include "core/toml/suggest.h"
#include "twin/scenario/sections.h"
#include "twin/scenario/ticks.h"

namespace cytotwin {

namespace {

using T = RetinaDraft;
using V = Draft<RetinaVessels>;

Table blood_table() {
  TableBuilder<Draft<BorderBlood>> table("Blood at the border of the patch.");
  using B = Draft<BorderBlood>;
  table.number("arterial", &B::arterial,
               {.doc = "Pressure of inlets [mmHg].", .range = {0, 120, true}});
  table.number("venous", &B::venous,
               {.doc = "Pressure of outlets [mmHg], below that of inlets.", .range = {0, 120}});
  table.number("haematocrit", &B::haematocrit,
               {.doc = "Of the blood that enters, discharge.", .range = {0, 0.8}});
  table.number("oxygen", &B::oxygen,
               {.doc = "Of the blood that enters [mmHg].", .range = {0, 200}});
  return table.build();
}

Table macula_table() {
  using M = Draft<MaculaPatch>;
  TableBuilder<M> table("A square piece of macula, generated from the seed.");
  table.quantity("size", &M::size, Measure::length,
                 {.doc = "Of a side.", .range = between(1500, 8000)});
  table.quantity("avascular_radius", &M::avascular_radius, Measure::length,
                 {.doc = "Of the foveal zone without capillaries; 0: drawn, 250 to 350 um.",
                  .range = {0, 1000}});
  table.quantity("loop", &M::loop, Measure::length,
                 {.doc = "Mean width of a capillary loop.", .range = between(60, 90)});
  table.number("missing", &M::missing,
               {.doc = "Share of capillaries left out.", .range = between(0, 0.3)});
  table.number(
      "vertical", &M::vertical,
      {.doc = "Verticals for each node of the upper of two plexuses.", .range = between(0.01, 1)});
  table.quantity("trunk_diameter", &M::trunk_diameter, Measure::length,
                 {.doc = "Of an artery at the border.", .range = {5, 200}});
  return table.build();
}

Table strip_table() {
  using S = Draft<LadderStrip>;
  TableBuilder<S> table("A strip between an arteriole and the venule beside it.");
  table.quantity("length", &S::length, Measure::length,
                 {.doc = "Along both vessels.", .range = between(200, 20000)});
  table.quantity("width", &S::width, Measure::length,
                 {.doc = "From arteriole to venule.", .range = between(100, 5000)});
  table.quantity("rung_spacing", &S::rung_spacing, Measure::length,
                 {.doc = "Between two capillaries from side to side.", .range = between(20, 500)});
  table.number(
      "crossing", &S::crossing,
      {.doc = "Share of neighbouring nodes joined between capillaries.", .range = between(0, 1)});
  table.quantity("capillary", &S::capillary, Measure::length,
                 {.doc = "Mean diameter of capillaries.", .range = between(3, 12)});
  return table.build();
}

Table vessels_table() {
  TableBuilder<V> table("Vessels: generated, or the skeleton of a picture of them.");
  table.text("mask", &V::mask,
             {.doc = "Picture of vessels seen from the front (PBM, PGM or CSV), relative to this "
                     "file; empty: generated.",
              .example = "\"octa.pgm\""});
  table.quantity("pixel", &V::pixel, Measure::length,
                 {.doc = "Width of a pixel of the picture.", .range = {0, 100, true}});
  table.integer("width", &V::width,
                {.doc = "Pixels that the picture must be wide.", .range = between(3, 20000)});
  table.integer("height", &V::height,
                {.doc = "Pixels that the picture must be high.", .range = between(3, 20000)});
  return table.build();
}

Table loss_table() {
  using L = Draft<RetinaLoss>;
  TableBuilder<L> table("How capillaries and pericytes are lost, at an HbA1c of 7 %.");
  table.number(
      "occlusion", &L::occlusion,
      {.doc = "Of a capillary segment among healthy ones [1/year].", .range = at_least(0)});
  table.number("vegf_gain", &L::vegf_gain,
               {.doc = "Times as many occlusions, less one, at the VEGF of full hypoxia.",
                .range = at_least(0)});
  table.number(
      "pericyte_gain", &L::pericyte_gain,
      {.doc = "Times as many occlusions, less one, without pericytes.", .range = at_least(0)});
  table.number("diameter_exponent", &L::diameter_exponent,
               {.doc = "Power of the mean diameter over that of a segment.", .range = {0, 4}});
  table.quantity(
      "reopening", &L::reopening, Measure::rate,
      {.doc = "Of a segment in the 30 days after it was plugged [1/year].", .range = at_least(0)});
  table.number("pericyte_loss", &L::pericyte_loss,
               {.doc = "Of each pericyte [1/year].", .range = at_least(0)});
  table.number("microaneurysm", &L::microaneurysm,
               {.doc = "Formed on a segment without pericytes [1/year].", .range = at_least(0)});
  table.number("edge_gain", &L::edge_gain,
               {.doc = "Times as many of them beside a closed segment.", .range = at_least(1)});
  table.number("clearing", &L::clearing,
               {.doc = "Of a microaneurysm; three times as fast while a drug binds VEGF [1/year].",
                .range = at_least(0)});
  table.number(
      "ageing", &L::ageing,
      {.doc = "Loss of vessel density that is no occlusion [1/year].", .range = at_least(0)});
  table.number("resolve_share", &L::resolve_share,
               {.doc = "Of segments that may change before blood and oxygen are solved anew.",
                .range = {0, 0.1}});
  return table.build();
}

Table glucose_table() {
  using G = Draft<RetinaGlucose>;
  TableBuilder<G> table("How HbA1c drives damage: (HbA1c / 7 %) to a power, in part with delay.");
  table.number("exponent", &G::exponent,
               {.doc = "5.5 in type 1 diabetes, 3.5 in type 2.", .range = {0, 10}});
  table.number("memory_share", &G::memory_share,
               {.doc = "Of the drive that follows with delay.", .range = between(0, 1)});
  table.quantity("memory_time", &G::memory_time, Measure::time,
                 {.doc = "Of that delay.", .range = more_than(0), .example = "\"1826 d\""});
  return table.build();
}

Table vegf_table() {
  using F = Draft<RetinaVegf>;
  TableBuilder<F> table("VEGF that the inner retina releases for lack of oxygen.");
  table.number(
      "half_pressure", &F::half_pressure,
      {.doc = "Oxygen at which half of the response is reached [mmHg].", .range = {0, 40, true}});
  table.number("power", &F::power, {.doc = "Of the Hill function.", .range = {0.5, 10}});
  table.number("fold", &F::fold,
               {.doc = "More than the least release, without oxygen.", .range = {0, 100, true}});
  table.quantity("spread", &F::spread, Measure::length,
                 {.doc = "Length that it diffuses before it is lost.", .range = between(5, 2000)});
  return table.build();
}

Table eye_table() {
  using E = Draft<RetinaEye>;
  TableBuilder<E> table("How the network of [model] is the rest of the eye.");
  table.text("secretion", &E::secretion,
             {.doc = "Constant of the network that is set to the VEGF secreted by the patch over "
                     "what it secretes when healthy."});
  table.text("hba1c", &E::hba1c, {.doc = "Constant of the network that is set to HbA1c [%]."});
  table.text("free_vegf", &E::free_vegf,
             {.doc = "Quantity of the network: free VEGF in the retina over the healthy one."});
  table.choices("show", &E::show, {},
                {.doc = "Quantities of the network that the series get, as eye_NAME.",
                 .example = "[\"cst\", \"letters\"]"});
  return table.build();
}

Table hba1c_table() {
  using H = Draft<RetinaHbA1c>;
  TableBuilder<H> table("HbA1c from a time on.");
  table.quantity("since", &H::since, Measure::time,
                 {.doc = "First moment, on the axis of time.start.", .example = "\"0 d\""});
  table.number("percent", &H::percent,
               {.doc = "HbA1c [%].", .required = true, .range = between(4, 18), .example = "8.5"});
  return table.build();
}

Table laser_table() {
  using L = Draft<RetinaLaser>;
  TableBuilder<L> table("A session of laser photocoagulation.");
  table.quantity(
      "at", &L::at, Measure::time,
      {.doc = "When, on the axis of time.start.", .required = true, .example = "\"90 d\""});
  table.choice<RetinaLaser::Pattern L::*, RetinaLaser::Pattern>(
      "pattern", &L::pattern,
      {{"panretinal", RetinaLaser::Pattern::panretinal},
       {"dots", RetinaLaser::Pattern::dots},
       {"bands", RetinaLaser::Pattern::bands},
       {"focal", RetinaLaser::Pattern::focal}},
      {.doc = "Spots over the whole patch (panretinal, dots), strips across the way from artery "
              "to vein (bands), or microaneurysms alone (focal)."});
  table.number("burned_share", &L::burned_share,
               {.doc = "Of the area, with panretinal and dots.", .range = {0, 0.7, true}});
  table.quantity("spot", &L::spot, Measure::length,
                 {.doc = "Diameter of a burn; width of a band.", .range = between(20, 1000)});
  table.integer("bands", &L::bands, {.doc = "Number of bands.", .range = between(1, 100)});
  table.number("band_length", &L::band_length,
               {.doc = "Of the way from artery to vein.", .range = {0, 1, true}});
  table.quantity("spare_radius", &L::spare_radius, Measure::length,
                 {.doc = "Around the fovea nothing is burned.", .range = at_least(0)});
  return table.build();
}

void declare(TableBuilder<ScenarioDraft>& root) {
  TableBuilder<T> table("A patch of retina in place of a tissue of cells.");
  table.choice<RetinaSection::Patch T::*, RetinaSection::Patch>(
      "patch", &T::patch,
      {{"macula", RetinaSection::Patch::macula}, {"periphery", RetinaSection::Patch::periphery}},
      {
          .doc = "A square around the fovea, or a strip between an arteriole and a venule.",
      });
  table.quantity("step", &T::step, Measure::time,
                 {.doc = "Of events; end - start and output intervals are whole multiples.",
                  .range = {0, 60 * 1440.0, true}});
  table.choice<OxygenMethod T::*, OxygenMethod>(
      "oxygen", &T::oxygen,
      {{"perfusion", OxygenMethod::perfusion}, {"blood", OxygenMethod::blood}},
      {.doc = "From the perfused capillaries around each column of tissue, or from blood and "
              "choroid in three dimensions."});
  table.quantity(
      "column", &T::column, Measure::length,
      {.doc = "Side of a column of tissue; divides the patch.", .range = between(5, 100)});
  table.quantity("supply_reach", &T::supply_reach, Measure::length,
                 {.doc = "That a capillary supplies sideways; with oxygen = \"perfusion\".",
                  .range = between(10, 500)});
  table.table("vessels", &T::written_vessels, vessels_table());
  table.table("macula", &T::macula, macula_table());
  table.table("strip", &T::strip, strip_table());
  table.table("blood", &T::blood, blood_table());
  table.table("loss", &T::written_loss, loss_table());
  table.table("glucose", &T::written_glucose, glucose_table());
  table.table("vegf", &T::written_vegf, vegf_table());
  table.table("eye", &T::written_eye, eye_table());
  table.tables("hba1c", &T::written_hba1c, hba1c_table());
  root.table("retina", &ScenarioDraft::retina, table.build());
  root.tables("laser", &ScenarioDraft::lasers, laser_table());
}

void check_mask(T& retina, Checks& checks) {
  V& vessels = retina.written_vessels;
  if (vessels.mask.empty() || !checks.good(vessels, {"mask", "width", "height"})) return;
  std::filesystem::path file = vessels.mask;
  if (file.is_relative()) file = checks.directory_of(vessels, "mask") / file;
  vessels.mask = file.lexically_normal().string();
  std::optional<std::array<std::size_t, 2>> size;
  if (vessels.width && vessels.height)
    size = {static_cast<std::size_t>(*vessels.width), static_cast<std::size_t>(*vessels.height)};
  try {
    read_vessel_mask(vessels.mask, size);
  } catch (const InputError& error) {
    for (const InputProblem& problem : error.problems()) checks.problem(problem);
  }
}

void check_blood(const T& retina, Checks& checks) {
  if (!checks.good(retina.blood, {"arterial", "venous"})) return;
  if (retina.blood.arterial > retina.blood.venous) return;
  checks.problem(retina.blood, "venous",
                 fmt::format("retina.blood: venous {} mmHg is not below arterial {} mmHg",
                             retina.blood.venous, retina.blood.arterial),
                 "blood flows from inlets to outlets");
}

void check_columns(const T& retina, Checks& checks) {
  const bool macula = retina.patch == RetinaSection::Patch::macula;
  if (!checks.good(retina, {"column", "patch"}) || !checks.good(retina.macula, {"size"}) ||
      !checks.good(retina.strip, {"length", "width"}))
    return;
  const double column = retina.column;
  const auto divides = [&](double size) {
    const double count = size / column;
    return std::abs(count - std::round(count)) < 1e-9;
  };
  const std::vector<double> sizes =
      macula ? std::vector<double>{retina.macula.size}
             : std::vector<double>{retina.strip.length, retina.strip.width};
  for (const double size : sizes) {
    if (divides(size)) continue;
    checks.problem(
        retina, "column",
        fmt::format("retina.column = {} um does not divide the patch's {} um", column, size),
        "choose a column that goes into the patch a whole number of times");
  }
}

void check_times(ScenarioDraft& draft, T& retina, Checks& checks) {
  const Span step{retina, "step", "retina.step", &retina.step};
  if (!whole_ticks(step, checks) || !checks.good(draft.time, {"start", "end"})) return;
  double length = draft.time.end - draft.time.start;
  check_multiple({draft.time, "end", "time.end - time.start", &length}, step, checks);
  for (const Span& span :
       {Span{draft.output, "frames", "output.frames", &draft.output.frames},
        Span{draft.output, "series", "output.series", &draft.output.series},
        Span{draft.output, "checkpoints", "output.checkpoints", &draft.output.checkpoints}}) {
    if (checks.good(draft.output, {span.key})) check_multiple(span, step, checks);
  }
  for (std::size_t k = 1; k < retina.written_hba1c.size(); ++k) {
    if (retina.written_hba1c[k].since > retina.written_hba1c[k - 1].since) continue;
    checks.problem(retina.written_hba1c[k], "since",
                   fmt::format("retina.hba1c {}: since is not after that of the one before", k + 1),
                   "write the values in order of time");
  }
  for (const Draft<RetinaLaser>& laser : draft.lasers) {
    if (!checks.good(laser, {"at"})) continue;
    if (laser.at >= draft.time.start && laser.at < draft.time.end) continue;
    checks.problem(laser, "at",
                   fmt::format("laser: {} is outside the run, {} to {} min",
                               checks.said(laser, "at", "at", laser.at, "min"), draft.time.start,
                               draft.time.end),
                   "leave a session in the past out, or start the run earlier");
  }
}

void check_names(const Draft<RetinaEye>& eye, const char* key, const std::string& name,
                 const std::vector<std::string>& names, const char* kind, Checks& checks) {
  if (std::find(names.begin(), names.end(), name) != names.end()) return;
  checks.problem(eye, key,
                 fmt::format("retina.eye.{}: \"{}\" is none of the network's {}", key, name, kind),
                 suggestion(name, names, kind));
}

// After [model] was checked.
void check_eye(const ScenarioDraft& draft, Checks& checks) {
  const Draft<RetinaEye> eye = draft.retina->written_eye.value_or(Draft<RetinaEye>());
  if (!draft.model) {
    if (draft.retina->written_eye)
      checks.problem(eye, "", "retina.eye: there is no network", "add a table [model]");
    return;
  }
  if (draft.model->compiled == nullptr) return;
  const Network& network = *draft.model->compiled;
  check_names(eye, "secretion", eye.secretion, network.constant_names(), "constants", checks);
  check_names(eye, "hba1c", eye.hba1c, network.constant_names(), "constants", checks);
  check_names(eye, "free_vegf", eye.free_vegf, network.quantity_names(), "quantities", checks);
  for (const std::string& name : eye.show)
    check_names(eye, "show", name, network.quantity_names(), "quantities", checks);
}

void check(ScenarioDraft& draft, Checks& checks) {
  if (!draft.retina) return;
  T& retina = *draft.retina;
  check_mask(retina, checks);
  check_blood(retina, checks);
  check_columns(retina, checks);
  check_times(draft, retina, checks);
  check_eye(draft, checks);
}

void fill(const ScenarioDraft& draft, Scenario& scenario) {
  if (!draft.retina) return;
  const T& written = *draft.retina;
  RetinaSection retina = written;
  retina.vessels = written.written_vessels;
  retina.vessels.macula = written.macula;
  retina.vessels.strip = written.strip;
  retina.vessels.blood = written.blood;
  retina.vessels.macula.blood = retina.vessels.strip.blood = written.blood;
  retina.loss = written.written_loss;
  retina.glucose = written.written_glucose;
  retina.vegf = written.written_vegf;
  if (written.written_eye) retina.eye = *written.written_eye;
  retina.hba1c.assign(written.written_hba1c.begin(), written.written_hba1c.end());
  retina.laser.assign(draft.lasers.begin(), draft.lasers.end());
  scenario.retina = retina;
}

}  // namespace

Section retina_section() { return {declare, check, fill}; }

}  // namespace cytotwin
