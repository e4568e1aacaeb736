// Row-major layout: between the index of an element, its place in a flattened array, and its offset
// in memory.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "wengert/lower/program.hpp"

namespace wengert::lower {

/// The index, in an array of this shape, whose linear position is `flat`.
std::vector<Index> unflatten(Index flat, const Shape& shape);
std::vector<Index> constant_index(IndexPool& pool, std::int64_t flat, const Shape& shape);
/// The linear position of an index.
Index flatten_index(IndexPool& pool, const Shape& shape, std::span<const Index> index);
/// The element offset of `index` in an array at a location.
Index offset(Kernel& kernel, const Location& location, const Shape& shape,
             std::span<const Index> index);

}  // namespace wengert::lower

#if WENGERT_BODIES
#include <algorithm>

namespace wengert::lower {

WENGERT_API std::vector<Index> constant_index(IndexPool& pool, std::int64_t flat,
                                              const Shape& shape) {
  std::vector<Index> index(shape.size());
  for (int d = shape.rank() - 1; d >= 0; --d) {
    index[std::size_t(d)] = pool.constant(flat % shape[d]);
    flat /= shape[d];
  }
  return index;
}

WENGERT_API std::vector<Index> unflatten(Index flat, const Shape& shape) {
  std::vector<Index> index(shape.size());
  for (int d = shape.rank() - 1; d >= 0; --d) {
    const std::int64_t extent = std::max<std::int64_t>(shape[d], 1);  // an empty array has no index
    index[std::size_t(d)] = d == 0 ? flat : flat % extent;
    flat = flat / extent;
  }
  return index;
}

WENGERT_API Index flatten_index(IndexPool& pool, const Shape& shape, std::span<const Index> index) {
  Index flat = pool.constant(0);
  for (int d = 0; d < shape.rank(); ++d) flat = flat * shape[d] + index[std::size_t(d)];
  return flat;
}

WENGERT_API Index offset(Kernel& kernel, const Location& location, const Shape& shape,
                         std::span<const Index> index) {
  Index sum = kernel.pool.constant(0);
  for (int d = 0; d < shape.rank(); ++d)
    if (shape[d] != 1) sum = sum * shape[d] + index[std::size_t(d)];
  constexpr auto most_iterations = std::int64_t(1) << 40;
  for (const Location::Term& t : location.terms)
    sum = sum + kernel.counter(t.loop, most_iterations) * t.stride;
  return sum + location.offset;
}

}  // namespace wengert::lower
#endif
