#pragma once

#include <string>
#include <vector>

#include "viz/viz.h"

namespace cytotwin {

struct Ticks {
  std::vector<double> values;       ///< within the range, ascending
  std::vector<std::string> labels;  ///< one a value, all with the same number of decimals
  std::string factor;               ///< "" or for example "×10⁶", which the labels leave out
};

/// Multiples of 1, 2 or 5 times a power of ten.
/// @param wanted  about how many, >= 1
Ticks linear_ticks(PictureRange range, int wanted);

/// Powers of ten, with 2 and 5 times them where fewer than two decades are shown.
/// @param range  both > 0
Ticks log_ticks(PictureRange range);

/// The largest 1, 2 or 5 times a power of ten that is not above `value`; value > 0.
double round_below(double value);

}  // namespace cytotwin
