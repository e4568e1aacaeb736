// The vocabulary that functions of math/ are written in, over host numbers and Lanes alike.
//
// A value V is float, double, Real<float> or Real<double>; its integer is int32_t or int64_t
// (host), or a Lane of that dtype; its mask is bool or a boolean Lane. Beside + - * / and
// comparisons:
//   like(x, c)            the constant c in x's precision
//   select(m, a, b)       a where m holds, else b          both, either, negation of masks: & | !
//   fma(a, b, c)          a * b + c rounded once
//   multiply_add(a, b, c) a * b + c rounded once or twice, whichever is faster
//   sqrt abs floor ceil trunc rint copysign
//   to_integer(x)         the integer of x's width; x must be in range
//   to_real(i, x)         the integer i in x's precision
//   bits(x), from_bits(i, x)    the representation as a signed integer of x's width, and back
//   integer(i, n)         the constant n beside the integer i
//   + - * & | ^ << >>     on integers; >> is arithmetic; comparisons
//   shift_right_logical(i, n), wrapping_add(i, j)    for words whose sum may leave the signed range
//   as_double(x), as_precision_of(x, d)   between precisions
//   lookup(table, i, x)   table[i] in x's precision, the table being an array of doubles (x double)
//   rare(m, slow, fast)   slow() where m holds, else fast; slow() runs only if some lane needs it
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <type_traits>

#include "wengert/ir/lane.hpp"

namespace wengert {

// ---- Lanes --------------------------------------------------------------------------------------

// Arithmetic keeps the static type of its left operand: Real stays Real, an integer stays a Lane.
template <class L>
concept AnyLane = std::is_base_of_v<Lane, L>;

// Emitting a step is far slower than calling it, and there are tens of thousands of calls to compile.
#define WENGERT_OUTLINED [[gnu::noinline]]

template <AnyLane L> WENGERT_OUTLINED L step(Step s, L x, L y) { return L(x.emitter->binary(s, x, y)); }
template <AnyLane L> WENGERT_OUTLINED L step(Step s, L x) { return L(x.emitter->unary(s, x)); }

template <AnyLane L> WENGERT_OUTLINED L operator+(L x, L y) { return step(Step::add, x, y); }
template <AnyLane L> WENGERT_OUTLINED L operator-(L x, L y) { return step(Step::subtract, x, y); }
template <AnyLane L> WENGERT_OUTLINED L operator*(L x, L y) { return step(Step::multiply, x, y); }
template <AnyLane L> WENGERT_OUTLINED L operator/(L x, L y) { return step(Step::divide, x, y); }
template <AnyLane L> WENGERT_OUTLINED L operator-(L x) { return step(Step::negate, x); }
WENGERT_OUTLINED inline Lane operator&(Lane x, Lane y) { return step(Step::bit_and, x, y); }
WENGERT_OUTLINED inline Lane operator|(Lane x, Lane y) { return step(Step::bit_or, x, y); }
WENGERT_OUTLINED inline Lane operator^(Lane x, Lane y) { return step(Step::bit_xor, x, y); }
WENGERT_OUTLINED inline Lane operator<<(Lane x, Lane y) { return step(Step::shift_left, x, y); }
WENGERT_OUTLINED inline Lane operator>>(Lane x, Lane y) { return step(Step::shift_right, x, y); }
WENGERT_OUTLINED inline Lane operator!(Lane x) { return step(Step::bit_not, x); }
WENGERT_OUTLINED inline Lane operator~(Lane x) { return step(Step::bit_not, x); }
template <AnyLane L> WENGERT_OUTLINED Lane operator==(L x, L y) { return x.emitter->compare(Relation::equal, x, y); }
template <AnyLane L>
WENGERT_OUTLINED Lane operator!=(L x, L y) { return x.emitter->compare(Relation::not_equal, x, y); }
template <AnyLane L> WENGERT_OUTLINED Lane operator<(L x, L y) { return x.emitter->compare(Relation::less, x, y); }
template <AnyLane L>
WENGERT_OUTLINED Lane operator<=(L x, L y) { return x.emitter->compare(Relation::less_equal, x, y); }
template <AnyLane L>
WENGERT_OUTLINED Lane operator>(L x, L y) { return x.emitter->compare(Relation::greater, x, y); }
template <AnyLane L>
WENGERT_OUTLINED Lane operator>=(L x, L y) { return x.emitter->compare(Relation::greater_equal, x, y); }

namespace math {

template <class T>
constexpr Dtype integer_dtype() { return sizeof(T) == 4 ? Dtype::i32 : Dtype::i64; }

/// float or double: the precision of a value.
template <class V> struct Precision { using type = V; };
template <class T> struct Precision<Real<T>> { using type = T; };
template <class V> using precision_t = typename Precision<V>::type;
template <class V> inline constexpr bool is_single = std::is_same_v<precision_t<V>, float>;

template <class T>
WENGERT_OUTLINED Real<T> like(Real<T> x, double c) { return Real<T>(x.emitter->constant(x.dtype, c)); }
template <AnyLane L> WENGERT_OUTLINED L select(Lane mask, L x, L y) { return L(mask.emitter->select(mask, x, y)); }
template <class T>
WENGERT_OUTLINED Real<T> fma(Real<T> x, Real<T> y, Real<T> z) { return Real<T>(x.emitter->fma(x, y, z)); }
template <class T>
WENGERT_OUTLINED Real<T> multiply_add(Real<T> x, Real<T> y, Real<T> z) {
  return Real<T>(x.emitter->multiply_add(x, y, z));
}
template <class T> WENGERT_OUTLINED Real<T> sqrt(Real<T> x) { return step(Step::sqrt, x); }
template <class T> WENGERT_OUTLINED Real<T> abs(Real<T> x) { return step(Step::absolute, x); }
template <class T> WENGERT_OUTLINED Real<T> floor(Real<T> x) { return step(Step::floor, x); }
template <class T> WENGERT_OUTLINED Real<T> ceil(Real<T> x) { return step(Step::ceil, x); }
template <class T> WENGERT_OUTLINED Real<T> trunc(Real<T> x) { return step(Step::truncate, x); }
template <class T> WENGERT_OUTLINED Real<T> rint(Real<T> x) { return step(Step::round_even, x); }
template <class T> WENGERT_OUTLINED Real<T> copysign(Real<T> x, Real<T> y) { return step(Step::copy_sign, x, y); }
template <class T>
WENGERT_OUTLINED Lane to_integer(Real<T> x) { return x.emitter->convert_in_range(x, integer_dtype<T>()); }
template <class T>
WENGERT_OUTLINED Real<T> to_real(Lane i, Real<T>) { return Real<T>(i.emitter->convert(i, dtype_of<T>)); }
template <class T> WENGERT_OUTLINED Lane bits(Real<T> x) { return x.emitter->bitcast(x, integer_dtype<T>()); }
template <class T>
WENGERT_OUTLINED Real<T> from_bits(Lane i, Real<T>) { return Real<T>(i.emitter->bitcast(i, dtype_of<T>)); }
WENGERT_OUTLINED inline Lane integer(Lane i, std::int64_t n) {
  return i.emitter->bits_constant(i.dtype, std::uint64_t(n));
}
WENGERT_OUTLINED inline Lane shift_right_logical(Lane i, int n) {
  const Dtype unsigned_dtype = size_of(i.dtype) == 4 ? Dtype::u32 : Dtype::u64;
  const Lane word = i.emitter->bitcast(i, unsigned_dtype);
  const Lane distance = i.emitter->bits_constant(unsigned_dtype, std::uint64_t(n));
  return i.emitter->bitcast(word >> distance, i.dtype);
}
WENGERT_OUTLINED inline Lane wrapping_add(Lane i, Lane j) { return i + j; }
template <class T>
WENGERT_OUTLINED Real<double> as_double(Real<T> x) { return Real<double>(x.emitter->convert(x, Dtype::f64)); }
template <class T>
WENGERT_OUTLINED Real<T> as_precision_of(Real<T>, Real<double> d) {
  return Real<T>(d.emitter->convert(d, dtype_of<T>));
}
template <std::size_t N>
WENGERT_OUTLINED Real<double> lookup(const double (&table)[N], Lane i, Real<double>) {
  const std::span words(reinterpret_cast<const std::uint64_t*>(table), N);
  return Real<double>(i.emitter->lookup(Dtype::f64, words, i));
}
template <AnyLane L, class Slow>
WENGERT_OUTLINED L rare(Lane mask, Slow&& slow, L fast) {
  return L(mask.emitter->rare(mask, [&]() -> Lane { return slow(); }, fast));
}

#undef WENGERT_OUTLINED

// ---- host numbers -------------------------------------------------------------------------------

template <class T>
concept HostReal = std::is_same_v<T, float> || std::is_same_v<T, double>;
template <class T>
concept HostInteger = std::is_integral_v<T>;

template <HostReal T> T like(T, double c) { return T(c); }
template <class T> requires std::is_arithmetic_v<T>
T select(bool mask, T x, T y) { return mask ? x : y; }
#ifdef __FMA__
template <HostReal T> T fma(T x, T y, T z) { return std::fma(x, y, z); }
#else
// Without the instruction std::fma is a library call. A float's product is exact in double; the two
// roundings that follow differ from one in fewer than 1 case in 2^28.
inline float fma(float x, float y, float z) { return float(double(x) * double(y) + double(z)); }
inline double fma(double x, double y, double z) { return std::fma(x, y, z); }
#endif
template <HostReal T> T multiply_add(T x, T y, T z) { return x * y + z; }
template <HostReal T> T sqrt(T x) { return std::sqrt(x); }
template <HostReal T> T abs(T x) { return std::fabs(x); }
template <HostReal T> T floor(T x) { return std::floor(x); }
template <HostReal T> T ceil(T x) { return std::ceil(x); }
template <HostReal T> T trunc(T x) { return std::trunc(x); }
template <HostReal T> T rint(T x) { return std::nearbyint(x); }
template <HostReal T> T copysign(T x, T y) { return std::copysign(x, y); }
inline std::int32_t to_integer(float x) { return std::int32_t(x); }
inline std::int64_t to_integer(double x) { return std::int64_t(x); }
template <HostReal T, HostInteger I> T to_real(I i, T) { return T(i); }
inline std::int32_t bits(float x) { return std::bit_cast<std::int32_t>(x); }
inline std::int64_t bits(double x) { return std::bit_cast<std::int64_t>(x); }
inline float from_bits(std::int32_t i, float) { return std::bit_cast<float>(i); }
inline double from_bits(std::int64_t i, double) { return std::bit_cast<double>(i); }
template <HostInteger I> I integer(I, std::int64_t n) { return I(n); }
template <HostInteger I>
I shift_right_logical(I i, int n) { return I(std::make_unsigned_t<I>(i) >> n); }
template <HostInteger I> I wrapping_add(I i, I j) {
  using Word = std::make_unsigned_t<I>;
  return I(Word(i) + Word(j));
}
template <HostReal T> double as_double(T x) { return double(x); }
template <HostReal T> T as_precision_of(T, double d) { return T(d); }
template <std::size_t N, HostInteger I>
double lookup(const double (&table)[N], I i, double) { return table[i]; }
template <class Slow, class T> requires std::is_arithmetic_v<T>
T rare(bool mask, Slow&& slow, T fast) { return mask ? T(slow()) : fast; }

}  // namespace math
}  // namespace wengert
