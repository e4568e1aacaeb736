#include "wengert/ir/type.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace wengert {
namespace {

TEST(Type, PrintsAsInMessages) {
  EXPECT_EQ((Type{Dtype::f32, {8, 3}}.str()), "f32[8,3]");
  EXPECT_EQ((Type{Dtype::bool_, {}}.str()), "bool[]");
}

TEST(Type, KnowsItsSize) {
  EXPECT_EQ((Type{Dtype::c128, {2, 3}}.bytes()), 96u);
  EXPECT_EQ((Type{Dtype::f32, {0, 3}}.bytes()), 0u);
  EXPECT_EQ((Type{Dtype::f64, {}}.elements()), 1);
}

TEST(Constant, ConvertsToItsDtype) {
  EXPECT_EQ(Constant(Dtype::i8, 300.7).as<int>(), 127);
  EXPECT_EQ(Constant(Dtype::bool_, 0.5).as<int>(), 1);
  EXPECT_EQ(Constant(Dtype::f32, 0.1).as<double>(), double(0.1f));
  EXPECT_EQ(Constant(Dtype::c64, 2).as<std::complex<double>>(), std::complex<double>(2));
  EXPECT_EQ(float(Constant(Dtype::f16, 0.1f).as<float16_t>()), float(float16_t(0.1f)));
}

TEST(Constant, ComparesBits) {
  EXPECT_EQ(Constant(Dtype::f32, NAN), Constant(Dtype::f32, NAN));
  EXPECT_FALSE(Constant(Dtype::f32, 0.0f) == Constant(Dtype::f32, -0.0f));
  EXPECT_FALSE(Constant(Dtype::f32, 0) == Constant(Dtype::i32, 0));
}

TEST(Tensor, OfAConstant) {
  const Constant c(Dtype::f64, 2.5);
  const Tensor t(c);
  EXPECT_EQ(t.type, (Type{Dtype::f64, {}}));
  EXPECT_EQ(*t.data<double>(), 2.5);
  EXPECT_EQ(t.scalar(), c);
  EXPECT_FALSE(bool(Tensor()));
}

}  // namespace
}  // namespace wengert
