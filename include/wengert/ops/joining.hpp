// Results whose elements come from more than one operand: concatenation and padding.
#pragma once

#include "wengert/ops/movement.hpp"

namespace wengert::ops {

/// The operands one behind the other along `dimension`.
struct Concatenate : Movement, Linear {
  static constexpr Name name = "concatenate";
  static constexpr int arity = at_least(1);

  static std::vector<Type> infer(std::span<const Type> operands, const Attributes& attributes) {
    const std::int64_t dimension = attributes.integer("dimension");
    Type result = operands[0];
    if (dimension < 0 || dimension >= result.shape.rank())
      throw ShapeError(cat(name, ": ", operands[0], " has no axis ", dimension));
    for (const Type& t : operands.subspan(1)) {
      Shape aligned = t.shape;
      if (t.shape.rank() == result.shape.rank()) aligned[dimension] = result.shape[dimension];
      if (!(aligned == result.shape) || t.dtype != result.dtype)
        throw ShapeError(cat(name, ": ", operands[0], " and ", t, " do not join along axis ",
                             dimension, "; dtypes and the other extents must be equal"));
      result.shape[dimension] = add_extents(result.shape[dimension], t.shape[dimension]);
    }
    return {result};
  }

  template <class I> static Source move(Reader<I>& reader, std::span<const Type> operands,
                                        const Attributes& attributes, std::span<const I> index) {
    const auto dimension = std::size_t(attributes.integer("dimension"));
    std::int64_t end = 0;
    for (const Type& t : operands) end += t.shape[dimension];
    std::vector<I> from(index.begin(), index.end());
    Source chosen;
    bool found = false;
    for (std::size_t k = operands.size(); k-- > 0;) {
      const std::int64_t extent = operands[k].shape[dimension], start = end - extent;
      if (extent > 0) {
        from[dimension] = index_clamp(index[dimension] - start, 0, extent - 1);
        const Source mine = reader.element(int(k), from);
        chosen =
            found ? reader.select(index_less(index[dimension], reader.constant(end)), mine, chosen)
                  : mine;
        found = true;
      }
      end = start;
    }
    return chosen;
  }

  /// Whole runs at a time.
  static std::vector<Tensor> evaluate(std::span<const Tensor> operands,
                                      const Attributes& attributes, std::span<const Type> results) {
    const std::int64_t dimension = attributes.integer("dimension");
    const auto run_of = [&](const Type& t) {
      std::size_t bytes = std::size_t(size_of(t.dtype));
      for (int d = int(dimension); d < t.shape.rank(); ++d) bytes *= std::size_t(t.shape[d]);
      return bytes;
    };
    Tensor out(results[0]);
    std::byte* target = out.bytes();
    std::int64_t runs = 1;
    for (std::int64_t d = 0; d < dimension; ++d) runs *= results[0].shape[d];
    for (std::int64_t r = 0; r < runs; ++r)
      for (const Tensor& t : operands) {
        const std::size_t bytes = run_of(t.type);
        if (bytes) std::memcpy(target, t.bytes() + std::size_t(r) * bytes, bytes);
        target += bytes;
      }
    return {out};
  }

  static std::vector<Maybe> transpose(const Application& application, Symbol ct,
                                      const std::vector<bool>& linear) {
    const std::int64_t dimension = application.attributes.integer("dimension");
    std::vector<Maybe> found(linear.size());
    Shape start = Shape::filled(ct.shape().size(), 0), limit = ct.shape();
    const Shape strides = Shape::filled(start.size(), 1);
    for (std::size_t k = 0; k < linear.size(); ++k) {
      limit[dimension] = start[dimension] + application.operand_types[k].shape[dimension];
      if (linear[k]) found[k] = slice(ct, start, limit, strides).value;
      start[dimension] = limit[dimension];
    }
    return found;
  }

  static Batched batch(const Application& application, const std::vector<bool>& batched,
                       std::int64_t size) {
    std::vector<Symbol> parts;
    for (std::size_t k = 0; k < batched.size(); ++k)
      parts.push_back(with_batch_axis(operand_of(application, k), batched[k], size));
    return {{concatenate(parts, application.attributes.integer("dimension") + 1).value}, {true}};
  }
};

/// `low` and `high` copies of the scalar operand 1 at the ends of each axis, `interior` between
/// elements. Negative low and high take elements away.
struct Pad : Movement, Linear {
  static constexpr Name name = "pad";
  static constexpr int arity = 2;

  static std::vector<Type> infer(std::span<const Type> operands, const Attributes& attributes) {
    const Shape &low = attributes.shape("low"), &high = attributes.shape("high"),
                &interior = attributes.shape("interior");
    for (const Shape* each : {&low, &high, &interior})
      require_rank(name, operands[0], each->size(), "padding");
    if (!operands[1].shape.empty() || operands[1].dtype != operands[0].dtype)
      throw ShapeError(cat(name, ": the padding value has type ", operands[1], " beside ",
                           operands[0], "; it must be a scalar of that dtype"));
    Shape shape;
    for (std::size_t d = 0; d < low.size(); ++d) {
      const std::int64_t within = interior[d] < 0 ? 0 : spread(operands[0].shape[d], interior[d]);
      shape.push_back(add_extents(add_extents(low[d], within), high[d]));
      if (shape.back() < 0 || interior[d] < 0)
        throw ShapeError(cat(name, ": axis ", d, " of ", operands[0], " padded by ", low[d], ", ",
                             high[d], " and ", interior[d],
                             " inside has no extent; take fewer elements away"));
    }
    return {Type{operands[0].dtype, shape}};
  }

  template <class I> static Source move(Reader<I>& reader, std::span<const Type> operands,
                                        const Attributes& attributes, std::span<const I> index) {
    const Shape &low = attributes.shape("low"), &interior = attributes.shape("interior");
    const Source value = reader.element(1, {});
    if (operands[0].elements() == 0) return value;
    I inside = reader.constant(1);
    std::array<I, max_rank> from;
    for (std::size_t d = 0; d < index.size(); ++d) {
      const std::int64_t extent = spread(operands[0].shape[d], interior[d]), step = interior[d] + 1;
      const I at = index[d] - low[d], held = index_clamp(at, 0, extent - 1);
      inside = index_both(inside, index_both(index_less(reader.constant(-1), at),
                                             index_less(at, reader.constant(extent))));
      inside = index_both(inside, index_less(held % step, reader.constant(1)));
      from[d] = held / step;
    }
    return reader.select(inside, reader.element(0, std::span(from.data(), index.size())), value);
  }

  static std::vector<Maybe> transpose(const Application& application, Symbol ct,
                                      const std::vector<bool>& linear) {
    const Attributes& attributes = application.attributes;
    const Shape &low = attributes.shape("low"), &high = attributes.shape("high"),
                &interior = attributes.shape("interior");
    Shape undo_low = low, undo_high = high, limit, strides;
    for (std::size_t d = 0; d < low.size(); ++d) {
      undo_low[d] = -low[d];
      undo_high[d] = -high[d];
      limit.push_back(spread(application.operand_types[0].shape[d], interior[d]));
      strides.push_back(interior[d] + 1);
    }
    const Shape zeros = Shape::filled(low.size(), 0);
    const Symbol taken =
        slice(pad(ct, like(ct, 0), undo_low, undo_high, zeros), zeros, limit, strides);
    std::vector<Maybe> found(2);
    if (linear[0]) found[0] = taken.value;
    if (linear[1]) {
      const Axes all = Shape::iota(low.size());
      found[1] = (reduce_sum(ct, all) - reduce_sum(taken, all)).value;
    }
    return found;
  }

  /// A value per example is chosen by a mask that is padded alike.
  static Batched batch(const Application& application, const std::vector<bool>& batched,
                       std::int64_t size) {
    const Attributes& attributes = application.attributes;
    const Shape low = with_front(attributes.shape("low"), 0),
                high = with_front(attributes.shape("high"), 0),
                interior = with_front(attributes.shape("interior"), 0);
    const Symbol x = with_batch_axis(operand_of(application, 0), batched[0], size),
                 value = operand_of(application, 1);
    if (!batched[1]) return {{pad(x, value, low, high, interior).value}, {true}};
    Builder& builder = application.builder;
    const Symbol padded = pad(x, like(x, 0), low, high, interior),
                 outside = pad(full(builder, {Dtype::bool_, x.shape()}, 0),
                               {&builder, builder.literal(Constant(Dtype::bool_, true))}, low, high,
                               interior);
    return {{select(outside, broadcast_in_dim(value, padded.shape(), {0}), padded).value}, {true}};
  }

 private:
  static std::int64_t spread(std::int64_t extent, std::int64_t interior) {
    return extent ? add_extents(extent, multiply_extents(extent - 1, interior)) : 0;
  }
};

}  // namespace wengert::ops
