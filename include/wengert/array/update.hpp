// Updates: x.at(…).set(y) is a copy of x that differs there.
//
// Over slices and integers an update is elementwise arithmetic on a padded y, and fuses; over
// arrays of indices it is a scatter, in which duplicates accumulate, or the last one wins.
#pragma once

#include "wengert/array/index.hpp"

namespace wengert {

/// What an update does with the old element.
enum class Update : std::uint8_t { set, add, mul, min, max };

/// x at some subscripts; only its methods do something.
class At {
 public:
  At(Array x, Subscripts subscripts) : x_(std::move(x)), subscripts_(std::move(subscripts)) {}

  /// Each gives an array of x's shape and dtype. y broadcasts to the elements selected; its kind
  /// must not be wider than x's (DtypeError).
  template <ArrayLike Y>
  Array set(const Y& y, IndexMode mode = IndexMode::check) const {
    return update(Update::set, y, mode);
  }
  template <ArrayLike Y>
  Array add(const Y& y, IndexMode mode = IndexMode::check) const {
    return update(Update::add, y, mode);
  }
  template <ArrayLike Y>
  Array subtract(const Y& y, IndexMode mode = IndexMode::check) const {
    return update(Update::add, Array(-Array(y)), mode);
  }
  template <ArrayLike Y>
  Array mul(const Y& y, IndexMode mode = IndexMode::check) const {
    return update(Update::mul, y, mode);
  }
  template <ArrayLike Y>
  Array multiply(const Y& y, IndexMode mode = IndexMode::check) const {
    return mul(y, mode);
  }
  template <ArrayLike Y>
  Array min(const Y& y, IndexMode mode = IndexMode::check) const {
    return update(Update::min, y, mode);
  }
  template <ArrayLike Y>
  Array max(const Y& y, IndexMode mode = IndexMode::check) const {
    return update(Update::max, y, mode);
  }
  /// The elements themselves.
  Array get(IndexMode mode = IndexMode::check) const { return index(x_, subscripts_, mode); }

 private:
  template <ArrayLike Y>
  Array update(Update kind, const Y& y, IndexMode mode) const {
    if constexpr (AnyExpression<Y>)
      return apply(kind, Array(y), mode);
    else
      return apply(kind, number(y).constant(), mode);
  }
  Array apply(Update kind, const Constant& y, IndexMode mode) const;
  Array apply(Update kind, const Array& y, IndexMode mode) const;

  Array x_;
  Subscripts subscripts_;
};

template <class D>
template <class... I>
requires(sizeof...(I) > 0 &&
         (std::convertible_to<I, Subscript> && ...)) At Expression<D>::at(const I&... subscripts)
const { return At(evaluated(), Subscripts{Subscript(subscripts)...}); }

}  // namespace wengert

#if WENGERT_BODIES
#include "wengert/ops/manifest.hpp"

namespace wengert {

namespace updating {

inline Dtype require_fits(Dtype x, Dtype y) {
  if (kind_of(y) > kind_of(x) && !(is_integer(x) && is_integer(y)))
    throw DtypeError(cat("at: an update of dtype ", y, " does not fit an array of ", x,
                         "; convert the array or the update with astype"));
  return x;
}

inline Handle filled(Dtype dtype, double value, const Shape& shape) {
  return broadcast("at", Handle(Tensor(Constant(dtype, value))), shape);
}

// y, of the region's shape, where x is; `outside` elsewhere.
inline Handle placed(const Handle& y, const Region& region, const Shape& shape,
                     const Handle& outside) {
  Array at = Array(y).reshape(region.sliced);
  if (!region.reversed.empty())
    at = apply_primitive(primitive<ops::Rev>(), {{"dimensions", region.reversed}}, {at.handle()});
  Shape high = shape, interior = region.strides;
  for (int d = 0; d < shape.rank(); ++d) {
    high[d] = shape[d] - region.limit[d];
    interior[d] -= 1;
  }
  if (region.sliced == shape) return at.handle();
  return wengert::bind(primitive<ops::Pad>(),
                       {{"low", region.start}, {"high", high}, {"interior", interior}},
                       std::array{at.handle(), outside})[0];
}

inline double neutral(Update kind, Dtype dtype) {
  if (kind == Update::mul) return 1;
  if (kind == Update::add || kind == Update::set) return 0;
  const double infinity = kind == Update::min ? HUGE_VAL : -HUGE_VAL;
  return is_floating(dtype) ? infinity : Constant(dtype, infinity).as<double>();
}

inline std::string name_of(Update kind) {
  constexpr std::string_view names[] = {"set", "add", "mul", "min", "max"};
  return std::string(names[int(kind)]);
}

inline Array over_region(Update kind, const Array& x, const Region& region, const Handle& y) {
  const Handle values = broadcast("at", y, region.shape);
  if (region.whole(x.shape()) && kind == Update::set) return Array(values).reshape(x.shape());
  const Handle outside(Tensor(Constant(x.dtype(), neutral(kind, x.dtype()))));
  const Handle padded = placed(values, region, x.shape(), outside);
  if (const Primitive* combine = ops::scattering::combination(name_of(kind)))
    return apply_primitive(*combine, {}, {x.handle(), padded});
  const Handle inside = placed(filled(Dtype::bool_, 1, region.shape), region, x.shape(),
                               Handle(Tensor(Constant(Dtype::bool_, false))));
  return apply_primitive(primitive<ops::Select>(), {}, {inside, padded, x.handle()});
}

inline Array over_points(Update kind, const Array& x, const IndexArrays& indices, const Handle& y,
                         IndexMode mode) {
  const Array points = stacked(indices.arrays);
  const int rank = points.ndim() - 1;
  Shape kept, result;
  for (int d = 0; d < x.ndim(); ++d)
    if (!indices.axes.contains(d)) kept.push_back(x.shape()[d]);
  // The layout of index(): kept axes before the points, the points, the others.
  Axes permutation;
  for (int d = 0; d < rank; ++d) permutation.push_back(indices.position + d);
  for (int d = 0; d < kept.rank(); ++d) permutation.push_back(d < indices.position ? d : d + rank);
  for (int d = 0; d < indices.position; ++d) result.push_back(kept[d]);
  for (int d = 0; d < rank; ++d) result.push_back(points.shape()[d]);
  for (int d = indices.position; d < kept.rank(); ++d) result.push_back(kept[d]);
  const Array updates = Array(broadcast("at", y, result)).transpose(Integers(permutation));
  const Attributes attributes{{"axes", indices.axes},
                              {"kind", name_of(kind)},
                              {"mode", std::string(wengert::name_of(mode))}};
  return apply_primitive(primitive<ops::Scatter>(), attributes,
                         {x.handle(), points.handle(), updates.handle()});
}

}  // namespace updating

WENGERT_API Array At::apply(Update kind, const Constant& y, IndexMode mode) const {
  updating::require_fits(x_.dtype(), y.dtype);
  return apply(kind, Array(Tensor(converted(y, x_.dtype()))), mode);
}

WENGERT_API Array At::apply(Update kind, const Array& y, IndexMode mode) const {
  const Handle values = cast(y.handle(), updating::require_fits(x_.dtype(), y.dtype()));
  const Resolved resolved = resolve("at", subscripts_, x_.shape(), mode);
  if (resolved.indices.arrays.empty())
    return updating::over_region(kind, x_, resolved.region, values);
  const bool whole = resolved.region.whole(x_.shape()) && resolved.region.shape == x_.shape();
  if (whole) return updating::over_points(kind, x_, resolved.indices, values, mode);
  const Array region = read(x_, resolved.region);
  const Array updated = updating::over_points(kind, region, resolved.indices, values, mode);
  return updating::over_region(Update::set, x_, resolved.region, updated.handle());
}

}  // namespace wengert
#endif
