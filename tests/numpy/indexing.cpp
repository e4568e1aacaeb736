// take, take_along_axis, nonzero.
#include "acceptance/near.hpp"

namespace {

TEST(Indexing, Take) {
  const Array x = wg::arange(6.0).reshape({2, 3});
  expect_near(wg::take(x, Array{1, 1, 0}, 1), {{1.0, 1.0, 0.0}, {4.0, 4.0, 3.0}});
  expect_near(wg::take(x, Array{5, -1, 0}), {5.0, 5.0, 0.0});
  expect_near(wg::take(x, 1, 0), {3.0, 4.0, 5.0});
  expect_near(wg::take(x, Array{{0}, {1}}, 0), {{{0.0, 1.0, 2.0}}, {{3.0, 4.0, 5.0}}});
  EXPECT_THROW((void)wg::take(x, 6), wg::IndexError);
}

TEST(Indexing, TakeAlongAxis) {
  const Array x = {{3.0, 1.0, 2.0}, {6.0, 5.0, 4.0}};
  expect_near(wg::take_along_axis(x, Array{{1, 0}, {2, 2}}, 1), {{1.0, 3.0}, {4.0, 4.0}});
  expect_near(wg::take_along_axis(x, Array{{1, 0, 1}}, 0), {{6.0, 1.0, 4.0}});
  expect_near(wg::take_along_axis(Array{3.0, 1.0}, Array{1, 1, 0}, 0), {1.0, 1.0, 3.0});
  EXPECT_THROW((void)wg::take_along_axis(x, Array{0, 1}, 0), wg::ShapeError);
}

TEST(Indexing, Nonzero) {
  const std::vector<Array> found = wg::nonzero(Array{{0.0, 2.0}, {3.0, 0.0}});
  expect_near(found[0], {0, 1});
  expect_near(found[1], {1, 0});
  expect_near(wg::flatnonzero(Array{0, 4, 0, 5}), {1, 3});
}

}  // namespace
