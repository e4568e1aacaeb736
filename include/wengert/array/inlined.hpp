// Small expressions as one loop in the user's own code: `out[i] = f(a[i], 2, g(b[i]))`, no dispatch
// at all.
//
// It serves expressions whose arrays are all float32, or all float64, untraced, of one shape or
// scalars, beside masks that come from comparisons. Anything else, and whatever is large enough for
// vector code to pay, goes through evaluate.hpp.
#pragma once

#include "wengert/array/functions.hpp"

namespace wengert::inlined {

/// What is known of an expression's elements at compile time.
enum class Nature : std::uint8_t {
  real,     // of the one floating dtype T that the arrays have
  boolean,  // a comparison, or a function of comparisons
  weak,     // of scalars alone: takes the dtype beside it
  mixed     // of another dtype, or known only at run time
};

template <class X>
inline constexpr Nature nature_of = Nature::real;
template <Kind kind>
inline constexpr Nature nature_of<Number<kind>> =
    kind == Kind::complex ? Nature::mixed : Nature::weak;

/// Whether operand X may stand where bool is wanted.
template <class X>
inline constexpr bool can_mask = std::same_as<X, Array> || nature_of<X> == Nature::boolean;

template <class F, class T>
using Argument =
    std::conditional_t<F::rule == Promotion::logical || F::rule == Promotion::bitwise, bool, T>;

template <class F, class... X>
consteval bool evaluates() {
  if constexpr (F::rule == Promotion::choice) {
    return requires(F f) { f.eval(true, 1.0f, 1.0f); };
  } else {
    return requires(F f) { f.eval(((void)sizeof(X), Argument<F, float>())...); };
  }
}

/// The nature of values that must have one dtype.
constexpr Nature meet(std::initializer_list<Nature> natures) {
  bool real = false, boolean = false, weak = false;
  for (Nature n : natures) {
    if (n == Nature::mixed) return n;
    (n == Nature::real ? real : n == Nature::boolean ? boolean : weak) = true;
  }
  if (real) return Nature::real;
  return boolean && weak ? Nature::mixed : weak ? Nature::weak : Nature::boolean;
}

template <class F, class First, class... Rest>
consteval Nature nature_of_application() {
  if (!evaluates<F, First, Rest...>()) return Nature::mixed;
  switch (F::rule) {
    case Promotion::arithmetic:
    case Promotion::inexact:
    case Promotion::magnitude: {
      constexpr Nature n = meet({nature_of<First>, nature_of<Rest>...});
      return n == Nature::boolean ? Nature::mixed : n;
    }
    case Promotion::test:
    case Promotion::comparison:
      return meet({nature_of<First>, nature_of<Rest>...}) == Nature::real ? Nature::boolean
                                                                          : Nature::mixed;
    case Promotion::logical:
    case Promotion::bitwise: {
      constexpr bool masks = can_mask<First> && (can_mask<Rest> && ...);
      // Of two bare arrays the dtype is unknown: they may be integers.
      constexpr bool certain = F::rule == Promotion::logical
                                   ? false
                                   : nature_of<First> == Nature::boolean ||
                                         ((nature_of<Rest> == Nature::boolean) || ...);
      return masks && certain ? Nature::boolean : Nature::mixed;
    }
    case Promotion::choice:
      if constexpr (sizeof...(Rest) > 0)
        return can_mask<First> ? meet({nature_of<Rest>...}) : Nature::mixed;
  }
  return Nature::mixed;
}
template <class F, class... X>
inline constexpr Nature nature_of<Apply<F, X...>> = nature_of_application<F, X...>();

// Functions made of many steps: polynomials, in fma, which without the instruction is slow or a
// call.
#ifdef __FMA__
inline constexpr int long_function_factor = 2;
#else
inline constexpr int long_function_factor = 8;
#endif
template <class F>
inline constexpr int cost_of_function = F::cost > 8 ? F::cost* long_function_factor : F::cost;

template <class X>
inline constexpr int cost_of = 0;
template <class F, class... X>
inline constexpr int cost_of<Apply<F, X...>> = cost_of_function<F> + (cost_of<X> + ... + 0);

// ---- does it fit?
// -------------------------------------------------------------------------------------

/// The leaves of an expression, as they are met.
struct Survey {
  const Shape* shape = nullptr;
  Dtype dtype = Dtype::bool_;  // of the arrays that are not masks; bool where none was met
  bool fits = true;

  void meet(const Handle& h) {
    const Type& type = h.type();
    fits &= !h.traced() && h.buffer();
    if (type.shape.empty()) return;
    if (!shape) shape = &type.shape;
    fits &= type.shape == *shape;
  }
};

template <bool mask>
void survey(const Array& x, Survey& s) {
  s.meet(x.handle());
  if constexpr (mask) {
    s.fits &= x.dtype() == Dtype::bool_;
  } else {
    s.fits &= x.dtype() != Dtype::bool_ && (s.dtype == Dtype::bool_ || s.dtype == x.dtype());
    s.dtype = x.dtype();
  }
}
template <bool mask, Kind kind>
void survey(const Number<kind>&, Survey&) {}
template <bool mask, class F, class... X>
void survey(const Apply<F, X...>& e, Survey& s) {
  e.operands().each([&]<int k>(const auto& x) {
    constexpr bool logical = F::rule == Promotion::logical || F::rule == Promotion::bitwise;
    survey<F::rule == Promotion::choice ? k == 0 || mask : logical>(x, s);
  });
}

// ---- reading elements
// ---------------------------------------------------------------------------------

template <class V>
struct Elements {
  const V* data;
  std::size_t mask;  // 0 for a scalar, all ones otherwise
  V operator()(std::size_t i) const { return data[i & mask]; }
};
template <class V>
struct Repeated {
  V value;
  V operator()(std::size_t) const { return value; }
};
template <class V, class F, class R>
struct Applied {
  F function;
  R operands;
  V operator()(std::size_t i) const {
    return operands.pass([&](const auto&... r) { return V(function.eval(r(i)...)); });
  }
};

/// Reads values of type V where the expression computes in T.
template <class V, class T>
auto reader(const Array& x) {
  return Elements<V>{reinterpret_cast<const V*>(x.handle().buffer().data()),
                     x.shape().empty() ? 0 : ~std::size_t(0)};
}
template <class V, class T, Kind kind>
auto reader(const Number<kind>& x) {
  return Repeated<V>{V(x.value)};
}
template <class F, class V, class T, int k>
using OperandValue = std::conditional_t<F::rule == Promotion::choice,
                                        std::conditional_t<k == 0, bool, V>, Argument<F, T>>;
template <class V, class T, class F, class... X>
auto reader(const Apply<F, X...>& e) {
  auto readers = e.operands().map(
      []<int k>(const auto& x) { return reader<OperandValue<F, V, T, k>, T>(x); });
  return Applied<V, F, decltype(readers)>{e.function(), readers};
}

template <class T, class E>
Handle compute(const E& e, const Survey& s, std::size_t count) {
  using V = std::conditional_t<nature_of<E> == Nature::boolean, bool, T>;
  Tensor result(Type{dtype_of<V>, s.shape ? *s.shape : Shape()});
  V* out = result.data<V>();
  const auto element = reader<V, T>(e);
  for (std::size_t i = 0; i < count; ++i) out[i] = element(i);
  return Handle(std::move(result));
}

/// Above this much arithmetic, about half a microsecond, a compiled kernel is faster, dispatch
/// included.
inline constexpr std::int64_t most_work = 2048;

/// The value of e, or an empty handle where it does not fit.
template <class E>
Handle evaluate(const E& e) {
  Survey s;
  survey<nature_of<E> == Nature::boolean>(e, s);
  if (!s.fits) return {};
  const std::int64_t count = s.shape ? s.shape->elements() : 1;
  if (count * (cost_of<E> + 2) > most_work) return {};
  if (s.dtype == Dtype::f32) return compute<float>(e, s, std::size_t(count));
  if (s.dtype == Dtype::f64) return compute<double>(e, s, std::size_t(count));
  return {};
}

}  // namespace wengert::inlined
