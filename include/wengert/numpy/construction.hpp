// Arrays made from other values: conversions, triangles, diagonals, blocks, powers; and the
// positions of elements as arrays of indices.
#pragma once

#include "wengert/array/factories.hpp"
#include "wengert/numpy/manipulation.hpp"

namespace wengert {

/// The values of x, or of nested braces, in their own dtype unless one is given:
///   array({{1, 2}, {3, 4}}, float64)
Array array(const Array& x, std::optional<Dtype> dtype = {});
Array asarray(const Array& x, std::optional<Dtype> dtype = {});
/// x: arrays are immutable, and a copy shares its elements.
Array copy(const Array& x);
Array empty_like(const Array& x, std::optional<Dtype> dtype = {});

/// `number` points from start to stop, each the same multiple of the one before; the ends must have
/// one sign, and may be arrays.
Array geomspace(const Array& start, const Array& stop, std::int64_t number = 50,
                End end = End::included);
/// Ones on and below the k-th diagonal of an (n, columns) matrix; columns is n unless given.
Array tri(std::int64_t n, std::optional<std::int64_t> columns = {}, std::int64_t k = 0,
          std::optional<Dtype> dtype = {});
/// The matrix with the elements of x, flattened, on its k-th diagonal.
Array diagflat(const Array& x, std::int64_t k = 0);
enum class Powers : bool { decreasing, increasing };
/// Row i is the powers n - 1 … 0 (or 0 … n - 1) of x(i); n is x's extent unless given. Throws
/// ShapeError unless x has one axis.
Array vander(const Array& x, std::optional<std::int64_t> n = {}, Powers order = Powers::decreasing);
/// Rows of blocks, joined along the last axis, below each other, joined along the last but one:
///   block({{a, b}, {c, d}})
Array block(const std::vector<std::vector<Array>>& rows);
/// One row.
Array block(const std::vector<Array>& row);

/// All arrays in the shape they broadcast to: auto [a, b] = broadcast_arrays(x, y).
std::vector<Array> broadcast_arrays(const std::vector<Array>& arrays);
template <class... A>
  requires(std::convertible_to<A, Array> && ...)
std::array<Array, sizeof...(A)> broadcast_arrays(const A&... arrays) {
  const std::vector<Array> all_arrays = broadcast_arrays(std::vector<Array>{Array(arrays)...});
  return [&]<std::size_t... k>(std::index_sequence<k...>) {
    return std::array<Array, sizeof...(A)>{all_arrays[k]...};
  }(std::index_sequence_for<A...>());
}

// ---- positions ------------------------------------------------------------------------------
// Of the default integer dtype.

/// Row and column of each element of a triangle of an (n, columns) matrix, on and below (tril) or
/// above (triu) its k-th diagonal; columns is n unless given: x(rows, columns).
std::array<Array, 2> tril_indices(std::int64_t n, std::int64_t k = 0,
                                  std::optional<std::int64_t> columns = {});
std::array<Array, 2> triu_indices(std::int64_t n, std::int64_t k = 0,
                                  std::optional<std::int64_t> columns = {});
/// The same of the matrix x. Throws ShapeError unless it is one.
std::array<Array, 2> tril_indices_from(const Array& x, std::int64_t k = 0);
std::array<Array, 2> triu_indices_from(const Array& x, std::int64_t k = 0);
/// The positions of the main diagonal of an array of `rank` axes of extent n; of x, whose extents
/// must be equal (ShapeError).
std::vector<Array> diag_indices(std::int64_t n, int rank = 2);
std::vector<Array> diag_indices_from(const Array& x);

/// The indices of every element along each axis, stacked: (rank, shape…).
Array indices(const Integers& shape, std::optional<Dtype> dtype = {});
/// Ranges start:stop:step (start 0 and step 1 unless given) as coordinates: dense and stacked, or
/// one array for each range that broadcasts against the others. Throws ValueError without a stop.
Array mgrid(const std::vector<Slice>& ranges);
std::vector<Array> ogrid(const std::vector<Slice>& ranges);
/// Vectors of indices, reshaped to address every combination: x(at[0], at[1]). A boolean vector
/// stands for the positions where it holds.
std::vector<Array> ix_(const std::vector<Array>& vectors);
/// Whether the first of the axes varies along axis 1 (xy, as in plots) or 0 (ij, as in matrices).
enum class Indexing : bool { xy, ij };
/// Whether coordinates have the whole shape, or extent 1 along the axes they do not depend on.
enum class Grid : bool { dense, sparse };
std::vector<Array> meshgrid(const std::vector<Array>& axes, Indexing indexing,
                            Grid grid = Grid::dense);

/// Positions in the flattened array of this shape as one index array for each axis, and back. Out
/// of range, as the mode says: `check` throws IndexError where the numbers are known, and clips
/// elsewhere.
std::vector<Array> unravel_index(const Array& positions, const Integers& shape);
Array ravel_multi_index(const std::vector<Array>& indices, const Integers& shape,
                        IndexMode mode = IndexMode::check);

}  // namespace wengert

#if WENGERT_BODIES
#include "wengert/numpy/inspection.hpp"
#include "wengert/numpy/reduction.hpp"
#include "wengert/ops/manifest.hpp"

namespace wengert {

WENGERT_API Array array(const Array& x, std::optional<Dtype> dtype) {
  return dtype ? x.astype(*dtype) : x;
}
WENGERT_API Array asarray(const Array& x, std::optional<Dtype> dtype) { return array(x, dtype); }
WENGERT_API Array copy(const Array& x) { return x; }
WENGERT_API Array empty_like(const Array& x, std::optional<Dtype> dtype) {
  return zeros_like(x, dtype);
}

// Of negative ends the logarithms are those of the magnitudes.
WENGERT_API Array geomspace(const Array& start, const Array& stop, std::int64_t number, End end) {
  const Array sign_of_both = where((start < 0) & (stop < 0), -1.0, 1.0);
  const Array exponents =
      linspace(log10(sign_of_both * start), log10(sign_of_both * stop), number, end);
  const Array points = sign_of_both * power(10.0, exponents);
  if (number == 0) return points;
  Array result = points.at(0).set(start + zeros_like(points(0)));
  if (end == End::included && number > 1) result = result.at(-1).set(stop + zeros_like(points(0)));
  return result;
}
WENGERT_API Array tri(std::int64_t n, std::optional<std::int64_t> columns, std::int64_t k,
                      std::optional<Dtype> dtype) {
  return tril(ones({n, columns.value_or(n)}, dtype), k);
}
WENGERT_API Array diagflat(const Array& x, std::int64_t k) { return diag(x.ravel(), k); }

WENGERT_API Array vander(const Array& given, std::optional<std::int64_t> n, Powers order) {
  if (given.ndim() != 1)
    throw ShapeError(cat("vander: x has type ", given.type(), "; it must have one axis"));
  const std::int64_t count = n.value_or(given.size());
  if (count < 0) throw ValueError(cat("vander: ", count, " columns; n must not be negative"));
  const Array x = given.dtype() == Dtype::bool_ ? given.astype(default_int()) : given;
  std::vector<Array> columns;
  for (std::int64_t k = 0; k < count; ++k)
    columns.push_back(k == 0 ? ones_like(x) : Array(columns.back() * x));
  if (count == 0) return zeros({x.size(), 0}, x.dtype());
  if (order == Powers::decreasing) std::reverse(columns.begin(), columns.end());
  return stack(columns, 1);
}

namespace joining {
/// All of at least `rank` axes: new ones come first.
inline std::vector<Array> of_rank(int rank, const std::vector<Array>& arrays) {
  std::vector<Array> result;
  for (const Array& x : arrays) {
    Shape extents = x.shape();
    while (extents.rank() < rank) extents.insert(0, 1);
    result.push_back(x.reshape(extents));
  }
  return result;
}
inline int largest_rank(int least, const std::vector<Array>& arrays) {
  for (const Array& x : arrays) least = std::max(least, x.ndim());
  return least;
}
}  // namespace joining

WENGERT_API Array block(const std::vector<Array>& row) {
  return concatenate(joining::of_rank(joining::largest_rank(1, row), row), -1);
}
WENGERT_API Array block(const std::vector<std::vector<Array>>& rows) {
  std::vector<Array> joined;
  for (const std::vector<Array>& row : rows)
    joined.push_back(concatenate(joining::of_rank(joining::largest_rank(2, row), row), -1));
  return concatenate(joining::of_rank(joining::largest_rank(2, joined), joined), -2);
}

WENGERT_API std::vector<Array> broadcast_arrays(const std::vector<Array>& arrays) {
  std::vector<Shape> shapes;
  for (const Array& x : arrays) shapes.push_back(x.shape());
  const Shape together = broadcast_shapes(shapes);
  std::vector<Array> result;
  for (const Array& x : arrays) result.push_back(broadcast_to(x, together));
  return result;
}

namespace grids {

inline std::array<Array, 2> positions_of(const Array& mask) {
  const std::vector<Array> at = nonzero(mask);
  return {at[0].astype(default_int()), at[1].astype(default_int())};
}
inline std::int64_t columns_of(std::string_view operation, const Array& x) {
  if (x.ndim() != 2)
    throw ShapeError(cat(operation, ": x has type ", x.type(), "; it must be a matrix"));
  return x.shape()[1];
}
/// start, start + step, … below stop.
inline Array range(std::string_view operation, const Slice& s) {
  if (!s.stop.value) throw ValueError(cat(operation, ": a range has no stop"));
  return arange(s.start.value.value_or(0), *s.stop.value, s.step.value.value_or(1));
}
/// x along axis d of `rank`.
inline Array along(const Array& x, int d, std::size_t rank) {
  Shape extents = Shape::filled(rank, 1);
  extents[d] = x.size();
  return x.reshape(extents);
}

}  // namespace grids

WENGERT_API std::array<Array, 2> tril_indices(std::int64_t n, std::int64_t k,
                                              std::optional<std::int64_t> columns) {
  return grids::positions_of(tri(n, columns, k, Dtype::bool_));
}
WENGERT_API std::array<Array, 2> triu_indices(std::int64_t n, std::int64_t k,
                                              std::optional<std::int64_t> columns) {
  return grids::positions_of(!tri(n, columns, k - 1, Dtype::bool_));
}
WENGERT_API std::array<Array, 2> tril_indices_from(const Array& x, std::int64_t k) {
  const std::int64_t columns = grids::columns_of("tril_indices_from", x);
  return tril_indices(x.shape()[0], k, columns);
}
WENGERT_API std::array<Array, 2> triu_indices_from(const Array& x, std::int64_t k) {
  const std::int64_t columns = grids::columns_of("triu_indices_from", x);
  return triu_indices(x.shape()[0], k, columns);
}
WENGERT_API std::vector<Array> diag_indices(std::int64_t n, int rank) {
  return std::vector<Array>(std::size_t(std::max(0, rank)), arange(n));
}
WENGERT_API std::vector<Array> diag_indices_from(const Array& x) {
  for (std::int64_t extent : x.shape())
    if (x.ndim() < 2 || extent != x.shape()[0])
      throw ShapeError(cat("diag_indices_from: x has type ", x.type(),
                           "; it must have at least two axes, of equal extents"));
  return diag_indices(x.shape()[0], x.ndim());
}

WENGERT_API Array indices(const Integers& extents, std::optional<Dtype> dtype) {
  const Dtype d = dtype.value_or(default_int());
  std::vector<Array> each;
  for (int axis = 0; axis < extents.rank(); ++axis)
    each.push_back(apply_primitive(
        primitive<ops::Iota>(),
        {{"dtype", d}, {"shape", Shape(extents)}, {"dimension", std::int64_t(axis)}}, {}));
  return each.empty() ? zeros({0}, d) : stack(each);
}
WENGERT_API std::vector<Array> ogrid(const std::vector<Slice>& ranges) {
  std::vector<Array> result;
  for (std::size_t k = 0; k < ranges.size(); ++k)
    result.push_back(grids::along(grids::range("ogrid", ranges[k]), int(k), ranges.size()));
  return result;
}
WENGERT_API Array mgrid(const std::vector<Slice>& ranges) {
  std::vector<Array> axes;
  for (const Slice& s : ranges) axes.push_back(grids::range("mgrid", s));
  if (axes.empty()) throw ValueError("mgrid: no ranges; give at least one");
  return stack(meshgrid(axes, Indexing::ij));
}
WENGERT_API std::vector<Array> ix_(const std::vector<Array>& vectors) {
  std::vector<Array> result;
  for (std::size_t k = 0; k < vectors.size(); ++k) {
    const Array& v = vectors[k];
    if (v.ndim() != 1)
      throw ShapeError(cat("ix_: operand ", k, " has type ", v.type(), "; it must have one axis"));
    const Array at = v.dtype() == Dtype::bool_ ? nonzero(v)[0] : v;
    result.push_back(grids::along(at, int(k), vectors.size()));
  }
  return result;
}
WENGERT_API std::vector<Array> meshgrid(const std::vector<Array>& axes, Indexing indexing,
                                        Grid grid) {
  if (grid == Grid::dense) return grids::mesh(axes, indexing == Indexing::xy);
  std::vector<Array> result;
  for (std::size_t k = 0; k < axes.size(); ++k) {
    const bool swaps = indexing == Indexing::xy && axes.size() > 1 && k < 2;
    result.push_back(grids::along(axes[k], int(swaps ? 1 - k : k), axes.size()));
  }
  return result;
}

WENGERT_API std::vector<Array> unravel_index(const Array& given, const Integers& extents) {
  const std::int64_t n = Shape(extents).elements();
  if (!is_integer(given.dtype()))
    throw DtypeError(cat("unravel_index: positions are ", given.type(), "; they must be integers"));
  if (is_concrete(given.handle()))
    for (std::int64_t k : given.to_vector<std::int64_t>())
      if (k < -n || k >= n)
        throw IndexError(cat("unravel_index: position ", k, " is out of range for shape ",
                             Shape(extents), " of ", n, " elements"));
  Array rest = clip(where(given < 0, given + n, given), 0, std::max<std::int64_t>(0, n - 1));
  std::vector<Array> result(extents.size());
  for (int d = extents.rank() - 1; d >= 0; --d) {
    const std::int64_t extent = std::max<std::int64_t>(1, extents[d]);
    result[std::size_t(d)] = rest % extent;
    rest = floor_divide(rest, extent);
  }
  return result;
}
WENGERT_API Array ravel_multi_index(const std::vector<Array>& given, const Integers& extents,
                                    IndexMode mode) {
  if (given.size() != extents.size())
    throw ValueError(cat("ravel_multi_index: ", given.size(), " index arrays for shape ",
                         Shape(extents), "; one for each axis"));
  Array position = 0;
  for (std::size_t d = 0; d < given.size(); ++d) {
    const std::int64_t extent = extents[d];
    if (!is_integer(given[d].dtype()))
      throw DtypeError(cat("ravel_multi_index: the indices along axis ", d, " are ",
                           given[d].type(), "; they must be integers"));
    if (mode == IndexMode::check && is_concrete(given[d].handle()))
      for (std::int64_t k : given[d].to_vector<std::int64_t>())
        if (k < 0 || k >= extent)
          throw IndexError(cat("ravel_multi_index: index ", k, " is out of range along axis ", d,
                               " of extent ", extent));
    const Array inside = mode == IndexMode::unchecked
                             ? given[d]
                             : Array(clip(given[d], 0, std::max<std::int64_t>(0, extent - 1)));
    position = position * extent + inside;
  }
  return position;
}

}  // namespace wengert
#endif
