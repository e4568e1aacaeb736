// Shapes changed, arrays joined, split, repeated and reordered.
#pragma once

#include "wengert/array/factories.hpp"
#include "wengert/array/index.hpp"
#include "wengert/numpy/elementwise.hpp"

namespace wengert {

Array ravel(const Array& x);
/// Axes `from` become axes `to`; the others keep their order.
Array moveaxis(const Array& x, const Integers& from, const Integers& to);
/// New axes of extent 1 at these positions of the result.
Array expand_dims(const Array& x, const Integers& axes);
/// The last two axes exchanged.
Array matrix_transpose(const Array& x);
Array broadcast_to(const Array& x, const Integers& shape);
/// At least 1, 2 or 3 axes.
Array atleast_1d(const Array& x);
Array atleast_2d(const Array& x);
Array atleast_3d(const Array& x);

/// Joined along an axis that they have. Dtypes promote. Throws ShapeError where other extents
/// differ.
Array concatenate(const std::vector<Array>& arrays, int axis = 0);
/// Joined along a new axis.
Array stack(const std::vector<Array>& arrays, int axis = 0);
/// Rows below each other; vectors are rows.
Array vstack(const std::vector<Array>& arrays);
/// Side by side: along axis 1, or 0 of vectors.
Array hstack(const std::vector<Array>& arrays);
Array dstack(const std::vector<Array>& arrays);
/// Vectors as columns, matrices side by side.
Array column_stack(const std::vector<Array>& arrays);

/// Equal parts. Throws ShapeError where the extent is no multiple of `parts`.
std::vector<Array> split(const Array& x, int parts, int axis = 0);
/// Cut before these positions.
std::vector<Array> split(const Array& x, const std::vector<std::int64_t>& positions, int axis = 0);
/// Parts whose extents differ by at most one.
std::vector<Array> array_split(const Array& x, int parts, int axis = 0);
/// The arrays along an axis.
std::vector<Array> unstack(const Array& x, int axis = 0);

/// Reversed along the axes; along all of them where none are given.
Array flip(const Array& x, const ReducedAxes& axes = {});
/// Shifted towards higher positions, around the end; the flattened array where no axis is given.
Array roll(const Array& x, std::int64_t shift, std::optional<int> axis = {});
/// Turned by 90 degrees k times, from the first axis towards the second.
Array rot90(const Array& x, int k = 1, int first = 0, int second = 1);
Array tile(const Array& x, const Integers& repetitions);
/// Each element `times` in a row; of the flattened array where no axis is given.
Array repeat(const Array& x, std::int64_t times, std::optional<int> axis = {});

/// Elements before and after along one axis, and between its elements. Negative ones cut.
struct Padding {
  std::int64_t before = 0, after = 0, between = 0;
};
enum class PadMode : std::uint8_t { constant, edge, reflect };
namespace mode {
inline constexpr PadMode constant = PadMode::constant, edge = PadMode::edge,
                         reflect = PadMode::reflect;
}
/// Padded with a value on all sides: pad(x, {{1, 0}, {0, 2}}).
Array pad(const Array& x, const std::vector<Padding>& widths, const Array& value = 0);
Array pad(const Array& x, const std::vector<Padding>& widths, PadMode mode);
/// The same width on every side.
Array pad(const Array& x, std::int64_t width, const Array& value = 0);
Array pad(const Array& x, std::int64_t width, PadMode mode);

/// The matrix with x on its k-th diagonal; of a matrix, that diagonal.
Array diag(const Array& x, std::int64_t k = 0);
/// The k-th diagonal of the first two axes, as a last axis.
Array diagonal(const Array& x, std::int64_t k = 0);
/// The sum of a diagonal.
Array trace(const Array& x, std::int64_t k = 0);
/// Zero above, or below, the k-th diagonal of the last two axes.
Array tril(const Array& x, std::int64_t k = 0);
Array triu(const Array& x, std::int64_t k = 0);

namespace grids {
/// x along axis d, constant along the others. `xy` swaps the first two axes.
std::vector<Array> mesh(const std::vector<Array>& axes, bool xy);
}  // namespace grids

/// Coordinates as arrays of one shape: auto [X, Y] = meshgrid(x, y), X varying along axis 1 as in
/// NumPy.
template <class... A>
requires(std::convertible_to<A, Array>&&...) std::array<Array, sizeof...(A)> meshgrid(
    const A&... axes) {
  const std::vector<Array> grid = grids::mesh({Array(axes)...}, true);
  return [&]<std::size_t... k>(std::index_sequence<k...>) {
    return std::array<Array, sizeof...(A)>{grid[k]...};
  }
  (std::index_sequence_for<A...>());
}

}  // namespace wengert

#if WENGERT_BODIES
#include "wengert/numpy/reduction.hpp"
#include "wengert/ops/manifest.hpp"

namespace wengert {

WENGERT_API Array ravel(const Array& x) { return x.ravel(); }

WENGERT_API Array moveaxis(const Array& x, const Integers& from, const Integers& to) {
  if (from.size() != to.size())
    throw ValueError(
        cat("moveaxis: ", from.size(), " axes to move and ", to.size(), " places for them"));
  normalize_axes("moveaxis", from, x.ndim());
  normalize_axes("moveaxis", to, x.ndim());
  Axes axes = Shape::filled(std::size_t(x.ndim()), -1), sources;
  for (std::size_t k = 0; k < from.size(); ++k) {
    const int source = normalize_axis("moveaxis", from[k], x.ndim());
    axes[normalize_axis("moveaxis", to[k], x.ndim())] = source;
    sources.push_back(source);
  }
  std::int64_t next = 0;
  for (std::int64_t& axis : axes) {
    if (axis >= 0) continue;
    while (sources.contains(next)) ++next;
    axis = next++;
  }
  return transpose(x, axes);
}

WENGERT_API Array expand_dims(const Array& x, const Integers& given) {
  const Axes axes = normalize_axes("expand_dims", given, x.ndim() + given.rank());
  Shape shape = x.shape();
  for (std::int64_t d : axes) shape.insert(std::size_t(d), 1);
  return reshape(x, shape);
}

WENGERT_API Array matrix_transpose(const Array& x) {
  if (x.ndim() < 2)
    throw ShapeError(cat("matrix_transpose: ", x.type(), " has no two axes to exchange"));
  return swapaxes(x, -2, -1);
}
WENGERT_API Array broadcast_to(const Array& x, const Integers& shape) {
  return Array(broadcast("broadcast_to", x.handle(), shape));
}
WENGERT_API Array atleast_1d(const Array& x) { return x.ndim() > 0 ? x : x.reshape(1); }
WENGERT_API Array atleast_2d(const Array& x) { return x.ndim() > 1 ? x : x.reshape({1, x.size()}); }
WENGERT_API Array atleast_3d(const Array& x) {
  if (x.ndim() > 2) return x;
  return x.ndim() == 2 ? expand_dims(x, 2) : x.reshape({1, x.size(), 1});
}

namespace joining {
inline std::vector<Handle> of_one_dtype(std::string_view operation,
                                        const std::vector<Array>& arrays) {
  if (arrays.empty()) throw ValueError(cat(operation, ": no arrays; give at least one"));
  Dtype dtype = arrays[0].dtype();
  for (const Array& x : arrays) dtype = promote(dtype, x.dtype());
  std::vector<Handle> handles;
  for (const Array& x : arrays) handles.push_back(cast(x.handle(), dtype));
  return handles;
}

inline Array joined(std::string_view operation, const std::vector<Array>& arrays, int axis) {
  const std::vector<Handle> handles = of_one_dtype(operation, arrays);
  const Shape& first = arrays[0].shape();
  const int d = normalize_axis(operation, axis, first.rank());
  for (const Array& x : arrays) {
    Shape expected = first;
    if (x.ndim() == first.rank()) expected[d] = x.shape()[d];
    if (!(x.shape() == expected))
      throw ShapeError(
          cat(operation, ": shapes ", first, " and ", x.shape(), " differ in more than axis ", d));
  }
  if (handles.size() == 1) return Array(handles[0]);
  return Array(
      wengert::bind(primitive<ops::Concatenate>(), {{"dimension", std::int64_t(d)}}, handles)[0]);
}
}  // namespace joining

WENGERT_API Array concatenate(const std::vector<Array>& arrays, int axis) {
  return joining::joined("concatenate", arrays, axis);
}

WENGERT_API Array stack(const std::vector<Array>& arrays, int axis) {
  std::vector<Array> expanded;
  const int d = arrays.empty() ? 0 : normalize_axis("stack", axis, arrays[0].ndim() + 1);
  for (const Array& x : arrays) {
    if (!(x.shape() == arrays[0].shape()))
      throw ShapeError(cat("stack: shapes ", arrays[0].shape(), " and ", x.shape(),
                           " differ; they must be equal"));
    expanded.push_back(expand_dims(x, d));
  }
  return joining::joined("stack", expanded, d);
}

WENGERT_API Array vstack(const std::vector<Array>& arrays) {
  std::vector<Array> rows;
  for (const Array& x : arrays) rows.push_back(atleast_2d(x));
  return joining::joined("vstack", rows, 0);
}
WENGERT_API Array hstack(const std::vector<Array>& arrays) {
  std::vector<Array> parts;
  for (const Array& x : arrays) parts.push_back(atleast_1d(x));
  return joining::joined("hstack", parts, !parts.empty() && parts[0].ndim() == 1 ? 0 : 1);
}
WENGERT_API Array dstack(const std::vector<Array>& arrays) {
  std::vector<Array> parts;
  for (const Array& x : arrays) parts.push_back(atleast_3d(x));
  return joining::joined("dstack", parts, 2);
}
WENGERT_API Array column_stack(const std::vector<Array>& arrays) {
  std::vector<Array> columns;
  for (const Array& x : arrays) columns.push_back(x.ndim() < 2 ? x.reshape({-1, 1}) : x);
  return joining::joined("column_stack", columns, 1);
}

namespace splitting {
/// x from `start` to `stop` along an axis.
inline Array part(const Array& x, int axis, std::int64_t start, std::int64_t stop) {
  return index(x, on_axis(axis, slice(start, stop)));
}
}  // namespace splitting

WENGERT_API std::vector<Array> split(const Array& x, const std::vector<std::int64_t>& positions,
                                     int axis) {
  const int d = normalize_axis("split", axis, x.ndim());
  std::vector<Array> parts;
  std::int64_t start = 0;
  for (std::int64_t stop : positions) {
    parts.push_back(splitting::part(x, d, start, stop));
    start = stop;
  }
  parts.push_back(splitting::part(x, d, start, x.shape()[d]));
  return parts;
}
WENGERT_API std::vector<Array> array_split(const Array& x, int parts, int axis) {
  if (parts < 1) throw ValueError(cat("split: into ", parts, " parts; there must be at least 1"));
  const std::int64_t n = x.shape()[normalize_axis("split", axis, x.ndim())], longer = n % parts;
  std::vector<std::int64_t> positions;
  for (std::int64_t k = 1; k < parts; ++k)
    positions.push_back(k * (n / parts) + std::min(k, longer));
  return split(x, positions, axis);
}
WENGERT_API std::vector<Array> split(const Array& x, int parts, int axis) {
  const std::int64_t n = x.shape()[normalize_axis("split", axis, x.ndim())];
  if (parts > 0 && n % parts != 0)
    throw ShapeError(cat("split: extent ", n, " of shape ", x.shape(), " does not divide into ",
                         parts, " equal parts; array_split makes unequal ones"));
  return array_split(x, parts, axis);
}
WENGERT_API std::vector<Array> unstack(const Array& x, int axis) {
  const int d = normalize_axis("unstack", axis, x.ndim());
  std::vector<Array> parts;
  for (std::int64_t k = 0; k < x.shape()[d]; ++k)
    parts.push_back(splitting::part(x, d, k, k + 1).squeeze(d));
  return parts;
}

WENGERT_API Array flip(const Array& x, const ReducedAxes& given) {
  const Axes axes = given.named ? normalize_axes("flip", *given.named, x.ndim())
                                : Shape::iota(std::size_t(x.ndim()));
  if (axes.empty()) return x;
  return apply_primitive(primitive<ops::Rev>(), {{"dimensions", axes}}, {x.handle()});
}

WENGERT_API Array roll(const Array& x, std::int64_t shift, std::optional<int> axis) {
  if (!axis) return roll(x.ravel(), shift, 0).reshape(x.shape());
  const int d = normalize_axis("roll", *axis, x.ndim());
  const std::int64_t n = x.shape()[d];
  const std::int64_t cut = n == 0 ? 0 : ((-shift) % n + n) % n;
  if (cut == 0) return x;
  return concatenate({splitting::part(x, d, cut, n), splitting::part(x, d, 0, cut)}, d);
}

WENGERT_API Array rot90(const Array& x, int k, int first, int second) {
  normalize_axes("rot90", {first, second}, x.ndim());
  switch (((k % 4) + 4) % 4) {
    case 1:
      return swapaxes(flip(x, second), first, second);
    case 2:
      return flip(flip(x, first), second);
    case 3:
      return flip(swapaxes(x, first, second), second);
    default:
      return x;
  }
}

WENGERT_API Array tile(const Array& x, const Integers& given) {
  for (const std::int64_t times : given)
    if (times < 0)
      throw ValueError(cat("tile: repetitions ", Shape(given), " must not be negative"));
  Shape repetitions = given, shape = x.shape();
  while (repetitions.rank() < shape.rank()) repetitions.insert(0, 1);
  while (shape.rank() < repetitions.rank()) shape.insert(0, 1);
  Shape apart, repeated, result;
  for (int d = 0; d < shape.rank(); ++d) {
    apart.push_back(1);
    apart.push_back(shape[d]);
    repeated.push_back(repetitions[d]);
    repeated.push_back(shape[d]);
    result.push_back(repetitions[d] * shape[d]);
  }
  return broadcast_to(x.reshape(apart), repeated).reshape(result);
}

WENGERT_API Array repeat(const Array& x, std::int64_t times, std::optional<int> axis) {
  if (!axis) return repeat(x.ravel(), times, 0);
  if (times < 0) throw ValueError(cat("repeat: times is ", times, "; it must not be negative"));
  const int d = normalize_axis("repeat", *axis, x.ndim());
  Shape repeated = x.shape(), result = x.shape();
  repeated.insert(std::size_t(d) + 1, times);
  result[d] *= times;
  return broadcast_to(expand_dims(x, d + 1), repeated).reshape(result);
}

namespace padding {
// One axis at a time, from its own elements.
inline Array axis(const Array& x, int d, Padding width, PadMode mode) {
  const std::int64_t n = x.shape()[d];
  const bool reflects = mode == PadMode::reflect;
  if (n == 0 || (reflects && std::max(width.before, width.after) >= n))
    throw ValueError(cat("pad: axis ", d, " has extent ", n, ", too short to give ",
                         std::max(width.before, width.after), " elements of its own"));
  std::vector<std::int64_t> from;
  for (std::int64_t k = -width.before; k < n + width.after; ++k)
    from.push_back(k < 0 ? (reflects ? -k : 0) : k < n ? k : reflects ? 2 * (n - 1) - k : n - 1);
  return index(x, on_axis(d, from));
}
}  // namespace padding

WENGERT_API Array pad(const Array& x, const std::vector<Padding>& widths, const Array& value) {
  if (int(widths.size()) != x.ndim())
    throw ValueError(cat("pad: ", widths.size(), " widths for an array of rank ", x.ndim(),
                         "; give one for each axis, or one number"));
  Shape low, high, interior;
  for (const Padding& width : widths) {
    low.push_back(width.before);
    high.push_back(width.after);
    interior.push_back(width.between);
  }
  return apply_primitive(primitive<ops::Pad>(),
                         {{"low", low}, {"high", high}, {"interior", interior}},
                         {x.handle(), cast(value.handle(), x.dtype())});
}
WENGERT_API Array pad(const Array& x, const std::vector<Padding>& widths, PadMode mode) {
  if (mode == PadMode::constant) return pad(x, widths);
  if (int(widths.size()) != x.ndim())
    throw ValueError(cat("pad: ", widths.size(), " widths for an array of rank ", x.ndim(),
                         "; give one for each axis, or one number"));
  Array result = x;
  for (int d = 0; d < x.ndim(); ++d)
    if (widths[std::size_t(d)].before || widths[std::size_t(d)].after)
      result = padding::axis(result, d, widths[std::size_t(d)], mode);
  return result;
}
WENGERT_API Array pad(const Array& x, std::int64_t width, const Array& value) {
  return pad(x, std::vector<Padding>(std::size_t(x.ndim()), {width, width}), value);
}
WENGERT_API Array pad(const Array& x, std::int64_t width, PadMode mode) {
  return pad(x, std::vector<Padding>(std::size_t(x.ndim()), {width, width}), mode);
}

namespace triangles {
/// column - row, over the last two axes.
inline Array offsets(const Array& x, std::string_view operation) {
  if (x.ndim() < 2) throw ShapeError(cat(operation, ": shape ", x.shape(), " has no two axes"));
  const std::int64_t rows = x.shape()[x.ndim() - 2], columns = x.shape()[x.ndim() - 1];
  return arange(columns) - arange(rows).reshape({rows, 1});
}
}  // namespace triangles

WENGERT_API Array tril(const Array& x, std::int64_t k) {
  return where(triangles::offsets(x, "tril") <= k, x, zeros_like(x));
}
WENGERT_API Array triu(const Array& x, std::int64_t k) {
  return where(triangles::offsets(x, "triu") >= k, x, zeros_like(x));
}

namespace diagonals {
inline Array of(std::string_view operation, const Array& x, std::int64_t k) {
  if (x.ndim() < 2) throw ShapeError(cat(operation, ": shape ", x.shape(), " has no two axes"));
  const std::int64_t rows = x.shape()[0], columns = x.shape()[1];
  const std::int64_t row = std::max<std::int64_t>(0, -k), column = std::max<std::int64_t>(0, k);
  const std::int64_t n = std::max<std::int64_t>(0, std::min(rows - row, columns - column));
  const Array steps = arange(n);
  return moveaxis(index(x, {Subscript(steps + row), Subscript(steps + column)}), 0, -1);
}
}  // namespace diagonals

WENGERT_API Array diagonal(const Array& x, std::int64_t k) {
  return diagonals::of("diagonal", x, k);
}
WENGERT_API Array diag(const Array& x, std::int64_t k) {
  if (x.ndim() == 2) return diagonal(x, k);
  if (x.ndim() != 1)
    throw ShapeError(cat("diag: shape ", x.shape(), " is neither a vector's nor a matrix's"));
  const std::int64_t n = x.size() + std::abs(k);
  const Array row = pad(x, {Padding{std::max<std::int64_t>(0, k), std::max<std::int64_t>(0, -k)}});
  return where(eye(n, n, k, Dtype::bool_), broadcast_to(row, {n, n}), zeros({n, n}, x.dtype()));
}
WENGERT_API Array trace(const Array& x, std::int64_t k) {
  return sum(diagonals::of("trace", x, k), -1);
}

WENGERT_API std::vector<Array> grids::mesh(const std::vector<Array>& axes, bool xy) {
  Shape shape;
  for (const Array& x : axes) shape.push_back(x.size());
  const bool swaps = xy && axes.size() > 1;
  if (swaps) std::swap(shape[0], shape[1]);
  std::vector<Array> result;
  for (std::size_t k = 0; k < axes.size(); ++k) {
    Shape along = Shape::filled(axes.size(), 1);
    along[swaps && k < 2 ? 1 - k : k] = axes[k].size();
    result.push_back(broadcast_to(axes[k].reshape(along), shape));
  }
  return result;
}

}  // namespace wengert
#endif
