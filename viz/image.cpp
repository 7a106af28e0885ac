#include "viz/image.h"

#include <fmt/format.h>
#include <vtkImageData.h>
#include <vtkNew.h>
#include <vtkPNGWriter.h>
#include <vtkPointData.h>
#include <vtkUnsignedCharArray.h>

#include "viz/atomic_file.h"
#include "viz/messages.h"

namespace cytotwin {

Image halved(std::span<const std::uint8_t> rgb, int width, int height) {
  Image small{width / 2, height / 2, {}};
  small.rgb.resize(static_cast<std::size_t>(3) * small.width * small.height);
  const auto row = static_cast<std::size_t>(3) * width;
  std::size_t out = 0;
  for (int y = 0; y < small.height; ++y) {
    for (int x = 0; x < small.width; ++x) {
      const std::size_t corner = 2 * y * row + static_cast<std::size_t>(6) * x;
      for (std::size_t c = corner; c < corner + 3; ++c) {
        const int sum = rgb[c] + rgb[c + 3] + rgb[c + row] + rgb[c + row + 3];
        small.rgb[out++] = static_cast<std::uint8_t>((sum + 2) / 4);
      }
    }
  }
  return small;
}

void write_png(const Image& image, const std::string& path) {
  vtkNew<vtkUnsignedCharArray> pixels;
  pixels->SetNumberOfComponents(3);
  pixels->SetArray(const_cast<std::uint8_t*>(image.rgb.data()),
                   static_cast<vtkIdType>(image.rgb.size()), 1);
  vtkNew<vtkImageData> data;
  data->SetDimensions(image.width, image.height, 1);
  data->GetPointData()->SetScalars(pixels);
  vtkNew<vtkPNGWriter> writer;
  writer->SetInputData(data);
  const VtkMessages messages;
  write_atomically(path, [&](const std::string& temporary) {
    writer->SetFileName(temporary.c_str());
    writer->Write();
    messages.throw_if_error(fmt::format("write {}", path));
  });
}

}  // namespace cytotwin
