// Factors multiply to the matrix, unrolled and by the library; what is indefinite is NaN.
#include "ops/decompositions/matrices.hpp"

namespace wengert::testing {

using namespace wengert::ops;

namespace {

template <class T>
void check_factor(std::int64_t n) {
  const Matrix<T> b = random_matrix<T>(n, n, 1), a = b * b.adjoint() + Matrix<T>::Identity(n, n);
  const Matrix<T> l = matrix_of<T>(apply<Cholesky>({tensor_of<T>(a)}));
  expect_near(l * l.adjoint(), a);
  const Matrix<T> above = l.template triangularView<Eigen::StrictlyUpper>();
  EXPECT_EQ(above.norm(), 0);
}

TEST(Cholesky, FactorsOfEveryOrder) {
  for (std::int64_t n : {1, 2, 5, 8, 9, 40}) {
    check_factor<double>(n);
    check_factor<Complex>(n);
  }
}

TEST(Cholesky, OfTheHermitianPart) {
  EXPECT_EQ(elements<double>(apply<Cholesky>({array<double>({2, 2}, {4, 0, 4, 5})})),
            (std::vector<double>{2, 0, 1, 2}));
}

TEST(Cholesky, IndefiniteMatricesGiveNaN) {
  for (std::int64_t n : {2, 12}) {
    Matrix<double> a = Matrix<double>::Identity(n, n);
    for (double pivot : {-1., 0., double(NAN)}) {
      a(1, 1) = pivot;
      const Matrix<double> l = matrix_of<double>(apply<Cholesky>({tensor_of<double>(a)}));
      for (std::int64_t i = 0; i < n; ++i)
        for (std::int64_t j = 0; j < n; ++j) {
          if (j <= i)
            EXPECT_TRUE(std::isnan(l(i, j)));
          else
            EXPECT_EQ(l(i, j), 0);
        }
    }
  }
}

TEST(Cholesky, FaultsNameTheType) {
  EXPECT_EQ(
      message_of<ShapeError>([] { apply<Cholesky>({Tensor(Type{float32, {3, 4}})}); }),
      "cholesky: f32[3,4] does not end in a square matrix; its last two extents must be equal");
  EXPECT_THROW(apply<Cholesky>({Tensor(Type{int32, {2, 2}})}), DtypeError);
}

template <class T>
void check_triangular(std::int64_t n) {
  const Matrix<T> a = random_matrix<T>(n, n, 2) + 3. * Matrix<T>::Identity(n, n),
                  b = random_matrix<T>(n, 2, 3);
  for (int flags = 0; flags < 16; ++flags) {
    const bool lower = flags & 1, transposed = flags & 2, conjugated = flags & 4, unit = flags & 8;
    Matrix<T> read = lower ? Matrix<T>(a.template triangularView<Eigen::Lower>())
                           : Matrix<T>(a.template triangularView<Eigen::Upper>());
    if (unit) read.diagonal().setOnes();
    if (transposed) read.transposeInPlace();
    if (conjugated) read = read.conjugate().eval();
    const Attributes attributes = TriangularSolve::attributes(lower, transposed, conjugated, unit);
    const Tensor x = apply<TriangularSolve>({tensor_of<T>(a), tensor_of<T>(b)}, attributes);
    expect_near(read * matrix_of<T>(x), b, 1e-11);
  }
}

TEST(TriangularSolve, ReadsOneTriangle) {
  for (std::int64_t n : {1, 3, 8, 11}) {
    check_triangular<double>(n);
    check_triangular<Complex>(n);
  }
}

TEST(TriangularSolve, SystemsMustGoTogether) {
  EXPECT_EQ(
      message_of<ShapeError>([] {
        apply<TriangularSolve>({Tensor(Type{float64, {2, 2}}), Tensor(Type{float64, {3, 1}})},
                               TriangularSolve::attributes(true));
      }),
      "triangular_solve: a is f64[2,2] and b is f64[3,1]; b must have a's leading extents and "
      "end in (2, k)");
}

}  // namespace
}  // namespace wengert::testing
