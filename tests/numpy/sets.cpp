// Values from numpy and, with a size, from jax.numpy 0.10.2.
#include "support/same.hpp"

namespace {

const Array x = {3.0, 1.0, wg::nan, 1.0, 2.0}, y = {1.0, 5.0, wg::nan};

TEST(Sets, Values) {
  expect_near(wg::isin(x, y), {false, true, false, true, false});
  expect_near(wg::isin(Array{{1, 2}, {3, 4}}, Array{4, 1}), {{true, false}, {false, true}});
  expect_same(wg::union1d(x, y), {1.0, 2.0, 3.0, 5.0, wg::nan});
  expect_same(wg::intersect1d(x, y), {1.0});
  expect_same(wg::setdiff1d(x, y), {2.0, 3.0, wg::nan});
  expect_same(wg::setxor1d(x, y), {2.0, 3.0, 5.0, wg::nan, wg::nan});
  EXPECT_EQ(wg::union1d(Array{1}, Array{2.5}).dtype(), wg::float32);
}

TEST(Sets, OfNothing) {
  const Array nothing = wg::zeros(0);
  EXPECT_EQ(wg::union1d(nothing, nothing).size(), 0);
  EXPECT_EQ(wg::intersect1d(y, nothing).size(), 0);
  EXPECT_EQ(wg::setdiff1d(nothing, y).size(), 0);
  expect_same(wg::setxor1d(nothing, y), {1.0, 5.0, wg::nan});
  expect_near(wg::isin(y, nothing), {false, false, false});
  expect_near(wg::union1d(nothing, nothing, wg::SetSize{2, Array(7.0)}), {7.0, 7.0});
}

TEST(Sets, WithASizeUnderJit) {
  const auto sets = [](Array a, Array b) {
    return std::array{wg::union1d(a, b, wg::SetSize{5}), wg::intersect1d(a, b, wg::SetSize{4}),
                      wg::setdiff1d(a, b, wg::SetSize{4}), wg::setxor1d(a, b, wg::SetSize{1}),
                      wg::setxor1d(a, b, wg::SetSize{3, Array(9)})};
  };
  const auto got = wg::jit(sets)(Array{3, 2, 1, 3}, Array{2, 3, 4});
  const std::vector<Array> want{{1, 2, 3, 4, 1}, {2, 3, 2, 2}, {1, 0, 0, 0}, {1}, {1, 4, 9}};
  for (std::size_t k = 0; k < want.size(); ++k) expect_near(got[k], want[k]);
  EXPECT_THROW((void)wg::union1d(x, y, wg::SetSize{-1}), wg::ValueError);
  EXPECT_THROW((void)wg::jit([](Array a) { return wg::union1d(a, a); })(x),
               wg::ConcretizationError);
}

TEST(Sets, PlacesAndParts) {
  const auto common = wg::intersect1d_indices(Array{5, 1, 5, 3}, Array{3, 4, 5});
  expect_near(common.values, {3, 5});
  expect_near(common.x_index, {3, 0});
  expect_near(common.y_index, {0, 2});
  expect_near(wg::unique_counts(Array{2, 1, 2}).counts, {1, 2});
  expect_near(wg::unique_inverse(Array{2, 1, 2}).inverse, {1, 0, 1});
  expect_near(wg::unique_values(Array{2, 1, 2}), {1, 2});
}

}  // namespace
