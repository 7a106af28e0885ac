#pragma once

#include <cstdint>

namespace cytotwin {

/// What a division does to a value of the mother's.
enum class AtDivision : std::uint8_t {
  copied,  ///< both daughters have it: a concentration
  halved,  ///< they share it: an amount
  reset,   ///< both start anew at the initial value
};

}  // namespace cytotwin
