// Arrays made from nothing.
#include "acceptance/near.hpp"

namespace {

TEST(Factories, Filled) {
  EXPECT_EQ(wg::zeros({2, 3}).shape(), (wg::Shape{2, 3}));
  EXPECT_EQ(wg::ones(3).shape(), (wg::Shape{3}));
  EXPECT_EQ(wg::full({2}, 7).dtype(), wg::int32);
  EXPECT_EQ(wg::full({2}, 7, wg::float64).dtype(), wg::float64);
  expect_near(wg::full({2, 2}, Array{1.0, 2.0}), {{1.0, 2.0}, {1.0, 2.0}});
  EXPECT_EQ(wg::ones_like(Array{1, 2}).dtype(), wg::int32);
  EXPECT_EQ(wg::zeros_like(wg::ones({2, 1}, wg::float16)).type(), (wg::Type{wg::float16, {2, 1}}));
  expect_near(wg::full_like(Array{1.0, 2.0}, 5), {5.0, 5.0});
  EXPECT_THROW((void)wg::ones({-1}), wg::ShapeError);
  EXPECT_EQ(wg::zeros({}).shape(), wg::Shape());
}

TEST(Factories, Ranges) {
  expect_near(wg::arange(4), {0, 1, 2, 3});
  EXPECT_EQ(wg::arange(4).dtype(), wg::int32);
  EXPECT_EQ(wg::arange(4.0).dtype(), wg::float32);
  expect_near(wg::arange(1, 7, 2), {1, 3, 5});
  expect_near(wg::arange(5, 0, -2), {5, 3, 1});
  EXPECT_EQ(wg::arange(0, 10, 0.1).size(), 100);
  EXPECT_EQ(wg::arange(3, 1).size(), 0);
  EXPECT_EQ(wg::arange(3, wg::int8).dtype(), wg::int8);
  EXPECT_THROW((void)wg::arange(0, 1, 0), wg::ValueError);
}

TEST(Factories, Linspace) {
  expect_near(wg::linspace(0, 2, 5), {0.0, 0.5, 1.0, 1.5, 2.0});
  expect_near(wg::linspace(0, 2, 4, wg::End::excluded), {0.0, 0.5, 1.0, 1.5});
  expect_near(wg::linspace(Array{0.0, 1.0}, Array{1.0, 5.0}, 3),
              {{0.0, 1.0}, {0.5, 3.0}, {1.0, 5.0}});
  expect_near(wg::linspace(3, 4, 1), {3.0});
  EXPECT_EQ(wg::linspace(0, 1, 0).size(), 0);
  EXPECT_EQ(wg::linspace(0, 1, 3).dtype(), wg::float32);
  EXPECT_EQ(wg::linspace(0.1, 0.7, 1000)(-1).item<float>(), 0.7f);
  expect_near(wg::logspace(0, 2, 3), {1.0, 10.0, 100.0});
}

TEST(Factories, Identities) {
  expect_near(wg::eye(2), {{1.0, 0.0}, {0.0, 1.0}});
  expect_near(wg::eye(2, 3, 1), {{0.0, 1.0, 0.0}, {0.0, 0.0, 1.0}});
  expect_near(wg::eye(3, 2, -1, wg::int32), {{0, 0}, {1, 0}, {0, 1}});
  EXPECT_EQ(wg::identity(3, wg::bool_).dtype(), wg::bool_);
}

}  // namespace
