#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/random.h"
#include "twin/lesions/lesion_model.h"
#include "twin/lesions/protocol.h"
#include "twin/lesions/scans.h"
#include "twin/lesions/small_matrix.h"

namespace cytotwin::testing {

inline lesions::Patient patient(std::vector<lesions::Scan> scans, int study = 1, int arm = 1) {
  return {"P", study, arm, std::move(scans)};
}

/// Rows of patients whose lesions follow the model, with parameters around a mean and a measurement
/// error: a cohort of which the truth is known. Scans every 6 weeks from -1; every third patient is
/// in the docetaxel arm.
struct Cohort {
  std::size_t patients = 120;
  std::size_t scans = 8;
  lesions::TransformedParameters mean = {-3.4, -2.0, 1.5, -3.5, -1.0};
  lesions::TransformedParameters deviation = {0.3, 0.6, 0.3, 0.5, 0.8};
  double error = 1;  ///< of a measurement [mm]
};

inline std::vector<lesions::ScanRow> rows_of(const Cohort& cohort, std::uint64_t seed) {
  std::vector<lesions::ScanRow> rows;
  for (std::size_t p = 0; p < cohort.patients; ++p) {
    RandomStream random(seed, p, 0, Purpose::variables);
    lesions::TransformedParameters transformed = cohort.mean;
    for (std::size_t i = 0; i < transformed.size(); ++i)
      transformed[i] += cohort.deviation[i] * random.normal();
    const double start = 15 + 60 * random.uniform();
    const auto shape = lesions::relative_diameters(lesions::parameters_of(transformed), start,
                                                   6 * cohort.scans + 1);
    const int study = p % 3 == 0 ? 2 : 3;
    for (std::size_t s = 0; s < cohort.scans; ++s) {
      const double week = 6 * static_cast<double>(s);
      const double mm =
          start * shape[static_cast<std::size_t>(week)] + cohort.error * random.normal();
      rows.push_back({study, 1, fmt::format("P{:04}", p), s == 0 ? -7 : 7 * week,
                      std::max(std::round(mm), 0.0), lesions::ScanFlag::ok});
    }
  }
  return rows;
}

}  // namespace cytotwin::testing
