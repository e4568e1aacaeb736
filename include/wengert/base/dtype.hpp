// The element types, their C++ counterparts, and JAX's promotion lattice.
//
// A dtype is a run-time value; `visit` turns it into a compile-time type. C++ scalars in expressions
// are weakly typed: they take the dtype of the arrays beside them unless their kind is wider.
#pragma once

#include <complex>
#include <cstdint>
#include <limits>
#include <ostream>
#include <string_view>
#include <type_traits>
#include <utility>

#include "wengert/base/errors.hpp"
#include "wengert/base/half.hpp"

namespace wengert {

enum class Dtype : std::uint8_t { bool_, u8, u16, u32, u64, i8, i16, i32, i64, f16, bf16, f32, f64, c64, c128 };
inline constexpr int dtype_count = 15;

inline constexpr Dtype bool_ = Dtype::bool_;
inline constexpr Dtype uint8 = Dtype::u8, uint16 = Dtype::u16, uint32 = Dtype::u32, uint64 = Dtype::u64;
inline constexpr Dtype int8 = Dtype::i8, int16 = Dtype::i16, int32 = Dtype::i32, int64 = Dtype::i64;
inline constexpr Dtype float16 = Dtype::f16, bfloat16 = Dtype::bf16;
inline constexpr Dtype float32 = Dtype::f32, float64 = Dtype::f64;
inline constexpr Dtype complex64 = Dtype::c64, complex128 = Dtype::c128;

/// The kinds in the order in which promotion widens them.
enum class Kind : std::uint8_t { boolean, unsigned_integer, signed_integer, floating, complex };

constexpr Kind kind_of(Dtype d) {
  if (d == Dtype::bool_) return Kind::boolean;
  if (d <= Dtype::u64) return Kind::unsigned_integer;
  if (d <= Dtype::i64) return Kind::signed_integer;
  return d <= Dtype::f64 ? Kind::floating : Kind::complex;
}
constexpr bool is_integer(Dtype d) { return d >= Dtype::u8 && d <= Dtype::i64; }
constexpr bool is_floating(Dtype d) { return kind_of(d) == Kind::floating; }
constexpr bool is_complex(Dtype d) { return kind_of(d) == Kind::complex; }
/// Floating or complex: what derivatives are taken of.
constexpr bool is_inexact(Dtype d) { return d >= Dtype::f16; }

constexpr int size_of(Dtype d) {
  constexpr int bytes[] = {1, 1, 2, 4, 8, 1, 2, 4, 8, 2, 2, 4, 8, 8, 16};
  return bytes[int(d)];
}

/// NumPy's name: "float32".
constexpr std::string_view name_of(Dtype d) {
  constexpr std::string_view names[] = {"bool",  "uint8",   "uint16",   "uint32",  "uint64",  "int8",      "int16",     "int32",
                                        "int64", "float16", "bfloat16", "float32", "float64", "complex64", "complex128"};
  return names[int(d)];
}

/// The IR's name: "f32".
constexpr std::string_view short_name_of(Dtype d) {
  constexpr std::string_view names[] = {"bool", "u8", "u16", "u32", "u64", "i8", "i16", "i32", "i64", "f16", "bf16", "f32", "f64", "c64", "c128"};
  return names[int(d)];
}

inline std::ostream& operator<<(std::ostream& out, Dtype d) { return out << name_of(d); }

template <class T>
inline constexpr int dtype_index = -1;
template <> inline constexpr int dtype_index<bool> = int(Dtype::bool_);
template <> inline constexpr int dtype_index<float16_t> = int(Dtype::f16);
template <> inline constexpr int dtype_index<bfloat16_t> = int(Dtype::bf16);
template <> inline constexpr int dtype_index<float> = int(Dtype::f32);
template <> inline constexpr int dtype_index<double> = int(Dtype::f64);
template <> inline constexpr int dtype_index<std::complex<float>> = int(Dtype::c64);
template <> inline constexpr int dtype_index<std::complex<double>> = int(Dtype::c128);
template <class T>
  requires(std::is_integral_v<T> && !std::is_same_v<T, bool>)
inline constexpr int dtype_index<T> = (std::is_signed_v<T> ? int(Dtype::i8) : int(Dtype::u8)) +
                                      (sizeof(T) == 1 ? 0 : sizeof(T) == 2 ? 1 : sizeof(T) == 4 ? 2 : 3);

/// The C++ types that are array elements as they stand.
template <class T>
concept Element = (dtype_index<T> >= 0);

template <Element T>
inline constexpr Dtype dtype_of = Dtype(dtype_index<T>);

/// C++ arithmetic and std::complex: the scalars that mix with arrays.
template <class T>
concept Scalar = Element<T> && !std::is_same_v<T, float16_t> && !std::is_same_v<T, bfloat16_t>;

template <class T>
inline constexpr bool is_complex_v = std::is_same_v<T, std::complex<float>> || std::is_same_v<T, std::complex<double>>;

/// Calls f(std::type_identity<T>{}) with the C++ type of d.
template <class F>
decltype(auto) visit(Dtype d, F&& f) {
  switch (d) {
    case Dtype::bool_: return f(std::type_identity<bool>{});
    case Dtype::u8: return f(std::type_identity<std::uint8_t>{});
    case Dtype::u16: return f(std::type_identity<std::uint16_t>{});
    case Dtype::u32: return f(std::type_identity<std::uint32_t>{});
    case Dtype::u64: return f(std::type_identity<std::uint64_t>{});
    case Dtype::i8: return f(std::type_identity<std::int8_t>{});
    case Dtype::i16: return f(std::type_identity<std::int16_t>{});
    case Dtype::i32: return f(std::type_identity<std::int32_t>{});
    case Dtype::i64: return f(std::type_identity<std::int64_t>{});
    case Dtype::f16: return f(std::type_identity<float16_t>{});
    case Dtype::bf16: return f(std::type_identity<bfloat16_t>{});
    case Dtype::f32: return f(std::type_identity<float>{});
    case Dtype::f64: return f(std::type_identity<double>{});
    case Dtype::c64: return f(std::type_identity<std::complex<float>>{});
    case Dtype::c128: return f(std::type_identity<std::complex<double>>{});
  }
  throw InternalError("visit: not a dtype");
}

/// Value conversion between element types, as NumPy's astype: complex drops its imaginary part,
/// anything non-zero is true, floating to integer truncates and saturates (NaN is 0).
template <Element To, Element From>
To convert(From x) {
  if constexpr (std::is_same_v<To, From>) {
    return x;
  } else if constexpr (std::is_same_v<From, float16_t> || std::is_same_v<From, bfloat16_t>) {
    return convert<To>(float(x));
  } else if constexpr (std::is_same_v<To, bool>) {
    return x != From(0);
  } else if constexpr (is_complex_v<From> && is_complex_v<To>) {
    return To(typename To::value_type(x.real()), typename To::value_type(x.imag()));
  } else if constexpr (is_complex_v<From>) {
    return convert<To>(x.real());
  } else if constexpr (is_complex_v<To>) {
    return To(convert<typename To::value_type>(x), 0);
  } else if constexpr (std::is_same_v<To, float16_t> || std::is_same_v<To, bfloat16_t>) {
    if constexpr (std::is_same_v<From, float>) return To(x);
    else return To(rounded_to_odd(double(x)));
  } else if constexpr (std::is_floating_point_v<From> && std::is_integral_v<To>) {
    constexpr int digits = int(sizeof(To) * 8) - (std::is_signed_v<To> ? 1 : 0);
    const From limit = From(2) * From(std::uint64_t(1) << (digits - 1));
    if (x != x) return To(0);
    if (x >= limit) return std::numeric_limits<To>::max();
    if (x <= (std::is_signed_v<To> ? -limit : From(0))) return std::numeric_limits<To>::min();
    return To(x);
  } else {
    return static_cast<To>(x);
  }
}

// ---- promotion ----------------------------------------------------------------------------------------

/// Chooses, for the current scope and thread, the dtype of floating literals and factories.
///   wg::DefaultFloat scope(wg::float64);
class DefaultFloat {
 public:
  explicit DefaultFloat(Dtype d) : before_(current()) {
    if (!is_floating(d)) throw DtypeError(cat("DefaultFloat: ", d, " is not a floating dtype"));
    current() = d;
  }
  ~DefaultFloat() { current() = before_; }
  DefaultFloat(const DefaultFloat&) = delete;
  DefaultFloat& operator=(const DefaultFloat&) = delete;

  static Dtype& current() {
    thread_local Dtype value = Dtype::f32;
    return value;
  }

 private:
  Dtype before_;
};

inline Dtype default_float() { return DefaultFloat::current(); }
inline Dtype default_complex() { return default_float() == Dtype::f64 ? Dtype::c128 : Dtype::c64; }
/// int32, beside float32; int64 beside float64.
inline Dtype default_int() { return default_float() == Dtype::f64 ? Dtype::i64 : Dtype::i32; }

/// The least dtype that both fit in, by JAX's lattice: integers never widen a float, float16 and
/// bfloat16 meet in float32, and uint64 with a signed integer gives the default float.
inline Dtype promote(Dtype a, Dtype b) {
  if (a == b) return a;
  if (a > b) std::swap(a, b);
  const Kind lesser = kind_of(a), wider = kind_of(b);
  if (wider == Kind::complex) {
    const bool wide = b == Dtype::c128 || a == Dtype::f64;
    return wide ? Dtype::c128 : Dtype::c64;
  }
  if (wider == Kind::floating) return a == Dtype::f16 && b == Dtype::bf16 ? Dtype::f32 : b;
  if (lesser == Kind::unsigned_integer && wider == Kind::signed_integer) {
    if (size_of(a) < size_of(b)) return b;
    if (a == Dtype::u64) return default_float();
    return Dtype(int(Dtype::i8) + (int(a) - int(Dtype::u8)) + 1);
  }
  return b;
}

/// The dtype of an array of dtype d beside a C++ scalar of the given kind.
inline Dtype promote_weak(Dtype d, Kind scalar) {
  const Kind kind = kind_of(d);
  switch (scalar) {
    case Kind::boolean: return d;
    case Kind::unsigned_integer:
    case Kind::signed_integer: return kind == Kind::boolean ? default_int() : d;
    case Kind::floating: return kind < Kind::floating ? default_float() : d;
    case Kind::complex:
      if (kind == Kind::complex) return d;
      if (kind == Kind::floating) return d == Dtype::f64 ? Dtype::c128 : Dtype::c64;
      return default_complex();
  }
  return d;
}

/// The dtype a C++ scalar has on its own.
inline Dtype default_dtype(Kind scalar) {
  switch (scalar) {
    case Kind::boolean: return Dtype::bool_;
    case Kind::unsigned_integer:
    case Kind::signed_integer: return default_int();
    case Kind::floating: return default_float();
    case Kind::complex: return default_complex();
  }
  return default_float();
}

/// The floating dtype that true division and transcendental functions of d compute in: of integers
/// of 64 bits the default, of narrower ones at most float32.
inline Dtype to_inexact(Dtype d) {
  if (is_inexact(d)) return d;
  return size_of(d) < 8 && default_float() == Dtype::f64 ? Dtype::f32 : default_float();
}

/// The dtype of the real and imaginary parts.
constexpr Dtype real_dtype(Dtype d) {
  return d == Dtype::c64 ? Dtype::f32 : d == Dtype::c128 ? Dtype::f64 : d;
}
constexpr Dtype complex_dtype(Dtype d) { return d == Dtype::f64 || d == Dtype::c128 ? Dtype::c128 : Dtype::c64; }

}  // namespace wengert
