// Gaussian elimination with partial pivoting: unrolled over a value type for small matrices,
// blocked for large ones.
#pragma once

#include <complex>
#include <cstdint>
#include <vector>

#include "wengert/ops/form/value.hpp"

namespace wengert::ops {

/// A matrix of values that is brought to triangular form.
template <class V> struct Elimination {
  std::int64_t rows, columns;
  std::vector<V> elements;
  V sign;  // of the permutation

  Elimination(std::int64_t rows_, std::int64_t columns_, std::vector<V> elements_)
      : rows(rows_),
        columns(columns_),
        elements(std::move(elements_)),
        sign(math::like(elements[0], 1)) {}
  V& at(std::int64_t i, std::int64_t j) { return elements[std::size_t(i * columns + j)]; }

  /// Zeros below the diagonal; row k is exchanged with a lower one wherever that has the larger
  /// pivot.
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
        for (std::int64_t k = i + 1; k < rows; ++k)
          sum = sum - at(i, k) * x[std::size_t(k * sides + j)];
        x[std::size_t(i * sides + j)] = sum / at(i, i);
      }
    return x;
  }

 private:
  static auto magnitude(V x) {
    if constexpr (math::Floating<V>)
      return math::abs(x);
    else
      return math::abs(x.re) + math::abs(x.im);
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

}  // namespace wengert::ops
