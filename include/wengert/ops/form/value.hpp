// Which value type an operation's eval is instantiated with, for each dtype: on the host and in
// generated code. float16 and bfloat16 compute in float and round at every operation.
#pragma once

#include "wengert/ir/primitive.hpp"
#include "wengert/math/complex.hpp"
#include "wengert/ops/integer.hpp"

namespace wengert::math {

/// The real number c beside a complex one.
template <class V> Complex<V> like(Complex<V> z, double c) {
  return {like(z.re, c), like(z.re, 0)};
}

}  // namespace wengert::math

namespace wengert::ops {

// ---- the host ---------------------------------------------------------------------------------

/// An element as the value that computes with it, and back.
template <class T> auto load(const T& x) {
  if constexpr (is_complex_v<T>)
    return math::Complex<typename T::value_type>{x.real(), x.imag()};
  else if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>)
    return math::Wrapping<T>(x);
  else
    return x;
}
template <class T>
requires std::is_arithmetic_v<T> T store(T x) { return x; }
inline bool store(int mask) { return mask != 0; }  // the type of bool & bool
template <class T> T store(math::Wrapping<T> x) { return x.value; }
template <class T> std::complex<T> store(math::Complex<T> z) { return {z.re, z.im}; }

/// The dtype computed in: float32 for the halves, d itself otherwise.
constexpr Dtype compute_dtype(Dtype d) {
  return d == Dtype::f16 || d == Dtype::bf16 ? Dtype::f32 : d;
}

/// Whether an operation on these dtypes is instantiated for elements of T.
template <class Op, class T>
inline constexpr bool computes_in = dtype_of<T> == compute_dtype(dtype_of<T>) &&
                                    (Op::dtypes.contains(dtype_of<T>) ||
                                     (std::is_same_v<T, float> &&
                                      (Op::dtypes.contains(Dtype::f16) ||
                                       Op::dtypes.contains(Dtype::bf16))));

// ---- generated code ---------------------------------------------------------------------------

/// The Lane type that stands for elements of T: integers and booleans keep their dtype at run time.
template <class T> struct LaneValue { using type = Lane; };
template <> struct LaneValue<float> { using type = wengert::Real<float>; };
template <> struct LaneValue<double> { using type = wengert::Real<double>; };
template <class T> struct LaneValue<std::complex<T>> {
  using type = math::Complex<wengert::Real<T>>;
};

template <class V> V from_cell(const Cell& cell) {
  if constexpr (std::is_same_v<V, Lane>)
    return cell.re;
  else if constexpr (AnyLane<V>) {
    const Dtype d = dtype_of<math::precision_t<V>>;
    return V(cell.re.dtype == d ? cell.re : cell.re.emitter->convert(cell.re, d));
  } else {
    return V{decltype(V().re)(cell.re), decltype(V().re)(cell.im)};
  }
}

/// As an element of `result`: rounded where that is a half.
inline Cell to_cell(Lane x, Dtype result) {
  return {x.dtype == result ? x : x.emitter->convert(x, result), {}, result};
}
template <class T> Cell to_cell(math::Complex<wengert::Real<T>> z, Dtype result) {
  return {z.re, z.im, result};
}

}  // namespace wengert::ops
