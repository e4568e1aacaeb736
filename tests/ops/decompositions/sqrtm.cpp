// Squares of the roots, and their tangents.
#include <Eigen/Eigenvalues>

#include "ops/decompositions/matrices.hpp"

namespace wengert::testing {

using namespace wengert::ops;

namespace {

template <class T>
void check(std::int64_t n) {
  const Matrix<T> a = random_matrix<T>(n, n, 1);
  const Matrix<Complex> x =
      matrix_of<Complex>(apply_all(primitive<Sqrtm>(), {}, {tensor_of<T>(a)})[0]);
  expect_near(x * x, a.template cast<Complex>(), 1e-11);
  const auto eigenvalues = x.eigenvalues();
  for (std::int64_t j = 0; j < n; ++j) EXPECT_GE(eigenvalues[j].real(), -1e-11);
}

TEST(Sqrtm, RealAndComplex) {
  for (std::int64_t n : {1, 2, 5, 20}) {
    check<double>(n);
    check<Complex>(n);
  }
}

TEST(Sqrtm, NegativeEigenvaluesOfRealMatricesHaveOneSign) {
  const Matrix<double> q = random_matrix<double>(6, 6, 3);
  Matrix<double> w = Matrix<double>::Zero(6, 6);
  w.diagonal() << -1, -4, 9, 2, -0.25, 1;
  const Matrix<double> a = q * w * q.inverse();
  const Matrix<Complex> x =
      matrix_of<Complex>(apply_all(primitive<Sqrtm>(), {}, {tensor_of<double>(a)})[0]);
  EXPECT_NEAR(x.trace().real(), 3 + std::sqrt(2.0) + 1, 1e-9);
  EXPECT_NEAR(x.trace().imag(), 1 + 2 + 0.5, 1e-9);
}

TEST(Sqrtm, RootsOfSingularMatrices) {
  Matrix<double> a = Matrix<double>::Zero(4, 4);
  a(0, 0) = 4;
  const auto root = [](const Matrix<double>& m) {
    return matrix_of<Complex>(apply_all(primitive<Sqrtm>(), {}, {tensor_of<double>(m)})[0]);
  };
  expect_near(root(a), a.cast<Complex>() / 2.0);
  a(1, 2) = 1;  // no root
  EXPECT_FALSE(root(a).allFinite());
}

TEST(Sqrtm, TangentsSatisfyTheEquation) {
  const Matrix<double> a = random_matrix<double>(4, 4, 1), da = random_matrix<double>(4, 4, 2);
  const Jvp forward = jvp(function_of<Sqrtm>({{float64, {4, 4}}}, {}), {true}, {true});
  const auto both =
      eval(forward.function, std::vector{tensor_of<double>(a), tensor_of<double>(da)});
  const Matrix<Complex> x = matrix_of<Complex>(both[0]), dx = matrix_of<Complex>(both[1]);
  expect_near(x * dx + dx * x, da.cast<Complex>(), 1e-11);
}

}  // namespace
}  // namespace wengert::testing
