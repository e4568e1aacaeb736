#include "acceptance/near.hpp"

namespace {

TEST(AssociativeScan, IsTheRunningCombinationForEveryExtent) {
  const auto add = [](Array a, Array b) { return Array(a + b); };
  for (int n : {0, 1, 2, 3, 4, 5, 8, 17, 100}) {
    const Array x = wg::arange(double(n)) + 1;
    expect_near(wg::associative_scan(add, x), wg::cumsum(x));
    expect_near(wg::associative_scan(add, x, wg::reverse), wg::cumsum(x, 0, wg::reverse));
  }
  const Array m = wg::arange(12.0).reshape({3, 4});
  expect_near(wg::associative_scan(add, m, wg::ScanOrder::forward, 1), wg::cumsum(m, 1));
}

// Matrices do not commute: the order of combination shows.
TEST(AssociativeScan, KeepsTheOrder) {
  const Array steps = wg::sin(wg::arange(6.0 * 4)).reshape({6, 2, 2});
  const auto product = [](Array a, Array b) { return wg::matmul(a, b); };
  const Array all = wg::associative_scan(product, steps);
  Array so_far = steps(0);
  for (int k = 1; k < 6; ++k) {
    so_far = wg::matmul(so_far, steps(k));
    expect_near(all(k), so_far, 1e-5, 1e-5);
  }
}

// y' = a y + b as a scan of affine maps, over a pytree.
TEST(AssociativeScan, WalksPytrees) {
  using Map = std::pair<Array, Array>;
  const Map maps{Array{0.5, 2.0, -1.0, 3.0}, Array{1.0, 0.0, 2.0, -1.0}};
  const auto then = [](Map f, Map g) {
    return Map{f.first * g.first, f.second * g.first + g.second};
  };
  const auto [a, b] = wg::associative_scan(then, maps);
  double y = 0;
  for (int k = 0; k < 4; ++k) {
    y = maps.first(k).item<double>() * y + maps.second(k).item<double>();
    expect_near(b(k), y, 1e-5, 1e-5);
  }
  const auto total = [&](Array x) {
    return wg::sum(wg::associative_scan([](Array p, Array q) { return Array(p * q); }, x));
  };
  expect_near(wg::grad(total)(Array{1.0, 2.0, 3.0}), {9, 4, 2});
}

}  // namespace
