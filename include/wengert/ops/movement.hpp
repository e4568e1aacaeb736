// Reshaping and rearranging: elements keep their values and change their places.
#pragma once

#include "wengert/ops/base.hpp"

namespace wengert::ops {

/// 0 in front: dimensions of a batched operand that an attribute does not touch.
inline Shape with_front(Shape shape, std::int64_t extent) {
  shape.insert(0, extent);
  return shape;
}
/// Dimensions counted behind a batch axis.
inline Axes behind_batch(Axes axes) {
  for (std::int64_t& d : axes) ++d;
  return axes;
}
inline void require_rank(std::string_view name, const Type& operand, std::size_t rank,
                         std::string_view attribute) {
  if (operand.shape.size() != rank)
    throw ShapeError(cat(name, ": ", attribute, " has ", rank, " entries for an operand of type ",
                         operand, "; give one per axis"));
}

/// 0, 1, … along `dimension`.
struct Iota : Movement, Flat {
  static constexpr Name name = "iota";
  static constexpr int arity = 0;

  static std::vector<Type> infer(std::span<const Type>, const Attributes& attributes) {
    const Type result{attributes.dtype("dtype"), attributes.shape("shape")};
    require_axes(name, result, {attributes.integer("dimension")});
    return {result};
  }
  template <class I> static Source move(Reader<I>& reader, std::span<const Type>,
                                        const Attributes& attributes, std::span<const I> index) {
    return reader.value(index[std::size_t(attributes.integer("dimension"))]);
  }
  static Attributes batch(const Attributes& attributes, std::int64_t) { return attributes; }
};

/// Dimension k of the operand becomes dimension dims[k] of `shape`; it is repeated along the
/// others, and where its extent is 1.
struct BroadcastInDim : Movement, Linear {
  static constexpr Name name = "broadcast_in_dim";
  static constexpr Rows rows = Rows::uniform;

  static std::vector<Type> infer(std::span<const Type> operands, const Attributes& attributes) {
    const Shape &shape = attributes.shape("shape"), &dims = attributes.shape("dims");
    require_rank(name, operands[0], dims.size(), "dims");
    for (std::size_t k = 0; k < dims.size(); ++k) {
      const std::int64_t extent = operands[0].shape[k];
      const bool ordered_dims = k == 0 || dims[k] > dims[k - 1];
      if (!ordered_dims || dims[k] < 0 || dims[k] >= shape.rank() ||
          (extent != 1 && extent != shape[dims[k]]))
        throw ShapeError(cat(name, ": axis ", k, " of ", operands[0], " cannot become axis ",
                             dims[k], " of ", shape,
                             "; extents must be equal or 1, and axes stay in order"));
    }
    return {Type{operands[0].dtype, shape}};
  }

  template <class I> static Source move(Reader<I>& reader, std::span<const Type> operands,
                                        const Attributes& attributes, std::span<const I> index) {
    const Axes& dims = attributes.shape("dims");
    std::array<I, max_rank> from;
    for (std::size_t k = 0; k < dims.size(); ++k)
      from[k] = operands[0].shape[k] == 1 ? reader.constant(0) : index[std::size_t(dims[k])];
    return reader.element(0, std::span(from.data(), dims.size()));
  }

  template <class V> static V transpose(V ct, const Type& operand, const Attributes& attributes) {
    const Shape &shape = attributes.shape("shape"), &dims = attributes.shape("dims");
    Axes summed;
    for (int d = 0; d < shape.rank(); ++d) {
      const auto at = std::find(dims.begin(), dims.end(), d);
      const bool repeated =
          at == dims.end() || (operand.shape[at - dims.begin()] == 1 && shape[d] != 1);
      if (repeated) summed.push_back(d);
    }
    return reshape(reduce_sum(ct, summed), operand.shape);
  }

  static Attributes batch(const Attributes& attributes, std::int64_t size) {
    return {{"shape", with_front(attributes.shape("shape"), size)},
            {"dims", with_front(behind_batch(attributes.shape("dims")), 0)}};
  }
};

/// The same elements in row-major order under another shape.
struct Reshape : Movement, Linear {
  static constexpr Name name = "reshape";

  static std::vector<Type> infer(std::span<const Type> operands, const Attributes& attributes) {
    const Shape& shape = attributes.shape("shape");
    if (shape.elements() != operands[0].elements())
      throw ShapeError(cat(name, ": ", operands[0], " has ", operands[0].elements(),
                           " elements, shape ", shape, " has ", shape.elements(),
                           "; they must be equal"));
    return {Type{operands[0].dtype, shape}};
  }

  template <class I> static Source move(Reader<I>& reader, std::span<const Type> operands,
                                        const Attributes& attributes, std::span<const I> index) {
    const Shape &from = operands[0].shape, strides = strides_of(from),
                to_strides = strides_of(attributes.shape("shape"));
    I linear = reader.constant(0);
    for (std::size_t d = 0; d < index.size(); ++d) linear = linear + index[d] * to_strides[d];
    std::array<I, max_rank> at;
    for (std::size_t d = 0; d < from.size(); ++d) {
      at[d] = linear / strides[d];
      if (d > 0) at[d] = at[d] % from[d];
    }
    return reader.element(0, std::span(at.data(), from.size()));
  }

  /// Shares the operand's buffer.
  static std::vector<Tensor> evaluate(std::span<const Tensor> operands, const Attributes&,
                                      std::span<const Type> results) {
    return {Tensor(results[0], operands[0].buffer)};
  }
  template <class V> static V transpose(V ct, const Type& operand, const Attributes&) {
    return reshape(ct, operand.shape);
  }
  static Attributes batch(const Attributes& attributes, std::int64_t size) {
    return {{"shape", with_front(attributes.shape("shape"), size)}};
  }
};

/// Dimension k of the result is dimension permutation[k] of the operand.
struct Transpose : Movement, Linear {
  static constexpr Name name = "transpose";
  static constexpr Rows rows = Rows::uniform;

  static std::vector<Type> infer(std::span<const Type> operands, const Attributes& attributes) {
    const Axes& permutation = attributes.shape("permutation");
    require_rank(name, operands[0], permutation.size(), "permutation");
    Shape shape;
    for (int k = 0; k < permutation.rank(); ++k)
      if (!permutation.contains(k))
        throw ValueError(cat(name, ": ", permutation, " is not a permutation of ",
                             permutation.size(), " axes; name each axis once"));
    for (const std::int64_t d : permutation) shape.push_back(operands[0].shape[d]);
    return {Type{operands[0].dtype, shape}};
  }

  template <class I> static Source move(Reader<I>& reader, std::span<const Type>,
                                        const Attributes& attributes, std::span<const I> index) {
    const Axes& permutation = attributes.shape("permutation");
    std::array<I, max_rank> from;
    for (std::size_t k = 0; k < index.size(); ++k) from[std::size_t(permutation[k])] = index[k];
    return reader.element(0, std::span(from.data(), index.size()));
  }

  template <class V> static V transpose(V ct, const Attributes& attributes) {
    const Axes& permutation = attributes.shape("permutation");
    Axes inverse = permutation;
    for (std::size_t k = 0; k < permutation.size(); ++k) inverse[permutation[k]] = std::int64_t(k);
    return ops::transpose(ct, inverse);
  }
  static Attributes batch(const Attributes& attributes, std::int64_t) {
    return {{"permutation", with_front(behind_batch(attributes.shape("permutation")), 0)}};
  }
};

/// start, start + stride, … below limit, along each axis. Strides are positive.
struct Slice : Movement, Linear {
  static constexpr Name name = "slice";
  static constexpr Rows rows = Rows::uniform;

  static std::vector<Type> infer(std::span<const Type> operands, const Attributes& attributes) {
    const Shape &start = attributes.shape("start"), &limit = attributes.shape("limit"),
                &strides = attributes.shape("strides");
    for (const Shape* each : {&start, &limit, &strides})
      require_rank(name, operands[0], each->size(), "slice");
    Shape shape;
    for (std::size_t d = 0; d < start.size(); ++d) {
      if (start[d] < 0 || limit[d] < start[d] || limit[d] > operands[0].shape[d] || strides[d] < 1)
        throw IndexError(cat(name, ": ", start[d], ":", limit[d], ":", strides[d],
                             " does not lie in axis ", d, " of ", operands[0],
                             "; 0 <= start <= limit <= extent and stride >= 1"));
      const std::int64_t length = limit[d] - start[d];
      shape.push_back(length / strides[d] + (length % strides[d] != 0));
    }
    return {Type{operands[0].dtype, shape}};
  }

  template <class I> static Source move(Reader<I>& reader, std::span<const Type>,
                                        const Attributes& attributes, std::span<const I> index) {
    const Shape &start = attributes.shape("start"), &strides = attributes.shape("strides");
    std::array<I, max_rank> from;
    for (std::size_t d = 0; d < index.size(); ++d) from[d] = index[d] * strides[d] + start[d];
    return reader.element(0, std::span(from.data(), index.size()));
  }

  template <class V> static V transpose(V ct, const Type& operand, const Attributes& attributes) {
    const Shape &start = attributes.shape("start"), &strides = attributes.shape("strides"),
                taken = ct.shape();
    Shape high, interior;
    for (std::size_t d = 0; d < start.size(); ++d) {
      const std::int64_t end = start[d] + (taken[d] ? (taken[d] - 1) * strides[d] + 1 : 0);
      high.push_back(operand.shape[d] - end);
      interior.push_back(strides[d] - 1);
    }
    return pad(ct, like(ct, 0), start, high, interior);
  }
  static Attributes batch(const Attributes& attributes, std::int64_t size) {
    return {{"start", with_front(attributes.shape("start"), 0)},
            {"limit", with_front(attributes.shape("limit"), size)},
            {"strides", with_front(attributes.shape("strides"), 1)}};
  }
};

/// Reversed along `dimensions`.
struct Rev : Movement, Linear {
  static constexpr Name name = "rev";
  static constexpr Rows rows = Rows::uniform;

  static std::vector<Type> infer(std::span<const Type> operands, const Attributes& attributes) {
    require_axes(name, operands[0], attributes.shape("dimensions"));
    return {operands[0]};
  }
  template <class I> static Source move(Reader<I>& reader, std::span<const Type> operands,
                                        const Attributes& attributes, std::span<const I> index) {
    const Axes& dimensions = attributes.shape("dimensions");
    std::array<I, max_rank> from;
    for (std::size_t d = 0; d < index.size(); ++d)
      from[d] = dimensions.contains(std::int64_t(d))
                    ? reader.constant(operands[0].shape[d] - 1) - index[d]
                    : index[d];
    return reader.element(0, std::span(from.data(), index.size()));
  }
  template <class V> static V transpose(V ct, const Attributes& attributes) {
    return rev(ct, attributes.shape("dimensions"));
  }
  static Attributes batch(const Attributes& attributes, std::int64_t) {
    return {{"dimensions", behind_batch(attributes.shape("dimensions"))}};
  }
};

}  // namespace wengert::ops
