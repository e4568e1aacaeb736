// Sums and products that keep what rounding loses: the error-free transformations.
//
// A Pair stands for high + low, unevaluated, with |low| at most about an ULP of high. The
// transforms are those of Dekker, "A floating-point technique for extending the available
// precision", 1971, with fma in place of splitting. A compiler may contract what surrounds them
// into fma, never the product whose error is taken: it has a second use. Next: power.hpp, which
// computes logarithms in Pairs.
#pragma once

#include "wengert/math/value.hpp"

namespace wengert::math {

/// high + low, to about twice the precision of V.
template <class V>
struct Pair {
  V high, low;
};

/// a + b exactly, where |a| >= |b| or a is 0.
template <class V>
Pair<V> ordered_sum(V a, V b) {
  const V high = a + b;
  return {high, (a - high) + b};
}

/// The same sum, low being at most half an ULP of high; given |low| <= |high|.
template <class V>
Pair<V> normalized(Pair<V> a) {
  return ordered_sum(a.high, a.low);
}

template <class M, class V>
Pair<V> select(M mask, Pair<V> a, Pair<V> b) {
  return {select(mask, a.high, b.high), select(mask, a.low, b.low)};
}

/// a + b exactly, in any order (Knuth, TAOCP 4.2.2 theorem B).
template <class V>
Pair<V> exact_sum(V a, V b) {
  const V high = a + b;
  const V from_b = high - a;
  return {high, (a - (high - from_b)) + (b - from_b)};
}

/// a * b exactly, unless the error of the product underflows.
template <class V>
Pair<V> exact_product(V a, V b) {
  const V high = a * b;
  return {high, fma(a, b, -high)};
}

/// a * b, with a relative error of a few squared ULPs.
template <class V>
Pair<V> product(Pair<V> a, Pair<V> b) {
  const Pair<V> head = exact_product(a.high, b.high);
  return {head.high, fma(a.low, b.high, fma(a.high, b.low, head.low))};
}

/// a / b rounded about once.
template <class V>
V quotient(Pair<V> a, Pair<V> b) {
  const V reciprocal = like(a.high, 1) / b.high;
  const V head = a.high * reciprocal;
  const V rest = fma(-head, b.low, fma(-head, b.high, a.high) + a.low);
  return fma(rest, reciprocal, head);
}

/// a + b, where |a| >= |b| or a is 0.
template <class V>
Pair<V> ordered_sum(Pair<V> a, Pair<V> b) {
  const Pair<V> head = ordered_sum(a.high, b.high);
  return {head.high, head.low + (a.low + b.low)};
}

template <class V>
Pair<V> ordered_sum(Pair<V> a, V b) {
  const Pair<V> head = ordered_sum(a.high, b);
  return {head.high, head.low + a.low};
}
template <class V>
Pair<V> ordered_sum(V a, Pair<V> b) {
  const Pair<V> head = ordered_sum(a, b.high);
  return {head.high, head.low + b.low};
}

/// The constant high + low beside x.
template <class V>
Pair<V> pair_like(V x, double high, double low) {
  return {like(x, high), like(x, low)};
}

}  // namespace wengert::math
