#include "acceptance/near.hpp"

namespace {

TEST(Convolve, EveryExtent) {
  const Array a = {1.0, 2.0, 3.0}, v = {1.0, 10.0};
  expect_near(wg::convolve(a, v), {1, 12, 23, 30});
  expect_near(wg::convolve(v, a), {1, 12, 23, 30});
  expect_near(wg::convolve(a, v, wg::Extent::same), {1, 12, 23});
  expect_near(wg::convolve(a, v, wg::Extent::valid), {12, 23});
  expect_near(wg::correlate(a, v), {21, 32});
  EXPECT_THROW((void)wg::convolve(a, wg::zeros({0})), wg::ShapeError);
}

// The definition, element by element.
double definition(const Array& x, const Array& w, int o, int i, int j, int stride, int hole,
                  int before, int groups) {
  double sum = 0;
  const auto channels = int(w.shape()[1]), per_group = int(w.shape()[0]) / groups;
  for (int c = 0; c < channels; ++c)
    for (int p = 0; p < w.shape()[2]; ++p)
      for (int q = 0; q < w.shape()[3]; ++q) {
        const int r = i * stride + p * hole - before, s = j * stride + q * hole - before;
        if (r < 0 || s < 0 || r >= x.shape()[2] || s >= x.shape()[3]) continue;
        sum +=
            x(0, o / per_group * channels + c, r, s).item<double>() * w(o, c, p, q).item<double>();
      }
  return sum;
}

TEST(Convolution, StridesHolesPaddingAndGroups) {
  const Array x = wg::sin(wg::arange(4.0 * 7 * 6)).reshape({1, 4, 7, 6});
  for (int groups : {1, 2, 4})
    for (int stride : {1, 2})
      for (int hole : {1, 2}) {
        const Array w = wg::cos(wg::arange(4.0 * (4 / groups) * 6)).reshape({4, 4 / groups, 3, 2});
        const Array y =
            wg::conv_general_dilated(x, w, {stride, stride}, {{1, 1}, {1, 1}},
                                     {.rhs_dilation = {hole, hole}, .feature_group_count = groups});
        for (int o = 0; o < 4; ++o)
          for (int i : {0, int(y.shape()[2]) - 1})
            for (int j : {0, int(y.shape()[3]) - 1})
              expect_near(y(0, o, i, j), definition(x, w, o, i, j, stride, hole, 1, groups), 1e-4,
                          1e-4);
      }
}

TEST(Convolution, BadInputIsExplained) {
  const Array x = wg::ones({1, 4, 5, 5}), w = wg::ones({2, 3, 3, 3});
  EXPECT_THROW((void)wg::conv_general_dilated(x, w, {1, 1}, "SAME"), wg::ShapeError);
  EXPECT_THROW((void)wg::conv_general_dilated(x, wg::ones({2, 4, 3, 3}), {1}, "SAME"),
               wg::ShapeError);
  EXPECT_THROW((void)wg::conv_general_dilated(x, wg::ones({2, 4, 3, 3}), {1, 1}, "HALF"),
               wg::ValueError);
  EXPECT_THROW((void)wg::conv_general_dilated(x, wg::ones({2, 4, 3, 3}), {0, 1}, "SAME"),
               wg::ValueError);
}

TEST(Convolution, WindowsTooLargeGiveNothing) {
  EXPECT_EQ(
      wg::conv_general_dilated(wg::ones({1, 1, 2, 2}), wg::ones({1, 1, 3, 3}), {1, 1}, "VALID")
          .size(),
      0);
}

TEST(ReduceWindow, SumsOverlapAndDifferentiate) {
  const auto sums = [](Array x) {
    return wg::reduce_window(x, 0.0, [](Array a, Array b) { return Array(a + b); }, 3, 1, "SAME");
  };
  expect_near(sums(Array{1.0, 2.0, 3.0, 4.0}), {3, 6, 9, 7});
  expect_near(wg::grad([&](Array x) { return wg::sum(sums(x)); })(wg::ones(4)), {2, 3, 3, 2});
  EXPECT_THROW((void)sums(wg::ones({2, 2})), wg::ShapeError);
}

TEST(Polynomials, Algebra) {
  const Array p = {1.0, 2.0}, q = {1.0, 0.0, -1.0};
  expect_near(wg::polyadd(p, q), {1, 1, 1});
  expect_near(wg::polymul(p, q), {1, 2, -1, -2});
  expect_near(wg::polyder(q), {2, 0});
  expect_near(wg::polyint(wg::polyder(q)), {1, 0, 0});
  expect_near(wg::polyval(wg::polymul(p, q), 3.0), wg::polyval(p, 3.0) * wg::polyval(q, 3.0));
}

}  // namespace
