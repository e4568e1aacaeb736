// Movement operations: every element of the result is an element of an operand.
//
// A struct derived from Movement gives the index map
//   template <class I> static Source move(Reader<I>&, std::span<const Type> operands, const
//   Attributes&,
//                                         std::span<const I> index)
// and its type rule `infer`. With I = std::int64_t the interpreter copies elements along it, with
// I = Index compiled code composes it into the addresses of loads. Batching is either
//   static Attributes batch(const Attributes&, std::int64_t size)    where operand 0 alone is
//   batched
// or written in full.
#pragma once

#include "wengert/ops/derivative.hpp"
#include "wengert/ops/dtypes.hpp"

namespace wengert::ops {

using HostMove = Source (*)(Reader<std::int64_t>&, std::span<const Type>, const Attributes&,
                            std::span<const std::int64_t>);

/// Whether neighbours along the last axis of the result come from one operand, at a constant
/// distance.
enum class Rows : bool { irregular, uniform };

Tensor run_movement(HostMove move, Rows rows, std::span<const Tensor> operands,
                    const Attributes& attributes, const Type& result);

/// Throws ShapeError unless `axes` are axes of the operand, in ascending order.
inline void require_axes(std::string_view name, const Type& operand, const Axes& axes) {
  for (std::size_t k = 0; k < axes.size(); ++k)
    if (axes[k] < 0 || axes[k] >= operand.shape.rank() || (k > 0 && axes[k] <= axes[k - 1]))
      throw ShapeError(cat(name, ": axes ", axes, " of ", operand, " must exist and ascend"));
}

/// The operation with other attributes on a batched operand 0; the others must not be batched.
Batched batch_first_operand(const Application& application, const Attributes& attributes);

template <class Op>
concept BatchesFirstOperand = requires(const Attributes& attributes) {
  { Op::batch(attributes, std::int64_t()) } -> std::same_as<Attributes>;
};

/// Rules for operations that are not elementwise: batching by changed attributes.
struct ByAttributes {
  template <class Op>
  static std::vector<Type> derived_infer(std::span<const Type>, const Attributes&) {
    static_assert(sizeof(Op) == 0,
                  "wengert: a primitive has no type rule: write `static std::vector<Type> "
                  "infer(std::span<const Type> operands, const Attributes&)`");
    return {};
  }
  template <class Op> static Batched derived_batch(const Application& application,
                                                   const std::vector<bool>&, std::int64_t size) {
    static_assert(BatchesFirstOperand<Op>,
                  "wengert: a primitive has no batching rule: write `static Attributes batch(const "
                  "Attributes&, std::int64_t size)`, or in full `static Batched batch(const "
                  "Application&, const std::vector<bool>& batched, std::int64_t size)`");
    return batch_first_operand(application, Op::batch(application.attributes, size));
  }
};

struct Movement : ByAttributes {
  static constexpr Form form = Form::movement;
  static constexpr int arity = 1;
  static constexpr Rows rows = Rows::irregular;

  template <class Op> static std::vector<Tensor> derived_eval(std::span<const Tensor> operands,
                                                              const Attributes& attributes,
                                                              std::span<const Type> results) {
    return {
        run_movement(&Op::template move<std::int64_t>, Op::rows, operands, attributes, results[0])};
  }

  template <class Op> static constexpr void lower(Primitive& row) {
    static_assert(
        requires { &Op::template move<std::int64_t>; },
        "wengert: a primitive is a Movement but has no index map: write `template <class I> "
        "static Source move(Reader<I>&, std::span<const Type> operands, const Attributes&, "
        "std::span<const I> index)`");
    if constexpr (requires { Op::evaluate; })
      row.eval = &Op::evaluate;
    else
      row.eval = &derived_eval<Op>;
    row.move = &Op::template move<Index>;
    if constexpr (requires { &Op::place; }) row.place = &Op::place;
  }
};

}  // namespace wengert::ops

#if WENGERT_BODIES
namespace wengert::ops {

WENGERT_API Batched batch_first_operand(const Application& application,
                                        const Attributes& attributes) {
  std::vector<Symbol> operands;
  for (Value v : application.operands) operands.push_back({&application.builder, v});
  return {{apply(application.op, attributes, operands).value}, {true}};
}

// A Source is the address of an element; computed ones live in `scratch` until the next is asked
// for.
class HostReader final : public Reader<std::int64_t> {
 public:
  HostReader(std::span<const Tensor> operands, Dtype result)
      : operands_(operands), result_(result) {}

  Source element(int operand, std::span<const std::int64_t> index) override {
    const Tensor& t = operands_[std::size_t(operand)];
    return at(t.bytes() + offset(t.type.shape, index) * size_of(t.type.dtype));
  }
  std::int64_t integer(int operand, std::span<const std::int64_t> index, std::int64_t low,
                       std::int64_t high) override {
    const Tensor& t = operands_[std::size_t(operand)];
    const std::int64_t i = offset(t.type.shape, index);
    const auto value = visit(t.type.dtype, [&]<class T>(std::type_identity<T>) {
      const T x = t.data<T>()[i];
      if constexpr (std::is_same_v<T, std::uint64_t>)
        return std::int64_t(std::min(x, ~T(0) >> 1));
      else
        return wengert::convert<std::int64_t>(x);
    });
    return std::max(low, std::min(value, high));
  }
  Source value(std::int64_t index) override {
    scratch_ = Constant(result_, index);
    return at(reinterpret_cast<const std::byte*>(scratch_.bits.data()));
  }
  Source missing() override {
    scratch_ = is_inexact(result_) ? Constant(result_, std::numeric_limits<double>::quiet_NaN())
                                   : Constant(result_, 0);
    return at(reinterpret_cast<const std::byte*>(scratch_.bits.data()));
  }
  Source select(std::int64_t condition, Source a, Source b) override { return condition ? a : b; }
  void check(std::int64_t valid) override { valid_ &= valid != 0; }
  std::int64_t constant(std::int64_t c) override { return c; }

  bool valid() const { return valid_; }

 private:
  static Source at(const std::byte* address) { return {reinterpret_cast<std::int64_t>(address)}; }
  static std::int64_t offset(const Shape& shape, std::span<const std::int64_t> index) {
    std::int64_t linear = 0;
    for (std::size_t d = 0; d < index.size(); ++d) linear = linear * shape[d] + index[d];
    return linear;
  }

  std::span<const Tensor> operands_;
  Dtype result_;
  Constant scratch_;
  bool valid_ = true;
};

/// Copies `count` elements of `size` bytes that lie `stride` bytes apart.
inline void copy_strided(std::byte* target, const std::byte* source, std::int64_t stride,
                         std::int64_t count, std::size_t size) {
  if (stride == std::int64_t(size)) {
    std::memcpy(target, source, std::size_t(count) * size);
    return;
  }
  const auto copy = [&]<std::size_t bytes>(std::integral_constant<std::size_t, bytes>) {
    for (std::int64_t i = 0; i < count; ++i)
      std::memcpy(target + std::size_t(i) * bytes, source + i * stride, bytes);
  };
  switch (size) {
    case 1:
      return copy(std::integral_constant<std::size_t, 1>());
    case 2:
      return copy(std::integral_constant<std::size_t, 2>());
    case 4:
      return copy(std::integral_constant<std::size_t, 4>());
    case 8:
      return copy(std::integral_constant<std::size_t, 8>());
    default:
      return copy(std::integral_constant<std::size_t, 16>());
  }
}

/// The next index in row-major order; false after the last.
inline bool advance(Shape& index, const Shape& shape, int rank) {
  for (int d = rank - 1; d >= 0; --d) {
    if (++index[d] < shape[d]) return true;
    index[d] = 0;
  }
  return false;
}

WENGERT_API Tensor run_movement(HostMove move, Rows rows, std::span<const Tensor> operands,
                                const Attributes& attributes, const Type& result) {
  Tensor out(result);
  if (result.elements() == 0) return out;
  std::vector<Type> types;
  for (const Tensor& t : operands) types.push_back(t.type);
  HostReader reader(operands, result.dtype);
  const int rank = result.shape.rank();
  const auto size = std::size_t(size_of(result.dtype));
  const std::int64_t row = rank && rows == Rows::uniform ? result.shape[rank - 1] : 1;
  const int outer = rank && rows == Rows::uniform ? rank - 1 : rank;

  Shape index = Shape::filled(std::size_t(rank), 0);
  const auto address = [&] {
    return reinterpret_cast<const std::byte*>(move(reader, types, attributes, index).token);
  };
  std::byte* target = out.bytes();
  do {
    const std::byte* first = address();
    std::int64_t stride = std::int64_t(size);
    if (row > 1) {
      index[rank - 1] = 1;
      stride = address() - first;
      index[rank - 1] = 0;
    }
    copy_strided(target, first, stride, row, size);
    target += std::size_t(row) * size;
  } while (advance(index, result.shape, outer));
  if (!reader.valid())
    throw IndexError(cat("gather: an index is out of bounds for ", types[0],
                         "; use mode::clip or mode::fill to allow it"));
  return out;
}

}  // namespace wengert::ops
#endif
