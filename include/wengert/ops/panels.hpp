// The interpreter's matrix product: both operands are packed into panels that are multiplied in
// register blocks of 4 by 16. Compiled code has its own (backend/).
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace wengert::ops {

namespace panels {

inline constexpr std::int64_t rows = 4, columns = 16, depth = 256;

/// c[rows][columns] += a panel of `rows` by n (column after column) times one of n by `columns`.
template <class T> void multiply_panels(const T* a, const T* b, T* c, std::int64_t n) {
  T sum[rows][columns] = {};
  for (std::int64_t k = 0; k < n; ++k, a += rows, b += columns)
    for (std::int64_t i = 0; i < rows; ++i)
      for (std::int64_t j = 0; j < columns; ++j) sum[i][j] += a[i] * b[j];
  for (std::int64_t i = 0; i < rows; ++i)
    for (std::int64_t j = 0; j < columns; ++j) c[i * columns + j] += sum[i][j];
}

/// Rows first … first + width of a matrix (extent by n, contiguous rows), one column after the
/// other; zeros past its end.
template <class T> void pack(const T* matrix, std::int64_t extent, std::int64_t n,
                             std::int64_t first, std::int64_t width, std::int64_t from,
                             std::int64_t count, T* panel) {
  for (std::int64_t i = 0; i < width; ++i)
    for (std::int64_t k = 0; k < count; ++k)
      panel[k * width + i] = first + i < extent ? matrix[(first + i) * n + from + k] : T(0);
}

/// c (p by q) = a (p by n) times the transpose of b (q by n).
template <class T> void multiply_transposed(const T* a, const T* b, T* c, std::int64_t p,
                                            std::int64_t q, std::int64_t n) {
  const std::int64_t panels = (q + columns - 1) / columns;
  std::vector<T> packed_a(std::size_t(rows * depth)),
      packed_b(std::size_t(panels * columns * depth));
  std::fill(c, c + p * q, T(0));
  for (std::int64_t from = 0; from < n; from += depth) {
    const std::int64_t count = std::min(depth, n - from);
    for (std::int64_t j = 0; j < panels; ++j)
      pack(b, q, n, j * columns, columns, from, count, packed_b.data() + j * columns * depth);
    for (std::int64_t i = 0; i < p; i += rows) {
      pack(a, p, n, i, rows, from, count, packed_a.data());
      for (std::int64_t j = 0; j < panels; ++j) {
        T tile[rows * columns] = {};
        multiply_panels(packed_a.data(), packed_b.data() + j * columns * depth, tile, count);
        for (std::int64_t r = 0; r < std::min(rows, p - i); ++r)
          for (std::int64_t s = 0; s < std::min(columns, q - j * columns); ++s)
            c[(i + r) * q + j * columns + s] += tile[r * columns + s];
      }
    }
  }
}

}  // namespace panels

}  // namespace wengert::ops
