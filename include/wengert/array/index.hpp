// Reading with subscripts: x(1, slice(0, 2)), x(i), x(rows, columns), x(x > 0).
//
// Basic subscripts become slice, rev and reshape, which fuse into their consumers; arrays become
// one gather.
#pragma once

#include "wengert/array/subscript.hpp"

namespace wengert {

/// x at these subscripts. Throws IndexError, at once for what is known, after the computation for
/// indices computed inside jit; `mode` chooses otherwise.
Array index(const Array& x, const Subscripts& subscripts, IndexMode mode = IndexMode::check,
            std::string_view operation = "index");

/// x restricted to a region.
Array read(const Array& x, const Region& region);

/// Index arrays broadcast against each other, stacked along a new last axis.
Array stacked(const std::vector<Array>& arrays);

/// The attribute that stands for a mode.
std::string_view name_of(IndexMode mode);

template <class D>
template <class... I>
requires(sizeof...(I) > 0 && (std::convertible_to<I, Subscript> &&
                              ...)) Array Expression<D>::operator()(const I&... subscripts) const {
  return index(evaluated(), Subscripts{Subscript(subscripts)...});
}

}  // namespace wengert

#if WENGERT_BODIES
#include "wengert/ops/manifest.hpp"

namespace wengert {

WENGERT_API std::string_view name_of(IndexMode mode) {
  constexpr std::string_view names[] = {"check", "clip", "fill", "unchecked"};
  return names[int(mode)];
}

WENGERT_API Array read(const Array& x, const Region& region) {
  Array result = x;
  if (!(region.sliced == x.shape()))
    result = apply_primitive(
        primitive<ops::Slice>(),
        {{"start", region.start}, {"limit", region.limit}, {"strides", region.strides}},
        {result.handle()});
  if (!region.reversed.empty())
    result = apply_primitive(primitive<ops::Rev>(), {{"dimensions", region.reversed}},
                             {result.handle()});
  return result.reshape(region.shape);
}

WENGERT_API Array stacked(const std::vector<Array>& arrays) {
  Shape shape;
  Dtype dtype = arrays[0].dtype();
  for (const Array& a : arrays) {
    shape = broadcast("index arrays", shape, a.shape());
    dtype = a.dtype() == dtype ? dtype : Dtype::i64;
  }
  Shape column = shape;
  column.push_back(1);
  std::vector<Handle> columns;
  for (const Array& a : arrays)
    columns.push_back(
        Array(broadcast("index arrays", cast(a.handle(), dtype), shape)).reshape(column).handle());
  if (columns.size() == 1) return Array(columns[0]);
  return Array(wengert::bind(primitive<ops::Concatenate>(),
                             {{"dimension", std::int64_t(shape.rank())}}, columns)[0]);
}

WENGERT_API Array index(const Array& x, const Subscripts& subscripts, IndexMode mode,
                        std::string_view operation) {
  const Resolved resolved = resolve(operation, subscripts, x.shape(), mode);
  const Array region = read(x, resolved.region);
  const IndexArrays& indices = resolved.indices;
  if (indices.arrays.empty()) return region;
  const Array points = stacked(indices.arrays);
  const Attributes attributes{{"axes", indices.axes}, {"mode", std::string(name_of(mode))}};
  const Array gathered =
      apply_primitive(primitive<ops::Gather>(), attributes, {region.handle(), points.handle()});
  // From (points, kept axes) to where NumPy puts the points.
  const int rank = points.ndim() - 1, kept = gathered.ndim() - rank;
  Axes permutation;
  for (int d = 0; d < indices.position; ++d) permutation.push_back(rank + d);
  for (int d = 0; d < rank; ++d) permutation.push_back(d);
  for (int d = indices.position; d < kept; ++d) permutation.push_back(rank + d);
  return gathered.transpose(Integers(permutation));
}

}  // namespace wengert
#endif
