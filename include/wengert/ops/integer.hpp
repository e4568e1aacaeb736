// Host integers with the arithmetic of generated code: results wrap, and nothing traps.
//
// Operations on integers are written once, over Wrapping<T> here and over Lane in compiled code.
// Where a machine's instruction is undefined (division by zero, shifts past the width) the
// functions below define the result as XLA does.
#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <type_traits>

#include "wengert/math/value.hpp"

namespace wengert::math {

/// An integer of the host whose arithmetic is modulo 2^width.
template <class T> struct Wrapping {
  using Unsigned = std::make_unsigned_t<T>;
  T value = 0;

  Wrapping() = default;
  explicit constexpr Wrapping(T v) : value(v) {}

  // Through 64 bits: the product of two std::uint16_t would otherwise be a signed int, and may
  // overflow.
  static constexpr Wrapping of(std::uint64_t word) {
    return Wrapping(static_cast<T>(Unsigned(word)));
  }
  constexpr std::uint64_t word() const { return std::uint64_t(value); }

  friend constexpr Wrapping operator+(Wrapping x, Wrapping y) { return of(x.word() + y.word()); }
  friend constexpr Wrapping operator-(Wrapping x, Wrapping y) { return of(x.word() - y.word()); }
  friend constexpr Wrapping operator*(Wrapping x, Wrapping y) { return of(x.word() * y.word()); }
  friend constexpr Wrapping operator-(Wrapping x) { return of(-x.word()); }
  friend constexpr Wrapping operator&(Wrapping x, Wrapping y) { return of(x.word() & y.word()); }
  friend constexpr Wrapping operator|(Wrapping x, Wrapping y) { return of(x.word() | y.word()); }
  friend constexpr Wrapping operator^(Wrapping x, Wrapping y) { return of(x.word() ^ y.word()); }
  friend constexpr Wrapping operator~(Wrapping x) { return of(~x.word()); }
  // As the machine: the divisor is neither 0 nor -1, and the distance is less than the width.
  friend constexpr Wrapping operator/(Wrapping x, Wrapping y) {
    return Wrapping(T(x.value / y.value));
  }
  friend constexpr Wrapping operator%(Wrapping x, Wrapping y) {
    return Wrapping(T(x.value % y.value));
  }
  friend constexpr Wrapping operator<<(Wrapping x, Wrapping y) { return of(x.word() << y.value); }
  friend constexpr Wrapping operator>>(Wrapping x, Wrapping y) {
    return Wrapping(T(x.value >> y.value));
  }

  friend constexpr bool operator==(Wrapping x, Wrapping y) { return x.value == y.value; }
  friend constexpr bool operator!=(Wrapping x, Wrapping y) { return x.value != y.value; }
  friend constexpr bool operator<(Wrapping x, Wrapping y) { return x.value < y.value; }
  friend constexpr bool operator<=(Wrapping x, Wrapping y) { return x.value <= y.value; }
  friend constexpr bool operator>(Wrapping x, Wrapping y) { return x.value > y.value; }
  friend constexpr bool operator>=(Wrapping x, Wrapping y) { return x.value >= y.value; }
};

template <class V> inline constexpr bool is_wrapping = false;
template <class T> inline constexpr bool is_wrapping<Wrapping<T>> = true;

/// Integers and booleans, on the host and in generated code.
template <class V>
concept Whole = is_wrapping<V> || std::same_as<V, bool> || std::same_as<V, Lane>;
template <class V>
concept RealLane = AnyLane<V> && !std::same_as<V, Lane>;
/// Floating numbers, on the host and in generated code.
template <class V>
concept Floating = HostReal<V> || RealLane<V>;

// ---- what Lanes and host integers share -------------------------------------------------------

template <class T> Wrapping<T> like(Wrapping<T>, double c) {
  return Wrapping<T>(T(std::int64_t(c)));
}
template <class T> Wrapping<T> integer(Wrapping<T>, std::int64_t n) { return Wrapping<T>(T(n)); }
inline bool like(bool, double c) { return c != 0; }
inline Lane like(Lane x, double c) {
  return x.emitter->bits_constant(x.dtype, std::uint64_t(std::int64_t(c)));
}
template <class T> Wrapping<T> select(bool mask, Wrapping<T> x, Wrapping<T> y) {
  return mask ? x : y;
}

template <class T> constexpr int width(Wrapping<T>) { return int(sizeof(T)) * 8; }
inline int width(Lane x) { return size_of(x.dtype) * 8; }
template <class T> constexpr bool is_signed(Wrapping<T>) { return std::is_signed_v<T>; }
inline bool is_signed(Lane x) { return kind_of(x.dtype) == Kind::signed_integer; }

/// The same bits, without a sign; and back.
template <class T> auto as_unsigned(Wrapping<T> x) {
  return Wrapping<std::make_unsigned_t<T>>(std::make_unsigned_t<T>(x.value));
}
inline Lane as_unsigned(Lane x) {
  return is_signed(x) ? x.emitter->bitcast(x, Dtype(int(x.dtype) - int(Dtype::i8) + int(Dtype::u8)))
                      : x;
}
template <class T> auto as_signed(Wrapping<T> x) {
  return Wrapping<std::make_signed_t<T>>(std::make_signed_t<T>(x.value));
}
inline Lane as_signed(Lane x) {
  return is_signed(x)
             ? x
             : x.emitter->bitcast(x, Dtype(int(x.dtype) - int(Dtype::u8) + int(Dtype::i8)));
}
template <class U, class T> Wrapping<T> as_sign_of(Wrapping<T>, Wrapping<U> bits) {
  return Wrapping<T>(T(bits.value));
}
inline Lane as_sign_of(Lane x, Lane bits) { return bits.emitter->bitcast(bits, x.dtype); }

template <class T> Wrapping<T> count_ones(Wrapping<T> x) {
  return Wrapping<T>(T(std::popcount(as_unsigned(x).value)));
}
inline Lane count_ones(Lane x) { return x.emitter->unary(Step::count_ones, x); }

/// u32 to u64.
inline Wrapping<std::uint64_t> widen(Wrapping<std::uint32_t> x) {
  return Wrapping<std::uint64_t>(x.value);
}
inline Lane widen(Lane x) { return x.emitter->convert(x, Dtype::u64); }

inline Lane operator%(Lane x, Lane y) { return step(Step::remainder, x, y); }

// ---- division and shifts, for every operand ---------------------------------------------------

/// x / y truncated; -1 (all ones) where y is 0, and the lowest integer by -1 wraps to itself.
template <Whole V> V quotient(V x, V y) {
  const V one = like(x, 1), minus_one = like(x, -1);
  const auto by_zero = y == like(y, 0);
  if (!is_signed(x)) return select(by_zero, like(x, -1), x / select(by_zero, one, y));
  const auto by_minus_one = y == minus_one;
  const V q = x / select(by_zero | by_minus_one, one, y);
  return select(by_zero, minus_one, select(by_minus_one, -x, q));
}

/// x - y quotient(x, y), with the sign of x; x where y is 0.
template <Whole V> V remainder(V x, V y) {
  const V one = like(x, 1);
  auto replaced = y == like(y, 0);
  const auto by_zero = replaced;
  if (is_signed(x)) replaced = replaced | (y == like(x, -1));
  return select(by_zero, x, x % select(replaced, one, y));
}

/// Whether y, as an unsigned number, is a possible distance of a shift.
template <Whole V> auto in_width(V y) {
  const auto u = as_unsigned(y);
  return u < like(u, width(y));
}

template <Whole V> V shifted_left(V x, V y) {
  const auto inside = in_width(y);
  return select(inside, x << select(inside, y, like(y, 0)), like(x, 0));
}

template <Whole V> V shifted_right_logical(V x, V y) {
  const auto inside = in_width(y);
  const auto u = as_unsigned(x);
  return as_sign_of(x, select(inside, u >> as_unsigned(select(inside, y, like(y, 0))), like(u, 0)));
}

template <Whole V> V shifted_right_arithmetic(V x, V y) {
  const auto s = as_signed(x);
  return as_sign_of(x, s >> as_signed(select(in_width(y), y, like(y, width(y) - 1))));
}

}  // namespace wengert::math
