#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/errors.h"
#include "core/toml/suggest.h"
#include "twin/commands/commands.h"
#include "twin/commands/pictures.h"
#include "twin/commands/run_folder.h"
#include "twin/store/run_reader.h"
#include "viz/loader.h"

namespace cytotwin {

namespace {

PictureAxis axis_of(const std::string& name) {
  return name == "x" ? PictureAxis::x : name == "y" ? PictureAxis::y : PictureAxis::z;
}

Cut cut_of(const std::string& name) {
  return name == "none" ? Cut::none : name == "slice" ? Cut::slice : Cut::half;
}

std::vector<std::size_t> frames_of(const RunReader& reader, std::optional<double> day) {
  std::vector<std::size_t> all(reader.frames());
  for (std::size_t f = 0; f < all.size(); ++f) all[f] = f;
  if (!day || all.empty()) return all;
  const auto distance = [&](std::size_t f) {
    return std::abs(reader.frame_minutes()[f] - 1440 * *day);
  };
  return {*std::min_element(all.begin(), all.end(), [&](std::size_t a, std::size_t b) {
    return distance(a) < distance(b);
  })};
}

void draw(Viz& viz, const FrameView& frame, const RenderOptions& options, const std::string& file) {
  if (options.field) {
    FieldPicture picture;
    picture.substance = *options.field;
    picture.axis = axis_of(options.axis);
    picture.cell_outlines = frame.id.size() < 200000;
    viz.draw_field(frame, picture, file);
    return;
  }
  CellPicture picture;
  picture.colour_by = options.variable.value_or("type");
  picture.cut = cut_of(options.cut);
  picture.axis = axis_of(options.axis);
  viz.draw_cells(frame, picture, file);
}

/// The drawing library would refuse it too, but folders are made before it is asked.
void check_variable(const OwnedFrame& frame, const RenderOptions& options) {
  std::vector<std::string> known;
  for (const auto& field : frame.fields) {
    if (options.field) known.push_back(field.name);
  }
  for (const auto& column : frame.cells) {
    if (!options.field) known.push_back(column.name);
  }
  if (!options.field) known.insert(known.end(), {"radius", "diameter"});
  const std::string name = options.field.value_or(options.variable.value_or("type"));
  if (std::find(known.begin(), known.end(), name) != known.end()) return;
  throw InputError({options.field ? "--field" : "--colour", 0, 0, {}},
                   fmt::format("unknown {} \"{}\" (known here: {})",
                               options.field ? "substance" : "cell variable", name,
                               known.empty() ? "none" : joined(known)),
                   nearest(name, known) ? suggestion(name, known, "") : "");
}

}  // namespace

int render_command(const RenderOptions& options) {
  const RunReader reader(store_of(options.run));
  const std::vector<std::size_t> frames = frames_of(reader, options.day);
  if (frames.empty()) {
    throw InputError({options.run.string()}, "this run holds no frames yet",
                     "the first is written when the run has started");
  }
  check_variable(reader.frame(frames.front()), options);
  const std::filesystem::path out = options.out.value_or(options.run / "pictures");
  make_folder(out);
  const auto viz = load_viz();
  const std::string name = options.field.value_or(options.variable.value_or("type"));
  for (const std::size_t f : frames) {
    const OwnedFrame frame = reader.frame(f);
    const std::string file = out / fmt::format("{}_{:06}.png", name, f);
    try {
      draw(*viz, frame.view(), options, file);
    } catch (const std::invalid_argument& error) {
      throw InputError({options.run.string()}, error.what());
    }
    fmt::print("{}\n", file);
  }
  return 0;
}

}  // namespace cytotwin
