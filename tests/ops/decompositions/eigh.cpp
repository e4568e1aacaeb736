// Eigenvalues ascend, eigenvectors are unitary; equal eigenvalues have tangents, their vectors
// none.
#include "ops/decompositions/matrices.hpp"

namespace wengert::testing {

using namespace wengert::ops;

namespace {

template <class T>
void check(std::int64_t n) {
  const Matrix<T> b = random_matrix<T>(n, n, 1), a = (b + b.adjoint()) * 0.5;
  const auto parts = apply_all(primitive<Eigh>(), flags({"vectors"}, "vectors"), {tensor_of<T>(b)});
  const Matrix<double> w = matrix_of<double>(parts[0]);
  const Matrix<T> v = matrix_of<T>(parts[1]);
  expect_near(a * v, v * w.col(0).template cast<T>().asDiagonal(), 1e-11);
  expect_near(v.adjoint() * v, Matrix<T>::Identity(n, n), 1e-11);
  EXPECT_TRUE(std::is_sorted(w.data(), w.data() + n));
  const Tensor alone = apply<Eigh>({tensor_of<T>(b)}, flags({"vectors"}));
  expect_near(matrix_of<double>(alone), w);
}

TEST(Eigh, RealAndComplex) {
  for (std::int64_t n : {1, 2, 5, 30}) {
    check<double>(n);
    check<Complex>(n);
  }
}

TEST(Eigh, NotFiniteGivesNaN) {
  const Tensor a = array<float>({2, 2}, {1, NAN, 0, 1});
  for (const Tensor& part : apply_all(primitive<Eigh>(), flags({"vectors"}, "vectors"), {a}))
    EXPECT_TRUE(all_nan(part));
}

TEST(Eigh, EqualEigenvaluesHaveATangent) {
  const Tensor a = tensor_of<double>(Matrix<double>::Identity(3, 3)),
               da = tensor_of<double>(random_matrix<double>(3, 3, 4));
  const std::vector<double> dw = elements<double>(tangent<Eigh>({a}, {da}, flags({"vectors"})));
  const double sum = dw[0] + dw[1] + dw[2];
  EXPECT_NEAR(sum, matrix_of<double>(da).trace(), 1e-12);
  const Function f = function_of<Eigh>({{float64, {3, 3}}}, flags({"vectors"}, "vectors"));
  const Jvp forward = jvp(f, {true}, {true, true});
  for (double x : elements<double>(eval(forward.function, std::vector{a, da})[3]))
    EXPECT_FALSE(std::isfinite(x));
}

}  // namespace
}  // namespace wengert::testing
