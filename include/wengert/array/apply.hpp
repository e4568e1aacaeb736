// A node of an expression: an elementwise function and the operands it is applied to, held by
// value.
//
// Functions are small structs (functions.hpp) with
//   rule, name, cost       how dtypes are treated, for messages, and in vector instructions
//   eval(v...)             on host numbers, inlined into the loops of evaluate.hpp
//   bind(handles)          through primitives, on operands of one dtype
//   parameter()            what distinguishes two values of the struct, as the exponent of x**n
#pragma once

#include "wengert/array/array.hpp"

namespace wengert {

/// One, two or three values side by side: what expressions need of std::tuple, quicker to compile.
///   pass(f)   f(a, b, c)
///   each(f)   f.operator()<0>(a), then <1>(b), <2>(c)
///   map(f)    Operands of what each gives
template <class... X>
struct Operands {
  static_assert(sizeof...(X) >= 1 && sizeof...(X) <= 3, "elementwise functions take one to three operands");
};
template <class A>
struct Operands<A> {
  A a;
  template <class F>
  decltype(auto) pass(const F& f) const { return f(a); }
  template <class F>
  void each(const F& f) const { f.template operator()<0>(a); }
  template <class F>
  auto map(const F& f) const {
    return Operands<decltype(f.template operator()<0>(a))>{f.template operator()<0>(a)};
  }
};
template <class A, class B>
struct Operands<A, B> {
  A a;
  B b;
  template <class F>
  decltype(auto) pass(const F& f) const { return f(a, b); }
  template <class F>
  void each(const F& f) const { f.template operator()<0>(a), f.template operator()<1>(b); }
  template <class F>
  auto map(const F& f) const {
    return Operands<decltype(f.template operator()<0>(a)), decltype(f.template operator()<1>(b))>{
        f.template operator()<0>(a), f.template operator()<1>(b)};
  }
};
template <class A, class B, class C>
struct Operands<A, B, C> {
  A a;
  B b;
  C c;
  template <class F>
  decltype(auto) pass(const F& f) const { return f(a, b, c); }
  template <class F>
  void each(const F& f) const {
    f.template operator()<0>(a), f.template operator()<1>(b), f.template operator()<2>(c);
  }
  template <class F>
  auto map(const F& f) const {
    return Operands<decltype(f.template operator()<0>(a)), decltype(f.template operator()<1>(b)),
                    decltype(f.template operator()<2>(c))>{
        f.template operator()<0>(a), f.template operator()<1>(b), f.template operator()<2>(c)};
  }
};

template <class F, class... X>
class Apply : public Expression<Apply<F, X...>> {
 public:
  template <class... Y>
  explicit Apply(F function, Y&&... operands)
      : function_(function), operands_{std::forward<Y>(operands)...} {}

  const F& function() const { return function_; }
  const Operands<X...>& operands() const { return operands_; }

  Dtype dtype() const { return operand_type().dtype; }
  OperandType operand_type() const { return promoted().result; }
  Promoted promoted() const {
    return operands_.pass([](const X&... x) {
      const OperandType types[] = {x.operand_type()...};
      return promote(F::rule, F::name, types);
    });
  }
  /// The broadcast of the operands' shapes. Throws ShapeError where they do not match.
  Shape shape() const {
    Shape all;
    operands_.pass([&](const X&... x) { ((all = broadcast(F::name, all, x.shape())), ...); });
    return all;
  }

 private:
  [[no_unique_address]] F function_;
  Operands<X...> operands_;
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
