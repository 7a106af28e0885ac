#include "twin/personalise/field_analysis.h"

#include "assimilation/localisation/letkf.h"
#include "assimilation/localisation/taper.h"

namespace cytotwin {

namespace {

LocalDomain domain_of(Eigen::Index voxel, Vec3 centre, const std::vector<ImagePoint>& points,
                      double radius) {
  LocalDomain domain{{voxel}, {}, {}};
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double distance = norm(points[i].position - centre);
    if (distance >= radius) continue;
    domain.observations.push_back(static_cast<Eigen::Index>(i));
    domain.taper.push_back(gaspari_cohn(distance, 0.5 * radius));
  }
  return domain;
}

std::vector<LocalDomain> domains_of(const std::vector<ImagePoint>& points, const Grid& grid,
                                    std::span<const std::uint8_t> held, double radius) {
  std::vector<LocalDomain> domains;
  for (std::size_t k = 0; k < grid.count[2]; ++k) {
    for (std::size_t j = 0; j < grid.count[1]; ++j) {
      for (std::size_t i = 0; i < grid.count[0]; ++i) {
        const std::size_t voxel = grid.index(i, j, k);
        if (held[voxel] != 0) continue;
        LocalDomain domain =
            domain_of(static_cast<Eigen::Index>(voxel), grid.centre(i, j, k), points, radius);
        if (!domain.observations.empty()) domains.push_back(std::move(domain));
      }
    }
  }
  return domains;
}

Observations observations_of(const std::vector<ImagePoint>& points) {
  const auto size = static_cast<Eigen::Index>(points.size());
  Vector values(size), errors(size);
  for (Eigen::Index i = 0; i < size; ++i) {
    values[i] = points[static_cast<std::size_t>(i)].value;
    errors[i] = points[static_cast<std::size_t>(i)].error;
  }
  return {std::move(values), ObservationError::uncorrelated(errors)};
}

}  // namespace

Members analysed_field(const Members& field, const std::vector<ImagePoint>& points,
                       const Grid& grid, std::span<const std::uint8_t> held, double radius,
                       const Workers& workers) {
  const EnsembleSpace space = ensemble_space(field_at(field, points), observations_of(points));
  const LocalDomains local(domains_of(points, grid, held, radius), field.rows(),
                           static_cast<Eigen::Index>(points.size()));
  return letkf(field, space, local, workers).cwiseMax(0.0);
}

Members field_at(const Members& field, const std::vector<ImagePoint>& points) {
  Members out(static_cast<Eigen::Index>(points.size()), field.cols());
  for (std::size_t i = 0; i < points.size(); ++i)
    out.row(static_cast<Eigen::Index>(i)) = field.row(static_cast<Eigen::Index>(points[i].voxel));
  return out;
}

}  // namespace cytotwin
