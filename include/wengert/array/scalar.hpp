// C++ scalars beside arrays, and what an operand of either kind brings to promotion.
//
// A scalar in an expression is weakly typed: it takes the dtype of the arrays beside it unless its
// kind (integer, floating, complex) is wider than theirs. An expression of scalars alone stays
// weak, so sqrt(2.0) * x is computed in the precision of x.
#pragma once

#include <concepts>
#include <span>

#include "wengert/base/config.hpp"
#include "wengert/ir/type.hpp"

namespace wengert {

/// The dtype of an operand, or, where it is weak, the dtype it would have alone.
struct OperandType {
  Dtype dtype = Dtype::f32;
  bool weak = false;
};

/// How an elementwise function treats the dtypes of its operands.
enum class Promotion : std::uint8_t {
  arithmetic,  // operands meet; booleans count as integers
  inexact,     // operands meet in a floating or complex dtype
  magnitude,   // as arithmetic; of complex operands the result is real
  test,        // as inexact; the result is bool
  comparison,  // operands meet; the result is bool
  logical,     // operands become bool, as is the result
  bitwise,     // operands meet and must be integers or bool
  choice       // operand 0 becomes bool, the others meet
};

/// The dtypes an elementwise function computes in: of its operands, and of its result.
struct Promoted {
  Dtype operands = Dtype::f32;
  OperandType result;
};

/// Throws DtypeError, naming the function, where the operands' dtypes do not suit it.
Promoted promote(Promotion rule, std::string_view function, std::span<const OperandType> operands);

/// The dtype of operand k where the others compute in d.
constexpr Dtype operand_dtype(Promotion rule, std::size_t k, Dtype d) {
  return rule == Promotion::choice && k == 0 ? Dtype::bool_ : d;
}

/// The default dtype of a C++ scalar's kind; an integer that does not fit is int64 or uint64.
Dtype dtype_of_value(const Constant& c);

/// c in another dtype. Throws ValueError for an integer that does not fit an integer dtype.
Constant converted(const Constant& c, Dtype d);

/// A weakly typed scalar inside an expression. Its template argument is a Kind, not a C++ type:
/// std::complex there would make argument-dependent lookup find std::pow beside wengert::pow.
template <Kind kind>
struct Number {
  static auto zero() {
    if constexpr (kind == Kind::boolean)
      return false;
    else if constexpr (kind == Kind::unsigned_integer)
      return std::uint64_t(0);
    else if constexpr (kind == Kind::signed_integer)
      return std::int64_t(0);
    else if constexpr (kind == Kind::floating)
      return 0.0;
    else
      return std::complex<double>();
  }
  using type = decltype(zero());

  type value;

  Constant constant() const { return Constant(dtype_of<type>, value); }
  OperandType operand_type() const { return {default_dtype(kind), true}; }
  Shape shape() const { return {}; }
};

template <Scalar T>
using number_t = Number<kind_of(dtype_of<T>)>;

template <Scalar T>
number_t<T> number(T value) {
  if constexpr (is_complex_v<T>)
    return {std::complex<double>(value)};
  else
    return {typename number_t<T>::type(value)};
}

}  // namespace wengert

#if WENGERT_BODIES
namespace wengert {

namespace promotion {

/// All operands together, before a function's rule applies.
inline OperandType meet(std::span<const OperandType> operands) {
  OperandType all = operands[0];
  for (const OperandType& next : operands.subspan(1)) {
    if (all.weak && next.weak)
      all.dtype = default_dtype(std::max(kind_of(all.dtype), kind_of(next.dtype)));
    else if (next.weak)
      all.dtype = promote_weak(all.dtype, kind_of(next.dtype));
    else if (all.weak)
      all = {promote_weak(next.dtype, kind_of(all.dtype)), false};
    else
      all.dtype = promote(all.dtype, next.dtype);
  }
  return all;
}

}  // namespace promotion

WENGERT_API Promoted promote(Promotion rule, std::string_view function,
                             std::span<const OperandType> operands) {
  if (rule == Promotion::logical) return {Dtype::bool_, {Dtype::bool_, false}};
  OperandType all = promotion::meet(rule == Promotion::choice ? operands.subspan(1) : operands);
  if (rule == Promotion::inexact || rule == Promotion::test)
    all.dtype = all.weak && !is_inexact(all.dtype) ? default_float() : to_inexact(all.dtype);
  if (rule == Promotion::arithmetic && all.dtype == Dtype::bool_ &&
      (function == "sub" || function == "neg"))
    throw DtypeError(cat(function, ": booleans have no differences; use ^ or !, or astype(int32)"));
  if (rule == Promotion::bitwise && kind_of(all.dtype) >= Kind::floating)
    throw DtypeError(cat(function, ": operands are ", all.dtype,
                         "; bits are those of integers and booleans, convert with astype"));
  if (rule == Promotion::test || rule == Promotion::comparison)
    return {all.dtype, {Dtype::bool_, false}};
  if (rule == Promotion::magnitude) return {all.dtype, {real_dtype(all.dtype), all.weak}};
  return {all.dtype, all};
}

WENGERT_API Dtype dtype_of_value(const Constant& c) {
  const Dtype d = default_dtype(kind_of(c.dtype));
  if (c.dtype == Dtype::u64 && c.as<std::int64_t>() < 0) return c.dtype;
  if (!is_integer(d) ||
      Constant(d, c.as<std::int64_t>()).as<std::int64_t>() == c.as<std::int64_t>())
    return d;
  return c.dtype;
}

WENGERT_API Constant converted(const Constant& c, Dtype d) {
  if (c.dtype == d) return c;
  const Constant result =
      visit(c.dtype, [&]<class T>(std::type_identity<T>) { return Constant(d, c.as<T>()); });
  if (is_integer(c.dtype) && is_integer(d)) {
    const bool negative = c.dtype == Dtype::i64 && c.as<std::int64_t>() < 0;
    const bool wraps = kind_of(d) == Kind::unsigned_integer
                           ? negative
                           : negative != (result.as<std::int64_t>() < 0);
    if (wraps || result.as<std::uint64_t>() != c.as<std::uint64_t>())
      throw ValueError(cat(d, ": the integer ",
                           negative ? cat(c.as<std::int64_t>()) : cat(c.as<std::uint64_t>()),
                           " does not fit; convert the array beside it with astype first"));
  }
  return result;
}

}  // namespace wengert
#endif
