// Bits of integers counted, and booleans packed into bytes.
#pragma once

#include "wengert/numpy/elementwise.hpp"

namespace wengert {

/// The number of set bits of |x|, as uint8. Throws DtypeError unless x is an integer or boolean.
Array bitwise_count(const Array& x);

/// Whether the first of eight elements is the highest bit of its byte, or the lowest.
enum class BitOrder : bool { big, little };
/// Whether elements are not zero, eight to a uint8 along an axis, of the flattened array where none
/// is given; zeros fill the last byte.
Array packbits(const Array& x, std::optional<int> axis = {}, BitOrder order = BitOrder::big);
/// The bits of bytes, eight for one along an axis: the first `count`, filled up with zeros, or all
/// but the last -count. Throws DtypeError unless x is uint8.
Array unpackbits(const Array& x, std::optional<int> axis = {},
                 std::optional<std::int64_t> count = {}, BitOrder order = BitOrder::big);

}  // namespace wengert

#if WENGERT_BODIES
#include "wengert/numpy/manipulation.hpp"
#include "wengert/numpy/reduction.hpp"

namespace wengert {

WENGERT_API Array bitwise_count(const Array& x) {
  if (is_inexact(x.dtype()))
    throw DtypeError(cat("bitwise_count: x has type ", x.type(), "; it must be an integer"));
  return Array(population_count(abs(reductions::numbers(x)))).astype(Dtype::u8);
}

namespace packing {
inline Array distances(BitOrder order) {
  const Array ascending = arange(8).astype(Dtype::u8);
  return order == BitOrder::big ? flip(ascending) : ascending;
}
}  // namespace packing

WENGERT_API Array packbits(const Array& given, std::optional<int> axis, BitOrder order) {
  if (is_inexact(given.dtype()))
    throw DtypeError(
        cat("packbits: x has type ", given.type(), "; it must be boolean or an integer"));
  const Array x = axis ? given : given.ravel();
  const int d = normalize_axis("packbits", axis.value_or(0), x.ndim());
  const Array bits = moveaxis(Array(x != 0), d, -1).astype(Dtype::u8);
  const std::int64_t n = x.shape()[d], bytes = (n + 7) / 8;
  std::vector<Padding> widths(std::size_t(x.ndim()));
  widths.back().after = 8 * bytes - n;
  Shape eights = bits.shape();
  eights[x.ndim() - 1] = bytes;
  eights.push_back(8);
  const Array words = pad(bits, widths).reshape(eights) << packing::distances(order);
  return moveaxis(sum(words, -1), -1, d);
}

WENGERT_API Array unpackbits(const Array& given, std::optional<int> axis,
                             std::optional<std::int64_t> count, BitOrder order) {
  if (given.dtype() != Dtype::u8)
    throw DtypeError(cat("unpackbits: x has type ", given.type(), "; it must be uint8"));
  const Array x = axis ? given : given.ravel();
  const int d = normalize_axis("unpackbits", axis.value_or(0), x.ndim());
  Shape extents = x.shape();
  extents[d] *= 8;
  const Array byte = expand_dims(moveaxis(x, d, -1), -1);
  Shape last = moveaxis(x, d, -1).shape();
  last[x.ndim() - 1] *= 8;
  const Array bits = ((byte >> packing::distances(order)) & 1).reshape(last);
  const std::int64_t n = last.back();
  std::vector<Padding> widths(std::size_t(x.ndim()));
  widths.back().after = !count ? 0 : *count < 0 ? std::max(*count, -n) : *count - n;
  return moveaxis(pad(bits, widths), -1, d);
}

}  // namespace wengert
#endif
