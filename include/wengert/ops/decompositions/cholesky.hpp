// Triangular systems and the Cholesky factor. Up to 8 by 8 they are unrolled and fuse with what
// surrounds them, as solve, inv and det are; larger ones go to Eigen.
#pragma once

#include "wengert/ops/decompositions/matrix.hpp"

namespace wengert::ops {

/// x with op(a) x = b, for b of trailing shape (n, k). Only the triangle of a that `lower` names is
/// read, and of its diagonal nothing where `unit_diagonal`; op is the transpose where `transpose`,
/// and the complex conjugate where `conjugate`. All four are 0 or 1.
struct TriangularSolve : Blockwise<2, 2, 2>, Smooth, LinearIn<1> {
  static constexpr Name name = "triangular_solve";
  static constexpr Dtypes dtypes = solvable;

  static Attributes attributes(bool lower, bool transposed = false, bool conjugated = false,
                               bool unit_diagonal = false) {
    return {{"lower", std::int64_t(lower)},
            {"transpose", std::int64_t(transposed)},
            {"conjugate", std::int64_t(conjugated)},
            {"unit_diagonal", std::int64_t(unit_diagonal)}};
  }
  static bool flag(const Attributes& attributes, std::string_view which) {
    return attributes.integer(which) != 0;
  }

  static std::vector<Type> infer(std::span<const Type> operands, const Attributes&);
  static bool unrolls(std::span<const Type> operands, const Attributes& attributes) {
    return Solve::unrolls(operands, attributes);
  }
  template <class V>
  static std::vector<V> eval(std::span<const V> elements, std::span<const Type> operands,
                             const Attributes& attributes) {
    const std::int64_t n = operands[0].shape.back(), k = operands[1].shape.back();
    const bool transposed = flag(attributes, "transpose"), unit = flag(attributes, "unit_diagonal"),
               conjugated = flag(attributes, "conjugate"),
               forward = flag(attributes, "lower") != transposed;
    const auto at = [&](std::int64_t i, std::int64_t j) {
      const V a = elements[std::size_t(transposed ? j * n + i : i * n + j)];
      if constexpr (math::Floating<V>)
        return a;
      else
        return conjugated ? conj(a) : a;
    };
    std::vector<V> x(elements.begin() + n * n, elements.end());
    for (std::int64_t column = 0; column < k; ++column)
      for (std::int64_t step = 0; step < n; ++step) {
        const std::int64_t i = forward ? step : n - 1 - step;
        V& sum = x[std::size_t(i * k + column)];
        for (std::int64_t j = forward ? 0 : i + 1; j < (forward ? i : n); ++j)
          sum = sum - at(i, j) * x[std::size_t(j * k + column)];
        if (!unit) sum = sum / at(i, i);
      }
    return x;
  }
  static std::vector<Tensor> evaluate_large(std::span<const Tensor> operands,
                                            const Attributes& attributes,
                                            std::span<const Type> results);

  /// op(a) dx = -op(da) x, of which the triangle counts.
  template <class V>
  static V jvp(Arg<0>, V a, V, V da, V x, const Attributes& attributes) {
    const Diagonal diagonal =
        flag(attributes, "unit_diagonal") ? Diagonal::dropped : Diagonal::kept;
    V read = flag(attributes, "lower") ? lower_part(da, diagonal) : upper_part(da, diagonal);
    if (flag(attributes, "transpose")) read = matrix_transpose(read);
    if (flag(attributes, "conjugate")) read = conj(read);
    return -apply<TriangularSolve>(attributes, a, matmul(read, x));
  }
  template <class V>
  static V jvp(Arg<1>, V a, V, V db, const Attributes& attributes) {
    return apply<TriangularSolve>(attributes, a, db);
  }
  template <class V>
  static V transpose(Arg<1>, V ct, V a, const Attributes& attributes) {
    const std::int64_t transposed = attributes.integer("transpose");
    return apply<TriangularSolve>(attributes.with("transpose", 1 - transposed), a, ct);
  }
};

/// a^-1 b for lower triangular a, or conj(a)^-1 b.
enum class Conjugated : bool { no, yes };
inline Symbol solve_lower(Symbol a, Symbol b, Conjugated conjugated = Conjugated::no) {
  const bool conjugates = conjugated == Conjugated::yes && is_complex(a.dtype());
  return apply<TriangularSolve>(TriangularSolve::attributes(true, false, conjugates), a, b);
}

/// The lower triangular l with l l^H = (a + a^H) / 2, its diagonal positive. Where that matrix is
/// not positive definite, the triangle is NaN.
struct Cholesky : Blockwise<2, 2>, Smooth {
  static constexpr Name name = "cholesky";
  static constexpr Dtypes dtypes = solvable;

  static std::vector<Type> infer(std::span<const Type> operands, const Attributes&);
  static bool unrolls(std::span<const Type> operands, const Attributes& attributes) {
    return Inv::unrolls(operands, attributes);
  }
  template <class V>
  static std::vector<V> eval(std::span<const V> elements, std::span<const Type> operands);
  static std::vector<Tensor> evaluate_large(std::span<const Tensor> operands, const Attributes&,
                                            std::span<const Type> results);

  /// l phi(l^-1 da l^-H), where phi keeps the lower triangle and halves the diagonal (Giles 2008,
  /// 2.2.1; Murray 2016, "Differentiation of the Cholesky decomposition").
  template <class V>
  static V jvp(V, V da, V l) {
    const V left = solve_lower(l, hermitian_part(da));
    const V both = matrix_transpose(solve_lower(l, matrix_transpose(left), Conjugated::yes));
    return matmul(l, lower_part(both) - diagonal_part(both) * 0.5);
  }
};

template <class V>
std::vector<V> Cholesky::eval(std::span<const V> elements, std::span<const Type> operands) {
  const auto n = std::size_t(operands[0].shape.back());
  const V zero = math::like(elements[0], 0), half = math::like(elements[0], 0.5);
  const auto conjugate = [](V x) {
    if constexpr (math::Floating<V>)
      return x;
    else
      return conj(x);
  };
  // The root of a pivot's real part: NaN where that is not positive.
  const auto root = [](V pivot) {
    const auto of_real = [](auto x) {
      const auto none = math::like(x, 0);
      return math::select(x > none, math::sqrt(x), none / none);
    };
    if constexpr (math::Floating<V>)
      return of_real(pivot);
    else
      return V{of_real(pivot.re), math::like(pivot.re, 0)};
  };
  std::vector<V> l(n * n, zero);
  for (std::size_t j = 0; j < n; ++j)
    for (std::size_t i = j; i < n; ++i) {
      V sum = half * (elements[i * n + j] + conjugate(elements[j * n + i]));
      for (std::size_t k = 0; k < j; ++k) sum = sum - l[i * n + k] * conjugate(l[j * n + k]);
      l[i * n + j] = i == j ? root(sum) : sum / l[j * n + j];
    }
  // A pivot that fails makes all later ones NaN, and the last one the rest of the triangle.
  const V poison = l[n * n - 1] - l[n * n - 1];
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j <= i; ++j) l[i * n + j] = l[i * n + j] + poison;
  return l;
}

}  // namespace wengert::ops

#if WENGERT_BODIES
#include <Eigen/Cholesky>

namespace wengert::ops {

WENGERT_API std::vector<Type> TriangularSolve::infer(std::span<const Type> operands,
                                                     const Attributes& attributes) {
  for (const char* which : {"lower", "transpose", "conjugate", "unit_diagonal"})
    flag(attributes, which);
  return require_system(name, operands);
}
WENGERT_API std::vector<Type> Cholesky::infer(std::span<const Type> operands, const Attributes&) {
  require_solvable(name, operands[0]);
  order_of(name, operands[0]);
  return {operands[0]};
}

namespace factorising {

template <class T>
using RowMajor = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// f(type of element) for the dtype that matrices are factorised in.
template <class F>
void in_double(Dtype d, F&& f) {
  if (is_complex(d))
    f(std::type_identity<std::complex<double>>());
  else
    f(std::type_identity<double>());
}

/// Replaces x by the solution: of the lower triangle of a, or of the upper one, diagonal included.
template <class T>
void solve_triangle(const RowMajor<T>& a, bool lower, T* x, std::int64_t sides) {
  Eigen::Map<RowMajor<T>> right(x, a.rows(), sides);
  if (lower)
    a.template triangularView<Eigen::Lower>().solveInPlace(right);
  else
    a.template triangularView<Eigen::Upper>().solveInPlace(right);
}

}  // namespace factorising

WENGERT_API std::vector<Tensor> TriangularSolve::evaluate_large(std::span<const Tensor> operands,
                                                                const Attributes& attributes,
                                                                std::span<const Type> results) {
  using namespace factorising;
  const Dtype d = wide(results[0].dtype);
  const Tensor a = in_dtype(operands[0], d), x = converted(operands[1], d);
  const std::int64_t n = a.type.shape.back(), sides = x.type.shape.back();
  const bool transposed = flag(attributes, "transpose"),
             forward = flag(attributes, "lower") != transposed;
  if (x.type.elements() == 0) return {converted(x, results[0].dtype)};
  in_double(d, [&]<class T>(std::type_identity<T>) {
    for (std::int64_t k = 0; k < leading_of(a.type, 2).elements(); ++k) {
      RowMajor<T> matrix = Eigen::Map<const RowMajor<T>>(a.data<T>() + k * n * n, n, n);
      if (transposed) matrix.transposeInPlace();
      if (flag(attributes, "conjugate")) matrix = matrix.conjugate().eval();
      if (flag(attributes, "unit_diagonal")) matrix.diagonal().setOnes();
      solve_triangle<T>(matrix, forward, x.data<T>() + k * n * sides, sides);
    }
  });
  return {converted(x, results[0].dtype)};
}

WENGERT_API std::vector<Tensor> Cholesky::evaluate_large(std::span<const Tensor> operands,
                                                         const Attributes&,
                                                         std::span<const Type> results) {
  using namespace factorising;
  const Tensor x = converted(operands[0], wide(results[0].dtype));
  const std::int64_t n = x.type.shape.back();
  if (n == 0) return {converted(x, results[0].dtype)};
  in_double(x.type.dtype, [&]<class T>(std::type_identity<T>) {
    for (std::int64_t k = 0; k < leading_of(x.type, 2).elements(); ++k) {
      Eigen::Map<RowMajor<T>> block(x.data<T>() + k * n * n, n, n);
      const RowMajor<T> hermitian = (block + block.adjoint()) * 0.5;
      const Eigen::LLT<RowMajor<T>> factor(hermitian);
      block.setZero();
      if (factor.info() == Eigen::Success && hermitian.allFinite())
        block.template triangularView<Eigen::Lower>() = factor.matrixLLT();
      else
        block.template triangularView<Eigen::Lower>().setConstant(
            std::numeric_limits<double>::quiet_NaN());
    }
  });
  return {converted(x, results[0].dtype)};
}

}  // namespace wengert::ops
#endif
