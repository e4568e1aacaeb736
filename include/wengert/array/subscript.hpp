// One subscript of x(…), and a list of them resolved against a shape.
//
// Resolving separates what NumPy calls basic from advanced: `Region` is the slice, reversal and
// reshape that integers, slices and newaxis come to; `IndexArrays` are the arrays, with the axes of
// the region that they index. index.hpp reads with them, update.hpp writes.
#pragma once

#include "wengert/array/array.hpp"
#include "wengert/array/operators.hpp"

namespace wengert {

/// Everything along an axis; also the reduction wengert::all(x), see numpy/reduction.hpp.
struct All {
  Array operator()(const Array& x, const ReducedAxes& axes = {},
                   Reduced option = Reduced::dropped) const;
};
inline constexpr All all;

class Subscript {
 public:
  enum class Token : std::uint8_t { integer, range, rest, new_axis, array };

  template <std::integral I>
  requires(!std::same_as<I, bool>) Subscript(I i)
      : token(Token::integer), integer(std::int64_t(i)) {}
  Subscript(Slice s) : token(Token::range), slice(s) {}
  Subscript(All) : token(Token::range) {}
  Subscript(Ellipsis) : token(Token::rest) {}
  Subscript(NewAxis) : token(Token::new_axis) {}
  /// Integers or booleans. A concrete scalar is the integer it holds.
  Subscript(Array indices);
  template <class E>
  requires(!std::same_as<E, Array>) Subscript(const Expression<E>& indices)
      : Subscript(Array(indices)) {}
  template <std::integral I>
  Subscript(const std::vector<I>& indices) : Subscript(Array(indices)) {}

  Token token;
  std::int64_t integer = 0;
  Slice slice;
  Array array;
};
using Subscripts = std::vector<Subscript>;

/// One subscript on an axis, everything on those before it.
inline Subscripts on_axis(int axis, Subscript subscript) {
  Subscripts subscripts(static_cast<std::size_t>(axis), Subscript(all));
  subscripts.push_back(std::move(subscript));
  return subscripts;
}

/// A slice and reversal of an array, then a reshape that drops the axes of integers and adds new
/// ones.
struct Region {
  Shape start, limit, strides;  // of the operand's axes
  Axes reversed;
  Shape sliced;  // extents after slicing
  Shape shape;   // after the reshape

  bool whole(const Shape& operand) const { return sliced == operand && reversed.empty(); }
};

/// Index arrays over some axes of a region's result.
struct IndexArrays {
  std::vector<Array> arrays;
  Axes axes;
  int position = 0;  // where the arrays' own axes go in the result
};

struct Resolved {
  Region region;
  IndexArrays indices;
};

/// Throws IndexError for too many subscripts, an integer or concrete index out of bounds;
/// `operation` is named in the message.
Resolved resolve(std::string_view operation, const Subscripts& subscripts, const Shape& shape,
                 IndexMode mode);

/// The positions where a concrete array is not zero: one array of int64 for each of its axes.
std::vector<Array> nonzero(const Array& x);

}  // namespace wengert

#if WENGERT_BODIES
namespace wengert {

namespace subscripts {

inline std::int64_t in_bounds(std::string_view operation, std::int64_t i, int axis,
                              std::int64_t extent) {
  if (i < -extent || i >= extent)
    throw IndexError(cat(operation, ": index ", i, " is out of bounds for axis ", axis,
                         " of extent ", extent,
                         extent ? cat("; valid indices are ", -extent, " to ", extent - 1) : ""));
  return i < 0 ? i + extent : i;
}

// Booleans become the positions where they hold, one array for each of their axes.
inline Subscripts without_masks(std::string_view operation, const Subscripts& given,
                                const Shape& shape) {
  Subscripts result;
  int axis = 0;
  for (const Subscript& s : given) {
    const bool mask = s.token == Subscript::Token::array && s.array.dtype() == Dtype::bool_;
    if (!mask) {
      result.push_back(s);
      axis += s.token != Subscript::Token::new_axis && s.token != Subscript::Token::rest;
      continue;
    }
    for (int d = 0; d < s.array.ndim(); ++d)
      if (axis + d < shape.rank() && s.array.shape()[d] != shape[axis + d])
        throw IndexError(cat(operation, ": a mask of shape ", s.array.shape(),
                             " does not match shape ", shape, " from axis ", axis,
                             " on; a mask has the extents of the axes it selects from"));
    for (const Array& positions : nonzero(s.array)) result.emplace_back(positions);
    axis += s.array.ndim();
  }
  return result;
}

// Exactly one subscript per axis, and newaxes.
inline Subscripts complete(std::string_view operation, const Subscripts& given,
                           const Shape& shape) {
  int used = 0, ellipses = 0;
  for (const Subscript& s : given) {
    ellipses += s.token == Subscript::Token::rest;
    used += s.token != Subscript::Token::new_axis && s.token != Subscript::Token::rest;
  }
  if (ellipses > 1)
    throw IndexError(cat(operation, ": more than one ellipsis; one stands for all axes left"));
  if (used > shape.rank())
    throw IndexError(cat(operation, ": ", used, " subscripts for an array of rank ", shape.rank(),
                         " and shape ", shape, "; give at most one for each axis"));
  Subscripts result;
  const auto fill = [&] {
    for (int d = used; d < shape.rank(); ++d) result.emplace_back(all);
  };
  for (const Subscript& s : given) {
    if (s.token == Subscript::Token::rest)
      fill();
    else
      result.push_back(s);
  }
  if (!ellipses) fill();
  return result;
}

// As Python's slice.indices; an empty slice has start == limit.
inline void slice_axis(Region& region, const Slice& s, int axis, std::int64_t n) {
  const std::int64_t step = s.step.value.value_or(1);
  if (step == 0) throw IndexError("slice: the step is 0; it must be positive or negative");
  const auto clamp = [&](const Bound& b, std::int64_t absent) {
    if (!b.value) return absent;
    const std::int64_t i = *b.value < 0 ? *b.value + n : *b.value;
    return step > 0 ? std::clamp<std::int64_t>(i, 0, n) : std::clamp<std::int64_t>(i, -1, n - 1);
  };
  const std::int64_t start = clamp(s.start, step > 0 ? 0 : n - 1),
                     stop = clamp(s.stop, step > 0 ? n : -1);
  const std::int64_t width = step > 0 ? stop - start : start - stop, stride = std::abs(step);
  const std::int64_t count = width > 0 ? (width + stride - 1) / stride : 0;
  const std::int64_t first = count == 0 ? 0 : step > 0 ? start : start - (count - 1) * stride;
  region.start.push_back(first);
  region.limit.push_back(count == 0 ? first : first + (count - 1) * stride + 1);
  region.strides.push_back(count > 1 ? stride : 1);
  region.sliced.push_back(count);
  if (step < 0 && count > 1) region.reversed.push_back(axis);
}

// Where bounds are checked, what lies outside is an error at once if the numbers are known; negative
// indices count from the end.
inline Array wrapped(std::string_view operation, const Array& indices, int axis,
                     std::int64_t extent, IndexMode mode) {
  if (!is_integer(indices.dtype()))
    throw DtypeError(cat(operation, ": an index array has dtype ", indices.dtype(),
                         "; indices are integers or booleans, convert with astype"));
  if (indices.traced() || mode != IndexMode::check) {
    if (kind_of(indices.dtype()) == Kind::unsigned_integer) return indices;
    return elementwise(functions::Where(), indices < 0, indices + extent, indices);
  }
  const std::vector<std::int64_t> values = indices.to_vector<std::int64_t>();
  bool negative = false;
  for (std::int64_t i : values) negative |= i != in_bounds(operation, i, axis, extent);
  if (!negative) return indices;
  Tensor result(Type{Dtype::i64, indices.shape()});
  for (std::size_t k = 0; k < values.size(); ++k)
    result.data<std::int64_t>()[k] = values[k] < 0 ? values[k] + extent : values[k];
  return Array(std::move(result));
}

// An integer that lies outside is left to the mode of the gather or scatter.
inline void defer_integers_outside(Subscripts& all_axes, const Shape& shape) {
  int axis = 0;
  for (Subscript& s : all_axes) {
    if (s.token == Subscript::Token::new_axis) continue;
    const std::int64_t n = shape[axis++];
    if (s.token != Subscript::Token::integer || (s.integer >= -n && s.integer < n)) continue;
    s.token = Subscript::Token::array;
    s.array = Array(Tensor(Constant(Dtype::i64, s.integer)));
  }
}

}  // namespace subscripts

WENGERT_API Subscript::Subscript(Array indices) : token(Token::array), array(std::move(indices)) {
  if (!array.shape().empty() || array.traced() || !is_integer(array.dtype())) return;
  token = Token::integer;
  integer = array.item<std::int64_t>();
}

WENGERT_API Resolved resolve(std::string_view operation, const Subscripts& given,
                             const Shape& shape, IndexMode mode) {
  Subscripts all_axes =
      subscripts::complete(operation, subscripts::without_masks(operation, given, shape), shape);
  using Token = Subscript::Token;
  if (mode != IndexMode::check) subscripts::defer_integers_outside(all_axes, shape);
  const bool advanced = std::any_of(all_axes.begin(), all_axes.end(),
                                    [](const Subscript& s) { return s.token == Token::array; });
  Resolved result;
  Region& region = result.region;
  int axis = 0, kept = 0;            // kept: axes of the result that no array indexes
  int groups = 0, first_group = -1;  // runs of advanced subscripts, integers among them
  bool in_group = false;
  for (const Subscript& s : all_axes) {
    const bool joins = advanced && (s.token == Token::array || s.token == Token::integer);
    if (joins && !in_group && groups++ == 0) first_group = kept;
    in_group = joins;
    if (s.token == Token::new_axis) {
      region.shape.push_back(1);
      ++kept;
      continue;
    }
    const std::int64_t n = shape[axis];
    if (s.token == Token::integer) {
      const std::int64_t i = subscripts::in_bounds(operation, s.integer, axis, n);
      region.start.push_back(i);
      region.limit.push_back(i + 1);
      region.strides.push_back(1);
      region.sliced.push_back(1);
    } else {
      subscripts::slice_axis(region, s.token == Token::range ? s.slice : Slice{}, axis, n);
      if (s.token == Token::array) {
        result.indices.arrays.push_back(subscripts::wrapped(operation, s.array, axis, n, mode));
        result.indices.axes.push_back(region.shape.rank());
      } else {
        ++kept;
      }
      region.shape.push_back(region.sliced.back());
    }
    ++axis;
  }
  result.indices.position = groups == 1 ? first_group : 0;
  return result;
}

WENGERT_API std::vector<Array> nonzero(const Array& x) {
  (void)concrete(x.handle(), "a mask, or nonzero() without a size");
  const std::vector<bool> mask = [&] {
    if (is_complex(x.dtype())) return Array(x != 0).to_vector<bool>();
    return x.to_vector<bool>();
  }();
  std::vector<std::vector<std::int64_t>> found(std::size_t(x.ndim()));
  const Shape strides = strides_of(x.shape());
  for (std::size_t k = 0; k < mask.size(); ++k) {
    if (!mask[k]) continue;
    for (int d = 0; d < x.ndim(); ++d)
      found[std::size_t(d)].push_back(std::int64_t(k) / strides[d] % x.shape()[d]);
  }
  std::vector<Array> result;
  for (const auto& positions : found) result.emplace_back(positions);
  return result;
}

}  // namespace wengert
#endif
