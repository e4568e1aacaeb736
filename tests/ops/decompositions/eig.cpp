// Eigenvectors of length 1, of real matrices too complex ones.
#include "ops/decompositions/matrices.hpp"

namespace wengert::testing {

using namespace wengert::ops;

namespace {

template <class T>
void check(std::int64_t n) {
  const Matrix<T> a = random_matrix<T>(n, n, 1);
  const auto parts = apply_all(primitive<Eig>(), flags({"vectors"}, "vectors"), {tensor_of<T>(a)});
  const Matrix<Complex> w = matrix_of<Complex>(parts[0]), v = matrix_of<Complex>(parts[1]);
  expect_near(a.template cast<Complex>() * v, v * w.col(0).asDiagonal(), 1e-11);
  for (std::int64_t j = 0; j < n; ++j) EXPECT_NEAR(v.col(j).norm(), 1, 1e-12);
}

TEST(Eig, RealAndComplex) {
  for (std::int64_t n : {1, 2, 5, 20}) {
    check<double>(n);
    check<Complex>(n);
  }
}

// a + h da has the vectors v + h dv, up to their phases: a v = v w stays true to first order.
TEST(Eig, TangentsSatisfyTheEquation) {
  const Matrix<double> a = random_matrix<double>(4, 4, 1), da = random_matrix<double>(4, 4, 2);
  const Attributes with_vectors = flags({"vectors"}, "vectors");
  const Function f = function_of<Eig>({{float64, {4, 4}}}, with_vectors);
  const Jvp forward = jvp(f, {true}, {true, true});
  const auto all = eval(forward.function, std::vector{tensor_of<double>(a), tensor_of<double>(da)});
  const Matrix<Complex> w = matrix_of<Complex>(all[0]), v = matrix_of<Complex>(all[1]),
                        dw = matrix_of<Complex>(all[2]), dv = matrix_of<Complex>(all[3]);
  expect_near(da.cast<Complex>() * v + a.cast<Complex>() * dv,
              dv * w.col(0).asDiagonal() + v * dw.col(0).asDiagonal(), 1e-11);
  for (std::int64_t j = 0; j < 4; ++j) EXPECT_NEAR(std::abs(v.col(j).dot(dv.col(j))), 0, 1e-12);
}

}  // namespace
}  // namespace wengert::testing
