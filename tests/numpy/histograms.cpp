// Values from numpy.
#include "acceptance/near.hpp"

TEST(Histograms, OfTwoCoordinates) {
  const Array x = {0.0, 1.0, 1.0, 2.0}, y = {0.0, 0.0, 1.0, 3.0};
  const auto [counts, edges] = wg::histogram2d(x, y, {.bins = {2, 3}});
  expect_near(counts, {{1.0, 0.0, 0.0}, {1.0, 1.0, 1.0}});
  expect_near(edges[0], {0.0, 1.0, 2.0});
  expect_near(edges[1], {0.0, 1.0, 2.0, 3.0});
  const auto density =
      wg::histogram2d(x, y, {.bins = 2, .ranges = {{0, 1}, {0, 4}}, .density = true});
  expect_near(density.counts, {{1.0 / 3, 0.0}, {2.0 / 3, 0.0}});
  expect_near(wg::histogram2d(x, y, {.bins = 1, .weights = Array{1.0, 2.0, 3.0, 4.0}}).counts,
              {{10.0}});
  EXPECT_THROW((void)wg::histogram2d(x, wg::ones(3)), wg::ShapeError);
  EXPECT_THROW((void)wg::histogram2d(x, y, {.bins = {1, 2, 3}}), wg::ValueError);
}

TEST(Histograms, EdgesAndManyCoordinates) {
  expect_near(wg::histogram_bin_edges(Array{1.0, 3.0}, 4), {1.0, 1.5, 2.0, 2.5, 3.0});
  EXPECT_EQ(wg::histogramdd(wg::ones({5, 3}), {.bins = {2, 3, 4}}).counts.shape(),
            (wg::Shape{2, 3, 4}));
  EXPECT_THROW((void)wg::histogramdd(wg::ones(5)), wg::ShapeError);
}
