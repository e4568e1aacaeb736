#include "wengert/math/polynomial.hpp"

#include <gtest/gtest.h>

namespace wengert::testing {
namespace {

TEST(Polynomial, CoefficientsFallInDegree) {
  EXPECT_EQ(math::polynomial(2.0, 3, 5, 7), 3 * 4 + 5 * 2 + 7);
  EXPECT_EQ(math::polynomial(-1.0f, 1, 0, 0, 1), 0.0f);
  EXPECT_EQ(math::polynomial(9.0, 4), 4.0);
}

}  // namespace
}  // namespace wengert::testing
