#include "acceptance/near.hpp"

namespace {

const Array x = {{3.0, 1.0, 2.0}, {0.0, 5.0, 4.0}};

TEST(Sorting, AlongEachAxisAndBackwards) {
  expect_near(wg::sort(x), {{1.0, 2.0, 3.0}, {0.0, 4.0, 5.0}});
  expect_near(wg::sort(x, 0), {{0.0, 1.0, 2.0}, {3.0, 5.0, 4.0}});
  expect_near(wg::sort(x, std::nullopt), {0, 1, 2, 3, 4, 5});
  expect_near(wg::sort(x, -1, wg::descending), {{3.0, 2.0, 1.0}, {5.0, 4.0, 0.0}});
  EXPECT_EQ(wg::sort(wg::zeros({0})).size(), 0);
  EXPECT_THROW((void)wg::sort(x, 2), wg::IndexError);
}

TEST(Sorting, IsStableBothWays) {
  const Array ties = {2, 1, 2, 1};
  expect_near(wg::argsort(ties), {1, 3, 0, 2});
  expect_near(wg::argsort(ties, -1, wg::descending), {0, 2, 1, 3});
  expect_near(wg::lexsort({Array{1, 0, 1, 0}, Array{1, 1, 0, 0}}), {3, 2, 1, 0});
}

TEST(Sorting, TopKCountsNaNAsLargest) {
  const auto [values, indices] = wg::top_k(Array{1.0, wg::nan, 3.0, 3.0}, 3);
  EXPECT_TRUE(std::isnan(values(0).item<double>()));
  expect_near(indices, {1, 2, 3});
  EXPECT_THROW((void)wg::top_k(x, 4), wg::ShapeError);
  EXPECT_THROW((void)wg::top_k(Array(1.0), 1), wg::ShapeError);
}

TEST(Searchsorted, AgreesWithCounting) {
  for (int n : {0, 1, 2, 3, 7, 8, 9, 100}) {
    const Array a = wg::floor(wg::arange(double(n)) / 2);  // pairs of equals
    const Array v = wg::arange(-1.0, double(n), 0.25);
    const Array less = wg::sum(wg::expand_dims(a, 0) < wg::expand_dims(v, 1), 1);
    const Array at_most = wg::sum(wg::expand_dims(a, 0) <= wg::expand_dims(v, 1), 1);
    expect_near(wg::searchsorted(a, v), less);
    expect_near(wg::searchsorted(a, v, wg::Side::right), at_most);
    expect_near(wg::jit([](Array p, Array q) { return wg::searchsorted(p, q); })(a, v), less);
  }
  expect_near(wg::digitize(Array{0.5, 1.0, 9.0}, Array{0.0, 1.0, 2.0}), {1, 2, 3});
  EXPECT_THROW((void)wg::searchsorted(x, 1.0), wg::ShapeError);
}

TEST(Unique, ValuesPlacesAndCounts) {
  const Array given = {{5, 2}, {2, 7}};
  expect_near(wg::unique(given), {2, 5, 7});
  const auto u = wg::unique_all(given);
  expect_near(u.values, {2, 5, 7});
  expect_near(u.index, {1, 0, 3});
  expect_near(u.counts, {2, 1, 1});
  expect_near(u.values(u.inverse), given);
  EXPECT_EQ(wg::unique(wg::zeros({0})).size(), 0);
  expect_near(wg::jit([](Array a) { return wg::unique(a, 4); })(given), {2, 5, 7, 2});
  expect_near(wg::unique(given, 2), {2, 5});
  EXPECT_EQ(wg::unique(Array{wg::nan, 1.0, wg::nan}).size(), 2);
  EXPECT_THROW((void)wg::jit([](Array a) { return wg::unique(a); })(given),
               wg::ConcretizationError);
}

TEST(Nonzero, FillsUpAndCutsOff) {
  const Array given = {{0, 1}, {2, 0}};
  const auto at = wg::nonzero(given, 3, 9);
  expect_near(at[0], {0, 1, 9});
  expect_near(at[1], {1, 0, 9});
  expect_near(wg::nonzero(given, 1)[1], {1});
}

TEST(Sorting, PartitionsAndComplexNumbers) {
  const Array values = {7, 1, 5, 2, 9};
  const Array parted = wg::partition(values, 2);
  EXPECT_EQ(parted(2).item<int>(), 5);
  EXPECT_TRUE(bool(wg::all(parted(wg::slice(2)) < 5)) &&
              bool(wg::all(parted(wg::slice(3, 5)) > 5)));
  expect_near(values(wg::argpartition(values, -3)), parted);
  expect_near(wg::partition(x, 0, 0)(0), {0.0, 1.0, 2.0});
  EXPECT_THROW((void)wg::partition(values, 5), wg::IndexError);
  expect_near(wg::real(wg::sort_complex(Array{3, 1})), {1.0, 3.0});
  EXPECT_EQ(wg::sort_complex(Array{3.0, 1.0}).dtype(), wg::complex64);
}

}  // namespace
