// Inverses, linear systems and determinants of the trailing matrices of arrays.
//
// Up to 8 by 8 they are unrolled and fuse with what surrounds them; larger ones are factorised in
// float64 (elimination.hpp). A singular matrix gives infinities and NaN.
#pragma once

#include "wengert/ops/contraction.hpp"
#include "wengert/ops/elimination.hpp"

namespace wengert::ops {

inline constexpr std::int64_t largest_unrolled = 8;
inline constexpr Dtypes solvable = {float32, float64, complex64, complex128};

/// The operand's order n, of a trailing n by n matrix.
std::int64_t order_of(std::string_view name, const Type& matrix);
/// The type of x in a x = b. Throws ShapeError or DtypeError where a and b do not go together.
std::vector<Type> require_system(std::string_view name, std::span<const Type> operands);

/// x times y, of trailing matrices with equal leading axes.
inline Symbol matmul(Symbol x, Symbol y) {
  const int leading = x.shape().rank() - 2;
  const Axes batch = Shape::iota(std::size_t(leading));
  return dot_general(x, y, {leading + 1}, {leading}, batch, batch);
}
/// The trailing matrices transposed.
inline Symbol matrix_transpose(Symbol x) {
  Axes order = Shape::iota(x.shape().size());
  std::swap(order[order.size() - 1], order[order.size() - 2]);
  return transpose(x, order);
}

/// x with a x = b, for b of trailing shape (n, k).
struct Solve : Blockwise<2, 2, 2>, Smooth, LinearIn<1> {
  static constexpr Name name = "solve";
  static constexpr Dtypes dtypes = solvable;

  static std::vector<Type> infer(std::span<const Type> operands, const Attributes&);
  static bool unrolls(std::span<const Type> operands, const Attributes&) {
    const std::int64_t n = operands[0].shape.back(), k = operands[1].shape.back();
    return n > 0 && n <= largest_unrolled && k <= largest_unrolled;
  }
  template <class V>
  static std::vector<V> eval(std::span<const V> elements, std::span<const Type> operands) {
    const std::int64_t n = operands[0].shape.back(), k = operands[1].shape.back();
    std::vector<V> joined;
    for (std::int64_t i = 0; i < n; ++i) {
      for (std::int64_t j = 0; j < n; ++j) joined.push_back(elements[std::size_t(i * n + j)]);
      for (std::int64_t j = 0; j < k; ++j)
        joined.push_back(elements[std::size_t(n * n + i * k + j)]);
    }
    Elimination<V> system(n, n + k, std::move(joined));
    system.run();
    return system.solutions();
  }
  static std::vector<Tensor> evaluate_large(std::span<const Tensor> operands, const Attributes&,
                                            std::span<const Type> results);

  template <class V>
  static V jvp(Arg<0>, V a, V, V da, V x) {
    return -apply<Solve>(a, matmul(da, x));
  }
  template <class V>
  static V jvp(Arg<1>, V a, V, V db) {
    return apply<Solve>(a, db);
  }
  template <class V>
  static V transpose(Arg<1>, V ct, V a) {
    return apply<Solve>(matrix_transpose(a), ct);
  }
};

/// The inverse.
struct Inv : Blockwise<2, 2>, Smooth {
  static constexpr Name name = "inv";
  static constexpr Dtypes dtypes = solvable;

  static std::vector<Type> infer(std::span<const Type> operands, const Attributes&);
  static bool unrolls(std::span<const Type> operands, const Attributes&) {
    const std::int64_t n = operands[0].shape.back();
    return n > 0 && n <= largest_unrolled;
  }
  template <class V>
  static std::vector<V> eval(std::span<const V> elements, std::span<const Type> operands) {
    const std::int64_t n = operands[0].shape.back();
    std::vector<V> joined;
    for (std::int64_t i = 0; i < n; ++i) {
      for (std::int64_t j = 0; j < n; ++j) joined.push_back(elements[std::size_t(i * n + j)]);
      for (std::int64_t j = 0; j < n; ++j) joined.push_back(math::like(elements[0], i == j));
    }
    Elimination<V> system(n, 2 * n, std::move(joined));
    system.run();
    return system.solutions();
  }
  static std::vector<Tensor> evaluate_large(std::span<const Tensor> operands, const Attributes&,
                                            std::span<const Type> results);

  template <class V>
  static V jvp(V, V da, V x) {
    return -matmul(matmul(x, da), x);
  }
};

/// The determinant.
struct Det : Blockwise<2, 0>, Smooth {
  static constexpr Name name = "det";
  static constexpr Dtypes dtypes = solvable;

  static std::vector<Type> infer(std::span<const Type> operands, const Attributes&);
  static bool unrolls(std::span<const Type> operands, const Attributes& attributes) {
    return Inv::unrolls(operands, attributes);
  }
  template <class V>
  static std::vector<V> eval(std::span<const V> elements, std::span<const Type> operands) {
    const std::int64_t n = operands[0].shape.back();
    Elimination<V> system(n, n, std::vector<V>(elements.begin(), elements.end()));
    system.run();
    V product = system.sign;
    for (std::int64_t i = 0; i < n; ++i) product = product * system.at(i, i);
    return {product};
  }
  static std::vector<Tensor> evaluate_large(std::span<const Tensor> operands, const Attributes&,
                                            std::span<const Type> results);

  /// Jacobi's formula, det(a) tr(a^-1 da): for regular matrices.
  template <class V>
  static V jvp(V a, V da, V y) {
    const int leading = a.shape().rank() - 2;
    const V trace = reduce_sum(matrix_transpose(apply<Inv>(a)) * da, {leading, leading + 1});
    return y * trace;
  }
};

namespace factorising {

/// A copy in another dtype.
inline Tensor converted(const Tensor& x, Dtype d) {
  Tensor out(Type{d, x.type.shape});
  convert_elements(x.type.dtype, x.bytes(), d, out.bytes(), x.type.elements());
  return out;
}
/// The dtype that matrices are factorised in: double precision; integers stay as they are.
constexpr Dtype wide(Dtype d) {
  return is_complex(d) ? Dtype::c128 : is_floating(d) ? Dtype::f64 : d;
}

}  // namespace factorising

}  // namespace wengert::ops

#if WENGERT_BODIES
#include <Eigen/LU>

namespace wengert::ops {

WENGERT_API std::int64_t order_of(std::string_view name, const Type& matrix) {
  const int rank = matrix.shape.rank();
  if (rank < 2 || matrix.shape[rank - 1] != matrix.shape[rank - 2])
    throw ShapeError(cat(name, ": ", matrix,
                         " does not end in a square matrix; its last two extents must be equal"));
  return matrix.shape.back();
}

WENGERT_API std::vector<Type> require_system(std::string_view name,
                                             std::span<const Type> operands) {
  const Type &a = operands[0], &b = operands[1];
  check_operand_dtypes(name, operands, solvable, [](int, Dtype d) { return d; });
  const std::int64_t n = order_of(name, a);
  const int rank = b.shape.rank();
  if (rank != a.shape.rank() || b.shape[rank - 2] != n || !(leading_of(a, 2) == leading_of(b, 2)))
    throw ShapeError(cat(name, ": a is ", a, " and b is ", b,
                         "; b must have a's leading extents and end in (", n, ", k)"));
  return {b};
}

WENGERT_API std::vector<Type> Solve::infer(std::span<const Type> operands, const Attributes&) {
  return require_system(name, operands);
}
WENGERT_API std::vector<Type> Inv::infer(std::span<const Type> operands, const Attributes&) {
  check_operand_dtypes(name, operands, dtypes, [](int, Dtype d) { return d; });
  order_of(name, operands[0]);
  return {operands[0]};
}
WENGERT_API std::vector<Type> Det::infer(std::span<const Type> operands, const Attributes&) {
  check_operand_dtypes(name, operands, dtypes, [](int, Dtype d) { return d; });
  order_of(name, operands[0]);
  return {Type{operands[0].dtype, leading_of(operands[0], 2)}};
}

// ---- large matrices ---------------------------------------------------------------------------

namespace factorising {

/// Eigen's LU factors, with partial pivoting, of a row-major n by n matrix.
template <class T>
class Factorisation {
 public:
  Factorisation(std::int64_t n, const T* matrix)
      : n_(n), lu_(Eigen::Map<const Matrix>(matrix, n, n)) {}

  T determinant() const { return lu_.determinant(); }
  /// Replaces the n by `sides` right-hand sides by the solutions.
  void solve(T* x, std::int64_t sides) const {
    Eigen::Map<Matrix> right(x, n_, sides);
    right = lu_.solve(right).eval();
  }

 private:
  using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  std::int64_t n_;
  Eigen::PartialPivLU<Matrix> lu_;
};

/// f(factorisation of each trailing matrix of a, its number), in double precision.
template <class F>
void each_factorisation(const Tensor& a, F&& f) {
  const Tensor copy = converted(a, wide(a.type.dtype));
  const std::int64_t n = a.type.shape.back(), blocks = leading_of(a.type, 2).elements();
  const auto run = [&]<class T>(std::type_identity<T>) {
    for (std::int64_t k = 0; k < blocks; ++k) f(Factorisation<T>(n, copy.data<T>() + k * n * n), k);
  };
  if (is_complex(a.type.dtype))
    run(std::type_identity<std::complex<double>>());
  else
    run(std::type_identity<double>());
}

}  // namespace factorising

WENGERT_API std::vector<Tensor> Solve::evaluate_large(std::span<const Tensor> operands,
                                                      const Attributes&,
                                                      std::span<const Type> results) {
  using namespace factorising;
  const Tensor x = converted(operands[1], wide(results[0].dtype));
  const std::int64_t n = operands[0].type.shape.back(), sides = operands[1].type.shape.back();
  each_factorisation(operands[0], [&]<class T>(const Factorisation<T>& lu, std::int64_t k) {
    lu.solve(x.data<T>() + k * n * sides, sides);
  });
  return {converted(x, results[0].dtype)};
}

WENGERT_API std::vector<Tensor> Inv::evaluate_large(std::span<const Tensor> operands,
                                                    const Attributes&,
                                                    std::span<const Type> results) {
  using namespace factorising;
  const Tensor x(Type{wide(results[0].dtype), results[0].shape});
  const std::int64_t n = operands[0].type.shape.back();
  std::memset(x.bytes(), 0, x.type.bytes());
  each_factorisation(operands[0], [&]<class T>(const Factorisation<T>& lu, std::int64_t k) {
    T* block = x.data<T>() + k * n * n;
    for (std::int64_t i = 0; i < n; ++i) block[i * n + i] = T(1);
    lu.solve(block, n);
  });
  return {converted(x, results[0].dtype)};
}

WENGERT_API std::vector<Tensor> Det::evaluate_large(std::span<const Tensor> operands,
                                                    const Attributes&,
                                                    std::span<const Type> results) {
  using namespace factorising;
  const Tensor x(Type{wide(results[0].dtype), results[0].shape});
  each_factorisation(operands[0], [&]<class T>(const Factorisation<T>& lu, std::int64_t k) {
    x.data<T>()[k] = lu.determinant();
  });
  return {converted(x, results[0].dtype)};
}

}  // namespace wengert::ops
#endif
