#include "twin/scenario/sections.h"

namespace cytotwin {

namespace {

Table rates_table(std::string doc) {
  TableBuilder<VolumeRates> table(std::move(doc));
  table.quantity("fluid", &VolumeRates::fluid, Measure::rate,
                 {.doc = "Relaxation rate of the fluid.",
                  .range = at_least(0),
                  .aliases = {"fluid_change_rate"}});
  table.quantity("nuclear", &VolumeRates::nuclear, Measure::rate,
                 {.doc = "Relaxation rate of the nuclear solid.",
                  .range = at_least(0),
                  .aliases = {"nuclear_biomass_change_rate"}});
  table.quantity("cytoplasmic", &VolumeRates::cytoplasmic, Measure::rate,
                 {.doc = "Relaxation rate of the cytoplasmic solid.",
                  .range = at_least(0),
                  .aliases = {"cytoplasmic_biomass_change_rate"}});
  table.quantity("calcification", &VolumeRates::calcification, Measure::rate,
                 {.doc = "Rate at which the rest calcifies.",
                  .range = at_least(0),
                  .aliases = {"calcification_rate"}});
  return table.build();
}

}  // namespace

Table volume_table() {
  using T = VolumeModel;
  TableBuilder<T> table("Size of a cell; the defaults are MCF-7 (Macklin et al. 2012).");
  table.quantity("total", &T::total, Measure::volume,
                 {.doc = "Whole cell, before it grows to divide.", .range = more_than(0)});
  table.quantity("nuclear", &T::nuclear, Measure::volume,
                 {.doc = "Nucleus; less than total.", .range = more_than(0)});
  table.number("fluid_fraction", &T::fluid_fraction,
               {.doc = "Share of fluid.", .range = {0, 1, false, true}});
  table.choice<VolumeScheme T::*, VolumeScheme>(
      "scheme", &T::scheme, {{"exact", VolumeScheme::exact}, {"euler", VolumeScheme::euler}},
      {.doc = "Closed form, or the explicit Euler step of published runs."});
  table.table("rates", &T::live, rates_table("How fast a live cell reaches its targets."));
  return table.build();
}

Table apoptosis_table() {
  using T = ApoptosisModel;
  TableBuilder<T> table("Programmed death: the cell shrinks and is removed after a fixed time.");
  table.quantity("rate", &T::rate, Measure::rate,
                 {.doc = "Of live cells.", .range = at_least(0), .aliases = {"death_rate"}});
  table.quantity("duration", &T::duration, Measure::time,
                 {.doc = "From death to removal.", .range = more_than(0)});
  table.table("rates", &T::volume, rates_table("How fast an apoptotic cell shrinks."));
  return table.build();
}

Table necrosis_table() {
  using T = NecrosisModel;
  TableBuilder<T> table("Death by starvation: the cell swells, bursts, lyses and calcifies.");
  table.number("rupture_ratio", &T::rupture_ratio,
               {.doc = "Bursts at this multiple of its volume at death.", .range = more_than(1)});
  table.quantity("duration", &T::duration, Measure::time,
                 {.doc = "From the burst to removal.", .range = more_than(0)});
  table.table("swelling", &T::swelling, rates_table("How fast a necrotic cell swells."));
  table.table("lysis", &T::lysis, rates_table("How fast a burst cell shrinks."));
  return table.build();
}

}  // namespace cytotwin
