#include <fmt/format.h>

#include <fstream>
#include <memory>
#include <stdexcept>

#include "viz/atomic_file.h"
#include "viz/collection.h"
#include "viz/draw.h"
#include "viz/offscreen.h"
#include "viz/viz.h"
#include "viz/vtk_files.h"

namespace cytotwin {
namespace {

class VtkViz : public Viz {
 public:
  void write_cells(const FrameView& frame, const std::string& path) override {
    write_vtp(frame, path);
  }
  void write_fields(const FrameView& frame, const std::string& path) override {
    write_vti(frame, path);
  }
  void write_collection(const std::vector<CollectionEntry>& entries,
                        const std::string& path) override {
    const std::string xml = collection_xml(entries);
    write_atomically(path, [&](const std::string& temporary) {
      std::ofstream file(temporary, std::ios::binary);
      file << xml;
      if (!file.flush()) throw std::runtime_error(fmt::format("cannot write {}", path));
    });
  }
  void draw_cells(const FrameView& frame, const CellPicture& picture,
                  const std::string& png_path) override {
    write_png(cytotwin::draw_cells(window(), frame, picture), png_path);
  }
  void draw_field(const FrameView& frame, const FieldPicture& picture,
                  const std::string& png_path) override {
    write_png(cytotwin::draw_field(window(), frame, picture), png_path);
  }
  void draw_vessels(const FrameView& frame, const VesselPicture& picture,
                    const std::string& png_path) override {
    write_png(cytotwin::draw_vessels(window(), frame, picture), png_path);
  }
  void draw_chart(const Chart& chart, const std::string& png_path) override {
    write_png(cytotwin::draw_chart(window(), chart), png_path);
  }

 private:
  /// Made when first needed: files can be written without any graphics.
  OffscreenWindow& window() {
    if (window_ == nullptr) window_ = std::make_unique<OffscreenWindow>();
    return *window_;
  }
  std::unique_ptr<OffscreenWindow> window_;
};

}  // namespace
}  // namespace cytotwin

cytotwin::Viz* cytotwin_viz_create(int interface_version) {
  if (interface_version != cytotwin::viz_interface_version) return nullptr;
  return new cytotwin::VtkViz;
}
