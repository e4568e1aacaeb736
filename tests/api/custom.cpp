#include "acceptance/near.hpp"

TEST(CustomJvp, IsUsedInEveryDerivative) {
  auto f = wg::custom_jvp([](Array x) { return x * x; },
                          [](Array x, Array t) {
                            return std::pair{x * x, 100.0 * x * t};
                          });
  expect_near(f(3.0), 9.0);
  expect_near(wg::grad(f)(3.0), 300.0);
  expect_near(wg::grad(wg::grad(f))(3.0), 100.0);
  expect_near(wg::jvp(f, std::tuple{3.0}, std::tuple{2.0}).second, 600.0);
  expect_near(wg::jit(wg::grad(f))(3.0), 300.0);
  expect_near(wg::vmap(wg::grad(f))(Array{1.0, 2.0}), {100.0, 200.0});
  expect_near(wg::grad([&](Array x) { return wg::sum(wg::vmap(f)(x)); })(Array{1.0, 2.0}),
              {100.0, 200.0});
  expect_near(wg::grad(wg::jit(f))(3.0), 300.0);
}

TEST(CustomJvp, StaticArgumentsAndCaptures) {
  const Array a = {2.0, 3.0};
  auto f =
      wg::custom_jvp([&](Array x, int n) { return wg::sum(a * wg::pow(x, n)); },
                     [&](Array x, int n, Array t) {
                       return std::pair{wg::sum(a * wg::pow(x, n)), wg::sum(a * t) * double(n)};
                     });
  expect_near(wg::grad(f)(Array{1.0, 1.0}, 5), {10.0, 15.0});
  expect_near(wg::jit(wg::grad(f))(Array{1.0, 1.0}, 5), {10.0, 15.0});
}

TEST(CustomVjp, PassesResiduals) {
  auto clip =
      wg::custom_vjp([](Array x, Array) { return x * 1; },
                     [](Array x, Array bound) {
                       return std::pair{Array(x * 1), bound};
                     },
                     [](Array bound, Array ct) {
                       return std::tuple{Array(wg::clip(ct, -bound, bound)), wg::zeros_like(bound)};
                     });
  auto f = [&](Array x) { return wg::sum(clip(x, 1.0) * Array{0.5, 10.0, -10.0}); };
  expect_near(f(Array{1.0, 1.0, 1.0}), 0.5);
  expect_near(wg::grad(f)(Array{1.0, 1.0, 1.0}), {0.5, 1.0, -1.0});
  expect_near(wg::jit(wg::grad(f))(Array{1.0, 1.0, 1.0}), {0.5, 1.0, -1.0});
}

TEST(CustomVjp, OneArgumentReturnsItsCotangentAlone) {
  const Array scale = {1.0, 2.0};
  auto f = wg::custom_vjp([](Array x) { return wg::sin(x); },
                          [](Array x) {
                            return std::pair{wg::sin(x), wg::cos(x)};
                          },
                          [&](Array c, Array ct) { return ct * c * scale; });
  const Array x = {0.3, 0.4};
  expect_near(wg::grad([&](Array y) { return wg::sum(f(y)); })(x), wg::cos(x) * scale);
  expect_near(wg::vmap(wg::grad([&](Array y) { return wg::sum(f(y)); }))(wg::stack({x, x}))(1),
              wg::cos(x) * scale);
}

TEST(StopGradient, OfTrees) {
  using Pair = std::pair<Array, Array>;
  auto f = [](Array x) {
    const Pair p = wg::stop_gradient(Pair{x, 2 * x});
    return x * p.first + p.second;
  };
  expect_near(wg::grad(f)(3.0), 3.0);
}

// Forward mode turns the backward rule round, with its literals.
TEST(CustomVjp, ForwardModeCompiles) {
  auto f = wg::custom_vjp([](Array x) { return Array(3.0 * x * x); },
                          [](Array x) { return std::pair{Array(3.0 * x * x), x}; },
                          [](Array x, Array ct) { return std::tuple{Array(6.0 * x * ct)}; });
  auto slope = [=](Array x) {
    return wg::jvp(f, std::tuple{x}, std::tuple{wg::ones_like(x)}).second;
  };
  expect_near(slope(2.0), 12.0);
  expect_near(wg::jit(slope)(2.0), 12.0);
  expect_near(wg::jit(wg::vmap(slope))(Array{1.0, 2.0}), {6.0, 12.0});
}
