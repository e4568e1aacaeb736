// Discrete cosine transforms of type 2, SciPy's scipy.fft: along any axis, with derivatives.
#pragma once

#include "wengert/fft.hpp"

namespace wengert::scipy::fft {

/// How a transform is scaled: not at all (the inverse by 1 / 2n), or to an orthogonal matrix.
enum class Norm : bool { backward, ortho };

/// 2 sum_j x_j cos(pi k (2j + 1) / 2n), where a length n cuts the axis or fills it with zeros.
/// Throws DtypeError of complex x, ValueError of no elements.
Array dct(const Array& x, std::optional<std::int64_t> n = {}, int axis = -1,
          Norm norm = Norm::backward);
/// Its inverse.
Array idct(const Array& x, std::optional<std::int64_t> n = {}, int axis = -1,
           Norm norm = Norm::backward);

}  // namespace wengert::scipy::fft

#if WENGERT_BODIES
#include <cmath>

namespace wengert::scipy::fft {

namespace cosine {

/// The axis last, in floating point and of extent n.
inline Array prepared(std::string_view operation, const Array& x, std::optional<std::int64_t> n,
                      int axis) {
  if (is_complex(x.dtype()))
    throw DtypeError(cat(operation, ": x has type ", x.type(), "; it must be real"));
  const int d = normalize_axis(operation, axis, x.ndim());
  const std::int64_t extent = n.value_or(x.shape()[d]);
  if (extent < 1)
    throw ValueError(cat(operation, ": ", extent, " elements along axis ", d, " of ", x.type()));
  std::vector<Padding> widths(std::size_t(x.ndim()));
  widths.back().after = extent - x.shape()[d];
  const Dtype dtype = to_inexact(x.dtype()) == Dtype::f64 ? Dtype::f64 : Dtype::f32;
  return pad(moveaxis(x.astype(dtype), d, -1), widths);
}
/// exp(i pi sign k / 2n).
inline Array turns(const Array& x, double sign) {
  const std::int64_t n = x.shape().back();
  return exp(std::complex<double>(0, sign * pi / (2.0 * double(n))) *
             arange(double(n)).astype(x.dtype()));
}
/// What makes the rows of the matrix one long.
inline Array lengths(const Array& x) {
  const double n = double(x.shape().back());
  return where(arange(x.shape().back()) == 0, std::sqrt(4 * n), std::sqrt(2 * n)).astype(x.dtype());
}

}  // namespace cosine

// Makhoul 1980: one complex transform of the even elements and then the odd ones backwards.
WENGERT_API Array dct(const Array& given, std::optional<std::int64_t> n, int axis, Norm norm) {
  const Array x = cosine::prepared("dct", given, n, axis);
  const Array even = x(ellipsis, slice(0, none, 2)), odd = x(ellipsis, slice(1, none, 2));
  const Array terms = wengert::fft::fft(concatenate({even, flip(odd, -1)}, -1));
  const Array y = 2.0 * real(terms * cosine::turns(x, -1));
  return moveaxis(norm == Norm::ortho ? Array(y / cosine::lengths(x)) : y, -1, axis);
}

WENGERT_API Array idct(const Array& given, std::optional<std::int64_t> n, int axis, Norm norm) {
  const Array x = cosine::prepared("idct", given, n, axis);
  const Array y = norm == Norm::ortho ? Array(x * cosine::lengths(x)) : x;
  std::vector<Padding> widths(std::size_t(x.ndim()));
  widths.back() = {1, -1};
  const Array back = pad(flip(y, -1), widths);  // y_n = 0, y_(n-1) … y_1
  const Array terms = 0.5 * cosine::turns(x, 1) * (y - std::complex<double>(0, 1) * back);
  const Array v = real(wengert::fft::ifft(terms));
  const std::int64_t count = x.shape().back();
  const Array even = v(ellipsis, slice(0, (count + 1) / 2)),
              odd = flip(v(ellipsis, slice((count + 1) / 2, none)), -1);
  const Array result =
      x.at(ellipsis, slice(0, none, 2)).set(even).at(ellipsis, slice(1, none, 2)).set(odd);
  return moveaxis(result, -1, axis);
}

}  // namespace wengert::scipy::fft
#endif
