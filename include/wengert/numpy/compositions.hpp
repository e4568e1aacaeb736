// Elementwise functions that are composed of primitives, and those that depend on the kind of
// number.
#pragma once

#include <limits>
#include <numbers>

#include "wengert/array/operators.hpp"

namespace wengert::functions {

using Absolute = Elementary<ops::Abs, Promotion::magnitude>;
template <class Op>
using Test = Elementary<Op, Promotion::test>;
template <class Op>
using Logical = Elementary<Op, Promotion::logical>;
using LogicalAnd = Logical<ops::And>;
using LogicalOr = Logical<ops::Or>;
using LogicalXor = Logical<ops::Xor>;
using LogicalNot = Logical<ops::Not>;
using Maximum = Arithmetic<ops::Max>;
using Minimum = Arithmetic<ops::Min>;
using FloatPower = Inexact<ops::Pow>;

/// Rounding leaves integers as they are.
template <class Op>
struct Rounding : Elementary<Op, Promotion::arithmetic> {
  static Handle bind(std::vector<Handle> operands) {
    if (is_integer(operands[0].type().dtype)) return operands[0];
    return bind_elementwise(primitive<Op>(), {}, std::move(operands));
  }
};

// ---- complex numbers: of real ones these are trivial
// ----------------------------------------------------

struct RealPart {
  static constexpr Promotion rule = Promotion::magnitude;
  static constexpr std::string_view name = "real";
  static constexpr int cost = 0;
  template <std::floating_point V>
  static V eval(V x) {
    return x;
  }
  static Handle bind(std::vector<Handle> operands) {
    if (!is_complex(operands[0].type().dtype)) return operands[0];
    return bind_elementwise(primitive<ops::Real>(), {}, std::move(operands));
  }
  static std::int64_t parameter() { return 0; }
};

struct ImaginaryPart {
  static constexpr Promotion rule = Promotion::magnitude;
  static constexpr std::string_view name = "imag";
  static constexpr int cost = 0;
  template <std::floating_point V>
  static V eval(V) {
    return 0;
  }
  static Handle bind(std::vector<Handle> operands) {
    const Dtype dtype = operands[0].type().dtype;
    if (is_complex(dtype)) return bind_elementwise(primitive<ops::Imag>(), {}, std::move(operands));
    // Zeros that depend on the operand, so that they belong to its trace.
    const Handle zero(Tensor(Constant(dtype, 0)));
    const Handle any_mask = bind_elementwise(primitive<ops::Ne>(), {}, {operands[0], operands[0]});
    return bind_elementwise(primitive<ops::Select>(), {}, {any_mask, zero, zero});
  }
  static std::int64_t parameter() { return 0; }
};

struct Conjugate {
  static constexpr Promotion rule = Promotion::arithmetic;
  static constexpr std::string_view name = "conj";
  static constexpr int cost = 0;
  template <std::floating_point V>
  static V eval(V x) {
    return x;
  }
  static Handle bind(std::vector<Handle> operands) {
    if (!is_complex(operands[0].type().dtype)) return operands[0];
    return bind_elementwise(primitive<ops::Conj>(), {}, std::move(operands));
  }
  static std::int64_t parameter() { return 0; }
};

/// The complex numbers of such parts.
inline Handle of_parts(Handle re, Handle im) {
  return bind_elementwise(primitive<ops::Complex>(), {}, {std::move(re), std::move(im)});
}
/// F, of complex numbers in each part.
template <class F>
struct ByParts : F {
  static Handle bind(std::vector<Handle> operands) {
    if (!is_complex(operands[0].type().dtype)) return F::bind(std::move(operands));
    return of_parts(F::bind({RealPart::bind(operands)}), F::bind({ImaginaryPart::bind(operands)}));
  }
};

// ---- recipes
// ------------------------------------------------------------------------------------------

struct ReciprocalRecipe {
  static constexpr Promotion rule = Promotion::inexact;
  static constexpr std::string_view name = "reciprocal";
  static constexpr int cost = ops::Div::cost, arity = 1;
  template <class X>
  static auto compose(const X& x) {
    return call<Divide>(constant(x, 1), x);
  }
};
using Reciprocal = Composed<ReciprocalRecipe>;

struct RadiansRecipe {
  static constexpr Promotion rule = Promotion::inexact;
  static constexpr std::string_view name = "deg2rad";
  static constexpr int cost = 1, arity = 1;
  template <class X>
  static auto compose(const X& x) {
    return call<Multiply>(x, constant(x, std::numbers::pi / 180));
  }
};
using Radians = Composed<RadiansRecipe>;

struct DegreesRecipe {
  static constexpr Promotion rule = Promotion::inexact;
  static constexpr std::string_view name = "rad2deg";
  static constexpr int cost = 1, arity = 1;
  template <class X>
  static auto compose(const X& x) {
    return call<Multiply>(x, constant(x, 180 / std::numbers::pi));
  }
};
using Degrees = Composed<DegreesRecipe>;

/// The larger magnitude is taken out of the root. The inner choice keeps 0/0 out of the derivative.
struct HypotRecipe {
  static constexpr Promotion rule = Promotion::inexact;
  static constexpr std::string_view name = "hypot";
  static constexpr int cost = 30, arity = 2;
  template <class X>
  static X compose(const X& x, const X& y) {
    const X a = call<Absolute>(x), b = call<Absolute>(y);
    const X large = call<Maximum>(a, b), small = call<Minimum>(a, b);
    const auto is_zero = call<Equal>(large, constant(x, 0));
    const X ratio = call<Divide>(small, call<Where>(is_zero, constant(x, 1), large));
    const X root =
        call<Inexact<ops::Sqrt>>(call<Add>(constant(x, 1), call<Multiply>(ratio, ratio)));
    const X length = call<Where>(is_zero, large, call<Multiply>(large, root));
    const auto infinite = call<Equal>(large, constant(x, std::numeric_limits<double>::infinity()));
    return call<Where>(infinite, large, length);
  }
};
using Hypot = Composed<HypotRecipe>;

struct SincRecipe {
  static constexpr Promotion rule = Promotion::inexact;
  static constexpr std::string_view name = "sinc";
  static constexpr int cost = ops::Sin::cost + 12, arity = 1;
  template <class X>
  static X compose(const X& x) {
    const auto is_zero = call<Equal>(x, constant(x, 0));
    const X angle =
        call<Where>(is_zero, constant(x, 1), call<Multiply>(x, constant(x, std::numbers::pi)));
    return call<Where>(is_zero, constant(x, 1),
                       call<Divide>(call<Inexact<ops::Sin>>(angle), angle));
  }
};
using Sinc = Composed<SincRecipe>;

/// max + log1p(exp(-|x - y|)); of equal infinities, whose difference is NaN, the sum.
struct LogAddExpRecipe {
  static constexpr Promotion rule = Promotion::inexact;
  static constexpr std::string_view name = "logaddexp";
  static constexpr int cost = ops::Exp::cost + ops::Log1p::cost + 6, arity = 2;
  template <class X>
  static X compose(const X& x, const X& y) {
    const X difference = call<Subtract>(x, y);
    const X small = call<Inexact<ops::Exp>>(call<Negative>(call<Absolute>(difference)));
    return call<Where>(call<Test<ops::IsNan>>(difference), call<Add>(x, y),
                       call<Add>(call<Maximum>(x, y), call<Inexact<ops::Log1p>>(small)));
  }
};
using LogAddExp = Composed<LogAddExpRecipe>;

struct LogAddExp2Recipe {
  static constexpr Promotion rule = Promotion::inexact;
  static constexpr std::string_view name = "logaddexp2";
  static constexpr int cost = ops::Exp2::cost + ops::Log1p::cost + 7, arity = 2;
  template <class X>
  static X compose(const X& x, const X& y) {
    const X difference = call<Subtract>(x, y);
    const X small = call<Inexact<ops::Exp2>>(call<Negative>(call<Absolute>(difference)));
    const X excess =
        call<Multiply>(call<Inexact<ops::Log1p>>(small), constant(x, std::numbers::log2e));
    return call<Where>(call<Test<ops::IsNan>>(difference), call<Add>(x, y),
                       call<Add>(call<Maximum>(x, y), excess));
  }
};
using LogAddExp2 = Composed<LogAddExp2Recipe>;

struct FloatMaximumRecipe {
  static constexpr Promotion rule = Promotion::arithmetic;
  static constexpr std::string_view name = "fmax";
  static constexpr int cost = 4, arity = 2;
  template <class X>
  static X compose(const X& x, const X& y) {
    const X larger = call<Where>(call<Greater>(x, y), x, y);
    return call<Where>(call<NotEqual>(y, y), x, larger);
  }
};
using FloatMaximum = Composed<FloatMaximumRecipe>;

struct FloatMinimumRecipe {
  static constexpr Promotion rule = Promotion::arithmetic;
  static constexpr std::string_view name = "fmin";
  static constexpr int cost = 4, arity = 2;
  template <class X>
  static X compose(const X& x, const X& y) {
    const X smaller = call<Where>(call<Less>(x, y), x, y);
    return call<Where>(call<NotEqual>(y, y), x, smaller);
  }
};
using FloatMinimum = Composed<FloatMinimumRecipe>;

/// Negative, or a zero whose reciprocal is.
struct SignBitRecipe {
  static constexpr Promotion rule = Promotion::test;
  static constexpr std::string_view name = "signbit";
  static constexpr int cost = ops::Div::cost + 2, arity = 1;
  template <class X>
  static auto compose(const X& x) {
    const auto zero = constant(x, 0);
    return call<LogicalOr>(
        call<Less>(x, zero),
        call<LogicalAnd>(call<Equal>(x, zero), call<Less>(call<Reciprocal>(x), zero)));
  }
};
using SignBit = Composed<SignBitRecipe>;

struct CopySignRecipe {
  static constexpr Promotion rule = Promotion::inexact;
  static constexpr std::string_view name = "copysign";
  static constexpr int cost = SignBitRecipe::cost + 3, arity = 2;
  template <class X>
  static X compose(const X& x, const X& y) {
    const X magnitude = call<Absolute>(x);
    return call<Where>(call<SignBit>(y), call<Negative>(magnitude), magnitude);
  }
};
using CopySign = Composed<CopySignRecipe>;

struct HeavisideRecipe {
  static constexpr Promotion rule = Promotion::inexact;
  static constexpr std::string_view name = "heaviside";
  static constexpr int cost = 6, arity = 2;
  template <class X>
  static X compose(const X& x, const X& y) {
    const auto zero = constant(x, 0);
    const X at_zero = call<Where>(call<Equal>(x, zero), y, x);  // x: NaN
    const X not_below = call<Where>(call<Greater>(x, zero), constant(x, 1), at_zero);
    return call<Where>(call<Less>(x, zero), zero, not_below);
  }
};
using Heaviside = Composed<HeavisideRecipe>;

struct IsInfiniteRecipe {
  static constexpr Promotion rule = Promotion::test;
  static constexpr std::string_view name = "isinf";
  static constexpr int cost = 2, arity = 1;
  template <class X>
  static auto compose(const X& x) {
    return call<LogicalNot>(
        call<LogicalOr>(call<Test<ops::IsFinite>>(x), call<Test<ops::IsNan>>(x)));
  }
};
using IsInfinite = Composed<IsInfiniteRecipe>;

/// The largest finite number of x's dtype.
template <class X>
auto largest_like(const X& x) {
  if constexpr (!AnyExpression<X>) {
    return std::numeric_limits<X>::max();
  } else {
    switch (real_dtype(x.dtype())) {
      case Dtype::f16:
        return 65504.0;
      case Dtype::bf16:
        return 0x1.fep127;
      case Dtype::f32:
        return double(std::numeric_limits<float>::max());
      default:
        return std::numeric_limits<double>::max();
    }
  }
}

struct NanToNumberRecipe {
  static constexpr Promotion rule = Promotion::arithmetic;
  static constexpr std::string_view name = "nan_to_num";
  static constexpr int cost = 6, arity = 1;
  template <class X>
  static X compose(const X& x) {
    const X number = call<Where>(call<Test<ops::IsNan>>(x), constant(x, 0), x);
    const auto largest = largest_like(x);
    return call<Minimum>(call<Maximum>(number, -largest), largest);
  }
};
/// Leaves integers as they are.
struct NanToNumber : ByParts<Composed<NanToNumberRecipe>> {
  static Handle bind(std::vector<Handle> operands) {
    if (!is_inexact(operands[0].type().dtype)) return operands[0];
    return ByParts::bind(std::move(operands));
  }
};

}  // namespace wengert::functions
