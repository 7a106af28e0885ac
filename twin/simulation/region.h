#pragma once

#include <vector>

#include "agents/tissue.h"
#include "core/random.h"
#include "core/vec3.h"
#include "twin/scenario/scenario.h"

namespace cytotwin {

/// The plane that a planar tissue lies in, z of its only layer of voxels [um].
double plane_of(const Grid& grid);
bool is_planar(const Grid& grid);

/// The shape of a placement as it lies in a tissue: a shell around cells counts from them, and in a
/// planar domain a ball is a disc, a shell a ring and a line's cylinder a strip.
class Region {
 public:
  Region(const Tissue& tissue, const Placement& placement);

  Vec3 middle() const;
  /// In z, y, x order; of a line in a frame whose y runs along it, so that its axis holds a row of
  /// neighbours. In a plane the lattice of equilateral triangles.
  /// @param spacing  centre distance [um], > 0
  std::vector<Vec3> lattice_points(double spacing) const;
  Vec3 random_point(RandomStream& random) const;  ///< uniform

 private:
  Vec3 centre() const;
  double flat(double spacing) const { return 0.25 * spacing; }
  std::vector<Vec3> points_in_box(double spacing) const;
  std::vector<Vec3> points_in_line(double spacing) const;
  Vec3 random_in_box(RandomStream& random) const;
  Vec3 random_in_line(RandomStream& random) const;

  /// Of a line: its middle, its direction and two more that make them a frame.
  struct Axis {
    Vec3 middle, along, across, up;
    double length = 0;
    Vec3 point(Vec3 local) const {  // y along the line
      return middle + local.x * across + local.y * along + local.z * up;
    }
  };
  Axis axis() const;

  const Placement& placement_;
  double inner_ = 0, outer_ = 0;  // of a ball or shell [um]
  bool planar_ = false;
  double height_ = 0;  // of the plane [um]
};

}  // namespace cytotwin
