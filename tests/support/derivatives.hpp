// Derivatives against central differences, and reverse mode against forward mode.
#pragma once

#include "acceptance/near.hpp"

/// Of f at a float64 x, along one direction; f's result is real.
template <class F>
void expect_derivatives(F f, const Array& x, double rtol = 1e-6, double h = 1e-5) {
  ASSERT_EQ(x.dtype(), wg::float64);
  const Array t = wg::random::normal(wg::random::key(7), wg::Integers(x.shape()), wg::float64);
  const Array tangent =
      wg::jvp([&](Array v) { return Array(f(v)); }, std::tuple{x}, std::tuple{t}).second;
  const Array difference = (f(x + h * t) - f(x - h * t)) / (2 * h);
  expect_near(tangent, difference, rtol, rtol);
  const Array w =
      wg::random::normal(wg::random::key(8), wg::Integers(tangent.shape()), wg::float64);
  const Array gradient = wg::grad([&](Array v) { return Array(wg::sum(w * f(v))); })(x);
  expect_near(wg::sum(gradient * t), wg::sum(w * tangent), 1e-9, 1e-9);
}
