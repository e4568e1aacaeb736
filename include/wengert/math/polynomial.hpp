// Polynomials with constant coefficients, by Horner's rule.
//
// Coefficients are arguments, from the highest degree down to the constant term: written as a pack
// they unroll without a loop for any value, and a host compiler rounds each to V when it compiles.
// Next: exponential.hpp, the smallest function built of one.
#pragma once

#include "wengert/math/value.hpp"

namespace wengert::math {

/// leading x^n + ... + c1 x + c0, where the last of rest is c0.
template <class V, class... C>
V polynomial(V x, double leading, C... rest) {
  V sum = like(x, leading);
  ((sum = fma(sum, x, like(x, rest))), ...);
  return sum;
}

}  // namespace wengert::math
