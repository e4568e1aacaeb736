#include "support/derivatives.hpp"

namespace {

// Newton's iteration, whose own derivative is that of its last step alone where it starts at the
// root.
const auto newton = [](const auto& f, const Array& guess) {
  return wg::while_loop([&](Array x) { return wg::max(wg::abs(f(x))) > 1e-14; },
                        [&](Array x) {
                          const auto [y, slope] =
                              wg::jvp(f, std::tuple{x}, std::tuple{Array(wg::ones_like(x))});
                          return x - y / slope;
                        },
                        guess);
};
const auto divide = [](const auto& map, const Array& y) {
  return Array(y / map(wg::ones_like(y)));
};
Array square_root(const Array& a) {
  return wg::custom_root([&](Array x) { return x * x - a; }, wg::ones_like(a), newton, divide);
}
Array number(double x) { return Array(wg::Tensor(wg::Constant(wg::float64, x))); }

TEST(Root, IsFoundAndDifferentiatedToEveryOrder) {
  EXPECT_NEAR(square_root(number(2)).item<double>(), std::sqrt(2), 1e-14);
  const auto direct = [](Array a) { return Array(wg::sqrt(a)); };
  const Array a = number(2.5);
  expect_near(wg::grad(square_root)(a), wg::grad(direct)(a), 1e-12);
  expect_near(wg::grad(wg::grad(square_root))(a), wg::grad(wg::grad(direct))(a), 1e-12);
  expect_near(wg::grad(wg::grad(wg::grad(square_root)))(a), wg::grad(wg::grad(wg::grad(direct)))(a),
              1e-12);
  expect_near(wg::jacfwd(wg::jacfwd(wg::jacrev(square_root)))(a),
              wg::grad(wg::grad(wg::grad(direct)))(a), 1e-12);
  expect_near(wg::jit(wg::grad(wg::grad(square_root)))(a), wg::grad(wg::grad(direct))(a), 1e-12);
}

// The root is the guess: there is nothing to iterate, and so nothing to differentiate but f.
TEST(Root, DerivativesDoNotDependOnTheIteration) {
  const auto f = [](Array a) {
    const Array guess = wg::stop_gradient(Array(wg::sqrt(a)));
    return wg::custom_root([&](Array x) { return x * x - a; }, guess, newton, divide);
  };
  expect_near(wg::grad(f)(number(4)), number(0.25), 1e-12);
}

TEST(Root, Batches) {
  const Array a = Array(std::vector{1.0, 2.0, 5.0});
  expect_near(wg::vmap(square_root)(a), wg::sqrt(a), 1e-12);
  expect_near(wg::vmap(wg::grad(square_root))(a), 0.5 / wg::sqrt(a), 1e-12);
  expect_near(wg::jit(wg::vmap(wg::grad(wg::grad(square_root))))(a), -0.25 / (a * wg::sqrt(a)),
              1e-12);
}

// Vectors, in forward and reverse mode: tangent_solve sees the transposed map in the latter.
TEST(Root, OfSystems) {
  const Array m = Array(std::vector{3.0, 1.0, -0.5, 2.0}).reshape({2, 2});
  const auto iterate = [](const auto& f, const Array& guess) {
    return wg::while_loop([&](Array x) { return wg::max(wg::abs(f(x))) > 1e-14; },
                          [&](Array x) { return x - 0.2 * f(x); }, guess);
  };
  const auto solve = [](const auto& map, const Array& y) {
    return wg::linalg::solve(
        wg::vmap([&](Array e) { return map(e); })(wg::eye(2, {}, 0, wg::float64)).T(), y);
  };
  const auto root = [&](Array b) {
    return wg::custom_root([&](Array x) { return wg::matmul(m, x) + 0.1 * x * x * x - b; },
                           wg::zeros({2}, wg::float64), iterate, solve);
  };
  const Array b = Array(std::vector{1.0, -2.0});
  expect_derivatives(root, b);
  expect_near(wg::jacrev(root)(b), wg::jacfwd(root)(b), 1e-11);
  const auto of_matrix = [&](Array n) {
    return wg::custom_root([&](Array x) { return wg::matmul(n, x) + 0.1 * x * x * x - b; },
                           wg::zeros({2}, wg::float64), iterate, solve);
  };
  expect_derivatives(of_matrix, m);
  const auto slope = [&](Array n) {
    return wg::grad([&](Array k) { return wg::sum(of_matrix(k)); })(n);
  };
  expect_derivatives(slope, m, 1e-5);
}

TEST(Root, RefusesOtherTypes) {
  const auto narrow = [](Array x) { return x.astype(wg::float32); };
  EXPECT_THROW((void)wg::custom_root(narrow, number(1), newton, divide), wg::DtypeError);
  const auto traced = [&](Array a) {
    return wg::custom_root([&](Array x) { return x - a; }, a,
                           [](const auto&, const Array& x) { return wg::stack({x, x}); }, divide);
  };
  EXPECT_THROW((void)wg::grad([&](Array a) { return wg::sum(traced(a)); })(number(1)),
               wg::ShapeError);
}

}  // namespace
