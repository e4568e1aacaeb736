// Gaussian elimination with partial pivoting: unrolled over a value type for small matrices, blocked for
// large ones.
#pragma once

#include <complex>
#include <cstdint>
#include <vector>

#include "wengert/ops/form/value.hpp"
#include "wengert/ops/panels.hpp"

namespace wengert::ops {

/// A matrix of values that is brought to triangular form.
template <class V>
struct Elimination {
  std::int64_t rows, columns;
  std::vector<V> elements;
  V sign;  // of the permutation

  Elimination(std::int64_t rows_, std::int64_t columns_, std::vector<V> elements_)
      : rows(rows_), columns(columns_), elements(std::move(elements_)), sign(math::like(elements[0], 1)) {}
  V& at(std::int64_t i, std::int64_t j) { return elements[std::size_t(i * columns + j)]; }

  /// Zeros below the diagonal; row k is exchanged with a lower one wherever that has the larger pivot.
  void run() {
    for (std::int64_t k = 0; k < rows; ++k) {
      for (std::int64_t i = k + 1; i < rows; ++i) exchange_if_larger(k, i);
      for (std::int64_t i = k + 1; i < rows; ++i) {
        const V zero = math::like(at(k, k), 0);
        const V factor = math::select(at(k, k) == zero, at(i, k), at(i, k) / at(k, k));
        for (std::int64_t j = k + 1; j < columns; ++j) at(i, j) = at(i, j) - factor * at(k, j);
      }
    }
  }
  /// The solutions of the triangular system for right-hand sides in the columns behind the matrix.
  std::vector<V> solutions() {
    const std::int64_t sides = columns - rows;
    std::vector<V> x(std::size_t(rows * sides), sign);
    for (std::int64_t j = 0; j < sides; ++j)
      for (std::int64_t i = rows; i-- > 0;) {
        V sum = at(i, rows + j);
        for (std::int64_t k = i + 1; k < rows; ++k) sum = sum - at(i, k) * x[std::size_t(k * sides + j)];
        x[std::size_t(i * sides + j)] = sum / at(i, i);
      }
    return x;
  }

 private:
  static auto magnitude(V x) {
    if constexpr (math::Floating<V>) return math::abs(x);
    else return math::abs(x.re) + math::abs(x.im);
  }
  void exchange_if_larger(std::int64_t k, std::int64_t i) {
    const auto larger = magnitude(at(k, k)) < magnitude(at(i, k));
    for (std::int64_t j = k; j < columns; ++j) {
      const V upper = at(k, j), lower = at(i, j);
      at(k, j) = math::select(larger, lower, upper);
      at(i, j) = math::select(larger, upper, lower);
    }
    sign = math::select(larger, -sign, sign);
  }
};

// ---- large matrices -----------------------------------------------------------------------------------

/// The factors of a row-major n by n matrix with its rows permuted: a unit lower triangle and an upper one.
/// Right-looking, by blocks of columns; all but a fraction block / n of the work is matrix products.
/// Golub and Van Loan, Matrix Computations, 3.2.11.
template <class T>
class Factorisation {
 public:
  Factorisation(std::int64_t n, const T* matrix) : n_(n), lu_(matrix, matrix + n * n) {
    for (std::int64_t first = 0; first < n_; first += block) {
      const std::int64_t end = std::min(first + block, n_);
      for (std::int64_t k = first; k < end; ++k) eliminate_column(k, end);
      for (std::int64_t i = first; i < end; ++i)
        for (std::int64_t k = first; k < i; ++k) subtract_row(&at(i, end), at(i, k), &at(k, end), n_ - end);
      subtract_product(&at(end, first), n_, &at(first, end), n_, &at(end, end), n_, n_ - end, end - first,
                       n_ - end);
    }
  }

  T determinant() const {
    T product = T(1);
    for (std::int64_t k = 0; k < n_; ++k) product *= pivots_[std::size_t(k)] == k ? at(k, k) : -at(k, k);
    return product;
  }

  /// Replaces the n by `sides` right-hand sides by the solutions.
  void solve(T* x, std::int64_t sides) const {
    for (std::int64_t k = 0; k < n_; ++k) {
      const std::int64_t p = pivots_[std::size_t(k)];
      if (p != k) std::swap_ranges(x + k * sides, x + (k + 1) * sides, x + p * sides);
    }
    for (std::int64_t first = 0; first < n_; first += block) {
      const std::int64_t end = std::min(first + block, n_);
      subtract_product(&at(first, 0), n_, x, sides, x + first * sides, sides, end - first, first, sides);
      for (std::int64_t i = first; i < end; ++i)
        for (std::int64_t k = first; k < i; ++k) subtract_row(x + i * sides, at(i, k), x + k * sides, sides);
    }
    for (std::int64_t end = n_; end > 0;) {
      const std::int64_t first = (end - 1) / block * block;
      subtract_product(&at(first, end), n_, x + end * sides, sides, x + first * sides, sides, end - first,
                       n_ - end, sides);
      for (std::int64_t i = end; i-- > first;) {
        for (std::int64_t k = i + 1; k < end; ++k) subtract_row(x + i * sides, at(i, k), x + k * sides, sides);
        for (std::int64_t j = 0; j < sides; ++j) x[i * sides + j] /= at(i, i);
      }
      end = first;
    }
  }

 private:
  static constexpr std::int64_t block = 32;

  T& at(std::int64_t i, std::int64_t j) { return lu_.data()[i * n_ + j]; }
  const T& at(std::int64_t i, std::int64_t j) const { return lu_.data()[i * n_ + j]; }

  // Column k of the panel that ends before `end`.
  void eliminate_column(std::int64_t k, std::int64_t end) {
    std::int64_t pivot = k;
    for (std::int64_t i = k + 1; i < n_; ++i)
      if (std::abs(at(i, k)) > std::abs(at(pivot, k))) pivot = i;
    pivots_.push_back(pivot);
    if (pivot != k) std::swap_ranges(&at(k, 0), &at(k, 0) + n_, &at(pivot, 0));
    for (std::int64_t i = k + 1; i < n_; ++i) {
      if (at(k, k) != T(0)) at(i, k) /= at(k, k);
      subtract_row(&at(i, k) + 1, at(i, k), &at(k, k) + 1, end - k - 1);
    }
  }
  static void subtract_row(T* target, T factor, const T* row, std::int64_t count) {
    for (std::int64_t j = 0; j < count; ++j) target[j] -= factor * row[j];
  }
  // c (p by q) -= a (p by n) b (n by q), each with its row stride.
  static void subtract_product(const T* a, std::int64_t a_stride, const T* b, std::int64_t b_stride, T* c,
                               std::int64_t c_stride, std::int64_t p, std::int64_t n, std::int64_t q) {
    if (p == 0 || n == 0 || q == 0) return;
    std::vector<T> left(std::size_t(p * n)), right(std::size_t(q * n)), product(std::size_t(p * q));
    for (std::int64_t i = 0; i < p; ++i) std::copy_n(a + i * a_stride, n, left.data() + i * n);
    for (std::int64_t k = 0; k < n; ++k)
      for (std::int64_t j = 0; j < q; ++j) right[std::size_t(j * n + k)] = b[k * b_stride + j];
    panels::multiply_transposed(left.data(), right.data(), product.data(), p, q, n);
    for (std::int64_t i = 0; i < p; ++i)
      for (std::int64_t j = 0; j < q; ++j) c[i * c_stride + j] -= product[std::size_t(i * q + j)];
  }

  std::int64_t n_;
  std::vector<T> lu_;
  std::vector<std::int64_t> pivots_;
};

}  // namespace wengert::ops
