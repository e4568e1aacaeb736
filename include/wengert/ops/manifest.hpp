// Every primitive there is. To add one, write its struct in a family's header and name it here.
#pragma once

#include "wengert/ops/arithmetic.hpp"
#include "wengert/ops/bitwise.hpp"
#include "wengert/ops/collectives.hpp"
#include "wengert/ops/comparison.hpp"
#include "wengert/ops/complex.hpp"
#include "wengert/ops/contraction.hpp"
#include "wengert/ops/control.hpp"
#include "wengert/ops/convert.hpp"
#include "wengert/ops/decompositions.hpp"
#include "wengert/ops/exponential.hpp"
#include "wengert/ops/fft.hpp"
#include "wengert/ops/identity.hpp"
#include "wengert/ops/indexing.hpp"
#include "wengert/ops/joining.hpp"
#include "wengert/ops/linear_algebra.hpp"
#include "wengert/ops/movement.hpp"
#include "wengert/ops/power.hpp"
#include "wengert/ops/random_bits.hpp"
#include "wengert/ops/reduction.hpp"
#include "wengert/ops/scatter.hpp"
#include "wengert/ops/sort.hpp"
#include "wengert/ops/special.hpp"
#include "wengert/ops/trigonometric.hpp"

namespace wengert::ops {

template <class... Ops> struct TypeList {
  template <class Op> static constexpr bool contains = (std::same_as<Op, Ops> || ...);
  /// f(std::type_identity<Op>{}) of each.
  template <class F> static void each(F&& f) { (f(std::type_identity<Ops>()), ...); }
};

using Primitives = TypeList<
    // arithmetic, power
    Neg, Add, Sub, Mul, MultiplyAdd, MultiplySubtract, SubtractProduct, Div, Rem, MulStrong,
    DivStrong, Max, Min, Abs, Sign, Floor, Ceil, Round, Trunc, Nextafter, Square, IntegerPow, Pow,
    Sqrt, Rsqrt, Cbrt,
    // exponential, trigonometric, special
    Exp, Exp2, Expm1, Log, Log1p, Log2, Log10, Logistic, Sin, Cos, Tan, Asin, Acos, Atan, Atan2,
    Sinh, Cosh, Tanh, Asinh, Acosh, Atanh, Erf, Erfc, ErfInv, Lgamma, Digamma, Polygamma,
    // comparison, bitwise, complex, convert, identity, random_bits
    Eq, Ne, Lt, Le, Gt, Ge, IsNan, IsFinite, Select, And, Or, Xor, Not, ShiftLeft,
    ShiftRightLogical, ShiftRightArithmetic, PopulationCount, Real, Imag, Complex, Conj,
    ConvertElementType, BitcastConvertType, StopGradient, CheckpointName, OptimizationBarrier,
    Threefry2x32,
    // movement, joining, indexing, scatter, sort
    Iota, BroadcastInDim, Reshape, Transpose, Slice, Rev, Concatenate, Pad, DynamicSlice,
    DynamicUpdateSlice, Gather, Scatter, Sort, Fft,
    // reduction, contraction, linear_algebra
    ReduceSum, ReduceProd, ReduceMax, ReduceMin, ReduceAnd, ReduceOr, DotGeneral, Solve, Inv, Det,
    TriangularSolve, Cholesky, Lu,
    // collectives, control
    Psum, Pmax, Pmin, AllGather, Ppermute,
    Call, Cond, While, Scan, Vmap, CustomJvp, CustomVjp, CustomVjpLinear, LinearSolve, Checkpoint,
    Recompute, Linearized>;

/// Primitives whose library code takes a compiler longer than everything else here. A header-only
/// program instantiates, and knows by name, only those that it uses; the compiled library all.
using Decompositions = TypeList<Qr, Eigh, Svd, Pinv, Eig, Sqrtm>;

/// Makes the manifest known to find_primitive, which calls it. Runs once.
void register_all();

}  // namespace wengert::ops

namespace wengert {

namespace ops {
template <class Op> const Primitive& built_row() {
  static constexpr Primitive row = row_of<Op>();
  return row;
}
/// Registers Op when a program that uses it starts.
template <class Op> inline const bool registered = (register_primitive(built_row<Op>()), true);
}  // namespace ops

/// The row of Op. Built-in rows are compiled once where the library is; a user's own, where it is
/// used.
template <class Op> const Primitive& primitive() {
  constexpr bool is_decomposition = ops::Decompositions::contains<Op>;
  if constexpr (!WENGERT_BODIES && (ops::Primitives::contains<Op> || is_decomposition)) {
    static const Primitive& row = (ops::register_all(), *find_primitive(Op::name));
    return row;
  } else {
    if constexpr (is_decomposition) (void)ops::registered<Op>;
    return ops::built_row<Op>();
  }
}

}  // namespace wengert

#if WENGERT_BODIES
namespace wengert::ops {

WENGERT_API void register_all() {
  [[maybe_unused]] static const bool once = [] {
    // Not primitive<Op>(): where the library is compiled, a user's instance of it waits for this.
    const auto add = []<class Op>(std::type_identity<Op>) {
      register_primitive(ops::built_row<Op>());
    };
    Primitives::each(add);
#if defined(WENGERT_SOURCE)
    Decompositions::each(add);
#endif
    return true;
  }();
}

}  // namespace wengert::ops
#endif
