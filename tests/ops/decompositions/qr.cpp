// Orthonormal q and triangular r multiply to the matrix, be it tall, wide or empty.
#include "ops/decompositions/matrices.hpp"

namespace wengert::testing {

using namespace wengert::ops;

namespace {

template <class T>
void check(std::int64_t m, std::int64_t n, std::string_view set) {
  const Matrix<T> a = random_matrix<T>(m, n, 1);
  const auto parts = apply_all(primitive<Qr>(), flags({"full_matrices"}, set), {tensor_of<T>(a)});
  const Matrix<T> q = matrix_of<T>(parts[0]), r = matrix_of<T>(parts[1]);
  EXPECT_EQ(q.cols(), set.empty() ? std::min(m, n) : m);
  expect_near(q * r, a);
  expect_near(q.adjoint() * q, Matrix<T>::Identity(q.cols(), q.cols()));
  expect_near(Matrix<T>(r.template triangularView<Eigen::Upper>()), r, 0);
}

TEST(Qr, TallAndWide) {
  for (std::string_view set : {"", "full_matrices"})
    for (const auto& [m, n] : {std::pair{1, 1}, {4, 4}, {6, 3}, {3, 6}, {40, 20}}) {
      check<double>(m, n, set);
      check<Complex>(m, n, set);
    }
}

TEST(Qr, OfNoColumns) {
  const auto parts = apply_all(primitive<Qr>(), flags({"full_matrices"}, "full_matrices"),
                               {Tensor(Type{float64, {2, 0}})});
  EXPECT_EQ(elements<double>(parts[0]), (std::vector<double>{1, 0, 0, 1}));
  EXPECT_EQ(parts[1].type, (Type{float64, {2, 0}}));
}

TEST(Qr, FullMatricesHaveNoDerivative) {
  EXPECT_EQ(
      message_of<RuleError>([] {
        const Tensor a = tensor_of<double>(random_matrix<double>(3, 2, 1));
        tangent<Qr>({a}, {a}, flags({"full_matrices"}, "full_matrices"));
      }),
      "qr: the derivative of the full q of f64[3,2], f64[3,3], does not exist: its last columns "
      "are arbitrary; ask for the reduced q");
}

TEST(Qr, FaultsNameTheType) {
  EXPECT_EQ(message_of<ShapeError>(
                [] { apply<Qr>({Tensor(Type{float32, {3}})}, flags({"full_matrices"})); }),
            "qr: f32[3] is no matrix; the operand must have the shape (..., m, n)");
}

}  // namespace
}  // namespace wengert::testing
