#pragma once

#include <cstddef>
#include <cstdint>

#include "kinetics/tape.h"

// Coefficients and loops of Rodas4; see RosenbrockKinetics.
namespace cytotwin::rosenbrock {

inline constexpr std::size_t lanes = tape_lanes;

// Rodas4 (Hairer and Wanner 1996, program RODAS, method 1) in the form without products of the
// Jacobian: stage i is at the state y + sum of in_state[i][j] k[j]; in_rate[i][j] k[j] / h enter
// its right-hand side.
inline constexpr std::size_t stages = 6;
inline constexpr double gamma_ii = 0.25;
inline constexpr double place[stages] = {0, 0.386, 0.21, 0.63, 1, 1};  // of the stage in the step
inline constexpr double slope[stages] = {0.25, -0.1043, 0.1035, -0.03620000000000023, 0, 0};
inline constexpr double in_state[stages][stages - 1] = {
    {},
    {1.544},
    {0.9466785280815826, 0.2557011698983284},
    {3.314825187068521, 2.896124015972201, 0.9986419139977817},
    {1.221224509226641, 6.019134481288629, 12.53708332932087, -0.6878860361058950},
    {1.221224509226641, 6.019134481288629, 12.53708332932087, -0.6878860361058950, 1}};
inline constexpr double in_rate[stages][stages - 1] = {
    {},
    {-5.6688},
    {-2.430093356833875, -0.2063599157091915},
    {-0.1073529058151375, -9.594562251023355, -20.47028614809616},
    {7.496443313967647, -10.24680431464352, -33.99990352819905, 11.70890893206160},
    {8.083246795921522, -7.981132988064893, -31.52159432874371, 16.31930543123136,
     -6.058818238834054}};
inline constexpr double order = 4;

/// Absolute tolerances that an amount may be below 0.
inline constexpr double allowed_below = 10;

// Within the step, at the share s of it (order 3): y + s (next - y + (1 - s) (a + s b)), where
// a and b are the sums of these times k.
inline constexpr double dense[2][stages - 1] = {
    {10.12623508344586, -7.487995877610167, -34.80091861555747, -7.992771707568823,
     1.025137723295662},
    {-0.6762803392801253, 6.087714651680015, 16.43084320892478, 24.76722511418386,
     -6.594389125716872}};

// Loops over arrays of shape (rows, lanes); whole ones, so that the processor's variant is chosen
// once.

/// to[places[e]] = -from[e]
void negate_into(const double* from, const std::uint32_t* places, std::size_t entries, double* to);

void add_to_diagonal(const std::uint32_t* diagonal, std::size_t size, const double* value,
                     double* matrix);

/// to = base + sum of factor_j k_j; `values` is rows x lanes.
void add_stages(std::size_t values, const double* base, const double* const* k,
                const double* factor, std::size_t count, double* to);

/// to = rates + h share d(rates)/dt + sum of factor_j k_j / h
void right_side(std::size_t values, const double* rates, const double* slopes, const double* h,
                double share, const double* const* k, const double* factor, std::size_t count,
                double* to);

/// to += by x factor; `by` one value a lane.
void add_product(std::size_t size, const double* by, const double* factor, double* to);

/// Adds 0 to `sum` for numbers, and what is no finite number for others; one sum a lane.
void add_flaws(const double* values, std::size_t rows, double* sum);

/// Sign of the determinant of each lane's factored matrix I / (h gamma) - J, positive for short
/// steps. A negative one says that the step is too long for something that grows: beyond h gamma
/// times its rate = 1 the method takes growth for decay, and its estimate of the error with it.
void determinant_sign(const std::uint32_t* diagonal, std::size_t size, const double* matrix,
                      double* sign);

/// Largest error over tolerance of each lane; not a number if any is none. An amount may go below 0
/// by allowed_below absolute tolerances at the most: rate laws such as x / (K + x) have poles
/// there.
void worst_error(std::size_t size, const double* y, const double* next, const double* error,
                 const double* absolute, double relative, const std::uint8_t* is_amount,
                 double* worst);

}  // namespace cytotwin::rosenbrock
