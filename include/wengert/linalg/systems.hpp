// Linear systems and what they give: inverses, determinants, least squares, powers; and products of
// several matrices.
#pragma once

#include "wengert/linalg/decompositions.hpp"
#include "wengert/numpy/contraction.hpp"

namespace wengert::linalg {

using wengert::cross;
using wengert::outer;

struct SlogdetResult {
  Array sign, logabsdet;
};
struct LstsqResult {
  Array x, residuals, rank, s;
};

/// The inverse of square matrices (..., n, n). Throws ShapeError where they are not square.
Array inv(const Array& a);
/// The determinants (...) of square matrices (..., n, n).
Array det(const Array& a);
/// sign (...) of absolute value 1, or 0, and real logabsdet (...), with
/// sign exp(logabsdet) = det(a), where the determinant itself may be out of range.
SlogdetResult slogdet(const Array& a);
/// x with a x = b, by LU decomposition with partial pivoting: b is a vector (n) or matrices (...,
/// n, k). Throws ShapeError where the shapes do not go together.
Array solve(const Array& a, const Array& b);
/// a multiplied with itself n times; of negative n, its inverse.
Array matrix_power(const Array& a, int n);

/// The Moore-Penrose inverse (..., n, m) of (..., m, n): singular values at most `rtol` times the
/// largest count as zero; rtol is 10 max(m, n) times the dtype's epsilon unless given.
WENGERT_WHERE_CALLED Array pinv(const Array& a, std::optional<double> rtol = {});
/// The x of least norm that minimises |b - a x|, for a (m, n) and b (m) or (m, k); the sums of
/// squares of b - a x, (1) or (k); the rank of a; its singular values. Those below `rcond` times
/// the largest count as zero; it is max(m, n) times the dtype's epsilon unless given. Throws
/// ShapeError where the shapes do not go together.
WENGERT_WHERE_CALLED LstsqResult lstsq(const Array& a, const Array& b,
                                       std::optional<double> rcond = {});

/// The product of matrices, of which the first and the last may be vectors, in the order of fewest
/// multiplications (Cormen et al., Introduction to Algorithms, 15.2).
Array multi_dot(const std::vector<Array>& factors);

}  // namespace wengert::linalg

#if WENGERT_BODIES
#include <limits>

#include "wengert/array/factories.hpp"

namespace wengert::linalg {

namespace parts {

inline double epsilon(Dtype d) {
  return real_dtype(d) == Dtype::f64 ? std::numeric_limits<double>::epsilon()
                                     : double(std::numeric_limits<float>::epsilon());
}
inline void require_matrices(std::string_view function, const Array& a) {
  if (a.ndim() < 2)
    throw ShapeError(cat(function, ": ", a.type(),
                         " is no matrix; the operand must have the shape (..., m, n)"));
}
inline std::int64_t greater_extent(const Array& a) {
  return std::max(a.shape()[a.ndim() - 1], a.shape()[a.ndim() - 2]);
}
inline Shape leading(const Array& a) {
  return Shape(std::span(a.shape()).first(std::size_t(a.ndim() - 2)));
}

/// The operands of a x = b in one dtype with equal leading extents, of whatever b is a vector or
/// matrices; `apply` gives x from them.
template <class F>
Array solved(std::string_view function, const Array& a, const Array& b, F&& apply) {
  require_matrices(function, a);
  const Dtype d = to_inexact(promote(a.dtype(), b.dtype()));
  const bool is_vector = b.ndim() == 1;
  const Array right = is_vector ? b.astype(d).reshape({-1, 1}) : b.astype(d);
  const std::int64_t n = a.shape()[a.ndim() - 2];
  if (right.ndim() < 2 || right.shape()[right.ndim() - 2] != n)
    throw ShapeError(cat(function, ": ", a.type(), " and ", b.type(),
                         " do not go together: the system has ", n, " equations"));
  const Shape batch = broadcast(function, leading(a), leading(right));
  const auto with_batch = [&](const Array& x) {
    Shape shape = batch;
    shape.push_back(x.shape()[x.ndim() - 2]);
    shape.push_back(x.shape()[x.ndim() - 1]);
    return broadcast_to(x, shape);
  };
  const Array x = apply(with_batch(a.astype(d)), with_batch(right));
  return is_vector ? x.squeeze(-1) : x;
}

}  // namespace parts

WENGERT_API Array inv(const Array& a) {
  return apply_primitive(primitive<ops::Inv>(), {}, {parts::inexact(a).handle()});
}

WENGERT_API Array det(const Array& a) {
  return apply_primitive(primitive<ops::Det>(), {}, {parts::inexact(a).handle()});
}

WENGERT_API SlogdetResult slogdet(const Array& a) {
  ops::order_of("slogdet", a.type());
  const auto lu = parts::of(primitive<ops::Lu>(), {}, a);
  const Array u = parts::diagonals(Array(lu[0])), pivots(lu[1]);
  const Array exchanged = pivots != arange(u.shape().back());
  const Array parity = 1 - 2 * (sum(exchanged, -1) % 2), magnitude = abs(u);
  const Array directions =
      is_complex(u.dtype()) ? Array(u / where(magnitude == 0, 1, magnitude)) : Array(sign(u));
  return {prod(directions, -1) * parity, sum(log(magnitude), -1)};
}

WENGERT_API Array solve(const Array& a, const Array& b) {
  return parts::solved("linalg::solve", a, b, [](const Array& matrices, const Array& right) {
    return apply_primitive(primitive<ops::Solve>(), {}, {matrices.handle(), right.handle()});
  });
}

WENGERT_API Array matrix_power(const Array& a, int n) {
  ops::order_of("matrix_power", a.type());
  Array base = n < 0 ? inv(a) : a;
  Array power = broadcast_to(eye(a.shape().back(), {}, 0, base.dtype()), base.shape());
  bool started = false;
  for (unsigned k = n < 0 ? 0u - unsigned(n) : unsigned(n); k != 0; k >>= 1) {
    if (k & 1) power = std::exchange(started, true) ? matmul(power, base) : base;
    if (k > 1) base = matmul(base, base);
  }
  return power;
}

WENGERT_WHERE_CALLED Array pinv(const Array& a, std::optional<double> rtol) {
  parts::require_matrices("pinv", a);
  const Array matrices = parts::inexact(a);
  const double tolerance =
      rtol.value_or(10 * double(parts::greater_extent(a)) * parts::epsilon(matrices.dtype()));
  const Array each = full(parts::leading(a), tolerance, real_dtype(matrices.dtype()));
  return apply_primitive(primitive<ops::Pinv>(), {}, {matrices.handle(), each.handle()});
}

// Through the singular values, as JAX's lstsq.
WENGERT_WHERE_CALLED LstsqResult lstsq(const Array& a, const Array& b,
                                       std::optional<double> rcond) {
  if (a.ndim() != 2 || b.ndim() < 1 || b.ndim() > 2 || b.shape()[0] != a.shape()[0])
    throw ShapeError(cat("lstsq: a is ", a.type(), " and b is ", b.type(),
                         "; they must have the shapes (m, n) and (m) or (m, k)"));
  const Dtype d = to_inexact(promote(a.dtype(), b.dtype()));
  const Array matrix = a.astype(d),
              right = b.ndim() == 1 ? b.astype(d).reshape({-1, 1}) : b.astype(d);
  const auto [u, s, vh] = svd(matrix, reduced);
  const double tolerance = rcond.value_or(double(parts::greater_extent(a)) * parts::epsilon(d));
  const Array counts = (s > 0) & (s >= tolerance * max(s));
  const Array inverse = where(counts, 1 / where(counts, s, 1), 0);
  const Array x =
      matmul(parts::adjoint(vh), inverse.reshape({-1, 1}) * matmul(parts::adjoint(u), right));
  const Array left = right - matmul(matrix, x);
  const Array squares = real(left) * real(left) + imag(left) * imag(left);
  return {b.ndim() == 1 ? x.ravel() : x, sum(squares, 0), sum(counts), s};
}

namespace parts {

/// cost[i][j] is that of the product of factors i to j, split behind factor split[i][j].
struct Order {
  std::vector<std::vector<double>> cost;
  std::vector<std::vector<std::size_t>> split;

  explicit Order(const std::vector<Array>& factors)
      : cost(factors.size(), std::vector<double>(factors.size())),
        split(factors.size(), std::vector<std::size_t>(factors.size())) {
    const auto extent = [&](std::size_t k) {
      return double(k == 0 ? factors[0].shape()[0] : factors[k - 1].shape()[1]);
    };
    for (std::size_t length = 2; length <= factors.size(); ++length)
      for (std::size_t i = 0, j = length - 1; j < factors.size(); ++i, ++j) {
        cost[i][j] = std::numeric_limits<double>::infinity();
        for (std::size_t k = i; k < j; ++k) {
          const double total =
              cost[i][k] + cost[k + 1][j] + extent(i) * extent(k + 1) * extent(j + 1);
          if (total < cost[i][j]) cost[i][j] = total, split[i][j] = k;
        }
      }
  }
  Array product(const std::vector<Array>& factors, std::size_t i, std::size_t j) const {
    if (i == j) return factors[i];
    return matmul(product(factors, i, split[i][j]), product(factors, split[i][j] + 1, j));
  }
};

}  // namespace parts

WENGERT_API Array multi_dot(const std::vector<Array>& given) {
  if (given.size() < 2)
    throw ValueError(cat("multi_dot: ", given.size(), " factors; give at least two"));
  std::vector<Array> factors = given;
  const bool row = given.front().ndim() == 1, column = given.back().ndim() == 1;
  if (row) factors.front() = given.front().reshape({1, -1});
  if (column) factors.back() = given.back().reshape({-1, 1});
  for (std::size_t k = 0; k < factors.size(); ++k) {
    if (factors[k].ndim() != 2)
      throw ShapeError(cat("multi_dot: factor ", k, " is ", given[k].type(),
                           "; factors are matrices, and the first and last may be vectors"));
    if (k > 0 && factors[k].shape()[0] != factors[k - 1].shape()[1])
      throw ShapeError(cat("multi_dot: inner extents of factors ", k - 1, " and ", k,
                           " differ: ", given[k - 1].type(), " x ", given[k].type()));
  }
  Array result = parts::Order(factors).product(factors, 0, factors.size() - 1);
  if (column) result = result.squeeze(-1);
  return row ? result.squeeze(0) : result;
}

}  // namespace wengert::linalg
#endif
