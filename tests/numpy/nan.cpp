// Values from numpy.
#include <limits>

#include "support/same.hpp"

namespace {

const Array x = {{3.0, wg::nan, 1.0, 2.0}, {wg::nan, wg::nan, wg::nan, wg::nan}};

TEST(Nan, Replacement) {
  const Array v = Array(std::vector<double>{wg::nan, wg::inf, -wg::inf, 1});
  const double largest = std::numeric_limits<double>::max();
  const Array same = Array(std::vector<double>{0, largest, -largest, 1});
  expect_same(wg::nan_to_num(v), same, 0, 0);
  expect_same(wg::nan_to_num(v, {.nan = 2, .posinf = 3, .neginf = 4}), {2.0, 3.0, 4.0, 1.0}, 0, 0);
  expect_same(wg::nan_to_num(v, {.posinf = 3}), Array(std::vector<double>{0, 3, -largest, 1}), 0,
              0);
  const auto taken_apart = [](const Array& z) { return wg::stack({wg::real(z), wg::imag(z)}); };
  const Array z =
      Array(std::vector<std::complex<double>>{{wg::nan, 1}, {-2, wg::inf}, {0, -wg::inf}});
  expect_same(taken_apart(wg::nan_to_num(z)), wg::nan_to_num(taken_apart(z)), 0, 0);
  expect_same(taken_apart(wg::nan_to_num(z, {.nan = 5, .neginf = 6})),
              wg::nan_to_num(taken_apart(z), {.nan = 5, .neginf = 6}), 0, 0);
  EXPECT_EQ(Array(wg::nan_to_num(Array{1, 2})).dtype(), wg::int32);
  EXPECT_EQ(wg::nan_to_num(Array{true}, {.nan = 1}).dtype(), wg::bool_);
  const auto f = [](Array a) { return wg::sum(wg::nan_to_num(a, {.nan = 2, .posinf = 3})); };
  expect_near(wg::grad(f)(v), {0.0, 0.0, 0.0, 1.0});
  expect_near(wg::jit(wg::grad(f))(v), {0.0, 0.0, 0.0, 1.0});
}

TEST(Nan, RunningTotals) {
  expect_near(wg::nancumsum(x, 1), {{3.0, 3.0, 4.0, 6.0}, {0.0, 0.0, 0.0, 0.0}});
  expect_near(wg::nancumprod(x(0)), {3.0, 3.0, 3.0, 6.0});
  expect_near(wg::nancumsum(Array{1, 2}), {1, 3});
}

TEST(Nan, Quantiles) {
  expect_same(wg::nanquantile(x, Array{0.25, 0.5}, 1), {{1.5, wg::nan}, {2.0, wg::nan}});
  expect_near(wg::nanmedian(x), 2.0);
  expect_near(wg::nanpercentile(x, 30), 1.6);
  EXPECT_EQ(wg::nanmedian(x, 0, wg::keepdims).shape(), (wg::Shape{1, 4}));
  expect_near(wg::nanmedian(Array{1, 2, 4}), 2.0);
  expect_near(wg::jit([](Array v) { return wg::nanmedian(v); })(x), 2.0);
  expect_near(wg::grad([](Array v) { return wg::nanmedian(v); })(Array{1.0, wg::nan, 2.0}),
              {0.5, 0.0, 0.5});
  EXPECT_THROW((void)wg::nanquantile(x, 2.0), wg::ValueError);
  EXPECT_THROW((void)wg::nanmedian(wg::zeros(0)), wg::ValueError);
}

}  // namespace
