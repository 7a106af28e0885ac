#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>

// exp, ln, powers and tanh without branches: a loop over lanes that calls one becomes a loop over
// vectors.
//
// Made of additions, multiplications, fused multiply-adds, divisions and selections alone, which
// are rounded alike everywhere: a number has the same result in every lane, alone and on every
// machine. (Processors before AVX2 get the fused ones from the C library, slowly.) Errors in units
// of the last place, over the whole range (tests/kinetics/lane_math_test.cpp): exp and ln below 1,
// tanh below 1.5, x^y below 1 + |y ln x| / 12, with whole exponents up to 8 below 7; results below
// the smallest normal number are rounded twice. Arguments at which the C library gives inf, 0 or no
// number give the same here.
//
// All inlined, so that they are compiled for each processor with their caller.
namespace cytotwin::lane_math {

#define CYTOTWIN_LANE_MATH __attribute__((always_inline)) inline

inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double none = std::numeric_limits<double>::quiet_NaN();
inline constexpr std::uint64_t sign_bit = std::uint64_t{1} << 63;
/// Added and taken away again it rounds to a whole number, for |x| < 2^51; in between that number
/// stands in the low bits.
inline constexpr double whole = 6755399441055744.0;  // 1.5 x 2^52

CYTOTWIN_LANE_MATH std::uint64_t bits(double x) { return std::bit_cast<std::uint64_t>(x); }
CYTOTWIN_LANE_MATH double of_bits(std::uint64_t x) { return std::bit_cast<double>(x); }
CYTOTWIN_LANE_MATH double size_of(double x) { return of_bits(bits(x) & ~sign_bit); }

/// A sum of two numbers, of which the second is below the last place of the first.
struct Double {
  double high, low;
};

/// Exact.
CYTOTWIN_LANE_MATH Double product(double a, double b) {
  const double p = a * b;
  return {p, __builtin_fma(a, b, -p)};
}

/// Exact for |a| >= |b| or a = 0 (Dekker 1971).
CYTOTWIN_LANE_MATH Double sum(double a, double b) {
  const double s = a + b;
  return {s, b - (s - a)};
}

/// x = k ln 2 + r with |r| <= ln(2) / 2: k and exp(r) - 1, which is rest + low.
struct Reduced {
  double k, rest, low;
};

/// Of high + low, |high| < 800; Taylor's polynomial of degree 13, which leaves 4e-18 out.
CYTOTWIN_LANE_MATH Reduced reduced_exp(double high, double low) {
  constexpr double ln2_high = 0x1.62e42feep-1, ln2_low = 0x1.a39ef35793c76p-33;
  const double k = (high * 1.4426950408889634 + whole) - whole;
  const double first = high - k * ln2_high, second = low - k * ln2_low;
  const double r = first + second, left = (first - r) + second;
  double p = 1.0 / 6227020800;
  p = __builtin_fma(p, r, 1.0 / 479001600);
  p = __builtin_fma(p, r, 1.0 / 39916800);
  p = __builtin_fma(p, r, 1.0 / 3628800);
  p = __builtin_fma(p, r, 1.0 / 362880);
  p = __builtin_fma(p, r, 1.0 / 40320);
  p = __builtin_fma(p, r, 1.0 / 5040);
  p = __builtin_fma(p, r, 1.0 / 720);
  p = __builtin_fma(p, r, 1.0 / 120);
  p = __builtin_fma(p, r, 1.0 / 24);
  p = __builtin_fma(p, r, 1.0 / 6);
  p = __builtin_fma(p, r, 0.5);
  const Double rest = sum(r, p * (r * r) + (left + left * r));
  return {k, rest.high, rest.low};
}

/// 2^k for whole k from -1022 to 1023.
CYTOTWIN_LANE_MATH double power_of_two(double k) { return of_bits(bits(k + (whole + 1023)) << 52); }

/// exp(high + low), whatever high is but no number.
CYTOTWIN_LANE_MATH double exp_of_sum(double high, double low) {
  const bool is_far = (high > 710.0) | (high < -746.0);
  const double near_high = high > 710.0 ? 710.0 : high < -746.0 ? -746.0 : high;
  const Reduced of = reduced_exp(near_high, is_far ? 0.0 : low);
  const double half = (of.k * 0.5 + whole) - whole;  // 2^k itself may be no normal number
  return (1.0 + of.rest) * power_of_two(half) * power_of_two(of.k - half);
}

CYTOTWIN_LANE_MATH double exp(double x) {
  const double value = exp_of_sum(x, 0.0);
  return x == x ? value : x;
}

/// x = 2^exponent m with m from sqrt(1/2) to sqrt(2), for x > 0.
struct Split {
  double exponent, m;
};

CYTOTWIN_LANE_MATH Split split(double x) {
  constexpr std::uint64_t one = 0x3ff0000000000000, root_half = 0x3fe6a09e00000000,
                          two_to_52 = 0x4330000000000000, digits = 0x000fffffffffffff;
  const bool is_tiny = x < 0x1p-1022;
  const std::uint64_t shifted = bits(is_tiny ? x * 0x1p54 : x) + (one - root_half);
  const double biased = of_bits((shifted >> 52) | two_to_52) - 0x1p52;
  return {biased - (is_tiny ? 1077.0 : 1023.0), of_bits((shifted & digits) + root_half)};
}

/// 1/5 + z/7 + z^2/9 ...: what atanh(s) / s, z = s^2 < 0.0295, has behind 1 + z/3, over z^2.
CYTOTWIN_LANE_MATH double atanh_rest(double z) {
  double p = 1.0 / 23;
  p = __builtin_fma(p, z, 1.0 / 21);
  p = __builtin_fma(p, z, 1.0 / 19);
  p = __builtin_fma(p, z, 1.0 / 17);
  p = __builtin_fma(p, z, 1.0 / 15);
  p = __builtin_fma(p, z, 1.0 / 13);
  p = __builtin_fma(p, z, 1.0 / 11);
  p = __builtin_fma(p, z, 1.0 / 9);
  p = __builtin_fma(p, z, 1.0 / 7);
  return __builtin_fma(p, z, 1.0 / 5);
}

// ln 2 with a first part of so few digits that its product with an exponent is exact.
inline constexpr double ln2_first = 0x1.62e42fefa38p-1, ln2_second = 0x1.ef35793c7673p-45;

/// ln(m) = 2 atanh(s), s = f / (2 + f), f = m - 1; 2 s = f - s f, so that f itself comes in exact.
CYTOTWIN_LANE_MATH double ln(double x) {
  const Split of = split(x);
  const double f = of.m - 1.0, s = f / (2.0 + f), z = s * s;
  const double tail = 2.0 * z * (1.0 / 3 + z * atanh_rest(z));
  const double value = of.exponent * ln2_first + (f - (s * (f - tail) - of.exponent * ln2_second));
  const double finite = x == infinity ? x : value;
  return x > 0.0 ? finite : x == 0.0 ? -infinity : none;
}

/// ln(x) to about 2^-60 of itself, for finite x > 0: the same sums with the first term in two
/// numbers.
CYTOTWIN_LANE_MATH Double long_ln(double x) {
  const Split of = split(x);
  const double f = of.m - 1.0, d = 2.0 + f, d_low = (2.0 - d) + f;
  const double s = f / d, z = s * s;
  const double s_low = (__builtin_fma(-s, d, f) - s * d_low) / d;
  const double tail = s * (z * (1.0 / 3 + z * atanh_rest(z)));
  const Double of_m = sum(2.0 * s, 2.0 * (s_low + tail));
  const Double value = sum(of.exponent * ln2_first, of_m.high);
  return sum(value.high, value.low + (of_m.low + of.exponent * ln2_second));
}

/// Towards -inf.
CYTOTWIN_LANE_MATH double floor(double x) {
  const double size = size_of(x);
  const double near = of_bits(bits((size + 0x1p52) - 0x1p52) | (bits(x) & sign_bit));
  const double down = near - (near > x ? 1.0 : 0.0);
  return size < 0x1p52 ? down : x;
}

/// Whether x^y is worked out as products: y is whole and |y| <= 8.
CYTOTWIN_LANE_MATH bool has_few_factors(double y) {
  return ((y + whole) - whole == y) & (size_of(y) <= 8.0);
}

CYTOTWIN_LANE_MATH double few_factors(double x, double y) {
  const std::uint64_t count = bits(size_of(y) + whole);
  const double square = x * x, fourth = square * square;
  const double first = (count & 1) != 0 ? x : 1.0, second = (count & 2) != 0 ? square : 1.0;
  const double third = (count & 4) != 0 ? fourth : 1.0;
  const double product = (count & 8) != 0 ? fourth * fourth : first * second * third;
  return y < 0.0 ? 1.0 / product : product;
}

CYTOTWIN_LANE_MATH double many_factors(double x, double y) {
  const double size = size_of(x);
  const bool is_plain = (size > 0.0) & (size < infinity);
  const Double log = long_ln(is_plain ? size : 1.0);
  // beyond that every base but 1 has gone to 0 or inf
  const double exponent = y > 0x1p80 ? 0x1p80 : y < -0x1p80 ? -0x1p80 : y;
  const Double of = product(exponent, log.high);
  const double plain = exp_of_sum(of.high, of.low + exponent * log.low);
  const double at_end = (size > 1.0) == (y > 0.0) ? infinity : 0.0;
  const double value = is_plain ? plain : at_end;
  const bool is_whole = floor(y) == y;
  const bool is_odd = is_whole & (floor(y * 0.5) != y * 0.5) & (size_of(y) < 0x1p53);
  const double with_sign = of_bits(bits(value) | (is_odd ? bits(x) & sign_bit : 0));
  const bool is_none = (x != x) | (y != y) | ((x < 0.0) & (size < infinity) & !is_whole);
  return x == 1.0 ? 1.0 : is_none ? none : with_sign;
}

/// x^y for each of n; what is not needed is left out, which changes no result.
template <std::size_t n>
CYTOTWIN_LANE_MATH void pow(const double* x, const double* y, double* to) {
  std::size_t few = 0;
  for (std::size_t l = 0; l < n; ++l) few += has_few_factors(y[l]) ? 1 : 0;
  double value[n] = {}, product[n] = {};
  if (few < n) {
    for (std::size_t l = 0; l < n; ++l) value[l] = many_factors(x[l], y[l]);
  }
  if (few > 0) {
    for (std::size_t l = 0; l < n; ++l) product[l] = few_factors(x[l], y[l]);
  }
  for (std::size_t l = 0; l < n; ++l) to[l] = has_few_factors(y[l]) ? product[l] : value[l];
}

CYTOTWIN_LANE_MATH double pow(double x, double y) {
  double value = 0;
  pow<1>(&x, &y, &value);
  return value;
}

/// (exp(2x) - 1) / (exp(2x) + 1), with what rounding takes from either put back.
CYTOTWIN_LANE_MATH double tanh(double x) {
  const double size = size_of(x), twice = 2.0 * (size < 20.0 ? size : 20.0);
  const Reduced of = reduced_exp(twice, 0.0);
  const double two = power_of_two(of.k);
  const Double less_one = sum(two - 1.0, two * of.rest);
  const double low = less_one.low + two * of.low;
  const double d = less_one.high + 2.0, part = d - less_one.high;
  const double d_low = (less_one.high - (d - part)) + (2.0 - part);
  const double value = less_one.high / d + (2.0 * low - less_one.high * d_low) / (d * d);
  return x == x ? of_bits(bits(value) | (bits(x) & sign_bit)) : x;
}

#undef CYTOTWIN_LANE_MATH

}  // namespace cytotwin::lane_math
