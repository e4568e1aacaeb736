// Powers, and the corners of their derivatives.
#include "ops/apply.hpp"

namespace wengert::testing {

using namespace wengert::ops;

namespace {

TEST(Power, IntegersByEveryBitOfTheExponent) {
  EXPECT_EQ((apply_to<Pow, std::int32_t>({3, -2, 7, 0, 1}, {4, 5, 0, 0, 1 << 30})),
            (std::vector{81, -32, 1, 1, 1}));
  EXPECT_EQ((apply_to<Pow, std::uint8_t>({3}, {200})), std::vector<std::uint8_t>{[] {
              std::uint8_t p = 1;
              for (int k = 0; k < 200; ++k) p = std::uint8_t(p * 3);
              return p;
            }()});
}

TEST(Power, NegativeExponentsDivide) {
  EXPECT_EQ(
      elements<double>(apply<IntegerPow>({vector<double>({2, -4})}, {{"y", std::int64_t(-2)}})),
      (std::vector{0.25, 0.0625}));
  EXPECT_EQ(
      elements<double>(apply<IntegerPow>({vector<double>({0, NAN})}, {{"y", std::int64_t(0)}})),
      (std::vector{1., 1.}));
}

TEST(Power, PartialsAtZeroAreJaxs) {
  const Tensor x = vector<double>({0, 0, 2}), y = vector<double>({2, 0, 3}),
               one = vector<double>({1, 1, 1}), zero = vector<double>({0, 0, 0});
  EXPECT_EQ(elements<double>(tangent<Pow>({x, y}, {one, zero})), (std::vector{0., 0., 12.}));
  const std::vector<double> dy = elements<double>(tangent<Pow>({x, y}, {zero, one}));
  EXPECT_EQ(dy[0], 0);
  EXPECT_EQ(dy[1], 0);
  EXPECT_NEAR(dy[2], 8 * std::log(2.), 1e-14);
}

TEST(Power, ConstantPowersHaveNoDerivative) {
  const Tensor dy = tangent<IntegerPow>({scalar(double(NAN))}, {scalar(1.)}, {{"y", std::int64_t(0)}});
  EXPECT_EQ(elements<double>(dy), std::vector{0.});
}

}  // namespace
}  // namespace wengert::testing
