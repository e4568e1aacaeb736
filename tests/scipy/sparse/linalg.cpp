// Iterations against direct solutions.
#include "support/derivatives.hpp"

namespace {

namespace sparse = wg::scipy::sparse::linalg;
using sparse::bicgstab, sparse::cg, sparse::gmres, sparse::Iteration, sparse::Operator;

using Solver = std::function<Array(const Operator&, const Array&, const Iteration&)>;
struct Method {
  Solver solve;
  bool only_definite;
};
const std::vector<Method> methods = {
    {[](const auto& a, const auto& b, const auto& how) { return cg(a, b, how); }, true},
    {[](const auto& a, const auto& b, const auto& how) { return bicgstab(a, b, how); }, false},
    {[](const auto& a, const auto& b, const auto& how) { return gmres(a, b, how); }, false}};

Array wide(std::vector<double> v, wg::Integers shape) { return Array(v).reshape(shape); }
const Array definite = wide({4, 1, 0.5, 1, 3, -1, 0.5, -1, 5}, {3, 3}),
            skewed = wide({4, 1, 0.5, -2, 3, -1, 1.5, -1, 5}, {3, 3}), b = wide({1, 2, 3}, 3);

TEST(Iterations, SolveMatricesAndCallables) {
  for (const Method& m : methods)
    for (const Array& a : {definite, skewed}) {
      if (m.only_definite && a(0, 1).item<double>() != a(1, 0).item<double>()) continue;
      const Array x = wg::linalg::solve(a, b);
      expect_near(m.solve(a, b, {}), x, 1e-4);
      expect_near(m.solve(a, b, {.tol = 1e-12}), x, 1e-10);
      const Operator product = [&](const Array& v) { return wg::matmul(a, v); };
      const Array near = x + 0.01, inverse = wg::linalg::inv(a + 0.01 * wg::eye(3));
      expect_near(m.solve(product, b, {.x0 = near, .tol = 1e-12, .m = inverse}), x, 1e-10);
      expect_near(m.solve(a, b, {.x0 = x}), x, 1e-12);
      expect_near(m.solve(a, b, {.maxiter = 0}), wg::zeros({3}, wg::float64));
      expect_near(m.solve(a, 0.0 * b, {}), wg::zeros({3}, wg::float64));
      expect_near(m.solve(a.astype(wg::float32), b.astype(wg::float32), {}), x.astype(wg::float32),
                  1e-4);
    }
}

TEST(Iterations, LargeSystemsOfAnyShape) {
  const Array right = wg::random::normal(wg::random::key(0), {20, 30}, wg::float64);
  const Operator screened = [](const Array& v) {  // the five-point Laplacian on a torus, less 1
    return Array(5.0 * v - wg::roll(v, 1, 0) - wg::roll(v, -1, 0) - wg::roll(v, 1, 1) -
                 wg::roll(v, -1, 1));
  };
  for (const Method& m : methods)
    expect_near(screened(m.solve(screened, right, {.tol = 1e-10})), right, 1e-7, 1e-7);
  expect_near(screened(gmres(screened, right, {.tol = 1e-10}, 5)), right, 1e-7, 1e-7);
}

TEST(Iterations, ComplexSystems) {
  const Array i = Array(std::complex<double>(0, 1)),
              hermitian = definite + 0.3 * i * (skewed - skewed.T());
  const Array general = skewed + i * definite, right = b + i * wg::flip(b);
  for (const Method& m : methods) {
    expect_near(m.solve(hermitian, right, {.tol = 1e-12}), wg::linalg::solve(hermitian, right),
                1e-9);
    if (!m.only_definite)
      expect_near(m.solve(general, right, {.tol = 1e-12}), wg::linalg::solve(general, right), 1e-9);
    expect_near(m.solve(hermitian, b, {.tol = 1e-12}), wg::linalg::solve(hermitian, b), 1e-9);
  }
}

TEST(Iterations, InsideTransforms) {
  const Array sides = wg::stack({b, 100.0 * b * b, 0.0 * b});
  for (const Method& m : methods) {
    const auto of_side = [&](Array v) { return m.solve(definite, v, {.tol = 1e-13}); };
    const auto of_matrix = [&](Array a) {
      return m.solve(wg::matmul(a.T(), a), b, {.tol = 1e-13});
    };
    const Array want = wg::linalg::solve(definite, sides.T()).T();
    expect_near(wg::jit(of_side)(b), want(0), 1e-9);
    expect_near(wg::jit(wg::vmap(of_side))(sides), want, 1e-9);
    expect_derivatives(of_side, b);
    expect_derivatives(of_matrix, skewed);
    expect_near(wg::jit(wg::jacrev(of_side))(b), wg::linalg::inv(definite), 1e-7, 1e-9);
  }
}

// Whatever the iteration had to do: nothing, from the solution or for b = 0; or less than was
// asked.
TEST(Iterations, DerivativesAreThoseOfTheSolution) {
  const Array x = wg::linalg::solve(definite, b), inverse = wg::linalg::inv(definite);
  for (const Method& m : methods) {
    const auto from_x = [&](Array v) { return m.solve(definite, v, {.x0 = x, .tol = 1e-13}); };
    const auto of_side = [&](Array v) { return m.solve(definite, v, {.tol = 1e-13}); };
    expect_near(wg::jacfwd(from_x)(b), inverse, 1e-10);
    expect_near(wg::jacrev(from_x)(b), inverse, 1e-10);
    expect_near(wg::jacrev(of_side)(0.0 * b), inverse, 1e-10);
    const auto preconditioned = [&](Array a) {
      const Array close = wg::linalg::inv(a + 0.01 * wg::eye(3));
      return wg::sum(m.solve(a, b, {.tol = 1e-13, .m = close}) * b);
    };
    const auto direct = [](Array a) { return wg::sum(wg::linalg::solve(a, b) * b); };
    expect_near(wg::grad(preconditioned)(definite), wg::grad(direct)(definite), 1e-9);
    expect_near(wg::jit(wg::hessian(preconditioned))(definite), wg::hessian(direct)(definite), 1e-8,
                1e-9);
  }
}

TEST(Iterations, BreakdownAndFaults) {
  // <A r, r> = 0 at the first step: bicgstab gives up, gmres needs the whole space.
  const Array turn = wide({0, 1, -1, 0}, {2, 2}), one = wide({1, 0}, 2);
  expect_near(gmres(turn, one), wide({0, 1}, 2), 1e-12, 1e-12);
  EXPECT_TRUE(bool(wg::all(wg::isfinite(bicgstab(turn, one)))));
  expect_near(gmres(wg::eye(3), b), b);  // the space is exhausted at once
  EXPECT_EQ(cg(wg::eye(3), Array{1, 2, 3}).dtype(), wg::float32);
  EXPECT_THROW((void)cg(wg::ones({2, 3}), b), wg::ShapeError);
  EXPECT_THROW((void)gmres(definite, b, {}, 0), wg::ValueError);
  for (const Method& m : methods) {
    EXPECT_THROW((void)m.solve(definite, b, {.x0 = wg::ones({2})}), wg::Error);
    EXPECT_THROW((void)m.solve([](const Array& v) { return wg::sum(v); }, b, {}), wg::ShapeError);
  }
}

}  // namespace
