#pragma once

#include <cstddef>
#include <cstdint>

namespace cytotwin {

struct Rgb {
  std::uint8_t r = 0, g = 0, b = 0;
  friend bool operator==(Rgb, Rgb) = default;
};

inline constexpr Rgb black = {0, 0, 0};
inline constexpr Rgb white = {255, 255, 255};
inline constexpr Rgb ink = {40, 40, 40};         ///< axes and text
inline constexpr Rgb faint = {225, 225, 225};    ///< grid lines
inline constexpr Rgb missing = {190, 190, 190};  ///< a value that is not finite or unnamed

/// Number of colours that differ; categories beyond it are drawn as missing.
inline constexpr std::size_t palette_size = 12;

/// Colours for categories and curves that people with any common colour blindness tell apart:
/// eight of Okabe and Ito (2008), the black lightened, and four of Tol's muted scheme (2021);
/// yellow last, as it is weak on white.
/// Places beyond the last start again.
Rgb palette(std::size_t place);

/// Viridis, perceptually uniform (Smith and van der Walt 2015), linear between ten of its colours.
/// @param fraction  0 dark blue to 1 yellow, clamped; missing if not a number
Rgb viridis(double fraction);

}  // namespace cytotwin
