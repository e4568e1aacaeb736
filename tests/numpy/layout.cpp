#include "acceptance/near.hpp"

namespace {

const Array x = {{1, 2, 3}, {4, 5, 6}};

TEST(Layout, FlipsAndAxes) {
  expect_near(wg::flipud(x), {{4, 5, 6}, {1, 2, 3}});
  expect_near(wg::fliplr(x), {{3, 2, 1}, {6, 5, 4}});
  EXPECT_THROW((void)wg::fliplr(wg::ones(3)), wg::IndexError);
  const Array y = wg::ones({2, 3, 4});
  EXPECT_EQ(wg::rollaxis(y, 2, 1).shape(), (wg::Shape{2, 4, 3}));
  EXPECT_EQ(wg::rollaxis(y, 0, 3).shape(), (wg::Shape{3, 4, 2}));
  EXPECT_EQ(wg::rollaxis(y, -1).shape(), (wg::Shape{4, 2, 3}));
  EXPECT_THROW((void)wg::rollaxis(y, 0, 4), wg::IndexError);
  EXPECT_EQ(wg::permute_dims(y, {1, 2, 0}).shape(), (wg::Shape{3, 4, 2}));
  EXPECT_THROW((void)wg::permute_dims(y, {1}), wg::ValueError);
  expect_near(wg::concat({x, x}, 1)(0), {1, 2, 3, 1, 2, 3});
}

TEST(Layout, SplitsAlongCertainAxes) {
  expect_near(wg::hsplit(x, 3)[1], {{2}, {5}});
  expect_near(wg::hsplit(Array{1, 2, 3, 4}, 2)[1], {3, 4});
  expect_near(wg::hsplit(x, std::vector<std::int64_t>{1})[1], {{2, 3}, {5, 6}});
  expect_near(wg::vsplit(x, 2)[1], {{4, 5, 6}});
  EXPECT_EQ(wg::vsplit(x, std::vector<std::int64_t>{0, 1}).size(), 3u);
  EXPECT_EQ(wg::dsplit(wg::ones({2, 3, 4}), 2)[0].shape(), (wg::Shape{2, 3, 2}));
  EXPECT_EQ(wg::dsplit(wg::ones({2, 3, 4}), std::vector<std::int64_t>{1})[1].shape(),
            (wg::Shape{2, 3, 3}));
  EXPECT_THROW((void)wg::hsplit(Array(1), 1), wg::ShapeError);
  EXPECT_THROW((void)wg::dsplit(x, 1), wg::ShapeError);
  EXPECT_THROW((void)wg::hsplit(x, 2), wg::ShapeError);
}

TEST(Repeat, EachByItsOwnNumber) {
  expect_near(wg::repeat(Array{1, 2, 3}, Array{2, 0, 1}), {1, 1, 3});
  expect_near(wg::repeat(x, Array{1, 2}, 0), {{1, 2, 3}, {4, 5, 6}, {4, 5, 6}});
  expect_near(wg::repeat(x, Array{2}, 1)(0), {1, 1, 2, 2, 3, 3});
  EXPECT_EQ(wg::repeat(wg::zeros(0), wg::zeros(0, wg::int32)).size(), 0);
  EXPECT_THROW((void)wg::repeat(x, Array{1, 2, 3}, 0), wg::ShapeError);
  EXPECT_THROW((void)wg::repeat(Array{1, 2}, Array{1, -1}), wg::ValueError);
  const auto traced = [](Array times) { return wg::repeat(Array{1, 2, 3}, times, 0, 4); };
  expect_near(wg::jit(traced)(Array{2, 0, 1}), {1, 1, 3, 3});
  expect_near(wg::jit(traced)(Array{0, 9, 1}), {2, 2, 2, 2});
}

}  // namespace
