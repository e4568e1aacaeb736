// Bessel functions of the first kind, of integer order.
#pragma once

#include "wengert/scipy/special.hpp"

namespace wengert::scipy::special {

/// J_0(z), …, J_v(z) along a new leading axis, by Miller's backward recurrence from order `n_iter`,
/// which must exceed |z| by some: 50 will do to |z| = 25. Throws ValueError unless 0 <= v <=
/// n_iter, DtypeError of complex z.
Array bessel_jn(const Array& z, int v, int n_iter = 50);

}  // namespace wengert::scipy::special

#if WENGERT_BODIES
#include "wengert/api/scan.hpp"

namespace wengert::scipy::special {

// Zhang and Jin 1996, 5.2: f_k = 2 (k + 1) f_k+1 / z - f_k+2, from an arbitrary small start, is
// proportional to J_k, and the factor follows from J_0 + 2 J_2 + 2 J_4 + … = 1. It grows beyond any
// range, so powers of two are taken out as it does. Next to zero there is the power series.
WENGERT_API Array bessel_jn(const Array& given, int v, int n_iter) {
  if (v < 0 || v > n_iter)
    throw ValueError(cat("bessel_jn: order v is ", v, " and n_iter is ", n_iter,
                         "; 0 <= v <= n_iter must hold"));
  if (is_complex(given.dtype()))
    throw DtypeError(cat("bessel_jn: z is ", given.type(), "; it must be real"));
  const Array inexact = parts::floating(given);
  const bool wide = inexact.dtype() == Dtype::f64;
  const Dtype d = wide ? Dtype::f64 : Dtype::f32;
  const Array z = inexact.astype(d);
  const double shift = wide ? 200 : 20, largest = std::exp2(shift),
               nearly_zero = wide ? 1e-8 : 1e-4;
  const Array small = abs(z) < nearly_zero, at = where(small, 1, z);

  struct State {
    Array f, before, sum, exponent;
  };
  const auto recur = [&](State s, Array k) {
    const Array f = 2 * (k + 1) / at * s.f - s.before;
    const Array sum = s.sum + where(k % 2 == 0, 2, 0).astype(d) * f;
    const Array excess = where(abs(f) > largest, shift, 0).astype(d), factor = exp2(-excess);
    const State next{f * factor, s.f * factor, sum * factor, s.exponent + excess};
    return std::pair{next, std::pair{next.f, next.exponent}};
  };
  const State start{full_like(at, 1e-16), zeros_like(at), zeros_like(at), zeros_like(at)};
  const auto [last, terms] = scan(recur, start, arange(n_iter + 1).astype(d), reverse);
  const auto& [f, exponents] = terms;
  const Array whole = last.sum - last.f;
  const Array by_recurrence =
      f(slice(0, v + 1)) / whole * exp2(exponents(slice(0, v + 1)) - last.exponent);

  Integers orders = v + 1;
  while (orders.rank() <= z.ndim()) orders.push_back(1);
  const Array k = arange(v + 1).astype(d).reshape(orders), half = where(small, z, 0) / 2;
  const Array by_series = pow(half, k) * exp(-lgamma(k + 1)) * (1 - half * half / (k + 1));
  return where(small, by_series, by_recurrence).astype(inexact.dtype());
}

}  // namespace wengert::scipy::special
#endif
