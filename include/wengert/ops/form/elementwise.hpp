// Elementwise operations: the same index everywhere, operands of one shape or scalars.
//
// A struct derived from Elementwise<arity> gives `eval` over a value type; the type rule, batching,
// the host's loops and the emission of code follow. The host computes in blocks: scalars and halves
// are first spread into a block of the dtype that is computed in, so that each operation has one
// loop per such dtype, over contiguous operands.
#pragma once

#include <array>
#include <utility>

#include "wengert/ops/derivative.hpp"
#include "wengert/ops/dtypes.hpp"
#include "wengert/ops/form/value.hpp"

namespace wengert::ops {

/// Computes `count` elements, all operands contiguous and in the dtype that is computed in.
using HostLoop = void (*)(const void* const* operands, void* result, std::int64_t count,
                          const Attributes& attributes);

/// Operands must have the dtypes `expected`, and one shape or none: the shape of the result.
Shape elementwise_shape(std::string_view name, std::span<const Type> operands);
void check_operand_dtypes(std::string_view name, std::span<const Type> operands, Dtypes dtypes,
                          Dtype (*operand)(int, Dtype));
Tensor run_elementwise(HostLoop loop, std::span<const Tensor> operands,
                       const Attributes& attributes, const Type& result);
Batched batch_elementwise(const Application& application, const std::vector<bool>& batched,
                          std::int64_t size);
/// Element by element, as convert(): of f16 and bf16 too.
void convert_elements(Dtype from, const void* source, Dtype to, void* target, std::int64_t count);

template <class Op, class... V> auto call_eval(const Attributes& attributes, V... x) {
  if constexpr (requires { Op::eval(x...); })
    return Op::eval(x...);
  else
    return Op::eval(x..., Op::parameter(attributes));
}

template <int N> struct Elementwise {
  static constexpr Form form = Form::elementwise;
  static constexpr int arity = N;
  /// Of emitted code, in vector instructions.
  static constexpr int cost = 1;
  /// The dtype of operand k where the last operand has dtype d.
  static constexpr Dtype operand(int, Dtype d) { return d; }
  /// The result's dtype where the last operand has dtype d.
  static constexpr Dtype result(Dtype d) { return d; }

  template <class Op>
  static std::vector<Type> derived_infer(std::span<const Type> operands,
                                         const Attributes& attributes) {
    if constexpr (requires { Op::parameter(attributes); }) (void)Op::parameter(attributes);
    check_operand_dtypes(Op::name, operands, Op::dtypes, &Op::operand);
    return {Type{Op::result(operands.back().dtype), elementwise_shape(Op::name, operands)}};
  }

  template <class Op> static Batched derived_batch(const Application& application,
                                                   const std::vector<bool>& batched,
                                                   std::int64_t size) {
    return batch_elementwise(application, batched, size);
  }

  template <class Op> static std::vector<Tensor> derived_eval(std::span<const Tensor> operands,
                                                              const Attributes& attributes,
                                                              std::span<const Type> results) {
    return {
        run_elementwise(loop_of<Op>(operands.back().type.dtype), operands, attributes, results[0])};
  }

  /// The host's loop where the last operand has dtype d.
  template <class Op> static HostLoop loop_of(Dtype d) {
    HostLoop found = nullptr;
    visit(compute_dtype(d), [&]<class T>(std::type_identity<T>) {
      if constexpr (computes_in<Op, T>) found = &host_loop<Op, T>;
    });
    return found;
  }

  template <class Op> static Cell derived_emit(std::span<const Cell> operands,
                                               const Attributes& attributes, Dtype result) {
    switch (compute_dtype(operands.back().dtype)) {
      case Dtype::f32:
        return emit_in<Op, float>(operands, attributes, result);
      case Dtype::f64:
        return emit_in<Op, double>(operands, attributes, result);
      case Dtype::c64:
        return emit_in<Op, std::complex<float>>(operands, attributes, result);
      case Dtype::c128:
        return emit_in<Op, std::complex<double>>(operands, attributes, result);
      default:
        return emit_in<Op, std::int32_t>(operands, attributes, result);
    }
  }

  template <class Op> static constexpr void lower(Primitive& row) {
    static_assert(
        requires { Op::dtypes; },
        "wengert: a primitive does not say what it is defined for: write `static constexpr "
        "Dtypes dtypes = floating | complex;`");
    if constexpr (requires { Op::evaluate; })
      row.eval = &Op::evaluate;
    else
      row.eval = &derived_eval<Op>;
    if constexpr (requires { Op::emit; })
      row.emit = &Op::emit;
    else
      row.emit = &derived_emit<Op>;
    row.cost = Op::cost;
  }

 private:
  // Operands have the element type T, or are booleans (a select's predicate).
  template <class Op, class T, int k> using OperandAt =
      std::conditional_t<Op::operand(k, dtype_of<T>) == Dtype::bool_, bool, T>;

  template <class Op, class T> static void host_loop(const void* const* operands, void* result,
                                                     std::int64_t count,
                                                     const Attributes& attributes) {
    [&]<int... k>(std::integer_sequence<int, k...>) {
      static_assert(
          requires { call_eval<Op>(attributes, load(OperandAt<Op, T, k>())...); },
          "wengert: a primitive is Elementwise but has no eval for a dtype it admits: write "
          "`template <class V> static V eval(V x)` with one V per operand");
      using Stored = decltype(store(call_eval<Op>(attributes, load(OperandAt<Op, T, k>())...)));
      auto* out = static_cast<Stored*>(result);
      for (std::int64_t i = 0; i < count; ++i)
        out[i] = store(call_eval<Op>(
            attributes, load(static_cast<const OperandAt<Op, T, k>*>(operands[k])[i])...));
    }
    (std::make_integer_sequence<int, N>());
  }

  template <class Op, class T>
  static Cell emit_in(std::span<const Cell> operands, const Attributes& attributes, Dtype result) {
    if constexpr (emits_in<Op, T>) {
      return [&]<int... k>(std::integer_sequence<int, k...>) {
        return to_cell(
            call_eval<Op>(attributes,
                          from_cell<typename LaneValue<OperandAt<Op, T, k>>::type>(operands[k])...),
            result);
      }
      (std::make_integer_sequence<int, N>());
    } else {
      throw InternalError(cat(Op::name, ": is not defined for ", operands.back().dtype));
    }
  }

  template <class Op, class T>
  static constexpr bool emits_in = std::is_integral_v<T> ? Op::dtypes.intersects(boolean | integer)
                                                         : computes_in<Op, T>;
};

}  // namespace wengert::ops

#if WENGERT_BODIES
namespace wengert::ops {

WENGERT_API Shape elementwise_shape(std::string_view name, std::span<const Type> operands) {
  const Type* shaped = nullptr;
  for (const Type& t : operands) {
    if (t.shape.empty()) continue;
    if (shaped && !(shaped->shape == t.shape))
      throw ShapeError(cat(name, ": operands have types ", *shaped, " and ", t,
                           "; their shapes must be equal, or one of them a scalar"));
    shaped = &t;
  }
  return shaped ? shaped->shape : Shape();
}

WENGERT_API void check_operand_dtypes(std::string_view name, std::span<const Type> operands,
                                      Dtypes dtypes, Dtype (*operand)(int, Dtype)) {
  const Dtype last = operands.back().dtype;
  if (!dtypes.contains(last))
    throw DtypeError(cat(name, ": an operand has type ", operands.back(),
                         "; the operation is defined for ", dtypes.str(),
                         "; convert it first with astype"));
  for (std::size_t k = 0; k < operands.size(); ++k)
    if (operands[k].dtype != operand(int(k), last))
      throw DtypeError(cat(name, ": operand ", k, " has type ", operands[k], " beside ",
                           operands.back(), "; it must have dtype ", operand(int(k), last),
                           "; convert it first with astype"));
}

WENGERT_API void convert_elements(Dtype from, const void* source, Dtype to, void* target,
                                  std::int64_t count) {
  visit(from, [&]<class From>(std::type_identity<From>) {
    visit(to, [&]<class To>(std::type_identity<To>) {
      const auto* x = static_cast<const From*>(source);
      auto* y = static_cast<To*>(target);
      for (std::int64_t i = 0; i < count; ++i) y[i] = wengert::convert<To>(x[i]);
    });
  });
}

// An operand as contiguous elements of the dtype that is computed in: its own memory, or a block of
// it.
struct BlockReader {
  static constexpr std::int64_t block = 512;
  const Tensor& tensor;
  Dtype dtype;
  bool scalar, direct;
  alignas(64) std::byte spread[block * sizeof(std::complex<double>)];

  BlockReader(const Tensor& t, std::int64_t count)
      : tensor(t),
        dtype(compute_dtype(t.type.dtype)),
        scalar(t.type.shape.empty() && count > 1),
        direct(!scalar && dtype == t.type.dtype) {
    if (!scalar) return;
    convert_elements(t.type.dtype, t.bytes(), dtype, spread, 1);
    const auto size = std::size_t(size_of(dtype));
    for (std::int64_t i = 1; i < std::min(count, block); ++i)
      std::memcpy(spread + std::size_t(i) * size, spread, size);
  }
  const void* at(std::int64_t start, std::int64_t count) {
    if (scalar) return spread;
    const std::byte* source = tensor.bytes() + start * size_of(tensor.type.dtype);
    if (direct) return source;
    convert_elements(tensor.type.dtype, source, dtype, spread, count);
    return spread;
  }
};

WENGERT_API Tensor run_elementwise(HostLoop loop, std::span<const Tensor> operands,
                                   const Attributes& attributes, const Type& result) {
  Tensor out(result);
  const std::int64_t count = result.elements();
  const Dtype computed = compute_dtype(result.dtype);
  const bool widened = computed != result.dtype;
  std::vector<BlockReader> readers;
  readers.reserve(operands.size());
  bool direct = !widened;
  for (const Tensor& t : operands) direct &= readers.emplace_back(t, count).direct;

  alignas(64) float wide[BlockReader::block];
  std::array<const void*, 4> pointers;
  const std::int64_t step = direct ? std::max<std::int64_t>(count, 1) : BlockReader::block;
  for (std::int64_t start = 0; start < count; start += step) {
    const std::int64_t n = std::min(step, count - start);
    for (std::size_t k = 0; k < operands.size(); ++k) pointers[k] = readers[k].at(start, n);
    std::byte* target = out.bytes() + start * size_of(result.dtype);
    loop(pointers.data(), widened ? static_cast<void*>(wide) : target, n, attributes);
    if (widened) convert_elements(computed, wide, result.dtype, target, n);
  }
  return out;
}

WENGERT_API Batched batch_elementwise(const Application& application,
                                      const std::vector<bool>& batched, std::int64_t size) {
  Shape shape = application.result_types[0].shape;
  shape.insert(0, size);
  std::vector<Symbol> operands;
  for (std::size_t k = 0; k < application.operands.size(); ++k) {
    Symbol x{&application.builder, application.operands[k]};
    const bool scalar = application.operand_types[k].shape.empty();
    // A scalar per example is a scalar no longer: its axis goes first.
    if (batched[k] && scalar) x = broadcast_in_dim(x, shape, {0});
    if (!batched[k] && !scalar) x = with_batch_axis(x, false, size);
    operands.push_back(x);
  }
  return {{apply(application.op, application.attributes, operands).value}, {true}};
}

}  // namespace wengert::ops
#endif
