#include "acceptance/near.hpp"

namespace {

using Pair = std::pair<Array, Array>;

}  // namespace

TEST(Scan, CarriesAndStacksTrees) {
  const auto f = [](const Pair& c, const Pair& x) {
    return std::pair{Pair{c.first + x.first, c.second * x.second},
                     std::tuple{c.first, Array(x.second + 1)}};
  };
  const Pair xs{wg::arange(4.0), wg::full({4, 2}, 2.0)};
  auto [last, ys] = wg::scan(f, Pair{0.0, wg::ones({2})}, xs);
  expect_near(last.first, 6.0);
  expect_near(last.second, {16.0, 16.0});
  expect_near(std::get<0>(ys), {0.0, 0.0, 1.0, 3.0});
  EXPECT_EQ(std::get<1>(ys).shape(), (wg::Shape{4, 2}));
}

TEST(Scan, ReverseAndWithoutInputs) {
  const auto f = [](Array c, Array x) { return std::pair{Array(c + x), Array(c)}; };
  auto [last, ys] = wg::scan(f, 0.0, wg::arange(4.0), wg::reverse);
  expect_near(last, 6.0);
  expect_near(ys, {6.0, 5.0, 3.0, 0.0});
  auto [power, powers] = wg::scan(
      [](Array c, wg::None) {
        return std::pair{Array(c * 2), c};
      },
      1.0, wg::none, 5);
  expect_near(power, 32.0);
  expect_near(powers, {1.0, 2.0, 4.0, 8.0, 16.0});
}

TEST(Scan, Derivatives) {
  const auto f = [](Array x) {
    return wg::scan(
               [&](Array c, Array t) {
                 return std::pair{wg::sin(c + x * t), c};
               },
               0.1, wg::arange(5.0))
        .first;
  };
  const auto unrolled = [](Array x) {
    Array c = 0.1;
    for (int t = 0; t < 5; ++t) c = wg::sin(c + x * double(t));
    return c;
  };
  expect_near(f(0.3), unrolled(0.3));
  expect_near(wg::grad(f)(0.3), wg::grad(unrolled)(0.3));
  expect_near(wg::jit(wg::grad(f))(0.3), wg::grad(unrolled)(0.3));
  expect_near(wg::grad(wg::grad(f))(0.3), wg::grad(wg::grad(unrolled))(0.3), 1e-4);
  expect_near(wg::vmap(wg::grad(f))(Array{0.3, 0.6})(0), wg::grad(unrolled)(0.3));
}

TEST(Scan, LengthsMustAgree) {
  const auto f = [](Array c, const Pair&) { return std::pair{c, c}; };
  EXPECT_THROW((void)wg::scan(f, 0.0, Pair{wg::arange(3.0), wg::arange(4.0)}), wg::ShapeError);
  EXPECT_THROW((void)wg::scan(f, 0.0, Pair{wg::arange(3.0), wg::arange(3.0)}, 4), wg::ShapeError);
  EXPECT_THROW((void)wg::scan(f, 0.0, Pair{wg::arange(3.0), 1.0}), wg::ShapeError);
}
