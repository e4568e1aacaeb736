#include "acceptance/near.hpp"

namespace {

using Pair = std::pair<Array, Array>;

}  // namespace

TEST(Jacobian, ShapesAreThoseOfResultThenArgument) {
  const Array a = wg::arange(6.0).reshape({2, 3}), x = wg::arange(12.0).reshape({3, 4}) / 3;
  const auto f = [&](Array y) { return wg::matmul(a, y); };
  const Array forward = wg::jacfwd(f)(x), reverse = wg::jacrev(f)(x);
  ASSERT_EQ(forward.shape(), (wg::Shape{2, 4, 3, 4}));
  expect_near(forward, reverse);
  expect_near(forward(wg::all, 1, wg::all, 1), a);
  expect_near(forward(wg::all, 1, wg::all, 2), wg::zeros({2, 3}));
}

TEST(Jacobian, OfScalars) {
  const auto f = [](Array x) { return wg::sin(x); };
  expect_near(wg::jacfwd(f)(0.5), std::cos(0.5));
  expect_near(wg::jacrev(f)(0.5), std::cos(0.5));
  expect_near(wg::hessian(f)(0.5), -std::sin(0.5));
  expect_near(wg::jacrev<1>([](Array x, Array y) { return x * y; })(2.0, 3.0), 2.0);
}

TEST(Jacobian, ArgumentsAndResultsMayBeTrees) {
  const auto f = [](const Pair& p) { return p.first * p.second; };
  const Pair j = wg::jacrev(f)(Pair{Array{1.0, 2.0}, 3.0});
  expect_near(j.first, {{3.0, 0.0}, {0.0, 3.0}});
  expect_near(j.second, {1.0, 2.0});
  const auto g = [](Array x) { return Pair{x * x, wg::sum(x)}; };
  const Pair k = wg::jacfwd(g)(Array{1.0, 2.0});
  expect_near(k.first, {{2.0, 0.0}, {0.0, 4.0}});
  expect_near(k.second, {1.0, 1.0});
}

TEST(Jacobian, HessianCompilesAndBatches) {
  const auto f = [](Array x) { return wg::sum(wg::sin(x)) * wg::prod(x); };
  const Array x = {0.3, 0.5, 0.7};
  const Array h = wg::hessian(f)(x);
  expect_near(h, h.T());
  expect_near(wg::jit(wg::hessian(f))(x), h);
  expect_near(wg::vmap(wg::hessian(f))(wg::stack({x, x * 2}))(0), h);
  expect_near(wg::jacrev(wg::jacrev(f))(x), h);
}

TEST(Jacobian, OfHolomorphicFunctions) {
  using C = std::complex<float>;
  const auto f = [](Array z) { return z * z; };
  EXPECT_THROW((void)wg::jacfwd(f)(Array(C(1, 2))), wg::DtypeError);
  const Array d = wg::jacfwd(f, wg::holomorphic)(Array(C(1, 2)));
  expect_near(wg::real(d), 2.0);
  expect_near(wg::imag(d), 4.0);
}
