#include "wengert/base/dtype.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace wengert {
namespace {

std::vector<Dtype> all_dtypes() {
  std::vector<Dtype> found;
  for (int k = 0; k < dtype_count; ++k) found.push_back(Dtype(k));
  return found;
}

TEST(Dtype, AgreesWithItsType) {
  for (const Dtype d : all_dtypes())
    visit(d, [&]<class T>(std::type_identity<T>) {
      EXPECT_EQ(dtype_of<T>, d);
      EXPECT_EQ(std::size_t(size_of(d)), sizeof(T));
      EXPECT_EQ(is_complex(d), is_complex_v<T>);
      EXPECT_EQ(is_integer(d), std::is_integral_v<T> && d != bool_);
    });
}

// JAX's lattice: https://docs.jax.dev/en/latest/jep/9407-type-promotion.html. A row for each dtype,
// in the order of the enumeration.
TEST(Dtype, PromotesAsJax) {
  const Dtype F = default_float();
  constexpr auto b1 = bool_, u1 = uint8, u2 = uint16, u4 = uint32, u8 = uint64, i1 = int8,
                 i2 = int16, i4 = int32, i8 = int64, f2 = float16, bf = bfloat16, f4 = float32,
                 f8 = float64, c4 = complex64, c8 = complex128;
  const std::vector<std::vector<Dtype>> table = {
      {b1, u1, u2, u4, u8, i1, i2, i4, i8, f2, bf, f4, f8, c4, c8},
      {u1, u1, u2, u4, u8, i2, i2, i4, i8, f2, bf, f4, f8, c4, c8},
      {u2, u2, u2, u4, u8, i4, i4, i4, i8, f2, bf, f4, f8, c4, c8},
      {u4, u4, u4, u4, u8, i8, i8, i8, i8, f2, bf, f4, f8, c4, c8},
      {u8, u8, u8, u8, u8, F, F, F, F, f2, bf, f4, f8, c4, c8},
      {i1, i2, i4, i8, F, i1, i2, i4, i8, f2, bf, f4, f8, c4, c8},
      {i2, i2, i4, i8, F, i2, i2, i4, i8, f2, bf, f4, f8, c4, c8},
      {i4, i4, i4, i8, F, i4, i4, i4, i8, f2, bf, f4, f8, c4, c8},
      {i8, i8, i8, i8, F, i8, i8, i8, i8, f2, bf, f4, f8, c4, c8},
      {f2, f2, f2, f2, f2, f2, f2, f2, f2, f2, f4, f4, f8, c4, c8},
      {bf, bf, bf, bf, bf, bf, bf, bf, bf, f4, bf, f4, f8, c4, c8},
      {f4, f4, f4, f4, f4, f4, f4, f4, f4, f4, f4, f4, f8, c4, c8},
      {f8, f8, f8, f8, f8, f8, f8, f8, f8, f8, f8, f8, f8, c8, c8},
      {c4, c4, c4, c4, c4, c4, c4, c4, c4, c4, c4, c4, c8, c4, c8},
      {c8, c8, c8, c8, c8, c8, c8, c8, c8, c8, c8, c8, c8, c8, c8}};
  for (const Dtype a : all_dtypes())
    for (const Dtype b : all_dtypes())
      EXPECT_EQ(promote(a, b), table[std::size_t(a)][std::size_t(b)]) << a << " and " << b;
}

TEST(Dtype, ScalarsAreWeak) {
  for (const Dtype d : all_dtypes()) {
    EXPECT_EQ(promote_weak(d, Kind::boolean), d);
    EXPECT_EQ(promote_weak(d, Kind::signed_integer), d == bool_ ? default_int() : d);
    EXPECT_EQ(promote_weak(d, Kind::floating), is_inexact(d) ? d : default_float());
    EXPECT_EQ(real_dtype(promote_weak(d, Kind::complex)),
              real_dtype(d) == float64 ? float64 : default_float());
  }
}

TEST(Dtype, TheDefaultFloatIsScoped) {
  EXPECT_EQ(default_float(), float32);
  EXPECT_EQ(default_int(), int32);
  {
    const DefaultFloat wide(float64);
    EXPECT_EQ(default_float(), float64);
    EXPECT_EQ(default_int(), int64);
    EXPECT_EQ(default_complex(), complex128);
    EXPECT_EQ(promote(uint64, int8), float64);
    const DefaultFloat narrow(bfloat16);
    EXPECT_EQ(default_float(), bfloat16);
  }
  EXPECT_EQ(default_float(), float32);
  EXPECT_THROW(DefaultFloat{int32}, DtypeError);
}

TEST(Dtype, FloatsSaturateAsIntegers) {
  for (const Dtype d : all_dtypes()) {
    if (!is_integer(d)) continue;
    visit(d, []<class T>(std::type_identity<T>) {
      if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
        const double low = double(std::numeric_limits<T>::min());
        EXPECT_EQ(convert<T>(INFINITY), std::numeric_limits<T>::max());
        EXPECT_EQ(convert<T>(-INFINITY), std::numeric_limits<T>::min());
        EXPECT_EQ(convert<T>(std::nan("")), T(0));
        EXPECT_EQ(convert<T>(low), std::numeric_limits<T>::min());
        EXPECT_EQ(convert<T>(2.9), T(2));
        EXPECT_EQ(convert<T>(float16_t(7.5f)), T(7));
        EXPECT_EQ(convert<T>(std::complex<float>(3, 4)), T(3));
        // The largest double below 2 to the number of digits is a number of the type.
        const double high = std::nextafter(std::ldexp(1.0, std::numeric_limits<T>::digits), 0.0);
        EXPECT_EQ(convert<T>(high), T(high));
      }
    });
  }
}

TEST(Dtype, AnythingButZeroIsTrue) {
  EXPECT_TRUE(convert<bool>(std::nan("")));
  EXPECT_TRUE(convert<bool>(0.25));
  EXPECT_TRUE(convert<bool>(std::complex<double>(0, 1)));
  EXPECT_TRUE(convert<bool>(bfloat16_t(-1.f)));
  EXPECT_FALSE(convert<bool>(-0.0));
  EXPECT_EQ(convert<float>(true), 1.f);
}

}  // namespace
}  // namespace wengert
