#include "support/derivatives.hpp"

namespace linalg = wg::linalg;

namespace {

Array matrix(int n, int seed = 0) {
  return wg::random::normal(wg::random::key(seed), {n, n}, wg::float64) + 3.0 * wg::eye(n);
}

}  // namespace

TEST(Linalg, InverseSolveAndDeterminantAgree) {
  for (int n : {1, 2, 3, 5, 8, 12}) {
    const Array a = matrix(n), b = matrix(n, 1);
    expect_near(wg::matmul(a, linalg::inv(a)), wg::eye(n, {}, 0, wg::float64), 1e-9, 1e-9);
    expect_near(wg::matmul(a, linalg::solve(a, b)), b, 1e-9, 1e-9);
    expect_near(wg::matmul(a, linalg::solve(a, b(0))), b(0), 1e-9, 1e-9);
    expect_near(linalg::det(wg::matmul(a, b)), linalg::det(a) * linalg::det(b), 1e-9, 1e-9);
  }
}

TEST(Linalg, LeadingAxesAreABatch) {
  const Array a = wg::stack({matrix(3), matrix(3, 1)}), b = wg::ones({3, 2}, wg::float64);
  EXPECT_EQ(linalg::det(a).shape(), (wg::Shape{2}));
  EXPECT_EQ(linalg::solve(a, b).shape(), (wg::Shape{2, 3, 2}));
  expect_near(linalg::solve(a, b)(1), linalg::solve(a(1), b), 1e-12);
  expect_near(linalg::inv(a)(1), linalg::inv(a(1)), 1e-12);
}

TEST(Linalg, Derivatives) {
  const Array a = matrix(3), b = Array(std::vector<double>{1, 2, 3});
  // d log det A / dA = A^-T.
  expect_near(wg::grad([](Array x) { return wg::log(linalg::det(x)); })(a), linalg::inv(a).T(),
              1e-9);
  const auto norm_of_solution = [&](Array x) { return wg::sum(linalg::solve(x, b)); };
  const Array w = linalg::solve(a.T(), wg::ones({3}, wg::float64)), x = linalg::solve(a, b);
  expect_near(wg::grad(norm_of_solution)(a), -wg::outer(w, x), 1e-9);
}

TEST(Linalg, PowersAndProducts) {
  const Array a = {{1.0, 1.0}, {1.0, 0.0}};
  expect_near(linalg::matrix_power(a, 10), {{89.0, 55.0}, {55.0, 34.0}});
  expect_near(linalg::matrix_power(a, 0), wg::eye(2));
  expect_near(wg::matmul(linalg::matrix_power(a, -3), linalg::matrix_power(a, 3)), wg::eye(2));
  const Array x = wg::ones({2, 30}), y = wg::ones({30, 3}), v = wg::ones({3});
  expect_near(linalg::multi_dot({x, y, v}), wg::matmul(wg::matmul(x, y), v));
  expect_near(linalg::multi_dot({v, y.T(), x.T(), wg::ones({2})}), 180.0);
  expect_near(linalg::cross(Array{1.0, 0.0, 0.0}, Array{0.0, 1.0, 0.0}), {0.0, 0.0, 1.0});
}

TEST(Linalg, DecompositionsMultiplyToTheMatrix) {
  const Array a = wg::random::normal(wg::random::key(0), {2, 5, 3}, wg::float64);
  const auto [q, r] = linalg::qr(a);
  expect_near(wg::matmul(q, r), a, 1e-12, 1e-12);
  const auto [u, s, vh] = linalg::svd(a, linalg::reduced);
  expect_near(wg::matmul(u * wg::expand_dims(s, 1), vh), a, 1e-12, 1e-12);
  EXPECT_EQ(linalg::svd(a).u.shape(), (wg::Shape{2, 5, 5}));
  expect_near(linalg::svdvals(a), s, 1e-12);

  const Array positive = wg::matmul(a.swapaxes(1, 2), a);
  const Array l = linalg::check(linalg::cholesky(positive));
  expect_near(wg::matmul(l, l.swapaxes(1, 2)), positive, 1e-12, 1e-12);
  expect_near(linalg::cholesky(positive, linalg::Triangle::upper), l.swapaxes(1, 2), 1e-12);
  const auto [w, v] = linalg::eigh(positive);
  expect_near(wg::matmul(v * wg::expand_dims(w, 1), v.swapaxes(1, 2)), positive, 1e-11, 1e-11);
  expect_near(w, linalg::eigvalsh(positive), 1e-12);
  expect_near(wg::flip(w, 1), s * s, 1e-11);

  const Array square = matrix(4);
  const auto [values, vectors] = linalg::eig(square);
  expect_near(wg::matmul(square, vectors), vectors * values, 1e-11, 1e-11);
  expect_near(wg::prod(linalg::eigvals(square)), linalg::det(square).astype(wg::complex128), 1e-11);
}

TEST(Linalg, DecompositionsInsideTransforms) {
  const Array a = matrix(3), many = wg::stack({a, 2.0 * a, matrix(3, 1)});
  const auto log_det = [](Array x) { return linalg::slogdet(x).logabsdet; };
  expect_near(wg::grad(log_det)(a), linalg::inv(a).T(), 1e-10);
  expect_near(wg::jit(wg::vmap(wg::grad(log_det)))(many)(1), linalg::inv(2.0 * a).T(), 1e-10);
  const auto nuclear = [](Array x) { return linalg::norm(x, "nuc"); };
  const auto [u, s, vh] = linalg::svd(a);
  expect_near(wg::grad(nuclear)(a), wg::matmul(u, vh), 1e-10);
  // The Hessian of log det X at X, applied to Y twice: -tr(X^-1 Y X^-1 Y).
  const auto by_factor = [](Array x) {
    const Array l = linalg::cholesky(x);
    return 2.0 * wg::sum(wg::log(wg::diagonal(l)));
  };
  const Array x = wg::matmul(a, a.T()), y = wg::eye(3, {}, 0, wg::float64), z = linalg::inv(x);
  const auto along = [&](Array t) { return by_factor(x + t * y); };
  expect_near(wg::grad(wg::grad(along))(Array(0.0).astype(wg::float64)),
              -wg::trace(wg::matmul(z, z)), 1e-9);
}

TEST(Linalg, DeterminantsOutOfRange) {
  const Array a = 1e-30 * wg::eye(20) + 1e-31 * wg::eye(20, 20, 1);
  const auto [sign, logabsdet] = linalg::slogdet(a);
  expect_near(sign, 1.0);
  expect_near(logabsdet, 20 * std::log(1e-30));
  const Array swapped = {{0.0, 2.0}, {3.0, 0.0}};
  expect_near(linalg::slogdet(swapped).sign, -1.0);
  expect_near(linalg::slogdet(swapped).logabsdet, std::log(6.0));
  expect_near(linalg::slogdet(wg::zeros({2, 2})).sign, 0.0);
  EXPECT_EQ(float(linalg::slogdet(wg::zeros({2, 2})).logabsdet), -INFINITY);
  const Array turned =
      wg::eye(2).astype(wg::complex64) * Array(std::vector<std::complex<float>>{{0, 2}, {3, 0}});
  expect_near(wg::imag(linalg::slogdet(turned).sign), 1.0);
}

TEST(Linalg, LeastSquares) {
  const Array a = wg::random::normal(wg::random::key(2), {6, 3}, wg::float64),
              b = wg::random::normal(wg::random::key(3), {6, 2}, wg::float64);
  const auto [x, residuals, rank, s] = linalg::lstsq(a, b);
  expect_near(wg::matmul(a.T(), b - wg::matmul(a, x)), wg::zeros({3, 2}, wg::float64), 0, 1e-12);
  expect_near(residuals, wg::sum(wg::square(b - wg::matmul(a, x)), 0), 1e-12);
  EXPECT_EQ(int(rank), 3);
  expect_near(linalg::lstsq(a, b(wg::all, 0)).x, x(wg::all, 0), 1e-12);
  expect_near(linalg::pinv(a), wg::matmul(linalg::inv(wg::matmul(a.T(), a)), a.T()), 1e-10);
  const Array twice = wg::concatenate({a, a}, 1);
  EXPECT_EQ(int(linalg::matrix_rank(twice)), 3);
  EXPECT_EQ(int(linalg::lstsq(twice, b).rank), 3);
  expect_near(wg::matmul(wg::matmul(twice, linalg::pinv(twice)), twice), twice, 1e-10, 1e-12);
}

TEST(Linalg, NormsOfVectorsAndMatrices) {
  using wg::inf;
  const Array v = {3.0, -4.0, 0.0}, m = {{3.0, -4.0}, {6.0, 8.0}};
  expect_near(linalg::norm(v), 5.0);
  expect_near(linalg::norm(v, 1), 7.0);
  expect_near(linalg::norm(v, inf), 4.0);
  expect_near(linalg::norm(v, -inf), 0.0);
  expect_near(linalg::norm(v, 0), 2.0);
  expect_near(linalg::norm(v, 3), std::cbrt(91.0));
  expect_near(linalg::norm(m), std::sqrt(125.0));
  expect_near(linalg::norm(m, wg::none, 1), {5.0, 10.0});
  expect_near(linalg::norm(m, 1, 0, wg::keepdims), {{9.0, 12.0}});
  expect_near(linalg::norm(m, "fro"), std::sqrt(125.0));
  expect_near(linalg::norm(m, 1), 12.0);
  expect_near(linalg::norm(m, -1), 9.0);
  expect_near(linalg::norm(m, inf), 14.0);
  expect_near(linalg::norm(m, -inf), 7.0);
  expect_near(linalg::norm(m, 2) * linalg::norm(m, -2), 48.0);
  expect_near(linalg::norm(m, "nuc"), linalg::norm(m, 2) + linalg::norm(m, -2));
  expect_near(linalg::norm(wg::stack({m, m}), 1, {1, 2}), {12.0, 12.0});
  expect_near(linalg::norm(wg::stack({m, m}, 2), 2, {0, 1}, wg::keepdims),
              linalg::norm(m, 2) * wg::ones({1, 1, 2}));
  expect_near(linalg::norm(wg::Array(std::complex<float>(3, 4)).reshape(1)), 5.0);
  expect_near(linalg::cond(m), linalg::norm(m, 2) / linalg::norm(m, -2));
  expect_near(linalg::cond(m, 1), 12.0 * linalg::norm(linalg::inv(m), 1));
}

// Values from jax.numpy.linalg 0.10.2.
TEST(Linalg, NormsOfVectorsAlongAnyAxes) {
  using wg::inf;
  const Array x = wg::arange(-4, 8).reshape({2, 3, 2}) + 0.5;
  struct Row {
    linalg::NormOrder order;
    double whole;
    Array each;
  };
  for (const Row& row :
       {Row{1, 40.0, {12.0, 12.0, 16.0}}, Row{2, 13.820275, {6.0827625, 7.2801099, 10.049876}},
        Row{wg::none, 13.820275, {6.0827625, 7.2801099, 10.049876}},
        Row{3, 10.253519, {4.8909733, 6.3906765, 8.879040}}, Row{0, 12.0, {4.0, 4.0, 4.0}},
        Row{inf, 7.5, {3.5, 5.5, 7.5}}, Row{-inf, 0.5, {2.5, 0.5, 0.5}},
        Row{-1, 0.13520855, {0.72916667, 0.32565789, 0.33854167}}}) {
    expect_near(linalg::vector_norm(x, row.order), row.whole);
    expect_near(linalg::vector_norm(x, row.order, {0, -1}), row.each);
    const auto rows = [&](Array v) { return linalg::vector_norm(v, row.order, 1); };
    expect_near(wg::jit(wg::vmap([&](Array v) { return linalg::vector_norm(v, row.order, 0); }))(x),
                rows(x));
    if (row.order.power != 0) expect_derivatives(rows, x.astype(wg::float64));
  }
  EXPECT_EQ(linalg::vector_norm(x, 1, {}, wg::keepdims).shape(), (wg::Shape{1, 1, 1}));
  EXPECT_EQ(linalg::vector_norm(x, 2, 1, wg::keepdims).shape(), (wg::Shape{2, 1, 2}));
  expect_near(linalg::vector_norm(Array{3, 4}), 5.0);
  expect_near(linalg::vector_norm(Array(std::complex<float>(3, 4))), 5.0);
  EXPECT_THROW((void)linalg::vector_norm(x, "fro"), wg::ValueError);
  EXPECT_THROW((void)linalg::vector_norm(x, 2, 3), wg::IndexError);
}

TEST(Linalg, NormsOfTrailingMatrices) {
  using wg::inf;
  const Array m = {{{3.0, -4.0}, {6.0, 8.0}}, {{1.0, 2.0}, {2.0, 4.0}}};
  struct Row {
    linalg::NormOrder order;
    Array each;
  };
  for (const Row& row : {Row{"fro", {11.180340, 5.0}}, Row{"nuc", {14.866069, 5.0}},
                         Row{1, {12.0, 6.0}}, Row{-1, {9.0, 3.0}}, Row{2, {10.125617, 5.0}},
                         Row{-2, {4.7404520, 0.0}}, Row{inf, {14.0, 6.0}}, Row{-inf, {7.0, 3.0}}}) {
    const auto f = [&](Array v) { return linalg::matrix_norm(v, row.order); };
    expect_near(f(m), row.each);
    expect_near(wg::jit(wg::vmap(f))(m), row.each);
    expect_near(linalg::matrix_norm(m, row.order, wg::keepdims), row.each.reshape({2, 1, 1}));
    expect_derivatives(f, m(0).astype(wg::float64));
  }
  expect_near(linalg::matrix_norm(m), Array{11.180340, 5.0});
  EXPECT_THROW((void)linalg::matrix_norm(m, 3), wg::ValueError);
  EXPECT_THROW((void)linalg::matrix_norm(wg::ones({3})), wg::ShapeError);
}

TEST(Linalg, CheckFindsNaN) {
  EXPECT_THROW((void)linalg::check(linalg::cholesky(Array{{1.0, 2.0}, {2.0, 1.0}})),
               linalg::LinAlgError);
  EXPECT_THROW((void)linalg::check(linalg::eigh(Array{{wg::nan, 2.0}, {2.0, 1.0}})), wg::Error);
}

TEST(Linalg, FaultsNameTheShapes) {
  EXPECT_THROW((void)linalg::inv(wg::ones({2, 3})), wg::ShapeError);
  EXPECT_THROW((void)linalg::det(wg::ones({3})), wg::ShapeError);
  EXPECT_THROW((void)linalg::slogdet(wg::ones({3})), wg::ShapeError);
  EXPECT_THROW((void)linalg::solve(wg::eye(3), wg::ones({2})), wg::ShapeError);
  EXPECT_THROW((void)linalg::cholesky(wg::ones({3, 4})), wg::ShapeError);
  EXPECT_THROW((void)linalg::svd(wg::ones({3})), wg::ShapeError);
  EXPECT_THROW((void)linalg::lstsq(wg::ones({3, 2}), wg::ones({2})), wg::ShapeError);
  EXPECT_THROW((void)linalg::multi_dot({wg::ones({3, 2}), wg::ones({3, 2})}), wg::ShapeError);
  EXPECT_THROW((void)linalg::multi_dot({wg::ones({3, 2})}), wg::ValueError);
  EXPECT_THROW((void)linalg::norm(wg::ones({3, 2}), 3), wg::ValueError);
  EXPECT_THROW((void)linalg::norm(wg::ones({3}), "nuc"), wg::ValueError);
  EXPECT_THROW((void)linalg::norm(wg::ones({3}), "max"), wg::ValueError);
  EXPECT_THROW((void)linalg::norm(wg::ones({3, 2, 2}), 1), wg::ValueError);
}
