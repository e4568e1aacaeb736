// The regularised incomplete beta function.
#pragma once

#include "wengert/scipy/special.hpp"

namespace wengert::scipy::special {

/// I_x(a, b), the integral of t**(a-1) (1-t)**(b-1) from 0 to x over that to 1, for a, b > 0 and
/// 0 <= x <= 1 (NaN elsewhere). Derivatives in all three; reverse mode of first order.
Array betainc(const Array& a, const Array& b, const Array& x);

}  // namespace wengert::scipy::special

#if WENGERT_BODIES
namespace wengert::scipy::special {

namespace parts {

// The continued fraction of Abramowitz and Stegun 26.5.8 by Lentz' method, two terms at a time; it
// converges fast for x below the mean, and the other side is one minus it with a and b exchanged.
// float32 is computed in float64: the factor before it is a small difference of large logarithms.
inline Array incomplete_beta(const Array& given_a, const Array& given_b, const Array& given_x) {
  const Array wide_a = given_a.astype(float64), wide_b = given_b.astype(float64),
              wide_x = given_x.astype(float64);
  const Array valid = (wide_a > 0) & (wide_b > 0) & (wide_x >= 0) & (wide_x <= 1);
  const Array inside = valid & (wide_x > 0) & (wide_x < 1);
  const Array p = where(inside, wide_a, 1), q = where(inside, wide_b, 1),
              at = where(inside, wide_x, 0.25);
  const Array exchanged = at > (p + 1) / (p + q + 2);
  const Array a = where(exchanged, q, p), b = where(exchanged, p, q),
              x = where(exchanged, 1 - at, at);
  const auto away = [](const Array& v) { return Array(where(abs(v) < 1e-290, 1e-290, v)); };

  using State = std::tuple<Array, Array, Array, Array, Array>;  // m, c, d, value, last factor
  const Array first = 1 / away(1 - (a + b) * x / (a + 1));
  const auto result = while_loop(
      [](State s) { return any(abs(std::get<4>(s) - 1) > 1e-15) & (std::get<0>(s) < 3000); },
      [&](State s) {
        const auto& [before, c0, d0, value, factor] = s;
        const Array m = before + 1, twice = a + 2 * m;
        const Array even = m * (b - m) * x / ((twice - 1) * twice),
                    odd = -(a + m) * (a + b + m) * x / (twice * (twice + 1));
        const Array d1 = 1 / away(1 + even * d0), c1 = away(1 + even / c0);
        const Array d2 = 1 / away(1 + odd * d1), c2 = away(1 + odd / c1);
        return State{m, c2, d2, value * (c1 * d1) * (c2 * d2), c2 * d2};
      },
      State{zeros({}, float64), ones_like(a), first, first, zeros_like(a)});
  const Array density = exp(a * log(x) + b * log1p(-x) - betaln(a, b)) / a;
  const Array lower = density * std::get<3>(result);
  const Array edge = where(valid, wide_x, nan);  // 0 and 1 are their own values
  return Array(where(inside, where(exchanged, 1 - lower, lower), edge)).astype(given_x.dtype());
}

}  // namespace parts

WENGERT_API Array betainc(const Array& given_a, const Array& given_b, const Array& given_x) {
  const Array together =
      parts::floating(given_a) + parts::floating(given_b) + parts::floating(given_x);
  const auto spread = [&](const Array& v) {
    return broadcast_to(v.astype(together.dtype()), Integers(together.shape()));
  };
  const auto rule = [](Array a, Array b, Array x, Array da, Array db, Array dx) {
    const Array one = ones_like(a);
    const auto [value, by_a] = jvp([&](Array v) { return parts::incomplete_beta(v, b, x); },
                                   std::tuple{a}, std::tuple{one});
    const auto by_b = std::get<1>(jvp([&](Array v) { return parts::incomplete_beta(a, v, x); },
                                      std::tuple{b}, std::tuple{one}));
    const Array density = exp(xlogy(a - 1, x) + xlog1py(b - 1, -x) - betaln(a, b));
    return std::pair{Array(value), Array(by_a * da + by_b * db + density * dx)};
  };
  return custom_jvp(parts::incomplete_beta, rule)(spread(given_a), spread(given_b),
                                                  spread(given_x));
}

}  // namespace wengert::scipy::special
#endif
