// The elementwise functions of expressions: primitives with the promotion of their NumPy namesakes,
// and compositions of them.
//
// A composition is written once, over host numbers and Arrays alike, so it is inlined, fused and
// traced like a primitive.
#pragma once

#include "wengert/array/lowering.hpp"
#include "wengert/ops/manifest.hpp"

namespace wengert::functions {

/// One primitive.
template <class Op, Promotion promotion>
struct Elementary {
  static constexpr Promotion rule = promotion;
  static constexpr std::string_view name = Op::name;
  static constexpr int cost = Op::cost;

  template <class... V>
  requires(Op::dtypes.contains((dtype_of<V>, ...)) &&
           requires(V... v) { Op::eval(v...); }) static auto eval(V... v) {
    return Op::eval(v...);
  }
  static Handle bind(std::vector<Handle> operands) {
    if constexpr (!Op::dtypes.contains(Dtype::bool_))
      for (Handle& h : operands)
        if (h.type().dtype == Dtype::bool_) h = cast(h, Dtype::u8);
    return bind_elementwise(primitive<Op>(), {}, std::move(operands), name);
  }
  static std::int64_t parameter() { return 0; }
};

/// A composition. Recipe gives rule, name, cost and compose(x...).
template <class Recipe>
struct Composed : Recipe {
  template <class... V>
  requires requires(V... v) { Recipe::compose(v...); }
  static auto eval(V... v) { return Recipe::compose(v...); }
  static Handle bind(std::vector<Handle> operands) {
    return bind_each(operands, std::make_index_sequence<Recipe::arity>());
  }
  static std::int64_t parameter() { return 0; }

 private:
  template <std::size_t... k>
  static Handle bind_each(std::vector<Handle>& operands, std::index_sequence<k...>) {
    return Array(Recipe::compose(Array(std::move(operands[k]))...)).handle();
  }
};

/// F on host numbers, or an expression of it on arrays: what compositions are written in.
template <class F, class... X>
auto call(const X&... x) {
  if constexpr ((ArrayLike<X> && ...) && (AnyExpression<X> || ...))
    return elementwise(F(), x...);
  else
    return F::eval(x...);
}
/// The constant c beside x.
template <class X>
auto constant(const X&, double c) {
  if constexpr (AnyExpression<X>)
    return c;
  else
    return X(c);
}

template <class Op>
using Arithmetic = Elementary<Op, Promotion::arithmetic>;
template <class Op>
using Inexact = Elementary<Op, Promotion::inexact>;
template <class Op>
using Comparison = Elementary<Op, Promotion::comparison>;
template <class Op>
using Bitwise = Elementary<Op, Promotion::bitwise>;

using Add = Arithmetic<ops::Add>;
using Subtract = Arithmetic<ops::Sub>;
using Multiply = Arithmetic<ops::Mul>;
using Divide = Inexact<ops::Div>;
using Negative = Arithmetic<ops::Neg>;
using Equal = Comparison<ops::Eq>;
using NotEqual = Comparison<ops::Ne>;
using Less = Comparison<ops::Lt>;
using LessEqual = Comparison<ops::Le>;
using Greater = Comparison<ops::Gt>;
using GreaterEqual = Comparison<ops::Ge>;
using BitAnd = Bitwise<ops::And>;
using BitOr = Bitwise<ops::Or>;
using BitXor = Bitwise<ops::Xor>;
using BitNot = Bitwise<ops::Not>;
using ShiftLeft = Bitwise<ops::ShiftLeft>;
struct Where : Elementary<ops::Select, Promotion::choice> {
  static constexpr std::string_view name = "where";
  static Handle bind(std::vector<Handle> operands) {
    return bind_elementwise(primitive<ops::Select>(), {}, std::move(operands), name);
  }
};

/// x % y with the sign of y, as Python's.
struct RemainderRecipe {
  static constexpr Promotion rule = Promotion::arithmetic;
  static constexpr std::string_view name = "remainder";
  static constexpr int cost = 12, arity = 2;
  template <class X>
  static auto compose(const X& x, const X& y) {
    const X r = call<Arithmetic<ops::Rem>>(x, y);
    const auto zero = constant(x, 0);
    const auto signs_differ = call<NotEqual>(call<Less>(r, zero), call<Less>(y, zero));
    const auto shifts = call<BitAnd>(call<NotEqual>(r, zero), signs_differ);
    return call<Where>(shifts, call<Add>(r, y), r);
  }
};
using Remainder = Composed<RemainderRecipe>;

/// floor(x / y), exact on integers; of floats the integer nearest to (x - x % y) / y.
struct FloorDivideRecipe {
  static constexpr Promotion rule = Promotion::arithmetic;
  static constexpr std::string_view name = "floor_divide";
  static constexpr int cost = 30, arity = 2;
  template <class X>
  static X compose(const X& x, const X& y) {
    const X r = call<Remainder>(x, y);
    if constexpr (AnyExpression<X>)
      if (is_integer(x.dtype())) return call<Arithmetic<ops::Div>>(call<Subtract>(x, r), y);
    return call<Inexact<ops::Round>>(call<Divide>(call<Subtract>(x, r), y));
  }
};
using FloorDivide = Composed<FloorDivideRecipe>;

/// x >> y: the sign is kept where there is one.
struct ShiftRight {
  static constexpr Promotion rule = Promotion::bitwise;
  static constexpr std::string_view name = "right_shift";
  static constexpr int cost = 1;
  static Handle bind(std::vector<Handle> operands) {
    const bool is_signed = kind_of(operands[0].type().dtype) == Kind::signed_integer;
    return bind_elementwise(
        is_signed ? primitive<ops::ShiftRightArithmetic>() : primitive<ops::ShiftRightLogical>(),
        {}, std::move(operands));
  }
  static std::int64_t parameter() { return 0; }
};

/// x**n with an integer n known in advance.
struct IntegerPower {
  static constexpr Promotion rule = Promotion::arithmetic;
  static constexpr std::string_view name = ops::IntegerPow::name;
  static constexpr int cost = ops::IntegerPow::cost;
  std::int64_t exponent = 2;

  template <class V>
  requires requires(V x) { ops::IntegerPow::eval(x, std::int64_t()); }
  V eval(V x) const { return ops::IntegerPow::eval(x, exponent); }
  Handle bind(std::vector<Handle> operands) const {
    if (exponent < 0 && is_integer(operands[0].type().dtype))
      throw ValueError(cat("pow: an integer array to the power ", exponent,
                           " is not an integer; convert it to a floating dtype with astype"));
    return bind_elementwise(primitive<ops::IntegerPow>(), {{"y", exponent}}, std::move(operands));
  }
  std::int64_t parameter() const { return exponent; }
};

/// x**y of arrays. Integers are multiplied by repeated squaring and wrap; negative exponents count
/// as their six low bits, as in JAX.
struct Power : Elementary<ops::Pow, Promotion::arithmetic> {
  static Handle bind(std::vector<Handle> operands) {
    if (!is_integer(operands[0].type().dtype))
      return bind_elementwise(primitive<ops::Pow>(), {}, std::move(operands));
    Array base(operands[0]), exponent(operands[1]);
    Array power = Array(Tensor(Constant(base.dtype(), 1)));
    constexpr int bits = 6;  // more would overflow 64 bits for every base above 1
    for (int bit = 0; bit < bits; ++bit) {
      const auto odd = elementwise(NotEqual(), elementwise(BitAnd(), exponent, 1), 0);
      power = elementwise(Where(), odd, elementwise(Multiply(), power, base), power);
      base = elementwise(Multiply(), base, base);
      exponent = elementwise(ShiftRight(), exponent, 1);
    }
    return power.handle();
  }
};

}  // namespace wengert::functions
