// The functions behind operators, where NumPy's and C++'s meanings differ.
#include "support/same.hpp"

namespace {

TEST(Functions, RemainderTakesTheSignOfTheDivisor) {
  const Array n = {7, -7, 7, -7, 6}, d = {3, 3, -3, -3, 3};
  expect_near(n % d, {1, 2, -2, -1, 0});
  expect_near(wg::floor_divide(n, d), {2, -3, -3, 2, 2});
  expect_near(n.astype(wg::float32) % d, {1.0, 2.0, -2.0, -1.0, 0.0});
  expect_same(Array{1.0, 5.5, -5.5} % Array{0.0, wg::inf, 2.0}, {wg::nan, 5.5, 0.5});
}

TEST(Functions, IntegerPowersAreProducts) {
  expect_near(wg::pow(Array{-2.0, 3.0}, 3), {-8.0, 27.0});
  expect_near(wg::pow(Array{2.0}, -2), {0.25});
  expect_near(wg::pow(Array{0.0}, 0), {1.0});
  expect_near(wg::pow(Array{3, 2}, 4), {81, 16});
  expect_near(wg::grad([](Array x) { return wg::pow(x, 2); })(0.0), 0.0);
  expect_near(wg::grad(wg::grad([](Array x) { return wg::pow(x, 3); }))(-1.0), -6.0);
}

TEST(Functions, ShiftsKeepTheSign) {
  expect_near(Array{-8, 8} >> 1, {-4, 4});
  const Array bytes(std::vector<std::uint8_t>{0x80, 0x7f});
  expect_near(bytes >> 4, {8, 7});
  expect_near(bytes << 1, {0, 254});
}

TEST(Functions, BooleansAddAndMultiplyAsInNumPy) {
  const Array mask = {true, false, true}, other = {true, true, false};
  EXPECT_EQ((mask + other).dtype(), wg::bool_);
  expect_near(mask + other, {true, true, true});
  expect_near(mask * other, {true, false, false});
  expect_near(mask * 3, {3, 0, 3});
  expect_near(mask * Array{0.5f, 2.0f, 4.0f}, {0.5, 0, 4});
  expect_near(Array{0.5f, 2.0f, 4.0f} * mask, {0.5, 0, 4});
  expect_near(!mask, {false, true, false});
  EXPECT_THROW((void)Array(mask - other), wg::DtypeError);
  EXPECT_THROW((void)Array(-mask), wg::DtypeError);
  EXPECT_EQ((mask & mask).dtype(), wg::bool_);
  EXPECT_EQ((~mask).dtype(), wg::bool_);
}

}  // namespace
