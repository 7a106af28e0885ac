#include "tests/viz/files.h"

#include <unistd.h>
#include <vtkImageData.h>
#include <vtkNew.h>
#include <vtkPNGReader.h>
#include <vtkPointData.h>
#include <vtkUnsignedCharArray.h>

#include <cmath>
#include <fstream>
#include <set>
#include <sstream>

namespace cytotwin::testing {
namespace {

template <class Accept>
std::size_t count_pixels(const Image& image, Part part, Accept&& accept) {
  std::size_t count = 0;
  for (int y = static_cast<int>(part.bottom * image.height); y < part.top * image.height; ++y) {
    for (int x = static_cast<int>(part.left * image.width); x < part.right * image.width; ++x) {
      const std::uint8_t* p = &image.rgb[3 * (static_cast<std::size_t>(y) * image.width + x)];
      if (accept(Rgb{p[0], p[1], p[2]})) ++count;
    }
  }
  return count;
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "cytotwin_viz_XXXXXX").string();
  path_ = mkdtemp(name.data());
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

Image read_png(const std::string& path) {
  vtkNew<vtkPNGReader> reader;
  reader->SetFileName(path.c_str());
  reader->Update();
  vtkImageData& data = *reader->GetOutput();
  const auto* values = vtkUnsignedCharArray::SafeDownCast(data.GetPointData()->GetScalars());
  const int* size = data.GetDimensions();
  Image image{size[0], size[1], {}};
  if (values != nullptr && values->GetNumberOfComponents() == 3) {
    auto* begin = const_cast<vtkUnsignedCharArray*>(values)->GetPointer(0);
    image.rgb.assign(begin, begin + values->GetNumberOfValues());
  }
  return image;
}

std::size_t count_near(const Image& image, Rgb colour, int tolerance, Part part) {
  return count_pixels(image, part, [&](Rgb pixel) {
    return std::abs(pixel.r - colour.r) <= tolerance && std::abs(pixel.g - colour.g) <= tolerance &&
           std::abs(pixel.b - colour.b) <= tolerance;
  });
}

std::size_t count_hue(const Image& image, Rgb colour, Part part) {
  const double norm = std::hypot(colour.r, colour.g, colour.b);
  return count_pixels(image, part, [&](Rgb pixel) {
    const double size = std::hypot(pixel.r, pixel.g, pixel.b);
    const double along = (pixel.r * colour.r + pixel.g * colour.g + pixel.b * colour.b) / norm;
    return size > 40 && along > 0.998 * size;
  });
}

std::size_t count_distinct(const Image& image) {
  std::set<std::uint32_t> colours;
  for (std::size_t i = 0; i < image.rgb.size(); i += 3) {
    colours.insert(image.rgb[i] << 16 | image.rgb[i + 1] << 8 | image.rgb[i + 2]);
  }
  return colours.size();
}

}  // namespace cytotwin::testing
