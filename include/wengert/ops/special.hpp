// The error function, the gamma function and their relatives.
#pragma once

#include <cmath>
#include <numbers>

#include "wengert/math/error.hpp"
#include "wengert/math/gamma.hpp"
#include "wengert/math/trigonometric.hpp"
#include "wengert/ops/power.hpp"

namespace wengert::ops {

struct Erf : Elementwise<1>, Smooth {
  static constexpr Name name = "erf";
  static constexpr Dtypes dtypes = floating;
  static constexpr int cost = 39;
  template <class V> static V eval(V x) { return math::erf(x); }
  template <class V> static V jvp(V x, V dx) {
    return 2 * std::numbers::inv_sqrtpi * exp(-square(x)) * dx;
  }
};

/// 1 - erf(x), accurate where that is small.
struct Erfc : Elementwise<1>, Smooth {
  static constexpr Name name = "erfc";
  static constexpr Dtypes dtypes = floating;
  static constexpr int cost = 77;
  template <class V> static V eval(V x) { return math::erfc(x); }
  template <class V> static V jvp(V x, V dx) {
    return -2 * std::numbers::inv_sqrtpi * exp(-square(x)) * dx;
  }
};

/// y with erf(y) = x.
struct ErfInv : Elementwise<1>, Smooth {
  static constexpr Name name = "erf_inv";
  static constexpr Dtypes dtypes = floating;
  static constexpr int cost = 50;
  template <class V> static V eval(V x) { return math::erf_inv(x); }
  template <class V> static V jvp(V, V dx, V y) {
    return 0.5 / std::numbers::inv_sqrtpi * exp(square(y)) * dx;
  }
};

/// log |gamma(x)|.
struct Lgamma : Elementwise<1>, Smooth {
  static constexpr Name name = "lgamma";
  static constexpr Dtypes dtypes = floating;
  static constexpr int cost = 105;
  template <class V> static V eval(V x) { return math::lgamma(x); }
  template <class V> static V jvp(V x, V dx) { return digamma(x) * dx; }
};

/// The derivative of lgamma.
struct Digamma : Elementwise<1>, Smooth {
  static constexpr Name name = "digamma";
  static constexpr Dtypes dtypes = floating;
  static constexpr int cost = 90;
  template <class V> static V eval(V x) { return math::digamma(x); }
  template <class V> static V jvp(V x, V dx) { return polygamma(x, 1) * dx; }
};

/// The derivative of digamma of an order >= 1, for x > 0; of order 1 for every x.
/// Abramowitz and Stegun 6.4.6 (recurrence), 6.4.7 (reflection) and 6.4.11 (asymptotic series).
struct Polygamma : Elementwise<1>, Smooth {
  static constexpr Name name = "polygamma";
  static constexpr Dtypes dtypes = floating;
  static constexpr int cost = 140;
  static std::int64_t parameter(const Attributes& attributes) {
    return attributes.integer("order");
  }

  template <class V> static V eval(V x, std::int64_t order) {
    const auto negative = x <= math::like(x, 0);
    if (order != 1) return math::select(negative, math::like(x, NAN), of_positive(x, order));
    const V right = of_positive(math::select(negative, math::like(x, 1) - x, x), order);
    const V ratio = math::like(x, std::numbers::pi) /
                    math::sin(math::like(x, std::numbers::pi) * (x - math::rint(x)));
    return math::select(negative, ratio * ratio - right, right);
  }
  template <class V> static V jvp(V x, V dx, std::int64_t order) {
    return polygamma(x, order + 1) * dx;
  }

 private:
  // The terms 1 / (x + k)^(order + 1) up to where the series in 1 / (x + shift)^2 is below an ULP.
  template <class V> static V of_positive(V x, std::int64_t order) {
    constexpr double bernoulli[] = {1. / 6,       -1. / 30,      1. / 42, -1. / 30,
                                    5. / 66,      -691. / 2730,  7. / 6,  -3617. / 510,
                                    43867. / 798, -174611. / 330};
    const std::int64_t shift = 10 + order;
    V terms = math::like(x, 0);
    for (std::int64_t k = 0; k < shift; ++k)
      terms = terms +
              math::like(x, 1) / math::integer_pow(x + math::like(x, double(k)), int(order) + 1);
    const V z = x + math::like(x, double(shift)), inverse_square = math::like(x, 1) / (z * z);
    // Of the series divided by order! / z^order: 1 / order + 1 / (2 z) + …
    V power = inverse_square, tail = math::like(x, 1. / double(order)) + math::like(x, 0.5) / z;
    double factor = double(order + 1) / 2;  // (2k + order - 1)! / ((2k)! order!) for k = 1
    for (int k = 1; k <= 10; ++k) {
      tail = tail + math::like(x, bernoulli[k - 1] * factor) * power;
      power = power * inverse_square;
      factor *= double(2 * k + order) * double(2 * k + 1 + order) /
                (double(2 * k + 1) * double(2 * k + 2));
    }
    const V sum = terms + tail / math::integer_pow(z, int(order));
    return math::like(x, (order % 2 ? 1 : -1) * std::tgamma(double(order) + 1)) * sum;
  }
};

}  // namespace wengert::ops
