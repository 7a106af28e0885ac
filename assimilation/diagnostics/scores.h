#pragma once

#include <span>

#include "assimilation/ensemble.h"

namespace cytotwin {

// Scores of an ensemble forecast x_1 .. x_N against what happened, y; smaller is better, each
// proper (Gneiting and Raftery 2007, J. Am. Stat. Assoc. 102:359).

/// Continuous ranked probability score mean|x - y| - mean|x - x'|/2 [unit of y]. The fair one
/// divides the second sum by N (N - 1) in place of N^2, so that its expectation does not depend on
/// the number of members (Ferro 2014, Q. J. R. Meteorol. Soc. 140:1917).
double crps(std::span<const double> members, double truth);
double fair_crps(std::span<const double> members, double truth);

/// -ln density at y of the normal distribution with the members' mean and variance.
double log_score(std::span<const double> members, double truth);

/// Interval score of [low, high] meant to hold the share `level`: its width, and 2/(1 - level) for
/// each unit y lies outside.
double interval_score(double low, double high, double truth, double level);

/// Central interval of members that holds the share `level` of a further draw: order statistics at
/// (N + 1) p, interpolated; the extremes where N is too small, as for 90 % below 19 members.
struct CentralInterval {
  double low, high;
};
CentralInterval central_interval(std::span<const double> members, double level);

}  // namespace cytotwin
