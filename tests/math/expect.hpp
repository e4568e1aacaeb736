// Assertions on functions of one and two reals: error bounds, and results to the bit.
#pragma once

#include <gtest/gtest.h>

#include <initializer_list>
#include <ostream>

#include "accuracy.hpp"

namespace wengert::testing {

/// Equal to the bit, but for the payload of NaN: -0 differs from 0.
template <class T>
::testing::AssertionResult same(T a, T b) {
  const bool equal = a == b ? std::signbit(a) == std::signbit(b) : a != a && b != b;
  if (equal) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << std::hexfloat << a << " is not " << b;
}

template <class T>
void expect_bounded(const Worst<T>& worst, double bound) {
  EXPECT_LE(worst.error, bound) << (sizeof(T) == 4 ? "float" : "double") << " at " << std::hexfloat
                                << worst.x << ", " << worst.y;
}

/// The largest error of f at 8000 samples and at 41 neighbours of each hard point.
template <class T, class F, class Truth>
Worst<T> worst_of(F f, Truth truth, std::initializer_list<double> hard_points) {
  Worst<T> worst;
  const auto see = [&](T x) { worst.see(f(x), truth(Wide<T>(x)), x); };
  Samples samples;
  for (std::uint64_t i = 0; i < 8000; ++i) see(sampled<T>(samples));
  for (double point : hard_points) {
    T below = T(point), above = T(point);
    for (int i = 0; i <= 20; ++i) {
      see(below), see(above);
      below = std::nextafter(below, -std::numeric_limits<T>::infinity());
      above = std::nextafter(above, std::numeric_limits<T>::infinity());
    }
  }
  return worst;
}

/// f is within bound ULP of truth in float and in double.
template <class F, class Truth>
void expect_within(double bound, F f, Truth truth, std::initializer_list<double> hard_points = {}) {
  expect_bounded(worst_of<float>(f, truth, hard_points), bound);
  expect_bounded(worst_of<double>(f, truth, hard_points), bound);
}

/// The same for functions of two arguments.
template <class F, class Truth>
void expect_within_2(double bound, F f, Truth truth) {
  const auto run = [&]<class T>(T) {
    Worst<T> worst;
    Samples first, second;
    for (int i = 0; i < 3; ++i) second.next();
    for (std::uint64_t i = 0; i < 8000; ++i) {
      const T x = sampled<T>(first), y = sampled<T>(second);
      if (i % 23 == 0) second.next();
      worst.see(f(x, y), truth(Wide<T>(x), Wide<T>(y)), x, y);
    }
    expect_bounded(worst, bound);
  };
  run(0.0f), run(0.0);
}

/// f(x) is y to the bit, for each pair, in float and in double.
struct Point {
  double x, y;
};

template <class F>
void expect_exact(F f, std::initializer_list<Point> points) {
  for (const auto [x, y] : points) {
    EXPECT_TRUE(same(f(float(x)), float(y))) << "float at " << x;
    EXPECT_TRUE(same(f(x), y)) << "double at " << x;
  }
}

inline constexpr double inf = std::numeric_limits<double>::infinity();
inline constexpr double nan = std::numeric_limits<double>::quiet_NaN();

}  // namespace wengert::testing
