// Blockwise operations: arithmetic on small trailing matrices, independent over the leading axes.
//
// A struct derived from Blockwise<ranks of the operands' blocks..., rank of the result's> gives
//   template <class V> static std::vector<V> eval(std::span<const V> elements, std::span<const
//   Type> operands)
// from the elements of the operands' blocks, concatenated, to those of the result's, without
// branching on a value; it is unrolled into registers in compiled code. It may take the Attributes
// last. Where `unrolls` says no, `evaluate_large` computes on whole tensors instead.
#pragma once

#include "wengert/ops/form/elementwise.hpp"
#include "wengert/ops/form/movement.hpp"

namespace wengert::ops {

/// The last `rank` extents.
inline Shape block_of(const Type& type, int rank) {
  return Shape(
      std::span(type.shape.data() + type.shape.size() - std::size_t(rank), std::size_t(rank)));
}
/// The extents before the block.
inline Shape leading_of(const Type& type, int rank) {
  return Shape(std::span(type.shape.data(), type.shape.size() - std::size_t(rank)));
}

/// eval in whichever of its forms it was written.
template <class Op, class V>
std::vector<V> eval_block(std::span<const V> elements, std::span<const Type> operands,
                          const Attributes& attributes) {
  if constexpr (requires { Op::template eval<V>(elements, operands, attributes); })
    return Op::template eval<V>(elements, operands, attributes);
  else
    return Op::template eval<V>(elements, operands);
}

template <int... ranks> struct Blockwise : ByAttributes {
  static constexpr Form form = Form::blockwise;
  static constexpr int arity = int(sizeof...(ranks)) - 1;
  static constexpr std::array<int, sizeof...(ranks)> core{ranks...};

  static std::vector<int> core_ranks(std::span<const Type>, const Attributes&) {
    return {ranks...};
  }

  template <class Op> static Batched derived_batch(const Application& application,
                                                   const std::vector<bool>& batched,
                                                   std::int64_t size) {
    std::vector<Symbol> operands;
    for (std::size_t k = 0; k < batched.size(); ++k)
      operands.push_back(with_batch_axis(operand_of(application, k), batched[k], size));
    return {{apply(application.op, application.attributes, operands).value}, {true}};
  }

  template <class Op> static std::vector<Tensor> derived_eval(std::span<const Tensor> operands,
                                                              const Attributes& attributes,
                                                              std::span<const Type> results) {
    std::vector<Type> types;
    for (const Tensor& t : operands) types.push_back(t.type);
    if (!Op::unrolls(types, attributes)) return Op::evaluate_large(operands, attributes, results);
    Tensor out(results[0]);
    visit(results[0].dtype, [&]<class T>(std::type_identity<T>) {
      if constexpr (computes_in<Op, T>) each_block<Op, T>(operands, types, attributes, out);
    });
    return {out};
  }

  template <class Op> static std::vector<Cell> derived_emit(std::span<const Cell> elements,
                                                            std::span<const Type> operands,
                                                            const Attributes& attributes) {
    std::vector<Cell> cells;
    visit(operands[0].dtype, [&]<class T>(std::type_identity<T>) {
      if constexpr (computes_in<Op, T>) {
        using V = typename LaneValue<T>::type;
        std::vector<V> values;
        for (const Cell& cell : elements) values.push_back(from_cell<V>(cell));
        for (const V& value : eval_block<Op, V>(values, operands, attributes))
          cells.push_back(to_cell(value, operands[0].dtype));
      }
    });
    return cells;
  }

  template <class Op> static constexpr void lower(Primitive& row) {
    static_assert(
        requires { &Op::template eval<float>; },
        "wengert: a primitive is Blockwise but has no eval: write `template <class V> static "
        "std::vector<V> eval(std::span<const V> elements, std::span<const Type> operands)`");
    row.eval = &derived_eval<Op>;
    row.emit_block = &derived_emit<Op>;
    row.unrolls = &Op::unrolls;
    row.core_ranks = &core_ranks;
  }

 private:
  template <class Op, class T> static void each_block(std::span<const Tensor> operands,
                                                      std::span<const Type> types,
                                                      const Attributes& attributes, Tensor& out) {
    using V = decltype(load(T()));
    const std::int64_t blocks = leading_of(types[0], core[0]).elements();
    T* target = out.data<T>();
    for (std::int64_t block = 0; block < blocks; ++block) {
      std::vector<V> elements;
      for (std::size_t k = 0; k < operands.size(); ++k) {
        const std::int64_t n = block_of(types[k], core[k]).elements();
        for (std::int64_t i = 0; i < n; ++i)
          elements.push_back(load(operands[k].data<T>()[block * n + i]));
      }
      for (const V& value : eval_block<Op, V>(elements, types, attributes))
        *target++ = store(value);
    }
  }
};

}  // namespace wengert::ops
