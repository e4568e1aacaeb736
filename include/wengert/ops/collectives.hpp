// Communication between the examples of a vmap whose axis has a name.
//
// The axis is a value: under the vmap each example has its position, an i32 scalar, and the
// operations take it as their last operand. To every other batch they are operations like others;
// where the positions themselves are batched, the batch is that axis, and the batching rule puts
// plain operations along it in their place. They exist under the vmap only.
#pragma once

#include "wengert/ops/base.hpp"
#include "wengert/ops/reduction.hpp"

namespace wengert::ops {

/// An operation on (x, position). Op gives
///   static Batched across(const Application&, Symbol x, bool batched, std::int64_t size)
/// which replaces it along the axis, x being batched or the same everywhere.
struct Collective {
  static constexpr Form form = Form::library;
  static constexpr int arity = 2;

  template <class Op>
  static std::vector<Type> derived_infer(std::span<const Type> operands, const Attributes& a) {
    check(Op::name, operands, Op::dtypes);
    return {Op::gathered(operands[0], a)};
  }
  template <class Op>
  static Batched derived_batch(const Application& application, const std::vector<bool>& batched,
                               std::int64_t size) {
    const Symbol x = operand_of(application, 0), position = operand_of(application, 1);
    if (batched[1]) return Op::across(application, x, batched[0], size);
    return {
        {apply(application.op, Op::behind_batch(application.attributes), std::array{x, position})
             .value},
        {true}};
  }
  template <class Op>
  static constexpr void lower(Primitive& row) {
    row.eval = &outside;
  }

  /// The result's type, and the attributes where a batch axis stands in front of x.
  static Type gathered(const Type& x, const Attributes&) { return x; }
  static Attributes behind_batch(const Attributes& attributes) { return attributes; }

 private:
  static void check(std::string_view name, std::span<const Type> operands, Dtypes dtypes);
  static std::vector<Tensor> outside(std::span<const Tensor>, const Attributes&,
                                     std::span<const Type>);
};

/// psum[axis] x position: the sum over the axis.
struct Psum : Collective, LinearIn<0> {
  static constexpr Name name = "psum";
  static constexpr Dtypes dtypes = integer | floating | complex;

  static Batched across(const Application&, Symbol x, bool batched, std::int64_t size) {
    return {{(batched ? reduce_sum(x, {0}) : times(x, size)).value}, {false}};
  }
  // Every example's x is in every example's sum.
  static Symbol transpose(Arg<0>, Symbol ct, Symbol position, const Attributes& attributes) {
    return apply<Psum>(attributes, ct, position);
  }

 private:
  // As the sum of as many: halves are added in float32, integers wrap.
  static Symbol times(Symbol x, std::int64_t size) {
    const Dtype d = x.dtype(), wide = is_floating(d) && size_of(d) == 2 ? Dtype::f32 : d;
    const Symbol count{x.builder, x.builder->literal(Constant(wide, size))};
    return convert(convert(x, wide) * count, d);
  }
};

template <class Reduce>
struct Extremum : Collective, Smooth {
  static constexpr Dtypes dtypes = ordered;

  static Batched across(const Application&, Symbol x, bool batched, std::int64_t) {
    return {{batched ? apply<Reduce>({{"axes", Shape{0}}}, x).value : x.value}, {false}};
  }
  // Examples that have the extremum share the tangent equally, as in a reduction.
  static std::vector<Maybe> jvp(const Application& application, std::span<const Maybe> tangents) {
    const Symbol x = operand_of(application, 0), position = operand_of(application, 1);
    const Symbol y{&application.builder, application.results[0]};
    const Symbol dx{&application.builder, *tangents[0]};
    const Symbol share =
        select(x == y, expand(like(x, 1), x.shape()), expand(like(x, 0), x.shape()));
    const auto sum = [&](Symbol v) { return apply<Psum>(application.attributes, v, position); };
    return {(sum(dx * share) / sum(share)).value};
  }
};

/// pmax[axis] x position: the greatest over the axis; NaN where one is.
struct Pmax : Extremum<ReduceMax> {
  static constexpr Name name = "pmax";
};
/// pmin[axis] x position: the least over the axis; NaN where one is.
struct Pmin : Extremum<ReduceMin> {
  static constexpr Name name = "pmin";
};

/// all_gather[axis size dimension tiled] x position: x of all examples, along a new dimension or,
/// tiled, one behind the other along one that is there.
struct AllGather : Collective, LinearIn<0> {
  static constexpr Name name = "all_gather";
  static constexpr Dtypes dtypes = any;

  static Type gathered(Type x, const Attributes& attributes);
  static Attributes behind_batch(const Attributes& attributes) {
    return attributes.with("dimension", attributes.integer("dimension") + 1);
  }
  static Batched across(const Application& application, Symbol x, bool batched, std::int64_t size);
  static Symbol transpose(Arg<0>, Symbol ct, Symbol position, const Type& x,
                          const Attributes& attributes);
};

/// ppermute[axis sources] x position: the x of the example at sources[position]; zeros where that
/// is negative.
struct Ppermute : Collective, LinearIn<0> {
  static constexpr Name name = "ppermute";
  static constexpr Dtypes dtypes = any;

  static Batched across(const Application& application, Symbol x, bool batched, std::int64_t size);
  static Symbol transpose(Arg<0>, Symbol ct, Symbol position, const Attributes& attributes);
};

}  // namespace wengert::ops

#if WENGERT_BODIES
#include <utility>
#include <vector>

#include "wengert/ops/indexing.hpp"

namespace wengert::ops {

WENGERT_API void Collective::check(std::string_view name, std::span<const Type> operands,
                                   Dtypes dtypes) {
  if (operands.size() != 2 || operands[1] != Type{Dtype::i32, {}})
    throw ShapeError(cat(name, ": takes an array and its position along the axis, an i32[]"));
  if (!dtypes.contains(operands[0].dtype))
    throw DtypeError(cat(name, ": is not defined for ", operands[0], "; it takes ", dtypes.str()));
}

WENGERT_API std::vector<Tensor> Collective::outside(std::span<const Tensor>, const Attributes&,
                                                    std::span<const Type>) {
  throw InternalError("a collective operation was computed outside the vmap that names its axis");
}

WENGERT_API Type AllGather::gathered(Type x, const Attributes& attributes) {
  const auto dimension = std::size_t(attributes.integer("dimension"));
  const std::int64_t size = attributes.integer("size");
  const bool tiled = attributes.integer("tiled") != 0;
  if (dimension + std::size_t(tiled) > x.shape.size())
    throw ShapeError(cat(name, ": ", x, " has no axis ", dimension, " to gather along"));
  if (tiled)
    x.shape[dimension] *= size;
  else
    x.shape.insert(dimension, size);
  return x;
}

WENGERT_API Batched AllGather::across(const Application& application, Symbol x, bool batched,
                                      std::int64_t size) {
  x = with_batch_axis(x, batched, size);
  Shape order = Shape::iota(x.shape().size());
  order.erase(0);
  order.insert(std::size_t(application.attributes.integer("dimension")), 0);
  const Shape wanted = gathered(application.operand_types[0], application.attributes).shape;
  return {{reshape(ops::transpose(x, order), wanted).value}, {false}};
}

// The part of this example in everyone's cotangent.
WENGERT_API Symbol AllGather::transpose(Arg<0>, Symbol ct, Symbol position, const Type& x,
                                        const Attributes& attributes) {
  const auto dimension = std::size_t(attributes.integer("dimension"));
  Shape sizes = x.shape;
  if (!attributes.integer("tiled")) sizes.insert(dimension, 1);
  std::vector<Symbol> operands{apply<Psum>({{"axis", attributes.text("axis")}}, ct, position)};
  for (std::size_t d = 0; d < sizes.size(); ++d)
    operands.push_back(d == dimension ? position * double(sizes[d]) : like(position, 0));
  return reshape(apply(primitive<DynamicSlice>(), {{"sizes", sizes}}, operands), x.shape);
}

// Runs of neighbours move together: a rotation is two slices.
WENGERT_API Batched Ppermute::across(const Application& application, Symbol x, bool batched,
                                     std::int64_t size) {
  const Shape& sources = application.attributes.shape("sources");
  x = with_batch_axis(x, batched, size);
  const Shape whole = x.shape();
  const auto rows = [&](std::int64_t source, std::int64_t count) {
    Shape start = Shape::filled(whole.size(), 0), limit = whole;
    limit[0] = count;
    if (source < 0) return full(application.builder, {x.dtype(), limit}, 0);
    start[0] = source;
    limit[0] = source + count;
    return slice(x, start, limit, Shape::filled(whole.size(), 1));
  };
  std::vector<Symbol> parts;
  for (std::int64_t first = 0, end; first < size; first = end) {
    const std::int64_t source = sources[first];
    for (end = first + 1; end < size; ++end)
      if (sources[end] != (source < 0 ? -1 : source + end - first)) break;
    parts.push_back(rows(source, end - first));
  }
  return {{parts.empty() ? x.value : concatenate(parts, 0).value}, {true}};
}

WENGERT_API Symbol Ppermute::transpose(Arg<0>, Symbol ct, Symbol position,
                                       const Attributes& attributes) {
  const Shape& sources = attributes.shape("sources");
  Shape back = Shape::filled(sources.size(), -1);
  for (std::int64_t to = 0; to < sources.rank(); ++to)
    if (sources[to] >= 0) back[sources[to]] = to;
  return apply<Ppermute>(attributes.with("sources", back), ct, position);
}

}  // namespace wengert::ops
#endif
