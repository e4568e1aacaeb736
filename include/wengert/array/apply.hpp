// A node of an expression: an elementwise function and the operands it is applied to, held by
// value.
//
// Functions are small structs (functions.hpp) with
//   rule, name, cost       how dtypes are treated, for messages, and in vector instructions
//   eval(v...)             on host numbers, inlined into the loops of evaluate.hpp
//   bind(handles)          through primitives, on operands of one dtype
//   parameter()            what distinguishes two values of the struct, as the exponent of x**n
#pragma once

#include <tuple>

#include "wengert/array/array.hpp"

namespace wengert {

template <class F, class... Operands>
class Apply : public Expression<Apply<F, Operands...>> {
 public:
  template <class... X>
  explicit Apply(F function, X&&... operands)
      : function_(function), operands_(std::forward<X>(operands)...) {}

  const F& function() const { return function_; }
  const std::tuple<Operands...>& operands() const { return operands_; }

  Dtype dtype() const { return operand_type().dtype; }
  OperandType operand_type() const { return promoted().result; }
  Promoted promoted() const {
    return std::apply(
        [](const auto&... x) {
          const OperandType types[] = {x.operand_type()...};
          return promote(F::rule, F::name, types);
        },
        operands_);
  }
  /// The broadcast of the operands' shapes. Throws ShapeError where they do not match.
  Shape shape() const {
    Shape all;
    std::apply([&](const auto&... x) { ((all = broadcast(F::name, all, x.shape())), ...); },
               operands_);
    return all;
  }

 private:
  [[no_unique_address]] F function_;
  std::tuple<Operands...> operands_;
};

/// How an operand is held: arrays and expressions as they are, scalars as Numbers.
template <ArrayLike X>
decltype(auto) operand(X&& x) {
  if constexpr (AnyExpression<X>)
    return std::forward<X>(x);
  else
    return number(x);
}
template <class X>
using operand_t = std::remove_cvref_t<decltype(operand(std::declval<X>()))>;

/// The unevaluated application of a function.
template <class F, ArrayLike... X>
Apply<F, operand_t<X>...> elementwise(F function, X&&... x) {
  return Apply<F, operand_t<X>...>(function, operand(std::forward<X>(x))...);
}

}  // namespace wengert
