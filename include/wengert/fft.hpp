// Fourier transforms, NumPy's numpy.fft: of any length, along any axes, with derivatives.
//
// A length n cuts the axis or fills it with zeros. Forward transforms are unscaled, inverse ones
// divide by n. Real and integer input becomes complex: complex64 of float32 and narrower,
// complex128 of float64.
#pragma once

#include "wengert/numpy/manipulation.hpp"

namespace wengert::fft {

Array fft(const Array& x, std::optional<std::int64_t> n = {}, int axis = -1);
Array ifft(const Array& x, std::optional<std::int64_t> n = {}, int axis = -1);
/// Of real x: the first n / 2 + 1 terms; the others are their conjugates. Throws DtypeError of
/// complex x.
Array rfft(const Array& x, std::optional<std::int64_t> n = {}, int axis = -1);
/// The real inverse of rfft, n long (2 (extent - 1) unless given).
Array irfft(const Array& x, std::optional<std::int64_t> n = {}, int axis = -1);

/// Of a signal whose terms at -k are conjugates of those at k, the first half of which is given:
/// its transform, real and n long (2 (extent - 1) unless given).
Array hfft(const Array& x, std::optional<std::int64_t> n = {}, int axis = -1);
/// The inverse of hfft: the first n / 2 + 1 terms, of real x. Throws DtypeError of complex x.
Array ihfft(const Array& x, std::optional<std::int64_t> n = {}, int axis = -1);

/// Along several axes: the last ones of `lengths`, or those named; all by default.
Array fftn(const Array& x, std::optional<Integers> lengths = {}, std::optional<Integers> axes = {});
Array ifftn(const Array& x, std::optional<Integers> lengths = {},
            std::optional<Integers> axes = {});
/// The real transform along the last of the axes, then complex ones along the others.
Array rfftn(const Array& x, std::optional<Integers> lengths = {},
            std::optional<Integers> axes = {});
Array irfftn(const Array& x, std::optional<Integers> lengths = {},
             std::optional<Integers> axes = {});
Array fft2(const Array& x, std::optional<Integers> lengths = {}, const Integers& axes = {-2, -1});
Array ifft2(const Array& x, std::optional<Integers> lengths = {}, const Integers& axes = {-2, -1});
Array rfft2(const Array& x, std::optional<Integers> lengths = {}, const Integers& axes = {-2, -1});
Array irfft2(const Array& x, std::optional<Integers> lengths = {}, const Integers& axes = {-2, -1});

/// The frequencies of fft's terms, in cycles per unit, for samples `spacing` apart; of rfft's.
Array fftfreq(std::int64_t n, double spacing = 1);
Array rfftfreq(std::int64_t n, double spacing = 1);
/// The term of frequency zero moved to the middle, and back; along all axes unless some are named.
Array fftshift(const Array& x, const ReducedAxes& axes = {});
Array ifftshift(const Array& x, const ReducedAxes& axes = {});

}  // namespace wengert::fft

#if WENGERT_BODIES
#include "wengert/numpy/elementwise.hpp"
#include "wengert/ops/manifest.hpp"

namespace wengert::fft {

/// The first n elements along an axis, or all and zeros.
inline Array resized(const char* function, const Array& x, std::optional<std::int64_t> n, int d) {
  const std::int64_t extent = x.shape()[d], wanted = n.value_or(extent);
  if (wanted < 1)
    throw ValueError(cat(function, ": length ", wanted, " along axis ", d, " of ", x.type(),
                         "; it must be positive"));
  if (wanted <= extent) return splitting::part(x, d, 0, wanted);
  std::vector<Padding> widths(std::size_t(x.ndim()));
  widths[std::size_t(d)].after = wanted - extent;
  return pad(x, widths);
}

inline Array as_complex(const Array& x) {
  if (is_complex(x.dtype())) return x;
  const Dtype d = to_inexact(x.dtype());
  return x.astype(d == Dtype::f64 ? Dtype::c128 : Dtype::c64);
}

inline Array transformed(const Array& x, int d, bool inverse) {
  const bool last = d == x.ndim() - 1;
  const Array rows = as_complex(last ? x : moveaxis(x, d, -1));
  const Array y =
      apply_primitive(primitive<ops::Fft>(), {{"inverse", std::int64_t(inverse)}}, {rows.handle()});
  return last ? y : moveaxis(y, -1, d);
}

WENGERT_API Array fft(const Array& x, std::optional<std::int64_t> n, int axis) {
  const int d = normalize_axis("fft", axis, x.ndim());
  return transformed(resized("fft", x, n, d), d, false);
}
WENGERT_API Array ifft(const Array& x, std::optional<std::int64_t> n, int axis) {
  const int d = normalize_axis("ifft", axis, x.ndim());
  return transformed(resized("ifft", x, n, d), d, true);
}

inline void require_real(const char* function, const Array& x, const char* other) {
  if (is_complex(x.dtype()))
    throw DtypeError(cat(function, ": x has type ", x.type(), "; it must be real, or use ", other));
}
/// The first half of the terms, of which the others are conjugates.
inline Array first_half(const Array& y, int d) {
  return splitting::part(y, d, 0, y.shape()[d] / 2 + 1);
}
/// How many terms a first half stands for.
inline std::int64_t whole_length(const char* function, const Array& x,
                                 std::optional<std::int64_t> n, int d) {
  const std::int64_t length = n.value_or(2 * (x.shape()[d] - 1));
  if (length < 1)
    throw ValueError(cat(function, ": length ", length, " along axis ", d, " of ", x.type(),
                         "; it must be positive"));
  return length;
}

WENGERT_API Array rfft(const Array& x, std::optional<std::int64_t> n, int axis) {
  require_real("rfft", x, "fft");
  const int d = normalize_axis("rfft", axis, x.ndim());
  return first_half(transformed(resized("rfft", x, n, d), d, false), d);
}
WENGERT_API Array ihfft(const Array& x, std::optional<std::int64_t> n, int axis) {
  require_real("ihfft", x, "ifft");
  const int d = normalize_axis("ihfft", axis, x.ndim());
  return first_half(transformed(resized("ihfft", x, n, d), d, true), d);
}

// The missing terms are conjugates, from the last but the middle one back to the second. The
// imaginary parts of the first and of the middle one do not count.
WENGERT_API Array irfft(const Array& x, std::optional<std::int64_t> n, int axis) {
  const int d = normalize_axis("irfft", axis, x.ndim());
  const std::int64_t length = whole_length("irfft", x, n, d);
  const Array half = resized("irfft", as_complex(x), length / 2 + 1, d);
  const Array rest = flip(splitting::part(half, d, 1, (length + 1) / 2), d);
  const Array mirrored = Array(conj(rest));
  Array first = splitting::part(half, d, 0, 1);
  std::vector<Array> terms{Array(real(first)).astype(first.dtype())};
  if (length > 1) {
    terms.push_back(splitting::part(half, d, 1, (length + 1) / 2));
    if (length % 2 == 0)
      terms.push_back(
          Array(real(splitting::part(half, d, length / 2, length / 2 + 1))).astype(first.dtype()));
    terms.push_back(mirrored);
  }
  return real(transformed(concatenate(terms, d), d, true));
}
WENGERT_API Array hfft(const Array& x, std::optional<std::int64_t> n, int axis) {
  const int d = normalize_axis("hfft", axis, x.ndim());
  const std::int64_t length = whole_length("hfft", x, n, d);
  return irfft(Array(conj(as_complex(x))), length, d) * double(length);
}

namespace transforms {

struct Axis {
  int axis;
  std::optional<std::int64_t> length;
};
inline std::vector<Axis> axes_of(const char* function, const Array& x,
                                 const std::optional<Integers>& lengths,
                                 const std::optional<Integers>& axes) {
  const std::size_t count = axes ? axes->size() : lengths ? lengths->size() : std::size_t(x.ndim());
  if (lengths && lengths->size() != count)
    throw ShapeError(
        cat(function, ": ", lengths->size(), " lengths for ", count, " axes; give one each"));
  std::vector<Axis> result;
  for (std::size_t k = 0; k < count; ++k)
    result.push_back(
        {normalize_axis(function, axes ? int((*axes)[k]) : int(k) - int(count), x.ndim()),
         lengths ? std::optional((*lengths)[k]) : std::nullopt});
  return result;
}
template <class F>
Array each(Array x, const std::vector<Axis>& axes, std::size_t count, const F& f) {
  for (std::size_t k = count; k-- > 0;) x = f(x, axes[k].length, axes[k].axis);
  return x;
}

}  // namespace transforms

WENGERT_API Array fftn(const Array& x, std::optional<Integers> lengths,
                       std::optional<Integers> axes) {
  const auto all = transforms::axes_of("fftn", x, lengths, axes);
  return transforms::each(as_complex(x), all, all.size(), fft);
}
WENGERT_API Array ifftn(const Array& x, std::optional<Integers> lengths,
                        std::optional<Integers> axes) {
  const auto all = transforms::axes_of("ifftn", x, lengths, axes);
  return transforms::each(as_complex(x), all, all.size(), ifft);
}
WENGERT_API Array rfftn(const Array& x, std::optional<Integers> lengths,
                        std::optional<Integers> axes) {
  const auto all = transforms::axes_of("rfftn", x, lengths, axes);
  if (all.empty()) throw ValueError("rfftn: no axes; name at least one");
  return transforms::each(rfft(x, all.back().length, all.back().axis), all, all.size() - 1, fft);
}
WENGERT_API Array irfftn(const Array& x, std::optional<Integers> lengths,
                         std::optional<Integers> axes) {
  const auto all = transforms::axes_of("irfftn", x, lengths, axes);
  if (all.empty()) throw ValueError("irfftn: no axes; name at least one");
  return irfft(transforms::each(as_complex(x), all, all.size() - 1, ifft), all.back().length,
               all.back().axis);
}
WENGERT_API Array fft2(const Array& x, std::optional<Integers> lengths, const Integers& axes) {
  return fftn(x, lengths, axes);
}
WENGERT_API Array ifft2(const Array& x, std::optional<Integers> lengths, const Integers& axes) {
  return ifftn(x, lengths, axes);
}
WENGERT_API Array rfft2(const Array& x, std::optional<Integers> lengths, const Integers& axes) {
  return rfftn(x, lengths, axes);
}
WENGERT_API Array irfft2(const Array& x, std::optional<Integers> lengths, const Integers& axes) {
  return irfftn(x, lengths, axes);
}

WENGERT_API Array fftfreq(std::int64_t n, double spacing) {
  if (n < 1) throw ValueError(cat("fftfreq: n is ", n, "; it must be positive"));
  const Array k = arange(n);
  return where(k < (n + 1) / 2, k, k - n) / (double(n) * spacing);
}
WENGERT_API Array rfftfreq(std::int64_t n, double spacing) {
  if (n < 1) throw ValueError(cat("rfftfreq: n is ", n, "; it must be positive"));
  return arange(n / 2 + 1) / (double(n) * spacing);
}

inline Array shifted(const char* function, Array x, const ReducedAxes& axes, bool inverse) {
  const Axes all = axes.named ? normalize_axes(function, *axes.named, x.ndim())
                              : Shape::iota(std::size_t(x.ndim()));
  for (std::int64_t d : all) {
    const std::int64_t n = x.shape()[d];
    x = roll(x, inverse ? -(n / 2) : n / 2, int(d));
  }
  return x;
}
WENGERT_API Array fftshift(const Array& x, const ReducedAxes& axes) {
  return shifted("fftshift", x, axes, false);
}
WENGERT_API Array ifftshift(const Array& x, const ReducedAxes& axes) {
  return shifted("ifftshift", x, axes, true);
}

}  // namespace wengert::fft
#endif
