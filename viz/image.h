#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace cytotwin {

/// Pixels with shape (height, width, 3): red, green, blue; rows from bottom to top.
struct Image {
  int width = 0, height = 0;
  std::vector<std::uint8_t> rgb;
};

/// Averages squares of 2 x 2 pixels, shape (height, width, 3), into an image of half the size.
Image halved(std::span<const std::uint8_t> rgb, int width, int height);

/// @throws std::runtime_error if the file cannot be written
void write_png(const Image& image, const std::string& path);

}  // namespace cytotwin
