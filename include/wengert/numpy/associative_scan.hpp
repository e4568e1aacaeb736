// Running combinations by an associative operation, in about log2(n) vectorised steps.
#pragma once

#include "wengert/api/pytree.hpp"
#include "wengert/api/scan.hpp"
#include "wengert/numpy/manipulation.hpp"

namespace wengert {

namespace associative {

/// Every second slice of the leading axis, from `start` on and before `stop`.
Array every_second(const Array& x, std::int64_t start, std::int64_t stop);
/// even[0], odd[0], even[1], …
Array interleaved(const Array& even, const Array& odd);
/// The common extent of the leading axes. Throws ShapeError where they differ.
std::int64_t extent_of(std::span<const Handle> xs);

// The pairs (0, 1), (2, 3) … are combined, scanned, and give the odd totals; the even ones are
// those before them combined with their own elements (Blelloch 1990). The depth is log2 of the
// extent.
template <class F, class X>
X scan(const F& f, const X& xs) {
  const std::int64_t n = extent_of(trees::handles_of(xs));
  if (n < 2) return xs;
  const auto second = [&](const X& x, std::int64_t start, std::int64_t stop) {
    return tree_map([=](const Array& a) { return every_second(a, start, stop); }, x);
  };
  const X pairs = f(second(xs, 0, n - 1), second(xs, 1, n));
  const X odd = scan<F, X>(f, pairs);
  if (n == 2)
    return tree_map([](Array x, Array y) { return interleaved(every_second(x, 0, 1), y); }, xs,
                    odd);
  const std::int64_t odds = n / 2;
  const X before =
      n % 2 ? odd : tree_map([=](const Array& a) { return a(slice(0, odds - 1)); }, odd);
  const X later = f(before, second(xs, 2, n));
  return tree_map(
      [](Array x, Array rest, Array o) {
        return interleaved(concatenate({every_second(x, 0, 1), rest}), o);
      },
      xs, later, odd);
}

}  // namespace associative

/// result[i] = f(f(x[0], x[1]), …, x[i]) along an axis of every Array of the pytree xs, for an
/// associative f(a, b) on whole arrays of elements. With wg::reverse, from the back.
///   associative_scan([](Array a, Array b) { return a * b; }, x)
template <class F, class X>
X associative_scan(const F& f, const X& xs, ScanOrder order = ScanOrder::forward, int axis = 0) {
  const bool back = order == ScanOrder::reverse;
  const auto arranged = [=](const Array& a) {
    const Array rows = axis == 0 ? a : moveaxis(a, axis, 0);
    return back ? flip(rows, 0) : rows;
  };
  const auto restored = [=](const Array& a) {
    const Array rows = back ? flip(a, 0) : a;
    return axis == 0 ? rows : moveaxis(rows, 0, axis);
  };
  const auto combine = [&](const X& a, const X& b) { return X(back ? f(b, a) : f(a, b)); };
  return tree_map(restored, associative::scan(combine, X(tree_map(arranged, xs))));
}

}  // namespace wengert

#if WENGERT_BODIES
namespace wengert::associative {

WENGERT_API Array every_second(const Array& x, std::int64_t start, std::int64_t stop) {
  return x(slice(start, stop, 2));
}

WENGERT_API Array interleaved(const Array& even, const Array& odd) {
  const std::int64_t evens = even.shape()[0], odds = odd.shape()[0];
  const Array matched = evens == odds ? even : even(slice(0, odds));
  Shape shape = odd.shape();
  shape[0] = 2 * odds;
  const Array woven = stack({matched, odd}, 1).reshape(Integers(shape));
  return evens == odds ? woven : concatenate({woven, even(slice(odds, evens))});
}

WENGERT_API std::int64_t extent_of(std::span<const Handle> xs) {
  if (xs.empty()) throw ValueError("associative_scan: xs holds no Array");
  return scans::common_length(xs, std::nullopt);
}

}  // namespace wengert::associative
#endif
