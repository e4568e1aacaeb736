// Reductions against NumPy's.
#include "support/same.hpp"

namespace {

using wg::keepdims;
Array cube() { return ((wg::arange(24) * 5) % 11 - 4).astype(wg::float32).reshape({2, 3, 4}); }
Array holes() { return Array{{1.0, wg::nan, 3.0}, {wg::nan, wg::nan, wg::nan}, {-1.0, 2.0, 0.0}}; }

TEST(Reduction, AxesAndKeepdims) {
  const Array x = cube();
  expect_near(wg::sum(x), 19.0);
  expect_near(wg::sum(x, 0),
              {{-3.0, 7.0, 6.0, 5.0}, {4.0, 3.0, 2.0, 1.0}, {0.0, -1.0, -2.0, -3.0}});
  expect_near(wg::sum(x, -1), {{3.0, 6.0, -2.0}, {12.0, 4.0, -4.0}});
  expect_near(wg::sum(x, {0, 2}), {15.0, 10.0, -6.0});
  expect_near(wg::sum(x, {0, 2}, keepdims), {{{15.0}, {10.0}, {-6.0}}});
  expect_near(wg::sum(x, keepdims), {{{19.0}}});
  expect_near(x.sum(1), {{4.0, -3.0, 12.0, -6.0}, {-3.0, 12.0, -6.0, 9.0}});
  expect_near(x.mean({1, 2}), {0.583333333, 1.0});
  expect_near(wg::prod(x, 1), {{-60.0, 3.0, 48.0, 0.0}, {3.0, 48.0, 0.0, 15.0}});
  expect_near(wg::mean(x, 2, keepdims), {{{0.75}, {1.5}, {-0.5}}, {{3.0}, {1.0}, {-1.0}}});
  expect_near(wg::var(x), 10.1649306);
  expect_near(wg::var(x, 0, wg::Reduced::dropped, 1),
              {{12.5, 12.5, 18.0, 12.5}, {18.0, 12.5, 18.0, 12.5}, {18.0, 12.5, 18.0, 12.5}});
  expect_near(wg::std(x, {0, 1}), {3.1841622, 2.98607881, 3.41565026, 2.98607881});
  expect_near(wg::max(x, 1), {{5.0, 1.0, 6.0, 0.0}, {1.0, 6.0, 0.0, 5.0}});
  expect_near(wg::min(x, {0, 1, 2}), -4.0);
  expect_near(wg::ptp(x, 2), {{10.0, 7.0, 7.0}, {6.0, 6.0, 6.0}});
  expect_near(wg::logsumexp(x, {0, 2}), {6.86976845, 5.63014105, 3.63014105});
  expect_near(wg::logsumexp(x), 7.15394731);
  expect_near(wg::average(x, 1, Array{1.0, 2.0, 1.0}),
              {{2.25, -1.0, 4.0, -2.0}, {-1.0, 4.0, -2.0, 3.0}});
  expect_near(wg::sum(wg::zeros({0, 3}), 0), {0.0, 0.0, 0.0});
  EXPECT_THROW((void)wg::sum(x, 3), wg::IndexError);
  EXPECT_THROW((void)wg::sum(x, {0, 0}), wg::ValueError);
  EXPECT_THROW((void)wg::max(wg::zeros({0})), wg::ValueError);
}

TEST(Reduction, Dtypes) {
  EXPECT_EQ(wg::sum(Array{1, 2}).dtype(), wg::int32);
  EXPECT_EQ(wg::sum(Array{true, true}).item<int>(), 2);
  EXPECT_EQ(wg::mean(Array{1, 2}).dtype(), wg::float32);
  EXPECT_EQ(wg::mean(wg::ones({3}, wg::float64)).dtype(), wg::float64);
  EXPECT_EQ(wg::sum(wg::ones({4096}, wg::float16) * 0.5).item<float>(), 2048.0f);
  EXPECT_EQ(wg::argmax(cube()).dtype(), wg::int32);
}

TEST(Reduction, Logic) {
  const Array b = Array{{true, false}, {true, true}};
  expect_near(wg::any(b, 0), {true, true});
  expect_near(wg::all(b, 1), {false, true});
  expect_near(wg::all(b), false);
  expect_near(b.any(), true);
  expect_near(wg::all(cube()), false);
  expect_near(wg::count_nonzero(cube(), 1), {{3, 3, 3, 2}, {3, 3, 2, 3}});
  expect_near(wg::max(b, 1), {true, true});
}

TEST(Reduction, Positions) {
  const Array x = cube();
  expect_near(wg::argmax(x), 2);
  expect_near(wg::argmax(x, 1), {{1, 0, 0, 0}, {0, 0, 0, 0}});
  expect_near(wg::argmin(x, -1), {{0, 3, 3}, {2, 2, 2}});
  expect_near(wg::argmax(Array{1.0, 3.0, 3.0}), 1);
  expect_near(wg::argmax(Array{1.0, wg::nan, 3.0}), 1);
  expect_near(wg::argmin(Array{true, false}), 1);
  expect_near(wg::nanargmax(Array{1.0, wg::nan, 3.0}), 2);
  expect_near(wg::nanargmin(Array{{1.0, wg::nan}, {3.0, -2.0}}, 1), {0, 1});
  expect_near(x.argmax(0), {{1, 1, 0, 1}, {0, 1, 0, 1}, {0, 1, 0, 1}});
}

TEST(Reduction, WithoutNan) {
  const Array y = holes();
  expect_near(wg::nansum(y, 1), {4.0, 0.0, 1.0});
  expect_near(wg::nanprod(y, 0), {-1.0, 2.0, 0.0});
  expect_near(wg::nanmean(y, 0), {0.0, 2.0, 1.5});
  expect_same(wg::nanmean(y, 1), {2.0, wg::nan, 0.333333333});
  expect_near(wg::nanmax(y, 0), {1.0, 2.0, 3.0});
  expect_same(wg::nanmin(y, 1), {1.0, wg::nan, -1.0});
  expect_near(wg::nanvar(y, 0), {1.0, 0.0, 2.25});
  expect_near(wg::nanstd(y), 1.41421356);
  expect_same(wg::max(y, 0), {wg::nan, wg::nan, wg::nan});
  expect_same(wg::sum(y), wg::nan);
}

TEST(Reduction, InsideGrad) {
  expect_near(wg::grad([](Array x) { return wg::max(x); })(Array{1.0, 3.0, 3.0}), {0.0, 0.5, 0.5});
  expect_near(wg::grad([](Array x) { return wg::std(x); })(Array{1.0, 3.0}), {-0.5, 0.5});
  const Array x = Array{0.0, 1.0, 2.0};
  expect_near(wg::grad([](Array y) { return wg::logsumexp(y); })(x),
              wg::exp(x) / wg::sum(wg::exp(x)));
}

// Long enough to be reduced in pieces, each operand lying otherwise than the others.
TEST(Reduction, OfManyElementsReadInAnyOrder) {
  const Array whole = wg::sin(wg::arange(192000.0, wg::float64)).reshape({40, 80, 60});
  const std::vector<Array> operands = {
      whole(0),
      whole(wg::all, wg::slice(0, 1)),
      whole(wg::all, wg::all, wg::slice(0, 1)),
      whole(0, 0),
      whole(0, wg::all, wg::slice(3, 4)),
      whole.reshape({60, 80, 40}).T(),
      whole(wg::slice(wg::none, wg::none, -1), wg::all, wg::slice(wg::none, wg::none, -1)),
      wg::cos(wg::arange(192000.0, wg::float64)).reshape({40, 80, 60})};
  for (const Array& x : operands)
    for (const Array& y : operands) {
      const auto f = [](Array a, Array b) { return wg::sum(a * b); };
      const Array products = x * y;
      EXPECT_TRUE(wg::allclose(wg::jit(f)(x, y), wg::sum(products), 1e-9, 1e-9))
          << x.type() << " and " << y.type();
    }
}

}  // namespace
