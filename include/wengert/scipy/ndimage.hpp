// Reading arrays between their elements.
#pragma once

#include "wengert/array/array.hpp"

namespace wengert::scipy::ndimage {

/// What lies beyond the ends a b c d: a value; the last element, a a|a b c d|d d; the elements
/// reflected about the last one, c b|a b c d|c b, or about its outer edge, b a|a b c d|d c; or
/// those from the other end, c d|a b c d|a b.
enum class Boundary : std::uint8_t { constant, nearest, mirror, reflect, wrap };

/// x at coordinates (rank, …), in units of elements: of order 1 by linear interpolation, of order 0
/// the nearest element. Has derivatives in x and, of order 1, in the coordinates. Throws ShapeError
/// unless there is a coordinate for each axis, ValueError of another order or of an empty x.
Array map_coordinates(const Array& x, const Array& coordinates, int order = 1,
                      Boundary boundary = Boundary::constant, double outside = 0);

}  // namespace wengert::scipy::ndimage

#if WENGERT_BODIES
#include "wengert/numpy/indexing.hpp"

namespace wengert::scipy::ndimage {

namespace places {

/// Integer positions moved into an axis of extent n.
inline Array inside(const Array& k, std::int64_t n, Boundary boundary) {
  switch (boundary) {
    case Boundary::mirror: {
      const std::int64_t period = std::max<std::int64_t>(1, 2 * (n - 1));
      const Array at = k % period;
      return minimum(at, period - at) % n;
    }
    case Boundary::reflect: {
      const Array at = k % (2 * n);
      return minimum(at, 2 * n - 1 - at);
    }
    case Boundary::wrap:
      return k % n;
    case Boundary::constant:
    case Boundary::nearest:
      break;
  }
  return clip(k, 0, n - 1);
}

}  // namespace places

// The sum over the corners of the cell that holds the point.
WENGERT_API Array map_coordinates(const Array& x, const Array& given, int order, Boundary boundary,
                                  double outside) {
  if (order != 0 && order != 1)
    throw ValueError(cat("map_coordinates: order ", order, "; there are 0 and 1"));
  if (given.ndim() == 0 || given.shape()[0] != x.ndim() || x.ndim() == 0)
    throw ShapeError(cat("map_coordinates: coordinates are ", given.type(), " for ", x.type(),
                         "; they need a first axis with an entry for each axis of x"));
  if (x.size() == 0) throw ValueError(cat("map_coordinates: ", x.type(), " has no elements"));
  const Array at = given.astype(to_inexact(given.dtype()));
  const Dtype result_dtype = to_inexact(promote(x.dtype(), at.dtype()));
  const int rank = x.ndim();
  Array total = 0.0;
  for (int corner = 0; corner < (order == 0 ? 1 : 1 << rank); ++corner) {
    Subscripts positions;
    Array weight = 1.0, within = true;
    for (int d = 0; d < rank; ++d) {
      const std::int64_t n = x.shape()[d];
      const Array c = at(d), below = order == 0 ? Array(floor(c + 0.5)) : Array(floor(c));
      const bool upper = corner >> d & 1;
      const Array k = below.astype(default_int()) + int(upper);
      if (order == 1) weight = weight * (upper ? Array(c - below) : Array(below + 1 - c));
      if (boundary == Boundary::constant) within = within & (k >= 0) & (k < n);
      positions.emplace_back(places::inside(k, n, boundary));
    }
    const Array read = index(x, positions, IndexMode::clip).astype(result_dtype);
    const Array value = boundary == Boundary::constant ? Array(where(within, read, outside)) : read;
    total = total + weight * value;
  }
  return is_inexact(x.dtype()) || order == 1 ? total : total.astype(x.dtype());
}

}  // namespace wengert::scipy::ndimage
#endif
