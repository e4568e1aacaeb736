// Values as NumPy's.
#include "acceptance/near.hpp"

namespace {

const Array x = wg::arange(6).reshape({3, 2});

TEST(Editing, Append) {
  expect_near(wg::append(x, {{6, 7}}), {0, 1, 2, 3, 4, 5, 6, 7});
  expect_near(wg::append(x, {{6, 7}}, 0)(3), {6, 7});
  EXPECT_THROW((void)wg::append(x, Array{1, 2}, 0), wg::ShapeError);
}

TEST(Editing, Insert) {
  expect_near(wg::insert(wg::arange(5), Array{1, 3, 3}, Array{7, 8, 9}), {0, 7, 1, 2, 8, 9, 3, 4});
  expect_near(wg::insert(wg::arange(3), 1, Array{7, 8}), {0, 7, 8, 1, 2});
  expect_near(wg::insert(wg::arange(4), -1, 9), {0, 1, 2, 9, 3});
  expect_near(wg::insert(x, 1, 5, 1), {{0, 5, 1}, {2, 5, 3}, {4, 5, 5}});
  expect_near(wg::insert(x, 1, Array{1, 2, 3}, 1), {{0, 1, 1}, {2, 2, 3}, {4, 3, 5}});
  expect_near(wg::insert(x, Array{1}, Array{{1}, {2}, {3}}, 1), {{0, 1, 1}, {2, 2, 3}, {4, 3, 5}});
  expect_near(wg::insert(x, 1, Array{7, 8}, 0), {{0, 1}, {7, 8}, {2, 3}, {4, 5}});
  expect_near(wg::insert(x, Array{0, 2}, Array{7, 8}, 1)(0), {7, 0, 1, 8});
  EXPECT_THROW((void)wg::insert(x, 4, 0, 0), wg::IndexError);
  EXPECT_THROW((void)wg::insert(x, 0.5, 0, 0), wg::DtypeError);
  const auto traced = [](Array k) { return wg::insert(wg::arange(3), k, 9); };
  expect_near(wg::jit(traced)(2), {0, 1, 9, 2});
  expect_near(wg::grad([](Array v) { return wg::insert(v, 1, 9.0)(2) * 3.0; })(Array{1.0, 2.0}),
              {0.0, 3.0});
}

TEST(Editing, Delete) {
  expect_near(wg::delete_(wg::arange(5), Array{1, -1, 1}), {0, 2, 3});
  expect_near(wg::delete_(x, 1, 0), {{0, 1}, {4, 5}});
  expect_near(wg::delete_(x, wg::slice(0, 2), 0), {{4, 5}});
  expect_near(wg::delete_(wg::arange(3), Array{true, false, true}), {1});
  EXPECT_THROW((void)wg::delete_(x, 3, 0), wg::IndexError);
  expect_near(wg::jit([](Array v) { return wg::delete_(v, 0); })(Array{1.0, 2.0}), {2.0});
}

TEST(Editing, ResizeAndTrim) {
  expect_near(wg::resize(Array{1, 2, 3}, {2, 4}), {{1, 2, 3, 1}, {2, 3, 1, 2}});
  expect_near(wg::resize(x, 3), {0, 1, 2});
  EXPECT_EQ(wg::resize(wg::zeros(0), {2, 2}).shape(), (wg::Shape{2, 2}));
  const Array padded = {0, 0, 1, 0, 2, 0};
  expect_near(wg::trim_zeros(padded), {1, 0, 2});
  expect_near(wg::trim_zeros(padded, wg::Trim::front), {1, 0, 2, 0});
  expect_near(wg::trim_zeros(padded, wg::Trim::back), {0, 0, 1, 0, 2});
  EXPECT_EQ(wg::trim_zeros(Array{0, 0}).size(), 0);
  EXPECT_THROW((void)wg::trim_zeros(x), wg::ShapeError);
}

TEST(Editing, Replacements) {
  expect_near(wg::fill_diagonal(x, Array{8, 9}), {{8, 1}, {2, 9}, {4, 5}});
  expect_near(wg::fill_diagonal(wg::zeros({2, 2, 2}), 5.0).ravel(), {5, 0, 0, 0, 0, 0, 0, 5});
  EXPECT_THROW((void)wg::fill_diagonal(wg::zeros({2, 2, 3}), 5.0), wg::ShapeError);
  EXPECT_THROW((void)wg::fill_diagonal(wg::zeros(2), 5.0), wg::ShapeError);
  EXPECT_THROW((void)wg::fill_diagonal(Array(1), 5), wg::ShapeError);
  expect_near(wg::put(x, Array{0, -1, 2}, Array{7, 8}), {{7, 1}, {7, 3}, {4, 8}});
  EXPECT_THROW((void)wg::put(x, Array{6}, 1), wg::IndexError);
  EXPECT_THROW((void)wg::put(x, Array{0}, wg::zeros(0, wg::int32)), wg::ValueError);
  expect_near(wg::put(x, Array{9}, 1, wg::mode::clip)(2), {4, 1});
  expect_near(wg::put_along_axis(x, Array{{1}, {0}, {1}}, 9, 1), {{0, 9}, {9, 3}, {4, 9}});
  expect_near(wg::place(x, x > 1, Array{9, 8}), {{0, 1}, {9, 8}, {9, 8}});
  expect_near(wg::jit([](Array v) { return wg::place(v, v > 1, Array{9}); })(Array{1, 2}), {1, 9});
  EXPECT_THROW((void)wg::place(x, x > 1, wg::zeros(0)), wg::ValueError);
  EXPECT_THROW((void)wg::place(x, Array{true}, Array{9}), wg::ShapeError);
}

TEST(Editing, ChosenElements) {
  expect_near(wg::extract(x > 2, x), {3, 4, 5});
  expect_near(wg::jit([](Array v) { return wg::extract(v > 2, v, 4, -1); })(x), {3, 4, 5, -1});
  EXPECT_THROW((void)wg::extract(Array{true}, x), wg::ShapeError);
  expect_near(wg::argwhere(x % 2), {{0, 1}, {1, 1}, {2, 1}});
  expect_near(wg::argwhere(x % 2, 4, 9), {{0, 1}, {1, 1}, {2, 1}, {9, 9}});
  EXPECT_EQ(wg::argwhere(Array(3)).shape(), (wg::Shape{1, 0}));
  EXPECT_EQ(wg::argwhere(Array(0)).shape(), (wg::Shape{0, 0}));
  const std::vector<Array> rows{{1, 2, 3}, {4, 5, 6}, {7, 8, 9}};
  expect_near(wg::choose(Array{2, 0, 1}, rows), {7, 2, 6});
  expect_near(wg::choose(Array{2, 0, 9}, rows, wg::mode::clip), {7, 2, 9});
  expect_near(wg::choose(Array{{0}, {1}}, {1, Array{2, 3}}), {{1, 1}, {2, 3}});
  EXPECT_THROW((void)wg::choose(Array{3}, rows), wg::IndexError);
  EXPECT_THROW((void)wg::choose(Array{3}, {}), wg::ValueError);
}

}  // namespace
