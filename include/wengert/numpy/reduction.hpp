// Reductions. Axes count from the back where negative; all axes unless some are named:
//   sum(x)   sum(x, 0)   sum(x, {0, 2})   sum(x, 1, keepdims)   sum(x, keepdims)
// Sums of booleans count; sums of float16 and bfloat16 accumulate in float32.
#pragma once

#include "wengert/array/index.hpp"
#include "wengert/numpy/elementwise.hpp"

namespace wengert {

Array sum(const Array& x, const ReducedAxes& axes = {}, Reduced option = Reduced::dropped);
Array prod(const Array& x, const ReducedAxes& axes = {}, Reduced option = Reduced::dropped);
/// Of integers, in the default float. The mean of nothing is NaN.
Array mean(const Array& x, const ReducedAxes& axes = {}, Reduced option = Reduced::dropped);
/// The mean of |x - mean(x)|**2, with n - ddof in the denominator.
Array var(const Array& x, const ReducedAxes& axes = {}, Reduced option = Reduced::dropped,
          double ddof = 0);
Array std(const Array& x, const ReducedAxes& axes = {}, Reduced option = Reduced::dropped,
          double ddof = 0);
/// NaN where there is one. Equal elements share the derivative. Throws ValueError of no elements.
Array max(const Array& x, const ReducedAxes& axes = {}, Reduced option = Reduced::dropped);
Array min(const Array& x, const ReducedAxes& axes = {}, Reduced option = Reduced::dropped);
Array amax(const Array& x, const ReducedAxes& axes = {}, Reduced option = Reduced::dropped);
Array amin(const Array& x, const ReducedAxes& axes = {}, Reduced option = Reduced::dropped);
/// The largest less the smallest.
Array ptp(const Array& x, const ReducedAxes& axes = {}, Reduced option = Reduced::dropped);
/// Whether some element is not zero; whether all are: wengert::all(x).
Array any(const Array& x, const ReducedAxes& axes = {}, Reduced option = Reduced::dropped);
Array count_nonzero(const Array& x, const ReducedAxes& axes = {},
                    Reduced option = Reduced::dropped);
/// log(sum(exp(x))) without overflow.
Array logsumexp(const Array& x, const ReducedAxes& axes = {}, Reduced option = Reduced::dropped);
/// The weighted mean along one axis, or of everything.
Array average(const Array& x, std::optional<int> axis = {}, std::optional<Array> weights = {});

/// The first position of the largest element, of the flattened array unless an axis is named; NaN
/// counts as largest. int32.
Array argmax(const Array& x, std::optional<int> axis = {}, Reduced option = Reduced::dropped);
Array argmin(const Array& x, std::optional<int> axis = {}, Reduced option = Reduced::dropped);

// -- without NaN
Array nansum(const Array& x, const ReducedAxes& axes = {}, Reduced option = Reduced::dropped);
Array nanprod(const Array& x, const ReducedAxes& axes = {}, Reduced option = Reduced::dropped);
Array nanmean(const Array& x, const ReducedAxes& axes = {}, Reduced option = Reduced::dropped);
Array nanvar(const Array& x, const ReducedAxes& axes = {}, Reduced option = Reduced::dropped);
Array nanstd(const Array& x, const ReducedAxes& axes = {}, Reduced option = Reduced::dropped);
/// NaN where nothing else is there.
Array nanmax(const Array& x, const ReducedAxes& axes = {}, Reduced option = Reduced::dropped);
Array nanmin(const Array& x, const ReducedAxes& axes = {}, Reduced option = Reduced::dropped);
Array nanargmax(const Array& x, std::optional<int> axis = {});
Array nanargmin(const Array& x, std::optional<int> axis = {});

template <class D>
Array Expression<D>::sum(const ReducedAxes& axes, Reduced option) const {
  return wengert::sum(evaluated(), axes, option);
}
template <class D>
Array Expression<D>::prod(const ReducedAxes& axes, Reduced option) const {
  return wengert::prod(evaluated(), axes, option);
}
template <class D>
Array Expression<D>::mean(const ReducedAxes& axes, Reduced option) const {
  return wengert::mean(evaluated(), axes, option);
}
template <class D>
Array Expression<D>::var(const ReducedAxes& axes, Reduced option) const {
  return wengert::var(evaluated(), axes, option);
}
template <class D>
Array Expression<D>::std(const ReducedAxes& axes, Reduced option) const {
  return wengert::std(evaluated(), axes, option);
}
template <class D>
Array Expression<D>::max(const ReducedAxes& axes, Reduced option) const {
  return wengert::max(evaluated(), axes, option);
}
template <class D>
Array Expression<D>::min(const ReducedAxes& axes, Reduced option) const {
  return wengert::min(evaluated(), axes, option);
}
template <class D>
Array Expression<D>::any(const ReducedAxes& axes, Reduced option) const {
  return wengert::any(evaluated(), axes, option);
}
template <class D>
Array Expression<D>::all(const ReducedAxes& axes, Reduced option) const {
  return wengert::all(evaluated(), axes, option);
}
template <class D>
Array Expression<D>::argmax(std::optional<int> axis) const {
  return wengert::argmax(evaluated(), axis);
}
template <class D>
Array Expression<D>::argmin(std::optional<int> axis) const {
  return wengert::argmin(evaluated(), axis);
}

}  // namespace wengert

#if WENGERT_BODIES
#include "wengert/ops/manifest.hpp"

namespace wengert {

namespace reductions {

inline Axes axes_of(std::string_view operation, const Array& x, const ReducedAxes& axes) {
  return axes.named ? normalize_axes(operation, *axes.named, x.ndim())
                    : Shape::iota(std::size_t(x.ndim()));
}

inline bool keeps(const ReducedAxes& axes, Reduced option) {
  return option == Reduced::kept || axes.reduced == Reduced::kept;
}

inline Shape with_ones(Shape shape, const Axes& axes) {
  for (std::int64_t d : axes) shape[d] = 1;
  return shape;
}

inline std::int64_t count(const Array& x, const Axes& axes) {
  std::int64_t n = 1;
  for (std::int64_t d : axes) n *= x.shape()[d];
  return n;
}

inline Array reduce(std::string_view operation, const Primitive& op, const Array& x,
                    const ReducedAxes& given, Reduced option) {
  const Axes axes = axes_of(operation, x, given);
  if (axes.empty()) return x;
  const Array result = apply_primitive(op, {{"axes", axes}}, {x.handle()});
  return keeps(given, option) ? result.reshape(with_ones(x.shape(), axes)) : result;
}

/// Booleans count.
inline Array numbers(const Array& x) {
  return x.dtype() == Dtype::bool_ ? x.astype(default_int()) : x;
}

inline void require_elements(std::string_view operation, const Array& x, const ReducedAxes& axes) {
  if (count(x, axes_of(operation, x, axes)) == 0)
    throw ValueError(cat(operation, ": shape ", x.shape(),
                         " has no elements along these axes, and ", operation,
                         " of nothing is undefined"));
}

/// The least or greatest value of a dtype: an infinity, where there is one.
inline double extreme(Dtype d, int sign) {
  return is_integer(d) ? Constant(d, sign * HUGE_VAL).as<double>() : sign * HUGE_VAL;
}

enum class Extremum : bool { largest, smallest };

// The first position that equals the extremum; with NaN, the first NaN.
inline Array position(const Array& given, std::optional<int> axis, Reduced option,
                      Extremum extremum) {
  const std::string_view name = extremum == Extremum::largest ? "argmax" : "argmin";
  const Array x = axis ? given : given.ravel();
  const int d = normalize_axis(name, axis.value_or(0), x.ndim());
  require_elements(name, x, d);
  const Array values = numbers(x);
  const Array best =
      extremum == Extremum::largest ? max(values, d, keepdims) : min(values, d, keepdims);
  const Dtype counts = x.shape()[d] > 0x7fffffff ? Dtype::i64 : Dtype::i32;
  const Array places = apply_primitive(
      primitive<ops::Iota>(),
      {{"dtype", counts}, {"shape", x.shape()}, {"dimension", std::int64_t(d)}}, {});
  const auto found = (values == best) | (values != values);
  return min(where(found, places, x.shape()[d] - 1), d, option);
}

}  // namespace reductions

WENGERT_API Array sum(const Array& x, const ReducedAxes& axes, Reduced option) {
  return reductions::reduce("sum", primitive<ops::ReduceSum>(), reductions::numbers(x), axes,
                            option);
}
WENGERT_API Array prod(const Array& x, const ReducedAxes& axes, Reduced option) {
  return reductions::reduce("prod", primitive<ops::ReduceProd>(), reductions::numbers(x), axes,
                            option);
}

WENGERT_API Array mean(const Array& x, const ReducedAxes& axes, Reduced option) {
  const Array values = x.astype(to_inexact(x.dtype()));
  const std::int64_t n = reductions::count(x, reductions::axes_of("mean", x, axes));
  return sum(values, axes, option) / double(n);
}

WENGERT_API Array var(const Array& x, const ReducedAxes& given, Reduced option, double ddof) {
  const Axes axes = reductions::axes_of("var", x, given);
  const Array centred = x - mean(x, axes, keepdims);
  const Array squares =
      is_complex(x.dtype()) ? Array(real(centred * conj(centred))) : Array(square(centred));
  const Reduced kept = reductions::keeps(given, option) ? Reduced::kept : Reduced::dropped;
  return sum(squares, axes, kept) / (double(reductions::count(x, axes)) - ddof);
}
WENGERT_API Array std(const Array& x, const ReducedAxes& axes, Reduced option, double ddof) {
  return sqrt(var(x, axes, option, ddof));
}

WENGERT_API Array max(const Array& x, const ReducedAxes& axes, Reduced option) {
  if (x.dtype() == Dtype::bool_) return any(x, axes, option);
  reductions::require_elements("max", x, axes);
  return reductions::reduce("max", primitive<ops::ReduceMax>(), x, axes, option);
}
WENGERT_API Array min(const Array& x, const ReducedAxes& axes, Reduced option) {
  if (x.dtype() == Dtype::bool_) return all(x, axes, option);
  reductions::require_elements("min", x, axes);
  return reductions::reduce("min", primitive<ops::ReduceMin>(), x, axes, option);
}
WENGERT_API Array amax(const Array& x, const ReducedAxes& axes, Reduced option) {
  return max(x, axes, option);
}
WENGERT_API Array amin(const Array& x, const ReducedAxes& axes, Reduced option) {
  return min(x, axes, option);
}
WENGERT_API Array ptp(const Array& x, const ReducedAxes& axes, Reduced option) {
  return max(x, axes, option) - min(x, axes, option);
}

WENGERT_API Array any(const Array& x, const ReducedAxes& axes, Reduced option) {
  const Array truth = x.astype(Dtype::bool_);
  return reductions::reduce("any", primitive<ops::ReduceOr>(), truth, axes, option);
}
WENGERT_API Array All::operator()(const Array& x, const ReducedAxes& axes, Reduced option) const {
  const Array truth = x.astype(Dtype::bool_);
  return reductions::reduce("all", primitive<ops::ReduceAnd>(), truth, axes, option);
}
WENGERT_API Array count_nonzero(const Array& x, const ReducedAxes& axes, Reduced option) {
  return sum(x.astype(Dtype::bool_), axes, option);
}

WENGERT_API Array logsumexp(const Array& x, const ReducedAxes& given, Reduced option) {
  const Axes axes = reductions::axes_of("logsumexp", x, given);
  const Array values = x.astype(to_inexact(x.dtype()));
  const Array largest = max(values, axes, keepdims);
  const Array shift = stop_gradient(where(isfinite(largest), largest, 0));
  const Array result = log(sum(exp(values - shift), axes, keepdims)) + shift;
  if (reductions::keeps(given, option)) return result;
  return result.squeeze(axes.empty() ? Integers() : Integers(axes))
      .reshape(sum(values, axes).shape());
}

WENGERT_API Array average(const Array& x, std::optional<int> axis, std::optional<Array> weights) {
  const ReducedAxes axes = axis ? ReducedAxes(*axis) : ReducedAxes();
  if (!weights) return mean(x, axes);
  Array w = *weights;
  if (axis && w.ndim() == 1 && x.ndim() > 1) {
    Shape shape = Shape::filled(std::size_t(x.ndim()), 1);
    shape[normalize_axis("average", *axis, x.ndim())] = w.size();
    w = w.reshape(shape);
  }
  if (broadcast("average", w.shape(), x.shape()) != x.shape())
    throw ShapeError(cat("average: weights of type ", weights->type(), " for x of type ", x.type(),
                         "; they must broadcast to it"));
  const Array total = w + zeros_like(x);
  return sum(x * total, axes) / sum(total, axes);
}

WENGERT_API Array argmax(const Array& x, std::optional<int> axis, Reduced option) {
  return reductions::position(x, axis, option, reductions::Extremum::largest);
}
WENGERT_API Array argmin(const Array& x, std::optional<int> axis, Reduced option) {
  return reductions::position(x, axis, option, reductions::Extremum::smallest);
}

WENGERT_API Array nansum(const Array& x, const ReducedAxes& axes, Reduced option) {
  return sum(where(x != x, 0, x), axes, option);
}
WENGERT_API Array nanprod(const Array& x, const ReducedAxes& axes, Reduced option) {
  return prod(where(x != x, 1, x), axes, option);
}
WENGERT_API Array nanmean(const Array& x, const ReducedAxes& axes, Reduced option) {
  return nansum(x, axes, option) / sum(x == x, axes, option);
}
WENGERT_API Array nanvar(const Array& x, const ReducedAxes& given, Reduced option) {
  const Axes axes = reductions::axes_of("nanvar", x, given);
  const Reduced kept = reductions::keeps(given, option) ? Reduced::kept : Reduced::dropped;
  return nanmean(square(abs(x - nanmean(x, axes, keepdims))), axes, kept);
}
WENGERT_API Array nanstd(const Array& x, const ReducedAxes& axes, Reduced option) {
  return sqrt(nanvar(x, axes, option));
}
WENGERT_API Array nanmax(const Array& x, const ReducedAxes& axes, Reduced option) {
  const Array largest = max(where(x != x, reductions::extreme(x.dtype(), -1), x), axes, option);
  return is_integer(x.dtype()) ? largest : Array(where(any(x == x, axes, option), largest, nan));
}
WENGERT_API Array nanmin(const Array& x, const ReducedAxes& axes, Reduced option) {
  const Array smallest = min(where(x != x, reductions::extreme(x.dtype(), 1), x), axes, option);
  return is_integer(x.dtype()) ? smallest : Array(where(any(x == x, axes, option), smallest, nan));
}
WENGERT_API Array nanargmax(const Array& x, std::optional<int> axis) {
  return is_inexact(x.dtype()) ? argmax(where(x != x, -inf, x), axis) : argmax(x, axis);
}
WENGERT_API Array nanargmin(const Array& x, std::optional<int> axis) {
  return is_inexact(x.dtype()) ? argmin(where(x != x, inf, x), axis) : argmin(x, axis);
}

}  // namespace wengert
#endif
