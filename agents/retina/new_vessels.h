#pragma once

#include <cstdint>

namespace cytotwin {

/// Vessels that grow out of an ischaemic retina into the vitreous, and what bleeds from them: one
/// state for the patch.
///
/// They sprout after free VEGF x non-perfused share has been above a threshold for 60 days, at a
/// rate that saturates (0.5 a year: early proliferative disease from a severe retina, ETDRS 1991,
/// Ophthalmology 98:823); they grow towards 1 while it stays, and regress with a half-life of two
/// weeks when a drug binds VEGF (Avery 2006, Ophthalmology 113:1695). Bleeding follows their size.
struct NewVesselConstants {
  double threshold = 0.15;            ///< of free VEGF ratio x non-perfused share
  double days_above = 60;             ///< before a sprout can come [d]
  double most = 0.5 / 365.25;         ///< sprouts [1/d]
  double half = 0.5;                  ///< drive at half of it
  double growth = 1.0 / 180;          ///< of the mass [1/d]
  double regression = 0.0495;         ///< ln 2 / 14 d [1/d]
  double haemorrhage = 0.3 / 365.25;  ///< at mass 1 [1/d]
};

struct NewVessels {
  double mass = 0;         ///< 0 to 1; 0: none
  double days_above = 0;   ///< the threshold, without a pause [d]
  double sprouted = -1;    ///< day of the first sprout, -1: none
  double sprout_left = 0;  ///< of the threshold of the next event
  double bleeding_left = 0;
  std::uint32_t haemorrhages = 0;
};

NewVessels no_new_vessels(std::uint64_t seed);

/// @param free_vegf  over the healthy level; non_perfused  share of the patch
void step_new_vessels(NewVessels& state, const NewVesselConstants& constants, double free_vegf,
                      double non_perfused, double day, double days, std::uint64_t seed);

}  // namespace cytotwin
