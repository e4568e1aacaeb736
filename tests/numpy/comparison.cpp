// Comparing whole arrays.
#include "acceptance/near.hpp"

namespace {

TEST(Comparison, Allclose) {
  const Array x = {1.0, 2.0};
  EXPECT_TRUE(bool(wg::allclose(x, x + 1e-7)));
  EXPECT_FALSE(bool(wg::allclose(x, x + 1e-3)));
  EXPECT_TRUE(bool(wg::allclose(x, x + 1e-3, 1e-2)));
  EXPECT_TRUE(bool(wg::allclose(Array{wg::inf}, Array{wg::inf})));
  EXPECT_FALSE(bool(wg::allclose(Array{wg::nan}, Array{wg::nan})));
  EXPECT_TRUE(bool(wg::allclose(x, wg::ones({3, 1}) * x)));
  EXPECT_TRUE(bool(wg::allclose(Array{1, 2}, Array{1, 2})));
}

TEST(Comparison, ArrayEqual) {
  EXPECT_TRUE(bool(wg::array_equal(Array{1, 2}, Array{1.0, 2.0})));
  EXPECT_FALSE(bool(wg::array_equal(Array{1, 2}, Array{1, 3})));
  EXPECT_FALSE(bool(wg::array_equal(Array{1, 2}, Array{{1, 2}})));
  EXPECT_FALSE(bool(wg::array_equal(Array{wg::nan}, Array{wg::nan})));
}

TEST(Comparison, ArrayEquiv) {
  EXPECT_TRUE(bool(wg::array_equiv(Array{1, 2}, Array{{1, 2}, {1, 2}})));
  EXPECT_FALSE(bool(wg::array_equiv(Array{1, 2}, Array{{1, 2}, {1, 3}})));
  EXPECT_FALSE(bool(wg::array_equiv(Array{1, 2}, Array{1, 2, 3})));
}

}  // namespace
