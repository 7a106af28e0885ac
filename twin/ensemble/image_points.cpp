#include "twin/ensemble/image_points.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/errors.h"
#include "twin/scenario/csv.h"

namespace cytotwin {

namespace {

class ImageReader {
 public:
  ImageReader(const Scenario& scenario, const ImageSection& image,
              std::vector<InputProblem>& problems)
      : scenario_(scenario), image_(image), csv_(read_csv(image.file)), problems_(problems) {}

  std::vector<ImagePoint> read() {
    std::vector<ImagePoint> points;
    for (const CsvRow& row : csv_.rows) {
      row_ = &row;
      good_ = true;
      const ImagePoint point = point_of_row();
      if (good_) points.push_back(point);
    }
    return points;
  }

 private:
  ImagePoint point_of_row() {
    const Grid& grid = scenario_.grid;
    ImagePoint point;
    point.substance = static_cast<std::size_t>(
        std::find_if(scenario_.substances.begin(), scenario_.substances.end(),
                     [&](const Substance& s) { return s.name == image_.substance; }) -
        scenario_.substances.begin());
    const double time = number(image_.time_column);
    point.minutes = time * image_.time_unit;
    point.position = {
        number(image_.x_column), number(image_.y_column),
        image_.z_column.empty() ? 0.5 * (grid.origin.z + grid.upper().z) : number(image_.z_column)};
    point.value = number(image_.value_column);
    point.error = std::hypot(image_.error, image_.relative_error * point.value);
    if (!good_) return point;
    const double start = scenario_.time.start, end = scenario_.time.end;
    if (point.minutes < start || point.minutes > end)
      problem(
          image_.time_column,
          fmt::format("{} = {:g} lies outside the run", image_.time_column, time),
          fmt::format("it covers {:g} to {:g}", start / image_.time_unit, end / image_.time_unit));
    if (!grid.contains(point.position))
      problem(image_.x_column,
              fmt::format("({:g}, {:g}, {:g}) um lies outside the domain", point.position.x,
                          point.position.y, point.position.z),
              fmt::format("it covers ({:g}, {:g}, {:g}) to ({:g}, {:g}, {:g}) um", grid.origin.x,
                          grid.origin.y, grid.origin.z, grid.upper().x, grid.upper().y,
                          grid.upper().z));
    if (point.value < 0)
      problem(image_.value_column,
              fmt::format("{} = {:g} is negative", image_.value_column, point.value),
              "concentrations are 0 or more");
    if (!(point.error > 0))
      problem(image_.value_column, fmt::format("the error of the value {:g} is 0", point.value),
              "write error in the image");
    point.voxel = grid.voxel_of(point.position);
    return point;
  }

  double number(const std::string& name) {
    const std::size_t column = *csv_.column(name);
    const std::string& text = row_->cells[column];
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
      problem(name, fmt::format("{} = \"{}\" is not a number", name, text),
              "leave the row out if the value is missing");
    return value;
  }

  void problem(const std::string& column, std::string message, std::string hint) {
    good_ = false;
    problems_.push_back(
        {csv_.place(*row_, *csv_.column(column)), std::move(message), std::move(hint)});
  }

  const Scenario& scenario_;
  const ImageSection& image_;
  CsvTable csv_;
  std::vector<InputProblem>& problems_;
  const CsvRow* row_ = nullptr;
  bool good_ = true;
};

}  // namespace

std::vector<ImagePoint> read_images(const Study& study) {
  std::vector<ImagePoint> points;
  std::vector<InputProblem> problems;
  const Scenario& scenario = study.base.scenario;
  for (const ImageSection& image : scenario.images) {
    const std::vector<ImagePoint> more = ImageReader(scenario, image, problems).read();
    points.insert(points.end(), more.begin(), more.end());
  }
  if (!problems.empty()) throw InputError(std::move(problems));
  return points;
}

}  // namespace cytotwin
