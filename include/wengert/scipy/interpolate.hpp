// Interpolation on grids.
#pragma once

#include <limits>
#include <optional>
#include <vector>

#include "wengert/array/array.hpp"

namespace wengert::scipy::interpolate {

enum class Method : std::uint8_t { linear, nearest };

/// Reads values on a rectangular grid between its points. Has derivatives in the values, and of the
/// linear method in the grid and in what is asked for.
///   RegularGridInterpolator({x, y}, values)(Array{{0.5, 1.5}})
class RegularGridInterpolator {
 public:
  /// points: vectors of increasing coordinates, at least two of them, one vector for each of the
  /// first axes of values (further axes are read as a whole). Beyond the grid there is fill_value,
  /// or where it is std::nullopt what the outermost cell continues to. Throws ShapeError where the
  /// extents differ, ValueError where coordinates that are known do not increase.
  RegularGridInterpolator(
      std::vector<Array> points, const Array& values, Method method = Method::linear,
      std::optional<double> fill_value = std::numeric_limits<double>::quiet_NaN());

  /// At coordinates (..., number of grid axes), as an array (..., further axes); a vector holds one
  /// point after the other. Throws ShapeError for other extents.
  Array operator()(const Array& at) const;

 private:
  std::vector<Array> grid_;
  Array values_;
  Method method_;
  std::optional<double> fill_value_;
};

}  // namespace wengert::scipy::interpolate

#if WENGERT_BODIES
#include "wengert/numpy/indexing.hpp"
#include "wengert/numpy/sorting.hpp"

namespace wengert::scipy::interpolate {

namespace grids {

/// Along one axis: the grid point below, and the distance from it in units of the cell.
struct Place {
  Array below, distance, outside;

  Place(const Array& grid, const Array& at) {
    below = clip(searchsorted(grid, at) - 1, 0, grid.size() - 2);
    const Array first = take(grid, below, 0, IndexMode::unchecked),
                second = take(grid, below + 1, 0, IndexMode::unchecked);
    distance = (at - first) / (second - first);
    outside = !((at >= grid(0)) & (at <= grid(-1)));
  }
};

}  // namespace grids

WENGERT_API RegularGridInterpolator::RegularGridInterpolator(std::vector<Array> points,
                                                             const Array& values, Method method,
                                                             std::optional<double> fill_value)
    : values_(values.astype(to_inexact(values.dtype()))), method_(method), fill_value_(fill_value) {
  if (points.empty() || std::ptrdiff_t(points.size()) > values.ndim())
    throw ShapeError(cat("RegularGridInterpolator: ", points.size(), " grid axes for values ",
                         values.type(), "; there must be one at least, and at most their rank"));
  for (std::size_t k = 0; k < points.size(); ++k) {
    const Array& axis = points[k];
    if (axis.ndim() != 1 || axis.size() < 2 || axis.size() != values.shape()[k])
      throw ShapeError(cat("RegularGridInterpolator: grid axis ", k, " is ", axis.type(),
                           " for values ", values.type(),
                           "; it must be a vector of their extent, two at least"));
    if (is_concrete(axis.handle()) &&
        !bool(wengert::all(axis(slice(1, none)) > axis(slice(0, -1)))))
      throw ValueError(
          cat("RegularGridInterpolator: grid axis ", k, " does not increase; sort it"));
    grid_.push_back(axis.astype(to_inexact(axis.dtype())));
  }
}

// Linear: the sum over the corners of the cell.
WENGERT_API Array RegularGridInterpolator::operator()(const Array& given) const {
  const auto axes = std::int64_t(grid_.size());
  const Array at = given.ndim() == 1 ? given.reshape({-1, axes}) : given;
  if (at.ndim() == 0 || at.shape().back() != axes)
    throw ShapeError(cat("RegularGridInterpolator: coordinates are ", given.type(),
                         "; their last extent must be the number of grid axes, ", axes));
  std::vector<grids::Place> places;
  Array outside = false;
  for (std::int64_t k = 0; k < axes; ++k) {
    places.emplace_back(grid_[std::size_t(k)], at(ellipsis, k));
    outside = outside | places.back().outside;
  }
  const auto read = [&](const auto& offset) {
    Subscripts positions;
    for (std::size_t k = 0; k < places.size(); ++k)
      positions.emplace_back(Array(places[k].below + offset(k)));
    return index(values_, positions, IndexMode::unchecked);
  };
  const auto for_values = [&](const Array& x) {  // x of each point, for all that is read there
    Integers shape = x.shape();
    for (int d = int(axes); d < values_.ndim(); ++d) shape.push_back(1);
    return x.reshape(shape);
  };
  Array result = 0;
  if (method_ == Method::nearest) {
    result = read([&](std::size_t k) { return Array(places[k].distance > 0.5).astype(int32); });
  } else {
    for (int corner = 0; corner < 1 << axes; ++corner) {
      Array weight = 1;
      for (std::size_t k = 0; k < places.size(); ++k)
        weight = weight * (corner >> k & 1 ? places[k].distance : Array(1 - places[k].distance));
      result = result + for_values(weight) * read([&](std::size_t k) { return corner >> k & 1; });
    }
  }
  return fill_value_ ? Array(where(for_values(outside), *fill_value_, result)) : result;
}

}  // namespace wengert::scipy::interpolate
#endif
