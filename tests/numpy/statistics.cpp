#include "acceptance/near.hpp"

namespace {

TEST(Quantile, OfAxesAndOfSeveralFractions) {
  const Array x = wg::arange(24.0).reshape({2, 3, 4});
  EXPECT_EQ(wg::quantile(x, Array{0.0, 0.5}, {0, 2}).shape(), (wg::Shape{2, 3}));
  expect_near(wg::quantile(x, Array{0.0, 1.0}), {0, 23});
  expect_near(wg::median(x, {0, 2}, wg::keepdims).ravel(), {7.5, 11.5, 15.5});
  expect_near(wg::median(Array{3, 1, 2}), 2.0);
  expect_near(wg::percentile(Array{1.0, 2.0, wg::inf}, 50), 2.0);
  EXPECT_TRUE(std::isnan(wg::median(Array{1.0, wg::nan}).item<double>()));
  EXPECT_THROW((void)wg::quantile(x, 1.5), wg::ValueError);
  EXPECT_THROW((void)wg::quantile(wg::zeros({0}), 0.5), wg::ValueError);
}

TEST(Histogram, EdgesWeightsAndDegenerateRange) {
  const auto [counts, edges] = wg::histogram(Array{0.0, 0.5, 1.0, 2.0}, 2);
  expect_near(counts, {2, 2});
  expect_near(edges, {0, 1, 2});
  expect_near(wg::histogram(Array{0.0, 2.0}, 2, {}, Array{3.0, 4.0}).counts, {3, 4});
  expect_near(wg::histogram(Array{1.0, 1.0}, 2).counts, {0, 2});
  expect_near(wg::histogram(Array{-9.0, 0.1, 9.0}, 1, std::pair{0.0, 1.0}).counts, {1});
  EXPECT_THROW((void)wg::histogram(Array{1.0}, 0), wg::ValueError);
}

TEST(Bincount, LengthWeightsAndStrays) {
  expect_near(wg::bincount(Array{1, 1, 3}), {0, 2, 0, 1});
  expect_near(wg::bincount(Array{-1, 1, 9}, 3), {1, 1, 0});
  expect_near(wg::bincount(Array{0, 2}, 3, Array{0.5, 1.5}), {0.5, 0, 1.5});
  EXPECT_THROW((void)wg::bincount(Array{1.0}), wg::DtypeError);
}

TEST(Covariance, OfOneVariableAndOfIntegers) {
  expect_near(wg::cov(Array{1.0, 2.0, 4.0}), 7.0 / 3);
  expect_near(wg::cov(Array{{1, 2}, {2, 4}}), {{0.5, 1.0}, {1.0, 2.0}});
  expect_near(wg::corrcoef(Array{{1.0, 2.0, 3.0}, {3.0, 2.0, 1.0}}), {{1.0, -1.0}, {-1.0, 1.0}});
  EXPECT_THROW((void)wg::cov(wg::ones({2, 2, 2})), wg::ShapeError);
}

TEST(Interp, BeyondTheEndsAndAtSteps) {
  const Array xp = {0.0, 1.0, 1.0, 2.0}, fp = {0.0, 1.0, 5.0, 6.0};
  expect_near(wg::interp(Array{-1.0, 0.5, 1.5, 3.0}, xp, fp), {0.0, 0.5, 5.5, 6.0});
  expect_near(wg::interp(Array{-1.0, 3.0}, xp, fp, -7.0, 8.0), {-7, 8});
  expect_near(wg::interp(0.5, Array{2.0}, Array{3.0}), 3.0);
  EXPECT_THROW((void)wg::interp(0.5, xp, Array{1.0}), wg::ShapeError);
}

}  // namespace
