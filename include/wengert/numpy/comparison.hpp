// Comparing whole arrays.
#pragma once

#include "wengert/numpy/reduction.hpp"

namespace wengert {

/// Whether |x - y| <= atol + rtol |y| everywhere.
Array allclose(const Array& x, const Array& y, double rtol = 1e-5, double atol = 1e-8);
/// Whether shapes and elements are equal; NaN equals nothing.
Array array_equal(const Array& x, const Array& y);
/// Whether one broadcasts to the other's shape, and elements are equal.
Array array_equiv(const Array& x, const Array& y);

}  // namespace wengert

#if WENGERT_BODIES
namespace wengert {

WENGERT_API Array allclose(const Array& x, const Array& y, double rtol, double atol) {
  return all(isclose(x, y, rtol, atol));
}
WENGERT_API Array array_equal(const Array& x, const Array& y) {
  if (!(x.shape() == y.shape())) return false;
  return all(x == y);
}
WENGERT_API Array array_equiv(const Array& x, const Array& y) {
  try {
    (void)broadcast("array_equiv", x.shape(), y.shape());
  } catch (const ShapeError&) {
    return false;
  }
  return all(x == y);
}

}  // namespace wengert
#endif
