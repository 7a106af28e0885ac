#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/frame.h"
#include "twin/scenario/scenario.h"
#include "twin/simulation/compare.h"
#include "viz/viz.h"

namespace cytotwin {

/// Writes the VTK files and pictures of a run into `vtk/` and `pictures/` below a folder.
/// The drawing library is loaded by the first call that needs it.
class RunPictures {
 public:
  RunPictures(std::filesystem::path folder, const Scenario& scenario);
  ~RunPictures();

  /// VTK files and pictures of frame `index`, as the scenario's `[output]` wants them.
  void write_frame(std::size_t index, const FrameView& frame);
  /// Frames that a resumed run keeps belong into the collections again.
  void keep_frame(std::size_t index, double minutes);

  /// One chart per comparison, the points of all comparisons of that series in it; the numbers of
  /// cells; what each network shows, as a band over the cells of its type. Of a patch of retina:
  /// perfusion, flow, VEGF, oxygen and severity over years.
  void write_charts(const SeriesTable& series, const std::vector<ComparisonResult>& comparisons);

 private:
  Viz& viz();
  void write_vtk(std::size_t index, const FrameView& frame);
  void draw_frame(std::size_t index, const FrameView& frame);
  void draw_comparison(const SeriesTable& series,
                       const std::vector<const ComparisonResult*>& results);
  void draw_counts(const SeriesTable& series);
  void draw_columns(const SeriesTable& series, const std::string& file, const std::string& y_title,
                    const std::vector<std::string>& names);
  void draw_retina(const SeriesTable& series);
  void draw_network_quantities(const SeriesTable& series);

  std::filesystem::path folder_;
  const Scenario& scenario_;
  std::unique_ptr<Viz> viz_;
  std::vector<CollectionEntry> cells_, fields_;
};

}  // namespace cytotwin
