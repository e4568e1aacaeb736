// l u is the matrix with its rows permuted; pivots and permutation say the same.
#include <numeric>

#include "ops/decompositions/matrices.hpp"

namespace wengert::testing {

using namespace wengert::ops;

namespace {

template <class T>
void check(std::int64_t m, std::int64_t n) {
  const Matrix<T> a = random_matrix<T>(m, n, 1);
  const auto parts = apply_all(primitive<Lu>(), {}, {tensor_of<T>(a)});
  const Matrix<T> lu = matrix_of<T>(parts[0]);
  const std::int64_t k = std::min(m, n);
  Matrix<T> l = lu.leftCols(k).template triangularView<Eigen::StrictlyLower>();
  l += Matrix<T>::Identity(m, k);
  const Matrix<T> u = lu.topRows(k).template triangularView<Eigen::Upper>();
  const auto permutation = elements<std::int32_t>(parts[2]);
  Matrix<T> permuted(m, n);
  for (std::int64_t i = 0; i < m; ++i) permuted.row(i) = a.row(permutation[std::size_t(i)]);
  expect_near(l * u, permuted);
  EXPECT_LE(l.cwiseAbs().maxCoeff(), is_complex_v<T> ? 1.5 : 1 + 1e-15);

  std::vector<std::int32_t> rows(static_cast<std::size_t>(m));
  std::iota(rows.begin(), rows.end(), 0);
  const auto pivots = elements<std::int32_t>(parts[1]);
  for (std::int64_t i = 0; i < k; ++i) {
    EXPECT_GE(pivots[std::size_t(i)], i);
    std::swap(rows[std::size_t(i)], rows[std::size_t(pivots[std::size_t(i)])]);
  }
  EXPECT_EQ(rows, permutation);
}

TEST(Lu, TallAndWide) {
  for (const auto& [m, n] : {std::pair{1, 1}, {4, 4}, {6, 3}, {3, 6}, {30, 30}}) {
    check<double>(m, n);
    check<Complex>(m, n);
  }
}

TEST(Lu, OfSingularMatrices) {
  const auto parts = apply_all(primitive<Lu>(), {}, {array<double>({3, 2}, {0, 0, 0, 0, 0, 1})});
  EXPECT_EQ(elements<double>(parts[0]), (std::vector<double>{0, 0, 0, 1, 0, 0}));
}

}  // namespace
}  // namespace wengert::testing
