// Updates of an operand at indices, one after the other in row-major order of the indices.
//
// `indices` and `axes` are as in gather (indexing.hpp); `updates` has the shape that the gather
// would have. kind: "set" (the last update wins), "add", "mul", "min" or "max". mode: "check"
// raises IndexError, "clip" holds indices inside, "fill" drops updates outside, "unchecked"
// promises that there are none.
#pragma once

#include "wengert/ops/arithmetic.hpp"
#include "wengert/ops/indexing.hpp"

namespace wengert::ops {

struct Scatter : Library, Smooth, LinearIn<0, 2> {
  static constexpr Name name = "scatter";
  static constexpr int arity = 3;

  static std::vector<Type> infer(std::span<const Type> operands, const Attributes& attributes);
  static std::vector<Tensor> evaluate(std::span<const Tensor> operands,
                                      const Attributes& attributes, std::span<const Type> results);
  static std::vector<Maybe> jvp(const Application& application, std::span<const Maybe> tangents);
  static std::vector<Maybe> transpose(const Application& application, Symbol ct,
                                      const std::vector<bool>& linear);
  static Batched batch(const Application& application, const std::vector<bool>& batched,
                       std::int64_t size);
  /// One update is a dynamic_update_slice, which fuses and which loops do in place.
  static std::optional<Function> expand(std::span<const Type> operands,
                                        const Attributes& attributes);
};

}  // namespace wengert::ops

#if WENGERT_BODIES
namespace wengert::ops {

// ---- values -----------------------------------------------------------------------------------

namespace scattering {

inline std::int64_t places_of(const Type& indices, const Axes& axes) {
  return indices.elements() / axes.rank();
}

/// target = kind(target, update), for elements of any dtype.
struct Combine {
  Dtype dtype;
  HostLoop loop;  // null: set

  Combine(std::string_view kind, Dtype d) : dtype(d), loop(nullptr) {
    if (kind == "add") loop = Elementwise<2>::loop_of<Add>(d);
    if (kind == "mul") loop = Elementwise<2>::loop_of<Mul>(d);
    if (kind == "min") loop = Elementwise<2>::loop_of<Min>(d);
    if (kind == "max") loop = Elementwise<2>::loop_of<Max>(d);
    if (!loop && kind != "set")
      throw DtypeError(
          cat("scatter: no '", kind, "' of ", d, "; kinds are set, add, mul, min and max"));
  }

  void operator()(std::byte* target, const std::byte* update, std::int64_t count) const {
    if (!loop) {
      std::memcpy(target, update, std::size_t(count) * std::size_t(size_of(dtype)));
    } else if (compute_dtype(dtype) == dtype) {
      const void* operands[] = {target, update};
      loop(operands, target, count, {});
    } else {
      for (std::int64_t i = 0; i < count; ++i, target += 2, update += 2) {
        float x[2];
        convert_elements(dtype, target, Dtype::f32, &x[0], 1);
        convert_elements(dtype, update, Dtype::f32, &x[1], 1);
        const void* operands[] = {&x[0], &x[1]};
        loop(operands, &x[0], 1, {});
        convert_elements(Dtype::f32, &x[0], dtype, target, 1);
      }
    }
  }
};

/// The window of one update: offsets in elements of its rows, and their length. Trailing dimensions
/// that are not indexed lie together.
struct Window {
  std::vector<std::int64_t> rows{0};
  std::int64_t length = 1;

  Window(const Shape& shape, const Axes& axes) {
    const Shape strides = strides_of(shape);
    int last = shape.rank();
    while (last > 0 && !axes.contains(last - 1)) length *= shape[--last];
    for (int d = 0; d < last; ++d) {
      if (axes.contains(d)) continue;
      std::vector<std::int64_t> next;
      for (std::int64_t row : rows)
        for (std::int64_t i = 0; i < shape[d]; ++i) next.push_back(row + i * strides[d]);
      rows = std::move(next);
    }
  }
};

}  // namespace scattering

WENGERT_API std::vector<Type> Scatter::infer(std::span<const Type> operands,
                                             const Attributes& attributes) {
  const Axes& axes = attributes.shape("axes");
  require_indices(name, operands[0], operands[1], axes);
  require_mode(name, attributes.text("mode"));
  scattering::Combine(attributes.text("kind"), operands[0].dtype);
  const Type updates{operands[0].dtype,
                     gathered_shape(operands[1].shape, window_of(operands[0].shape, axes))};
  if (!(operands[2] == updates))
    throw ShapeError(cat(name, ": updates of type ", operands[2], " for indices ", operands[1],
                         " into ", operands[0], "; they must have type ", updates));
  return {operands[0]};
}

WENGERT_API std::vector<Tensor> Scatter::evaluate(std::span<const Tensor> operands,
                                                  const Attributes& attributes,
                                                  std::span<const Type> results) {
  const Tensor &x = operands[0], &updates = operands[2];
  const Axes& axes = attributes.shape("axes");
  const std::string& mode = attributes.text("mode");
  const scattering::Combine combine(attributes.text("kind"), x.type.dtype);
  const scattering::Window window(x.type.shape, axes);
  const Shape strides = strides_of(x.type.shape);
  const std::int64_t size = size_of(x.type.dtype), run = window.length * size;
  Tensor indices(Type{Dtype::i64, operands[1].type.shape});
  convert_elements(operands[1].type.dtype, operands[1].bytes(), Dtype::i64, indices.bytes(),
                   indices.type.elements());

  Tensor out(results[0]);
  std::memcpy(out.bytes(), x.bytes(), x.type.bytes());
  const std::int64_t* index = indices.data<std::int64_t>();
  const std::byte* update = updates.bytes();
  const std::int64_t places = scattering::places_of(operands[1].type, axes);
  for (std::int64_t p = 0; p < places; ++p) {
    std::int64_t start = 0;
    bool inside = true;
    for (std::int64_t axis : axes) {
      const std::int64_t extent = x.type.shape[axis], at = *index++;
      inside &= at >= 0 && at < extent;
      start += std::max<std::int64_t>(0, std::min(at, extent - 1)) * strides[axis];
    }
    if (!inside && (mode == "check" || mode == "unchecked"))
      throw IndexError(cat("scatter: an index is out of bounds for ", x.type,
                           "; use mode::clip or mode::fill to allow it"));
    for (std::int64_t row : window.rows) {
      if (inside || mode == "clip")
        combine(out.bytes() + (start + row) * size, update, window.length);
      update += run;
    }
  }
  return {out};
}

// ---- derivatives ------------------------------------------------------------------------------

namespace scattering {

// A scatter taken apart for its rules.
struct Parts {
  Symbol x, indices, updates;
  Axes axes;
  std::string kind, mode;

  explicit Parts(const Application& application)
      : axes(application.attributes.shape("axes")),
        kind(application.attributes.text("kind")),
        mode(application.attributes.text("mode")) {
    x = operand_of(application, 0);
    indices = operand_of(application, 1);
    updates = operand_of(application, 2);
  }
  // Elements outside were dropped: they are read as any value inside, and dropped again.
  Symbol gathered(Symbol from) const {
    return gather(from, indices, axes, mode == "fill" ? "clip" : mode);
  }
  Symbol scattered(Symbol onto, Symbol what, const char* how) const {
    return scatter(onto, indices, what, axes, how, mode);
  }
  Symbol zeros() const { return full(*x.builder, x.type(), 0); }
};

// The factor of an update in y = x u u' …: the product of all others, exact where factors are zero.
inline Symbol other_factors(const Parts& p) {
  const Symbol zero = like(p.x, 0), one = like(p.x, 1), is_zero = p.updates == like(p.updates, 0);
  const Symbol nonzero = select(is_zero, one, p.updates);
  const Symbol product = p.gathered(p.scattered(p.x, nonzero, "mul"));
  const Symbol zeros = p.gathered(p.scattered(p.zeros(), select(is_zero, one, zero), "add"));
  return select(zeros == select(is_zero, one, zero), product / nonzero, zero);
}

// Ties of an extremum share: 1 / how many of the operand and the updates are the result.
inline Maybe extremum_tangent(const Parts& p, Symbol y, const Maybe& dx, const Maybe& du) {
  const Symbol zero = like(p.x, 0), one = like(p.x, 1);
  const Symbol kept = select(p.x == y, one, zero),
               chosen = select(p.updates == p.gathered(y), one, zero);
  const Symbol count = p.scattered(kept, chosen, "add");
  Symbol sum = dx ? Symbol{p.x.builder, *dx} * kept : p.zeros();
  if (du) sum = p.scattered(sum, Symbol{p.x.builder, *du} * chosen, "add");
  return (sum / count).value;
}

/// What combines an element and its update; null where that replaces it.
inline const Primitive* combination(std::string_view kind) {
  if (kind == "add") return &primitive<Add>();
  if (kind == "mul") return &primitive<Mul>();
  if (kind == "min") return &primitive<Min>();
  if (kind == "max") return &primitive<Max>();
  return nullptr;
}

// 1 where an update is the last one of its place.
inline Symbol is_last(const Parts& p) {
  Builder& builder = *p.indices.builder;
  Shape places = p.indices.shape();
  places.erase(places.size() - 1);
  const Shape shape = gathered_shape(p.indices.shape(), window_of(p.x.shape(), p.axes));
  const Symbol number = reshape(iota(builder, Dtype::i64, {places.elements()}, 0), places);
  const Symbol numbers = broadcast_in_dim(number, shape, Shape::iota(places.size()));
  const Symbol none = full(builder, {Dtype::i64, p.x.shape()}, -1);
  return p.gathered(p.scattered(none, numbers, "set")) == numbers;
}

}  // namespace scattering

WENGERT_API std::vector<Maybe> Scatter::jvp(const Application& application,
                                            std::span<const Maybe> tangents) {
  const scattering::Parts p(application);
  const Maybe &dx = tangents[0], &du = tangents[2];
  Builder& builder = application.builder;
  if (p.kind == "min" || p.kind == "max")
    return {scattering::extremum_tangent(p, {&builder, application.results[0]}, dx, du)};
  if (p.kind != "mul") {
    const Symbol onto = tangent_or_zero(application, tangents, 0);
    return {p.scattered(onto, tangent_or_zero(application, tangents, 2), p.kind.c_str()).value};
  }
  Symbol sum = dx ? p.scattered({&builder, *dx}, p.updates, "mul") : p.zeros();
  if (du) sum = p.scattered(sum, Symbol{&builder, *du} * scattering::other_factors(p), "add");
  return {sum.value};
}

WENGERT_API std::vector<Maybe> Scatter::transpose(const Application& application, Symbol ct,
                                                  const std::vector<bool>& linear) {
  scattering::Parts p(application);
  std::vector<Maybe> found(3);
  if (p.kind == "mul") {
    found[0] = p.scattered(ct, p.updates, "mul").value;
    return found;
  }
  p.x = ct;  // of the operand, rules need the type alone
  const Symbol zeros = full(application.builder, application.operand_types[2], 0);
  // The elements are taken before they are replaced, so that a loop may replace them in place.
  if (linear[2]) {
    Symbol taken = p.gathered(ct);
    if (p.kind == "set" && scattering::places_of(p.indices.type(), p.axes) > 1)
      taken = select(scattering::is_last(p), taken, zeros);
    if (p.mode == "fill")
      taken = select(indices_inside(p.indices, p.x.shape(), p.axes), taken, zeros);
    found[2] = taken.value;
  }
  if (linear[0]) found[0] = p.kind == "add" ? ct.value : p.scattered(ct, zeros, "set").value;
  return found;
}

WENGERT_API Batched Scatter::batch(const Application& application, const std::vector<bool>& batched,
                                   std::int64_t size) {
  scattering::Parts p(application);
  p.x = with_batch_axis(p.x, batched[0], size);
  p.updates = with_batch_axis(p.updates, batched[2], size);
  p.axes = behind_batch(p.axes);
  if (batched[1]) {
    p.indices = with_example_number(p.indices);
    p.axes.insert(0, 0);
  } else {
    // The batch axis joins the window: behind the dimensions of the indices.
    const std::size_t places = p.indices.shape().size() - 1;
    Axes order = behind_batch(Shape::iota(p.updates.shape().size() - 1));
    order.insert(places, 0);
    p.updates = ops::transpose(p.updates, order);
  }
  return {{p.scattered(p.x, p.updates, p.kind.c_str()).value}, {true}};
}

WENGERT_API std::optional<Function> Scatter::expand(std::span<const Type> operands,
                                                    const Attributes& attributes) {
  const Axes& axes = attributes.shape("axes");
  const Shape& shape = operands[0].shape;
  if (scattering::places_of(operands[1], axes) != 1) return std::nullopt;
  const std::string &kind = attributes.text("kind"), &mode = attributes.text("mode");
  Builder builder(std::vector<Type>(operands.begin(), operands.end()));
  const Symbol x{&builder, 0}, updates{&builder, 2};
  const Symbol indices = reshape({&builder, 1}, {1, axes.rank()});

  Shape sizes = shape;
  std::vector<Symbol> starts(shape.size(), full(builder, {indices.dtype(), {}}, 0));
  for (std::int64_t k = 0; k < axes.rank(); ++k) {
    const std::size_t axis(axes[k]);
    sizes[axis] = 1;
    starts[axis] = reshape(slice(indices, {0, k}, {1, k + 1}, {1, 1}), {});
  }
  Symbol y = reshape(updates, sizes);
  // Where bounds are checked it is reading the element that checks them.
  if (kind != "set" || mode == "check" || mode == "fill") {
    const Symbol old = reshape(gather(x, indices, axes, mode == "fill" ? "clip" : mode), sizes);
    if (const Primitive* combine = scattering::combination(kind))
      y = apply(*combine, {}, std::array{old, y});
    if (mode == "check" || mode == "fill")
      y = select(reshape(indices_inside(indices, shape, axes), sizes), y, old);
  }
  std::vector<Symbol> arguments{x, y};
  arguments.insert(arguments.end(), starts.begin(), starts.end());
  return builder.finish({apply(primitive<DynamicUpdateSlice>(), {}, arguments).value});
}

}  // namespace wengert::ops
#endif
