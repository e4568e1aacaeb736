// x.at(…).set and its kin, against NumPy's in-place updates.
#include "acceptance/near.hpp"

namespace {

using wg::all, wg::newaxis, wg::none, wg::slice;
Array cube() { return wg::arange(24.0).reshape({2, 3, 4}); }

TEST(Update, OverSlices) {
  const Array x = cube(), v = wg::arange(6.0);
  expect_near(x.at(1, 0).set(7),
              {{{0.0, 1.0, 2.0, 3.0}, {4.0, 5.0, 6.0, 7.0}, {8.0, 9.0, 10.0, 11.0}},
               {{7.0, 7.0, 7.0, 7.0}, {16.0, 17.0, 18.0, 19.0}, {20.0, 21.0, 22.0, 23.0}}});
  expect_near(x.at(all, slice(1, none)).add(0.5),
              {{{0.0, 1.0, 2.0, 3.0}, {4.5, 5.5, 6.5, 7.5}, {8.5, 9.5, 10.5, 11.5}},
               {{12.0, 13.0, 14.0, 15.0}, {16.5, 17.5, 18.5, 19.5}, {20.5, 21.5, 22.5, 23.5}}});
  expect_near(
      x.at(0).mul(-2),
      {{{-0.0, -2.0, -4.0, -6.0}, {-8.0, -10.0, -12.0, -14.0}, {-16.0, -18.0, -20.0, -22.0}},
       {{12.0, 13.0, 14.0, 15.0}, {16.0, 17.0, 18.0, 19.0}, {20.0, 21.0, 22.0, 23.0}}});
  expect_near(x.at(0).min(5),
              {{{0.0, 1.0, 2.0, 3.0}, {4.0, 5.0, 5.0, 5.0}, {5.0, 5.0, 5.0, 5.0}},
               {{12.0, 13.0, 14.0, 15.0}, {16.0, 17.0, 18.0, 19.0}, {20.0, 21.0, 22.0, 23.0}}});
  expect_near(x.at(wg::ellipsis, 0).max(13),
              {{{13.0, 1.0, 2.0, 3.0}, {13.0, 5.0, 6.0, 7.0}, {13.0, 9.0, 10.0, 11.0}},
               {{13.0, 13.0, 14.0, 15.0}, {16.0, 17.0, 18.0, 19.0}, {20.0, 21.0, 22.0, 23.0}}});
  expect_near(x.at(0, all, 1).set(Array{-1.0, -2.0, -3.0}),
              {{{0.0, -1.0, 2.0, 3.0}, {4.0, -2.0, 6.0, 7.0}, {8.0, -3.0, 10.0, 11.0}},
               {{12.0, 13.0, 14.0, 15.0}, {16.0, 17.0, 18.0, 19.0}, {20.0, 21.0, 22.0, 23.0}}});
  expect_near(v.at(slice(none, none, -2)).set(Array{10.0, 20.0, 30.0}),
              {0.0, 30.0, 2.0, 20.0, 4.0, 10.0});
  expect_near(v.at(slice(4, 0, -3)).add(Array{10.0, 20.0}), {0.0, 21.0, 2.0, 3.0, 14.0, 5.0});
  expect_near(v.at(slice(2, 2)).set(1), {0.0, 1.0, 2.0, 3.0, 4.0, 5.0});
  expect_near(v.at(all).set(1), {1.0, 1.0, 1.0, 1.0, 1.0, 1.0});
  expect_near(v.at(newaxis, 3).set(1), {0.0, 1.0, 2.0, 1.0, 4.0, 5.0});
  expect_near(v.at(2).subtract(1), {0.0, 1.0, 1.0, 3.0, 4.0, 5.0});
}

TEST(Update, OverIndexArrays) {
  const Array x = cube(), v = wg::zeros({4});
  expect_near(v.at(Array{1, 1, 3}).add(1.0), {0.0, 2.0, 0.0, 1.0});
  expect_near(v.at(Array{1, -1}).set(Array{5.0, 6.0}), {0.0, 5.0, 0.0, 6.0});
  expect_near(v.at(Array{{0, 1}, {0, 2}}).add(1.0), {2.0, 1.0, 1.0, 0.0});
  expect_near(x.at(all, Array{1, 1}).add(1),
              {{{0.0, 1.0, 2.0, 3.0}, {6.0, 7.0, 8.0, 9.0}, {8.0, 9.0, 10.0, 11.0}},
               {{12.0, 13.0, 14.0, 15.0}, {18.0, 19.0, 20.0, 21.0}, {20.0, 21.0, 22.0, 23.0}}});
  expect_near(x.at(Array{0, 1}, all, Array{3, 0}).set(Array{{1.0, 2.0, 3.0}, {4.0, 5.0, 6.0}}),
              {{{0.0, 1.0, 2.0, 1.0}, {4.0, 5.0, 6.0, 2.0}, {8.0, 9.0, 10.0, 3.0}},
               {{4.0, 13.0, 14.0, 15.0}, {5.0, 17.0, 18.0, 19.0}, {6.0, 21.0, 22.0, 23.0}}});
  expect_near(x.at(all, Array{2, 0}, slice(1, 3)).mul(2),
              {{{0.0, 2.0, 4.0, 3.0}, {4.0, 5.0, 6.0, 7.0}, {8.0, 18.0, 20.0, 11.0}},
               {{12.0, 26.0, 28.0, 15.0}, {16.0, 17.0, 18.0, 19.0}, {20.0, 42.0, 44.0, 23.0}}});
  expect_near(
      x.at(1, Array{0, 2}).max(100),
      {{{0.0, 1.0, 2.0, 3.0}, {4.0, 5.0, 6.0, 7.0}, {8.0, 9.0, 10.0, 11.0}},
       {{100.0, 100.0, 100.0, 100.0}, {16.0, 17.0, 18.0, 19.0}, {100.0, 100.0, 100.0, 100.0}}});
  expect_near(x.at(x > 20).set(0),
              {{{0.0, 1.0, 2.0, 3.0}, {4.0, 5.0, 6.0, 7.0}, {8.0, 9.0, 10.0, 11.0}},
               {{12.0, 13.0, 14.0, 15.0}, {16.0, 17.0, 18.0, 19.0}, {20.0, 0.0, 0.0, 0.0}}});
}

TEST(Update, DtypeStays) {
  EXPECT_EQ(wg::ones({2}).at(0).set(3).dtype(), wg::float32);
  EXPECT_EQ(wg::ones({2}, wg::float64).at(0).set(3.5).dtype(), wg::float64);
  EXPECT_EQ((Array{1, 2}).at(0).set(7).dtype(), wg::int32);
  EXPECT_THROW((void)(Array{1, 2}).at(0).set(0.5), wg::DtypeError);
  EXPECT_THROW((void)wg::ones({2}).at(5).set(1), wg::IndexError);
  EXPECT_THROW((void)wg::ones({2, 2}).at(0).set(wg::ones({3})), wg::ShapeError);
}

TEST(Update, InsideTransforms) {
  auto f = [](Array x) { return wg::sum(x.at(1).mul(3) * x.at(slice(0, 2)).set(5)); };
  expect_near(wg::grad(f)(Array{1.0, 2.0, 4.0}), {5.0, 15.0, 8.0});
  auto scatter = wg::jit([](Array i, Array v) { return wg::zeros({4}).at(i).add(v); });
  expect_near(scatter(Array{3, 0, 3}, Array{1.0, 2.0, 4.0}), {2.0, 0.0, 0.0, 5.0});
  EXPECT_THROW((void)scatter(Array{4}, Array{1.0}), wg::IndexError);
}

}  // namespace
