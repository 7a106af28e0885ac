#pragma once

#include <filesystem>
#include <string>

#include "viz/colours.h"
#include "viz/image.h"

namespace cytotwin::testing {

/// An empty folder that goes with the object.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

std::string bytes_of(const std::string& path);
Image read_png(const std::string& path);

/// A region of an image in fractions of its width and height, from the lower left.
struct Part {
  double left = 0, bottom = 0, right = 1, top = 1;
};

/// Pixels whose channels differ from the colour by at most `tolerance`.
std::size_t count_near(const Image& image, Rgb colour, int tolerance, Part part = {});
/// Pixels with the hue of the colour, as shading leaves it: channels in the colour's proportion.
std::size_t count_hue(const Image& image, Rgb colour, Part part = {});
std::size_t count_distinct(const Image& image);

/// What the call says when it throws; "" if it does not.
template <class Error, class Call>
std::string message_of(Call&& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace cytotwin::testing
