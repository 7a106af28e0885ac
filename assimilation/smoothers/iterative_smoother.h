#pragma once

#include <functional>
#include <optional>

#include "assimilation/filters/observations.h"

namespace cytotwin {

/// What a model makes of members at the start of a window.
struct WindowForecast {
  Members end;        ///< state at the window's end, shape (variables, members)
  Members predicted;  ///< observations, shape (observations, members)
};
using WindowModel = std::function<WindowForecast(const Members& start)>;

enum class SmootherUpdate : std::uint8_t { square_root, perturbed };

struct IterativeSmootherOptions {
  SmootherUpdate update = SmootherUpdate::square_root;
  int iterations = 10;         ///< >= 1
  double tolerance = 1e-5;     ///< stops when |change of weights|^2 < tolerance x members; >= 0
  bool multiple_data = false;  ///< each iteration assimilates with R x iterations (ES-MDA), no stop
  std::optional<double> certainty{};  ///< finite-size prior (enkf_n.h); not with multiple_data
};

struct IterativeAnalysis {
  Members start;     ///< smoothed, at the window's start
  Members forecast;  ///< the first iteration's members at the window's end
  Members end;       ///< analysed, at the window's end, the last increment by linearisation
  int iterations;    ///< runs of the model
};

/// Iterative ensemble Kalman smoother of one window (Bocquet and Sakov 2014): Gauss-Newton on the
/// weights of the members, sensitivities by the ensemble's own transform; with `multiple_data`, the
/// ensemble smoother with multiple data assimilation of equal steps (Emerick and Reynolds 2013).
/// With `perturbed` it is the ensemble randomised maximum likelihood of Raanes, Stordal and Evensen
/// 2019. One iteration gives the ETKF or the stochastic EnKF at the end and their smoothers at the
/// start.
/// @throws std::invalid_argument if options are out of range or sizes differ
IterativeAnalysis iterative_smoother(const Members& start, const Observations& observations,
                                     const WindowModel& model,
                                     const IterativeSmootherOptions& options, AnalysisKey key);

}  // namespace cytotwin
