// Promotion of arrays beside arrays and beside weakly typed scalars.
#include "acceptance/near.hpp"

#include <complex>

namespace {

using C = std::complex<double>;

Array of(wg::Dtype dtype) { return wg::ones({2}, dtype); }

TEST(Scalar, TakesTheDtypeOfTheArrayUnlessItsKindIsWider) {
  EXPECT_EQ((of(wg::float32) * 2.0).dtype(), wg::float32);
  EXPECT_EQ((of(wg::float64) * 2.0f).dtype(), wg::float64);
  EXPECT_EQ((of(wg::float16) + 1).dtype(), wg::float16);
  EXPECT_EQ((of(wg::bfloat16) / 3.0).dtype(), wg::bfloat16);
  EXPECT_EQ((of(wg::uint8) + 1).dtype(), wg::uint8);
  EXPECT_EQ((of(wg::int64) + 1).dtype(), wg::int64);
  EXPECT_EQ((of(wg::int64) * 0.5).dtype(), wg::float32);
  EXPECT_EQ((of(wg::bool_) + 1).dtype(), wg::int32);
  EXPECT_EQ((of(wg::bool_) * 0.5).dtype(), wg::float32);
  EXPECT_EQ((of(wg::float64) * C(0, 1)).dtype(), wg::complex128);
  EXPECT_EQ((of(wg::int8) * true).dtype(), wg::int8);
}

TEST(Scalar, ArraysMeetOnTheLattice) {
  EXPECT_EQ((of(wg::float16) + of(wg::bfloat16)).dtype(), wg::float32);
  EXPECT_EQ((of(wg::int32) + of(wg::float16)).dtype(), wg::float16);
  EXPECT_EQ((of(wg::uint8) + of(wg::int8)).dtype(), wg::int16);
  EXPECT_EQ((of(wg::uint64) + of(wg::int8)).dtype(), wg::float32);
  EXPECT_EQ((of(wg::int32) / of(wg::int32)).dtype(), wg::float32);
  EXPECT_EQ((of(wg::float64) > of(wg::float32)).dtype(), wg::bool_);
  EXPECT_THROW((void)Array(of(wg::float32) & of(wg::float32)), wg::DtypeError);
}

TEST(Scalar, ExpressionsOfScalarsStayWeak) {
  EXPECT_EQ((wg::sqrt(2.0) * of(wg::float64)).dtype(), wg::float64);
  expect_near(Array(wg::sqrt(2.0) * of(wg::float64)),
              std::vector<double>{1.4142135623730951, 1.4142135623730951}, 0, 1e-16);
  EXPECT_EQ(Array(wg::sqrt(2.0)).dtype(), wg::float32);
  EXPECT_EQ(Array(wg::maximum(1, 2)).item<int>(), 2);
}

TEST(Scalar, IntegersThatDoNotFitAreRefused) {
  EXPECT_THROW((void)Array(of(wg::uint8) + 300), wg::ValueError);
  EXPECT_THROW((void)Array(of(wg::uint8) - (-1)), wg::ValueError);
  EXPECT_EQ(Array(5'000'000'000).dtype(), wg::int64);
  EXPECT_EQ(Array(5'000'000'000).item<std::int64_t>(), 5'000'000'000);
  EXPECT_EQ(Array(~std::uint64_t(0)).dtype(), wg::uint64);
  EXPECT_EQ(Array(std::int64_t(7)).dtype(), wg::int32);
}

TEST(Scalar, DefaultFloatIsScoped) {
  const wg::DefaultFloat x64(wg::float64);
  EXPECT_EQ(Array(2.0).dtype(), wg::float64);
  EXPECT_EQ(Array(2).dtype(), wg::int64);
  EXPECT_EQ((of(wg::int64) / 2).dtype(), wg::float64);
  EXPECT_EQ((of(wg::int32) / 2).dtype(), wg::float32);  // as in JAX
  EXPECT_EQ(Array(wg::exp(2)).dtype(), wg::float64);
  EXPECT_EQ(Array(C(0, 1)).dtype(), wg::complex128);
}

}  // namespace
