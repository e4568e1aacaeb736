// Convolutions and window reductions.
//
// A convolution is one matrix product for each place of the kernel, added up; a window reduction
// one combination for each place of the window. Both fuse, batch and differentiate as those do.
#pragma once

#include <string_view>

#include "wengert/numpy/manipulation.hpp"

namespace wengert {

/// Elements added along each axis of a window: "SAME" (the result has ceil(extent / stride)
/// elements), "VALID" (none), or given.
class WindowPadding {
 public:
  WindowPadding(const char* rule) : rule_(rule) {}
  WindowPadding(std::string_view rule) : rule_(rule) {}
  WindowPadding(std::initializer_list<Padding> widths) : widths_(widths) {}
  WindowPadding(std::vector<Padding> widths) : widths_(std::move(widths)) {}
  /// For `extents` under windows of `spans` (dilation included). Throws ValueError of another rule,
  /// ShapeError of the wrong number of widths.
  std::vector<Padding> resolve(std::string_view name, const Shape& extents, const Shape& spans,
                               const Shape& strides) const;

 private:
  std::string_view rule_;
  std::vector<Padding> widths_;
};

struct ConvolutionOptions {
  Integers lhs_dilation = {};  // zeros between elements of x, for transposed convolutions
  Integers rhs_dilation = {};  // holes in the kernel
  std::int64_t feature_group_count = 1;
};
/// x (N, C, spatial…) under kernels w (O, C / groups, spatial…): (N, O, spatial…). What machine
/// learning calls convolution: w is not reversed. Throws ShapeError where channels or ranks do not
/// match.
Array conv_general_dilated(const Array& x, const Array& w, const Integers& window_strides,
                           const WindowPadding& padding, const ConvolutionOptions& options = {});

enum class Extent : std::uint8_t { full, same, valid };
/// NumPy's convolve: of two vectors, the second reversed; `full` overlaps partly at both ends,
/// `same` has the extent of the longer, `valid` overlaps wholly.
Array convolve(const Array& a, const Array& v, Extent extent = Extent::full);
/// sum_n a[n + k] conj(v[n]), `valid` as in NumPy.
Array correlate(const Array& a, const Array& v, Extent extent = Extent::valid);

namespace windows {

/// The elements that place `offset` of a window meets, one for each place of the window itself.
Array met(const Array& padded, const Shape& offset, const Shape& strides, const Shape& places);
struct Plan {
  Array padded;
  Shape places;
};
Plan plan(std::string_view name, const Array& x, const Array& fill, const Shape& window,
          const Shape& strides, const WindowPadding& padding);
/// The next offset inside the window, rows first; false after the last.
bool advance(Shape& offset, const Shape& window);

}  // namespace windows

/// Every window of x combined by f(Array, Array), starting from `init`, its identity:
///   reduce_window(x, -inf, [](Array a, Array b) { return maximum(a, b); }, {2, 2}, {2, 2},
///   "VALID")
template <class F>
Array reduce_window(const Array& x, const Array& init, F f, const Integers& window,
                    const Integers& strides, const WindowPadding& padding) {
  const Array first = init.astype(x.dtype());
  const windows::Plan p = windows::plan("reduce_window", x, first, window, strides, padding);
  Array result = broadcast_to(first, Integers(p.places));
  Shape offset = Shape::filled(window.size(), 0);
  if (p.places.elements() > 0 && Shape(window).elements() > 0) do {
      result = f(result, windows::met(p.padded, offset, strides, p.places));
    } while (windows::advance(offset, window));
  return result;
}

}  // namespace wengert

#if WENGERT_BODIES
#include "wengert/numpy/contraction.hpp"
#include "wengert/numpy/cumulative.hpp"
#include "wengert/numpy/indexing.hpp"

namespace wengert {

WENGERT_API std::vector<Padding> WindowPadding::resolve(std::string_view name, const Shape& extents,
                                                        const Shape& spans,
                                                        const Shape& strides) const {
  if (rule_.empty()) {
    if (widths_.size() != extents.size())
      throw ShapeError(cat(name, ": ", widths_.size(), " paddings for ", extents.size(),
                           " axes; give one each"));
    return widths_;
  }
  std::vector<Padding> widths(extents.size());
  if (rule_ == "VALID") return widths;
  if (rule_ != "SAME")
    throw ValueError(cat(name, ": padding '", rule_, "'; use \"SAME\", \"VALID\" or widths"));
  for (std::size_t d = 0; d < extents.size(); ++d) {
    const std::int64_t places = (extents[d] + strides[d] - 1) / strides[d];
    const std::int64_t missing =
        std::max<std::int64_t>(0, (places - 1) * strides[d] + spans[d] - extents[d]);
    widths[d] = {missing / 2, missing - missing / 2};
  }
  return widths;
}

namespace windows {

inline std::int64_t places_along(std::int64_t extent, std::int64_t span, std::int64_t stride) {
  return extent < span ? 0 : (extent - span) / stride + 1;
}

WENGERT_API Array met(const Array& padded, const Shape& offset, const Shape& strides,
                      const Shape& places) {
  Region region{offset, {}, strides, {}, places, places};
  for (std::size_t d = 0; d < offset.size(); ++d)
    region.limit.push_back(offset[d] + (places[d] - 1) * strides[d] + 1);
  return read(padded, region);
}

WENGERT_API Plan plan(std::string_view name, const Array& x, const Array& fill, const Shape& window,
                      const Shape& strides, const WindowPadding& padding) {
  if (window.size() != x.shape().size() || strides.size() != x.shape().size())
    throw ShapeError(cat(name, ": a window of ", window, " and strides of ", strides, " for ",
                         x.type(), "; each needs one entry for each axis"));
  for (std::size_t d = 0; d < window.size(); ++d)
    if (window[d] < 1 || strides[d] < 1)
      throw ValueError(
          cat(name, ": window ", window, " with strides ", strides, "; both must be positive"));
  const std::vector<Padding> widths = padding.resolve(name, x.shape(), window, strides);
  Plan p{pad(x, widths, fill), {}};
  for (std::size_t d = 0; d < window.size(); ++d)
    p.places.push_back(places_along(p.padded.shape()[d], window[d], strides[d]));
  return p;
}

WENGERT_API bool advance(Shape& offset, const Shape& window) {
  for (std::size_t d = window.size(); d-- > 0;) {
    if (++offset[d] < window[d]) return true;
    offset[d] = 0;
  }
  return false;
}

}  // namespace windows

WENGERT_API Array conv_general_dilated(const Array& given_x, const Array& given_w,
                                       const Integers& strides, const WindowPadding& padding,
                                       const ConvolutionOptions& options) {
  constexpr std::string_view name = "conv_general_dilated";
  const Dtype dtype = Array(given_x * Array(zeros({}, given_w.dtype()))).dtype();
  const Array x = given_x.astype(dtype), w = given_w.astype(dtype);
  const int rank = x.ndim() - 2;
  const std::int64_t groups = options.feature_group_count;
  if (rank < 0 || w.ndim() != x.ndim() || strides.size() != std::size_t(rank) || groups < 1 ||
      x.shape()[1] != w.shape()[1] * groups || w.shape()[0] % groups != 0)
    throw ShapeError(cat(name, ": x is ", x.type(), ", w is ", w.type(), ", ", strides.size(),
                         " strides, ", groups,
                         " groups; x must be (N, C, …), w (O, C / groups, …) with O a multiple of "
                         "the groups, and one stride for each further axis"));
  const auto along = [&](const Integers& given) {
    Shape each = given.empty() ? Shape::filled(std::size_t(rank), 1) : Shape(given);
    if (each.rank() != rank || std::any_of(each.begin(), each.end(), [](auto d) { return d < 1; }))
      throw ShapeError(cat(name, ": dilation ", each, " for ", rank,
                           " spatial axes; one positive entry for each"));
    return each;
  };
  const Shape lhs = along(options.lhs_dilation), rhs = along(options.rhs_dilation);
  Shape extents, spans, kernel, step;
  for (int d = 0; d < rank; ++d) {
    if (strides[d] < 1)
      throw ValueError(cat(name, ": strides ", Shape(strides), " must be positive"));
    const std::int64_t extent = x.shape()[d + 2];
    extents.push_back(extent == 0 ? 0 : (extent - 1) * lhs[d] + 1);
    kernel.push_back(w.shape()[d + 2]);
    spans.push_back(kernel[d] == 0 ? 0 : (kernel[d] - 1) * rhs[d] + 1);
    step.push_back(strides[d]);
  }
  const std::vector<Padding> spatial = padding.resolve(name, extents, spans, step);
  std::vector<Padding> widths(2);
  Shape stride = Shape::filled(2, 1), places{x.shape()[0], x.shape()[1]};
  for (int d = 0; d < rank; ++d) {
    const auto [before, after, between] = spatial[std::size_t(d)];
    widths.push_back({before, after, between + lhs[d] - 1});
    stride.push_back(step[d]);
  }
  const Array padded = pad(x, widths);
  for (int d = 0; d < rank; ++d)
    places.push_back(windows::places_along(padded.shape()[d + 2], spans[d], step[d]));
  const std::int64_t outputs = w.shape()[0];
  Shape result_shape = places;
  result_shape[1] = outputs;
  Array result = zeros(Integers(result_shape), dtype);
  if (result.size() == 0 || kernel.elements() == 0) return result;
  // (groups, N, C / groups, …) times (groups, O / groups, C / groups): (groups, N, …, O / groups).
  Shape grouped{x.shape()[0], groups, x.shape()[1] / groups};
  for (int d = 0; d < rank; ++d) grouped.push_back(places[d + 2]);
  const Contraction axes{{2}, {2}, {1}, {0}};
  Array total = 0;
  bool first = true;
  Shape at = Shape::filled(std::size_t(rank), 0);
  do {
    Shape offset = Shape::filled(2, 0);
    Subscripts tap{all, all};
    for (int d = 0; d < rank; ++d) {
      offset.push_back(at[d] * rhs[d]);
      tap.emplace_back(at[d]);
    }
    const Array met = windows::met(padded, offset, stride, places).reshape(Integers(grouped));
    const Array taps = index(w, tap).reshape({groups, outputs / groups, w.shape()[1]});
    const Array product = dot_general(met, taps, axes);
    total = first ? product : Array(total + product);
    first = false;
  } while (windows::advance(at, kernel));
  // (groups, N, …, O / groups) to (N, groups, O / groups, …).
  Integers order{1, 0, 2 + rank};
  for (int d = 0; d < rank; ++d) order.push_back(2 + d);
  return total.transpose(order).reshape(Integers(result_shape));
}

WENGERT_API Array convolve(const Array& given_a, const Array& given_v, Extent extent) {
  if (given_a.ndim() != 1 || given_v.ndim() != 1 || given_a.size() == 0 || given_v.size() == 0)
    throw ShapeError(cat("convolve: operands have types ", given_a.type(), " and ", given_v.type(),
                         "; both must have one axis, and not be empty"));
  const bool swap = given_a.size() < given_v.size();
  const Array &a = swap ? given_v : given_a, &v = swap ? given_a : given_v;
  const std::int64_t n = a.size(), m = v.size();
  const std::int64_t margin = extent == Extent::valid ? 0 : m - 1;
  const Array full = conv_general_dilated(a.reshape({1, 1, n}), flip(v).reshape({1, 1, m}), {1},
                                          {{margin, margin}})
                         .ravel();
  const std::int64_t start = (m - 1) / 2;
  return extent == Extent::same ? splitting::part(full, 0, start, start + n) : full;
}
WENGERT_API Array correlate(const Array& a, const Array& v, Extent extent) {
  const Array result = convolve(a, flip(Array(conj(v))), extent);
  return result;
}

}  // namespace wengert
#endif
