// Sets: the different elements of arrays, sorted. Their number depends on values, so these are not
// for jit and vmap, but with a size: then the first `size` of them and, where there are fewer,
// `fill`, or else the least of them again (0 of a difference).
#pragma once

#include "wengert/numpy/sorting.hpp"

namespace wengert {

/// What the size of a set is under jit, and what fills it up.
struct SetSize {
  std::int64_t size;
  std::optional<Array> fill = {};
};

/// Whether the elements of x occur in `elements`. NaN occurs nowhere.
Array isin(const Array& x, const Array& elements);
/// What is in x or y; in both; in x but not in y; in one alone.
Array union1d(const Array& x, const Array& y, std::optional<SetSize> size = {});
Array intersect1d(const Array& x, const Array& y, std::optional<SetSize> size = {});
Array setdiff1d(const Array& x, const Array& y, std::optional<SetSize> size = {});
Array setxor1d(const Array& x, const Array& y, std::optional<SetSize> size = {});

struct Intersection {
  Array values, x_index, y_index;
};
/// What is in both, and where it first stands in the flattened x and y.
Intersection intersect1d_indices(const Array& x, const Array& y);

struct UniqueCounts {
  Array values, counts;
};
struct UniqueInverse {
  Array values, inverse;
};
/// Parts of unique_all.
UniqueCounts unique_counts(const Array& x);
UniqueInverse unique_inverse(const Array& x);
Array unique_values(const Array& x);

}  // namespace wengert

#if WENGERT_BODIES
namespace wengert {

// Bisection in the sorted elements.
WENGERT_API Array isin(const Array& x, const Array& elements) {
  if (elements.size() == 0) return zeros(x.shape(), Dtype::bool_);
  const Dtype d = promote(x.dtype(), elements.dtype());
  const Array sorted = sort(elements.astype(d), std::nullopt), wanted = x.astype(d);
  return take(sorted, searchsorted(sorted, wanted), 0, IndexMode::clip) == wanted;
}

namespace sets {

/// The sorted values where the mask holds, each once.
inline Array chosen(const Array& sorted, const Array& mask, const std::optional<SetSize>& size) {
  const std::int64_t n = sorted.size();
  if (!size) return n == 0 ? sorted : sorted(mask);
  if (size->size < 0)
    throw ValueError(cat("the size of a set is ", size->size, "; it must not be negative"));
  const Array nothing = zeros({}, sorted.dtype());
  if (n == 0) return broadcast_to(size->fill.value_or(nothing).astype(sorted.dtype()), size->size);
  const Array least = where(any(mask), sorted(argmax(mask)), nothing);
  return sorting::packed(sorted, mask, size->size, size->fill.value_or(least));
}

struct Merged {
  Array values;                // of both, sorted; equals of x come before those of y
  Array first, first_of_side;  // whether each is the first of its equals, of those from its side
  Array in_both;
};
inline Merged merged(const Array& x, const Array& y) {
  const Dtype d = promote(x.dtype(), y.dtype());
  const Array values = concatenate({x.ravel().astype(d), y.ravel().astype(d)});
  if (values.size() == 0) {
    const Array nothing = zeros(0, Dtype::bool_);
    return {values, nothing, nothing, nothing};
  }
  const Array side = arange(values.size()) >= x.size();
  const std::vector<Array> both = sorting::sorted({values, side.astype(Dtype::i32)}, 0, 2);
  const Array first = sorting::starts(both[0]);
  return {both[0], first, first | sorting::starts(both[1]), isin(both[0], x) & isin(both[0], y)};
}

}  // namespace sets

WENGERT_API Array union1d(const Array& x, const Array& y, std::optional<SetSize> size) {
  const sets::Merged m = sets::merged(x, y);
  return sets::chosen(m.values, m.first, size);
}
WENGERT_API Array intersect1d(const Array& x, const Array& y, std::optional<SetSize> size) {
  const sets::Merged m = sets::merged(x, y);
  return sets::chosen(m.values, m.first & m.in_both, size);
}
WENGERT_API Array setdiff1d(const Array& x, const Array& y, std::optional<SetSize> size) {
  const Array values = sort(x, std::nullopt);
  if (size && !size->fill) size->fill = Array(0);
  if (values.size() == 0) return sets::chosen(values, zeros(0, Dtype::bool_), size);
  return sets::chosen(values, sorting::starts(values) & !isin(values, y), size);
}
WENGERT_API Array setxor1d(const Array& x, const Array& y, std::optional<SetSize> size) {
  const sets::Merged m = sets::merged(x, y);
  return sets::chosen(m.values, m.first_of_side & !m.in_both, size);
}

WENGERT_API Intersection intersect1d_indices(const Array& x, const Array& y) {
  const Unique in_x = unique_all(x), in_y = unique_all(y);
  const Array x_mask = isin(in_x.values, y), y_mask = isin(in_y.values, x);
  return {in_x.values(x_mask).astype(promote(x.dtype(), y.dtype())), in_x.index(x_mask),
          in_y.index(y_mask)};
}

WENGERT_API UniqueCounts unique_counts(const Array& x) {
  const Unique u = unique_all(x);
  return {u.values, u.counts};
}
WENGERT_API UniqueInverse unique_inverse(const Array& x) {
  const Unique u = unique_all(x);
  return {u.values, u.inverse};
}
WENGERT_API Array unique_values(const Array& x) { return unique(x); }

}  // namespace wengert
#endif
