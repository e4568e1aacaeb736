// What is known of arrays without their values: shapes, dtypes, the limits of number formats.
#pragma once

#include <limits>

#include "wengert/array/array.hpp"

namespace wengert {

/// x.shape(), x.ndim(), x.size(), of numbers and expressions too; and the extent of one axis.
inline Shape shape(const Array& x) { return x.shape(); }
inline int ndim(const Array& x) { return x.ndim(); }
inline std::int64_t size(const Array& x) { return x.size(); }
inline std::int64_t size(const Array& x, int axis) {
  return x.shape()[normalize_axis("size", axis, x.ndim())];
}

/// The shape that arrays of these shapes broadcast to. Throws ShapeError where they do not.
Shape broadcast_shapes(const std::vector<Shape>& shapes);
template <std::convertible_to<Shape>... S>
Shape broadcast_shapes(const Shape& first, const S&... others) {
  return broadcast_shapes(std::vector<Shape>{first, Shape(others)...});
}

/// The dtype in which arrays of two dtypes meet.
inline Dtype promote_types(Dtype a, Dtype b) { return promote(a, b); }

/// One argument of result_type: a dtype, an array or expression, or a weakly typed C++ scalar.
struct Typed : OperandType {
  Typed(Dtype d) : OperandType{d, false} {}
  Typed(const OperandType& type) : OperandType(type) {}
  template <AnyExpression X>
  Typed(const X& x) : OperandType(x.operand_type()) {}
  template <Scalar T>
  Typed(T value) : OperandType(number(value).operand_type()) {}
};
/// The dtype in which these meet: result_type(x, 2.0, int32).
Dtype result_type(std::initializer_list<Typed> operands);
template <std::convertible_to<Typed>... T>
Dtype result_type(const Typed& first, const T&... others) {
  return result_type({first, Typed(others)...});
}

/// NumPy's abstract dtypes, each a set of dtypes.
enum class Category : std::uint8_t {
  generic,           // all
  number,            // all but bool
  integer,           // signed_integer and unsigned_integer
  signed_integer,    //
  unsigned_integer,  //
  inexact,           // floating and complex_floating
  floating,          //
  complex_floating
};
/// Whether a dtype is in a category, or is that dtype.
bool issubdtype(Dtype dtype, Category category);
inline bool issubdtype(Dtype dtype, Dtype other) { return dtype == other; }

/// Which conversions can_cast allows: none; those that keep every value; those within a kind or to
/// a wider one; all.
enum class Casting : std::uint8_t { no, safe, same_kind, unsafe };
/// Whether `from` converts to `to` under NumPy's rules. 64-bit integers count as safe in float64.
bool can_cast(Dtype from, Dtype to, Casting casting = Casting::safe);

inline bool iscomplexobj(const Array& x) { return is_complex(x.dtype()); }
inline bool isrealobj(const Array& x) { return !is_complex(x.dtype()); }
/// Whether x has no axes.
inline bool isscalar(const Array& x) { return x.ndim() == 0; }

/// A floating format: 1 + nexp + nmant bits.
struct FloatInfo {
  Dtype dtype;
  int bits, nexp, nmant;
  int minexp, maxexp;  // of the least normal number; above the exponent of the greatest
  int precision;       // decimal digits that every number keeps
  double eps;          // from 1 to the next number
  double epsneg;       // from 1 to the one before
  double min, max;
  double tiny, smallest_normal, smallest_subnormal;  // tiny is smallest_normal
  double resolution;                                 // 10**-precision
};
/// Of a floating dtype, or of the parts of a complex one. Throws DtypeError of any other.
FloatInfo finfo(Dtype dtype);

struct IntegerInfo {
  Dtype dtype;
  int bits;
  std::int64_t min;
  std::uint64_t max;
};
/// Throws DtypeError of a dtype that is not an integer's.
IntegerInfo iinfo(Dtype dtype);

}  // namespace wengert

#if WENGERT_BODIES
#include <cmath>

namespace wengert {

WENGERT_API Shape broadcast_shapes(const std::vector<Shape>& shapes) {
  Shape result;
  for (const Shape& s : shapes) result = broadcast("broadcast_shapes", result, s);
  return result;
}

WENGERT_API Dtype result_type(std::initializer_list<Typed> operands) {
  const std::vector<OperandType> types(operands.begin(), operands.end());
  return promote(Promotion::comparison, "result_type", types).operands;
}

WENGERT_API bool issubdtype(Dtype dtype, Category category) {
  const Kind kind = kind_of(dtype);
  switch (category) {
    case Category::generic:
      return true;
    case Category::number:
      return kind != Kind::boolean;
    case Category::integer:
      return is_integer(dtype);
    case Category::signed_integer:
      return kind == Kind::signed_integer;
    case Category::unsigned_integer:
      return kind == Kind::unsigned_integer;
    case Category::inexact:
      return is_inexact(dtype);
    case Category::floating:
      return kind == Kind::floating;
    case Category::complex_floating:
      return kind == Kind::complex;
  }
  return false;
}

namespace casting {

/// Whether every value of `from` is one of `to`, NumPy's exception for 64 bits made.
inline bool is_safe(Dtype from, Dtype to) {
  const Kind narrow = kind_of(from), wide = kind_of(to);
  if (from == to || narrow == Kind::boolean) return true;
  if (wide < narrow) return false;
  if (wide == Kind::complex && narrow != Kind::complex) return is_safe(from, real_dtype(to));
  if (wide == narrow) return size_of(from) < size_of(to);
  if (wide == Kind::signed_integer) return size_of(from) < size_of(to);
  if (to == Dtype::f64) return true;
  return to == Dtype::bf16 ? size_of(from) == 1 : size_of(from) < size_of(to);
}

}  // namespace casting

WENGERT_API bool can_cast(Dtype from, Dtype to, Casting casting) {
  switch (casting) {
    case Casting::no:
      return from == to;
    case Casting::safe:
      return casting::is_safe(from, to);
    case Casting::same_kind:
      return casting::is_safe(from, to) || kind_of(from) <= kind_of(to);
    case Casting::unsafe:
      return true;
  }
  return false;
}

WENGERT_API FloatInfo finfo(Dtype given) {
  if (!is_inexact(given))
    throw DtypeError(cat("finfo: ", given, " is not a floating or complex dtype; see iinfo"));
  const Dtype d = real_dtype(given);
  FloatInfo f{};
  f.dtype = d;
  f.bits = 8 * size_of(d);
  f.nmant = d == Dtype::f16 ? 10 : d == Dtype::bf16 ? 7 : d == Dtype::f32 ? 23 : 52;
  f.nexp = f.bits - 1 - f.nmant;
  f.maxexp = 1 << (f.nexp - 1);
  f.minexp = 2 - f.maxexp;
  f.eps = std::ldexp(1.0, -f.nmant);
  f.epsneg = f.eps / 2;
  f.max = std::ldexp(2 - f.eps, f.maxexp - 1);
  f.min = -f.max;
  f.tiny = f.smallest_normal = std::ldexp(1.0, f.minexp);
  f.smallest_subnormal = std::ldexp(1.0, f.minexp - f.nmant);
  f.precision = int(f.nmant * std::log10(2.0));
  f.resolution = std::pow(10.0, -f.precision);
  return f;
}

WENGERT_API IntegerInfo iinfo(Dtype d) {
  if (!is_integer(d)) throw DtypeError(cat("iinfo: ", d, " is not an integer dtype; see finfo"));
  return visit(d, [&]<class T>(std::type_identity<T>) -> IntegerInfo {
    if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>)
      return {d, 8 * size_of(d), std::int64_t(std::numeric_limits<T>::min()),
              std::uint64_t(std::numeric_limits<T>::max())};
    else
      throw InternalError("iinfo: not an integer");
  });
}

}  // namespace wengert
#endif
