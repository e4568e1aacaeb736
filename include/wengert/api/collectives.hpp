// vmap over an axis with a name, and operations between its examples: psum, all_gather and kin.
//
// Names belong to the thread that traces: they are in scope while the mapped callable runs, through
// any transforms and control flow inside it.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "wengert/api/vmap.hpp"

namespace wengert {

/// The name of a mapped axis, and its extent where no argument is mapped or to check it.
struct AxisName {
  std::string name;
  std::optional<std::int64_t> size;
  template <std::convertible_to<std::string_view> Text>
  AxisName(const Text& text, std::optional<std::int64_t> extent = std::nullopt)
      : name(std::string_view(text)), size(extent) {}
};

/// One name or several, {"rows", "columns"}: an operation over several axes is over the pairs of
/// their positions, the first name varying slowest.
struct AxisNames {
  std::vector<std::string> names;
  template <std::convertible_to<std::string_view> Text>
  AxisNames(const Text& text) : names{std::string(std::string_view(text))} {}
  AxisNames(std::initializer_list<std::string_view> several)
      : names(several.begin(), several.end()) {}
};

/// Whether gathered arrays stand along a new axis, or one behind the other along one that is there.
enum class Gathering : bool { stacked, tiled };
inline constexpr Gathering tiled = Gathering::tiled;

/// {source, destination} pairs of positions.
using Permutation = std::vector<std::pair<std::int64_t, std::int64_t>>;

namespace collectives {

/// Puts a name in scope on this thread; `position` is that of the example, of `size`.
class Axis {
 public:
  Axis(std::string name, Handle position, std::int64_t size);
  ~Axis();
  Axis(const Axis&) = delete;
  Axis& operator=(const Axis&) = delete;

  const std::string& name() const { return name_; }
  const Handle& position() const { return position_; }
  std::int64_t size() const { return size_; }

 private:
  friend const Axis& find(const char* operation, std::string_view name);

  std::string name_;
  Handle position_;
  std::int64_t size_;
  const Axis* outer_;
};

/// The innermost axis of that name. Throws ValueError, naming those in scope, where there is none.
const Axis& find(const char* operation, std::string_view name);

Handle psum(const Handle& x, const AxisNames& axes);
Handle pmean(const Handle& x, const AxisNames& axes);
Handle pmax(const Handle& x, const AxisNames& axes);
Handle pmin(const Handle& x, const AxisNames& axes);
Handle all_gather(const Handle& x, std::string_view name, int axis, Gathering gathering);
Handle ppermute(const Handle& x, std::string_view name, const Permutation& permutation);

/// A tree like this one, numbers and expressions made Arrays, with f of its Arrays.
template <class T, class F>
auto map_arrays(const T& tree, F&& f) {
  return trees::with_arrays(callables::Open<T>(tree),
                            [&](const Array& a) { return f(a.handle()); });
}

}  // namespace collectives

/// What vmap gives for an axis with a name: callable as F is, with one more axis.
template <class F>
class NamedVectorized : public TakesBraces<NamedVectorized<F>, Parameters<F>> {
 public:
  using wrapped_parameters = Parameters<F>;
  using TakesBraces<NamedVectorized, wrapped_parameters>::operator();

  NamedVectorized(F f, InAxes in_axes, int out_axis, AxisName axis)
      : f_(std::move(f)),
        in_axes_(std::move(in_axes)),
        out_axis_(out_axis),
        axis_(std::move(axis)) {}

  template <class... Given>
  auto operator()(Given&&... given) const {
    const auto arguments = convert_arguments<F>(std::forward<Given>(given)...);
    in_axes_.require(sizeof...(Given));
    mapping::Batch batch(in_axes_);
    std::apply([&](const auto&... argument) { (batch.add(argument), ...); }, arguments);
    const Array positions{batch.add_positions(axis_.size)};
    const auto named = [&](Array& position, auto&... x) {
      const collectives::Axis scope(axis_.name, position.handle(), positions.shape()[0]);
      return call(f_, x...);
    };
    auto recorded =
        record("vmap", named, std::tuple_cat(std::tuple(positions), arguments), batch.parameters());
    const std::vector<Handle> results = batch.run(recorded.function, recorded.captures, out_axis_);
    return trees::with_handles(std::move(recorded.result), results);
  }

 private:
  mutable F f_;
  InAxes in_axes_;
  int out_axis_;
  AxisName axis_;
};

/// As vmap without a name; while f runs, psum, pmean, pmax, pmin, all_gather, ppermute, axis_index
/// and axis_size know the mapped axis by its name. An inner axis hides an outer one of that name.
/// With AxisName("i", n) there may be no mapped argument; results are n times the same but for what
/// depends on axis_index.
///   vmap([](Array x) { return x / psum(x, "i"); }, AxisName("i"))(xs)   // xs / sum(xs)
template <class F>
auto vmap(F f, InAxes in_axes, int out_axis, AxisName axis) {
  return NamedVectorized<F>(std::move(f), std::move(in_axes), out_axis, std::move(axis));
}
template <class F>
auto vmap(F f, AxisName axis) {
  return NamedVectorized<F>(std::move(f), InAxes(), 0, std::move(axis));
}

// Each of these takes a tree and gives a tree of the results for its Arrays. Each throws
// ValueError, naming the axes in scope, where an axis is not.

/// The sum over the examples, the same for every example; bool counts as int32. Its derivative
/// treats the results of all examples as one function: the cotangents are summed.
template <class T>
auto psum(const T& tree, const AxisNames& axes) {
  return collectives::map_arrays(tree, [&](const Handle& x) { return collectives::psum(x, axes); });
}

/// psum by the number of examples; integers become floating.
template <class T>
auto pmean(const T& tree, const AxisNames& axes) {
  return collectives::map_arrays(tree,
                                 [&](const Handle& x) { return collectives::pmean(x, axes); });
}

/// The greatest over the examples, elementwise; NaN where one is. Examples that have it share the
/// derivative equally. Throws DtypeError for booleans and complex numbers.
template <class T>
auto pmax(const T& tree, const AxisNames& axes) {
  return collectives::map_arrays(tree, [&](const Handle& x) { return collectives::pmax(x, axes); });
}

/// The least over the examples, as pmax.
template <class T>
auto pmin(const T& tree, const AxisNames& axes) {
  return collectives::map_arrays(tree, [&](const Handle& x) { return collectives::pmin(x, axes); });
}

/// The arrays of all examples, the same for every example: stacked along a new `axis`, or with
/// wg::tiled joined along it. Negative axes count from the back. Throws ShapeError where there is
/// no such axis.
template <class T>
auto all_gather(const T& tree, std::string_view name, int axis = 0,
                Gathering gathering = Gathering::stacked) {
  return collectives::map_arrays(
      tree, [&](const Handle& x) { return collectives::all_gather(x, name, axis, gathering); });
}

/// Every example's array sent elsewhere: the example at `destination` has that of `source`; those
/// that are no destination have zeros. Throws ValueError where positions are out of range or stand
/// twice.
///   ppermute(x, "i", {{0, 1}, {1, 2}, {2, 0}})   // rotated by one
template <class T>
auto ppermute(const T& tree, std::string_view name, const Permutation& permutation) {
  return collectives::map_arrays(
      tree, [&](const Handle& x) { return collectives::ppermute(x, name, permutation); });
}

/// The position of this example, an int32 scalar.
Array axis_index(const AxisNames& axes);
/// The number of examples.
std::int64_t axis_size(const AxisNames& axes);

}  // namespace wengert

#if WENGERT_BODIES
#include "wengert/array/methods.hpp"
#include "wengert/array/operators.hpp"
#include "wengert/ops/manifest.hpp"

namespace wengert {

namespace collectives {

inline const Axis*& innermost() {
  thread_local const Axis* axis = nullptr;
  return axis;
}

WENGERT_API Axis::Axis(std::string name, Handle position, std::int64_t size)
    : name_(std::move(name)), position_(std::move(position)), size_(size), outer_(innermost()) {
  innermost() = this;
}

WENGERT_API Axis::~Axis() { innermost() = outer_; }

WENGERT_API const Axis& find(const char* operation, std::string_view name) {
  std::string known;
  for (const Axis* at = innermost(); at; at = at->outer_) {
    if (at->name() == name) return *at;
    known += cat(known.empty() ? "" : ", ", "'", at->name(), "'");
  }
  throw ValueError(cat(operation, ": no axis '", name, "' is in scope",
                       known.empty() ? std::string(", nor any other") : ", only " + known,
                       "; call it inside a vmap with AxisName(\"", name, "\")"));
}

// A size is a number in the program: a trace that reads it depends on the axis, as if it had used
// the position.
inline std::int64_t size(const char* operation, const AxisNames& axes) {
  std::int64_t all = 1;
  for (const std::string& name : axes.names) {
    const Axis& axis = find(operation, name);
    tracing::stack().back()->value_of(axis.position());
    all *= axis.size();
  }
  return all;
}

/// op on x along every axis in turn.
inline Handle along(const char* operation, const Primitive& op, Handle x, const AxisNames& axes) {
  for (const std::string& name : axes.names) {
    const Axis& axis = find(operation, name);
    x = wengert::bind(op, {{"axis", name}}, std::array{x, axis.position()})[0];
  }
  return x;
}

inline Handle sum(const char* operation, const Handle& x, const AxisNames& axes) {
  const bool counts = x.type().dtype == Dtype::bool_;
  return along(operation, primitive<ops::Psum>(), counts ? Array(x).astype(Dtype::i32).handle() : x,
               axes);
}

WENGERT_API Handle psum(const Handle& x, const AxisNames& axes) { return sum("psum", x, axes); }
WENGERT_API Handle pmean(const Handle& x, const AxisNames& axes) {
  const auto count = double(size("pmean", axes));
  return Array(Array(sum("pmean", x, axes)) / count).handle();
}
WENGERT_API Handle pmax(const Handle& x, const AxisNames& axes) {
  return along("pmax", primitive<ops::Pmax>(), x, axes);
}
WENGERT_API Handle pmin(const Handle& x, const AxisNames& axes) {
  return along("pmin", primitive<ops::Pmin>(), x, axes);
}

WENGERT_API Handle all_gather(const Handle& x, std::string_view name, int axis,
                              Gathering gathering) {
  const Axis& along = find("all_gather", name);
  const bool in_place = gathering == Gathering::tiled;
  const int rank = x.type().shape.rank() + (in_place ? 0 : 1);
  const Attributes attributes{{"axis", std::string(name)},
                              {"size", along.size()},
                              {"dimension", std::int64_t(normalize_axis("all_gather", axis, rank))},
                              {"tiled", std::int64_t(in_place)}};
  return wengert::bind(primitive<ops::AllGather>(), attributes, std::array{x, along.position()})[0];
}

inline Shape sources_of(const Permutation& permutation, std::int64_t size) {
  Shape sources = Shape::filled(std::size_t(size), -1);
  std::vector<bool> sent(std::size_t(size), false);
  for (const auto& [from, to] : permutation) {
    const auto inside = [&](std::int64_t position) { return position >= 0 && position < size; };
    if (!inside(from) || !inside(to))
      throw ValueError(cat("ppermute: {", from, ", ", to, "} is out of range for an axis of ", size,
                           " examples"));
    if (sent[std::size_t(from)] || sources[to] >= 0)
      throw ValueError(cat("ppermute: {", from, ", ", to,
                           "} uses a position again; every example sends once and receives once"));
    sent[std::size_t(from)] = true;
    sources[to] = from;
  }
  return sources;
}

WENGERT_API Handle ppermute(const Handle& x, std::string_view name,
                            const Permutation& permutation) {
  const Axis& axis = find("ppermute", name);
  return wengert::bind(
      primitive<ops::Ppermute>(),
      {{"axis", std::string(name)}, {"sources", sources_of(permutation, axis.size())}},
      std::array{x, axis.position()})[0];
}

}  // namespace collectives

WENGERT_API Array axis_index(const AxisNames& axes) {
  Array index = 0;
  for (const std::string& name : axes.names) {
    const collectives::Axis& axis = collectives::find("axis_index", name);
    index = Array(index * axis.size() + Array(axis.position())).astype(Dtype::i32);
  }
  return index;
}

WENGERT_API std::int64_t axis_size(const AxisNames& axes) {
  return collectives::size("axis_size", axes);
}

}  // namespace wengert
#endif
