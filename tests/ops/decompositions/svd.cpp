// Singular vectors and values multiply to the matrix; the pseudoinverse satisfies Penrose's laws.
#include "ops/decompositions/matrices.hpp"

namespace wengert::testing {

using namespace wengert::ops;

namespace {

template <class T>
void check(std::int64_t m, std::int64_t n, std::string_view set) {
  const Matrix<T> a = random_matrix<T>(m, n, 1);
  const auto parts =
      apply_all(primitive<Svd>(), flags({"vectors", "full_matrices"}, set), {tensor_of<T>(a)});
  const Matrix<double> s = matrix_of<double>(parts[0]);
  const Matrix<T> u = matrix_of<T>(parts[1]), vh = matrix_of<T>(parts[2]);
  const std::int64_t k = std::min(m, n);
  expect_near(u.leftCols(k) * s.col(0).template cast<T>().asDiagonal() * vh.topRows(k), a, 1e-11);
  expect_near(u.adjoint() * u, Matrix<T>::Identity(u.cols(), u.cols()), 1e-11);
  expect_near(vh * vh.adjoint(), Matrix<T>::Identity(vh.rows(), vh.rows()), 1e-11);
  EXPECT_TRUE(std::is_sorted(s.data(), s.data() + k, std::greater()));
}

TEST(Svd, TallAndWide) {
  for (std::string_view set : {"vectors", "vectors full_matrices"})
    for (const auto& [m, n] : {std::pair{1, 1}, {4, 4}, {6, 3}, {3, 6}, {20, 12}}) {
      check<double>(m, n, set);
      check<Complex>(m, n, set);
    }
}

TEST(Svd, FullMatricesHaveNoDerivative) {
  EXPECT_EQ(
      message_of<RuleError>([] {
        const Tensor a = tensor_of<double>(random_matrix<double>(3, 2, 1));
        tangent<Svd>({a}, {a}, flags({"vectors", "full_matrices"}, "vectors full_matrices"));
      }),
      "svd: the derivative of the full matrices of f64[3,2] does not exist: their last vectors "
      "are arbitrary; ask for the reduced ones (full_matrices = false)");
}

TEST(Svd, NotFiniteGivesNaN) {
  const Tensor a = array<double>({1, 2}, {1, INFINITY});
  for (const Tensor& part :
       apply_all(primitive<Svd>(), flags({"vectors", "full_matrices"}, "vectors"), {a}))
    EXPECT_TRUE(all_nan(part));
}

template <class T>
void check_pseudoinverse(std::int64_t m, std::int64_t n, std::int64_t rank) {
  const Matrix<T> a = random_matrix<T>(m, rank, 1) * random_matrix<T>(rank, n, 2);
  const Matrix<T> p = matrix_of<T>(apply<Pinv>({tensor_of<T>(a), scalar(1e-12)}));
  expect_near(a * p * a, a, 1e-10);
  expect_near(p * a * p, p, 1e-10);
  expect_near((a * p).adjoint(), a * p, 1e-10);
  expect_near((p * a).adjoint(), p * a, 1e-10);
}

TEST(Pinv, OfEveryRank) {
  for (const auto& [m, n, rank] : {std::tuple{3, 3, 3}, {5, 3, 3}, {3, 5, 3}, {5, 4, 2}}) {
    check_pseudoinverse<double>(m, n, rank);
    check_pseudoinverse<Complex>(m, n, rank);
  }
  const Tensor zero = tensor_of<double>(Matrix<double>::Zero(2, 3));
  EXPECT_EQ(matrix_of<double>(apply<Pinv>({zero, scalar(1e-12)})).norm(), 0);
}

}  // namespace
}  // namespace wengert::testing
