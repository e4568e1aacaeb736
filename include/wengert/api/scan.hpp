// A loop over the leading axis of arrays that carries a state and stacks what each step gives.
#pragma once

#include <optional>
#include <tuple>
#include <utility>

#include "wengert/api/carry.hpp"
#include "wengert/array/tokens.hpp"
#include "wengert/ops/control.hpp"

namespace wengert {

/// Whether a scan walks from the first element to the last, or back. Results are stacked at the
/// positions of their elements either way.
enum class ScanOrder : bool { forward, reverse };
inline constexpr ScanOrder reverse = ScanOrder::reverse;

namespace scans {

/// The extent of the leading axis that all of these have. Throws ShapeError where they differ.
std::int64_t common_length(std::span<const Handle> xs, std::optional<std::int64_t> length);
/// The type of one element along the leading axis.
inline Type element_of(Type type) {
  type.shape.erase(0);
  return type;
}
std::vector<Handle> run(Function step, std::span<const Handle> captures,
                        std::span<const Handle> carry, std::span<const Handle> xs,
                        std::int64_t length, ScanOrder order);

template <class F, class C, class X>
auto scan(F& f, const C& init, const X& xs, std::optional<std::int64_t> wanted, ScanOrder order) {
  const std::vector<Handle> elements = trees::handles_of(xs);
  const std::int64_t length = common_length(elements, wanted);
  const auto step = [&](const C& carry, const X& x) {
    auto result = call(f, carry, x);
    static_assert(trees::is_pair<decltype(result)>,
                  "scan: the function must return std::pair{next carry, output}");
    return std::pair{carries::next_state(init, std::move(result.first)), std::move(result.second)};
  };
  const X one = trees::with_arrays(
      xs, [](const Array& a) { return recording::of_type(element_of(a.type())); });
  const auto recorded = record("scan", step, std::tuple{init, one});
  carries::require_same("scan", recorded.result.first, init);
  const std::vector<Handle> carry = trees::handles_of(init);
  const std::vector<Handle> results =
      run(recorded.function, recorded.captures, carry, elements, length, order);
  const auto all = std::span<const Handle>(results);
  return std::pair{trees::with_handles(init, all.first(carry.size())),
                   trees::with_handles(recorded.result.second, all.subspan(carry.size()))};
}

}  // namespace scans

/// pair{last carry, outputs stacked along a new leading axis} of (carry, y) = f(carry, x) for every
/// x along the leading axis of xs. Carry, xs and outputs are pytrees. The loop stays a loop in a
/// compiled program. Throws ShapeError where leading extents differ, DtypeError or ShapeError where
/// the carry changes type.
///   auto [sum, sums] = scan([](Array c, Array x) { return std::pair{c + x, c + x}; }, Array(0.0),
///   xs);
template <class F, class Init, class Xs>
auto scan(F f, Init&& init, Xs&& xs, ScanOrder order = ScanOrder::forward) {
  return scans::scan(f, carries::state_of<F, 0>(std::forward<Init>(init)),
                     carries::state_of<F, 1>(std::forward<Xs>(xs)), std::nullopt, order);
}

/// The same where xs is wg::none, or to check its length: `length` steps.
template <class F, class Init, class Xs, std::integral Length>
auto scan(F f, Init&& init, Xs&& xs, Length length, ScanOrder order = ScanOrder::forward) {
  return scans::scan(f, carries::state_of<F, 0>(std::forward<Init>(init)),
                     carries::state_of<F, 1>(std::forward<Xs>(xs)), std::int64_t(length), order);
}

}  // namespace wengert

#if WENGERT_BODIES
namespace wengert::scans {

WENGERT_API std::int64_t common_length(std::span<const Handle> xs,
                                       std::optional<std::int64_t> length) {
  for (const Handle& x : xs) {
    if (x.type().shape.empty())
      throw ShapeError(
          cat("scan: an element of xs is ", x.type(), " and has no leading axis to walk along"));
    const std::int64_t extent = x.type().shape[0];
    if (length && *length != extent)
      throw ShapeError(cat("scan: lengths differ: ", x.type(), " has ", extent, " elements where ",
                           *length, " are wanted; leading axes must be equal"));
    length = extent;
  }
  if (!length) throw ValueError("scan: xs holds no Array, so a length must be given");
  if (*length < 0)
    throw ValueError(cat("scan: the length is ", *length, "; it must not be negative"));
  return *length;
}

WENGERT_API std::vector<Handle> run(Function step, std::span<const Handle> captures,
                                    std::span<const Handle> carry, std::span<const Handle> xs,
                                    std::int64_t length, ScanOrder order) {
  step = carries::captures_first(step, captures.size());
  return wengert::bind(primitive<ops::Scan>(),
                       ops::Scan::attributes(std::move(step), length, order == ScanOrder::reverse,
                                             captures.size(), carry.size()),
                       carries::joined({captures.begin(), captures.end()}, carry, xs));
}

}  // namespace wengert::scans
#endif
