#pragma once

#include <string>

namespace cytotwin {

/// A diagnostic with the band it must lie in.
struct Check {
  std::string name;
  double value, low, high;
  bool passed;  ///< low <= value <= high; false if value is not a number
};

Check checked(std::string name, double value, double low, double high);

}  // namespace cytotwin
