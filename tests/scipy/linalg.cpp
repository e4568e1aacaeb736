// Factors solve what they were made from; the exponential agrees with its laws.
#include "acceptance/near.hpp"

namespace sl = wg::scipy::linalg;

namespace {

Array matrix(int n, int seed = 0, wg::Dtype d = wg::float64) {
  const Array re =
      wg::random::normal(wg::random::key(seed), {n, n}, wg::float64) + 3.0 * wg::eye(n);
  if (!is_complex(d)) return re.astype(d);
  const Array im = wg::random::normal(wg::random::key(seed + 50), {n, n}, wg::float64);
  return re.astype(d) + im * Array(std::complex<double>(0, 1)).astype(d);
}
Array transposed(const Array& a, int trans) {
  return trans == 0 ? a : trans == 1 ? a.T() : Array(wg::conj(a.T()));
}

}  // namespace

TEST(ScipyLinalg, TriangularSystems) {
  for (wg::Dtype d : {wg::float64, wg::complex128})
    for (int trans : {0, 1, 2}) {
      const Array a = matrix(4, 0, d), b = matrix(4, 1, d)(wg::all, wg::slice(0, 2));
      const Array lower = transposed(wg::tril(a), trans), upper = transposed(wg::triu(a), trans);
      expect_near(wg::matmul(lower, sl::solve_triangular(a, b, {trans, true})), b, 1e-11, 1e-11);
      expect_near(wg::matmul(upper, sl::solve_triangular(a, b, {.trans = trans})), b, 1e-11, 1e-11);
    }
  const Array l = {{9.0, 0.0}, {2.0, 9.0}};
  expect_near(sl::solve_triangular(l, Array{1.0, 5.0}, {.lower = true, .unit_diagonal = true}),
              {1.0, 3.0});
}

TEST(ScipyLinalg, CholeskyFactorsReadOneTriangle) {
  for (wg::Dtype d : {wg::float64, wg::complex128}) {
    const Array m = matrix(5, 0, d), a = wg::matmul(m, transposed(m, 2)), b = m(0);
    const Array x = wg::linalg::solve(a, b);
    for (bool lower : {false, true}) {
      const Array half = lower ? wg::tril(a) : wg::triu(a);
      const sl::CholeskyFactor factor = sl::cho_factor(half, {lower});
      expect_near(sl::cho_solve(factor, b), x, 1e-9, 1e-11);
      const Array c = factor.c, product = lower ? wg::matmul(c, transposed(c, 2))
                                                : wg::matmul(transposed(c, 2), c);
      expect_near(product, a, 1e-11, 1e-11);
    }
  }
}

TEST(ScipyLinalg, LuFactorsSolve) {
  for (wg::Dtype d : {wg::float64, wg::complex128}) {
    const Array a = wg::flip(matrix(5, 0, d), 0), b = matrix(5, 1, d);
    const sl::LuFactor factor = sl::lu_factor(a);
    for (int trans : {0, 1, 2}) {
      expect_near(wg::matmul(transposed(a, trans), sl::lu_solve(factor, b, trans)), b, 1e-10,
                  1e-11);
      expect_near(wg::matmul(transposed(a, trans), sl::lu_solve(factor, b(0), trans)), b(0), 1e-10,
                  1e-11);
    }
    for (const Array& x : {a, Array(a(wg::slice(0, 3))), Array(a(wg::all, wg::slice(0, 3)))}) {
      const auto [p, l, u] = sl::lu(x);
      expect_near(wg::matmul(p, wg::matmul(l, u)), x, 1e-12, 1e-12);
      expect_near(wg::tril(l), l);
      expect_near(wg::triu(u), u);
    }
  }
  const Array many = wg::stack({wg::flip(matrix(3), 0), matrix(3, 1)});
  const auto solve = [](Array a, Array b) { return sl::lu_solve(sl::lu_factor(a), b); };
  const Array b = wg::ones({3}, wg::float64);
  expect_near(wg::vmap(solve, {0, wg::none})(many, b)(1), wg::linalg::solve(many(1), b), 1e-11);
  expect_near(wg::grad([&](Array a) { return wg::sum(solve(a, b)); })(many(0)),
              wg::grad([&](Array a) { return wg::sum(wg::linalg::solve(a, b)); })(many(0)), 1e-10,
              1e-12);
}

TEST(ScipyLinalg, ExponentialsOfSmallAndLargeMatrices) {
  const wg::DefaultFloat wide(wg::float64);
  const Array turn = {{0.0, 1.0}, {-1.0, 0.0}};
  for (double angle : {0.0, 1e-3, 1.0, 30.0, 1e4}) {
    const Array x = sl::expm(angle * turn);
    const double c = std::cos(angle), s = std::sin(angle);
    expect_near(x, Array{{c, s}, {-s, c}}, 0, 1e-9);
  }
  EXPECT_TRUE(bool(wg::all(wg::isnan(sl::expm(1e6 * turn)))));
  const Array many = wg::stack({0.1 * turn, 40.0 * turn});
  const Array each = sl::expm(many);
  expect_near(each(1), sl::expm(many(1)), 1e-10);
  expect_near(wg::jit([](Array x) { return sl::expm(x); })(many), each, 1e-10, 1e-12);
  expect_near(wg::vmap([](Array x) { return sl::expm(x); })(many), each, 1e-10, 1e-12);
}

TEST(ScipyLinalg, DerivativesOfTheExponential) {
  // d tr(exp(t A)) / dt = tr(A exp(A)) at t = 1; and under jit, through the masked squarings.
  const Array a = 4.0 * matrix(3);
  const auto trace = [&](Array t) { return wg::trace(sl::expm(t * a)); };
  const Array one = Array(1.0).astype(wg::float64), want = wg::trace(wg::matmul(a, sl::expm(a)));
  expect_near(wg::grad(trace)(one), want, 1e-10);
  expect_near(wg::jit(wg::grad(trace))(one), want, 1e-10);
  const Array second = wg::trace(wg::matmul(wg::matmul(a, a), sl::expm(a)));
  expect_near(wg::grad(wg::grad(trace))(one), second, 1e-9);
}

TEST(ScipyLinalg, SpecialMatrices) {
  expect_near(sl::block_diag({wg::eye(2), Array{{5.0, 6.0}}, 2.0}), {{1.0, 0.0, 0.0, 0.0, 0.0},
                                                                     {0.0, 1.0, 0.0, 0.0, 0.0},
                                                                     {0.0, 0.0, 5.0, 6.0, 0.0},
                                                                     {0.0, 0.0, 0.0, 0.0, 2.0}});
  expect_near(sl::toeplitz(Array{1.0, 2.0, 3.0}),
              {{1.0, 2.0, 3.0}, {2.0, 1.0, 2.0}, {3.0, 2.0, 1.0}});
  expect_near(sl::toeplitz(Array{1.0, 2.0}, Array{9.0, 4.0, 5.0}),
              {{1.0, 4.0, 5.0}, {2.0, 1.0, 4.0}});
}

TEST(ScipyLinalg, FaultsNameTheShapes) {
  EXPECT_THROW((void)sl::solve_triangular(wg::eye(3), wg::ones({2})), wg::ShapeError);
  EXPECT_THROW((void)sl::solve_triangular(wg::eye(3), wg::ones({3}), {.trans = 3}), wg::ValueError);
  EXPECT_THROW((void)sl::cho_factor(wg::ones({2, 3})), wg::ShapeError);
  EXPECT_THROW((void)sl::lu_factor(wg::ones({2, 3})), wg::ShapeError);
  EXPECT_THROW((void)sl::expm(wg::ones({2, 3})), wg::ShapeError);
  EXPECT_THROW((void)sl::block_diag({}), wg::ValueError);
  EXPECT_THROW((void)sl::toeplitz(wg::ones({2, 2})), wg::ShapeError);
}
