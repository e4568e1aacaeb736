// Shortest decimals.
#include "wengert/array/decimal.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace wg = wengert;
using wg::printing::Decimal;
using wg::printing::scalar_text;

namespace {

TEST(Decimal, ShortestDigitsDependOnThePrecision) {
  EXPECT_EQ(Decimal::shortest(0.1f, wg::float32).digits, "1");
  EXPECT_EQ(Decimal::shortest(double(0.1f), wg::float64).digits, "10000000149011612");
  EXPECT_EQ(Decimal::shortest(1.0 / 3, wg::float64).digits, "3333333333333333");
  EXPECT_EQ(Decimal::shortest(0.333251953125, wg::float16).digits, "3333");
  EXPECT_EQ(Decimal::shortest(3.140625, wg::bfloat16).digits, "314");
}

TEST(Decimal, PartsAroundThePoint) {
  const Decimal d = Decimal::shortest(-120.5, wg::float64);
  EXPECT_EQ(d.integer_part(), "-120");
  EXPECT_EQ(d.fraction_part(), "5");
  EXPECT_EQ(Decimal::shortest(0.00125, wg::float64).fraction_part(), "00125");
  EXPECT_EQ(Decimal::fixed(2.0 / 3, 3).fraction_part(), "667");
  EXPECT_EQ(Decimal::fixed(0.9999, 2).integer_part(), "1");
  EXPECT_EQ(Decimal::shortest(1.25e-7, wg::float64).scientific_text(4, 3), "1.2500e-007");
}

TEST(Decimal, Scalars) {
  EXPECT_EQ(scalar_text(2, wg::float32), "2.0");
  EXPECT_EQ(scalar_text(-0.0, wg::float32), "-0.0");
  EXPECT_EQ(scalar_text(1e-5, wg::float64), "1e-05");
  EXPECT_EQ(scalar_text(1.5e300, wg::float64), "1.5e+300");
  EXPECT_EQ(scalar_text(std::nan(""), wg::float32), "nan");
  EXPECT_EQ(scalar_text(-std::numeric_limits<double>::infinity(), wg::float32), "-inf");
}

}  // namespace
