#include "support/derivatives.hpp"

namespace {

using wg::scipy::optimize::minimize, wg::scipy::optimize::OptimizeResult;

Array wide(std::vector<double> v) { return Array(v); }
Array rosenbrock(const Array& x) {
  const Array head = x(wg::slice(0, -1)), tail = x(wg::slice(1, wg::none));
  return wg::sum(100.0 * wg::square(tail - head * head) + wg::square(1.0 - head));
}

TEST(Minimize, Rosenbrock) {
  for (const Array& x0 : {wide({-1.2, 1}), wide({-1.2, 1, 0.5}), wide({1, 1, 1})}) {
    const OptimizeResult found = minimize(rosenbrock, x0, {.tol = 1e-8});
    expect_near(found.x, wg::ones_like(x0), 1e-6);
    EXPECT_TRUE(bool(found.success));
    EXPECT_EQ(int(found.status), 0);
    expect_near(found.fun, rosenbrock(found.x), 1e-12, 1e-20);
    expect_near(found.jac, wg::grad(rosenbrock)(found.x), 1e-9, 1e-12);
    EXPECT_LE(int(found.nit), 25 * int(x0.size()));
    EXPECT_LE(int(found.nfev), 2 * int(found.nit) + 10);
    EXPECT_EQ(int(found.nfev), int(found.njev));
  }
  EXPECT_EQ(int(minimize(rosenbrock, wide({1, 1})).nit), 0);
}

TEST(Minimize, EstimatesTheInverseHessian) {
  const Array a = Array{{4.0, 1.0}, {1.0, 3.0}}.astype(wg::float64), b = wide({1, 2});
  const auto f = [&](const Array& x) { return wg::dot(x, wg::dot(a, x)) / 2.0 - wg::dot(b, x); };
  const OptimizeResult found = minimize(f, wide({10, -20}), {.tol = 1e-9});
  expect_near(found.x, wg::linalg::solve(a, b), 1e-8);
  expect_near(found.hess_inv, wg::linalg::inv(a), 1e-2);
}

TEST(Minimize, InsideTransforms) {
  const auto nearest = [](Array x0) { return minimize(rosenbrock, x0, {.tol = 1e-8}).x; };
  const Array starts = wide({-1.2, 1, 3, 3, 1, 1}).reshape({3, 2});
  expect_near(wg::jit(nearest)(starts(0)), wide({1, 1}), 1e-6);
  expect_near(wg::vmap(nearest)(starts), wg::ones({3, 2}, wg::float64), 1e-6);
  // A minimum moves with what the function captures.
  const auto moved = [](Array c) {
    return minimize(
               [&](const Array& x) {
                 return wg::sum(wg::square(x - c) * (1.0 + wg::square(x - c)));
               },
               wg::zeros({2}, wg::float64), {.tol = 1e-10})
        .x;
  };
  expect_near(wg::jit(moved)(wide({1, -2})), wide({1, -2}), 1e-6);
  expect_near(wg::jacfwd(moved)(wide({1, -2})), wg::eye(2), 1e-5, 1e-5);
  expect_near(wg::jit(wg::jacrev(moved))(wide({1, -2})), wg::eye(2), 1e-5, 1e-5);
}

TEST(Minimize, SaysWhyItStopped) {
  const OptimizeResult early = minimize(rosenbrock, wide({-1.2, 1}), {.maxiter = 3});
  EXPECT_FALSE(bool(early.success));
  EXPECT_EQ(int(early.status), 1);
  EXPECT_EQ(int(early.nit), 3);
  for (const auto& f : {+[](const Array& x) { return Array(wg::sum(x)); },  // no minimum
                        +[](const Array& x) { return Array(wg::sum(x) * wg::nan); }}) {
    const OptimizeResult lost = minimize(f, wide({1, 2}));
    EXPECT_FALSE(bool(lost.success));
    EXPECT_EQ(int(lost.status), 2);
  }
  // Logarithms end at 0: a step beyond is too long, not the end.
  const auto barrier = [](const Array& x) { return wg::sum(x - wg::log(x)); };
  expect_near(minimize(barrier, Array{0.01f, 5.0f}).x, {1.0, 1.0}, 1e-3);
  EXPECT_THROW((void)minimize(rosenbrock, Array{{1.0}}), wg::ShapeError);
  EXPECT_THROW((void)minimize([](const Array& x) { return x; }, Array{1.0}), wg::ShapeError);
  EXPECT_THROW((void)minimize(rosenbrock, Array{1.0, 2.0}.astype(wg::complex64)), wg::DtypeError);
  EXPECT_THROW((void)minimize(rosenbrock, Array{1.0}, {.method = "Newton"}), wg::ValueError);
}

}  // namespace
