// Convolution through Fourier transforms: for operands too long for numpy/convolution.hpp.
#pragma once

#include "wengert/numpy/convolution.hpp"

namespace wengert::scipy::signal {

/// The convolution of arrays of one rank along all axes: `full`, or of it the part in the middle
/// that has x's shape, or that overlaps wholly. Of integers in the default float. Throws ShapeError
/// where ranks differ, an operand is empty, or, for `valid`, neither holds the other.
Array fftconvolve(const Array& x, const Array& y, Extent extent = Extent::full);

}  // namespace wengert::scipy::signal

#if WENGERT_BODIES
#include "wengert/fft.hpp"

namespace wengert::scipy::signal {

WENGERT_API Array fftconvolve(const Array& x, const Array& y, Extent extent) {
  if (x.ndim() != y.ndim() || x.ndim() == 0 || x.size() == 0 || y.size() == 0)
    throw ShapeError(cat("fftconvolve: operands have types ", x.type(), " and ", y.type(),
                         "; they must have the same number of axes and not be empty"));
  Shape full = x.shape();
  bool holds = true, held = true;
  for (int d = 0; d < x.ndim(); ++d) {
    holds &= x.shape()[d] >= y.shape()[d];
    held &= x.shape()[d] <= y.shape()[d];
    full[d] += y.shape()[d] - 1;
  }
  if (extent == Extent::valid && !holds && !held)
    throw ShapeError(cat("fftconvolve: neither of ", x.type(), " and ", y.type(),
                         " holds the other along every axis"));
  const Dtype dtype = to_inexact(promote(x.dtype(), y.dtype()));
  const Integers lengths(full);
  const Array whole =
      is_complex(dtype)
          ? wengert::fft::ifftn(wengert::fft::fftn(x, lengths) * wengert::fft::fftn(y, lengths))
          : wengert::fft::irfftn(wengert::fft::rfftn(x.astype(dtype), lengths) *
                                     wengert::fft::rfftn(y.astype(dtype), lengths),
                                 lengths);
  const Array result = whole.astype(dtype);
  if (extent == Extent::full) return result;
  Subscripts middle;
  for (int d = 0; d < x.ndim(); ++d) {
    const std::int64_t n = x.shape()[d], m = y.shape()[d];
    const std::int64_t kept = extent == Extent::same ? n : std::max(n, m) - std::min(n, m) + 1;
    const std::int64_t start = (full[d] - kept) / 2;
    middle.emplace_back(slice(start, start + kept));
  }
  return index(result, middle);
}

}  // namespace wengert::scipy::signal
#endif
