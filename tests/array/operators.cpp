// Operators of arrays, expressions and scalars.
#include "acceptance/near.hpp"

namespace {

TEST(Operators, BroadcastAsNumPy) {
  const Array column = wg::arange(3.0).reshape({3, 1}), row = wg::arange(2.0);
  expect_near(column * 10 + row, {{0.0, 1.0}, {10.0, 11.0}, {20.0, 21.0}});
  expect_near(row + Array(1.0), {1.0, 2.0});
  expect_near(wg::ones({2, 1, 2}) + wg::ones({3, 1}), 2 * wg::ones({2, 3, 2}));
}

TEST(Operators, MismatchedShapesAreNamed) {
  const auto sum = wg::ones({3}) + wg::ones({4});  // not evaluated: nothing happens
  try {
    (void)Array(sum);
    FAIL();
  } catch (const wg::ShapeError& error) {
    EXPECT_STREQ(error.what(),
                 "add: shapes (3,) and (4,) do not broadcast: axis -1 has extents 3 and 4; "
                 "they must be equal or one of them 1");
  }
  EXPECT_THROW((void)sum.shape(), wg::ShapeError);
}

TEST(Operators, ScalarsOnEitherSide) {
  const Array x = {1.0, 2.0};
  expect_near(1 - x, {0.0, -1.0});
  expect_near(2 / x, {2.0, 1.0});
  expect_near(3.5 > x, {true, true});
  expect_near(1 == x, {true, false});
  expect_near(5 % Array{3, -3}, {2, -1});
}

TEST(Operators, UnqualifiedNamesFindWengertsFunctions) {
  const Array x = {1.0, 4.0};
  expect_near(sqrt(x * 1), {1.0, 2.0});
  expect_near(pow(x + std::complex<float>(0, 0), 2), Array(x * x + std::complex<float>(0, 0)));
}

TEST(Operators, ConditionsOnScalars) {
  const Array x = 3.0;
  if (x > 2 && x < 4)
    SUCCEED();
  else
    FAIL();
  EXPECT_FALSE(!(x > 2));
}

}  // namespace
