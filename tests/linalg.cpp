#include "acceptance/near.hpp"

namespace {

Array matrix(int n, int seed = 0) {
  return wg::random::normal(wg::random::key(seed), {n, n}, wg::float64) + 3.0 * wg::eye(n);
}

}  // namespace

TEST(Linalg, InverseSolveAndDeterminantAgree) {
  for (int n : {1, 2, 3, 5, 8, 12}) {
    const Array a = matrix(n), b = matrix(n, 1);
    expect_near(wg::matmul(a, wg::linalg::inv(a)), wg::eye(n, {}, 0, wg::float64), 1e-9, 1e-9);
    expect_near(wg::matmul(a, wg::linalg::solve(a, b)), b, 1e-9, 1e-9);
    expect_near(wg::matmul(a, wg::linalg::solve(a, b(0))), b(0), 1e-9, 1e-9);
    expect_near(wg::linalg::det(wg::matmul(a, b)), wg::linalg::det(a) * wg::linalg::det(b), 1e-9,
                1e-9);
  }
}

TEST(Linalg, LeadingAxesAreABatch) {
  const Array a = wg::stack({matrix(3), matrix(3, 1)}), b = wg::ones({3, 2}, wg::float64);
  EXPECT_EQ(wg::linalg::det(a).shape(), (wg::Shape{2}));
  EXPECT_EQ(wg::linalg::solve(a, b).shape(), (wg::Shape{2, 3, 2}));
  expect_near(wg::linalg::solve(a, b)(1), wg::linalg::solve(a(1), b), 1e-12);
  expect_near(wg::linalg::inv(a)(1), wg::linalg::inv(a(1)), 1e-12);
}

TEST(Linalg, Derivatives) {
  const Array a = matrix(3), b = Array(std::vector<double>{1, 2, 3});
  // d log det A / dA = A^-T.
  expect_near(wg::grad([](Array x) { return wg::log(wg::linalg::det(x)); })(a),
              wg::linalg::inv(a).T(), 1e-9);
  const auto norm_of_solution = [&](Array x) { return wg::sum(wg::linalg::solve(x, b)); };
  const Array w = wg::linalg::solve(a.T(), wg::ones({3}, wg::float64)), x = wg::linalg::solve(a, b);
  expect_near(wg::grad(norm_of_solution)(a), -wg::outer(w, x), 1e-9);
}

TEST(Linalg, PowersAndNorms) {
  const Array a = {{1.0, 1.0}, {1.0, 0.0}};
  expect_near(wg::linalg::matrix_power(a, 10), {{89.0, 55.0}, {55.0, 34.0}});
  expect_near(wg::linalg::matrix_power(a, 0), wg::eye(2));
  expect_near(wg::matmul(wg::linalg::matrix_power(a, -3), wg::linalg::matrix_power(a, 3)),
              wg::eye(2));
  expect_near(wg::linalg::norm(Array{3.0, 4.0}), 5.0);
  expect_near(wg::linalg::norm(Array{{3.0, 4.0}, {6.0, 8.0}}, 1), {5.0, 10.0});
}

TEST(Linalg, FaultsNameTheShapes) {
  EXPECT_THROW((void)wg::linalg::inv(wg::ones({2, 3})), wg::ShapeError);
  EXPECT_THROW((void)wg::linalg::det(wg::ones({3})), wg::ShapeError);
  EXPECT_THROW((void)wg::linalg::solve(wg::eye(3), wg::ones({2})), wg::ShapeError);
}
