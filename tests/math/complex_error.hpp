// Errors of functions of complex numbers, in ULPs of the modulus.
#pragma once

#include <algorithm>
#include <complex>

#include "expect.hpp"
#include "wengert/math/complex.hpp"

namespace wengert::testing {

/// The type of the parts of a std::complex.
template <class Z>
using Part = typename Z::value_type;

/// The largest |f(z, w) - truth| in ULPs of |truth|, for parts of magnitude 2^low to 2^high and
/// results in the range of T.
template <class T, class F, class Truth>
double largest_error(F f, Truth truth, double low, double high) {
  using W = Wide<T>;
  Samples samples;
  const auto next = [&] {
    const T magnitude = T(std::exp2(samples.uniform(low, high)));
    return samples.uniform(-1, 1) < 0 ? -magnitude : magnitude;
  };
  double worst = 0;
  for (int i = 0; i < 4000; ++i) {
    const math::Complex<T> z = {next(), next()}, w = {next(), next()};
    const std::complex<W> exact = truth(std::complex<W>(z.re, z.im), std::complex<W>(w.re, w.im));
    const W size = std::abs(exact);
    if (size < 4 * std::numeric_limits<T>::min()) continue;
    if (!(size < std::numeric_limits<T>::max() / 4)) continue;
    const math::Complex<T> got = f(z, w);
    const W error = std::abs(std::complex<W>(got.re, got.im) - exact) / size;
    worst = std::max(worst, double(error / std::numeric_limits<T>::epsilon()));
  }
  return worst;
}

template <class F, class Truth>
void expect_error(double bound, F f, Truth truth, double low, double high) {
  EXPECT_LE(largest_error<float>(f, truth, low, high), bound);
  EXPECT_LE(largest_error<double>(f, truth, low, high), bound);
}

}  // namespace wengert::testing
