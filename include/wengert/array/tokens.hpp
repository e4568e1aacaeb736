// What stands between the parentheses of x(…) beside integers and arrays, and options of
// reductions.
#pragma once

#include <concepts>
#include <optional>

#include "wengert/base/shape.hpp"

namespace wengert {

/// "Not given": the ends of a slice, an axis that is not mapped.
struct None {};
inline constexpr None none;

/// An integer or none.
struct Bound {
  std::optional<std::int64_t> value;
  constexpr Bound(None = none) {}
  template <std::integral I>
  constexpr Bound(I i) : value(std::int64_t(i)) {}
};

/// start:stop:step, as in NumPy; negative positions count from the end.
struct Slice {
  Bound start, stop, step;
};

/// x(slice(1, none, 2)) is x[1::2].
constexpr Slice slice(Bound start, Bound stop, Bound step = none) { return {start, stop, step}; }
/// x(slice(3)) is x[:3].
constexpr Slice slice(Bound stop) { return {none, stop, none}; }

/// As many whole axes as are left over.
struct Ellipsis {};
inline constexpr Ellipsis ellipsis;

/// A new axis of extent 1.
struct NewAxis {};
inline constexpr NewAxis newaxis;

/// Whether a reduction keeps the reduced axes, with extent 1.
enum class Reduced : bool { dropped, kept };
inline constexpr Reduced keepdims = Reduced::kept;

/// One integer or several, as shapes and axes are given: 3, {2, 3}, x.shape().
struct Integers : Shape {
  using Shape::Shape;
  Integers() = default;
  Integers(Shape values) : Shape(std::move(values)) {}
  template <std::integral I>
  Integers(I value) : Shape{std::int64_t(value)} {}
};

/// The axes of a reduction: all of them, unless named.
struct ReducedAxes {
  std::optional<Axes> named;
  Reduced reduced = Reduced::dropped;

  ReducedAxes(None = none) {}
  ReducedAxes(Reduced option) : reduced(option) {}
  ReducedAxes(Axes axes) : named(std::move(axes)) {}
  ReducedAxes(std::initializer_list<std::int64_t> axes) : named(axes) {}
  template <std::integral I>
  ReducedAxes(I axis) : named(Axes{std::int64_t(axis)}) {}
};

/// What an index out of bounds does: throws IndexError; is moved to the nearest element; reads NaN
/// (zero of an integer) and writes nothing; or is a promise that it does not happen.
enum class IndexMode : std::uint8_t { check, clip, fill, unchecked };
namespace mode {
inline constexpr IndexMode check = IndexMode::check, clip = IndexMode::clip, fill = IndexMode::fill,
                           unchecked = IndexMode::unchecked;
}

}  // namespace wengert
