// Values from numpy.
#include "support/same.hpp"

namespace {

const Array x = {{3.0, wg::nan, 1.0, 2.0}, {wg::nan, wg::nan, wg::nan, wg::nan}};

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
