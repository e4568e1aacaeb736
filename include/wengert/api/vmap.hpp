// Vectorises a callable: written for one example, called on batches.
//
// The callable is traced once on the types of one example and rewritten for a batch, operation by
// operation. A program of small values with loops, branches or small linear algebra is not
// rewritten but kept as one operation, `vmap`, which the backend runs with one example per vector
// lane or GPU thread. Axes with names, and what examples can do together: collectives.hpp.
#pragma once

#include <initializer_list>
#include <optional>
#include <utility>
#include <vector>

#include "wengert/api/record.hpp"
#include "wengert/array/tokens.hpp"

namespace wengert {

/// Which axis of each argument is mapped: 0 of all by default; one axis for all; or a list with an
/// axis, or wg::none where the argument is the same for every example.
class InAxes {
 public:
  InAxes() = default;
  InAxes(int axis) : all_(axis) {}
  InAxes(std::initializer_list<Bound> axes) {
    for (const Bound& axis : axes) listed_.push_back(axis.value);
  }

  std::optional<std::int64_t> operator[](std::size_t argument) const {
    return listed_.empty() ? all_ : listed_[argument];
  }
  /// Throws ValueError where a list does not name every argument.
  void require(std::size_t arguments) const;

 private:
  std::optional<std::int64_t> all_ = 0;
  std::vector<std::optional<std::int64_t>> listed_;
};

namespace mapping {

/// f over a leading axis of the marked inputs, every output batched: rewritten operation by
/// operation, or kept as one operation where that runs better.
Function over_batch(const Function& f, const std::vector<bool>& batched, std::int64_t size);

/// The mapped Arrays of a call, and their common extent.
class Batch {
 public:
  explicit Batch(const InAxes& in_axes) : in_axes_(in_axes) {}

  /// Adds the Arrays of the next argument. Throws ShapeError where extents differ or there is no
  /// such axis.
  template <class T>
  void add(const T& argument) {
    trees::for_each_array("vmap", [&](const Array& a) { add(a.handle()); }, argument);
    ++argument_;
  }

  /// For an axis with a name, once all arguments are there: the positions of the examples, as an
  /// argument in front of the others. A type without numbers; `run` makes them. Throws ShapeError
  /// where there is another number of examples than `wanted`.
  Handle add_positions(std::optional<std::int64_t> wanted);

  /// For `record`: one example of each mapped Array; the others as they are.
  auto parameters() const {
    return [this, next = std::size_t(0)](Trace& trace, const Array& a) mutable {
      const std::optional<int> axis = axes_[next++];
      if (!axis) return a.handle();
      Type example = a.type();
      example.shape.erase(std::size_t(*axis));
      return trace.parameter(example);
    };
  }

  /// Runs a recorded program on the batch; the results' batch axis goes to out_axis. Throws
  /// ValueError where nothing is mapped.
  std::vector<Handle> run(const Function& f, std::span<const Handle> captures, int out_axis) const;

 private:
  void add(const Handle& h);
  std::int64_t size() const;

  const InAxes& in_axes_;
  std::size_t argument_ = 0, first_argument_ = 0;
  int first_axis_ = 0;
  std::optional<std::int64_t> size_;
  std::vector<std::optional<int>> axes_;  // of every Array
  std::vector<Handle> mapped_;            // their batch axis first
  bool positions_ = false;                // a first input that no operand stands for
};

}  // namespace mapping

/// What vmap gives: callable as F is, with one more axis.
template <class F>
class Vectorized : public TakesBraces<Vectorized<F>, Parameters<F>> {
 public:
  using wrapped_parameters = Parameters<F>;
  using TakesBraces<Vectorized, wrapped_parameters>::operator();

  Vectorized(F f, InAxes in_axes, int out_axis)
      : f_(std::move(f)), in_axes_(std::move(in_axes)), out_axis_(out_axis) {}

  template <class... Given>
  auto operator()(Given&&... given) const {
    const auto arguments = convert_arguments<F>(std::forward<Given>(given)...);
    in_axes_.require(sizeof...(Given));
    mapping::Batch batch(in_axes_);
    std::apply([&](const auto&... argument) { (batch.add(argument), ...); }, arguments);
    auto recorded = record("vmap", f_, arguments, batch.parameters());
    const std::vector<Handle> results = batch.run(recorded.function, recorded.captures, out_axis_);
    return trees::with_handles(std::move(recorded.result), results);
  }

 private:
  mutable F f_;
  InAxes in_axes_;
  int out_axis_;
};

/// Vectorises f: `vmap(f)(xs)` is f of every xs(k), stacked along axis `out_axis`. in_axes says
/// which axis of each argument (of all Arrays in it) is mapped: {0, wg::none} maps the first and
/// hands the second to every example. Negative axes count from the back. Throws ShapeError where
/// mapped extents differ.
///   vmap([](Array a, Array b) { return dot(a, b); }, {0, none})(rows, vector)
template <class F>
auto vmap(F f, InAxes in_axes = {}, int out_axis = 0) {
  return Vectorized<F>(std::move(f), std::move(in_axes), out_axis);
}

}  // namespace wengert

#if WENGERT_BODIES
#include <algorithm>

#include "wengert/ir/transforms.hpp"
#include "wengert/ops/control.hpp"
#include "wengert/ops/manifest.hpp"

namespace wengert {

WENGERT_API void InAxes::require(std::size_t arguments) const {
  if (!listed_.empty() && listed_.size() != arguments)
    throw ValueError(
        cat("vmap: in_axes names ", listed_.size(), " axes for ", arguments,
            " arguments; give one for each, wg::none where the argument is not mapped"));
}

namespace mapping {

/// x with an axis moved.
inline Handle move_axis(const Handle& x, int from, int to) {
  if (from == to) return x;
  Shape order = Shape::iota(x.type().shape.size());
  const std::int64_t moved = order[from];
  order.erase(std::size_t(from));
  order.insert(std::size_t(to), moved);
  return bind(primitive<ops::Transpose>(), {{"permutation", order}}, {&x, 1})[0];
}

// What one lane can hold in registers.
inline constexpr std::int64_t most_elements = 64;

inline bool is_small(const Function& f);
inline bool is_small(const Node& n) {
  return std::ranges::all_of(n.attributes.entries(), [](const Attributes::Entry& e) {
    if (const auto* body = std::get_if<FunctionRef>(&e.second)) return is_small(**body);
    if (const auto* bodies = std::get_if<Functions>(&e.second))
      return std::ranges::all_of(*bodies, [](const FunctionRef& b) { return is_small(*b); });
    return true;
  });
}
inline bool is_small(const Function& f) {
  return std::ranges::all_of(f.types,
                             [](const Type& t) { return t.elements() <= most_elements; }) &&
         std::ranges::all_of(f.nodes, [](const Node& n) { return is_small(n); });
}

// Rewriting these for a batch costs more than running them per lane: loops run all lanes to the
// slowest through memory, branches compute both sides, and small matrices leave the registers.
inline bool has_lane_work(const Function& f) {
  return std::ranges::any_of(f.nodes, [](const Node& n) {
    if (n.op->form == Form::call || n.op->form == Form::recompute)
      return has_lane_work(*n.attributes.function("f"));
    return n.op->form == Form::loop || n.op->form == Form::scan || n.op->form == Form::branch ||
           n.op->form == Form::blockwise;
  });
}

WENGERT_API Function over_batch(const Function& f, const std::vector<bool>& batched,
                                std::int64_t size) {
  const Function live = dce(f);
  const std::vector<bool> all(live.outputs.size(), true);
  if (!is_small(live) || !has_lane_work(live)) return batch(live, batched, size, all).function;
  std::vector<Type> types(live.types.begin(), live.types.begin() + live.inputs);
  for (std::size_t k = 0; k < types.size(); ++k)
    if (batched[k]) types[k].shape.insert(0, size);
  return ops::control::applied(primitive<ops::Vmap>(), ops::Vmap::attributes(live, size, batched),
                               types);
}

WENGERT_API void Batch::add(const Handle& h) {
  axes_.emplace_back();
  const std::optional<std::int64_t> wanted = in_axes_[argument_];
  if (!wanted) return;
  const Type& type = h.type();
  if (*wanted < -type.shape.rank() || *wanted >= type.shape.rank())
    throw ShapeError(cat("vmap: argument ", argument_, " is ", type, " and has no axis ", *wanted,
                         " to map; pass wg::none in in_axes to give it to every example"));
  const int axis = normalize_axis("vmap", *wanted, type.shape.rank());
  if (!size_) {
    size_ = type.shape[axis];
    first_argument_ = argument_;
    first_axis_ = axis;
  } else if (*size_ != type.shape[axis]) {
    throw ShapeError(cat("vmap: mapped extents differ: argument ", first_argument_, " has ", *size_,
                         " along axis ", first_axis_, ", argument ", argument_, " (", type,
                         ") has ", type.shape[axis], " along axis ", axis, "; they must be equal"));
  }
  axes_.back() = axis;
  mapped_.push_back(move_axis(h, axis, 0));
}

WENGERT_API std::int64_t Batch::size() const {
  if (!size_)
    throw ValueError("vmap: no argument is mapped; name an axis of at least one Array in in_axes");
  return *size_;
}

WENGERT_API Handle Batch::add_positions(std::optional<std::int64_t> wanted) {
  if (wanted && *wanted < 0)
    throw ValueError(cat("vmap: an axis cannot have ", *wanted, " examples"));
  if (!size_) size_ = wanted;
  if (wanted && *wanted != size())
    throw ShapeError(cat("vmap: the axis is to have ", *wanted, " examples, but argument ",
                         first_argument_, " has ", size(), " along axis ", first_axis_));
  positions_ = true;
  axes_.insert(axes_.begin(), 0);
  return recording::of_type({Dtype::i32, {size()}});
}

/// f with 0, 1, … in place of its first input.
inline Function with_positions(const Function& f) {
  Builder builder(f.input_types().subspan(1));
  std::vector<Value> arguments = value_range(0, f.inputs - 1);
  arguments.insert(arguments.begin(), ops::iota(builder, Dtype::i32, f.types[0].shape, 0).value);
  return dce(builder.finish(builder.inline_function(f, arguments)));
}

WENGERT_API std::vector<Handle> Batch::run(const Function& f, std::span<const Handle> captures,
                                           int out_axis) const {
  std::vector<bool> batched(mapped_.size() + positions_, true);
  batched.resize(f.inputs, false);
  Function many = over_batch(f, batched, size());
  if (positions_) many = with_positions(many);
  std::vector<Handle> operands = mapped_;
  operands.insert(operands.end(), captures.begin(), captures.end());
  std::vector<Handle> results = wengert::run(FunctionRef(std::move(many)), operands);
  for (Handle& h : results)
    h = move_axis(h, 0, normalize_axis("vmap: out_axis", out_axis, h.type().shape.rank()));
  return results;
}

}  // namespace mapping
}  // namespace wengert
#endif
